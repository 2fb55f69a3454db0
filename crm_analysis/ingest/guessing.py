"""Which column of an unknown table plays which role? Headings first, close spellings next, what stands in it last.

Every guess tells why it was made. A heading that is a synonym needs no more than values that do not contradict it; a
close spelling and values alone are proposals that the owner must confirm.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from crm_analysis.ingest.kinds import ALL, LATER, Kind
from crm_analysis.ingest.platform import ORDERS
from crm_analysis.ingest.profiles import Profile, Sample, country_names, currency_codes
from crm_analysis.rules.synonyms import spelling, synonyms

By = Literal["owner", "saved", "heading", "spelling", "values"]
UNCONFIRMED: tuple[By, ...] = ("spelling", "values")
"""Reasons that are no reason enough to import."""

CUSTOMER = ("email", "phone", "buyer_id", "name")
MONEY = ("amount", "unit_price", "order_total")

_CLOSE = 84
_FEWEST_ROWS = 3
"""Fewer prove nothing."""
_CONTRADICTED = 0.3
_NEARLY_ALL = 0.9
_MOST_STATES = 12
_MOST = 0.8


@dataclass(frozen=True)
class Guess:
    """The column that plays a role, and why it was taken."""

    heading: str
    by: By


def kind_of_table(headings: Sequence[str], sample: Sample) -> Kind:
    """What the rows of a table seem to be: orders if they can be, else the kind of which most is told."""
    filled: dict[str, set[str]] = {}
    for kind in ALL.values():
        desk = _Desk(headings, sample, kind)
        desk.by_headings()
        if not kind.missing({role: told.heading for role, told in desk.taken.items()}):
            filled[kind.id] = desk.taken.keys() & set(kind.telling)
    likeliest = max(filled, key=lambda found: len(filled[found]), default=ORDERS)
    return ALL[likeliest if ORDERS not in filled and filled.get(likeliest) else ORDERS]


def guess(headings: Sequence[str], sample: Sample | None = None, kind: Kind = ALL[ORDERS]) -> dict[str, Guess]:
    """Propose a column for each role that one fits; each column plays one role.

    Args:
        headings: The table's headings.
        sample: Its rows; without it the headings alone decide.
        kind: What the rows are.
    """
    desk = _Desk(headings, sample, kind)
    desk.by_headings()
    if sample is not None:
        desk.by_what_a_customer_is_called_by()
        desk.by_spelling()
        desk.by_values()
        desk.by_contradicted_headings()
    if kind.id == ORDERS:
        desk.settle()
    return {role: desk.taken[role] for role in kind.roles if role in desk.taken}


class _Desk:
    """The table's columns, and which of them are taken."""

    def __init__(self, headings: Sequence[str], sample: Sample | None, kind: Kind) -> None:
        self.headings = tuple(headings)
        self.sample = sample
        self.kind = kind
        self.taken: dict[str, Guess] = {}

    def free(self) -> list[str]:
        """Columns that play no role yet, in the table's order."""
        used = {taken.heading for taken in self.taken.values()}
        return [heading for heading in self.headings if heading not in used]

    def take(self, role: str, heading: str | None, by: By) -> None:
        """Give a role to a column, unless there is none."""
        if heading is not None and role not in self.taken:
            self.taken[role] = Guess(heading, by)

    def profile(self, heading: str) -> Profile | None:
        """What stands in a column."""
        return self.sample.profiles[heading] if self.sample else None

    def contradicts(self, role: str, heading: str) -> bool:
        """Whether what stands in a column cannot play a role."""
        profile = self.profile(heading)
        return profile is not None and profile.filled > 0 and _fits(role, profile) < _CONTRADICTED

    def by_headings(self) -> None:
        """The best synonym of each role whose values do not contradict it."""
        for role in self.kind.roles:
            self.take(role, next((h for h in self._named(role) if not self.contradicts(role, h)), None), "heading")

    def by_contradicted_headings(self) -> None:
        """What a row needs and nothing else offers: its faulty cells will be told one by one."""
        for group in self.kind.needed:
            if not set(group) & self.taken.keys():
                self.take(group[0], next(self._named(group[0]), None), "heading")

    def _named(self, role: str) -> Iterator[str]:
        """Free columns whose heading is a synonym of a role, best first."""
        ranks = self.kind.spellings(role)
        named = [heading for heading in self.free() if spelling(heading) in ranks]
        yield from sorted(named, key=lambda heading: ranks[spelling(heading)])

    def by_what_a_customer_is_called_by(self) -> None:
        """A column that is headed "customer" is what it holds: an e-mail, a phone, a name or a number."""
        guessed = self.taken.get("buyer_id")
        profile = self.profile(guessed.heading) if guessed else None
        if guessed is None or profile is None or spelling(guessed.heading) not in synonyms().customer_anyhow:
            return
        held = next((role for role, holds in _HELD.items() if holds(profile)), None)
        if held is not None and held not in self.taken:
            self.taken[held] = self.taken.pop("buyer_id")

    def by_spelling(self) -> None:
        """Headings that nearly are a synonym, closest first; a day promised is spelled nearly like the day itself."""
        pairs = [
            (_closeness(self.kind.spellings(role), heading), role, heading)
            for role in self.kind.roles
            if role not in (*self.taken, *LATER)
            for heading in self.free()
            if not self.contradicts(role, heading)
        ]
        for closeness, role, heading in sorted(pairs, key=lambda pair: -pair[0]):
            if closeness >= _CLOSE and heading in self.free():
                self.take(role, heading, "spelling")

    def by_values(self) -> None:
        """What the headings leave open and the values tell."""
        if self.sample is None or self.sample.rows < _FEWEST_ROWS:
            return
        evidence = _Evidence(self, self.sample)
        for role, find in evidence.finders():
            if role not in self.taken:
                self.take(role, find(), "values")

    def settle(self) -> None:
        """Leave out what would count the same money twice, or join customers by the name of a product."""
        self._settle_amounts()
        self._settle_day()
        name = self.taken.get("name")
        counted = {"quantity", "unit_price"} & self.taken.keys()
        if name and counted and "product" not in self.taken and spelling(name.heading) in synonyms().name_of_anything:
            self.taken["product"] = self.taken.pop("name")

    def _settle_amounts(self) -> None:
        if not {"amount", "unit_price", "quantity"} <= self.taken.keys():
            self._tell_whole_orders()
            return
        count, price, amount = (self.taken[role].heading for role in ("quantity", "unit_price", "amount"))
        if self.sample is not None and self.sample.multiplies(count, price, amount):
            del self.taken["unit_price"]
            return
        of_order = spelling(amount) in synonyms().perhaps_of_order or self._repeats(amount)
        del self.taken["amount" if of_order else "unit_price"]

    def _settle_day(self) -> None:
        """The only day of a table is the best that can be had for the order's own."""
        told = next((role for role in LATER if role in self.taken), None)
        if told and "ordered_at" not in self.taken:
            self.take("ordered_at", self.taken.pop(told).heading, "values")

    def _tell_whole_orders(self) -> None:
        """An amount that repeats on every row of its order is the order's."""
        amount = self.taken.get("amount")
        if amount and not {"order_total", "unit_price"} & self.taken.keys() and self._repeats(amount.heading):
            self.taken["order_total"] = self.taken.pop("amount")

    def _repeats(self, heading: str) -> bool:
        """Whether a column says the same on all rows of an order, while another tells them apart."""
        order = self.taken.get("order_id")
        if order is None or self.sample is None or order.heading not in self.headings:
            return False
        agreed = self.sample.agreement(order.heading, heading)
        differing = (self.taken[role].heading for role in ("product", "product_id", "quantity") if role in self.taken)
        return (
            agreed is not None
            and agreed >= 0.95
            and any((self.sample.agreement(order.heading, other) or 0) < 0.5 for other in differing)
        )


