"""Which goods are bought together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from crm_analysis.analysis import affinity as together
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.products import LEVELS
from crm_analysis.commands.asking import question
from crm_analysis.commands.output import say
from crm_analysis.engines.query import Query

if TYPE_CHECKING:
    import pandas as pd

at_least_one = click.IntRange(min=1)


def _said_if_none(pairs: pd.DataFrame, level: str, fewest: int, most: int | None) -> pd.DataFrame:
    if pairs.empty:
        say(f"No pair stands together on so many orders: {fewest}. Ask for fewer with --fewest.")
    return pairs


@click.command()
@click.option("--level", type=click.Choice(LEVELS), default="product", show_default=True)
@click.option(
    "--fewest", type=at_least_one, default=together.FEWEST, show_default=True, help="Orders that hold both, at least."
)
@click.option("--most", type=at_least_one, help="Only so many rows, those of the highest lift [all].")
@partial(question, finish=_said_if_none)
def affinity(filters: Filters, level: str, fewest: int, most: int | None) -> Query:
    """Which goods stand on the same orders: both ways, how often, and how much more often than by chance."""
    return together.affinity(filters, level, fewest, most)


COMMANDS = (affinity,)
