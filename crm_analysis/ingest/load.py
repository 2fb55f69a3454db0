"""An uploaded file → the order log: looked at first, then stored whole or not at all."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, cast

import duckdb
import pandas as pd

from crm_analysis.errors import CrmError, InputRefused
from crm_analysis.i18n import N_
from crm_analysis.ingest import corrections, generic, healing, log, records
from crm_analysis.ingest.corrections import Corrections
from crm_analysis.ingest.dates import DateOrder
from crm_analysis.ingest.decimals import decimal_example, decimal_mark
from crm_analysis.ingest.files import SourceTable, beginning
from crm_analysis.ingest.kinds import LATER
from crm_analysis.ingest.numbers import DecimalMark
from crm_analysis.ingest.platform import Export, Records, kind_of
from crm_analysis.ingest.progress import Progress
from crm_analysis.ingest.proposal import NOTHING_PROPOSED, Proposal, matching, propose
from crm_analysis.ingest.reading import Reading, open_source, read
from crm_analysis.ingest.recognise import Recognition, as_proposed, declared_export, recognise
from crm_analysis.ingest.report import NO_CURRENCY, ImportOptions, ImportReport, Inspection, Message
from crm_analysis.ingest.room import room
from crm_analysis.ingest.tables import HEADERS, STORED, TYPED
from crm_analysis.store import Store, derived, mappings, scratch, shops, transaction, uploads
from crm_analysis.store.mappings import SavedMapping
from crm_analysis.store.shops import ShopSettings

PREVIEW_ROWS = 20
MOST_LOOKED_AT = 64 << 20
"""Bytes of a file that are looked at before it is stored: of a larger one a preview says what they say."""


def import_file(
    store: Store, path: Path, options: ImportOptions, name: str | None = None, progress: Progress | None = None
) -> ImportReport:
    """Store a file whole, or leave no trace of it.

    Args:
        store: Where to.
        path: Where the bytes lie.
        options: What the owner says of the file.
        name: Its name as the owner knows it; None takes the path's.
        progress: Told how far it is; can stop it.

    Raises:
        CrmError: The file was refused, its import was stopped, or the store is busy or full; nothing was changed.
    """
    started = time.perf_counter()
    file = name or path.name
    progress = progress or Progress(file)
    with store.folder() as folder:
        source = open_source(path, file, folder, progress.tell)
        corrected = corrections.recognised(source, options.heals)
        if corrected is not None:
            return _heal(store, corrected, options, folder, progress)
        saved = _saved(store, source, options)
        recognition = recognise(source, options, saved, folder)
        if recognition.proposal.saved:
            options = _as_saved(options, saved)
        with store.writer() as cursor, room(cursor, source, folder):
            with progress.over(cursor):
                settings = shops.settings_of(cursor, options.shop)
                options = replace(options, timezone=options.timezone or settings.timezone)
                currency = _currency(cursor, source, recognition, options, settings)
                reading = read(cursor, source, recognition, options, currency, folder, progress)
            with transaction(cursor, keep=not options.dry_run), progress.over(cursor):
                progress.begin("store")
                entry = _append(cursor, reading, options, currency)
                progress.begin("refresh")
                uploads.record(cursor, entry | {"uploaded_at": store.clock()})
                if options.save_mapping:
                    mappings.keep(cursor, _to_save(reading, options, options.save_mapping), store.clock())
                entry["customers_new"] = derived.refresh(cursor, int(str(entry["upload_id"])))
                entry["seconds"] = round(time.perf_counter() - started, 3)
                uploads.finish(cursor, entry)
    return _report(entry, dry_run=options.dry_run)


def _heal(store: Store, found: Corrections, options: ImportOptions, folder: Path, progress: Progress) -> ImportReport:
    """Store corrected rows under the upload that has rejected them."""
    with store.writing(keep=not options.dry_run) as cursor, progress.over(cursor):
        healed = healing.heal(cursor, found, options.heals, folder)
        progress.begin("refresh")
        entry = healed.entry | {"healed_at": store.clock()}
        entry["warnings"] = _warnings_after_healing(cursor, entry)
        uploads.replace(cursor, entry)
        entry["customers_new"] += derived.refresh(cursor, entry["upload_id"])
        uploads.finish(cursor, entry)
    told = Message(_HEALED, {"rows": healed.stored, "upload_id": entry["upload_id"], "left": entry["rows_rejected"]})
    entry["warnings"] = [told, *(Message(**warning) for warning in entry["warnings"])]
    return _report(entry, dry_run=options.dry_run)


_HEALED = N_(
    "{rows} corrected rows are stored now as part of upload {upload_id}; {left} of its rows are still rejected."
)


def _warnings_after_healing(cursor: duckdb.DuckDBPyConnection, entry: Mapping[str, Any]) -> list[dict[str, object]]:
    """What was said of the file, with everything that counts orders or rows counted anew."""
    upload_id, one_copy = entry["upload_id"], bool(entry["one_copy"])
    headers = f"""(
        SELECT * REPLACE (NULLIF(currency, '{NO_CURRENCY}') AS currency) FROM order_log
        WHERE upload_id = {upload_id} AND COALESCE(one_copy, {one_copy}) = {one_copy}
    )"""
    has_headers = cursor.execute(f"SELECT 1 FROM {headers} LIMIT 1").fetchone() is not None
    anew = [*_header_warnings(cursor, entry["reading"]["currency"], headers)] if has_headers else []
    if entry["rows_repeated"] and not one_copy:
        anew.append(Message(uploads.COPIES_KEPT, {"rows": entry["rows_repeated"]}))
    counted = (_NO_BUYER, _WEAK_NAME, _NO_CURRENCY, _TOO_EARLY, uploads.COPIES_KEPT)
    return [
        *(vars(warning) for warning in anew),
        *(warning for warning in entry["warnings"] if warning["template"] not in counted),
    ]


def inspect(
    path: Path, options: ImportOptions, name: str | None = None, saved: Sequence[SavedMapping] = ()
) -> Inspection:
    """Look at a file without a store: what it is, how it would be read, what is wrong with it.

    A file that cannot be opened as a table at all raises; anything later is told in ``problem``.

    Args:
        path: Where the bytes lie.
        options: What the owner says of the file.
        name: Its name as the owner knows it; None takes the path's.
        saved: The mappings that are saved.

    Raises:
        CrmError: The file is no table.
    """
    with _folder() as folder, scratch() as cursor:
        whole = open_source(path, name or path.name, folder)
        source = beginning(whole, folder, MOST_LOOKED_AT)
        corrected = corrections.recognised(whole, options.heals)
        if corrected is not None:
            return _corrections(cursor, corrected, options, folder)
        known = None if options.mapping else matching(saved, source.heading.headings)
        recognition, proposal = declared_export(source, options, saved=known is not None), NOTHING_PROPOSED
        if recognition is None:
            proposal = propose(source, options.mapping, options.kind, known, folder)
            options = _as_saved(options, known)
        try:
            recognition = recognition or as_proposed(source, proposal, accept_guess=True)
            currency = _said_currency(source, recognition.platform, options)
            reading = read(
                cursor, source, recognition, options, currency, folder, Progress(source.file), texts_wanted=True
            )
        except CrmError as problem:
            return _unread(source, proposal, problem, recognition)
        return replace(_inspection(cursor, reading, options), whole=source is whole)


def _corrections(
    cursor: duckdb.DuckDBPyConnection, found: Corrections, options: ImportOptions, folder: Path
) -> Inspection:
    """What a table of corrected rows looks like; whether they are right shows only beside the rest of their upload."""
    seen = replace(_unread(found.source, NOTHING_PROPOSED, None, None), kind=corrections.KIND, layout=corrections.KIND)
    try:
        upload_id = corrections.read(cursor, found, options.heals, folder)
    except CrmError as problem:
        return replace(seen, problem=problem)
    rows, first = corrections.preview(cursor, found, PREVIEW_ROWS)
    told = Message(_WILL_HEAL, {"upload_id": upload_id})
    return replace(seen, name=N_("Corrected rows"), rows=rows, preview=first, warnings=(told,))


_WILL_HEAL = N_("These rows go back into upload {upload_id}, which has rejected them; they are no upload of their own.")


def _saved(store: Store, source: SourceTable, options: ImportOptions) -> SavedMapping | None:
    """The saved mapping that the owner names, or that was saved for such headings."""
    if options.saved_mapping:
        return mappings.named(store, options.saved_mapping)
    return None if options.mapping else matching(mappings.listing(store), source.heading.headings)


def _to_save(reading: Reading, options: ImportOptions, name: str) -> SavedMapping:
    """The file's mapping with all that its owner, or the file itself, has settled.

    Raises:
        InputRefused: The file is a platform's own export, which needs no mapping.
    """
    if not reading.recognition.mapping:
        raise InputRefused(
            "{file} is recognised as {platform}: there is no mapping to save. Import it without a name for one.",
            file=reading.source.file,
            platform=reading.recognition.platform.name,
        )
    return SavedMapping(
        name,
        kind_of(reading.recognition.platform),
        reading.source.heading.headings,
        reading.recognition.mapping,
        options.date_order or _date_order(reading),
        options.decimal or decimal_mark(reading.compiler),
        options.currency,
        options.timezone,
    )


def _as_saved(options: ImportOptions, saved: SavedMapping | None) -> ImportOptions:
    """What the owner says of the file, and what was saved where nothing is said."""
    if saved is None:
        return options
    return replace(
        options,
        date_order=options.date_order or cast("DateOrder | None", saved.date_order),
        decimal=options.decimal or cast("DecimalMark | None", saved.decimal),
        currency=options.currency or saved.currency,
        timezone=options.timezone or saved.timezone,
    )


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="huitou-") as folder:
        yield Path(folder)


def _currency(
    cursor: duckdb.DuckDBPyConnection,
    source: SourceTable,
    recognition: Recognition,
    options: ImportOptions,
    settings: ShopSettings,
) -> str | None:
    """What amounts without a currency are in: as said, else the shop's, or its last upload's."""
    said = _said_currency(source, recognition.platform, options) or settings.currency
    return said or uploads.newest_currency(cursor, options.shop, NO_CURRENCY)


def _said_currency(source: SourceTable, platform: Export, options: ImportOptions) -> str | None:
    """The currency that the file's headings name, else the one that the owner says, else the platform's."""
    said = source.heading.currency or options.currency or platform.currency
    return said.upper() if said else None


def _append(
    cursor: duckdb.DuckDBPyConnection, reading: Reading, options: ImportOptions, currency: str | None
) -> dict[str, object]:
    entry: dict[str, object] = {"duplicate_of": uploads.same_bytes(cursor, reading.source.sha256)}
    upload_id = uploads.next_number(cursor)
    warnings = _warnings(cursor, reading, options, currency)
    entry |= log.append(cursor, upload_id, reading, options.shop)
    if entry["duplicate_of"]:
        facts = {"upload_id": entry["duplicate_of"]}
        warnings.append(Message(_SAME_FILE, facts))
    main = _main_currency(cursor, reading)
    return entry | {
        "currency": main or currency or NO_CURRENCY,
        "timezone": options.timezone,
        "mapping": dict(reading.recognition.mapping) or None,
        "date_order": _date_order(reading),
        "decimal_mark": decimal_mark(reading.compiler),
        "warnings": warnings,
    }


def _main_currency(cursor: duckdb.DuckDBPyConnection, reading: Reading) -> str | None:
    """What most amounts of the file are in; None where it has none."""
    platform = reading.recognition.platform
    if isinstance(platform, Records):
        return next(iter(records.currencies(cursor, platform)), None)
    if not reading.typed.has_headers:
        return None
    row = cursor.execute(
        f"SELECT currency FROM {HEADERS} GROUP BY currency ORDER BY COUNT(*) DESC, currency LIMIT 1"
    ).fetchone()
    return row[0] if row else None


def _warnings(
    cursor: duckdb.DuckDBPyConnection, reading: Reading, options: ImportOptions, currency: str | None
) -> list[Message]:
    """What the owner should know of the file, most important first."""
    platform = reading.recognition.platform
    left_out = set(reading.recognition.proposal.unconfirmed) - reading.recognition.mapping.keys()
    warnings = [*_kind_warnings(cursor, platform, currency, has_headers=reading.typed.has_headers)]
    if platform.note:
        warnings.append(Message(platform.note))
    if not isinstance(platform, Records) and platform.order_id.kind == "customer day":
        warnings.append(Message(_NO_ORDER_NUMBER))
    if left_out:
        warnings.append(Message(_LEFT_OUT, {"columns": _in_words(reading.recognition.proposal, left_out)}))
    order = _date_order(reading)
    if order:
        warnings.append(Message(_DATES_READ[order]))
    if reading.compiler.unsettled and reading.recognition.mapping:  # a platform's own habit needs no words
        warnings.append(_decimals_unsettled(cursor, reading))
    warnings += [left.message for left in reading.typed.left_blank]
    repeated = log.rows_repeated(cursor)
    if repeated and not reading.typed.one_copy:
        warnings.append(Message(uploads.COPIES_KEPT, {"rows": repeated}))
    return warnings


def _in_words(proposal: Proposal, roles: Collection[str]) -> str:
    return ", ".join(f"{role} = {guess.heading}" for role, guess in proposal.guesses.items() if role in roles)


_LEFT_OUT = N_(
    "Left out, because it could only be guessed: {columns}. "
    "To take it too, undo the upload, and confirm the guess or name the column when you import the file again."
)


def _kind_warnings(
    cursor: duckdb.DuckDBPyConnection, platform: Export, currency: str | None, *, has_headers: bool
) -> Iterator[Message]:
    if isinstance(platform, Records):
        yield from records.warnings(cursor, platform, currency)
    elif has_headers:
        yield from _header_warnings(cursor, currency)
    else:
        yield Message(_LINES_ONLY)


_LINES_ONLY = N_(
    "The file lists products without dates or buyers: "
    "its lines count as soon as the order list of the same shop is uploaded too."
)
_NO_BUYER = N_("The file names no buyer: sales are counted, but retention and segments cannot be computed from it.")
_WEAK_NAME = N_("Customers are told apart by name alone: two people of one name count as one.")
_NO_ORDER_NUMBER = N_("The file has no order number: one customer's day counts as one order.")
_SAME_FILE = N_("The same file was imported before, as upload {upload_id}. Nothing counts twice.")
_NO_CURRENCY = N_(
    "Neither the file nor the shop says in which currency {orders} orders are. "
    "Name the currency; a file that is imported already must be undone first."
)
_TOO_EARLY = N_(
    "{orders} orders have a date of shipping or delivery that lies before the order itself, such as {example}. It "
    "counts as blank, and the orders are stored. To mend it, correct these dates and import the file again."
)
_DECIMALS_UNSETTLED = N_(
    "No amount in the file tells whether a point or a comma parts decimals: {written} was read as {value}. "
    "If that is wrong, undo the upload and say which it is when you import the file again."
)
_DATES_READ = {
    "day": N_("Dates were read with the day first, as in 31/12."),
    "month": N_("Dates were read with the month first, as in 12/31."),
}


def _header_warnings(
    cursor: duckdb.DuckDBPyConnection, currency: str | None, headers: str = HEADERS
) -> Iterator[Message]:
    orders, keyed, named, unpriced = cursor.execute(f"""
        SELECT
            COUNT(*), COUNT(COALESCE(email_key, phone_key, id_key, alias_key, name_key)),
            COUNT(*) FILTER (
                COALESCE(email_key, phone_key, id_key, alias_key) IS NULL
                AND split_part(name_key, CHR(31), 3) = lower(name)
            ),
            COUNT(*) FILTER (currency IS NULL AND COALESCE(status, 'valid') = 'valid')
        FROM {headers}
    """).fetchone() or (0, 0, 0, 0)
    if orders and not keyed:
        yield Message(_NO_BUYER)
    if named:
        yield Message(_WEAK_NAME)
    if unpriced and currency is None:
        yield Message(_NO_CURRENCY, {"orders": unpriced})
    yield from _early_warnings(cursor, headers)


def _early_warnings(cursor: duckdb.DuckDBPyConnection, headers: str) -> Iterator[Message]:
    """Orders that would have been shipped or delivered before they were placed."""
    early = {name: f"{name} IS NOT NULL AND {derived.possible(name)} IS NULL" for name in LATER}
    earliest = ", ".join(f"MIN({name}) FILTER ({condition})" for name, condition in early.items())
    orders, example = cursor.execute(f"""
        SELECT COUNT(*) FILTER ({" OR ".join(early.values())}), LEAST({earliest}) FROM {headers}
    """).fetchone() or (0, None)
    if orders:
        yield Message(_TOO_EARLY, {"orders": orders, "example": f"{example:%Y-%m-%d}"})


def _date_order(reading: Reading) -> DateOrder | None:
    return next((found.order for found in reading.compiler.decisions.dates.values() if found.order), None)


def _decimals_unsettled(cursor: duckdb.DuckDBPyConnection, reading: Reading) -> Message:
    example = decimal_example(cursor, reading.compiler)
    read_as = f"{example.value.normalize():f}" if example else "-"
    return Message(_DECIMALS_UNSETTLED, {"written": example.written if example else "-", "value": read_as})


def _report(entry: dict[str, object], *, dry_run: bool) -> ImportReport:
    known = entry | {"platform": entry["layout"], "warnings": tuple(entry["warnings"])}  # type: ignore[arg-type]
    known["upload_id"] = None if dry_run else entry["upload_id"]
    return ImportReport(**{field.name: known[field.name] for field in fields(ImportReport)})  # type: ignore[arg-type]


def as_json(report: ImportReport) -> dict[str, object]:
    """The report as plain values: sentences in English, moments in ISO 8601."""
    plain = asdict(report) | {"warnings": [str(warning) for warning in report.warnings]}
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in plain.items()}


def _unread(
    source: SourceTable, proposal: Proposal, problem: CrmError | None, recognition: Recognition | None
) -> Inspection:
    platform = recognition.platform if recognition else None
    return Inspection(
        file=source.file,
        kind=kind_of(platform) if platform else proposal.kind.id,
        layout=platform.id if platform else None,
        name=platform.name if platform else "",
        verified=platform.verified if platform else "",
        recognised_by=recognition.recognised_by if recognition else "",
        encoding=source.encoding,
        headings=source.heading.headings,
        guesses=proposal.guesses,
        examples=proposal.examples,
        saved_as=proposal.saved.name if proposal.saved else "",
        rows=0,
        rows_rejected=0,
        preview=pd.DataFrame(),
        currency=None,
        date_order=None,
        decimal=None,
        warnings=(),
        problem=problem,
    )


def _inspection(cursor: duckdb.DuckDBPyConnection, reading: Reading, options: ImportOptions) -> Inspection:
    platform = reading.recognition.platform
    proposal = reading.recognition.proposal
    counts = log.row_counts(cursor, one_copy=reading.typed.one_copy)
    currency = _said_currency(reading.source, platform, options)
    return Inspection(
        file=reading.source.file,
        kind=kind_of(platform),
        layout=platform.id,
        name=platform.name,
        verified="" if platform.id == generic.ID else platform.verified,
        recognised_by=reading.recognition.recognised_by,
        encoding=reading.source.encoding,
        headings=reading.source.heading.headings,
        guesses=proposal.guesses,
        examples=proposal.examples,
        saved_as=proposal.saved.name if proposal.saved else "",
        rows=reading.staged.rows,
        rows_rejected=int(str(counts["rows_rejected"])),
        preview=_preview(cursor, platform, currency),
        currency=_main_currency(cursor, reading) or currency,
        date_order=_date_order(reading),
        decimal=decimal_example(cursor, reading.compiler),
        warnings=tuple(_warnings(cursor, reading, options, currency)),
        problem=None,
    )


def _preview(cursor: duckdb.DuckDBPyConnection, platform: Export, currency: str | None) -> pd.DataFrame:
    if isinstance(platform, Records):
        return records.preview(cursor, platform, PREVIEW_ROWS)
    rows = cursor.execute(f"""
        SELECT
            line_no, order_id, ordered_at, COALESCE(email, phone, buyer_id, name) AS customer, line_product AS product,
            CAST(COALESCE(line_quantity, units) AS DOUBLE) AS quantity,
            CAST(COALESCE(line_amount, goods_total) AS DOUBLE) AS amount, currency, status
        FROM {TYPED} WHERE {STORED} ORDER BY record LIMIT {PREVIEW_ROWS}
    """).df()
    return rows.assign(currency=rows["currency"].fillna(currency) if currency else rows["currency"])
