"""Sample exports, and what an import of one stores, as plain values that can be compared."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crm_analysis.ingest.load import as_json, import_file
from crm_analysis.ingest.platform import ORDERS, kind_of
from crm_analysis.ingest.platforms import all_platforms
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.schema import LINE_LOG, ORDER_LOG, RECORD_LOGS, REJECTS, Table
from crm_analysis.store import Store

EXPORTS = Path(__file__).parent / "exports"
REPORT_KEYS = (
    "platform", "recognised_by", "rows_read", "lines_stored", "rows_rejected", "rows_ruled", "orders_new",
    "customers_new", "first_order_at", "last_order_at", "currency", "warnings",
)  # fmt: skip

Stored = dict[str, Any]


def samples() -> list[Path]:
    """Every sample export; the folder's name is the platform's id."""
    return sorted(path for path in EXPORTS.glob("*/*") if not path.name.endswith(".golden.json"))


def kind_of_sample(sample: Path) -> str:
    """What the rows of a sample are: orders, or one of the other kinds."""
    return kind_of(next(declared for declared in all_platforms() if declared.id == sample.parent.name))


def order_samples() -> list[Path]:
    """Every sample export of orders or lines."""
    return [sample for sample in samples() if kind_of_sample(sample) == ORDERS]


def record_samples() -> list[Path]:
    """Every sample of a table of something else than orders."""
    return [sample for sample in samples() if kind_of_sample(sample) != ORDERS]


def name_of(sample: Path) -> str:
    """How a test calls a sample."""
    return f"{sample.parent.name}/{sample.name}"


def golden_of(sample: Path) -> Path:
    """Where it is written down what an import of the sample stores."""
    return sample.with_name(f"{sample.stem}.golden.json")


@contextmanager
def empty_store() -> Iterator[Store]:
    """A store that nobody else uses."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "store.duckdb") as store:
        yield store


def stored(store: Store, path: Path, options: ImportOptions | None = None) -> Stored:
    """Import a file and tell the report, and the rows that it added to the log, blank fields left out."""
    report = import_file(store, path, options or ImportOptions())
    said = as_json(report)
    logs = (
        {"orders": ORDER_LOG, "lines": LINE_LOG} if report.kind == ORDERS else {report.kind: RECORD_LOGS[report.kind]}
    )
    return {
        "report": {key: said[key] for key in REPORT_KEYS},
        **{name: _rows(store, log, report.upload_id) for name, log in logs.items()},
        "rejects": _rows(store, REJECTS, report.upload_id),
    }


def text_of(found: Stored) -> str:
    """One line a row, to be read by eye and compared line by line."""
    parts = []
    for key, value in found.items():
        rows = [json.dumps(row, ensure_ascii=False) for row in (value if isinstance(value, list) else [value])]
        body = ",\n    ".join(rows)
        parts.append(f'  "{key}": ' + (f"[\n    {body}\n  ]" if isinstance(value, list) and rows else (body or "[]")))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _rows(store: Store, table: Table, upload_id: int | None) -> list[dict[str, str]]:
    names = [name for name in table.column_names if name != "upload_id"]
    with store.cursor() as cursor:
        rows = cursor.execute(
            f"SELECT {', '.join(names)} FROM {table.name} WHERE upload_id = ? ORDER BY ALL", [upload_id]
        ).fetchall()
    return [{name: _plain(value) for name, value in zip(names, row, strict=True) if value is not None} for row in rows]


def _plain(value: object) -> str:
    return str(value).replace("\x1f", " | ")
