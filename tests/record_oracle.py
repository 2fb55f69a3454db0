"""What other tables than orders say of customers, and conditions on it worked out in plain Python."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from crm_analysis.conditions.condition import GOODS, Condition
from crm_analysis.conditions.records import (
    CONSENT_TO,
    CONSENTS,
    EVENTS,
    FEEDBACK,
    FEEDBACK_MEASURES,
    MEMBER_TEXTS,
    MONTHS,
    RATINGS,
    Birthday,
    Consent,
    Did,
    Feedback,
    Member,
    Points,
    Registered,
)
from questions_support import Row

KEYS = ("email_key", "phone_key", "id_key", "alias_key")
"""The columns of identifiers, strongest first."""
BIRTHDAYS = (None, "1990-02-29", "--02-29", "1985-12-31", "--01-01", "2000-04-15", "--03-10", "1970-05-01")
LEVELS = ("gold", "silver", "a\nb", "'; DROP TABLE members; --")
Record = Member | Points | Birthday | Registered | Consent | Did | Feedback


@dataclass(frozen=True)
class Records:
    """What lists of members, the site and feedback say, and whose each identifier is."""

    members: tuple[Row, ...]
    events: tuple[Row, ...]
    feedback: tuple[Row, ...]
    identities: tuple[Row, ...]

    def tables(self) -> dict[str, tuple[Row, ...]]:
        """The rows as tables of the log; phones stand in international form already."""
        uploads = tuple({"upload_id": number, "shop": "North"} for number in "123")
        phones = tuple({"written": f"+4915{who}", "country": "", "e164": f"+4915{who}"} for who in range(PEOPLE))
        told = {"members": self.members, "events": self.events, "feedback": self.feedback}
        return told | {"uploads": uploads, "phones": phones}


PEOPLE = 20


def identifiers(who: int) -> Row:
    """The identifiers of one person, by the column of a log."""
    return {
        "email_key": f"email {who}",
        "phone_key": f"+4915{who}",
        "id_key": f"id {who}",
        "alias_key": f"alias {who}",
    }


def records_by_chance(
    chance: random.Random, first_day: date, days: int, orders: Sequence[Row], products: Sequence[str]
) -> Records:
    """Rows of several people's identifiers, shared ones, strangers, blanks, days before and after the last order."""

    def moment() -> str:
        return f"{first_day + timedelta(days=chance.randrange(-20, days + 10))} 12:00:00"

    members = tuple(
        _person(chance)
        | {"shop": "North", "platform": "etsy", "upload_id": chance.choice("123"), "line_no": str(line)}
        | {
            "birthday": chance.choice(BIRTHDAYS),
            "gender": chance.choice([None, "female", "male", "x"]),
            "level": chance.choice([None, *LEVELS]),
            "points": chance.choice([None, "0", "12.5", "100"]),
            "registered_on": chance.choice([None, moment()[:10], moment()[:10]]),
            "accepts_email": chance.choice([None, "true", "false"]),
            "accepts_sms": chance.choice([None, "true", "true", "false"]),
        }
        for line in range(25)
    )
    events = tuple(
        _person(chance)
        | {"shop": "North", "platform": "etsy", "upload_id": "1", "line_no": str(line), "happened_at": moment()}
        | {"event": chance.choice([*EVENTS, "wish"]), "product": (product := chance.choice([None, *products]))}
        | {"product_id": product and product[:2], "category": chance.choice([None, "drinks"])}
        | {"brand": chance.choice([None, "Fine"])}
        for line in range(60)
    )
    feedback = tuple(
        _person(chance)
        | {"shop": (order := chance.choice(orders))["shop"], "platform": chance.choice(["etsy", "judgeme"])}
        | {"order_id": chance.choice([None, order["order_id"], "unknown"]), "upload_id": "2", "line_no": str(line)}
        | {"kind": chance.choice(FEEDBACK[1:]), "given_at": chance.choice([None, moment(), moment()])}
        | {"rating": chance.choice([None, "1", "2.5", "5"])}
        for line in range(50)
    )
    whose = tuple(
        {
            "identifier": key if column != "phone_key" else f"phone\x1f\x1f{key}",
            "kind": column.removesuffix("_key"),
            "customer_id": f"c{who}",
            "shared": "false",
        }
        for who in range(PEOPLE)
        for column, key in identifiers(who).items()
    )
    shared = {"identifier": "email of all", "kind": "email", "customer_id": "c1", "shared": "true"}
    return Records(members, events, feedback, (*whose, shared))


