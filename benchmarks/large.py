"""``make bench-large``: ten million lines beside one million. Is the time in proportion, and the memory bounded?"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measure import Measured, alone
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.sample_shop import write_export
from crm_analysis.store import Store

ONE_MILLION = 518_000
"""Orders of an invented shop that make a million lines."""

FACTORS = (1, 1, 1, 10)
"""The small one several times: its twenty seconds differ by a quarter from run to run."""

MEMORY_LIMIT = "2050MB"
MOST_PEAK_MB = 2500
MOST_RATIO = 11


@dataclass(frozen=True)
class Size:
    """One export and what its import took."""

    lines: int
    megabytes: float
    took: Measured


def main() -> None:
    """Print both sizes side by side, and end with 1 where a bound is not kept."""
    with TemporaryDirectory() as folder:
        sizes = [_measured(Path(folder), ONE_MILLION * factor) for factor in FACTORS]
    print(f"import of Shopify exports, each in a process of its own with memory_limit = {MEMORY_LIMIT}")
    print("     lines       MB  seconds   cpu s   rows/s  peak MB")
    for size in sizes:
        took, pace = size.took, size.lines / size.took.seconds
        print(
            f"{size.lines:10,} {size.megabytes:8,.0f} {took.seconds:8.1f} {took.cpu_seconds:7.1f} "
            f"{pace:8,.0f} {took.peak_mb:8,.0f}"
        )
    *small, large = (size.took for size in sizes)
    ratio = large.seconds / median(took.seconds for took in small)
    by_processor = large.cpu_seconds / median(took.cpu_seconds for took in small)
    peak = max(size.took.peak_mb for size in sizes)
    print(f"ratio {ratio:.1f} (at most {MOST_RATIO}), by processor time {by_processor:.1f}")
    print(f"peak {peak:,.0f} MB (at most {MOST_PEAK_MB:,})")
    sys.exit(ratio > MOST_RATIO or peak > MOST_PEAK_MB)


def _measured(folder: Path, orders: int) -> Size:
    export, database = folder / f"{orders}.csv", folder / f"{orders}.duckdb"
    lines = write_export(export, orders=orders, customers=orders // 5, seed=1, platform="shopify").totals.rows
    megabytes = export.stat().st_size / 1e6
    took = alone(import_within, export, database)
    for file in (export, database):
        file.unlink()
    return Size(lines, megabytes, took)


def import_within(export: Path, database: Path) -> None:
    """The product's import within the memory limit, the store closed at the end."""
    with Store.open(database, memory_limit=MEMORY_LIMIT) as store:
        import_file(store, export, ImportOptions())


if __name__ == "__main__":
    main()
