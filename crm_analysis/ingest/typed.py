"""Staged texts → typed rows: every row is a line of an order, left aside by a named rule, or rejected for a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import duckdb

from crm_analysis.errors import InputRefused
from crm_analysis.ingest import identity, later, packages, repeats
from crm_analysis.ingest.columns import Compiler
from crm_analysis.ingest.later import LeftBlank
from crm_analysis.ingest.literal import literal
from crm_analysis.ingest.platform import Aside, Declaration, Platform, Refunds, Source, Where
from crm_analysis.ingest.room import make_table
from crm_analysis.ingest.staging import CUT_OFF, SURPLUS, Staged
from crm_analysis.ingest.tables import (
    HEADERS,
    HEADERS_OTHERWISE,
    LINE_FIELDS,
    LINE_PREFIX,
    ORDER_FIELDS,
    STAGED,
    STORED,
    TYPED,
)
from crm_analysis.schema import MONEY, QUANTITY, Column
from crm_analysis.store.filled import filled

BLANK_ROW = "blank row"
FOOTER = "footer"
_FOOTER_ROWS = 10
_RECKONED = ("moment", "money", "formula", "quantity")
_BUYER = ("email", "phone", "buyer_id", "name")


@dataclass(frozen=True)
class Fault:
    """One way in which a row can fail: SQL condition, the column at fault and the reason's code."""

    condition: str
    heading: str
    reason: str


@dataclass(frozen=True)
class Typed:
    """The typed table, what its fault numbers mean, and what is chosen about second copies of orders.

    ``left_blank`` tells what an order can do without and could not be kept.

    Tables left behind: ``typed`` (one row a record: ``line_no, record, rule, keeps_header, copy, filled, fault``
    and all fields, those of the line prefixed ``line_``) and, for exports that speak of orders, ``headers`` (one row an
    order) and ``headers_otherwise`` (those that would differ if copies were chosen to count, or not to).
    """

    faults: tuple[Fault, ...]
    has_headers: bool
    has_lines: bool
    one_copy: bool
    left_blank: tuple[LeftBlank, ...] = ()


def make(
    cursor: duckdb.DuckDBPyConnection,
    platform: Platform,
    compiler: Compiler,
    staged: Staged,
    shop: str,
    currency: str | None,
    *,
    one_copy: bool,
    texts_wanted: bool,
) -> Typed:
    """Read the staged table by a platform's declaration.

    Args:
        cursor: Inside the import's transaction.
        platform: The declaration.
        compiler: Of the same file.
        staged: The staged table.
        shop: The shop's name, within which some buyers' ids hold.
        currency: What amounts are in where no column says.
        one_copy: Whether an order that stands twice in the file counts once.
        texts_wanted: Whether the staged texts are read again. Unless somebody needs them they make room for the orders.
    """
    faults = tuple(_faults(platform, compiler))
    make_table(cursor, TYPED, _typed(platform, compiler, staged, faults))
    if platform.package:
        packages.share(cursor, platform.package, compiler)
        faults = (*faults, *_reject_unshared(cursor, platform, len(faults)))
    left_blank = tuple(later.unread(cursor, platform, compiler))
    # Packed lines are taken apart from them, and where a rule alone decides how numbers are read, one of them is shown.
    if not (texts_wanted or platform.packed or compiler.unsettled):
        cursor.execute(f"DROP TABLE {STAGED}")
    repeated = repeats.mark(cursor)
    # One and the same export may come with dates or, in an older form, without.
    dated = compiler.present(_headings(platform.order.get("ordered_at")))
    has_headers = bool(dated or platform.dated_by_number)
    if has_headers:
        compiler.decisions.summed = dict(_summed(cursor, platform, compiler.decisions.summed))
        summed = compiler.decisions.summed
        chosen = _headers(platform, summed, shop, currency, "NOT copy" if one_copy else "TRUE")
        make_table(cursor, HEADERS, chosen)
        concerned = f"order_id IN (SELECT order_id FROM {TYPED} WHERE copy)"
        other = _headers(platform, summed, shop, currency, concerned if one_copy else f"NOT copy AND {concerned}")
        otherwise = f"{other} EXCEPT FROM {HEADERS}" if repeated else f"FROM {HEADERS} LIMIT 0"
        make_table(cursor, HEADERS_OTHERWISE, otherwise)
        faults = (*faults, *_reject_incomplete(cursor, platform, "ordered_at", "undated", len(faults)))
        if not platform.line and platform.packed is None and "goods_total" in platform.order:
            faults = (*faults, *_reject_incomplete(cursor, platform, "goods_total", "unpriced", len(faults)))
    return Typed(faults, has_headers, bool(platform.line), one_copy, left_blank)


