"""The live count of the segment builder beside the least that DuckDB needs to group the same orders by customer."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.imports import import_whole
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.segments import size
from crm_analysis.analysis.selecting import compiled
from crm_analysis.conditions.kinds import Bought, Ordered, Place, Scored
from crm_analysis.conditions.tree import All, Not, Rule
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.sample_shop import write_export
from crm_analysis.store import Store

CUSTOMERS = 1_000_000
ROUNDS = 5
LEAST = "SELECT COUNT(*) FROM (SELECT customer_id, COUNT(*) FROM orders GROUP BY customer_id)"
RULES: dict[str, Rule] = {
    "at least 3 orders": Ordered(at_least=3),
    "3 conditions": All((Ordered(at_least=3), Ordered("net_sales", at_least=50), Not(Place(among=("France",))))),
    "bought by name": Bought(contains="tea"),
    "segment of RFM": Scored(among=("champions",)),
}


def main(customers: int = CUSTOMERS) -> None:
    """Print the median seconds of each count, and how many times the least it takes."""
    with TemporaryDirectory() as folder:
        export, database = Path(folder) / "shop.csv", Path(folder) / "store.duckdb"
        write_export(export, orders=5 * customers, customers=customers, seed=1, platform="online_retail")
        import_whole(export, database)
        with Store.open(database) as store:
            engine = DuckDBEngine(store)
            with store.cursor() as cursor:
                least = _median(lambda: cursor.execute(LEAST).fetchall())
            print(f"{customers:,} customers, {5 * customers:,} orders: grouped by customer in {least:.2f} s")
            for name, rule in RULES.items():
                query = size(Filters(segment=compiled(rule)))
                seconds = _median(lambda query=query: engine.answer(query))  # type: ignore[misc]
                print(f"{name:20} {seconds:6.2f} s  {seconds / least:5.1f} times that")


def _median(task: Callable[[], object]) -> float:
    times = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        task()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
