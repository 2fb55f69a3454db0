"""Questions keep to the portable subset, and the lint that says so can say no."""

from __future__ import annotations

import pytest
import sqlglot
from sqlglot import exp

from crm_analysis.engines.query import question_text
from questions_support import QUESTIONS, MemoryStore, ask, busy_shop
from second_engine import as_spark
from sql_subset import faults

REFUSED = (
    ("GROUP BY ALL", "SELECT shop, COUNT(*) AS n FROM orders GROUP BY ALL ORDER BY shop"),
    ("QUALIFY", "SELECT shop FROM orders QUALIFY RANK() OVER (ORDER BY shop) = 1 ORDER BY shop"),
    ("ASOF", "SELECT a.shop FROM orders AS a ASOF JOIN orders AS b ON a.ordered_on >= b.ordered_on ORDER BY a.shop"),
    ("PIVOT", "SELECT shop FROM orders PIVOT (COUNT(*) FOR kind IN ('sale')) ORDER BY shop"),
    ("a list: use rows", "SELECT [shop] AS shops FROM orders ORDER BY shop"),
    ("a list: use rows (ARRAY_AGG", "SELECT LIST(shop) AS shops FROM orders ORDER BY shops"),
    ("a list or struct", "SELECT shop[1] AS initial FROM orders ORDER BY shop"),
    ("a struct", "SELECT {'shop': shop} AS s FROM orders ORDER BY shop"),
    ("a lambda", "SELECT LIST_FILTER(shop, x -> x > 1) AS s FROM orders ORDER BY shop"),
    ("arg_max", "SELECT ARG_MAX(shop, ordered_at) AS shop FROM orders ORDER BY shop"),
    ("median", "SELECT MEDIAN(units) AS m FROM orders ORDER BY m"),
    ("a percentile without", "SELECT QUANTILE_CONT(units, 0.5) AS m FROM orders ORDER BY m"),
    ("an approximate percentile", "SELECT APPROX_QUANTILE(units, 0.5) AS m FROM orders ORDER BY m"),
    ("//", "SELECT sale_lines // 2 AS half FROM orders ORDER BY half"),
    ("the day of the week: engines count", "SELECT EXTRACT(DOW FROM ordered_on) AS d FROM orders ORDER BY d"),
    ("the day of the week", "SELECT DAYOFWEEK(ordered_on) AS d FROM orders ORDER BY d"),
    ("today", "SELECT CURRENT_DATE AS d FROM orders ORDER BY d"),
    ("chance", "SELECT RANDOM() AS r FROM orders ORDER BY r"),
    ("TRY_CAST", "SELECT TRY_CAST(shop AS INTEGER) AS n FROM orders ORDER BY n"),
    ("*: name the columns", "SELECT * FROM orders ORDER BY order_id"),
    ("*: name the columns", "SELECT * EXCLUDE (shop) FROM orders ORDER BY order_id"),
    ("DISTINCT ON", "SELECT DISTINCT ON (shop) shop FROM orders ORDER BY shop"),
    ("a join without ON", "SELECT a.shop FROM orders AS a JOIN customers USING (customer_id) ORDER BY a.shop"),
    ("a join without ON (", "SELECT a.shop FROM orders AS a, customers AS b ORDER BY a.shop"),
    ("a parameter without", "SELECT shop FROM orders WHERE shop = $shop ORDER BY shop"),
    ("DATE_TRUNC", "SELECT DATE_TRUNC('month', ordered_on) AS month FROM orders ORDER BY month"),
    ("AVG", "SELECT AVG(net_sales) AS mean FROM orders ORDER BY mean"),
    ("a division by what may be", "SELECT CAST(net_sales AS DOUBLE) / sale_lines AS x FROM orders ORDER BY x"),
    ("a decimal divided", "SELECT net_sales / 2 AS x FROM orders ORDER BY x"),
    (
        "a decimal divided",
        "WITH t AS (SELECT SUM(net_sales) AS n FROM orders) SELECT n / NULLIF(2, 0) AS x FROM t ORDER BY x",
    ),
    ("DATE_DIFF of anything", "SELECT DATE_DIFF('month', ordered_on, ordered_on) AS x FROM orders ORDER BY x"),
    ("DATE_DIFF of something", "SELECT DATE_DIFF('day', ordered_at, ordered_on) AS x FROM orders ORDER BY x"),
    ("no ORDER BY", "SELECT shop FROM orders"),
    ("a window", "SELECT ROW_NUMBER() OVER (ORDER BY ordered_at) AS n FROM orders ORDER BY n"),
    ("a window", "SELECT LAG(shop) OVER (ORDER BY ordered_at) AS n FROM orders ORDER BY n"),
    ("a window", "SELECT SUM(units) OVER (ORDER BY ordered_at ROWS 2 PRECEDING) AS n FROM orders ORDER BY n"),
    ("a table", "SELECT upload_id FROM held_rows ORDER BY upload_id"),
)
ACCEPTED = (
    "SELECT ROW_NUMBER() OVER (ORDER BY ordered_at, order_id) AS n FROM orders ORDER BY n",
    "SELECT RANK() OVER (ORDER BY ordered_at) AS n FROM orders ORDER BY n",
    "SELECT SUM(units) OVER (PARTITION BY shop ORDER BY ordered_on) AS n FROM orders ORDER BY n",
    "SELECT CAST(net_sales AS DOUBLE) / NULLIF(sale_lines, 0) AS x FROM orders ORDER BY x",
    "SELECT DATE_DIFF('day', CAST(DATE_TRUNC('month', ordered_on) AS DATE), ordered_on) AS x FROM orders ORDER BY x",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_question_keeps_to_the_subset(question: str) -> None:
    assert faults(question_text(question)) == []


@pytest.mark.parametrize(("named", "sql"), REFUSED)
def test_the_lint_names_what_is_out(named: str, sql: str) -> None:
    found = faults(sql)
    assert any(fault.startswith(named) for fault in found), found


@pytest.mark.parametrize("sql", ACCEPTED)
def test_the_lint_lets_the_portable_form_pass(sql: str) -> None:
    assert faults(sql) == []


@pytest.mark.heavy
@pytest.mark.parametrize("question", QUESTIONS)
def test_no_two_rows_share_their_place_in_the_order(question: str) -> None:
    store = MemoryStore()
    store.fill(busy_shop(seed=4))
    query = ask(question, by="week")
    tree = sqlglot.parse_one(query.sql, read="duckdb")
    assert isinstance(tree, exp.Select)
    places = [
        ordered.this.copy().as_(f"place_{number}") for number, ordered in enumerate(tree.args["order"].expressions)
    ]
    with store.cursor() as cursor:
        text = tree.select(*places).sql(dialect="duckdb")
        found = cursor.execute(text, query.bound).df().filter(like="place_")
    assert len(found) > 0
    assert not found.duplicated().any()


@pytest.mark.parametrize("question", QUESTIONS)
def test_percentiles_stay_exact_for_spark(question: str) -> None:
    assert "PERCENTILE_APPROX" not in as_spark(question_text(question))
    assert as_spark(question_text(question)).count("PERCENTILE_CONT(") == question_text(question).count(
        "PERCENTILE_CONT("
    )
