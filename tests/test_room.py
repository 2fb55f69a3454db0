"""A large file is imported as a small one is: only where its tables stand differs."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from crm_analysis.errors import ImportStopped, NothingUsable
from crm_analysis.ingest import room
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.progress import Progress
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store import Store, maintenance
from exports_support import empty_store, golden_of, name_of, samples, stored, text_of

ROOMS = f"SELECT database_name FROM duckdb_databases() WHERE database_name = '{room._ROOM}'"
SHOPIFY = next(sample for sample in samples() if sample.parent.name == "shopify")


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch):
    monkeypatch.setattr(room, "LARGEST_IN_MEMORY", 0)


def rooms(store: Store) -> list[tuple[str]]:
    with store.cursor() as cursor:
        return cursor.execute(ROOMS).fetchall()


@pytest.mark.heavy
@pytest.mark.parametrize("sample", samples(), ids=name_of)
def test_a_large_file_becomes_what_a_small_one_does(sample: Path) -> None:
    with empty_store() as store:
        assert text_of(stored(store, sample)) == golden_of(sample).read_text(encoding="utf-8")
        assert rooms(store) == []
        assert not [path for path in store.path.parent.iterdir() if path.is_dir()]


def test_its_tables_stand_in_a_file_of_their_own(monkeypatch) -> None:
    seen = []
    made = room.make_table

    def look(cursor: duckdb.DuckDBPyConnection, table: str, select: str) -> None:
        made(cursor, table, select)
        place = (
            "SELECT database_name, path IS NOT NULL FROM duckdb_tables() JOIN duckdb_databases() USING (database_name)"
        )
        seen.extend(cursor.execute(f"{place} WHERE table_name = '{table}'").fetchall())

    monkeypatch.setattr("crm_analysis.ingest.typed.make_table", look)
    with empty_store() as store:
        stored(store, SHOPIFY)
    assert set(seen) == {(room._ROOM, True)}


def test_a_look_at_what_would_happen_changes_nothing() -> None:
    with empty_store() as store:
        told = import_file(store, SHOPIFY, ImportOptions(dry_run=True))
        assert told.lines_stored
        assert told.upload_id is None
        assert rooms(store) == []
        assert stored(store, SHOPIFY)["report"]["orders_new"] == told.orders_new


def test_after_a_refusal_the_next_file_finds_room(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.csv"
    nothing.write_text("order_id,ordered_at,amount\na,never,1\nb,never,2\n", encoding="utf-8")
    with empty_store() as store:
        with pytest.raises(NothingUsable):
            import_file(store, nothing, ImportOptions(currency="EUR"))
        assert rooms(store) == []
        assert stored(store, SHOPIFY)["report"]["lines_stored"]


@pytest.mark.parametrize("step", ["understand", "store", "refresh"])
def test_a_large_import_that_is_stopped_leaves_no_trace(step: str) -> None:
    class StopsAt(Progress):
        def begin(self, name):
            super().begin(name)
            if name == step:
                self.stop()

    with empty_store() as store:
        with pytest.raises(ImportStopped):
            import_file(store, SHOPIFY, ImportOptions(), progress=StopsAt("shopify.csv"))
        assert rooms(store) == []
        assert store.data_version() == 0
        assert maintenance.check(store) == []
        assert stored(store, SHOPIFY)["report"]["lines_stored"]
