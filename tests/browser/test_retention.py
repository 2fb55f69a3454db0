"""The retention page as it is touched: what a hover says, who is behind a click, pictures and sheets to take away."""

import csv
import io
import shutil
from datetime import date

import openpyxl
import pytest

from browser.driving import App, command
from test_reference import CDNOW_COHORTS, ONLINE_RETAIL_COHORTS, ONLINE_RETAIL_II_COHORT

HEATMAP = "retention_heatmap"


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def month(cohort):
    return date.fromisoformat(f"{cohort}-01").strftime("%b %Y")


def as_hover(row):
    """What the hover says of a row of the command line."""
    share, low, high = (f"{float(row[name]):.1%}" for name in ("retention", "retention_low", "retention_high"))
    size, customers = (f"{int(row[name]):,}" for name in ("cohort_size", "customers"))
    return (
        f"Of {size} customers who first bought in {month(row['cohort'][:7])},"
        f"{customers} ({share}, 95 % interval {low} to {high}) ordered again in month {row['age']}."
    )


@pytest.fixture(scope="module")
def cdnow(imported):
    """The app on CDNOW's customers, and what the command line said before it was opened."""
    store = imported("CDNOW_master.txt")
    told = {
        "retention": table(command(store, "retention")),
        "people": table(command(store, "cohort-customers", "--cohort", "1997-02-01", "--age", "3")),
    }
    app = App(store)
    yield app, told
    app.stop()


@pytest.mark.heavy
@pytest.mark.real
def test_the_hover_says_what_the_command_line_prints(cdnow, window):
    app, told = cdnow
    shown = window(app)
    shown.open("retention")
    seen = [row for row in told["retention"] if row["age"] != "0" and row["complete"] == "true"]
    cohorts = sorted({row["cohort"] for row in seen})
    assert [sum(row["cohort"] == cohort for row in seen) for cohort in cohorts[:3]] == [17, 16, 15]
    for row in seen:
        assert shown.hover_text(HEATMAP, int(row["age"]), cohorts.index(row["cohort"])) == as_hover(row)


def published(shown, place, cohort, customers):
    """The hover says a published row: first the size of the cohort, then who came back at each age."""
    size, *returning = customers
    for age, count in enumerate(returning, start=1):
        said = shown.hover_text(HEATMAP, age, place)
        assert said.startswith(
            f"Of {size:,} customers who first bought in {month(cohort)},{count:,} ({count / size:.1%}, 95 % interval "
        )
        assert f" ordered again in month {age}." in said


@pytest.mark.heavy
@pytest.mark.real
def test_the_hover_says_the_published_rows_of_cdnow(cdnow, window):
    app, _told = cdnow
    shown = window(app)
    shown.open("retention?free_orders=count")
    for place, (cohort, (size, returning, _value)) in enumerate(CDNOW_COHORTS.items()):
        published(shown, place, cohort, [size, *returning])
    shown.open("retention?free_orders=count&metric=cumulative_net_sales_per_customer")
    for place, (cohort, (size, _returning, values)) in enumerate(CDNOW_COHORTS.items()):
        for age, value in zip([0, 1, 2, 3, 6, 11, 15], values, strict=True):
            said = shown.hover_text(HEATMAP, age, place)
            assert said == (
                f"Each of {size:,} customers who first bought in {month(cohort)}"
                f"had brought ${value:.2f} by the end of month {age}."
            )


@pytest.fixture
def opened(imported, window):
    """Opens the retention page on one of the public data sets."""
    apps = []

    def open_on(name):
        apps.append(App(imported(name)))
        shown = window(apps[-1])
        shown.open("retention")
        return shown

    yield open_on
    for app in apps:
        app.stop()


@pytest.mark.heavy
@pytest.mark.real
def test_the_hover_says_the_published_rows_of_online_retail(opened):
    shown = opened("online_retail.csv.gz")
    for place, (cohort, customers) in enumerate(ONLINE_RETAIL_COHORTS.items()):
        published(shown, place, cohort, customers)


@pytest.mark.heavy
@pytest.mark.real
def test_the_hover_says_the_published_row_of_online_retail_ii(opened):
    published(opened("online_retail_II.csv.gz"), 0, "2009-12", ONLINE_RETAIL_II_COHORT)


