"""Who will order again, on the churn page: methods beside the rule, chances in the list, why a young shop has none."""

from datetime import date, timedelta

import numpy as np
import pytest

from crm_analysis.ui import return_panel


@pytest.fixture
def regulars(fill, tmp_path):
    """Four hundred customers over sixteen months, each with a rhythm of their own, who stay or leave by chance.

    Who leaves got money back on the last order, half of the time.
    """
    chance = np.random.default_rng(5)
    rows = []
    for who in range(400):
        day, gap = date(2024, 1, 1) + timedelta(days=int(chance.integers(0, 300))), chance.gamma(2, 25)
        while day < date(2025, 5, 1):
            leaves = chance.uniform() < 0.2
            refund = 5 if leaves and chance.uniform() < 0.5 else 0
            rows.append(f"{len(rows)},{day},c{who}@x.org,EUR,Tea,1,10.00,{refund}")
            if leaves:
                break
            day += timedelta(days=1 + int(chance.exponential(gap)))
    file = tmp_path / "regulars.csv"
    headings = "Order No,Order date,Customer email,Currency,Product,Quantity,Amount,Refund"
    file.write_text("\n".join([headings, *rows]))
    fill(file)


def test_methods_stand_beside_the_rule_and_chances_and_reasons_in_the_list(regulars, read):
    reader = read("en-GB").open("churn")
    assert not reader.failures
    methods, listed = (table.value for table in reader.app.dataframe)
    assert list(methods["method"])[:2] == ["Days since the last order", "Days with orders"]
    assert list(methods["used"]).count("✓") == 1
    assert methods["auc"].between(0.5, 1).all()
    assert "Which method tells best who returns?" in reader.words
    assert "Goes most with leaving: money was given back" in reader.words
    assert "What goes together with leaving need not be its cause." in reader.words
    assert (listed["30"] <= listed["60"]).all() and (listed["60"] <= listed["90"]).all()
    assert listed["90"].between(0, 100).all()
    assert listed["reasons"].str.contains("money was given back").any()


def test_a_young_shop_says_why_nothing_is_told(tiny, read):
    reader = read("en-GB").open("churn")
    assert "Who will order again?" in reader.words and "Not enough evidence" in reader.words
    listed = reader.app.dataframe[0].value
    assert not {"30", "60", "90", "reasons"} & set(listed)


def test_a_large_shop_is_asked_first(regulars, read, monkeypatch):
    monkeypatch.setattr(return_panel, "QUICK", 399)
    reader = read("en-GB").open("churn")
    assert not reader.failures
    (listed,) = (table.value for table in reader.app.dataframe)
    assert not {"30", "60", "90", "reasons"} & set(listed)
    reader.app.toggle(key="returning_try").set_value(True).run()
    assert len(reader.app.dataframe) == 2
