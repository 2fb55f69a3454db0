"""Who is flagged, by whose rhythm: the command, the split into groups, and flags on real shops."""

import csv
import io
from datetime import date, timedelta

import pandas as pd
import pytest

from crm_analysis.models.rhythms import contrast
from crm_analysis.rules.churn import churn_rules

COLUMNS = [
    "customer_id", "last_order_on", "days_since_last", "usual_gap_days", "lapse_point_days", "flag",
    "return_probability", "reasons",
]  # fmt: skip
HEADINGS = "Order No,Order date,Customer email,Amount,Quantity,Product,Currency,Channel\n"
START = date(2024, 1, 1)


def orders(rhythms, customers=150):
    """A file of a year: in each channel everybody orders ten times with so many days between, some starting later."""
    rows = [
        (START + timedelta(days=(customer % 20) + step * gap), f"{channel}{customer}@x.org", channel)
        for channel, gap in rhythms.items()
        for customer in range(customers)
        for step in range(10)
    ]
    seen = [row for row in rows if row[0] < START + timedelta(days=365)]
    return HEADINGS + "".join(
        f"{number},{day},{who},5.00,1,Tea,EUR,{channel}\n" for number, (day, who, channel) in enumerate(seen)
    )


@pytest.fixture
def flagged(crm, tmp_path):
    """What the command prints for a file, and what it says beside it."""

    def ask(text, *words):
        (tmp_path / "shop.csv").write_text(text)
        assert crm("import", tmp_path / "shop.csv")[0] == 0
        code, printed, said = crm("churn", *words)
        assert code == 0, said
        return list(csv.DictReader(io.StringIO(printed))), said

    return ask


def test_the_columns_are_those_of_the_contract_and_a_thin_shop_says_why_it_has_no_flags(flagged):
    rows, said = flagged(orders({"web": 30}, customers=4))
    assert list(rows[0]) == COLUMNS
    assert {(row["flag"], row["lapse_point_days"], row["usual_gap_days"]) for row in rows} == {("", "", "")}
    assert "4 customers ordered on two days or more; 100 are needed" in said


def test_a_short_history_says_so(flagged):
    rows, said = flagged(orders({"web": 200}))
    assert {row["flag"] for row in rows} == {""}
    assert "in a history of" in said


def test_channels_of_different_rhythm_have_lapse_points_of_their_own(flagged):
    rows, said = flagged(orders({"web": 10, "app": 40}))
    assert "Rhythms differ between channels" in said
    assert {row["lapse_point_days"] for row in rows if row["last_order_on"] < "2024-06-01"} == {"10"}
    assert {row["lapse_point_days"] for row in rows if row["last_order_on"] >= "2024-06-01"} == {"40"}
    assert {row["flag"] for row in rows if row["lapse_point_days"] == "10"} == {"lost"}


def test_channels_of_one_rhythm_share_the_shops(flagged):
    rows, said = flagged(orders({"web": 30, "app": 30}))
    assert "Rhythms differ" not in said
    assert {row["lapse_point_days"] for row in rows} == {"30"}


POINTS = pd.DataFrame({"customer_group": [None, "web", "app", "fair"], "lapse_point_days": [60, 40, 80, None]})


def times(web, app):
    """First returns of 200 customers each after so many days, and of a group too small to have a lapse point."""
    rows = [("web", web, 200, 50), ("app", app, 200, 50), ("fair", 1, 5, 0)]
    return pd.DataFrame(rows, columns=["slice", "days", "ordered_again", "not_yet"])


@pytest.mark.parametrize(
    ("points", "first_returns", "ratio"),
    [
        pytest.param(POINTS, times(10, 20), 2.0, id="longest by shortest"),
        pytest.param(POINTS, times(10, 10), None, id="no difference that the log-rank test would find"),
        pytest.param(POINTS.replace({80: 49}), times(10, 20), None, id="a difference too small to matter"),
        pytest.param(POINTS.replace({80: None}), times(10, 20), None, id="one group of which enough is known"),
        pytest.param(POINTS[:1], times(10, 20), None, id="no groups"),
    ],
)
def test_groups_are_told_apart_only_where_rhythms_differ_enough(points, first_returns, ratio):
    assert contrast(points, first_returns, churn_rules()) == ratio


def test_a_flag_by_ones_own_rhythm_is_a_condition_of_segments_on_any_day(flagged, crm):
    rows, _said = flagged(orders({"web": 10}), "--as-of", "2024-05-01")
    lost = {row["customer_id"] for row in rows if row["flag"] == "lost"}
    assert 0 < len(lost) < len(rows)
    rule = '{"rule": {"kind": "flagged", "among": ["lost"], "on": "2024-04-30"}}'
    code, printed, _said = crm("rfm", "--segment", rule)
    assert code == 0
    assert {row["customer_id"] for row in csv.DictReader(io.StringIO(printed))} == lost
