"""The live count of the segment builder on a million customers, beside the least that grouping their orders takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.segments import size
from crm_analysis.analysis.selecting import compiled
from crm_analysis.conditions.kinds import Bought, BoughtThen, Ordered, OrderedOn, Place, Scored, Tagged
from crm_analysis.conditions.tree import All, Any, Not, Rule
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.store import Store, maintenance

CUSTOMERS = 1_000_000
ROUNDS = 5
MOST_SECONDS = 1.0

# Half of the customers ordered once or twice, few of them dozens of times; five orders each on average, one line an
# order. Of 4,000 products some sell a thousand times as often as others, in 40 categories and of 200 brands.
SALES = """
CREATE TEMP TABLE sales AS
WITH customers AS (
    SELECT range AS customer, 1 + CAST(FLOOR(4 * POW(-LN(1 - hash(range) % 9973 / 9973.0), 1.3)) AS INTEGER) AS orders
    FROM range($customers)
)
SELECT
    customer, 'N' || 10 * customer || '-' || nth.range AS order_id,
    CAST(FLOOR(4000 * POW(hash(customer, nth.range) % 9967 / 9967.0, 3)) AS INTEGER) AS product,
    TIMESTAMP '2022-01-01' + INTERVAL (hash(customer, nth.range, 1) % 1577836800 // 16) SECOND AS ordered_at,
    CAST(5 + hash(customer, nth.range, 2) % 9500 / 100.0 AS DECIMAL(18, 4)) AS amount
FROM customers
JOIN range(60) AS nth ON nth.range < orders
"""
UPLOAD = """
INSERT INTO uploads BY NAME
SELECT
    1 AS upload_id, 'shop.csv' AS file, 'orders' AS kind, 'shopify' AS layout, 'shopify' AS platform,
    'Corner' AS shop, 'EUR' AS currency, COUNT(*) AS orders_new, 0 AS orders_replaced, COUNT(*) AS lines_stored,
    TIMESTAMP '2025-01-01' AS uploaded_at
FROM sales
"""
ORDER_LOG = """
INSERT INTO order_log BY NAME
SELECT
    1 AS upload_id, ROW_NUMBER() OVER () AS line_no, order_id, ordered_at, 'EUR' AS currency, 'web' AS channel,
    'buyer' || customer || '@example.org' AS email,
    'email' || CHR(31) || CHR(31) || 'buyer' || customer || '@example.org' AS email_key,
    CASE WHEN hash(customer) % 3 = 0 THEN 'France' ELSE 'Germany' END AS country
FROM sales
"""
LINE_LOG = """
INSERT INTO line_log BY NAME
SELECT
    1 AS upload_id, ROW_NUMBER() OVER () AS line_no, 1 AS part, order_id,
    'P' || product AS product_id, 'brand ' || product % 200 AS brand, 'category ' || product % 40 AS category,
    CASE WHEN product % 20 = 0 THEN 'Tea' ELSE 'Porcelain' END || ' for the afternoon, no. ' || product AS product,
    1 + product % 2 AS quantity, amount
FROM sales
"""

LOYAL = Ordered(at_least=3)
OF_TEA = Bought(contains="tea for")
RULES: dict[str, Rule] = {
    "at least 3 orders": LOYAL,
    "first order in 2023": OrderedOn("first_order", date(2023, 1, 1), date(2023, 12, 31)),
    "no order for 90 days": Ordered("days_since_last_order", at_least=90),
    "at least 200 of net sales in 2023": Ordered(
        "net_sales", at_least=200, since=date(2023, 1, 1), until=date(2023, 12, 31)
    ),
    "bought a category": Bought(of="category", among=("category 7",)),
    "bought part of a name": OF_TEA,
    "bought one thing, never another": All(
        (Bought(of="category", among=("category 7",)), Not(Bought(of="brand", among=("brand 11",))))
    ),
    "bought a category, later another": BoughtThen(
        of="category", among=("category 7",), then_of="category", then_among=("category 8",), within_days=90
    ),
    "segment of RFM": Scored(among=("champions",)),
    "segment then, no longer in it": All(
        (Scored(among=("champions",), on=date(2024, 6, 30)), Not(Scored(among=("champions",))))
    ),
    "tag": Tagged("favourite_category"),
    "three nested": All((LOYAL, Any((OF_TEA, Ordered("average_order", at_least=60))), Not(Place(among=("France",))))),
}
LEAST = """
SELECT COUNT(*), SUM(orders), SUM(net_sales)
FROM (SELECT customer_id, COUNT(*) AS orders, SUM(net_sales) AS net_sales FROM orders GROUP BY customer_id)
"""


def main(customers: int = CUSTOMERS) -> None:
    """Print wall and processor seconds of each count, and how many times the least it takes."""
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "store.duckdb") as store:
        fill(store, customers)
        least, _work = _median(lambda: _grouped(store))
        print(f"{customers:,} customers and their orders: grouped by customer in {least:.2f} s")
        print("count of                            seconds  cpu s  ratio")
        slow = [name for name, rule in RULES.items() if _counted(store, name, rule, least) > MOST_SECONDS]
    print(f"slower than {MOST_SECONDS:g} s: {', '.join(slow) or 'none'}")


def fill(store: Store, customers: int) -> None:
    """One upload of a large shop, and all that is derived of it."""
    with store.writing() as cursor:
        cursor.execute(SALES, {"customers": customers})
        for statement in (UPLOAD, ORDER_LOG, LINE_LOG, "DROP TABLE sales"):
            cursor.execute(statement)
    maintenance.rebuild(store)


def _counted(store: Store, name: str, rule: Rule, least: float) -> float:
    query = size(Filters(segment=compiled(rule)))
    seconds, work = _median(lambda: DuckDBEngine(store).answer(query))
    print(f"{name:35} {seconds:7.2f} {work:6.2f}  {seconds / least:5.1f}")
    return seconds


def _grouped(store: Store) -> None:
    with store.cursor() as cursor:
        cursor.execute(LEAST).fetchall()


def _median(task: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds."""
    walls, works = [], []
    for _round in range(ROUNDS):
        started, worked = time.perf_counter(), time.process_time()
        task()
        walls.append(time.perf_counter() - started)
        works.append(time.process_time() - worked)
    return statistics.median(walls), statistics.median(works)


if __name__ == "__main__":
    main()
