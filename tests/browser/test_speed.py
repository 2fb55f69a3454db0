"""How long a page takes to draw and a filter to answer on a million lines: measured and printed, not judged."""

import pytest

from browser.driving import App, command


@pytest.fixture(scope="module")
def million_app(unpacked, tmp_path_factory):
    """The app on Online Retail II: 1,067,371 rows."""
    store = tmp_path_factory.mktemp("million") / "store.duckdb"
    command(store, "import", unpacked("online_retail_II.csv.gz"))
    app = App(store)
    yield app
    app.stop()


@pytest.mark.real
def test_first_render_and_filter_change_on_a_million_lines(million_app, window, capsys):
    seconds = {}
    for path in ("overview", "retention", "segments"):
        shown = window(million_app)
        seconds[f"{path}, first render"] = shown.open("" if path == "overview" else path)
        period = shown.keyed("filter_period")
        seconds[f"{path}, filter change"] = shown.act(period.get_by_text("90 days", exact=True).click)
        seconds[f"{path}, filter back"] = shown.act(period.get_by_text("All time", exact=True).click)
        assert shown.page.locator('[data-testid="stException"], .st-key-failure').count() == 0
    with capsys.disabled():
        print("\nOn Online Retail II, in the browser:")
        for what, took in seconds.items():
            print(f"  {what:<28} {took:6.2f} s")