def _typed(platform: Platform, compiler: Compiler, staged: Staged, faults: tuple[Fault, ...]) -> str:
    branches = " ".join(f"WHEN {fault.condition} THEN {number}" for number, fault in enumerate(faults))
    fields = ", ".join(
        ["order_id", "status", *(f.name for f in ORDER_FIELDS), *(LINE_PREFIX + f.name for f in LINE_FIELDS)]
    )
    return f"""
        SELECT
            record, line_no, rule, {_keeps_header(platform)} AS keeps_header, FALSE AS copy, line_status, {fields},
            {filled(_texts_of_order(platform))} AS filled,
            CASE WHEN rule IS NULL THEN CASE {branches} END END AS fault
        FROM (
            SELECT
                s.*,
                s.record + {staged.first_row} AS line_no,
                {rules(platform, compiler, _footer(platform, compiler, staged.rows))} AS rule,
                {compiler.status(platform.status)} AS status,
                {compiler.status(platform.line_status)} AS line_status,
                {", ".join(_values(platform, compiler))}
            FROM {STAGED} AS s
        )
    """


def _values(platform: Platform, compiler: Compiler) -> Iterator[str]:
    for field in ORDER_FIELDS:
        yield f"CAST({_order_value(platform, compiler, field.name)} AS {field.type}) AS {field.name}"
    for field in LINE_FIELDS:
        yield f"CAST({_line_value(platform, compiler, field.name)} AS {field.type}) AS {LINE_PREFIX}{field.name}"
    yield f"{_order_number(platform, compiler)} AS order_id"


def _order_value(platform: Platform, compiler: Compiler, name: str) -> str:
    value, refunds = compiler.value(platform.order.get(name)), platform.refunds
    if name == "ordered_at" and platform.dated_by_number:
        return _moment_or_day_of_number(platform, compiler, value)
    if refunds is None or refunds.order is None or name not in _BUYER:
        return value
    return f"CASE WHEN NOT {compiler.where(refunds.rows)} THEN {value} END"


def _moment_or_day_of_number(platform: Platform, compiler: Compiler, value: str) -> str:
    """The day in the order's number stands for a date that is blank, not for one that cannot be read."""
    cells = [compiler.cell(heading) for heading in platform.order["ordered_at"].headings]
    day = f"regexp_extract({compiler.value(platform.order_id)}, {literal(platform.dated_by_number)}, 1)"
    return f"CASE WHEN COALESCE({', '.join(cells)}) IS NULL THEN TRY_STRPTIME({day}, '%y%m%d') ELSE {value} END"


def _line_value(platform: Platform, compiler: Compiler, name: str) -> str:
    if name == "quantity" and platform.line and not compiler.present(_headings(platform.line.get("quantity"))):
        return "1"
    return compiler.value(platform.line.get(name))


def _headings(source: Source | None) -> tuple[str, ...]:
    return source.headings if source else ()


def _order_number(platform: Platform, compiler: Compiler) -> str:
    if platform.order_id.kind == "customer day":
        return "COALESCE(email, phone, buyer_id, name) || ' ' || CAST(CAST(ordered_at AS DATE) AS VARCHAR)"
    number = compiler.value(platform.order_id)
    if platform.refunds:
        return _number_with_refunds(platform.refunds, number, compiler)
    if platform.package:
        number = f"CASE WHEN NOT {packages.is_item(platform.package, compiler)} THEN {number} END"
    carried = platform.order_id.carried or platform.package is not None
    return f"LAST_VALUE({number} IGNORE NULLS) OVER (ORDER BY s.record)" if carried else number


def _number_with_refunds(refunds: Refunds, number: str, compiler: Compiler) -> str:
    """A refund's order is the sale that it points to, if the file has it; else the refund stands by itself."""
    gives_back = compiler.where(refunds.rows)
    sale = compiler.value(refunds.order) if refunds.order else number
    alone = number if refunds.order else f"{number} || ' refund ' || COALESCE(CAST(ordered_at AS VARCHAR), '')"
    sold = f"SELECT {number} FROM {STAGED} WHERE NOT {gives_back}"
    return f"CASE WHEN NOT {gives_back} THEN {number} WHEN {sale} IN ({sold}) THEN {sale} ELSE {alone} END"


