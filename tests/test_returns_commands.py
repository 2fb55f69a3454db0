"""The commands that tell how soon customers order again, on a shop whose figures can be checked by head."""

import csv
import io
import json
from pathlib import Path

import pytest

# The last day seen is 10 March: ann came back after 29 days, bob never in 64, cat after 5; eve came on the last day.
ORDERS = """\
Order No,Order date,Customer email,Channel,Amount,Quantity,Product,Currency
A1,2024-02-01,ann@example.com,web,10.00,1,Tea,EUR
A2,2024-03-01,ann@example.com,web,20.00,2,Tea,EUR
B1,2024-01-06,bob@example.com,app,5.50,1,Cup,EUR
C1,2024-03-04,cat@example.com,web,5.50,1,Cup,EUR
C2,2024-03-09,cat@example.com,app,5.50,1,Cup,EUR
E1,2024-03-10,eve@example.com,app,5.50,1,Cup,EUR
"""


@pytest.fixture
def shop(crm, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text(ORDERS, encoding="utf-8")
    assert crm("import", file)[0] == 0
    return crm


@pytest.fixture
def sample_shop():
    return Path(__file__).parent.parent / "data" / "sample_shop" / "orders_export.csv.gz"


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_second_order_prints_the_curve(shop):
    code, out, _ = shop("second-order")
    told = rows(out)
    counted = [(row["days"], row["at_risk"], row["ordered_again"], row["not_yet"]) for row in told]
    assert code == 0
    assert counted == [("0", "4", "0", "1"), ("5", "3", "1", "0"), ("29", "2", "1", "0"), ("64", "1", "0", "1")]
    assert [float(row["share"]) for row in told] == pytest.approx([0, 1 / 3, 2 / 3, 2 / 3])


def test_second_order_reports_quartiles_and_whether_slices_differ(shop):
    code, out, _ = shop("second-order", "--slice", "channel", "--report")
    told = json.loads(out)
    app, web = told["slices"]
    assert code == 0
    assert (app["slice"], app["customers"], app["ordered_again"], app["days_50"]) == ("app", 2, 0, None)
    assert (web["slice"], web["customers"], web["ordered_again"], web["days_50"]) == ("web", 2, 2, 5)
    # Day 5: of 3 at risk 1 app and 2 web; day 29: of 2, one each.
    assert app["expected"] == pytest.approx(1 / 3 + 1 / 2)
    assert told["log_rank"]["degrees"] == 1
    assert told["log_rank"]["statistic"] == pytest.approx((5 / 6) ** 2 / (2 / 9 + 1 / 4))
    assert 0.2 < told["log_rank"]["p_value"] < 0.25


def test_one_slice_is_compared_with_nothing(shop):
    assert json.loads(shop("second-order", "--report")[1])["log_rank"] is None


def test_ladder_counts_steps_and_judges_none_of_so_few(shop):
    code, out, _ = shop("ladder")
    told = [(row["order_number"], row["customers"], row["ordered_again"], row["share"]) for row in rows(out)]
    assert (code, told) == (0, [("1", "4", "2", ""), ("2", "2", "0", "")])


@pytest.mark.parametrize("command", ["second-order", "ladder"])
def test_an_empty_shop_is_a_heading(crm, command):
    code, out, _ = crm(command)
    assert (code, len(out.splitlines())) == (0, 1)


def test_an_empty_shop_reports_nothing(crm):
    assert json.loads(crm("second-order", "--report")[1]) == {"slices": [], "log_rank": None}


def test_a_projection_of_so_little_is_refused_and_its_report_says_so(shop):
    code, out, err = shop("projection")
    assert (code, out) == (3, "")
    assert "not enough evidence" in err
    code, out, _ = shop("projection", "--report")
    told = json.loads(out)
    assert (code, told["verdict"], told["backtest"]) == (0, "not_enough_evidence", [])
    assert told["why"] == err.strip()


def test_a_projection_of_the_sample_shop(crm, sample_shop):
    assert crm("import", sample_shop)[0] == 0
    code, out, _ = crm("projection", "--report")
    told = json.loads(out)
    assert (code, told["verdict"], told["ahead"]) == (0, "projected", 6)
    assert [row["used"] for row in told["backtest"]].count(True) == 3
    values = rows(crm("projection")[1])
    assert {row["metric"] for row in values} == {row["metric"] for row in told["backtest"]}
    assert all(row["projected"] == "true" for row in values)
    assert all(float(row["low"]) <= float(row["value"]) <= float(row["high"]) for row in values)