def _person(chance: random.Random) -> Row:
    """Some identifiers, mostly of one person; now and then of two, of many or of a stranger."""
    keys: Row = dict.fromkeys(KEYS)
    for column, key in identifiers(chance.randrange(PEOPLE)).items():
        keys[column] = chance.choice([key, None])
    if chance.random() < 0.2:
        keys |= {"id_key": identifiers(chance.randrange(PEOPLE))["id_key"]}
    if chance.random() < 0.2:
        keys |= {"email_key": chance.choice(["email of all", "stranger"])}
    return keys


Days = Callable[[random.Random], dict[str, object]]


def record_conditions(days: Days, bounds: Callable[..., dict[str, float]], products: Sequence[str]) -> tuple:
    """Makers of conditions on records.

    Args:
        days: Makes days.
        bounds: Makes bounds from figures.
        products: Names of products.
    """

    def member(chance: random.Random) -> Condition:
        of = chance.choice(MEMBER_TEXTS)
        return Member(of, tuple(chance.sample(LEVELS, 2) if of == "level" else chance.sample(["female", "male"], 1)))

    def birthday(chance: random.Random) -> Condition:
        if chance.random() < 0.5:
            return Birthday(tuple(chance.sample(MONTHS, 6)))
        return Birthday(within_days=chance.choice([0, 30, 90, 200]))

    def did(chance: random.Random) -> Condition:
        of = chance.choice(GOODS)
        among = {"product": products[:4], "category": ("drinks",), "brand": ("Fine",), "product_id": ("Te", "a")}[of]
        goods = chance.choice([{}, {}, {"of": of, "among": tuple(among)}, {"of": of, "contains": "E"}])
        events = tuple(chance.sample([*EVENTS, "wish"], 3))
        return Did(events, **goods, **chance.choice([{}, bounds(chance, 0, 1, 2, 3)]), **days(chance))

    def feedback(chance: random.Random) -> Condition:
        measure = chance.choice(FEEDBACK_MEASURES)
        of = chance.choice(FEEDBACK[1:] if measure in RATINGS else FEEDBACK)
        asked = bounds(chance, 1, 2, 2.5, 4, 5) if measure in RATINGS else chance.choice([{}, bounds(chance, 0, 1, 2)])
        return Feedback(of, measure, **asked, **days(chance))

    return (
        member,
        birthday,
        did,
        feedback,
        lambda chance: Points(**bounds(chance, 0, 10, 12.5, 100)),
        lambda chance: Registered(**(days(chance) or {"within_days": 60})),
        lambda chance: Consent(chance.choice(CONSENT_TO), tuple(chance.sample(CONSENTS, chance.randrange(1, 3)))),
    )