def rules(platform: Declaration, compiler: Compiler, footer: int | None = None) -> str:
    """SQL of the rule by which a row of the staged table is left aside; NULL for most.

    Args:
        platform: The declaration.
        compiler: Of the same file.
        footer: The record from which on only notes stand.
    """
    branches = [f"WHEN COALESCE({', '.join(_cells(platform, compiler))}, NULL) IS NULL THEN '{BLANK_ROW}'"]
    if footer is not None:
        # A last row without a line end may be one that was cut off.
        branches.append(f"WHEN s.record >= {footer} AND {SURPLUS} IS DISTINCT FROM {literal(CUT_OFF)} THEN '{FOOTER}'")
    told = [rule for rule in platform.asides if compiler.has(rule.heading)]
    branches += [f"WHEN {_applies(rule, compiler)} THEN {literal(rule.rule)}" for rule in told]
    return f"CASE {' '.join(branches)} END"


def _cells(platform: Declaration, compiler: Compiler) -> list[str]:
    return [f"c{place}" for place, key in enumerate(compiler.heading.keys) if key in platform.headings]


def _footer(platform: Platform, compiler: Compiler, rows: int) -> int:
    """The record from which on only notes stand: rows at the end with one cell filled, where an order needs three."""
    filled = " + ".join(f"CAST({cell} IS NOT NULL AS INTEGER)" for cell in _cells(platform, compiler))
    last = compiler.cursor.execute(f"""
        SELECT MAX(record) FROM {STAGED} WHERE record >= {rows - _FOOTER_ROWS} AND {filled} > 1
    """).fetchone()
    return rows if last is None or last[0] is None else last[0] + 1


def _keeps_header(platform: Platform) -> str:
    kept = ", ".join(literal(rule.rule) for rule in platform.asides if rule.keeps_header)
    return f"COALESCE(rule IN ({kept}), FALSE)" if kept else "FALSE"


def _applies(rule: Aside, compiler: Compiler) -> str:
    cell = compiler.cell(rule.heading)
    matches = compiler.where(Where(rule.heading, rule.pattern)) if rule.pattern else f"{cell} IS NULL"
    if rule.otherwise:
        matches = f"NOT {matches}"
    if rule.unless:
        matches = f"{matches} AND NOT {compiler.where(rule.unless)}"
    # A row that still speaks of its order must be whole, and a cell is blank only where the row has not been cut off.
    must_be_whole = rule.keeps_header or not rule.pattern
    return f"{matches} AND {SURPLUS} IS DISTINCT FROM {literal(CUT_OFF)}" if must_be_whole else matches


def broken() -> Iterator[Fault]:
    """Rows that are no whole rows of their table."""
    yield Fault(f"{SURPLUS} = {literal(CUT_OFF)}", "", "cut off")
    yield Fault(f"{SURPLUS} IS NOT NULL AND {SURPLUS} <> ''", "", "surplus")


def _faults(platform: Platform, compiler: Compiler) -> Iterator[Fault]:
    yield from broken()
    yield from (Fault(*fault) for fault in compiler.faults("order_id", platform.order_id))
    required = (
        ("ordered_at", platform.order.get("ordered_at")),
        ("goods_total", platform.order.get("goods_total")),
        ("order_discount", platform.order.get("order_discount")),
        ("refund", platform.order.get("refund")),
        (LINE_PREFIX + "quantity", platform.line.get("quantity")),
        (LINE_PREFIX + "amount", platform.line.get("amount")),
    )
    for role, source in required:
        if source is not None:
            of_its_own = f"NOT {packages.is_item(platform.package, compiler)} AND " if platform.package else ""
            for condition, heading, reason in compiler.faults(role, source):
                shared = role == LINE_PREFIX + "amount"
                yield Fault((of_its_own if shared else "") + condition, heading, reason)
    if platform.packed is not None:
        yield from (Fault(*fault) for fault in compiler.packed_faults(platform.packed))


def _reject_unshared(cursor: duckdb.DuckDBPyConnection, platform: Platform, number: int) -> tuple[Fault, ...]:
    """An item without its package's amount is worth nobody knows what."""
    found = f"{STORED} AND {LINE_PREFIX}amount IS NULL"
    if not cursor.execute(f"SELECT 1 FROM {TYPED} WHERE {found} LIMIT 1").fetchone():
        return ()
    cursor.execute(f"UPDATE {TYPED} SET fault = {number} WHERE {found}")
    return (Fault("", platform.line["amount"].headings[0], "unpriced"),)