@pytest.mark.real
def test_a_click_on_a_cell_lists_the_customers_in_it(cdnow, window):
    app, told = cdnow
    shown = window(app)
    shown.open("retention")
    shown.click_cell(HEATMAP, 3, 1)
    card = shown.keyed("card_retention_people")
    heading = f"{len(told['people'])} customers who first bought in Feb 1997 and ordered in month 3"
    assert card.locator("h3").inner_text() == heading
    nobody_said = {"accepts_email": "", "accepts_sms": ""}
    assert table(shown.download("retention_people_csv")) == [row | nobody_said for row in told["people"]]
    shown.shoot("retention-people")


def test_a_cell_of_a_slice_lists_its_customers_alone(sample_app, window):
    shown = window(sample_app)
    shown.open("retention?slice=country&by=quarter")
    shown.click_cell("retention_slice_chart_1", 1, 0)
    people = table(shown.download("retention_people_csv"))
    country = shown.keyed("card_retention_slice_1").locator("h3").inner_text()
    assert {row["slice"] for row in people} == {country}
    assert shown.keyed("card_retention_people").locator("h3").inner_text().startswith(f"{len(people)} customer")


PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def test_a_finger_pushes_the_page_over_a_chart(sample_app, window):
    shown = window(sample_app, **PHONE)
    shown.open("retention?by=quarter")
    assert shown.swipe(HEATMAP, 1, 1, 150) > 100


def test_a_tap_chooses_a_cell_also_right_after_a_swipe_over_it_and_a_second_one_lets_it_go(sample_app, window):
    shown = window(sample_app, **PHONE)
    shown.open("retention?by=quarter")
    people = shown.keyed("card_retention_people")
    assert shown.swipe(HEATMAP, 1, 1, 60) > 20
    shown.idle()
    assert people.count() == 0
    for listed in (1, 0, 1):
        shown.act(lambda: shown.tap(HEATMAP, 1, 1))
        assert people.count() == listed


def test_a_chart_is_copied_and_handed_over_as_png_and_svg_with_its_words(sample_app, window):
    shown = window(sample_app)
    shown.open("retention")
    shown.context.grant_permissions(["clipboard-read", "clipboard-write"])
    drawing = shown.take_picture(HEATMAP, "svg").decode()
    assert drawing.startswith("<svg")
    assert "Who orders again, and how long after the first order?" in drawing
    assert "All cohorts" in drawing
    assert shown.take_picture(HEATMAP, "png").startswith(b"\x89PNG\r\n")
    shown.picture_button(HEATMAP, "copy").click()
    shown.page.get_by_text("✓", exact=True).wait_for()
    copied = shown.page.evaluate("async () => (await navigator.clipboard.read()).map(item => item.types).flat()")
    assert copied == ["image/png"]


def test_the_sheet_and_the_rows_are_those_of_the_command_line(sample_store, sample_app, window, tmp_path):
    store = tmp_path / "store.duckdb"
    shutil.copy(sample_store, store)
    told = table(command(store, "retention"))
    shown = window(sample_app)
    shown.open("retention")
    taken = table(shown.download("retention_heatmap_csv"))
    assert [row.pop("age (0 = first period)") for row in taken] == [row.pop("age") for row in told]
    assert taken == told
    page = openpyxl.load_workbook(io.BytesIO(shown.download("retention_heatmap_xlsx"))).active
    first = next(row for row in told if row["complete"] == "true")
    names = [page.cell(row, 1).value for row in range(4, page.max_row + 1)]
    assert names[0] == "All cohorts"
    assert page.cell(5, 2).value == int(first["cohort_size"])


def test_chosen_rows_and_switches_are_kept_in_the_address(sample_app, window):
    shown = window(sample_app)
    shown.open("retention?by=quarter&as=absolute&metric=cumulative_repeat_rate")
    rows = shown.page.locator(".st-key-retention_heatmap .ytick").count()
    shown.keyed("retention_rows").get_by_role("button").first.click()
    shown.keyed("retention_cohorts").locator("input").click()
    shown.act(shown.page.get_by_role("option").nth(1).click)
    assert "cohort=" in shown.page.url and "as=absolute" in shown.page.url
    assert shown.page.locator(".st-key-retention_heatmap .ytick").count() == 1 < rows
