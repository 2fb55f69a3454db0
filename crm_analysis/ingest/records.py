"""Tables of something else than orders: staged texts → typed rows → the log of their kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb
import pandas as pd

from crm_analysis.i18n import N_
from crm_analysis.ingest import identity
from crm_analysis.ingest.columns import Compiler
from crm_analysis.ingest.literal import literal
from crm_analysis.ingest.platform import Records, Spread
from crm_analysis.ingest.report import NO_CURRENCY, Message
from crm_analysis.ingest.room import make_table
from crm_analysis.ingest.staging import Staged
from crm_analysis.ingest.tables import STAGED, STORED, TYPED
from crm_analysis.ingest.typed import Fault, Typed, broken, rules
from crm_analysis.schema import MONEY, RECORD_LOGS, Column

TRACE = ("upload_id", "line_no")
_MAY_BE_UNREADABLE = ("money", "quantity", "formula", "moment", "birthday", "flag", "rate")
_OWN_CURRENCY = ("refunds", "rates")
"""Kinds whose rows without a currency are not in that of the shop: a refund is in its order's."""


def columns(declaration: Records) -> tuple[Column, ...]:
    """What the log of this kind keeps of a row, but for where it stands."""
    return tuple(column for column in RECORD_LOGS[declaration.kind].columns if column.name not in TRACE)


def make(
    cursor: duckdb.DuckDBPyConnection,
    declaration: Records,
    compiler: Compiler,
    staged: Staged,
    shop: str,
    currency: str | None,
) -> Typed:
    """Read the staged table by its declaration into ``typed``: ``record, line_no, rule, copy, fault`` and the fields.

    Args:
        cursor: Inside the import's transaction.
        declaration: What the table is.
        compiler: Of the same file.
        staged: The staged table.
        shop: The shop's name, within which some people's ids hold.
        currency: What amounts are in where no column says.
    """
    faults = tuple(_faults(declaration, compiler))
    branches = " ".join(f"WHEN {fault.condition} THEN {number}" for number, fault in enumerate(faults))
    make_table(
        cursor,
        TYPED,
        f"""
        SELECT
            record, line_no, rule, FALSE AS copy, {", ".join(_kept(declaration, shop, currency))},
            CASE WHEN rule IS NULL THEN CASE {branches} END END AS fault
        FROM (
            SELECT
                s.*,
                s.record + {staged.first_row} AS line_no,
                {rules(declaration, compiler)} AS rule,
                {", ".join(_read(declaration, compiler))}
            FROM {STAGED} AS s
        )
        """,
    )
    return Typed(faults, has_headers=False, has_lines=False, one_copy=False)


def _read(declaration: Records, compiler: Compiler) -> Iterator[str]:
    """What the columns of the file say."""
    for column in columns(declaration):
        value = _value(declaration, compiler, column.name)
        if column.name not in _KEYS:
            # A word that stands for a number may be one that nobody has heard of.
            yield f"TRY_CAST({value} AS {column.type}) AS {column.name}"


def _value(declaration: Records, compiler: Compiler, name: str) -> str:
    if name in declaration.fixed:
        return literal(declaration.fixed[name])
    if name == "status":
        return compiler.status(declaration.status)
    source = declaration.fields.get(name)
    value = compiler.value(source)
    if source is None or not source.carried or declaration.group is None:
        return value
    return (
        f"FIRST_VALUE({value} IGNORE NULLS) OVER (PARTITION BY {compiler.value(declaration.group)} ORDER BY s.record)"
    )


_KEYS = ("email_key", "phone_key", "id_key", "alias_key")


def _kept(declaration: Records, shop: str, currency: str | None) -> Iterator[str]:
    """What goes into the log: what was read, the keys that follow from it, and the currency where none was told."""
    keys = identity.keys(declaration, shop)
    for column in columns(declaration):
        if column.name in _KEYS:
            yield f"{keys[column.name]} AS {column.name}"
        elif column.name == "currency" and declaration.kind not in _OWN_CURRENCY:
            told = f"COALESCE(currency, {literal(currency or NO_CURRENCY)})"
            yield f"CASE WHEN COALESCE({', '.join(_amounts(declaration))}) IS NOT NULL THEN {told} END AS currency"
        else:
            yield column.name


def _amounts(declaration: Records) -> list[str]:
    return [column.name for column in columns(declaration) if column.type == MONEY]


def _faults(declaration: Records, compiler: Compiler) -> Iterator[Fault]:
    yield from broken()
    for group in declaration.required:
        yield from _lacking(declaration, compiler, (group,) if isinstance(group, str) else group)
    for name, source in declaration.fields.items():
        if source.kind in _MAY_BE_UNREADABLE:
            yield from (Fault(*fault) for fault in compiler.faults(name, source) if fault[2] != "blank")
    if declaration.spread is not None:
        yield from _unread_values(declaration.spread, compiler)


