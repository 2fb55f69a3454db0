"""A change as a sentence that a manager can repeat, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from crm_analysis.i18n import N_, _, isolated, money, month, number, percent, plural
from crm_analysis.models.changes import SCALES, Finding, Judged
from crm_analysis.rules.changes import Limits

WHOLE_MONEY_FROM = 1000
HARDLY_EVER = 1
"""Orders of a month in which a product is usually found, below which it is as good as new."""


@dataclass(frozen=True)
class Words:
    """What is said of a figure that is higher or lower than usual."""

    more: str
    less: str


WHO = {
    "none": N_("Customers who first bought in {month}"),
    "country": N_("Customers from {slice} who first bought in {month}"),
    "channel": N_("Customers who first bought in {month} through {slice}"),
    "first_category": N_("Customers whose first purchase in {month} was from {slice}"),
}
"""What slices them → who they are."""
CAME_BACK = Words(
    N_("{who} come back more: {value} by month {age} against {usual} usually."),
    N_("{who} come back less: {value} by month {age} against {usual} usually."),
)
BOUGHT = Words(
    N_("“{slice}” was in more orders in {month}: {value} against {usual} usually."),
    N_("“{slice}” was in fewer orders in {month}: {value} against {usual} usually."),
)
NEW_PRODUCT = N_("“{slice}” is new in {month}: it is in {value} of orders and was hardly ever bought before.")
GONE_PRODUCT = N_("“{slice}” was not sold at all in {month}; usually it is in {usual} of orders.")
FIGURES = {
    "orders": Words(
        N_("{month} brought more orders than usual: {value} against {usual} to be expected."),
        N_("{month} brought fewer orders than usual: {value} against {usual} to be expected."),
    ),
    "net_sales": Words(
        N_("Net sales of {month} were higher than usual: {value} against {usual} to be expected."),
        N_("Net sales of {month} were lower than usual: {value} against {usual} to be expected."),
    ),
    "average_order_value": Words(
        N_("Orders were worth more in {month}: {value} on average against {usual} usually."),
        N_("Orders were worth less in {month}: {value} on average against {usual} usually."),
    ),
    "new_customers": Words(
        N_("{month} brought more new customers than usual: {value} against {usual} to be expected."),
        N_("{month} brought fewer new customers than usual: {value} against {usual} to be expected."),
    ),
    "repeat_rate": Words(
        N_("More customers ordered twice within {month}: {value} against {usual} usually."),
        N_("Fewer customers ordered twice within {month}: {value} against {usual} usually."),
    ),
    "refunded": Words(
        N_("More orders of {month} were refunded: {value} against {usual} usually."),
        N_("Fewer orders of {month} were refunded: {value} against {usual} usually."),
    ),
}
OF_CUSTOMERS = ("came_back", "new_customers", "repeat_rate")
"""Figures that are out of customers; all others are out of orders."""
HOW_SURE = (
    (0.001, N_("hardly possible by chance")),
    (0.01, N_("very unlikely to be chance")),
    (0.05, N_("unlikely to be chance")),
    (1.0, N_("may well be chance")),
)
"""The chance, in view of all looks, up to which it is said so."""


def sentence(found: Finding) -> str:
    """What has changed, in one sentence.

    Args:
        found: The change.
    """
    facts = {
        "month": month(found.month),
        "slice": isolated(found.slice),
        "value": _figure(found, found.value),
        "usual": _figure(found, found.usual),
        "age": found.age,
    }
    return _(_template(found)).format(who=_(WHO.get(found.slice_by, "")).format(**facts), **facts)


def _template(found: Finding) -> str:
    if found.figure == "bought" and not found.value:
        return GONE_PRODUCT
    if found.figure == "bought" and found.usual * found.cases < HARDLY_EVER:
        return NEW_PRODUCT
    words = {"came_back": CAME_BACK, "bought": BOUGHT, **FIGURES}[found.figure]
    return words.more if found.value > found.usual else words.less


def evidence(found: Finding) -> str:
    """What a sentence rests on: how many, the usual range, the earlier months, and how sure it is.

    Args:
        found: The change.
    """
    return _("{cases} · {low} to {high} would be usual, by {months} · {how_sure}").format(
        cases=_cases(found),
        low=_figure(found, found.usual_low),
        high=_figure(found, found.usual_high),
        months=plural("{count} earlier month", "{count} earlier months", found.months),
        how_sure=_(next(words for limit, words in HOW_SURE if found.adjusted <= limit)),
    )


def why_nothing(judged: Judged, limits: Limits) -> str:
    """Why no change is told.

    Args:
        judged: What was looked at.
        limits: The rules by which it was judged.
    """
    if not judged.looks:
        return _(
            "What is usual is not known yet: that takes {months} whole months before the one that is judged."
        ).format(months=number(limits.fewest_months))
    return plural(
        "Nothing has surely changed: {count} figure was compared with its past, season and chance considered.",
        "Nothing has surely changed: {count} figures were compared with their past, season and chance considered.",
        len(judged.looks),
    )


def _cases(found: Finding) -> str:
    if found.figure in OF_CUSTOMERS:
        return plural("{count} customer", "{count} customers", found.cases)
    return plural("{count} order", "{count} orders", found.cases)


def _figure(found: Finding, value: float) -> str:
    """A figure as a person writes it."""
    unit = SCALES[found.figure].unit
    if unit == "share":
        return percent(value)
    if unit == "count":
        return number(value)
    return money(value, found.currency, 0 if abs(value) >= WHOLE_MONEY_FROM else None)
