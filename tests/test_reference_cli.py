"""The command line tells the published cohorts of the public data sets exactly, and what other code makes of them."""

import csv
import io

import pandas as pd
import pytest

from test_reference import CDNOW_COHORTS, ONLINE_RETAIL_COHORTS, ONLINE_RETAIL_II_COHORT

pytestmark = pytest.mark.real


@pytest.fixture
def told(crm, real_data):
    """Imports a file, then answers commands: the rows that they print."""

    def ask(file, *commands):
        code, _, said = crm("import", real_data / "orders" / file)
        assert code == 0, said
        return [rows_of(crm(*words)) for words in commands]

    return ask


def rows_of(answer):
    code, printed, said = answer
    assert code == 0, said
    return list(csv.DictReader(io.StringIO(printed)))


def customers_by_cohort(rows):
    """Cohort → how many of it ordered at age 0, 1, 2 …"""
    cohorts = {}
    for row in rows:
        cohorts.setdefault(row["cohort"][:7], []).append(int(row["customers"]))
    return cohorts


def test_cdnow(told):
    grid, trend, people = told(
        "CDNOW_master.txt",
        ("retention", "--free-orders", "count"),
        ("retention-trend", "--age", "3", "--free-orders", "count"),
        ("cohort-customers", "--cohort", "1997-02-01", "--age", "3", "--free-orders", "count"),
    )
    for cohort, (size, returning, value) in CDNOW_COHORTS.items():
        rows = {int(row["age"]): row for row in grid if row["cohort"] == f"{cohort}-01"}
        assert {row["cohort_size"] for row in rows.values()} == {str(size)}
        assert [int(rows[age]["customers"]) for age in range(1, 7)] == returning
        told_value = [float(rows[age]["cumulative_net_sales_per_customer"]) for age in (0, 1, 2, 3, 6, 11, 15)]
        assert [round(amount, 2) for amount in told_value] == value
    assert [row["left_censored"] for row in trend] == ["true", "false", "false"]
    assert [int(row["customers"]) for row in trend] == [810, 783, 756]
    assert float(trend[2]["retention_before"]) == pytest.approx((810 + 783) / (7_846 + 8_476))
    assert len({row["customer_id"] for row in people}) == len(people) == 783


def test_cdnow_against_independent_code(told, real_data):
    """Orders, those who order later, and what an order is worth, by pandas from the file itself."""
    (grid,) = told("CDNOW_master.txt", ("retention", "--free-orders", "count"))
    columns = ["who", "day", "pieces", "amount"]
    log = pd.read_csv(real_data / "orders" / "CDNOW_master.txt", sep=r"\s+", names=columns, header=0, dtype=str)
    log["month"] = pd.to_datetime(log["day"], format="%Y%m%d").dt.to_period("M")
    log["amount"] = log["amount"].astype(float)
    orders = log.groupby(["who", "day", "month"], as_index=False)["amount"].sum()
    orders["cohort"] = orders.groupby("who")["month"].transform("min")
    orders["age"] = (orders["month"] - orders["cohort"]).map(lambda months: months.n)
    last = orders.groupby(["cohort", "who"])["age"].max()
    for row in grid:
        cohort, age = pd.Period(row["cohort"][:7]), int(row["age"])
        here = orders[(orders["cohort"] == cohort) & (orders["age"] == age)]
        size = len(last[cohort])
        assert int(row["orders"]) == len(here)
        assert float(row["orders_per_customer"]) == pytest.approx(len(here) / here["who"].nunique())
        assert float(row["average_order_value"]) == pytest.approx(here["amount"].sum() / len(here))
        assert float(row["unbounded_retention"]) == pytest.approx((last[cohort] >= age).sum() / size)


def test_online_retail(told):
    (grid,) = told("online_retail.csv.gz", ("retention",))
    found = customers_by_cohort(grid)
    assert {cohort: row[: len(ONLINE_RETAIL_COHORTS[cohort])] for cohort, row in found.items()} == ONLINE_RETAIL_COHORTS
    assert {row["cohort"] for row in grid if row["left_censored"] == "true"} == {"2010-12-01"}
    last = [row for row in grid if row["complete"] == "false"]
    assert [row["unbounded_retention"] for row in last] == [""] * 13


@pytest.mark.heavy
def test_online_retail_ii(told):
    (grid,) = told("online_retail_II.csv.gz", ("retention",))
    assert customers_by_cohort(grid)["2009-12"] == ONLINE_RETAIL_II_COHORT
    assert {row["cohort"] for row in grid if row["left_censored"] == "true"} == {"2009-12-01"}
