"""What the command line tells of who returns: the contract, published areas, and when it declines."""

import csv
import io
import json

import pytest

from crm_analysis.findings import returning
from crm_analysis.findings.returning import METHOD_NAMES
from crm_analysis.models.returning.methods import METHODS

HEADINGS = "Order No,Order date,Customer email,Amount,Quantity,Product,Currency\n"
TOLD = {"method", "cutoff", "horizon_days", "n", "auc", "brier", "ece", "lift_top_decile", "used"}


@pytest.fixture
def report(crm):
    def ask(*words):
        code, printed, said = crm("churn", "--report", *words)
        assert code == 0, said
        return json.loads(printed)

    return ask


def orders(folder, lines):
    file = folder / "orders.csv"
    file.write_text(HEADINGS + "".join(f"{n},{day},c{who}@x.org,10,1,Tea,EUR\n" for n, (day, who) in enumerate(lines)))
    return file


def test_every_method_has_a_name():
    assert set(METHOD_NAMES) == set(METHODS)


@pytest.mark.real
def test_cdnow_as_the_contract_has_it(crm, report, real_data):
    assert crm("import", real_data / "orders" / "CDNOW_sample.txt")[0] == 0
    found = report("--cutoff", "1997-10-01", "--horizon-days", "273", "--free-orders", "count")
    assert {"lapse_point_days", "method", "verdict", "why", "backtest"} <= set(found)
    assert found["verdict"] == "model"
    rows = {row["method"]: row for row in found["backtest"]}
    assert set(rows) == set(METHODS) and set(rows["recency"]) >= TOLD
    assert {(row["cutoff"], row["horizon_days"], row["n"]) for row in rows.values()} == {("1997-10-01", 273, 2357)}
    assert round(rows["recency"]["auc"], 3) == 0.771
    (used,) = (row for row in rows.values() if row["used"])
    assert used["method"] == found["method"] and used["auc"] >= 0.775 and used["ece"] <= 0.03


@pytest.mark.real
def test_the_list_tells_chance_and_reasons_of_everybody(crm, real_data):
    """What was found on the past is told of the future: 29 % returned in the 273 days after the cut-off."""
    assert crm("import", real_data / "orders" / "CDNOW_sample.txt")[0] == 0
    code, printed, said = crm("churn", "--as-of", "1997-10-01", "--horizon-days", "273", "--free-orders", "count")
    assert code == 0 and "Who returns is told better by" in said
    rows = list(csv.DictReader(io.StringIO(printed)))
    chances = [float(row["return_probability"]) for row in rows]
    assert len(rows) == 2357 and 0 < min(chances) < max(chances) < 1
    assert sum(chances) / len(rows) == pytest.approx(0.29, abs=0.03)
    assert {row["reasons"] for row in rows} == {"", "has been silent for long"}
    silent = [row for row in rows if row["reasons"]]
    assert min(int(row["days_since_last"]) for row in silent) > 25


def test_a_shop_of_sixty_orders_is_told_why_nothing_is_told(crm, report, tmp_path):
    file = orders(tmp_path, [(f"2024-{1 + n // 6:02}-{1 + n % 28:02}", n % 25) for n in range(60)])
    assert crm("import", file)[0] == 0
    found = report()
    assert (found["verdict"], found["method"], found["backtest"], found["causes"]) == (
        "not_enough_evidence",
        None,
        [],
        [],
    )
    assert "customers: 25 of 100" in found["why"]
    code, printed, said = crm("churn")
    assert code == 0 and found["why"] in said
    assert {(row["return_probability"], row["reasons"]) for row in csv.DictReader(io.StringIO(printed))} == {("", "")}


def test_an_empty_and_a_young_shop(crm, report, tmp_path):
    empty = report()
    assert (empty["verdict"], empty["lapse_point_days"], empty["backtest"]) == ("not_enough_evidence", None, [])
    assert (empty["lapse_point_low"], empty["lapse_point_high"], empty["groups"]) == (None, None, [])
    assert "no orders are in view" in empty["why"]
    assert crm("churn")[0] == 0
    assert crm("import", orders(tmp_path, [("2024-01-01", 1), ("2024-02-01", 1)]))[0] == 0
    assert "too few days old" in report()["why"]


@pytest.mark.real
def test_lapse_points_come_with_their_intervals(crm, report, real_data):
    """95 of 100 shops drawn from the sample's customers with replacement had lapse points of 238 to 264 days."""
    assert crm("import", real_data / "orders" / "CDNOW_sample.txt")[0] == 0
    found = report()
    assert tuple(found[f"lapse_point_{end}"] for end in ("low", "days", "high")) == (238, 254, 265)
    assert found["groups"] == []


def test_a_cut_off_whose_days_are_not_over_is_refused(crm, tmp_path):
    assert crm("import", orders(tmp_path, [("2024-01-01", 1), ("2024-12-31", 1)]))[0] == 0
    code, printed, said = crm("churn", "--report", "--cutoff", "2024-10-04")
    assert (code, printed) == (3, "")
    assert "the 90 days from it on are not over by" in said
    assert crm("churn", "--report", "--cutoff", "2024-10-03")[0] == 0
    assert crm("churn", "--cutoff", "2024-10-03")[0] == 2


def test_reasons_are_read_as_one_text():
    assert returning.in_words(("silence", "refund")) == "has been silent for long; money was given back"
    assert returning.in_words(()) == ""
