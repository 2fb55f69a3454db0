"""How an older store becomes one of today: forward only, one file of ``versions/`` a version, each in a transaction."""

from __future__ import annotations

from pathlib import Path

import duckdb

from crm_analysis.errors import StoreDamaged, StoreTooNew

VERSIONS = Path(__file__).parent / "versions"

_META = """
CREATE TABLE meta (schema_version INTEGER, data_version BIGINT);
INSERT INTO meta VALUES (0, 0)
"""


def steps() -> tuple[str, ...]:
    """The SQL of each step: step *i* brings a store of version *i* to *i + 1*. A landed file is never edited."""
    return tuple(file.read_text(encoding="utf-8") for file in sorted(VERSIONS.glob("*.sql")))


def migrate(connection: duckdb.DuckDBPyConnection, file: str) -> None:
    """Bring the open store to the newest version, and what is derived in an older one in line with it.

    Raises:
        StoreTooNew: The store was written by a newer version of the program.
        StoreDamaged: The file holds the tables of another program.
    """
    found = schema_version(connection)
    if not found and _holds_tables(connection):
        raise StoreDamaged(
            "{file} is a database of another program. Nothing in it was touched. Choose another store.", file=file
        )
    known = steps()
    if found > len(known):
        raise StoreTooNew(
            "{file} was written by a newer version of the program (store version {found}, known here: {known}). "
            "Update the program, or choose another store.",
            file=file,
            found=found,
            known=len(known),
        )
    is_older = 0 < found < len(known)
    for step in known[found:]:
        connection.execute("BEGIN")
        if not found:
            connection.execute(_META)
        connection.execute(step)
        found += 1
        connection.execute("UPDATE meta SET schema_version = ?", [found])
        if is_older and found == len(known):
            _derive_anew(connection)
        connection.execute("COMMIT")


def _derive_anew(connection: duckdb.DuckDBPyConnection) -> None:
    # Only an older store should wait until all that a rebuild needs is loaded.
    from crm_analysis.store import derived

    derived.rebuild(connection)


def schema_version(connection: duckdb.DuckDBPyConnection) -> int:
    """Version of the open store; 0 for a new file."""
    has_meta = connection.execute("SELECT COUNT(*) FROM duckdb_tables() WHERE table_name = 'meta'").fetchone()
    if not has_meta or not has_meta[0]:
        return 0
    row = connection.execute("SELECT schema_version FROM meta").fetchone()
    return int(row[0]) if row else 0


def _holds_tables(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute(
        "SELECT 1 FROM information_schema.tables WHERE table_catalog = current_database() LIMIT 1"
    )
    return found.fetchone() is not None
