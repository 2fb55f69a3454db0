"""The triangle as an Excel sheet: opened again, it holds the figures, formats and colours of the page."""

from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from crm_analysis.charts.metrics import METRICS
from crm_analysis.charts.triangle import triangle
from crm_analysis.export.coloured import Coloured, Figure, Row, Shade, coloured_bytes
from crm_analysis.ui.retention_sheet import sheet_bytes
from test_charts import CELLS, CONFIG, MEAN

LIGHT = CONFIG["theme"]["light"]


def opened(content):
    return openpyxl.load_workbook(BytesIO(content)).active


def fill(cell):
    return f"#{cell.fill.fgColor.rgb[2:]}"


@pytest.fixture
def page():
    begun = CELLS.assign(left_censored=CELLS["cohort"] == pd.Timestamp("2025-01-01"))
    return opened(sheet_bytes(triangle(begun, MEAN, METRICS["retention"], "month")))


def test_the_sheet_reads_as_the_page_does(page):
    rows = [[cell.value for cell in row[:4]] for row in page.iter_rows(min_row=1, max_row=6)]
    assert rows == [
        ["Who orders again, and how long after the first order?", None, None, None],
        [None, None, "Months since first order, 0 = the first", None],
        ["Cohort", "Customers", 1, 2],
        ["All cohorts", 100, 0.4, None],
        ["Jan 2025*", 100, 0.4, 0.1],
        ["Feb 2025", 20, 0.05, None],
    ]


def test_figures_are_formatted_and_coloured_as_on_the_page(page):
    complete, running = page["C5"], page["D5"]
    assert (complete.number_format, running.number_format) == ("0.0%", "0.0%")
    assert fill(complete) == LIGHT["chartSequentialColors"][-1].upper()
    assert complete.font.color.rgb == "FFFFFFFF"
    assert running.fill.fill_type == "lightUp"
    assert page["A4"].font.bold and page["C4"].font.bold


def test_notes_say_what_the_marks_mean(page):
    notes = [row[0].value for row in page.iter_rows(min_row=8) if row[0].value]
    assert notes[0] == "Figures in % of its customers."
    assert [note.split(":")[0] for note in notes[1:]] == [
        "Hatched",
        "The mean adds up customers, so that large cohorts weigh more.",
        "* The data begin in this period",
    ]


def test_totals_have_no_row_of_the_mean():
    page = opened(sheet_bytes(triangle(CELLS, MEAN, METRICS["net_sales"], "month", "EUR")))
    assert page["A4"].value == "Jan 2025"
    assert page["C4"].number_format == "#,##0.00"


def test_a_name_never_runs_as_a_formula_and_equal_tables_are_equal_bytes():
    table = Coloured(
        title="=1+1",
        notes=("@note",),
        headings=("Cohort", "Customers"),
        axis="Months",
        rows=(Row("=2+2", 3, {0: Figure(0.5, Shade("#FFFFFF", "#000000"))}),),
        number_format="0%",
        muted="#666666",
    )
    page = opened(coloured_bytes(table))
    assert (page["A1"].value, page["A1"].data_type) == ("=1+1", "s")
    assert (page["A4"].value, page["A4"].data_type) == ("=2+2", "s")
    assert coloured_bytes(table) == coloured_bytes(table)