class _Evidence:
    """Finds columns by what stands in them."""

    def __init__(self, desk: _Desk, sample: Sample) -> None:
        self._desk = desk
        self._sample = sample

    def finders(self) -> tuple[tuple[str, Callable[[], str | None]], ...]:
        """Role → what looks for it, the surest first: each leaves fewer columns to the next."""
        surest = (
            ("email", lambda: self._fullest(lambda profile: profile.emails >= _MOST)),
            ("ordered_at", self._day),
            ("order_id", self._order_number),
            ("phone", self._phone),
            ("currency", lambda: self._fullest(lambda p: p.share_among(currency_codes()) >= _NEARLY_ALL)),
            ("country", lambda: self._fullest(lambda p: p.share_among(country_names()) >= _NEARLY_ALL)),
            ("status", lambda: self._fullest(_tells_status)),
            ("quantity", self._quantity),
            ("amount", self._amount),
            ("order_total", self._order_total),
            ("buyer_id", self._buyer),
            ("product", self._product),
        )
        kind = self._desk.kind
        if kind.id == ORDERS:
            return surest
        return tuple((kind.day if role == "ordered_at" else role, find) for role, find in surest if self._of_any(role))

    def _of_any(self, role: str) -> bool:
        """Whether values tell a role in tables of something else than orders too."""
        kind = self._desk.kind
        return (role in ("email", "phone") and role in kind.roles) or (role == "ordered_at" and bool(kind.day))

    def _free(self) -> list[Profile]:
        return [self._sample.profiles[heading] for heading in self._desk.free()]

    def _fullest(self, tells: Callable[[Profile], bool]) -> str | None:
        fitting = [profile for profile in self._free() if profile.filled and tells(profile)]
        return max(fitting, key=lambda profile: profile.filled).heading if fitting else None

    def _day(self) -> str | None:
        """Among columns of dates: not a birthday, well filled, with a time of day, the first."""
        dated = [profile for profile in self._free() if profile.dates >= _NEARLY_ALL and profile.distinct > 0]
        latest = max((profile.latest for profile in dated), default=0)
        recent = [profile for profile in dated if not profile.latest or profile.latest > latest - 10]
        best = max(recent, key=lambda profile: (round(profile.filled, 1), profile.timed >= 0.5), default=None)
        return best.heading if best else None

    def _order_number(self) -> str | None:
        """Numbers of which each has one date: those that stand on several rows first, then those that rise."""
        day = self._desk.taken.get("ordered_at")
        able = [
            profile
            for profile in self._free()
            if profile.ids >= _NEARLY_ALL and profile.filled >= _NEARLY_ALL and _fits("order_id", profile) >= _MOST
            if profile.distinct >= 0.1 and profile.priced < 0.1
        ]
        ranked = [(self._as_order_number(profile, day.heading if day else None), profile) for profile in able]
        best = max(ranked, key=lambda pair: pair[0], default=None)
        return best[1].heading if best and best[0] > 0 else None

    def _as_order_number(self, profile: Profile, day: str | None) -> float:
        """How well a column numbers orders, 0 = not at all."""
        one_day = self._sample.agreement(profile.heading, day) if day else None
        if one_day is not None and one_day < 0.95:
            return 0.0
        counts_rows = profile.distinct == 1 and profile.examples[0] in ("0", "1")
        repeats = 0.5 if one_day is not None and profile.distinct < 1 else 0.0
        return 0.1 + repeats + 0.4 * max(profile.rising, profile.distinct) - (0.3 if counts_rows else 0.0)

    def _phone(self) -> str | None:
        """Numbers that rise from row to row count something, however much they look like phones."""
        return self._fullest(lambda p: p.phones >= _MOST and p.rising < _NEARLY_ALL)

    def _quantity(self) -> str | None:
        small = [p for p in self._free() if p.small >= 0.95 and p.filled >= _NEARLY_ALL and 0.5 <= p.mean <= 60]
        counting = [profile for profile in small if profile.rising < _NEARLY_ALL and not self._is_of_order(profile)]
        return counting[0].heading if counting else None

    def _amount(self) -> str | None:
        """The amount that is quantity × price; else, of what differs from row to row in an order, the largest."""
        if set(MONEY) & self._desk.taken.keys():
            return None
        sums = self._sums()
        product = self._product_of_two(sums)
        if product is not None:
            return product
        of_lines = [profile for profile in sums if not self._is_of_order(profile)]
        return max(of_lines, key=lambda profile: profile.mean).heading if of_lines else None

    def _order_total(self) -> str | None:
        if set(MONEY) & self._desk.taken.keys():
            return None
        sums = self._sums()
        return max(sums, key=lambda profile: profile.mean).heading if sums else None

    def _sums(self) -> list[Profile]:
        """Columns of amounts: with decimals or a currency first, else of any numbers that count nothing."""
        filled = [p for p in self._free() if p.numbers >= _NEARLY_ALL and p.filled >= 0.5 and p.phones < 0.5]
        priced = [profile for profile in filled if profile.priced >= 0.3]
        plain = [profile for profile in filled if profile.rising < _NEARLY_ALL and profile.mean > 0]
        return priced or plain

    def _product_of_two(self, sums: list[Profile]) -> str | None:
        quantity = self._desk.taken.get("quantity")
        if quantity is None:
            return None
        for amount in sums:
            for price in sums:
                if amount is not price and self._sample.multiplies(quantity.heading, price.heading, amount.heading):
                    return amount.heading
        return None

    def _buyer(self) -> str | None:
        """Without any other customer: a number that all rows of an order share, that comes again in later orders."""
        if set(CUSTOMER) & self._desk.taken.keys():
            return None
        able = [
            profile
            for profile in self._free()
            if profile.ids >= _NEARLY_ALL
            and profile.small < 0.5
            and profile.priced < 0.1
            and 0.02 < profile.distinct < 1
            if profile.rising < _NEARLY_ALL and not self._differs_within_orders(profile)
        ]
        return able[0].heading if able else None

    def _product(self) -> str | None:
        """Words that differ between the rows of an order; without such orders, the longest that come again."""
        if {"product", "product_id"} & self._desk.taken.keys():
            return None
        worded = [p for p in self._free() if p.filled >= _MOST and p.numbers < 0.1 and p.dates < 0.1 and p.words > 0.3]
        able = [profile for profile in worded if self._differs_within_orders(profile)]
        return max(able, key=lambda profile: profile.distinct).heading if able else None

    def _agreement(self, profile: Profile) -> float | None:
        order = self._desk.taken.get("order_id")
        return self._sample.agreement(order.heading, profile.heading) if order else None

    def _is_of_order(self, profile: Profile) -> bool:
        agreed = self._agreement(profile)
        return agreed is not None and agreed >= 0.95

    def _differs_within_orders(self, profile: Profile) -> bool:
        agreed = self._agreement(profile)
        return agreed is not None and agreed < 0.95


