"""Every question a page asks, on a store of a million lines."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.imports import import_whole, large_export
from crm_analysis.analysis import activity, affinity, choices, cohorts, concentration, overview, products, rfm, rhythm
from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.engines.query import Query
from crm_analysis.store import Store

ROUNDS = 5


def main() -> None:
    """Print the median milliseconds of each question."""
    with large_export() as export, TemporaryDirectory() as folder:
        database = Path(folder) / "store.duckdb"
        import_whole(export, database)
        with Store.open(database) as store:
            engine = DuckDBEngine(store)
            print("question           median ms   rows")
            for query in _questions():
                times, rows = [], 0
                for _ in range(ROUNDS):
                    started = time.perf_counter()
                    rows = len(engine.answer(query))
                    times.append(time.perf_counter() - started)
                print(f"{query.name:18} {1000 * statistics.median(times):9.0f} {rows:6}")


def _questions() -> list[Query]:
    filters = Filters()
    return [
        overview.figures(filters),
        overview.by_period(filters, "month"),
        cohorts.retention(filters),
        cohorts.mean_curve(filters),
        rfm.scores(filters),
        rfm.segments(filters),
        concentration.concentration(filters),
        rhythm.rhythm(filters),
        activity.movement(filters),
        products.repeat_by_product(filters),
        affinity.affinity(filters),
        choices.choices(),
        choices.span(),
    ]
