"""How long may a customer be silent, who has been silent for longer, and what do they bring?"""

from __future__ import annotations

from dataclasses import replace

from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.returns import second_orders
from crm_analysis.analysis.terms import one_of
from crm_analysis.engines.query import Query, Value
from crm_analysis.rules.churn import FLAGS, churn_rules

SPLITS = {"channel": "channel", "category": "first_category"}
"""What may split customers into groups of their own rhythm → the slice of ``cohorts.SLICES`` that says the same."""
MOST_GROUPS = 50
STANDARD_ERRORS = 1.959963984540054
"""To either side of what is told: 95 in 100 such ranges hold the truth."""


def churn(filters: Filters, split_by: str | None = None) -> Query:
    """Every customer's silence, the lapse point that goes with their rhythm, and the flag: one row per customer.

    Args:
        filters: The orders to look at, all of them before ``as_of``: silences know no period.
        split_by: A key of ``SPLITS`` whose groups have lapse points of their own; ``None``: all go by the shop's.
    """
    return _question("churn", filters, split_by)


def totals(filters: Filters, split_by: str | None = None) -> Query:
    """How many customers have each flag, and what they brought in twelve months: one row per flag."""
    return _question("flag_totals", filters, split_by)


def customers(filters: Filters, split_by: str | None = None, flag: str | None = None, most: int | None = None) -> Query:
    """Who has a flag, and what they brought in twelve months, who brought most first.

    Args:
        filters: The orders to look at.
        split_by: As for :func:`churn`.
        flag: One of ``rules.churn.FLAGS``; ``None``: everybody.
        most: How many customers at most; ``None``: all.

    Raises:
        InputRefused: There is no such flag.
    """
    chosen = None if flag is None else one_of(flag, FLAGS)
    return _question("flagged_customers", filters, split_by, flag=chosen, most=most)


def points(filters: Filters, split_by: str | None = None) -> Query:
    """The lapse point of the shop, and of each group: one row each, the shop's the one without a name."""
    return _question("lapse_points", filters, split_by)


def ranges(filters: Filters, split_by: str | None = None) -> Query:
    """Between which days the lapse point of the shop lies, and that of each group, with 95 % confidence: a row each."""
    return _question("lapse_ranges", filters, split_by, standard_errors=STANDARD_ERRORS)


def curve(filters: Filters, split_by: str | None = None) -> Query:
    """The share of customers who return, by days of silence, of the shop and of each group."""
    return _question("silence_curve", filters, split_by)


def first_returns(filters: Filters, split_by: str) -> Query:
    """Days from the first order to the second, by group: what tells whether rhythms differ."""
    return second_orders(replace(filters, since=None, until=None), SPLITS[split_by], most_slices=MOST_GROUPS)


def _question(name: str, filters: Filters, split_by: str | None, **varied: Value) -> Query:
    return Query(name, {**filters.parameters(), **churn_rules().thresholds, "split_by": split_by, **varied})
