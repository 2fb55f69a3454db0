"""What the command line expects of customers: the published figures of CDNOW, and refusals of thin shops."""

import csv
import io
import json

import numpy as np
import pytest

from crm_analysis.models.purchases import BetaGeometric

HEADINGS = "Order No,Order date,Customer email,Amount,Quantity,Product,Currency\n"


@pytest.fixture
def told(crm):
    """The rows that a command prints, or the object of a report."""

    def ask(*words):
        code, printed, said = crm(*words)
        assert code == 0, said
        return json.loads(printed) if "--report" in words else list(csv.DictReader(io.StringIO(printed)))

    return ask


@pytest.fixture
def cdnow(crm, told, real_data):
    """The published sample, looked at from the end of its calibration: an order worth nothing counts there."""
    assert crm("import", real_data / "orders" / "CDNOW_sample.txt")[0] == 0
    return lambda *words: told("value", "--as-of", "1997-10-01", "--free-orders", "count", *words)


@pytest.mark.real
def test_the_published_parameters(cdnow):
    models = {model["name"]: model for model in cdnow("--report")["models"]}
    published = {
        "bg_nbd": ({"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, -9582.4),
        "mbg_nbd": ({"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}, -9582.1),
        "pareto_nbd": ({"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}, -9595.0),
        "gamma_gamma": ({"p": 6.25, "q": 3.74, "gamma": 15.44}, -4055.9),
    }
    for name, (parameters, log_likelihood) in published.items():
        found = models[name]
        assert list(found["parameters"]) == list(parameters)
        assert found["parameters"] == pytest.approx(parameters, rel=2e-3)
        assert found["log_likelihood"] == pytest.approx(log_likelihood, abs=0.1)
        assert found["converged"] and found["usable"] and found["time_unit"] == "week"
    assert [models[name]["n"] for name in published] == [2357, 2357, 2357, 946]


@pytest.mark.real
def test_the_model_that_won_on_the_past_tells_what_to_expect_of_everybody(cdnow):
    report = cdnow("--report", "--horizon-days", "273")
    assert (report["verdict"], report["cutoff"], report["horizon_days"]) == ("model", "1997-05-18", 136)
    assert [it["method"] for it in report["backtest"] if it["used"]] == [report["method"]] == ["bg_nbd"]
    assert report["why"].startswith("BG/NBD is used: on the 136 days from May 18, 1997")
    assert {"method", "total_error", "mae", "gini", "spearman"} <= set(report["backtest"][0])
    rows = cdnow("--horizon-days", "273")
    assert list(rows[0]) == ["customer_id", "x", "t_x", "T", "mean_value", "expected_orders", "expected_value"]
    x, t_x, age, orders = (
        np.array([float(row[name]) for row in rows]) for name in ("x", "t_x", "T", "expected_orders")
    )
    assert (len(rows), x.sum(), (x == 0).sum()) == (2357, 2457, 1411)
    assert orders == pytest.approx(BetaGeometric().fit(x, t_x, age).expected_purchases(39, x, t_x, age))
    # Of whom no repeat purchase is known, the mean of all is expected: 35.17.
    once = [row for row in rows if row["x"] == "0"]
    assert {row["mean_value"] for row in once} == {""}
    each = [float(row["expected_value"]) / float(row["expected_orders"]) for row in once]
    assert each == pytest.approx([35.17] * len(once), abs=0.05)
    margin = cdnow("--horizon-days", "273", "--margin", "0.3", "--discount", "0.1")
    shares = [
        float(less["expected_value"]) / float(row["expected_value"]) for less, row in zip(margin, rows, strict=True)
    ]
    assert 0.3 / 1.1 < min(shares) <= max(shares) < 0.3


def test_what_cannot_be_expected_of_few_orders_stays_blank_and_it_is_said_why(crm, told, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text(HEADINGS + "".join(f"{n},2024-01-0{n},c{n % 3}@x.org,10,1,Tea,EUR\n" for n in range(1, 8)), "utf-8")
    assert crm("import", file)[0] == 0
    code, printed, said = crm("value")
    assert code == 0
    assert "BG/NBD: not enough evidence (customers: 3 of 100" in said
    assert "Gamma-Gamma: not enough evidence (customers who came back and paid: 3 of 50)" in said
    rows = list(csv.DictReader(io.StringIO(printed)))
    # c1 bought on the 1st, 4th and 7th, c2 on the 2nd and 5th, c0 on the 3rd and 6th; the 7th is the last day seen.
    told_of = [(row["customer_id"], row["x"], round(7 * float(row["t_x"])), round(7 * float(row["T"]))) for row in rows]
    assert told_of == [("c0@x.org", "1", 3, 4), ("c1@x.org", "2", 6, 6), ("c2@x.org", "1", 3, 5)]
    assert {(float(row["mean_value"]), row["expected_orders"], row["expected_value"]) for row in rows} == {(10, "", "")}
    report = told("value", "--report")
    assert (report["verdict"], report["method"], report["backtest"]) == ("not_enough_evidence", None, [])
    models = report["models"]
    assert not any(model["usable"] for model in models)
    assert all(model["why"] and model["log_likelihood"] is None for model in models)


def test_an_empty_shop_is_a_heading(crm):
    code, printed, said = crm("value")
    assert code == 0
    assert printed.splitlines() == ["customer_id,x,t_x,T,mean_value,expected_orders,expected_value"]
    assert "customers: 0 of 100" in said


def test_more_than_ten_years_are_refused(crm):
    code, printed, said = crm("value", "--horizon-days", "3651")
    assert (code, printed) == (2, "") and "is not in the range 1<=x<=3650" in said
    assert crm("value", "--horizon-days", "3650")[0] == 0
