from datetime import date, datetime
from io import BytesIO

import duckdb
import openpyxl
import pandas as pd
import pytest

from crm_analysis import export
from crm_analysis.errors import InputRefused
from crm_analysis.export import sheet

HOSTILE = ["=1+1", '=HYPERLINK("http://x")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"]
HARMLESS = ["-5.2", "+8613800138000", "-1,234.50", "00123", "a=b", "'quoted", "5 - 3", "-12%"]


@pytest.fixture
def answer():
    """As an engine answers: days, moments, money, truth values, text, unknown values."""
    return duckdb.sql("""
        SELECT * FROM (VALUES
            (DATE '2024-02-29', TIMESTAMP '2024-02-29 13:05:00', CAST(-5.2 AS DECIMAL(18, 4)), 0.25, TRUE, '=1+1', 7),
            (NULL, TIMESTAMP '2024-03-01 00:00:00', NULL, 1.0, FALSE, '张三', NULL)
        ) AS t(ordered_on, ordered_at, net_sales, retention, complete, name, orders)
    """).df()


def texts(values):
    return pd.DataFrame({"name": values})


def read_back(path):
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]


def test_text_for_programs_is_exact_and_iso(answer):
    assert export.csv_text(answer).splitlines() == [
        "ordered_on,ordered_at,net_sales,retention,complete,name,orders",
        "2024-02-29,2024-02-29T13:05:00,-5.2,0.25,true,=1+1,7",
        ",2024-03-01T00:00:00,,1.0,false,张三,",
    ]


def test_one_row_as_json_keeps_kinds_and_unknown_values(answer):
    assert export.json_text(answer.head(1)) == (
        '{"ordered_on": "2024-02-29", "ordered_at": "2024-02-29T13:05:00", "net_sales": -5.2, "retention": 0.25, '
        '"complete": true, "name": "=1+1", "orders": 7}'
    )
    assert '"net_sales": null' in export.json_text(answer.tail(1))


def test_csv_for_spreadsheets_starts_with_a_byte_order_mark_and_keeps_numbers(answer):
    content = export.csv_bytes(answer)
    assert content.startswith(b"\xef\xbb\xbfordered_on,")
    assert "-5.2,0.25,true,'=1+1,7" in content.decode("utf-8-sig")


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_would_run_is_made_safe(text):
    read = pd.read_csv(BytesIO(export.csv_bytes(texts([text]))), dtype=str, encoding="utf-8-sig")
    assert read["name"][0].startswith("'")


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_and_harmless_text_stay_as_they_are(text):
    read = pd.read_csv(BytesIO(export.csv_bytes(texts([text, None]))), dtype=str, encoding="utf-8-sig")
    assert read["name"][0] == text


def test_a_sheet_keeps_kinds_and_runs_nothing(tmp_path, answer):
    export.write(answer, tmp_path / "answer.xlsx")
    headings, first, second = read_back(tmp_path / "answer.xlsx")
    assert headings == list(answer.columns)
    assert first == [datetime(2024, 2, 29), datetime(2024, 2, 29, 13, 5), -5.2, 0.25, True, "=1+1", 7]
    assert second == [None, datetime(2024, 3, 1), None, 1, False, "张三", None]
    cell = openpyxl.load_workbook(tmp_path / "answer.xlsx").active["F2"]
    assert cell.data_type == "s"


@pytest.mark.parametrize("text", [*HOSTILE, "http://example.com", "x" * 40_000])
def test_every_text_of_a_sheet_is_plain_text(tmp_path, text):
    export.write(texts([text]), tmp_path / "texts.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "texts.xlsx").active["A2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert cell.value.replace("_x000D_", "\r") == text[: sheet.LONGEST_TEXT]


def test_the_same_frame_gives_the_same_sheet(tmp_path, answer):
    for name in ("a.xlsx", "b.xlsx"):
        export.write(answer, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)
    with pytest.raises(InputRefused, match=r"big.xlsx: 3 rows do not fit.*\.parquet"):
        export.write(texts(["a", "b", "c"]), tmp_path / "big.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_parquet_gives_back_the_same_values(tmp_path, answer):
    export.write(answer, tmp_path / "answer.parquet")
    again = duckdb.read_parquet(str(tmp_path / "answer.parquet")).fetchall()
    assert again[0][1:] == (datetime(2024, 2, 29, 13, 5), -5.2, 0.25, True, "=1+1", 7)
    assert again[0][0].date() == date(2024, 2, 29)


def test_an_empty_answer_is_a_file_with_headings(tmp_path, answer):
    for ending in ("csv", "xlsx", "parquet"):
        export.write(answer.head(0), tmp_path / f"empty.{ending}")
    assert (tmp_path / "empty.csv").read_text(encoding="utf-8-sig").strip() == ",".join(answer.columns)
    assert read_back(tmp_path / "empty.xlsx") == [list(answer.columns)]
    assert duckdb.read_parquet(str(tmp_path / "empty.parquet")).columns == list(answer.columns)


def test_an_unknown_ending_is_refused(tmp_path):
    with pytest.raises(InputRefused, match=r"ending is '.pdf'.*\.csv, \.xlsx, \.parquet"):
        export.write(texts(["a"]), tmp_path / "list.pdf")


def test_a_place_that_cannot_be_written_is_refused_and_leaves_nothing(tmp_path):
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputRefused, match=r"folder.csv cannot be written"):
        export.write(texts(["a"]), tmp_path / "folder.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]
