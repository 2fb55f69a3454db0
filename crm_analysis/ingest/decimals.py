"""How the amounts of a file were read, told by an example that its owner can check."""

from __future__ import annotations

import duckdb

from crm_analysis.ingest.columns import Compiler
from crm_analysis.ingest.numbers import DecimalMark
from crm_analysis.ingest.report import DecimalExample
from crm_analysis.ingest.tables import STAGED


def decimal_mark(compiler: Compiler) -> DecimalMark | None:
    """What parts the decimals of a file, where it has numbers that depend on it."""
    heading = _telling_column(compiler)
    return compiler.number_readings[heading].mark if heading else None


def decimal_example(cursor: duckdb.DuckDBPyConnection, compiler: Compiler) -> DecimalExample | None:
    """The longest number of the column that depends most on how it is read; None if no column does.

    Args:
        cursor: Inside the transaction of the staged table.
        compiler: After the file was typed.
    """
    heading = _telling_column(compiler)
    if heading is None:
        return None
    cell = compiler.cell(heading)
    row = cursor.execute(f"""
        SELECT {cell}, {compiler.number(heading)} AS number FROM {STAGED}
        WHERE regexp_matches({cell}, '[.,]') AND number IS NOT NULL ORDER BY length({cell}) DESC, {cell} LIMIT 1
    """).fetchone()
    mark = compiler.number_readings[heading].mark
    return DecimalExample(mark, row[0], row[1], heading in compiler.unsettled) if row else None


def _telling_column(compiler: Compiler) -> str | None:
    """The first column that leaves the mark open, else the first that tells it."""
    readings = compiler.number_readings.items()
    return next((heading for heading, reading in readings if reading.open), None) or next(
        (heading for heading, reading in readings if reading.told), None
    )