def _lacking(declaration: Records, compiler: Compiler, group: tuple[str, ...]) -> Iterator[Fault]:
    """A row that lacks what it cannot do without."""
    sources = {name: declaration.fields[name] for name in group if name in declaration.fields}
    for name, source in sources.items():
        if source.kind == "id" and len(sources) == 1:
            yield from (Fault(*fault) for fault in compiler.faults(name, source))
            return
    headings = [heading for source in sources.values() for heading in compiler.present(source.headings)]
    if len(sources) > 1:
        yield Fault(f"COALESCE({', '.join(sources)}) IS NULL", (*headings, "")[0], "nobody")
    elif headings:
        written = f"COALESCE({', '.join(compiler.cell(heading) for heading in headings)})"
        yield Fault(f"{written} IS NULL", headings[0], "blank")


def _unread_values(spread: Spread, compiler: Compiler) -> Iterator[Fault]:
    for place in spread.places(compiler.heading.keys):
        heading = compiler.heading.headings[place]
        yield Fault(f"c{place} IS NOT NULL AND {compiler.real(heading)} IS NULL", heading, "number")


def append(cursor: duckdb.DuckDBPyConnection, upload_id: int, declaration: Records, compiler: Compiler) -> None:
    """Add the typed rows to the log of their kind."""
    names = [column.name for column in columns(declaration)]
    table = RECORD_LOGS[declaration.kind].name
    if declaration.spread is None:
        cursor.execute(f"""
            INSERT INTO {table}
            SELECT {upload_id}, line_no, {", ".join(names)} FROM {TYPED} WHERE {STORED} ORDER BY record
        """)
    else:
        cursor.execute(f"""
            INSERT INTO {table} BY NAME
            SELECT {upload_id} AS upload_id, {_spread_rows(declaration, declaration.spread, compiler)}
        """)


def _spread_rows(declaration: Records, spread: Spread, compiler: Compiler) -> str:
    """One row for every value that stands in a column of its own."""
    places = spread.places(compiler.heading.keys)
    headings = [compiler.heading.headings[place] for place in places]
    pairs = ", ".join(f"{{named: {literal(h.upper())}, value: {compiler.real(h)}}}" for h in headings)
    others = [c.name for c in columns(declaration) if c.name not in (spread.named, spread.value)]
    return f"""
        line_no, {", ".join(others)}, pair.named AS {spread.named}, pair.value AS {spread.value}
        FROM (
            SELECT t.*, unnest([{pairs}]) AS pair
            FROM {TYPED} AS t JOIN {STAGED} AS s ON s.record = t.record WHERE {STORED}
        ) WHERE pair.value IS NOT NULL
        ORDER BY record
    """


def preview(cursor: duckdb.DuckDBPyConnection, declaration: Records, rows: int) -> pd.DataFrame:
    """The first rows as they would be stored: ``line_no`` and the log's columns that say anything."""
    names = [column.name for column in columns(declaration) if column.name not in (*_KEYS, "alias_id")]
    found = cursor.execute(
        f"SELECT line_no, {', '.join(names)} FROM {TYPED} WHERE {STORED} ORDER BY record LIMIT {rows}"
    ).df()
    return found.dropna(axis="columns", how="all")


def warnings(cursor: duckdb.DuckDBPyConnection, declaration: Records, currency: str | None) -> Iterator[Message]:
    """What the owner should know of the file, most important first."""
    if declaration.kind in EFFECTS:
        yield Message(EFFECTS[declaration.kind])
    if currency is None and NO_CURRENCY in currencies(cursor, declaration):
        yield Message(_NO_CURRENCY)


EFFECTS: Mapping[str, str] = {
    "refunds": N_(
        "An order's refund is the larger of what its own export says and the sum of its rows here: never both together."
    ),
    "products": N_("Order lines of this shop take category and brand from here where their own export says none."),
}
"""What a kind of file changes in the figures of orders."""
_NO_CURRENCY = N_("Neither the file nor the shop says in which currency the amounts are. Name the currency.")


def currencies(cursor: duckdb.DuckDBPyConnection, declaration: Records) -> list[str]:
    """What the amounts of the stored rows are in, the commonest first; none for a kind without amounts of its own."""
    if "currency" not in RECORD_LOGS[declaration.kind].column_names or declaration.kind in _OWN_CURRENCY:
        return []
    rows = cursor.execute(f"""
        SELECT currency FROM {TYPED} WHERE {STORED} AND currency IS NOT NULL
        GROUP BY currency ORDER BY COUNT(*) DESC, currency
    """).fetchall()
    return [code for (code,) in rows]
