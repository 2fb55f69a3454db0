"""Typed rows → the append-only log, with every row of the file accounted for."""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from crm_analysis import schema
from crm_analysis.errors import NothingUsable
from crm_analysis.ingest import records
from crm_analysis.ingest.columns import REASONS, Compiler
from crm_analysis.ingest.literal import literal
from crm_analysis.ingest.platform import Export, Packed, Records, kind_of
from crm_analysis.ingest.reading import Reading
from crm_analysis.ingest.report import NO_CURRENCY
from crm_analysis.ingest.staging import SURPLUS
from crm_analysis.ingest.tables import (
    FATE,
    HEADERS,
    HEADERS_OTHERWISE,
    HELD,
    LINE_FIELDS,
    LINE_PREFIX,
    STAGED,
    STORED,
    TYPED,
)
from crm_analysis.ingest.typed import Fault
from crm_analysis.store.uploads import COPIES_RULE

MOST_HELD = 200_000
"""Of larger files only the rows of orders with a rejected row are kept for a correction."""


def append(cursor: duckdb.DuckDBPyConnection, upload_id: int, reading: Reading, shop: str) -> dict[str, object]:
    """Add a file's rows to the log.

    Args:
        cursor: Inside the import's transaction.
        upload_id: The number that the upload gets.
        reading: The file.
        shop: The shop's name.

    Returns:
        What is known of the upload so far: columns of ``schema.UPLOADS``.

    Raises:
        NothingUsable: Not one row could be stored, and not because a declared rule leaves all of them aside.
    """
    counts = row_counts(cursor, one_copy=reading.typed.one_copy)
    if not counts["lines_stored"] and not _all_aside(counts, reading):
        raise _nothing_usable(cursor, reading)
    append_rows(cursor, upload_id, reading)
    platform = reading.recognition.platform
    named: dict[str, object] = {
        "upload_id": upload_id,
        "file": reading.source.file,
        "sha256": reading.source.sha256,
        "layout": platform.id,
        "platform": platform.family,
        "recognised_by": reading.recognition.recognised_by,
        "shop": shop,
        "kind": kind_of(platform),
        "country": platform.country,
        "headings": list(reading.source.heading.headings),
        "rows_repeated": rows_repeated(cursor),
        "one_copy": reading.typed.one_copy,
        "mapping": dict(reading.recognition.mapping),
        "reading": reading.compiler.decisions.as_json(),
    }
    return named | counts | order_counts(cursor, upload_id, shop, platform.family)


def _all_aside(counts: dict[str, object], reading: Reading) -> bool:
    """Whether every row is one that the file's declaration names and leaves aside."""
    declared = {rule.rule for rule in reading.recognition.platform.asides}
    ruled = counts["rows_ruled"]
    return not counts["rows_rejected"] and isinstance(ruled, dict) and not declared.isdisjoint(ruled)


def append_rows(cursor: duckdb.DuckDBPyConnection, upload_id: int, reading: Reading) -> None:
    """Add typed rows to the tables of their kind, and what cannot be stored to the rejects."""
    platform = reading.recognition.platform
    if isinstance(platform, Records):
        records.append(cursor, upload_id, platform, reading.compiler)
    else:
        _append_orders(cursor, upload_id, reading, platform.packed)
    if cursor.execute(f"SELECT 1 FROM {TYPED} WHERE fault IS NOT NULL LIMIT 1").fetchone():
        _append_rejects(cursor, upload_id, reading)


def row_counts(cursor: duckdb.DuckDBPyConnection, *, one_copy: bool) -> dict[str, object]:
    """How many rows were read, stored, rejected and left aside by which rule.

    Args:
        cursor: With the typed table.
        one_copy: Whether second copies of orders are left aside.
    """
    read, stored, rejected = cursor.execute(
        f"SELECT COUNT(*), COUNT(*) FILTER ({STORED}), COUNT(*) FILTER (fault IS NOT NULL) FROM {TYPED}"
    ).fetchone() or (0, 0, 0)
    ruled = cursor.execute(
        f"SELECT rule, COUNT(*) FROM {TYPED} WHERE rule IS NOT NULL GROUP BY rule ORDER BY rule"
    ).fetchall()
    copies = rows_repeated(cursor) if one_copy else 0
    aside = dict(ruled) | ({COPIES_RULE: copies} if copies else {})
    return {"rows_read": read, "lines_stored": stored - copies, "rows_rejected": rejected, "rows_ruled": aside}


