"""A list of a million customers goes out in memory that its length has no say in."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_analysis.store import Store

ROWS = 1_000_000
ALLOWED = "500MB"
MOST_MEGABYTES = 900
"""What the database may keep, and what Python and the libraries need beside it."""

ROOT = Path(__file__).parent.parent
MEASURED = """
import sys
from benchmarks.measure import peak_mb
from crm_analysis.cli import main
code = main(sys.argv[1:])
print(round(peak_mb()))
sys.exit(code)
"""

_KEY = "'email' || chr(31) || chr(31) || 'u' || i || '@mail.example'"
FILLED = f"""
INSERT INTO customers BY NAME SELECT
    'u' || i || '@mail.example' AS customer_id, {_KEY} AS customer_key, 'Name' || i || ' Family' || (i % 1000) AS name,
    'u' || i || '@mail.example' AS email, 'Germany' AS country, 'City ' || (i % 500) AS city, 1 AS orders,
    1 + i AS customer_no
FROM range({ROWS}) AS numbers(i);
INSERT INTO identities BY NAME SELECT
    {_KEY} AS identifier, 'email' AS kind, '' AS scope, 'u' || i || '@mail.example' AS value,
    'u' || i || '@mail.example' AS customer_id, {_KEY} AS customer_key, FALSE AS shared, 1 AS orders,
    1 + i AS customer_no
FROM range({ROWS}) AS numbers(i);
INSERT INTO orders BY NAME SELECT
    'Big' AS shop, 'etsy' AS platform, CAST(i AS VARCHAR) AS order_id, 'u' || i || '@mail.example' AS customer_id,
    {_KEY} AS customer_key, 1 + i AS order_no, 1 + i AS customer_no, TIMESTAMP '2024-01-01' AS ordered_at,
    DATE '2024-01-01' + CAST(i % 365 AS INTEGER) AS ordered_on,
    'sale' AS kind, 1 AS sale_lines, 10 + i % 90 AS gross_sales, 0 AS order_discount, 0 AS refunds,
    10 + i % 90 AS net_sales, 'EUR' AS currency, 0 AS costed_share
FROM range({ROWS}) AS numbers(i);
INSERT INTO uploads BY NAME SELECT 1 AS upload_id, 'Big' AS shop, 'etsy' AS platform, 'l' AS layout, 'members' AS kind;
INSERT INTO member_log BY NAME SELECT
    1 AS upload_id, i AS line_no, {_KEY} AS email_key, i % 10 < 9 AS accepts_email
FROM range({ROWS}) AS numbers(i)
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store of a million customers, of whom nine in ten accept advertising by e-mail."""
    file = tmp_path_factory.mktemp("large") / "store.duckdb"
    with Store.open(file) as opened, opened.writing() as cursor:
        cursor.execute(FILLED)
    return file


@pytest.mark.heavy
@pytest.mark.parametrize(("layout", "written"), [("generic", ROWS), ("meta", ROWS * 9 // 10)])
def test_a_million_customers_are_written_in_bounded_memory(store: Path, layout: str, written: int) -> None:
    target = store.parent / f"{layout}.csv"
    words = ["--store", str(store), "export", "everybody", "--layout", layout, "--to", str(target)]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *words],
        cwd=ROOT,
        env={**os.environ, "CRM_MEMORY_LIMIT": ALLOWED},
        check=True,
        capture_output=True,
        text=True,
    )
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert sum(1 for _ in csv.reader(file)) == written + 1
    assert f"{written:,} written" in done.stderr
    assert int(done.stdout) < MOST_MEGABYTES
