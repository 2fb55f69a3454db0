"""The open store: one owner connection, a cursor per call, one writer at a time, a data version."""

from __future__ import annotations

import errno
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import duckdb

from crm_analysis.errors import CrmError, OutOfMemory, StoreBusy, StoreDamaged, StoreError, StoreFull, StoreTooNew
from crm_analysis.i18n import N_
from crm_analysis.rules import segments
from crm_analysis.rules.churn import churn_rules
from crm_analysis.rules.tags import tag_rules
from crm_analysis.store import rates
from crm_analysis.store.migrations import migrate

MEMORY_LIMIT = "1GB"
TOO_LARGE = N_(
    "This needs more memory than the program may use ({limit}). "
    "Leave out columns that nobody needs, or allow more with CRM_MEMORY_LIMIT."
)
FULL = N_("{file}: the disk is full. Nothing was changed. Make room beside the store and try again.")
IN_MEMORY = ":memory:"
"""Opened instead of a path: a store that nobody shares and nothing outlives."""
FACTS = ("data_version", "facts_version")
LABELS = ("data_version",)
"""The versions that a change moves on, of what happened and of what the shop says of it."""

_opening = threading.Lock()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


class Store:
    """A DuckDB file with the order log and what is derived from it.

    A second process cannot open the file while this one holds it. Inside the process every call gets a cursor of its
    own: threads that share one DuckDB connection take each other's results.
    """

    def __init__(self, path: Path, memory_limit: str, clock: Callable[[], datetime]) -> None:
        """Use :meth:`open` instead."""
        self.path = path
        self.clock = clock
        self._memory_limit = memory_limit
        self._connection = _connect(path, memory_limit)
        _clear(path)
        _bring_up_to_date(self._connection, path, memory_limit)
        self._writer = threading.Lock()
        self._journal = threading.Lock()

    @classmethod
    def open(cls, path: Path, *, memory_limit: str = MEMORY_LIMIT, clock: Callable[[], datetime] = _now) -> Store:
        """Open the store, or make a new one, and bring it to the newest version.

        Args:
            path: The store file; its folder is made if it is missing.
            memory_limit: What DuckDB may keep in memory before it spills beside the store.
            clock: Gives the present moment in UTC; a fixed one makes tests repeatable.

        Raises:
            StoreBusy: Another program, or another part of this one, holds the file.
            StoreTooNew: The file is of a newer version.
            StoreDamaged: The file is no store of ours.
        """
        path = Path(path)
        with _opening:
            if path.resolve() in _open_stores:
                raise StoreBusy("{file} is open already in this program. Close it there and try again.", file=path.name)
            store = cls(path, memory_limit, clock)
            if path.name != IN_MEMORY:
                _open_stores[path.resolve()] = store
        return store

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()
        _open_stores.pop(self.path.resolve(), None)

    def __enter__(self) -> Store:
        """Close the store at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the file back."""
        self.close()

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of its own, for reading."""
        cursor = self._connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def drawing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for answers that are held in tables of its own until the block ends; they spill beside the store.

        Raises:
            OutOfMemory: The answers need more than the program may use, even so.
            StoreFull: The disk has no room for them.
        """
        try:
            with self.cursor() as cursor:
                yield cursor
        except (duckdb.Error, OSError) as failure:
            self._raise_plainly(failure)
            raise

    @contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor inside a transaction that lands whole, or leaves no trace, and moves the data version on.

        Args:
            keep: False rolls back at the end: what would have happened can be seen, and nothing did.

        Raises:
            StoreBusy: Another import or change is under way.
            StoreFull: The disk has no room left.
        """
        with self.writer() as cursor, transaction(cursor, keep=keep):
            yield cursor

    @contextmanager
    def labelling(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """As :meth:`writing`, for what the shop itself says: tags, segments, thresholds, plans, mappings.

        What happened stays as it was: so does the version of the facts, and whatever was learned from them.
        """
        with self.writer() as cursor, transaction(cursor, moves=LABELS):
            yield cursor

    @contextmanager
    def writer(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The one cursor that may change the store, before its :func:`transaction`: for what needs only its own tables.

        Temporary tables that are dropped inside of a transaction hold their memory until its end.

        Raises:
            StoreBusy: Another import or change is under way.
            StoreFull: The disk has no room left.
        """
        if not self._writer.acquire(blocking=False):
            raise StoreBusy(
                "{file}: another import or change is under way. Wait until it has ended and try again.",
                file=self.path.name,
            )
        try:
            with self.cursor() as cursor:
                yield cursor
        except (duckdb.Error, OSError) as failure:
            if isinstance(failure, duckdb.FatalException):
                self._connect_again()
            self._raise_plainly(failure)
            raise
        finally:
            self._writer.release()

    @contextmanager
    def noting(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor inside a transaction on tables that no figure depends on, such as the log of exports.

        It waits for no import and leaves the data version, so that whatever was counted still holds.

        Raises:
            StoreFull: The disk has no room left.
        """
        with self._journal, self.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield cursor
                cursor.execute("COMMIT")
            except BaseException as failure:
                _roll_back(cursor)
                self._raise_plainly(failure)
                raise

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """An empty folder beside the store, gone at the end of the block; after a kill, at the next open."""
        beside = None if self.path.name == IN_MEMORY else self.path.parent
        with tempfile.TemporaryDirectory(prefix=_folders(self.path), dir=beside) as folder:
            yield Path(folder)

    def _raise_plainly(self, failure: BaseException) -> None:
        """Say what a person can do about a failure, where it is for want of room; any other is the caller's."""
        if is_full(failure):
            raise StoreFull(FULL, file=self.path.name) from failure
        if isinstance(failure, duckdb.OutOfMemoryException):
            raise OutOfMemory(TOO_LARGE, limit=self._memory_limit) from failure

    def _connect_again(self) -> None:
        """DuckDB gives up a database that it cannot checkpoint, as on a full disk; the file itself is sound."""
        self._connection.close()
        self._connection = _connect(self.path, self._memory_limit)

    def data_version(self) -> int:
        """Grows with every change: what was computed for one version holds as long as it stays."""
        return self._version("data_version")

    def facts_version(self) -> int:
        """Grows with what happened: orders and records, and whose they are. Labels of customers leave it."""
        return self._version("facts_version")

    def _version(self, name: str) -> int:
        with self.cursor() as cursor:
            row = cursor.execute(f"SELECT {name} FROM meta").fetchone()
        return int(row[0]) if row else 0


@contextmanager
def transaction(
    cursor: duckdb.DuckDBPyConnection, *, keep: bool = True, moves: tuple[str, ...] = FACTS
) -> Iterator[None]:
    """What the store's writer changes lands whole at the end of the block, or leaves no trace.

    Args:
        cursor: Of :meth:`Store.writer`.
        keep: False rolls back at the end.
        moves: The versions that move on.
    """
    cursor.execute("BEGIN")
    try:
        yield
        cursor.execute(f"UPDATE meta SET {', '.join(f'{version} = {version} + 1' for version in moves)}")
        cursor.execute("COMMIT" if keep else "ROLLBACK")
    except BaseException:
        _roll_back(cursor)
        raise


@contextmanager
def scratch() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that is gone at the end of the block, for looking at a file before it is stored.

    Raises:
        OutOfMemory: The file needs more than the program may use.
    """
    try:
        with (
            tempfile.TemporaryDirectory(prefix="huitou-") as spilled,
            duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "temp_directory": spilled}) as connection,
        ):
            yield connection
    except duckdb.OutOfMemoryException as failure:
        raise OutOfMemory(TOO_LARGE, limit=MEMORY_LIMIT) from failure


def begin_again(cursor: duckdb.DuckDBPyConnection) -> None:
    """Begin the transaction anew in which nothing was written yet: a statement that failed as it ran has spoilt it."""
    try:
        cursor.execute("ROLLBACK")
    except duckdb.TransactionException:
        return  # outside of a transaction nothing is spoilt
    cursor.execute("BEGIN")


# DuckDB would let one process open a file twice; each owner would then have a writer of its own.
_open_stores: weakref.WeakValueDictionary[Path, Store] = weakref.WeakValueDictionary()


def _bring_up_to_date(connection: duckdb.DuckDBPyConnection, path: Path, memory_limit: str) -> None:
    """Make an older store one of today, or close it."""
    try:
        migrate(connection, path.name)
        _catch_up(connection)
    except duckdb.OutOfMemoryException as failure:
        connection.close()
        raise OutOfMemory(TOO_LARGE, limit=memory_limit) from failure
    except duckdb.Error as failure:
        connection.close()
        raise _as_store_error(failure, path) from failure
    except CrmError:
        connection.close()
        raise


def _connect(path: Path, memory_limit: str) -> duckdb.DuckDBPyConnection:
    # A file of another database program would otherwise have DuckDB fetch an extension from the network to read it.
    offline = {"autoinstall_known_extensions": False}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return duckdb.connect(
            str(path), config={"memory_limit": memory_limit, "temp_directory": f"{path}.tmp", **offline}
        )
    except (duckdb.Error, OSError) as failure:
        raise _as_store_error(failure, path) from failure


def _folders(path: Path) -> str:
    """How the names of a store's working folders begin."""
    return f"{path.name}.work-"


def _clear(path: Path) -> None:
    """Remove what a killed process has left beside the store: only its owner comes here, before it writes anything.

    A folder that DuckDB has spilled into must stay: it makes no other for as long as it is open.
    """
    for left in (Path(f"{path}.tmp"), *path.parent.glob(f"{_folders(path)}*")):
        shutil.rmtree(left, ignore_errors=True)


def _catch_up(connection: duckdb.DuckDBPyConnection) -> None:
    """Take in what the rules files and the bank say otherwise than when the store was last open, and score by it.

    Where nothing has changed, nothing is written.
    """
    connection.execute("BEGIN")
    changed = [
        _write_reference(connection, "segment_cells", segments.cells()),
        _write_reference(connection, "tag_thresholds", _tag_thresholds()),
        rates.refresh(connection),
    ]
    if any(changed) and connection.execute("SELECT 1 FROM customers LIMIT 1").fetchone():
        _score_anew(connection)
    connection.execute("COMMIT")


def _write_reference(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[tuple[str | float, ...]]
) -> bool:
    """Make a table hold these rows and no others; whether it held something else."""
    wanted = sorted(rows)
    if connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() == wanted:
        return False
    connection.execute(f"DELETE FROM {table}")
    places = ", ".join("?" * len(wanted[0]))
    connection.executemany(f"INSERT INTO {table} VALUES ({places})", wanted)
    return True


def _tag_thresholds() -> Iterable[tuple[str, float]]:
    return ((name, float(amount)) for name, amount in {**churn_rules().thresholds, **tag_rules().thresholds}.items())


def _score_anew(connection: duckdb.DuckDBPyConnection) -> None:
    # Both ask the questions of the package; only a store that has to catch up should wait until these are loaded.
    from crm_analysis.store import cluster_models, figures, tags

    figures.refresh(connection)
    tags.refresh(connection)
    cluster_models.refresh(connection)


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    """Leave the transaction; a commit that failed has left it already."""
    try:
        cursor.execute("ROLLBACK")
    except duckdb.Error:
        return


def is_full(failure: BaseException) -> bool:
    """Whether it says that the disk, or the owner's share of it, has no room left."""
    if isinstance(failure, OSError) and failure.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    text = str(failure).lower()
    return any(
        sign in text
        for sign in ("no space left", "not enough space", "disk is full", "file too large", "quota exceeded")
    )


def _as_store_error(failure: BaseException, path: Path) -> StoreError:
    text = str(failure).lower()
    if "could not set lock" in text or "being used by another process" in text:
        return StoreBusy(
            "{file} is open in another program. Close that program, or use the one that holds it, and try again.",
            file=path.name,
        )
    if "newer version" in text or "storage version" in text:
        return StoreTooNew(
            "{file} was written by a newer version of the program. Update the program, or choose another store.",
            file=path.name,
        )
    if is_full(failure):
        return StoreFull("{file}: the disk is full. Make room beside the store and try again.", file=path.name)
    if isinstance(failure, OSError) or "cannot open file" in text or "is a directory" in text:
        return StoreError(
            "{file} cannot be opened: {reason}. Check the path and your rights to it.", file=path.name, reason=failure
        )
    return StoreDamaged(
        "{file} is not a store of this program, or it is damaged. Choose another store, or restore a backup.",
        file=path.name,
    )
