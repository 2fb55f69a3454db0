"""Clusters of a million customers, from the question to the names, beside scikit-learn's bare MiniBatchKMeans.fit."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crm_analysis.analysis.features import features
from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.models.clusters import Clusters
from crm_analysis.models.kmeans import Floats
from crm_analysis.models.scaling import fitted
from crm_analysis.store import Store

CUSTOMERS = 1_000_000
PAIRS = 5
MOST_RATIO = 3

ORDERS = """
INSERT INTO orders (
    shop, platform, order_id, customer_id, ordered_at, ordered_on, kind, sale_lines,
    gross_sales, order_discount, refunds, net_sales, currency, costed_share
)
WITH customers AS (
    SELECT
        range AS number,
        CASE WHEN range % 10 < 2 THEN 8 WHEN range % 10 < 5 THEN 3 ELSE 1 END AS orders,
        CASE WHEN range % 10 < 2 THEN 10 WHEN range % 10 < 5 THEN 80 ELSE 300 END AS silence,
        CASE WHEN range % 10 < 2 THEN 90 WHEN range % 10 < 5 THEN 40 ELSE 15 END AS basket
    FROM range($customers)
),
drawn AS (
    SELECT
        number,
        n.range AS nth,
        basket * (0.5 + (hash(number * 31 + n.range) % 1000) / 1000.0) AS amount,
        DATE '2024-12-31' - CAST(silence * (0.5 + (hash(number) % 1000) / 1000.0) + 20 * n.range AS INTEGER) AS day
    FROM customers
    JOIN range(9) AS n ON n.range < orders + hash(number * 7) % 2
)
SELECT
    'Shop', 'generic', number || '-' || nth, 'c' || number, day, day, 'sale', 1,
    amount, 0, 0, amount, 'EUR', 0
FROM drawn
"""
"""Regulars, occasional buyers and those who came once or twice, a million together."""


def main() -> None:
    """Print seconds of each step, and the ratio to scikit-learn's fit where it is installed."""
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "store.duckdb") as store:
        with store.writing() as cursor:
            cursor.execute(ORDERS, {"customers": CUSTOMERS})
        bare = _bare_fit()
        print(f"clusters of {CUSTOMERS:,} customers: question, scale, number of clusters, clusters, names")
        print("pair  question s  clusters s  together s  scikit-learn s  ratio  ratio of processor time")
        ratios = [ratio for pair in range(1, PAIRS + 1) if (ratio := _pair(pair, store, bare)) is not None]
    if ratios:
        print(f"median ratio {statistics.median(ratios):.2f} (at most {MOST_RATIO} is wanted)")
    else:
        print("scikit-learn is not installed: nothing stands beside it (pip install scikit-learn)")


def _pair(pair: int, store: Store, bare: Callable[[int, Floats], object] | None) -> float | None:
    asked, its_work, customers = _timed(lambda: DuckDBEngine(store).answer(features(Filters())))
    clustered, more_work, found = _timed(lambda: Clusters(seed=pair).fit(customers))
    together = asked + clustered
    told = f"{pair:4}  {asked:10.2f}  {clustered:10.2f}  {together:10.2f}"
    if bare is None or found.best_ is None:
        print(f"{told}  {'–':>14}  {'–':>5}  {found.best_} clusters, loss {found.loss_:.2%}")
        return None
    points, k = fitted(customers, found.features).matrix(customers), found.best_
    least, least_work, _fit = _timed(lambda: bare(k, points))
    work = (its_work + more_work) / least_work
    print(f"{told}  {least:14.2f}  {together / least:5.2f}  {work:5.2f}  {k} clusters, loss {found.loss_:.2%}")
    return together / least


def _timed(task: Callable[[], Any]) -> tuple[float, float, Any]:
    """Wall and processor seconds, and what came out."""
    started, worked = time.perf_counter(), time.process_time()
    done = task()
    return time.perf_counter() - started, time.process_time() - worked, done


def _bare_fit() -> Callable[[int, Floats], object] | None:
    """scikit-learn's fit with its own defaults; None where it is not installed."""
    if find_spec("sklearn") is None:
        return None
    cluster = import_module("sklearn.cluster")
    return lambda k, points: cluster.MiniBatchKMeans(k, random_state=1).fit(points)


if __name__ == "__main__":
    main()
