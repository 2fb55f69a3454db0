"""Of whom is a rule true? A rule's conditions become relations of ``sql/conditions`` and one test over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import singledispatch

from crm_analysis.analysis.filters import as_list
from crm_analysis.conditions.condition import Condition
from crm_analysis.conditions.kinds import (
    MONEY,
    SHARES,
    Bought,
    BoughtThen,
    Clustered,
    Flagged,
    Known,
    Listed,
    Ordered,
    OrderedOn,
    Place,
    Scored,
    Tagged,
)
from crm_analysis.conditions.records import Birthday, Consent, Did, Feedback, Member, Points, Registered
from crm_analysis.conditions.tree import All, Any, Not, Rule
from crm_analysis.engines.selection import Bound, Relation, Selection, numbered
from crm_analysis.rules.churn import churn_rules

BETWEEN_VALUES = "\x1f"
"""Stands around each value of a list; no file can bring it into a value, so that none is found inside another."""
PEOPLE = "customers"
NEVER_ZERO = ("average_order", "largest_order", *SHARES, "days_since_first_order", "days_since_last_order")
"""What is unknown, not nothing, of somebody who has no such order."""


@dataclass(frozen=True)
class Test:
    """What is asked of a condition's relation: SQL with ``{rows}`` for it, and the parameters of that SQL."""

    sql: str
    parameters: tuple[tuple[str, Bound], ...] = ()
    rows: Relation | None = None


def compiled(rule: Rule, report_in: str | None = None) -> Selection:
    """The customers of whom a rule is true.

    Args:
        rule: The rule.
        report_in: Currency of amounts for which it names none; ``None`` = each order's own.

    Returns:
        Every value of the rule as a parameter: none is part of the SQL.
    """
    compiler = _Compiler(report_in)
    test = compiler.test(rule)
    return Selection(tuple(compiler.relations), test, tuple(compiler.parameters))


class _Compiler:
    """Goes through a rule once and numbers what it meets; equal relations are asked once."""

    def __init__(self, report_in: str | None) -> None:
        self._report_in = report_in
        self._tests = 0
        self.relations: list[Relation] = []
        self.parameters: list[tuple[str, Bound]] = []

    def test(self, rule: Rule) -> str:
        """SQL that is true or false, never unknown."""
        match rule:
            case All(parts):
                return self._joined(parts, " AND ", "1 = 1")
            case Any(parts):
                return self._joined(parts, " OR ", "1 = 0")
            case Not(part):
                return f"NOT {self.test(part)}"
            case _:
                return self._condition(test_of(rule, self._report_in))

    def _joined(self, parts: Sequence[Rule], word: str, of_none: str) -> str:
        return "(" + (word.join(map(self.test, parts)) or of_none) + ")"

    def _condition(self, test: Test) -> str:
        self._tests += 1
        sql = test.sql.replace("{rows}", f"condition_{self._place(test.rows)}" if test.rows else PEOPLE)
        for name, value in test.parameters:
            own = numbered(f"test_{name}", self._tests)
            sql = sql.replace(f"${name}", f"${own}")
            self.parameters.append((own, value))
        return f"COALESCE({sql}, FALSE)"

    def _place(self, relation: Relation) -> int:
        if relation not in self.relations:
            self.relations.append(relation)
        return self.relations.index(relation) + 1


@singledispatch
def test_of(condition: Condition, report_in: str | None) -> Test:
    """What a condition asks, by its kind."""
    raise NotImplementedError(condition.kind)


@test_of.register
def _(condition: Place, report_in: str | None) -> Test:
    return _among(condition.of, condition.among)


@test_of.register
def _(condition: Known, report_in: str | None) -> Test:
    return Test(f"{{rows}}.{condition.of} IS NOT NULL")


@test_of.register
def _(condition: Listed, report_in: str | None) -> Test:
    return _among("customer_id", condition.among)


@test_of.register
def _(condition: Ordered, report_in: str | None) -> Test:
    rows = Relation(
        "ordered",
        _named(
            since=condition.since,
            until=condition.until,
            within_days=condition.within_days,
            shop=as_list(condition.shops),
            channel=as_list(condition.channels),
            country=as_list(condition.countries),
            platform=_list(condition.platforms),
            coupon=_list(condition.coupons),
            campaign=_list(condition.campaigns),
            report_in=condition.currency or report_in if condition.measure in (*MONEY, *SHARES) else None,
        ),
    )
    return _between(condition.measure, condition.at_least, condition.at_most, rows, condition.measure not in NEVER_ZERO)


@test_of.register
def _(condition: OrderedOn, report_in: str | None) -> Test:
    if condition.names_places:
        return _at_edge(condition)
    column = f"{condition.of}_on"
    return _on_days(column, condition.since, condition.until, condition.within_days, Relation("ordered"))


def _at_edge(condition: OrderedOn) -> Test:
    """Of the first or last order more is asked than its day."""
    rows = Relation(
        "edge",
        _named(
            edge=condition.of,
            edge_shop=_list(condition.shops),
            edge_platform=_list(condition.platforms),
            edge_channel=_list(condition.channels),
            edge_country=_list(condition.countries),
            edge_coupon=_list(condition.coupons),
            edge_campaign=_list(condition.campaigns),
        ),
    )
    if condition.since or condition.until or condition.within_days:
        return _on_days("edge_on", condition.since, condition.until, condition.within_days, rows)
    return Test("{rows}.edge_on IS NOT NULL", rows=rows)


@test_of.register
def _(condition: Bought, report_in: str | None) -> Test:
    rows = Relation(
        "bought",
        _named(
            of=condition.of,
            among=_list(condition.among),
            contains=condition.contains.lower() if condition.contains else None,
            since=condition.since,
            until=condition.until,
            within_days=condition.within_days,
            report_in=condition.currency or report_in if condition.measure == "amount" else None,
        ),
    )
    return _between(condition.measure, condition.least, condition.at_most, rows, or_zero=True)


