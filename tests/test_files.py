"""The beginning of a large file, cut where a row ends."""

import pytest

from crm_analysis.ingest import load
from crm_analysis.ingest.files import beginning
from crm_analysis.ingest.load import inspect
from crm_analysis.ingest.reading import open_source
from crm_analysis.ingest.report import ImportOptions

HEADINGS = "Order No,Date,Customer Id,Product,Amount,Currency\n"


@pytest.fixture
def cut(tmp_path):
    def made(text, most):
        file = tmp_path / "orders.csv"
        file.write_text(text, encoding="utf-8")
        return beginning(open_source(file, file.name, tmp_path), tmp_path, most).text.read_text(encoding="utf-8")

    return made


ROW = "1,2024-01-01,ann,Tea,10,EUR\n"
TALL_ROW = '2,2024-01-01,ann,"Tea,\nof ""two""\nlines",10,EUR\n'


def test_a_small_file_is_left_whole(cut):
    text = HEADINGS + ROW * 3
    assert cut(text, len(text)) == text


@pytest.mark.parametrize("surplus", [0, 1, 5, len(ROW) - 1])
def test_a_large_one_ends_with_a_whole_row(cut, surplus):
    assert cut(HEADINGS + ROW * 9, len(HEADINGS + ROW * 2) + surplus) == HEADINGS + ROW * 2


@pytest.mark.parametrize("inside", range(1, len(TALL_ROW)))
def test_a_line_end_in_a_cell_ends_no_row(cut, inside):
    assert cut(HEADINGS + ROW + TALL_ROW + ROW, len(HEADINGS + ROW) + inside) == HEADINGS + ROW


def test_of_a_large_file_the_preview_says_what_its_beginning_says(tmp_path, monkeypatch):
    monkeypatch.setattr(load, "MOST_LOOKED_AT", len(HEADINGS + ROW * 4))
    file = tmp_path / "orders.csv"
    for rows, whole in ((4, True), (9, False)):
        file.write_text(HEADINGS + ROW * rows, encoding="utf-8")
        found = inspect(file, ImportOptions())
        assert (found.rows, found.whole) == (4, whole)