def rows_repeated(cursor: duckdb.DuckDBPyConnection) -> int:
    """How many rows are second copies of orders of the same file, whether they count or not."""
    row = cursor.execute(f"SELECT COUNT(*) FROM {TYPED} WHERE copy AND {STORED}").fetchone()
    return int(row[0]) if row else 0


def _append_orders(cursor: duckdb.DuckDBPyConnection, upload_id: int, reading: Reading, packed: Packed | None) -> None:
    if reading.typed.has_headers:
        _append_headers(cursor, upload_id, one_copy=reading.typed.one_copy)
    if reading.typed.has_lines:
        _append_lines(cursor, upload_id)
    if packed:
        _append_packed(cursor, upload_id, packed, reading.compiler)


def _append_headers(cursor: duckdb.DuckDBPyConnection, upload_id: int, *, one_copy: bool) -> None:
    """One row an order; two, each for one choice about copies, where that choice makes a difference."""
    said = (name for name in schema.ORDER_LOG.column_names if name not in ("upload_id", "one_copy", "currency"))
    columns = f"{', '.join(said)}, COALESCE(currency, '{NO_CURRENCY}') AS currency"
    differs = f"CASE WHEN order_id IN (SELECT order_id FROM {HEADERS_OTHERWISE}) THEN {one_copy} END"
    cursor.execute(f"""
        INSERT INTO order_log BY NAME
        SELECT {upload_id} AS upload_id, {columns}, {differs} AS one_copy FROM {HEADERS}
        UNION ALL
        SELECT {upload_id}, {columns}, {not one_copy} FROM {HEADERS_OTHERWISE} SEMI JOIN {HEADERS} USING (order_id)
    """)