@test_of.register
def _(condition: BoughtThen, report_in: str | None) -> Test:
    rows = Relation(
        "bought_then",
        _named(
            of=condition.of,
            among=_list(condition.among),
            then_of=condition.then_of,
            then_among=_list(condition.then_among),
        ),
    )
    return _between("days", 1, condition.within_days, rows, or_zero=False)


@test_of.register
def _(condition: Scored, report_in: str | None) -> Test:
    rows = Relation(
        "scored",
        _named(
            scheme=condition.scheme,
            sales=condition.sales,
            as_of=condition.on and condition.on + timedelta(days=1),
            report_in=report_in,
        ),
    )
    return _among("segment", condition.among, rows)


@test_of.register
def _(condition: Flagged, report_in: str | None) -> Test:
    looked = condition.on and condition.on + timedelta(days=1)
    return _among("flag", condition.among, Relation("flagged", _named(as_of=looked, **churn_rules().thresholds)))


@test_of.register
def _(condition: Tagged, report_in: str | None) -> Test:
    rows = Relation("tagged", _named(tag=condition.tag))
    return _among("value", condition.among, rows) if condition.among else Test("{rows}.value IS NOT NULL", rows=rows)


@test_of.register
def _(condition: Clustered, report_in: str | None) -> Test:
    rows = Relation("clustered", _named(model=condition.model))
    return (
        _among("cluster", condition.among, rows) if condition.among else Test("{rows}.cluster IS NOT NULL", rows=rows)
    )


@test_of.register
def _(condition: Member, report_in: str | None) -> Test:
    return _among(condition.of, condition.among, _of_members(condition.of))


@test_of.register
def _(condition: Points, report_in: str | None) -> Test:
    return _between("points", condition.at_least, condition.at_most, _of_members("points"), or_zero=False)


@test_of.register
def _(condition: Birthday, report_in: str | None) -> Test:
    rows = _of_members("birthday")
    if condition.months:
        return _among("birthday_month", condition.months, rows)
    return _between("days_to_birthday", 0, condition.within_days, rows, or_zero=False)


@test_of.register
def _(condition: Registered, report_in: str | None) -> Test:
    rows = _of_members("registered_on")
    return _on_days("registered_on", condition.since, condition.until, condition.within_days, rows)


@test_of.register
def _(condition: Consent, report_in: str | None) -> Test:
    return _among(condition.to, condition.among, Relation("consent"), where_blank="unknown")


@test_of.register
def _(condition: Did, report_in: str | None) -> Test:
    rows = Relation(
        "did",
        _named(
            event=_list(condition.events),
            of=condition.of if condition.among or condition.contains else None,
            among=_list(condition.among),
            contains=condition.contains.lower() if condition.contains else None,
            since=condition.since,
            until=condition.until,
            within_days=condition.within_days,
        ),
    )
    return _between("times", condition.least, condition.at_most, rows, or_zero=True)


@test_of.register
def _(condition: Feedback, report_in: str | None) -> Test:
    rows = Relation(
        "feedback",
        _named(
            of=None if condition.of == "any" else condition.of,
            since=condition.since,
            until=condition.until,
            within_days=condition.within_days,
        ),
    )
    return _between(condition.measure, condition.least, condition.at_most, rows, condition.measure == "answers")


def _of_members(of: str) -> Relation:
    return Relation("member", _named(of=of))


def _among(column: str, values: Sequence[str], rows: Relation | None = None, where_blank: str = "") -> Test:
    value = f"COALESCE({{rows}}.{column}, '{where_blank}')" if where_blank else f"{{rows}}.{column}"
    sql = f"POSITION(CHR(31) || {value} || CHR(31) IN CAST($among AS VARCHAR)) > 0"
    return Test(sql, (("among", _list(values)),), rows)


def _between(column: str, at_least: float | None, at_most: float | None, rows: Relation, or_zero: bool) -> Test:
    figure = f"CAST({{rows}}.{column} AS DOUBLE)"
    figure = f"COALESCE({figure}, 0)" if or_zero else figure
    bounds = (("at_least", at_least, ">="), ("at_most", at_most, "<="))
    return _bounded(((name, value, f"{figure} {sign} CAST(${name} AS DOUBLE)") for name, value, sign in bounds), rows)


def _on_days(column: str, since: date | None, until: date | None, within_days: int | None, rows: Relation) -> Test:
    return _bounded(
        (
            ("since", since, f"{{rows}}.{column} >= CAST($since AS DATE)"),
            ("until", until, f"{{rows}}.{column} <= CAST($until AS DATE)"),
            (
                "within_days",
                within_days,
                f"{{rows}}.days_since_{column.removesuffix('_on')} < CAST($within_days AS INTEGER)",
            ),
        ),
        rows,
    )


def _bounded(bounds: Iterable[tuple[str, Bound, str]], rows: Relation) -> Test:
    """All bounds that are given: each a parameter, its value and its SQL."""
    given = [(name, value, sql) for name, value, sql in bounds if value is not None]
    return Test(
        "(" + " AND ".join(sql for _name, _value, sql in given) + ")",
        tuple((name, value) for name, value, _sql in given),
        rows,
    )


def _named(**parameters: Bound) -> tuple[tuple[str, Bound], ...]:
    return tuple(sorted((name, value) for name, value in parameters.items() if value is not None))


def _list(values: Sequence[str]) -> str | None:
    """One text of all values, as the relations read lists."""
    return BETWEEN_VALUES + BETWEEN_VALUES.join(values) + BETWEEN_VALUES if values else None
