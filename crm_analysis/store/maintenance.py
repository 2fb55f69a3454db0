"""Keeping the store sound: check it, rebuild what is derived, copy it whole, bring a copy back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from crm_analysis import schema
from crm_analysis.errors import InputRefused, StoreDamaged, StoreError, StoreFull, StoreTooNew
from crm_analysis.store import derived
from crm_analysis.store.store import Store, is_full


def rebuild(store: Store) -> None:
    """Make every derived table anew from the log."""
    with store.writing() as cursor:
        derived.rebuild(cursor)


def check(store: Store) -> list[str]:
    """Look for faults: each is one English sentence; an empty list means that the store is sound.

    The derived tables must equal what a rebuild makes of the log, row by row, and the log must hold as many rows as
    each upload's record says.
    """
    with store.writing(keep=False) as cursor:
        return [*_log_faults(cursor), *_derived_faults(cursor)]


def _log_faults(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    return [*_miscounted(cursor), *_orphans(cursor)]


def _miscounted(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Uploads of which the log holds more or fewer orders, rejected rows or other rows than their record says."""
    records = " UNION ALL ".join(f"SELECT upload_id, line_no FROM {log.name}" for log in schema.RECORD_LOGS.values())
    rows = cursor.execute(f"""
        WITH held AS (
            SELECT upload_id, 'orders' AS what, COUNT(*) AS found
            FROM (SELECT upload_id, order_id FROM order_log UNION SELECT upload_id, order_id FROM line_log)
            GROUP BY upload_id
            UNION ALL
            SELECT upload_id, 'rejected rows', COUNT(DISTINCT line_no) FROM rejects GROUP BY upload_id
            UNION ALL
            SELECT upload_id, 'rows', COUNT(DISTINCT line_no) FROM ({records}) GROUP BY upload_id
        ),
        said AS (
            SELECT upload_id, 'orders' AS what, orders_new + orders_replaced AS told FROM uploads
            UNION ALL
            SELECT upload_id, 'rejected rows', rows_rejected FROM uploads
            UNION ALL
            SELECT upload_id, 'rows', lines_stored FROM uploads WHERE kind <> 'orders'
        )
        SELECT upload_id, what, told, COALESCE(found, 0) AS found
        FROM said LEFT JOIN held USING (upload_id, what) WHERE told <> COALESCE(found, 0) ORDER BY ALL
    """).fetchall()
    return [
        f"upload {upload}: its record says {told} {what}, the log holds {found}" for upload, what, told, found in rows
    ]


def _orphans(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    faults = []
    for table in schema.LOG_TABLES[1:]:
        rows = _count(cursor, f"FROM {table.name} ANTI JOIN uploads USING (upload_id)")
        if rows:
            faults.append(f"{table.name}: {rows} rows belong to no upload")
    return faults


def _derived_faults(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    for table in schema.DERIVED_TABLES:
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE standing_{table.name} AS SELECT * FROM {table.name}")
    derived.rebuild(cursor)
    faults = []
    for table in schema.DERIVED_TABLES:
        extra = _count(cursor, f"FROM standing_{table.name} EXCEPT ALL FROM {table.name}")
        missing = _count(cursor, f"FROM {table.name} EXCEPT ALL FROM standing_{table.name}")
        if extra or missing:
            faults.append(
                f"{table.name}: {extra} rows differ from what a rebuild makes, {missing} of a rebuild are missing"
            )
    return faults


def _count(cursor: duckdb.DuckDBPyConnection, rows: str) -> int:
    found = cursor.execute(f"SELECT COUNT(*) FROM ({rows})").fetchone()
    return int(found[0]) if found else 0


def backup(store: Store, file: Path) -> None:
    """Copy the whole store to a new file, consistent even while the app runs.

    Raises:
        InputRefused: The file exists already.
        StoreFull: The disk has no room for the copy.
        StoreError: The copy cannot be written there.
    """
    file = Path(file)
    if file.exists():
        raise InputRefused("{file} exists already. Name a file that is not there yet.", file=file.name)
    with _draft_of(file) as draft:
        _copy(store, draft)
        draft.replace(file)


def _copy(store: Store, draft: Path) -> None:
    target = str(draft).replace("'", "''")
    with store.cursor() as cursor:
        source = cursor.execute("SELECT current_database()").fetchone()
        cursor.execute(f"ATTACH '{target}' AS backup_copy")
        try:
            cursor.execute(f'COPY FROM DATABASE "{source[0] if source else ""}" TO backup_copy')
        finally:
            cursor.execute("DETACH backup_copy")


def restore(path: Path, file: Path) -> Path | None:
    """Put a backup in the place of the store; the store that stood there is kept beside it.

    At every moment a store stands at the path: the former one or the backup.

    Args:
        path: The store, which no other program may hold. It may be damaged.
        file: A backup.

    Returns:
        Where the former store was put; None where there was none.

    Raises:
        InputRefused: There is no such backup.
        StoreDamaged: The backup is no store.
        StoreBusy: The store is open elsewhere.
        StoreFull: The disk has no room for the copy.
    """
    path, file = Path(path), Path(file)
    if not file.is_file():
        raise InputRefused("{file} is not there. Name a file that backup has made.", file=file.name)
    with _draft_of(path) as draft:
        shutil.copyfile(file, draft)
        _check_backup(draft, file.name)
        former = _keep_former(path)
        draft.replace(path)
    return former


@contextmanager
def _draft_of(file: Path) -> Iterator[Path]:
    """Where a file is written before it takes its place; nothing of an interrupted attempt stays or is taken up."""
    draft = file.with_name(file.name + ".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _discard(draft)
        yield draft
    except (OSError, duckdb.Error) as failure:
        raise _unwritten(file, failure) from failure
    finally:
        _discard(draft)


def _discard(draft: Path) -> None:
    for part in (draft, _log_beside(draft)):
        part.unlink(missing_ok=True)


def _log_beside(database: Path) -> Path:
    """DuckDB's own log of what has not reached the file yet."""
    return database.with_name(database.name + ".wal")


def _unwritten(file: Path, failure: Exception) -> StoreError:
    if is_full(failure):
        return StoreFull("{file}: the disk is full. Make room and try again.", file=file.name)
    return StoreError(
        "{file} could not be written: {reason}. Check the path and your rights to it.", file=file.name, reason=failure
    )


def _check_backup(draft: Path, file: str) -> None:
    try:
        Store.open(draft).close()
    except StoreError as failure:
        raise type(failure)(failure.template, **{**failure.facts, "file": file}) from failure


def _keep_former(path: Path) -> Path | None:
    if not path.exists():
        return None
    # A store that cannot be opened is kept as it is.
    with suppress(StoreDamaged, StoreTooNew):
        Store.open(path).close()
    number = 1
    while (former := path.with_name(f"{path.stem}.before-restore-{number}{path.suffix}")).exists():
        number += 1
    _name_again(path, former)
    if _log_beside(path).exists():
        _log_beside(path).replace(_log_beside(former))
    return former


def _name_again(file: Path, other: Path) -> None:
    try:
        other.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, other)