def _headers(platform: Platform, summed: Mapping[str, bool], shop: str, currency: str | None, counted: str) -> str:
    """One row an order: the earliest moment, the first word on each text, an amount once or summed, the customer.

    Of what happened later the last moment counts. ``counted`` is the condition of the rows that are read. An order's
    first row is joined to its totals; only where that is silent on a text and a later row speaks are all rows gathered:
    else each group would carry all texts.
    """
    texts = _texts_of_order(platform)
    totals = {field.name: _total_of_order(platform, field, summed) for field in ORDER_FIELDS if field.name not in texts}
    told = {name: total for name, total in totals.items() if not total.startswith("CAST(NULL ")}
    untold = ", ".join(f"{total} AS {name}" for name, total in totals.items() if name not in told)
    fallback = literal(currency) if currency else "NULL"
    keys = ", ".join(f"{key} AS {column}" for column, key in identity.keys(platform, shop).items())
    return f"""
        WITH told AS NOT MATERIALIZED (
            FROM {TYPED}
            WHERE fault IS NULL AND order_id IS NOT NULL AND (rule IS NULL OR keeps_header) AND {counted}
        ),
        totals AS MATERIALIZED (
            SELECT
                order_id, MIN(line_no) AS line_no, BIT_OR(filled) <> ARG_MIN(filled, line_no) AS speaks_later,
                {", ".join(f"{total} AS {name}" for name, total in told.items())}
            FROM told
            GROUP BY order_id
        ),
        whole AS (
            SELECT f.order_id, f.line_no, {_from("o", told)}, {_from("f", texts)}
            FROM {TYPED} AS f
            JOIN totals AS o ON o.line_no = f.line_no
            WHERE NOT o.speaks_later
            UNION ALL
            SELECT o.order_id, o.line_no, {_from("o", told)}, {_from("g", texts)}
            FROM totals AS o
            JOIN (
                SELECT order_id, {", ".join(f"ARG_MIN({name}, line_no) AS {name}" for name in texts)}
                FROM told SEMI JOIN (FROM totals WHERE speaks_later) USING (order_id)
                GROUP BY order_id
            ) AS g ON g.order_id = o.order_id
        )
        SELECT * REPLACE (COALESCE(currency, {fallback}) AS currency), {keys}
        FROM (SELECT *, {untold} FROM whole)
    """


def _from(table: str, columns: Iterable[str]) -> str:
    return ", ".join(f"{table}.{column}" for column in columns)


def _texts_of_order(platform: Platform) -> list[str]:
    """The fields of which the first word on an order counts."""
    sources = {field.name: platform.order.get(field.name) for field in ORDER_FIELDS}
    return ["status", *(name for name, source in sources.items() if source and source.kind not in _RECKONED)]


def _total_of_order(platform: Platform, field: Column, summed: Mapping[str, bool]) -> str:
    source = platform.order.get(field.name)
    if source is None:
        return f"CAST(NULL AS {field.type})"
    if source.kind == "moment":
        return f"MAX({field.name})" if source.later else f"MIN({field.name})"
    adds_up = source.per_order == "sum" or summed.get(field.name, False)
    stands = "line_status IS DISTINCT FROM 'cancelled'"
    whole = f"SUM({field.name}) FILTER ({stands})" if adds_up else f"MAX({field.name})"
    return f"CAST({whole} AS {QUANTITY if source.kind == 'quantity' else MONEY})"


def _summed(
    cursor: duckdb.DuckDBPyConnection, platform: Platform, decided: Mapping[str, bool]
) -> Iterator[tuple[str, bool]]:
    """Which amounts of an order differ between its rows, and therefore are summed.

    Raises:
        InputRefused: The file was read as one whose rows repeat the amount, and now rows of an order differ.
    """
    for name, source in platform.order.items():
        if source.per_order == "once if repeated":
            row = cursor.execute(f"""
                SELECT COALESCE(MAX(said), 0) > 1
                FROM (SELECT COUNT(DISTINCT {name}) AS said FROM {TYPED} WHERE {STORED} GROUP BY order_id)
            """).fetchone()
            differs = bool(row and row[0])
            if differs and decided.get(name) is False:
                raise InputRefused(_DIFFERS_NOW, heading=source.headings[0])
            yield name, decided.get(name, differs)


_DIFFERS_NOW = (
    "Column {heading}: in the whole file every row of an order has the same amount; in the corrected rows they differ. "
    "Undo the upload, and import the whole file corrected."
)


def _reject_incomplete(
    cursor: duckdb.DuckDBPyConnection, platform: Platform, name: str, reason: str, number: int
) -> tuple[Fault, ...]:
    """Rows of an order that none of its rows gives a date, or an amount, cannot be counted."""
    if not cursor.execute(f"SELECT 1 FROM {HEADERS} WHERE {name} IS NULL LIMIT 1").fetchone():
        return ()
    cursor.execute(f"""
        UPDATE {TYPED} SET fault = {number} WHERE {STORED}
        AND order_id IN (SELECT order_id FROM {HEADERS} WHERE {name} IS NULL)
    """)
    cursor.execute(f"DELETE FROM {HEADERS} WHERE {name} IS NULL")
    return (Fault("", platform.order[name].headings[0], reason),)