def _append_lines(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> None:
    fields = ", ".join(LINE_PREFIX + field.name for field in LINE_FIELDS)
    cursor.execute(f"""
        INSERT INTO line_log
        SELECT {upload_id}, line_no, 1, order_id, line_status, {fields}, NULLIF(copy, FALSE) FROM {TYPED} WHERE {STORED}
    """)


def _append_packed(cursor: duckdb.DuckDBPyConnection, upload_id: int, packed: Packed, compiler: Compiler) -> None:
    """Take apart the lines that stand packed in cells of the order's row."""
    lines = compiler.packed_lines(packed, "s")
    fields = ", ".join(
        f"CAST({compiler.packed_part(packed, 'line', field.name)} AS {field.type})" for field in LINE_FIELDS
    )
    cursor.execute(f"""
        INSERT INTO line_log
        SELECT {upload_id}, line_no, part, order_id, NULL, {fields}, NULLIF(copy, FALSE)
        FROM (
            SELECT
                t.line_no, t.order_id, t.copy,
                unnest({lines}) AS line, unnest(range(1, len({lines}) + 1)) AS part
            FROM {TYPED} AS t JOIN {STAGED} AS s ON s.record = t.record WHERE {STORED}
        )
    """)


def _append_rejects(cursor: duckdb.DuckDBPyConnection, upload_id: int, reading: Reading) -> None:
    """Keep rejected rows with their fault, and the rows that will be read again with their correction."""
    _keep_texts(cursor, reading)
    headings = reading.source.heading.headings

    def cell_at_fault(heading: str, reason: str) -> str:
        return SURPLUS if reason == "surplus" else reading.compiler.cell(heading)

    def by_fault(of_fault: Callable[[Fault], str]) -> str:
        branches = " ".join(f"WHEN {n} THEN {of_fault(fault)}" for n, fault in enumerate(reading.typed.faults))
        return f"CASE fault {branches} END"

    row = ", ".join(f"{literal(heading)}, c{place}" for place, heading in enumerate(headings))
    texts = ", ".join(f"c{place}" for place in range(len(headings)))
    cursor.execute(f"""
        INSERT INTO rejects
        SELECT
            {upload_id}, line_no,
            {by_fault(lambda fault: literal(fault.heading))},
            {by_fault(lambda fault: cell_at_fault(fault.heading, fault.reason))},
            {by_fault(lambda fault: literal(REASONS[fault.reason]))},
            CAST(json_object({row}) AS VARCHAR)
        FROM {HELD} WHERE fault IS NOT NULL
        ORDER BY line_no
    """)
    cursor.execute(f"""
        INSERT INTO held_rows
        SELECT {upload_id}, line_no, {FATE}, {SURPLUS}, CAST(json_array({texts}) AS VARCHAR)
        FROM {HELD}
        ORDER BY line_no
    """)


def _keep_texts(cursor: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    """The temporary table ``held``: texts of the rows that are read again once rejected ones are corrected."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE {HELD} AS
        SELECT t.line_no, t.rule, t.fault, t.copy, r.* EXCLUDE (record)
        FROM {TYPED} AS t JOIN ({reading.staged.records}) AS r ON r.record = t.record
        WHERE t.fault IS NOT NULL OR {_read_again(cursor, reading.recognition.platform)}
    """)


def _read_again(cursor: duckdb.DuckDBPyConnection, platform: Export) -> str:
    """SQL: rows that are read again together with a corrected one, because they speak of the same thing.

    A rejected row without an order number may belong to any order: then all rows are, unless there are too many.
    """
    anywhere = platform.group is not None if isinstance(platform, Records) else _lacks_number(cursor)
    if anywhere:
        row = cursor.execute(f"SELECT COUNT(*) <= {MOST_HELD} FROM {TYPED}").fetchone()
        if row and row[0]:
            return "TRUE"
    if isinstance(platform, Records):
        return "FALSE"
    return f"t.order_id IN (SELECT order_id FROM {TYPED} WHERE fault IS NOT NULL)"


def _lacks_number(cursor: duckdb.DuckDBPyConnection) -> bool:
    return (
        cursor.execute(f"SELECT 1 FROM {TYPED} WHERE fault IS NOT NULL AND order_id IS NULL LIMIT 1").fetchone()
        is not None
    )


def order_counts(cursor: duckdb.DuckDBPyConnection, upload_id: int, shop: str, family: str) -> dict[str, object]:
    """How much of what the log holds of an upload no earlier one had told, and the days that it spans."""
    row = cursor.execute(
        """
        WITH earlier AS (
            SELECT upload_id FROM uploads
            WHERE shop = $shop AND platform = $family AND undone_at IS NULL AND upload_id < $upload_id
        ),
        mine AS (
            SELECT order_id FROM order_log WHERE upload_id = $upload_id
            UNION SELECT order_id FROM line_log WHERE upload_id = $upload_id
        ),
        theirs AS (
            SELECT order_id FROM order_log SEMI JOIN earlier USING (upload_id)
            UNION SELECT order_id FROM line_log SEMI JOIN earlier USING (upload_id)
        )
        SELECT
            (SELECT COUNT(*) FROM mine ANTI JOIN theirs USING (order_id)),
            (SELECT COUNT(*) FROM mine SEMI JOIN theirs USING (order_id)),
            MIN(ordered_at), MAX(ordered_at)
        FROM order_log WHERE upload_id = $upload_id
        """,
        {"shop": shop, "family": family, "upload_id": upload_id},
    ).fetchone()
    names = ("orders_new", "orders_replaced", "first_order_at", "last_order_at")
    return dict(zip(names, row or (), strict=True))


def _nothing_usable(cursor: duckdb.DuckDBPyConnection, reading: Reading) -> NothingUsable:
    row = cursor.execute(f"""
        SELECT fault, COUNT(*), MIN(line_no) FROM {TYPED} WHERE fault IS NOT NULL
        GROUP BY fault ORDER BY COUNT(*) DESC, fault LIMIT 1
    """).fetchone()
    fault = reading.typed.faults[row[0]] if row else None
    return NothingUsable(
        "{file}: none of its {rows} rows can be stored. Row {line}, column {heading}: {reason}. "
        "Check that it is an export of orders, and which column is which.",
        file=reading.source.file,
        rows=reading.staged.rows,
        line=row[2] if row else "-",
        heading=(fault.heading if fault else "") or "-",
        reason=REASONS[fault.reason if fault else "blank"],
    )
