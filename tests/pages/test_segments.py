"""The segments page: schools, movement, months, thresholds with a preview, and the playbook in the shop's own words."""

import pytest

from crm_analysis.rules.segments import schemes
from crm_analysis.rules.thresholds import Thresholds
from crm_analysis.store import Store, thresholds


def sizes(reader):
    """Segment → customers, as the page's first table says."""
    table = reader.app.dataframe[0].value
    return dict(zip(table["segment"], table["customers"], strict=True))


@pytest.mark.heavy
@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("part", ["segments", "movement", "history", "thresholds"])
@pytest.mark.parametrize("scheme", ["grid", "shopify", "eight"])
def test_every_part_opens_in_every_school(tiny, read, language, part, scheme):
    reader = read(language, {"part": part, "scheme": scheme, "span": "1"}).open("segments")
    assert not reader.failures
    assert len(reader.app.get("plotly_chart")) == {"segments": 2, "movement": 2, "history": 1, "thresholds": 0}[part]


def test_the_school_is_in_the_address_and_changes_the_segments(tiny, read):
    reader = read("en-GB").open("segments")
    assert "Champions" in sizes(reader)
    reader.choose("segments_scheme", "eight")
    assert reader.app.query_params["scheme"] == "eight"
    assert sum(sizes(reader).values()) == 4
    assert "Important: value" in sizes(reader)


def test_a_span_longer_than_the_data_is_not_drawn(tiny, read):
    reader = read("en-GB", {"part": "movement", "span": "12"}).open("segments")
    assert "The data begin on Jan 1, 2025" in reader.words
    assert not reader.app.get("plotly_chart")
    reader.choose("movement_span", "1")
    assert "Customers: 1 rose, 0 fell, 2 stayed, 1 came" in reader.words


def test_who_moved_can_be_narrowed(tiny, read):
    reader = read("en-GB", {"part": "movement", "span": "1", "before": "none"}).open("segments")
    people = reader.app.dataframe[0].value
    assert list(people["customer_id"]) == ["dan@x.org"]
    assert list(people["segment_before"]) == ["Not a customer yet"]


def test_thresholds_are_seen_before_they_are_saved(tiny, read, store_file):
    reader = read("en-GB", {"part": "thresholds", "scheme": "eight"}).open("segments")
    reader.app.radio("thresholds_kind_eight").set_value("fixed").run()
    assert not reader.failures
    reader.app.number_input("thresholds_eight_frequency_2").set_value(2).run()
    reader.app.number_input("thresholds_eight_recency_2").set_value(10_000).run()
    reader.app.number_input("thresholds_eight_monetary_2").set_value(0.0).run()
    seen = reader.app.dataframe[0].value.set_index("segment")["then"]
    assert (seen["Important: value"], seen["Important: develop"]) == (2, 2)
    reader.press("thresholds_save")
    assert not reader.failures
    reader.app.query_params["part"] = "segments"
    reader.app.run()
    assert sizes(reader)["Important: value"] == 2


def test_thresholds_that_do_not_fit_cannot_be_saved(tiny, read):
    reader = read("en-GB", {"part": "thresholds"}).open("segments")
    reader.app.radio("thresholds_kind_grid").set_value("fixed").run()
    assert not reader.failures
    reader.app.number_input("thresholds_grid_frequency_5").set_value(0).run()
    assert "each larger than the one before" in reader.words
    assert reader.app.button("thresholds_save").disabled


def test_saved_thresholds_can_be_taken_back(tiny, read, store_file):
    with Store.open(store_file) as store:
        thresholds.save(store, schemes()["eight"], Thresholds("median"))
    reader = read("en-GB", {"part": "thresholds", "scheme": "eight"}).open("segments")
    assert reader.app.radio("thresholds_kind_eight").value == "median"
    reader.press("thresholds_forget")
    assert reader.app.radio("thresholds_kind_eight").value == "mean"
    assert reader.app.button("thresholds_forget").disabled


def test_the_playbook_speaks_in_the_shops_own_words(tiny, read):
    reader = read("en-GB").open("segments").press("play_edit_new")
    field = "play_grid_new_offer_en"
    reader.app.text_area(field).set_value("A cup of *tea*")
    reader.press("play_save_new")
    assert not reader.failures
    assert "**Offer:** A cup of \\*tea\\*" in reader.words
    reader.press("play_edit_new")
    assert reader.app.text_area(field).value == "A cup of *tea*"
    reader.press("play_reset_new")
    assert "A cup of" not in reader.words
