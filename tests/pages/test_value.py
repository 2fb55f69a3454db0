"""The page of value: what it shows where a model won, and what it says where the past is too thin."""

import numpy as np
import pandas as pd
import pytest

import histories

CHARTS = ("spread", "concentration", "tenths", "repeats", "tracking")


@pytest.fixture
def filled(fill, tmp_path):
    """Puts the orders of customers who buy and leave as BG/NBD has them into the store."""

    def put(customers):
        chance = np.random.default_rng(5)
        x, t_x, age = histories.simulated("BG/NBD", (0.8, 8.0, 0.6, 2.0), customers, seed=5)
        rows = []
        for who, (repeats, last, known) in enumerate(zip(x, t_x, age, strict=True)):
            between = chance.uniform(0, last, max(int(repeats) - 1, 0))
            for week in (0, *between, *([last] if repeats else [])):
                day = pd.Timestamp("2024-12-31") - pd.Timedelta(days=round(7 * (known - week)))
                rows.append(f"{len(rows)},{day.date()},c{who}@x.org,{chance.gamma(4, 5):.2f},1,Tea,EUR")
        file = tmp_path / "orders.csv"
        file.write_text("Order No,Order date,Customer email,Amount,Quantity,Product,Currency\n" + "\n".join(rows))
        fill(file)

    return put


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_what_is_expected_is_shown_with_its_proof_and_its_lists(filled, read, language):
    filled(700)
    reader = read(language).open("value")
    assert not reader.failures
    charts = reader.app.get("plotly_chart")
    assert len(charts) == len(CHARTS)
    assert all(chart.proto.alt for chart in charts)
    lists = [button.key for button in reader.app.download_button]
    assert {"value_csv", "value_csv_top", "value_csv_low", "value_methods_csv", "value_tracking_csv"} <= set(lists)
    tiers, best, methods = (frame.value for frame in reader.app.dataframe)
    assert tiers["customers"].sum() == 700
    assert tiers["value_share"].sum() == pytest.approx(100)
    assert best["expected_value"].is_monotonic_decreasing
    assert (best["value_low"] <= best["value_high"]).all()
    assert list(methods["used"]).count("✓") == 1


def test_a_shorter_look_expects_less_and_a_margin_takes_its_share(filled, read):
    filled(700)
    reader = read("en-GB").open("value")
    year = float(reader.metrics["Expected value"].strip("€").replace(",", ""))
    reader.choose("value_months", "3")
    quarter = float(reader.metrics["Expected value"].strip("€").replace(",", ""))
    assert 0 < quarter < 0.5 * year
    reader.app.number_input("value_margin").set_value(50).run()
    assert not reader.failures
    half = float(reader.metrics["Expected value"].strip("€").replace(",", ""))
    assert half == pytest.approx(quarter / 2, abs=1)


def test_a_young_shop_is_told_that_nothing_can_be_said(tiny, read):
    reader = read("en-GB").open("value")
    assert not reader.failures
    assert "Not enough evidence to say what customers will bring" in reader.words
    assert not reader.app.get("plotly_chart") and not reader.metrics


def test_an_empty_view_says_so(tiny, read):
    reader = read("en-GB", {"period": "30d", "country": "DE"}).open("value")
    assert not reader.failures
    assert "No order matches these filters" in reader.words
