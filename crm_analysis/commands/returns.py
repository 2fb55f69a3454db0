"""How soon customers order again, from the first order to the second and from each to the next; and what to expect."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import click

from crm_analysis.analysis import cohorts, returns
from crm_analysis.analysis.filters import Filters
from crm_analysis.commands.asking import question
from crm_analysis.commands.questions import by_option, slice_option
from crm_analysis.engines.query import Query
from crm_analysis.errors import NotEnoughEvidence

if TYPE_CHECKING:
    import pandas as pd

YEAR = 365


def _curves(times: pd.DataFrame, report: bool, **_asked: object) -> pd.DataFrame | Mapping[str, object]:
    """The curve of each slice, or what is worth telling about all of them."""
    from crm_analysis.models import survival

    if not report:
        return survival.curves(times)
    told: dict[str, object] = {"slices": survival.summary(times), "log_rank": None}
    if test := survival.log_rank(times):
        told["slices"] = survival.summary(times).merge(test.groups[["slice", "expected"]], on="slice")
        told["log_rank"] = {"statistic": test.statistic, "degrees": test.degrees, "p_value": test.p_value}
    return told


@click.command(name="second-order")
@slice_option
@click.option(
    "--most-slices",
    type=click.IntRange(min=1),
    default=returns.MOST_SLICES,
    show_default=True,
    help="Only so many slices, those of most customers; all others are one.",
)
@click.option("--report", is_flag=True, help="Print quartiles and the log-rank test of the slices as one JSON object.")
@partial(question, finish=_curves)
def second_order(filters: Filters, slice_by: str, most_slices: int, report: bool) -> Query:
    """How soon customers order a second time (Kaplan-Meier)."""
    return returns.second_orders(filters, slice_by, most_slices)


def _ladder(times: pd.DataFrame, within_days: int, **_asked: object) -> pd.DataFrame:
    from crm_analysis.models import survival

    return survival.ladder(times, within_days)


@click.command()
@click.option(
    "--within", "within_days", type=click.IntRange(min=1), default=YEAR, show_default=True,
    help="Days to await an order.",
)  # fmt: skip
@click.option(
    "--most-steps",
    type=click.IntRange(min=1),
    default=returns.MOST_STEPS,
    show_default=True,
    help="Orders up to which the ladder goes.",
)
@partial(question, finish=_ladder)
def ladder(filters: Filters, within_days: int, most_steps: int) -> Query:
    """Of the customers with so many orders, how many make one more, and how soon."""
    return returns.order_ladder(filters, most_steps)


def _projected(cells: pd.DataFrame, report: bool, **_asked: object) -> pd.DataFrame | Mapping[str, object]:
    """The values expected, or how the methods did; thin data are no failure of a report."""
    from crm_analysis import i18n
    from crm_analysis.models.projection import project

    if not report:
        return project(cells).values
    try:
        projection = project(cells)
    except NotEnoughEvidence as thin:
        return {"verdict": "not_enough_evidence", "why": i18n.sentence(thin), "ahead": None, "backtest": []}
    return {"verdict": "projected", "why": None, "ahead": projection.ahead, "backtest": projection.backtest}


@click.command()
@by_option
@click.option("--report", is_flag=True, help="Print how each method did on the shop's own past as one JSON object.")
@partial(question, finish=_projected)
def projection(filters: Filters, by: str, report: bool) -> Query:
    """What young cohorts are expected to do, by what older ones did."""
    return cohorts.retention(filters, by)


COMMANDS = (second_order, ladder, projection)
