"""How long a page takes to draw and a filter to answer on a million lines: measured and printed, not judged."""

import os

import pytest

from browser.driving import App


@pytest.fixture(scope="module")
def million_app(imported):
    """The app on Online Retail II: 1,067,371 rows."""
    app = App(imported("online_retail_II.csv.gz"))
    yield app
    app.stop()


def under_load():
    """How busy the machine is, where it says so: seconds mean little without it."""
    if not hasattr(os, "getloadavg"):
        return ""
    return f", {os.cpu_count()} cores under a load of {os.getloadavg()[0]:.1f}"


@pytest.mark.heavy
@pytest.mark.real
def test_first_render_and_filter_change_on_a_million_lines(million_app, window, capsys):
    shown = window(million_app)
    seconds = {"the app, opened": shown.open("upload")}
    for name, path in (("overview", ""), ("retention", "retention"), ("segments", "segments")):
        seconds[f"{name}, first render"] = shown.visit(path)
        seconds[f"{name}, filter change"] = shown.act(shown.keyed("filter_period").get_by_text("90 days").click)
        seconds[f"{name}, filter back"] = shown.act(shown.keyed("filter_period").get_by_text("All time").click)
        assert shown.page.locator('[data-testid="stException"], .st-key-failure').count() == 0
    with capsys.disabled():
        print(f"\nOn Online Retail II, in the browser{under_load()}:")
        for what, took in seconds.items():
            print(f"  {what:<26} {took:6.2f} s")
