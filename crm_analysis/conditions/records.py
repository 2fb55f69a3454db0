"""What can be said of a customer by what other tables than orders tell: members, the shop's site, feedback.

Days and lists mean what they mean in conditions on orders. Lists of members do not say since when: what the newest one
tells holds whatever day we look from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from crm_analysis.conditions.condition import (
    GOODS,
    Condition,
    check_bounds,
    check_choice,
    check_days,
    check_goods,
    check_some,
    or_one,
)
from crm_analysis.errors import InputRefused

MEMBER_TEXTS = ("level", "gender")
MONTHS = tuple(f"{month:02}" for month in range(1, 13))
CONSENT_TO = ("email", "sms")
CONSENTS = ("given", "refused", "unknown")
EVENTS = ("view", "cart", "uncart", "favourite", "purchase")
"""What visitors of a site do, as files are read; a file may name further events."""
FEEDBACK = ("any", "review", "rating", "ticket", "survey")
RATINGS = ("mean_rating", "newest_rating")
FEEDBACK_MEASURES = ("answers", *RATINGS)


@dataclass(frozen=True)
class Member(Condition):
    """What the lists of members say of a customer.

    Args:
        of: One of ``MEMBER_TEXTS``.
        among: Its values; of a gender ``female`` and ``male``, others as files write them.
    """

    kind: ClassVar[str] = "member"
    of: str = "level"
    among: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        check_choice(self.of, MEMBER_TEXTS)
        check_some(self.among, self.kind)


@dataclass(frozen=True)
class Points(Condition):
    """The points that a member holds lie between two bounds; who is no member has none to compare.

    Args:
        at_least: The lower bound, which counts.
        at_most: The upper bound, which counts.
    """

    kind: ClassVar[str] = "points"
    at_least: float | None = None
    at_most: float | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        check_bounds(self.at_least, self.at_most)


@dataclass(frozen=True)
class Birthday(Condition):
    """When a member has the birthday; who was born on 29 February has it on the 28th in years without one.

    Args:
        months: Any of ``MONTHS``.
        within_days: At most so many days after the last day seen; 0: on that day.
    """

    kind: ClassVar[str] = "birthday"
    months: tuple[str, ...] = ()
    within_days: int | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        for month in self.months:
            check_choice(month, MONTHS)
        check_days(None, None, self.within_days, fewest=0)
        if bool(self.months) == (self.within_days is not None):
            raise InputRefused("Segment rule: 'birthday' needs either months or within_days. Fill in one of them.")


@dataclass(frozen=True)
class Registered(Condition):
    """The day on which a member signed up.

    Args:
        since: First day.
        until: Last day.
        within_days: One of so many days up to the last day seen.
    """

    kind: ClassVar[str] = "registered"
    since: date | None = None
    until: date | None = None
    within_days: int | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        check_days(self.since, self.until, self.within_days, self.kind)


@dataclass(frozen=True)
class Consent(Condition):
    """Whether a customer accepts advertising, as lists for other tools respect it: one no outweighs every yes.

    Args:
        to: One of ``CONSENT_TO``.
        among: Any of ``CONSENTS``.
    """

    kind: ClassVar[str] = "consent"
    to: str = "email"
    among: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        check_choice(self.to, CONSENT_TO)
        check_some(self.among, self.kind)
        for said in self.among:
            check_choice(said, CONSENTS)


@dataclass(frozen=True)
class Did(Condition):
    """How often a customer did something on the shop's site lies between two bounds.

    Args:
        events: What: any of ``EVENTS``, or others as files write them.
        of: One of ``GOODS``.
        among: Its values; where neither these nor a part of the name is given, any goods or none.
        contains: Part of it, whatever its case.
        at_least: The lower bound, which counts; once where nothing is said.
        at_most: The upper bound, which counts.
        since: First day.
        until: Last day.
        within_days: Only so many days up to the last day seen.
    """

    kind: ClassVar[str] = "did"
    knows_the_past: ClassVar[bool] = True
    events: tuple[str, ...] = ()
    of: str = "product"
    among: tuple[str, ...] = ()
    contains: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    since: date | None = None
    until: date | None = None
    within_days: int | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        check_some(self.events, self.kind)
        check_choice(self.of, GOODS)
        check_goods(self.among, self.contains, self.kind, needed=False)
        check_bounds(self.at_least, self.at_most, needed=False)
        check_days(self.since, self.until, self.within_days)

    @property
    def least(self) -> float | None:
        """The lower bound that is meant."""
        return or_one(self.at_least, self.at_most)

    @property
    def is_ever(self) -> bool:
        """Whether doing it once is all that is asked."""
        return (self.least, self.at_most) == (1, None)


@dataclass(frozen=True)
class Feedback(Condition):
    """How much a customer has said, or how many points were given, lies between two bounds.

    Args:
        of: One of ``FEEDBACK``.
        measure: One of ``FEEDBACK_MEASURES``: how many, the mean of the ratings, or the rating given last. Ratings are
            in points as they were given, and nobody's who gave none; those of different kinds are on different scales.
        at_least: The lower bound, which counts; of how many, one where nothing is said.
        at_most: The upper bound, which counts.
        since: First day.
        until: Last day.
        within_days: Only so many days up to the last day seen.
    """

    kind: ClassVar[str] = "feedback"
    knows_the_past: ClassVar[bool] = True
    of: str = "any"
    measure: str = "answers"
    at_least: float | None = None
    at_most: float | None = None
    since: date | None = None
    until: date | None = None
    within_days: int | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        check_choice(self.of, FEEDBACK)
        check_choice(self.measure, FEEDBACK_MEASURES)
        if self.measure in RATINGS and self.of == "any":
            raise InputRefused(
                "Segment rule: ratings of any feedback are on different scales. "
                "Choose which feedback is meant: review, rating, ticket or survey."
            )
        check_bounds(self.at_least, self.at_most, needed=self.measure in RATINGS)
        check_days(self.since, self.until, self.within_days)

    @property
    def least(self) -> float | None:
        """The lower bound that is meant."""
        return or_one(self.at_least, self.at_most)

    @property
    def is_any(self) -> bool:
        """Whether having said anything is all that is asked."""
        return (self.measure, self.least, self.at_most) == ("answers", 1, None)


RECORD_KINDS: tuple[type[Condition], ...] = (Member, Points, Birthday, Registered, Consent, Did, Feedback)
