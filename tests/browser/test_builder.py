"""A segment of three conditions in a real browser: counted, saved, opened from its address, taken along as a file."""

import csv
import io

import pytest


def size(shown):
    """How many customers the builder counts."""
    return int(shown.keyed("builder_size").locator('[data-testid="stMetricValue"]').inner_text().replace(",", ""))


def add_bound(shown, row, figure):
    """Add one condition, at least so many orders, and fill it in."""
    shown.act(shown.page.get_by_role("button", name="Add a condition").click)
    field = shown.page.get_by_label("At least …").nth(row)
    field.fill(str(figure))
    shown.act(lambda: field.press("Enter"))


def ids(text):
    return {row["customer_id"] for row in csv.DictReader(io.StringIO(text.decode("utf-8-sig")))}


@pytest.mark.heavy
def test_a_segment_is_built_saved_reloaded_and_taken_along(sample_app, window, tmp_path):
    shown = window(sample_app)
    shown.open("builder")
    sizes = [size(shown)]
    for row, figure in enumerate((2, 3)):
        add_bound(shown, row, figure)
        sizes.append(size(shown))
    add_bound(shown, 2, 8)
    shown.act(shown.page.get_by_text("Not", exact=True).nth(3).click)
    sizes.append(size(shown))
    assert sizes[0] > sizes[1] > sizes[2] > sizes[3] > 0
    name = shown.keyed("builder_name").locator("input")
    name.fill("Three to seven")
    shown.act(lambda: name.press("Enter"))
    shown.act(shown.keyed("builder_save").get_by_role("button").click)
    assert "Three to seven" in shown.keyed("card_builder_saved").inner_text()
    shown.shoot("builder")

    fresh = window(sample_app)
    fresh.open("builder?" + shown.page.url.partition("?")[2])
    assert size(fresh) == sizes[3]
    from_the_page = ids(fresh.download("builder_csv"))
    assert len(from_the_page) == sizes[3]

    filtered = window(sample_app)
    filtered.open("overview?period=all&segment=Three+to+seven")
    assert "Three to seven" in filtered.keyed("filters").inner_text()
    for one in (shown, fresh, filtered):
        one.context.close()
    sample_app.stop()
    sample_app.command("export", "Three to seven", "--to", tmp_path / "list.csv")
    assert ids((tmp_path / "list.csv").read_bytes()) == from_the_page
