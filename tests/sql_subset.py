"""The portable subset of SQL that questions are written in: what two engines would answer differently is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from crm_analysis import schema

Rule = Callable[[exp.Query], Iterator[str]]

TYPES = {table.name: {column.name: column.type for column in table.columns} for table in schema.QUESTION_TABLES}
UNIQUE_KEYS = {"order_id", "customer_id", "order_no", "customer_no"}

OUT: dict[type[exp.Expression], str] = {
    exp.Qualify: "QUALIFY: filter in a table of its own",
    exp.Pivot: "PIVOT: write the columns out",
    exp.Array: "a list: use rows",
    exp.List: "a list: use rows",
    exp.ArrayAgg: "a list: use rows",
    exp.Unnest: "a list: use rows",
    exp.Bracket: "a list or struct: use rows and columns",
    exp.Struct: "a struct: use columns",
    exp.Lambda: "a lambda: use rows",
    exp.ArgMax: "arg_max: use a join or a window",
    exp.ArgMin: "arg_min: use a join or a window",
    exp.Median: "median: use PERCENTILE_CONT(0.5) WITHIN GROUP",
    exp.Quantile: "quantile: use PERCENTILE_CONT(p) WITHIN GROUP",
    exp.ApproxQuantile: "an approximate percentile: use PERCENTILE_CONT(p) WITHIN GROUP",
    exp.IntDiv: "//: use FLOOR of a division",
    exp.DayOfWeek: "the day of the week: engines count it differently",
    exp.DayOfWeekIso: "the day of the week: engines count it differently",
    exp.CurrentDate: "today: take $as_of",
    exp.CurrentTimestamp: "now: take $as_of",
    exp.Rand: "chance: an answer is always the same",
    exp.TryCast: "TRY_CAST: questions read typed columns",
}


def faults(sql: str) -> list[str]:
    """What of a question lies outside the subset, one sentence each."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    assert isinstance(tree, exp.Query)
    return [fault for rule in RULES for fault in rule(tree)]


def _outlawed(tree: exp.Query) -> Iterator[str]:
    for node in tree.find_all(*OUT):
        yield f"{OUT[type(node)]} ({node.sql(dialect='duckdb')})"


def _group_by_all(tree: exp.Query) -> Iterator[str]:
    if any(group.args.get("all") for group in tree.find_all(exp.Group)):
        yield "GROUP BY ALL: name the columns"


def _stars(tree: exp.Query) -> Iterator[str]:
    for star in tree.find_all(exp.Star):
        if not isinstance(star.parent, exp.Count):
            yield "*: name the columns"


def _distinct_on(tree: exp.Query) -> Iterator[str]:
    if any(distinct.args.get("on") for distinct in tree.find_all(exp.Distinct)):
        yield "DISTINCT ON: use a window"


def _joins(tree: exp.Query) -> Iterator[str]:
    for join in tree.find_all(exp.Join):
        if join.method:
            yield f"{join.method} JOIN: use a join with ON"
        elif not join.args.get("on") and join.kind != "CROSS":
            yield f"a join without ON ({join.sql()})"


def _parameters(tree: exp.Query) -> Iterator[str]:
    for parameter in tree.find_all(exp.Parameter, exp.Placeholder):
        if not isinstance(parameter.parent, exp.Cast):
            yield f"a parameter without its type: write CAST({parameter.sql(dialect='duckdb')} AS …)"


def _date_trunc(tree: exp.Query) -> Iterator[str]:
    for node in tree.find_all(exp.DateTrunc, exp.TimestampTrunc):
        if not (isinstance(node.parent, exp.Cast) and node.parent.is_type("date")):
            yield "DATE_TRUNC: a day for some engines, a moment for others; write CAST(DATE_TRUNC(…) AS DATE)"


def _day_of_week(tree: exp.Query) -> Iterator[str]:
    for node in tree.find_all(exp.Extract):
        if node.name.upper() in {"DOW", "ISODOW", "DAYOFWEEK"}:
            yield OUT[exp.DayOfWeek]


def _percentiles(tree: exp.Query) -> Iterator[str]:
    for node in tree.find_all(exp.PercentileCont, exp.PercentileDisc):
        if not isinstance(node.parent, exp.WithinGroup):
            yield "a percentile without WITHIN GROUP"


def _averages(tree: exp.Query) -> Iterator[str]:
    for node in tree.find_all(exp.Avg):
        if not _is_double(node.this):
            yield f"AVG: a decimal's mean is rounded by some engines; write AVG(CAST(… AS DOUBLE)) ({node.sql()})"


def _divisions(tree: exp.Query) -> Iterator[str]:
    for node in tree.find_all(exp.Div):
        if not isinstance(node.expression.unnest(), exp.Nullif | exp.Literal):
            yield f"a division by what may be zero: write / NULLIF(…, 0) ({node.sql()})"


def _typed(tree: exp.Query) -> Iterator[str]:
    """Faults that only the types of the columns show."""
    typed = annotate_types(
        qualify(tree.copy(), schema=TYPES, dialect="duckdb", validate_qualify_columns=False), schema=TYPES
    )
    for division in typed.find_all(exp.Div):
        if division.left.is_type(*exp.DataType.REAL_TYPES - {exp.DataType.Type.DOUBLE}):
            yield f"a decimal divided: engines round it differently; CAST it AS DOUBLE ({division.sql()})"
    for difference in typed.find_all(exp.DateDiff):
        if difference.unit is None or difference.unit.name.upper() != "DAY":
            yield f"DATE_DIFF of anything but days ({difference.sql()})"
        for day in (difference.this, difference.expression):
            if not day.is_type("date"):
                yield f"DATE_DIFF of something that is no DATE ({day.sql()}: {day.type})"


def _order(tree: exp.Query) -> Iterator[str]:
    if not tree.args.get("order"):
        yield "no ORDER BY: rows would come in any order"


def _windows(tree: exp.Query) -> Iterator[str]:
    """Ranks and running sums give equal rows equal values; all others need an order without ties."""
    picky = (exp.RowNumber, exp.Ntile, exp.FirstValue, exp.LastValue, exp.NthValue, exp.Lag, exp.Lead)
    for window in tree.find_all(exp.Window):
        order = window.args.get("order")
        keys = [ordered.this for ordered in order.expressions] if order else []
        by_rows = window.args.get("spec") is not None and window.args["spec"].args.get("kind") == "ROWS"
        shifts_its_own_key = isinstance(window.this, exp.Lag | exp.Lead) and keys == [window.this.this]
        if shifts_its_own_key or not (by_rows or isinstance(window.this, picky)):
            continue
        if not keys or keys[-1].name not in UNIQUE_KEYS:
            yield f"a window whose order leaves ties: end it with a unique key ({window.sql()})"


def _tables(tree: exp.Query) -> Iterator[str]:
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if table.name not in own | TYPES.keys():
            yield f"a table that is none of the questions' ({table.name})"


def _is_double(node: exp.Expression) -> bool:
    return isinstance(node, exp.Cast) and node.is_type("double")


RULES: tuple[Rule, ...] = (
    _outlawed,
    _group_by_all,
    _stars,
    _distinct_on,
    _joins,
    _parameters,
    _date_trunc,
    _day_of_week,
    _percentiles,
    _averages,
    _divisions,
    _typed,
    _order,
    _windows,
    _tables,
)
