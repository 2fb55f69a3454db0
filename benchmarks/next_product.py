"""What 100,000 customers buy next of 5,000 products, and which of these go together: seconds and peak memory."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import alone
from crm_analysis.analysis.affinity import affinity
from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.findings import next_product
from crm_analysis.store import Store

CUSTOMERS = 100_000
ORDERS_EACH = 5
LINES_EACH = 4
PRODUCTS = 5_000
DAYS = 720

CHANCE = "CREATE TEMP MACRO chance(a, b) AS (hash(a, b) % 1000003) / 1000003.0"
"""Few products are bought by many; every second line is one of the customer's own eight."""
DRAWN = """
CREATE TEMP TABLE drawn AS
SELECT
    customer.range AS customer_no,
    customer.range * $orders_each + nth.range AS order_no,
    DATE '2022-01-01' + CAST(FLOOR($days * chance(customer.range, nth.range)) AS INTEGER) AS ordered_on,
    line.range AS line,
    1 + CAST(FLOOR($products * POWER(
        CASE WHEN chance(customer.range * 10 + nth.range, line.range) < 0.5
        THEN chance(customer.range, 100 + hash(nth.range, line.range) % 8)
        ELSE chance(customer.range * 10 + nth.range, 1000 + line.range) END,
    2)) AS BIGINT) AS goods_no
FROM range(1, 1 + $customers) AS customer
CROSS JOIN range($orders_each) AS nth
CROSS JOIN range($lines_each) AS line
"""
GOODS = (
    "INSERT INTO goods BY NAME SELECT range AS goods_no, 'product ' || range AS product FROM range(1, 1 + $products)"
)
FILLED = (
    """
    INSERT INTO orders BY NAME
    SELECT
        'Shop' AS shop, 'generic' AS platform, CAST(order_no AS VARCHAR) AS order_id, 'c' || customer_no AS customer_id,
        MIN(ordered_on) AS ordered_at, MIN(ordered_on) AS ordered_on, 'sale' AS kind, COUNT(*) AS sale_lines,
        10 AS gross_sales, 0 AS order_discount, 0 AS refunds, 10 AS net_sales, 'EUR' AS currency, 0 AS costed_share,
        order_no, customer_no
    FROM drawn
    GROUP BY order_no, customer_no
    """,
    "INSERT INTO customers BY NAME SELECT DISTINCT customer_id, customer_no FROM orders",
    """
    INSERT INTO sold_lines BY NAME
    SELECT order_no, customer_no, goods_no, ordered_on, 1 AS quantity, 5 AS amount, 'EUR' AS currency FROM drawn
    """,
)


def main() -> None:
    """Print what each of the tasks takes in a process of its own."""
    lines = CUSTOMERS * ORDERS_EACH * LINES_EACH
    print(f"goods of {CUSTOMERS:,} customers, {PRODUCTS:,} products, {lines:,} lines")
    print("task                    seconds  processor s  peak MB")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.duckdb"
        with Store.open(path) as store:
            _fill(store)
        for words, task in (("bought together", bought_together), ("tried and learned", learn), ("told all", tell)):
            took = alone(task, path)
            print(f"{words:22}  {took.seconds:7.1f}  {took.cpu_seconds:11.1f}  {took.peak_mb:7.0f}")


def bought_together(path: Path) -> None:
    """Ask for pairs of products."""
    with Store.open(path) as store:
        DuckDBEngine(store).answer(affinity(Filters()))


def learn(path: Path) -> None:
    """Try every method, and choose one."""
    with Store.open(path) as store:
        next_product.learned(Filters(), DuckDBEngine(store).answer)


def tell(path: Path) -> None:
    """The same, and what is named to everybody."""
    with Store.open(path) as store:
        next_product.told(next_product.learned(Filters(), DuckDBEngine(store).answer))


def _fill(store: Store) -> None:
    """A shop as an import leaves it."""
    with store.writing() as cursor:
        cursor.execute(CHANCE)
        sizes = {"customers": CUSTOMERS, "orders_each": ORDERS_EACH, "lines_each": LINES_EACH}
        cursor.execute(DRAWN, {**sizes, "products": PRODUCTS, "days": DAYS})
        cursor.execute(GOODS, {"products": PRODUCTS})
        for statement in FILLED:
            cursor.execute(statement)


if __name__ == "__main__":
    main()
