"""One file on one cursor: opened, recognised, staged and typed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from crm_analysis.errors import InputRefused, NothingUsable
from crm_analysis.ingest import corrections, records, typed
from crm_analysis.ingest.columns import Compiler
from crm_analysis.ingest.decisions import Decisions
from crm_analysis.ingest.files import SourceTable, open_table
from crm_analysis.ingest.headings import normalised
from crm_analysis.ingest.platform import Export, Records
from crm_analysis.ingest.platforms import headless_forms, known_headings
from crm_analysis.ingest.progress import Progress, Tell, untold
from crm_analysis.ingest.recognise import Recognition
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.ingest.staging import Staged, stage
from crm_analysis.ingest.typed import Typed
from crm_analysis.rules.synonyms import spelling, synonyms


@dataclass(frozen=True)
class Reading:
    """A file whose rows stand in the temporary table ``typed``, and what they say of whole orders in ``headers``."""

    source: SourceTable
    recognition: Recognition
    staged: Staged
    typed: Typed
    compiler: Compiler


def open_source(path: Path, file: str, folder: Path, tell: Tell = untold) -> SourceTable:
    """Open an upload with all headings in mind that platforms and synonyms know."""
    return open_table(path, file, folder, _known, headless_forms(), tell)


def _known(heading: str) -> bool:
    key = normalised(heading)
    return key in known_headings() or key in corrections.KNOWN or spelling(heading) in synonyms().known


def read(
    cursor: duckdb.DuckDBPyConnection,
    source: SourceTable,
    recognition: Recognition,
    options: ImportOptions,
    currency: str | None,
    folder: Path,
    progress: Progress,
    *,
    texts_wanted: bool = False,
) -> Reading:
    """Stage and type a file.

    Args:
        cursor: Outside of a transaction, so that what is dropped is out of memory.
        source: The file.
        recognition: What it is.
        options: What the owner says of it.
        currency: What amounts are in where no column says.
        folder: For text that must be written anew.
        progress: Told how far it is.
        texts_wanted: Whether the staged texts are read again when the file is read.

    Raises:
        NothingUsable: There is no row below the headings.
        AmbiguousDates: Its dates cannot be read with one order of day and month.
        InputRefused: The time zone is not known.
    """
    progress.begin("read")
    platform = recognition.platform
    _check_timezone(cursor, options.timezone)
    wanted = _wanted(source, recognition)
    staged = stage(cursor, source, wanted, folder, progress.tell)
    if not staged.rows:
        raise NothingUsable(
            "{file} has headings but no rows below them. Export a period with orders.", file=source.file
        )
    progress.rows = staged.rows
    progress.begin("understand")
    compiler = Compiler(
        cursor,
        source.heading,
        source.file,
        options.timezone,
        platform.clock,
        options.date_order or platform.date_order,
        Decisions(currency=currency),
        platform.also_called,
        options.decimal,
        _numeric(platform),
    )
    one_copy = options.repeated_orders == "once"
    rows = typed_rows(
        cursor, platform, compiler, staged, options.shop, currency, one_copy=one_copy, texts_wanted=texts_wanted
    )
    return Reading(source, recognition, staged, rows, compiler)


def _numeric(export: Export) -> tuple[str, ...]:
    """Headings of amounts and quantities."""
    numeric = (source for source in export.sources if source.kind in ("money", "quantity", "formula"))
    return tuple(dict.fromkeys(heading for source in numeric for heading in source.headings))


def typed_rows(
    cursor: duckdb.DuckDBPyConnection,
    platform: Export,
    compiler: Compiler,
    staged: Staged,
    shop: str,
    currency: str | None,
    *,
    one_copy: bool,
    texts_wanted: bool,
) -> Typed:
    """Read the staged table by its declaration, whatever its rows are."""
    if isinstance(platform, Records):
        return records.make(cursor, platform, compiler, staged, shop, currency)
    return typed.make(cursor, platform, compiler, staged, shop, currency, one_copy=one_copy, texts_wanted=texts_wanted)


def _wanted(source: SourceTable, recognition: Recognition) -> list[int]:
    """Positions of the columns that the declaration names, by heading or by number."""
    platform = recognition.platform
    named = [place for place, key in enumerate(source.heading.keys) if key in platform.headings]
    return sorted({*named, *platform.numbered_columns(source.heading.keys)})


def _check_timezone(cursor: duckdb.DuckDBPyConnection, timezone: str | None) -> None:
    if timezone and not cursor.execute("SELECT 1 FROM pg_timezone_names() WHERE name = ?", [timezone]).fetchone():
        raise InputRefused(
            "{timezone} is not a known time zone. Write it like Europe/London or Asia/Shanghai.", timezone=timezone
        )
