"""Clusters of a million customers, from the question to the names, beside scikit-learn's bare MiniBatchKMeans.fit."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sklearn.cluster import MiniBatchKMeans

from crm_analysis.analysis.features import features
from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.models.clusters import Clusters
from crm_analysis.models.points import Floats
from crm_analysis.models.scaling import fitted
from crm_analysis.store import Store, figures

CUSTOMERS = 1_000_000
PAIRS = 5
MOST_RATIO = 3

ORDERS = """
INSERT INTO orders (
    shop, platform, order_id, customer_id, ordered_at, ordered_on, kind, sale_lines,
    gross_sales, order_discount, refunds, net_sales, currency, costed_share, order_no, customer_no
)
WITH customers AS (
    SELECT
        range AS number,
        EXP($spread * NORMAL(range)) AS far,
        CASE WHEN range % 10 < 2 THEN 8 WHEN range % 10 < 5 THEN 3 ELSE 1 END
            + CAST(ROUND(4 * $spread * ABS(NORMAL(range + 1e7))) AS INTEGER) AS orders,
        CASE WHEN range % 10 < 2 THEN 10 WHEN range % 10 < 5 THEN 80 ELSE 300 END AS silence,
        CASE WHEN range % 10 < 2 THEN 90 WHEN range % 10 < 5 THEN 40 ELSE 15 END AS basket
    FROM range($customers)
),
drawn AS (
    SELECT
        number,
        nth.range AS nth,
        basket * EXP($spread * NORMAL(number * 31.0 + nth.range)) AS amount,
        DATE '2024-12-31' - CAST(silence * far + 20 * nth.range AS INTEGER) AS day
    FROM customers
    JOIN range(30) AS nth ON nth.range < orders
)
SELECT
    'Shop', 'generic', number || '-' || nth, 'c' || number, day, day, 'sale', 1,
    amount, 0, 0, amount, 'EUR', 0, 100 * number + nth, number
FROM drawn
"""
"""Regulars, occasional buyers and those who came once or twice, each of them about like the others of their group."""
NORMAL = """
CREATE TEMP MACRO normal(number) AS
    SQRT(-2 * LN((1 + hash(number, 1) % 999983) / 999984.0)) * COS(2 * PI() * (hash(number, 2) % 999983) / 999983.0)
"""
BUYERS = "INSERT INTO customers BY NAME SELECT DISTINCT customer_id, customer_no FROM orders"
SPREADS = {"groups that blur into each other": 0.5, "groups far apart": 0.05, "groups of one mould": 0.01}
"""How far customers lie from the middle of their group. By chance scikit-learn stops after some twenty batches, more
often where groups are far apart, or goes on for thousands: its time varies a hundredfold with the seed."""


def main() -> None:
    """Print seconds of each step, and the ratio to scikit-learn's fit."""
    print(f"clusters of {CUSTOMERS:,} customers: question, scale, number of clusters, clusters, names")
    for groups, spread in SPREADS.items():
        print(f"\n{groups}\npair  question s  clusters s  together s  scikit-learn s  ratio  ratio of processor time")
        with TemporaryDirectory() as folder, Store.open(Path(folder) / "store.duckdb") as store:
            _fill(store, spread)
            ratios = [_pair(pair, store) for pair in range(1, PAIRS + 1)]
        print(f"median ratio {statistics.median(ratios):.2f} (at most {MOST_RATIO} is wanted)")


def _fill(store: Store, spread: float) -> None:
    """A shop as an import leaves it."""
    with store.writing() as cursor:
        cursor.execute(NORMAL)
        cursor.execute(ORDERS, {"customers": CUSTOMERS, "spread": spread})
        cursor.execute(BUYERS)
        figures.refresh(cursor)


def _pair(pair: int, store: Store) -> float:
    asked, its_work, customers = _timed(lambda: DuckDBEngine(store).answer(features(Filters(), named=False)))
    clustered, more_work, found = _timed(lambda: Clusters(seed=pair).fit(customers))
    together = asked + clustered
    k, (_scale, points) = found.best_ or 2, fitted(customers, found.features)
    least, least_work, _fit = _timed(lambda: _bare_fit(k, pair, points))
    print(
        f"{pair:4}  {asked:10.2f}  {clustered:10.2f}  {together:10.2f}  {least:14.2f}  {together / least:5.2f}  "
        f"{(its_work + more_work) / least_work:5.2f}  {k} clusters, loss {found.loss_:.2%}"
    )
    return together / least


def _timed(task: Callable[[], Any]) -> tuple[float, float, Any]:
    """Wall and processor seconds, and what came out."""
    started, worked = time.perf_counter(), time.process_time()
    done = task()
    return time.perf_counter() - started, time.process_time() - worked, done


def _bare_fit(k: int, seed: int, points: Floats) -> MiniBatchKMeans:
    """scikit-learn's fit with its own defaults."""
    return MiniBatchKMeans(k, random_state=seed).fit(points)


if __name__ == "__main__":
    main()
