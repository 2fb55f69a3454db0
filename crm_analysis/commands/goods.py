"""Which goods are bought together, and what each customer is likely to buy next."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crm_analysis.analysis import affinity as together
from crm_analysis.analysis import next_product
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.products import LEVELS
from crm_analysis.commands.asking import FILTERS, question, refuse_other_engines, restricted, settle, with_options
from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import out, say, show
from crm_analysis.engines.query import Query
from crm_analysis.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from crm_analysis.engines.duckdb import DuckDBEngine

at_least_one = click.IntRange(min=1)


def _said_if_none(pairs: pd.DataFrame, level: str, fewest: int, most: int | None) -> pd.DataFrame:
    if pairs.empty:
        say(f"No pair stands together on so many orders: {fewest}. Ask for fewer with --fewest.")
    return pairs


@click.command()
@click.option(
    "--level", type=click.Choice(LEVELS), default="product", show_default=True, help="What stands together on orders."
)
@click.option(
    "--fewest", type=at_least_one, default=together.FEWEST, show_default=True, help="Orders that hold both, at least."
)
@click.option("--most", type=at_least_one, help="Only so many rows, those of the highest lift [all].")
@partial(question, finish=_said_if_none)
def affinity(filters: Filters, level: str, fewest: int, most: int | None) -> Query:
    """Which goods stand on the same orders: both ways, how often, and how much more often than by chance."""
    return together.affinity(filters, level, fewest, most)


@click.command()
@click.option("--customer", "who", help="Only this customer, named by id, e-mail or phone [everybody who has ordered].")
@click.option(
    "--top",
    type=click.IntRange(1, 100),
    default=next_product.TOP,
    show_default=True,
    help="How many products for each customer.",
)
@click.option("--report", is_flag=True, help="Print how every method did on the past as one JSON object.")
@with_options
@click.pass_obj
def recommend(
    settings: Settings, /, to: Path | None, engine: str, within: str | None, who: str | None, top: int, report: bool,
    **options: Any,
) -> None:  # fmt: skip
    """What each customer is likely to buy next, and why; tried on the shop's own past.

    The score of a product bought before is the share of the customer's orders that held it; of one that goes with what
    they bought, its mean likeness to that; of a popular one, the share of customers who bought it lately."""
    from crm_analysis import export
    from crm_analysis.engines.duckdb import DuckDBEngine
    from crm_analysis.findings import next_product as told
    from crm_analysis.store import customers as known

    refuse_other_engines(engine)
    filters = Filters(**{name: options[name] for name in FILTERS})
    with opened(settings) as store:
        asks = DuckDBEngine(store)
        settled, _books = settle(asks, restricted(store, filters, within))
        customer_ids = [known.meant(store, who)] if who else _chosen(asks, settled)
        found = told.learned(settled, asks.answer, top)
        if report:
            out(export.json_object(told.report(found)) + "\n")
            return
        say(found.why)
        show(told.listed(told.told(found, customer_ids)), to)


def _chosen(engine: DuckDBEngine, filters: Filters) -> list[str] | None:
    """The customers of the segment that is looked at; ``None``: everybody."""
    if filters.segment is None:
        return None
    return list(engine.answer(next_product.buyers(filters))["customer_id"])


COMMANDS = (affinity, recommend)
