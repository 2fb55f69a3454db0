"""Can these data be trusted? Checks of what was uploaded, each with its rule in words, and the rows that they find."""

from __future__ import annotations

from collections.abc import Mapping

from crm_analysis.analysis.terms import one_of
from crm_analysis.engines.query import Query, Value
from crm_analysis.i18n import N_, _, number
from crm_analysis.rules.quality import Severity, quality_rules

CHECKS = tuple(quality_rules().limits)

RULES = {
    "rejected": N_("Rows that could not be stored: a number, a date or an order number cannot be read."),
    "same_file": N_("Files of the very same bytes as an earlier upload. Nothing of them counts twice."),
    "told_again": N_("Orders that several uploads tell of. The newest one counts."),
    "copies": N_("Rows of orders that stand whole in two places of one file, while both count."),
    "no_order_number": N_("Orders of files without order numbers: one customer's day is one order."),
    "no_customer": N_("Sales that name no customer: guests. Retention and segments cannot see them."),
    "no_product": N_("Lines that name no product."),
    "no_currency": N_("Orders of which nobody says in which currency they are."),
    "future": N_("Orders dated after the day on which their file was uploaded."),
    "too_old": N_("Orders dated before {first_day}."),
    "negative_price": N_("Lines that sell something for less than nothing. A return has a quantity below zero."),
    "zero_quantity": N_("Lines that sell no piece."),
    "outlier": N_("Orders of {times_median} times the median of their shop and currency, or more."),
    "gap": N_(
        "Silences of {silent_days} days or more in which {lost_orders} orders or more were to be expected, at the "
        "slower pace of the {rhythm_days} days before and after. The share is that of silent days."
    ),
    "last_month": N_(
        "Days missing at the end of a shop's last month, if {lost_orders} orders or more were to be expected in them "
        "at the pace of the {rhythm_days} days before. Compare no total with that month's."
    ),
}
"""Check → its rule, to be filled with the thresholds of ``rules/quality.toml``."""


def checks(upload: int | None = None) -> Query:
    """What every check has found: one row each.

    Args:
        upload: One upload; ``None`` looks at all that count.
    """
    return Query("quality", _parameters(upload))


def rows(check: str, upload: int | None = None) -> Query:
    """The rows that a check has found.

    Args:
        check: One of ``CHECKS``.
        upload: One upload; ``None`` looks at all that count.

    Raises:
        InputRefused: There is no such check.
    """
    return Query("quality_rows", {**_parameters(upload), "finding": one_of(check, CHECKS)})


def reasons(upload: int | None = None) -> Query:
    """Why rows were rejected, by reason and column.

    Args:
        upload: One upload; ``None`` looks at all that count.
    """
    return Query("quality_rejects", _parameters(upload))


def rule(check: str) -> str:
    """The rule of a check in words, in the reader's language."""
    thresholds = {
        name: value.isoformat() if not isinstance(value, int | float) else number(value)
        for name, value in quality_rules().thresholds.items()
    }
    return _(RULES[check]).format(**thresholds)


def severity(check: str, found: int, share: float) -> Severity:
    """How loud a check calls: fine, look or mend.

    Args:
        check: One of ``CHECKS``.
        found: How many it found.
        share: Of all that it looked at; NaN where there was nothing to look at.
    """
    return quality_rules().limits[check].severity(found, share)


def _parameters(upload: int | None) -> Mapping[str, Value]:
    return {"upload": upload, **quality_rules().thresholds}