def _fits(role: str, profile: Profile) -> float:
    """The share of a column's cells that can play a role."""
    return _FITNESS[role](profile) if role in _FITNESS else 1.0 - max(profile.dates, profile.emails, profile.links)


def _closeness(known: Mapping[str, int], heading: str) -> float:
    """How near a heading is to one of the known, 100 = the same; 0 where it is not close."""
    found = process.extractOne(spelling(heading), known.keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return found[1] if found else 0.0


def _tells_status(profile: Profile) -> bool:
    """A few words that come again and again, some of which end a sale."""
    ending = frozenset(word.casefold() for word in (*synonyms().cancelled, *synonyms().unpaid))
    return len(profile.common) <= _MOST_STATES and profile.share_among(ending) > 0


def _holds_names(profile: Profile) -> bool:
    """First and last names, or Chinese ones."""
    named = sum(bool(_FULL_NAME.fullmatch(text)) for text in profile.common)
    return profile.words >= _NEARLY_ALL and named >= 0.5 * len(profile.common)


_FULL_NAME = re.compile(r"[^\W\d_]+\.?(?:[ ,.'-]+[^\W\d_]+\.?){1,4}|[\u4e00-\u9fff]{2,4}")
_HELD: Mapping[str, Callable[[Profile], bool]] = {
    "email": lambda p: p.emails >= _MOST,
    "phone": lambda p: p.phones >= _MOST and p.rising < _NEARLY_ALL,
    "name": _holds_names,
}


def _number(profile: Profile) -> float:
    return profile.numbers


def _name(profile: Profile) -> float:
    return 1.0 - max(profile.numbers, profile.dates, profile.emails, profile.links)


_FITNESS: Mapping[str, Callable[[Profile], float]] = {
    "order_id": lambda p: 1.0 - max(p.emails, p.links, p.words, p.priced, p.dates if p.timed else 0.0),
    "ordered_at": lambda p: p.dates,
    "email": lambda p: p.emails,
    "phone": lambda p: max(p.phones, 1.0 - max(p.words, p.emails, p.dates, p.priced)),
    "buyer_id": lambda p: 1.0 - max(p.dates, p.links, p.priced),
    "name": _name,
    "product": lambda p: 1.0 - max(p.dates, p.emails, p.numbers if p.small > _MOST else 0.0),
    "quantity": lambda p: p.numbers if p.priced < _MOST or p.small >= _MOST else 0.0,
    "unit_price": _number,
    "amount": _number,
    "order_total": _number,
    "order_discount": _number,
    "refund": _number,
    "city": _name,
    **dict.fromkeys(
        ("registered_on", "spent_on", "given_at", "happened_at", "refunded_at", "contacted_at", *LATER),
        lambda p: p.dates,
    ),
    **dict.fromkeys(("price", "cost", "points", "rating", "impressions", "clicks"), _number),
    "birthday": lambda p: 1.0 - max(p.emails, p.links, p.priced),
    "currency": lambda p: max(p.share_among(currency_codes()), 1.0 - max(p.numbers, p.dates)),
    "country": lambda p: max(p.share_among(country_names()), 1.0 - max(p.numbers, p.dates, p.emails)),
    "status": lambda p: 1.0 - max(p.dates, p.emails, p.priced),
}
