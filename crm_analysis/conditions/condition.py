"""What every kind of condition is, and what none of them may say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from crm_analysis.errors import InputRefused

MOST_WITHIN_DAYS = 36_500
GOODS = ("product", "category", "brand", "product_id")
"""What names goods."""


@dataclass(frozen=True)
class Condition:
    """One thing that is true of a customer or not."""

    kind: ClassVar[str]
    knows_the_past: ClassVar[bool] = False
    """Whether it tells, looked at from an earlier day, what was true then; else it tells what is known today."""
    names_customers: ClassVar[bool] = False
    """Whether it says of single customers who they are."""


def check_choice(value: str, choices: tuple[str, ...]) -> None:
    """Refuse what is not among the choices."""
    if value not in choices:
        raise InputRefused(
            "Segment rule: '{value}' is not among its choices. Take one of: {choices}.",
            value=value,
            choices=", ".join(choices),
        )


def check_some(values: tuple[str, ...], kind: str) -> None:
    """Refuse a list of nothing."""
    if not values:
        raise InputRefused("Segment rule: '{kind}' names no value. Choose at least one.", kind=kind)


def check_goods(among: tuple[str, ...], contains: str | None, kind: str, *, needed: bool = True) -> None:
    """Refuse goods that are named in two ways, or in none where they must be."""
    if (among and contains) or (needed and not (among or contains)):
        raise InputRefused("Segment rule: '{kind}' needs either a list of values or a part of a name.", kind=kind)


def check_bounds(at_least: float | None, at_most: float | None, *, needed: bool = True) -> None:
    """Refuse bounds that exclude each other, and none where one must be."""
    if needed and at_least is None and at_most is None:
        raise InputRefused("Segment rule: a figure has no bound. Add at_least or at_most.")
    if at_least is not None and at_most is not None and at_least > at_most:
        raise InputRefused(
            "Segment rule: at least {at_least} and at most {at_most} is impossible. Exchange the two.",
            at_least=at_least,
            at_most=at_most,
        )


def check_days(
    since: date | None, until: date | None, within_days: int | None, kind: str = "", *, fewest: int = 1
) -> None:
    """Refuse days that cannot be.

    Args:
        since: First day.
        until: Last day.
        within_days: How many days.
        kind: A condition that must name days; blank where it need not.
        fewest: The smallest number of days that makes sense.
    """
    if since and until and since > until:
        raise InputRefused(
            "Segment rule: days from {since} to {until} are impossible. Choose a first day that is not after the last.",
            since=since,
            until=until,
        )
    if within_days is not None and not fewest <= within_days <= MOST_WITHIN_DAYS:
        raise InputRefused(
            "Segment rule: within {days} days is impossible. Write a number from {fewest} to {most}.",
            days=within_days,
            fewest=fewest,
            most=MOST_WITHIN_DAYS,
        )
    if kind and since is None and until is None and within_days is None:
        raise InputRefused("Segment rule: '{kind}' names no days. Add since, until or within_days.", kind=kind)


def or_one(at_least: float | None, at_most: float | None) -> float | None:
    """The lower bound that is meant: one where nothing is said of a number."""
    return 1 if at_least is None and at_most is None else at_least
