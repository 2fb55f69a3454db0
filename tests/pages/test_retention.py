"""The retention page: its switches, slices beside each other, chosen rows, and who is in a cell."""

import pytest

from crm_analysis.charts.metrics import METRICS, STEPS
from crm_analysis.ui.retention import HEADINGS, SLICES
from shops import TEA_SHOP
from test_costs import TEA_AND_CUPS


def charts(reader):
    return [chart.proto.alt for chart in reader.app.get("plotly_chart")]


def captions(reader):
    return [caption.value for caption in reader.app.caption]


@pytest.mark.heavy
@pytest.mark.parametrize("by", STEPS)
@pytest.mark.parametrize("slice_by", SLICES)
def test_every_slice_and_step_draws(tiny, read, by, slice_by):
    reader = read("en-GB", {"by": by, "slice": slice_by}).open("retention")
    assert not reader.failures
    assert charts(reader)


@pytest.mark.heavy
@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_draws_sliced_and_as_heads(tiny, read, metric):
    for address in ({"slice": "country"}, {"as": "absolute"}):
        assert not read("en-GB", {"metric": metric, **address}).open("retention").failures


def test_slices_stand_beside_each_other_the_largest_first(tiny, read):
    reader = read("en-GB", {"slice": "country", "by": "quarter"}).open("retention")
    headings = [heading.value for heading in reader.app.subheader]
    assert [heading for heading in headings if heading in ("DE", "FR")] == ["DE", "FR"]
    assert "2 customers · 50.0% in quarter 1" in captions(reader)


def test_heads_can_be_shown_where_shares_are_of_the_cohort(tiny, read):
    shares = read("en-GB").open("retention")
    assert any("in % of its customers" in caption for caption in captions(shares))
    heads = read("en-GB", {"as": "absolute"}).open("retention")
    assert any("in customers" in caption for caption in captions(heads))
    money = read("en-GB", {"metric": "net_sales", "as": "absolute"}).open("retention")
    assert any("in €" in caption for caption in captions(money))


def test_chosen_cohorts_alone_are_drawn_and_averaged(tiny, read):
    everybody = read("en-GB").open("retention")
    assert charts(everybody)[0] == "Heatmap of Came back for 3 cohorts; on average 66.7% in month 1."
    chosen = read("en-GB", {"cohort": ["2025-02-01"]}).open("retention")
    assert charts(chosen)[0] == "Heatmap of Came back for 1 cohort; on average 100.0% in month 1."
    assert "Cohorts: 1 of 4" in [block.proto.popover.label for block in chosen.app.get("popover")]


def test_a_cohort_in_the_address_that_is_none_is_forgotten(tiny, read):
    reader = read("en-GB", {"cohort": ["2025-02-02", "soon"]}).open("retention")
    assert not reader.failures
    assert charts(reader)[0].startswith("Heatmap of Came back for 3 cohorts")


def test_one_age_is_followed_over_time(tiny, read):
    reader = read("en-GB", {"age": "2"}).open("retention")
    assert charts(reader)[2].startswith("Came back in month 2: ")


def test_a_file_says_how_ages_are_counted():
    assert HEADINGS == {"age": "age (0 = first period)"}


def test_margins_stay_away_where_nothing_is_known_of_costs(tiny, read):
    reader = read("en-GB", {"metric": "gross_margin"}).open("retention")
    assert not reader.failures
    assert reader.app.selectbox("retention_metric").value == "retention"


def test_margins_are_shown_where_costs_are_known(fill, read, tmp_path):
    files = {"orders.csv": TEA_SHOP, "products.csv": TEA_AND_CUPS}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    fill(*(tmp_path / name for name in files))
    reader = read("en-GB", {"metric": "cumulative_margin_per_customer"}).open("retention")
    assert not reader.failures
    assert "What has a customer earned by then?" in reader.words