class RecordOracle:
    """Answers conditions on records for one shop, seen from one day."""

    def __init__(self, records: Records, orders: Sequence[Row], as_of: date) -> None:
        self.records = records
        self.last_day = as_of - timedelta(days=1)
        self.buyers = {(order["shop"], order["order_id"]): order["customer_id"] for order in orders}
        self.whose = {row["identifier"]: row for row in records.identities}

    def holds(self, condition: Record, who: str) -> bool:
        match condition:
            case Member(of, among):
                return self._told(of, who) in among
            case Points(at_least, at_most):
                points = self._told("points", who)
                return points is not None and _between(float(points), at_least, at_most)
            case Birthday(months, within_days):
                birthday = self._told("birthday", who)
                if birthday is None:
                    return False
                return birthday[-5:-3] in months if months else self._days_to(birthday[-5:]) <= within_days
            case Registered():
                told = self._told("registered_on", who)
                day = date.fromisoformat(told) if told else None
                return day is not None and day <= self.last_day and self._on_day(condition, day)
            case Consent(to, among):
                return self._consent(f"accepts_{to}", who) in among
            case Did():
                return _between(len(self._events(condition, who)), condition.least, condition.at_most)
            case Feedback():
                figure = self._figure(condition, who)
                return figure is not None and _between(figure, condition.least, condition.at_most)

    def _told(self, of: str, who: str) -> str | None:
        rows = [
            row
            for row in self.records.members
            if row[of] is not None and any(self._owner(row, column) == who for column in KEYS)
        ]
        newest = max(rows, key=lambda row: (int(str(row["upload_id"])), int(str(row["line_no"]))), default=None)
        return newest[of] if newest else None

    def _owner(self, row: Row, column: str, *, even_shared: bool = False) -> str | None:
        identifier = f"phone\x1f\x1f{row[column]}" if column == "phone_key" else row[column]
        owned = self.whose.get(identifier)
        return owned["customer_id"] if owned and (even_shared or owned["shared"] == "false") else None

    def _strongest(self, row: Row) -> str | None:
        return next((owner for column in KEYS if (owner := self._owner(row, column))), None)

    def _days_to(self, month_and_day: str) -> int:
        years = (self.last_day.year, self.last_day.year + 1)
        return min(days for year in years if (days := (_celebrated(year, month_and_day) - self.last_day).days) >= 0)

    def _consent(self, column: str, who: str) -> str:
        said = {
            row[column]
            for row in self.records.members
            if any(self._owner(row, key, even_shared=True) == who for key in KEYS)
        }
        return "refused" if "false" in said else "given" if "true" in said else "unknown"

    def _events(self, rule: Did, who: str) -> list[Row]:
        return [
            row
            for row in self.records.events
            if self._strongest(row) == who
            and row["event"] in rule.events
            and (not rule.among or row[rule.of] in rule.among)
            and (not rule.contains or rule.contains.lower() in str(row[rule.of] or "").lower())
            and (day := date.fromisoformat(str(row["happened_at"])[:10])) <= self.last_day
            and self._on_day(rule, day)
        ]

    def _figure(self, rule: Feedback, who: str) -> float | None:
        rows = [
            row
            for row in self.records.feedback
            if rule.of in ("any", row["kind"])
            and (self.buyers.get((row["shop"], row["order_id"])) or self._strongest(row)) == who
            and self._said_then(rule, row["given_at"])
        ]
        if rule.measure == "answers":
            return len(rows)
        rated = [row for row in rows if row["rating"] is not None]
        if not rated:
            return None
        if rule.measure == "mean_rating":
            return fmean(float(str(row["rating"])) for row in rated)
        newest = max(rated, key=lambda row: (row["given_at"] or "", int(str(row["line_no"]))))
        return float(str(newest["rating"]))

    def _said_then(self, rule: Feedback, moment: str | None) -> bool:
        if moment is None:
            return not (rule.since or rule.until or rule.within_days)
        day = date.fromisoformat(moment[:10])
        return day <= self.last_day and self._on_day(rule, day)

    def _on_day(self, rule: Registered | Did | Feedback, day: date) -> bool:
        return (
            (rule.since is None or day >= rule.since)
            and (rule.until is None or day <= rule.until)
            and (rule.within_days is None or (self.last_day - day).days < rule.within_days)
        )


def _celebrated(year: int, month_and_day: str) -> date:
    try:
        return date.fromisoformat(f"{year}-{month_and_day}")
    except ValueError:
        return date(year, 2, 28)


def _between(figure: float, at_least: float | None, at_most: float | None) -> bool:
    return (at_least is None or figure >= at_least) and (at_most is None or figure <= at_most)
