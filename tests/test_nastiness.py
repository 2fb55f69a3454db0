"""The same sample, mistreated as files are between a shop and us, must tell the same orders, lines and money."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from crm_analysis.ingest import log, records
from crm_analysis.ingest.platform import Export, Records
from crm_analysis.ingest.progress import Progress
from crm_analysis.ingest.reading import open_source, read
from crm_analysis.ingest.recognise import declared_export
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.ingest.tables import HEADERS, LINE_FIELDS, LINE_PREFIX, TYPED
from crm_analysis.schema import ORDER_LOG
from exports_support import EXPORTS, name_of, order_samples, record_samples
from sheets import Sheet, padded, sheet_of, text_of

pytestmark = pytest.mark.heavy

# CDNOW alone has no headings, no delimiter and no text: its two forms have a test of their own at the end.
SAMPLES = {name_of(path): path for path in order_samples() if path.parent.name != "cdnow"}
FIRST = {name: path for name, path in SAMPLES.items() if path.stem == "sample"}
"""One sample of each declared export goes through everything, the others through what the export's language touches."""
CDNOW = EXPORTS / "cdnow" / "sample.txt"
RECORDS = {path.parent.name: path for path in record_samples() if path.stem == "sample" and path.suffix == ".csv"}
"""One sample of each table of something else than orders."""
ORDER_COLUMNS = [name for name in ORDER_LOG.column_names if name not in ("upload_id", "line_no", "one_copy")]
LINE_COLUMNS = [LINE_PREFIX + field.name for field in LINE_FIELDS]


@dataclass(frozen=True)
class Told:
    """What an import would store, and what became of the rows."""

    orders: list[tuple]
    lines: list[tuple]
    stored: int
    rejected: int
    ruled: dict[str, int]


def told(content: bytes, name: str = "export.csv") -> Told:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as cursor:
        path = Path(folder) / name
        path.write_bytes(content)
        work = Path(folder) / "work"
        work.mkdir()
        source = open_source(path, name, work)
        recognition = declared_export(source, ImportOptions(), saved=False)
        assert recognition is not None
        reading = read(cursor, source, recognition, ImportOptions(), None, work, Progress())
        orders = []
        if reading.typed.has_headers:
            orders = cursor.execute(f"SELECT {', '.join(ORDER_COLUMNS)} FROM {HEADERS} ORDER BY ALL").fetchall()
        columns = columns_of(reading.recognition.platform)
        lines = cursor.execute(
            f"SELECT {', '.join(columns)} FROM {TYPED} WHERE rule IS NULL AND fault IS NULL ORDER BY ALL"
        ).fetchall()
        counts = log.row_counts(cursor, one_copy=False)
        return Told(orders, lines, counts["lines_stored"], counts["rows_rejected"], counts["rows_ruled"])


def columns_of(platform: Export) -> list[str]:
    if isinstance(platform, Records):
        return [column.name for column in records.columns(platform)]
    return ["order_id", "line_status", *LINE_COLUMNS]


@cache
def plain(path: Path) -> Told:
    return told(text_of(sheet_of(path)).encode())


def assert_same(found: Told, expected: Told, ruled: dict[str, int] | None = None) -> None:
    assert found.orders == expected.orders
    assert found.lines == expected.lines
    assert (found.stored, found.rejected) == (expected.stored, expected.rejected)
    assert found.ruled == expected.ruled | (ruled or {})


# ---------------------------------------------------------------- how text is written


def decimal_comma(sheet: Sheet) -> Sheet:
    """12.50 → 12,50 and $1,325.00 → $1.325,00; dates and ids have no such form."""
    number = re.compile(r"(\D{0,3}-?)(\d{1,3}(?:,\d{3})+|\d+)\.(\d+)")

    def swapped(cell: str) -> str:
        found = number.fullmatch(cell)
        return f"{found[1]}{found[2].replace(',', '.')},{found[3]}" if found else cell

    return replace(sheet, rows=[[swapped(cell) for cell in row] for row in sheet.rows])


def headings_as(sheet: Sheet, change: Callable[[str], str]) -> Sheet:
    return replace(sheet, headings=[change(heading) for heading in sheet.headings])


def decomposed(heading: str) -> str:
    return unicodedata.normalize("NFD", heading)


def dressed_up(heading: str) -> str:
    return f" \u200b{heading.upper()}\u00a0 "


def with_note_below(heading: str) -> str:
    return f"{heading}\n(see our help pages)" if heading else heading


def with_tabs(sheet: Sheet) -> Sheet:
    return replace(sheet, rows=[[f"{cell}\t" for cell in row] for row in sheet.rows])


def without_first(part: str, text: str) -> str:
    return text.replace(part, "\n", 1)


def extra_columns(sheet: Sheet) -> Sheet:
    return replace(
        sheet,
        headings=["Loyalty points", *sheet.headings, "Gift note"],
        rows=[["7", *row, 'two\nlines, "quoted"; 12.50'] for row in sheet.rows],
    )


def permuted(sheet: Sheet) -> Sheet:
    return replace(sheet, headings=sheet.headings[::-1], rows=[row[::-1] for row in padded(sheet)])


def repeated_headings(sheet: Sheet) -> Sheet:
    """Every heading stands a second time, with other things below it: the first one counts."""
    twice = [heading.upper() for heading in sheet.headings]
    return replace(
        sheet, headings=[*sheet.headings, *twice], rows=[[*row, *["x"] * len(twice)] for row in padded(sheet)]
    )


def titled(lines: int) -> Callable[[Sheet], Sheet]:
    titles = [
        ["Orders of the Northern Pottery"],
        [],
        ["From", "2026-01-01"],
        ["All amounts in the shop's currency"],
        [""],
        ["-"],
    ]
    return lambda sheet: replace(sheet, above=tuple(titles[:lines]))


TEXTS: dict[str, Callable[[Sheet], bytes]] = {
    "UTF-8 with byte order mark": lambda sheet: codecs.BOM_UTF8 + text_of(sheet).encode(),
    "UTF-16 with mark": lambda sheet: text_of(sheet, "\t").encode("utf-16"),
    "UTF-16 without mark": lambda sheet: text_of(sheet).encode("utf-16-le"),
    "UTF-16, big end first": lambda sheet: codecs.BOM_UTF16_BE + text_of(sheet, "\t", "\r\n").encode("utf-16-be"),
    "semicolons": lambda sheet: text_of(sheet, ";").encode(),
    "tabs": lambda sheet: text_of(sheet, "\t").encode(),
    "bars": lambda sheet: text_of(sheet, "|").encode(),
    "decimal commas": lambda sheet: text_of(decimal_comma(sheet), ";").encode(),
    "decimal commas between commas": lambda sheet: text_of(decimal_comma(sheet)).encode(),
    "CRLF": lambda sheet: text_of(sheet, line_end="\r\n").encode(),
    "CR": lambda sheet: text_of(sheet, line_end="\r").encode(),
    "no line end at the end": lambda sheet: text_of(replace(sheet, rows=padded(sheet))).encode().rstrip(b"\n"),
    "1 title line": lambda sheet: text_of(titled(1)(sheet)).encode(),
    "3 title lines": lambda sheet: text_of(titled(3)(sheet)).encode(),
    "6 title lines": lambda sheet: text_of(titled(6)(sheet), ";").encode(),
    "headings decomposed": lambda sheet: text_of(headings_as(sheet, decomposed)).encode(),
    "headings in capitals, with blanks around": lambda sheet: text_of(headings_as(sheet, dressed_up)).encode(),
    "notes below the headings": lambda sheet: text_of(headings_as(sheet, with_note_below)).encode(),
    "tabs behind the cells": lambda sheet: text_of(with_tabs(sheet)).encode(),
    "headings repeated": lambda sheet: text_of(repeated_headings(sheet)).encode(),
    "columns added, with line breaks": lambda sheet: text_of(extra_columns(sheet)).encode(),
    "Windows line breaks in cells, below a title": lambda sheet: (
        text_of(titled(1)(extra_columns(sheet))).replace("two\nlines", "two\r\nlines").encode()
    ),
    "columns permuted": lambda sheet: text_of(permuted(sheet)).encode(),
    "trailing delimiter": lambda sheet: text_of(sheet, trailing=",").encode(),
    "trailing delimiter below the headings": lambda sheet: without_first(",\n", text_of(sheet, trailing=",")).encode(),
    "everything quoted": lambda sheet: quoted(sheet).encode(),
    "lines without a character between rows": lambda sheet: text_of(with_blank_lines(sheet)).encode(),
}  # fmt: skip


def quoted(sheet: Sheet) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([sheet.headings, *sheet.rows])
    return out.getvalue()


def with_blank_lines(sheet: Sheet) -> Sheet:
    return replace(sheet, rows=[line for row in sheet.rows for line in (row, [])])


LANGUAGE = (
    "UTF-8 with byte order mark", "UTF-16 with mark", "semicolons", "tabs", "decimal commas", "CRLF", "3 title lines",
    "headings decomposed", "columns permuted", "trailing delimiter",
)  # fmt: skip
EXEMPT = {
    # Several amounts stand in one cell, which the mistreatment does not touch: the column would be in both styles.
    ("douyin/merged.csv", "decimal commas"),
    # Two columns share the name Estado, the order's and the buyer's: only which comes first tells them apart.
    ("mercado_libre/sample.csv", "columns permuted"),
    ("mercado_libre/brazil.csv", "columns permuted"),
    # Its points part thousands: there is no decimal point to make a comma of.
    ("shopee_id/sample.xlsx", "decimal commas"),
    ("shopee_id/sample.xlsx", "decimal commas between commas"),
    # Repeats headings of its own: the first ones are the buyer's, and they would come last.
    ("shopee_th/sample.xlsx", "columns permuted"),
    # Cells or headings with a line break in them, which the writer of the test leaves without quotes between CR.
    ("shopify/sample.csv", "CR"),
    ("shopee_tw/sample.xlsx", "CR"),
    ("magento/sample.csv", "CR"),
    ("rakuten/sample.csv", "CR"),
}
CASES = [
    (name, kind) for name in SAMPLES for kind in (TEXTS if name in FIRST else LANGUAGE) if (name, kind) not in EXEMPT
]


@pytest.mark.parametrize(("name", "nastiness"), CASES)
def test_mistreated_text(name: str, nastiness: str) -> None:
    path = SAMPLES[name]
    assert_same(told(TEXTS[nastiness](sheet_of(path))), plain(path))


# A report of Google Ads groups its whole numbers too, which the mistreatment does not touch.
RECORD_CASES = [(kind, how) for kind in RECORDS for how in TEXTS if (kind, how[:8]) != ("google_ads", "decimal ")]


@pytest.mark.parametrize(("kind", "nastiness"), RECORD_CASES)
def test_mistreated_records(kind: str, nastiness: str) -> None:
    assert_same(told(TEXTS[nastiness](sheet_of(RECORDS[kind]))), plain(RECORDS[kind]))


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_the_same_rewritten(name: str) -> None:
    path = SAMPLES[name]
    assert_same(told(path.read_bytes(), path.name), plain(path))


@pytest.mark.parametrize("name", SAMPLES)
def test_rows_of_delimiters_only_are_ruled_blank(name: str) -> None:
    sheet = sheet_of(SAMPLES[name])
    empty = [""] * len(sheet.headings)
    content = text_of(replace(sheet, rows=[empty, *sheet.rows, empty])).encode()
    assert_same(told(content), plain(SAMPLES[name]), {"blank row": 2})


@pytest.mark.parametrize("name", SAMPLES)
def test_notes_below_the_table_are_ruled_out(name: str) -> None:
    path = SAMPLES[name]
    notes = "\n12 record(s) downloaded\n* All amounts in the shop's currency\n"
    found, expected = told((text_of(sheet_of(path)) + notes).encode()), plain(path)
    # A note below a column that nobody asks for is a blank row.
    assert {rule for rule in found.ruled if found.ruled[rule] != expected.ruled.get(rule, 0)} <= {"footer", "blank row"}
    assert sum(found.ruled.values()) == sum(expected.ruled.values()) + 2
    assert_same(replace(found, ruled=expected.ruled), expected)


# ---------------------------------------------------------------- code pages


def translated(sheet: Sheet, words: dict[str, str]) -> Sheet:
    """The sample with words in another script."""

    def cell_in(cell: str) -> str:
        for word, other in words.items():
            cell = cell.replace(word, other)
        return cell

    return replace(sheet, rows=[[cell_in(cell) for cell in row] for row in sheet.rows])


JAPANESE = {
    "Anna Muster": "見本 あんな", "Ben Standin": "仮名 べん", "Dora Fictional": "架空 どら",
    "Carla Fictional": "架空 かるら",
    "Mug": "マグカップ", "Cup": "湯のみ茶碗", "Plate": "お皿", "Teapot": "急須", "Hamburg": "東京都",
    "Portland": "大阪市", "Zoë": "ぞえ",
    "é": "e", "É": "E", "ä": "a", "ö": "o", "ü": "u", "„": "「", "“": "」", "€": "",
}  # fmt: skip
CHINESE = {
    "Anna Muster": "安娜示例", "Ben Standin": "贝恩示例", "Dora Fictional": "朵拉虚构", "Carla Fictional": "卡拉虚构",
    "Mug": "马克杯", "Cup": "茶杯", "Plate": "盘子", "Teapot": "茶壶", "Hamburg": "杭州市", "Portland": "广州市",
}  # fmt: skip
WESTERN = {"Mug": "Müsli-Becher", "Plate": "Assiette décorée", "Portland": "Málaga", "Teapot": "Théière façonnée"}
WRITTEN_WITH_WORDS = (
    "amazon_shipments/sample.txt", "ebay/sample.csv", "etsy_items/sample.csv", "shopify/sample.csv",
    "woocommerce_advanced/sample.csv",
)  # fmt: skip


def local_code_page(path: Path) -> str | None:
    """The code page of the country that an export comes from; None where none can write it, or all write it alike."""
    text = text_of(sheet_of(path))
    if text.isascii():
        return None
    for encoding, telling in (("cp932", "注文"), ("gb18030", "订单"), ("big5", "訂單"), ("cp1252", "")):
        if telling in text:
            try:
                text.encode(encoding)
            except UnicodeEncodeError:
                continue
            return encoding
    return None


@pytest.mark.parametrize("name", WRITTEN_WITH_WORDS)
@pytest.mark.parametrize(("encoding", "words"), [("cp932", JAPANESE), ("gb18030", CHINESE), ("cp1252", WESTERN)])
def test_local_code_page(encoding: str, words: dict[str, str], name: str) -> None:
    sheet = translated(sheet_of(SAMPLES[name]), words)
    text = text_of(sheet, line_end="\r\n")
    assert_same(told(text.encode(encoding)), told(text.encode()))


@pytest.mark.parametrize("name", [name for name in SAMPLES if local_code_page(SAMPLES[name])])
def test_the_code_page_of_its_country(name: str) -> None:
    path = SAMPLES[name]
    encoding = local_code_page(path)
    assert encoding is not None
    assert_same(told(text_of(sheet_of(path), line_end="\r\n").encode(encoding)), plain(path))


@pytest.mark.parametrize("platform", ["taobao_items", "taobao_orders", "taobao_report"])
@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-8-sig"])
def test_chinese_exports_in_each_encoding(encoding: str, platform: str) -> None:
    path = SAMPLES[f"{platform}/sample.csv"]
    assert_same(told(text_of(sheet_of(path), line_end="\r\n").encode(encoding)), plain(path))


# ---------------------------------------------------------------- packed, and in Excel


def zipped(sheet: Sheet) -> bytes:
    """As a Mac packs it, with a shadow file beside the table."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orders/export.csv", text_of(sheet))
        archive.writestr("__MACOSX/orders/._export.csv", "no table")
        archive.writestr("orders/read me.pdf", "no table")
    return out.getvalue()


def workbook(sheets: list[Sheet], *, typed: bool) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for sheet in sheets:
            page = book.add_worksheet()
            for row, cells in enumerate([*sheet.above, sheet.headings, *sheet.rows]):
                for column, cell in enumerate(cells):
                    value = typed_cell(cell) if typed and row > len(sheet.above) else cell
                    if isinstance(value, datetime):
                        page.write_datetime(row, column, value, day)
                    elif isinstance(value, float):
                        page.write_number(row, column, value)
                    else:
                        page.write_string(row, column, value)
    return out.getvalue()


def typed_cell(cell: str) -> str | float | datetime:
    """What Excel makes of a text: a number or a date where it looks like one; long ids and phones stay text."""
    if re.fullmatch(r"-?\d+\.\d+|[1-9]\d{0,8}|0", cell):
        return float(cell)
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?", cell):
        return datetime.fromisoformat(cell)
    return cell


def halves(sheet: Sheet) -> list[Sheet]:
    """Two sheets with one heading row; no order is torn apart."""
    middle = len(sheet.rows) // 2
    return [replace(sheet, rows=sheet.rows[:middle]), replace(sheet, above=(), rows=sheet.rows[middle:])]


FILES: dict[str, tuple[str, Callable[[Sheet], bytes]]] = {
    "gzip": ("export.csv.gz", lambda sheet: gzip.compress(text_of(sheet).encode())),
    "zip": ("export.zip", zipped),
    "text cells": ("export.xlsx", lambda sheet: workbook([sheet], typed=False)),
    "typed cells": ("export.xlsx", lambda sheet: workbook([sheet], typed=True)),
    "two sheets": ("export.xlsx", lambda sheet: workbook(halves(replace(sheet, above=())), typed=False)),
}


@pytest.mark.parametrize("name", FIRST)
@pytest.mark.parametrize("kind", FILES)
def test_packed_and_workbooks(kind: str, name: str) -> None:
    file, written = FILES[kind]
    path = FIRST[name]
    assert_same(told(written(sheet_of(path)), file), plain(path))


# ---------------------------------------------------------------- cut off


@pytest.mark.parametrize("name", SAMPLES)
def test_last_line_cut_off_is_no_line_and_nothing_else_changes(name: str) -> None:
    sheet = sheet_of(SAMPLES[name])
    rows = [row for row in padded(sheet) if sum(map(bool, row)) > 3]
    whole = replace(sheet, rows=rows)
    cut = text_of(whole)[: -len(",".join(rows[-1])) // 2].encode()
    expected = told(text_of(replace(sheet, rows=rows[:-1])).encode())
    found = told(cut)
    # A row of totals is left aside by its rule, whole or not.
    assert found.rejected + sum(found.ruled.values()) == expected.rejected + sum(expected.ruled.values()) + 1
    assert_same(replace(found, rejected=expected.rejected, ruled=expected.ruled), expected)


@pytest.mark.parametrize("form", ["sample.txt", "master.txt"])
def test_cdnow_without_headings(form: str) -> None:
    content = CDNOW.with_name(form).read_bytes()
    expected = told(content)
    assert expected.stored > 5 and expected.rejected == 0
    assert_same(told(codecs.BOM_UTF8 + content), expected)
    assert_same(told(content.replace(b"\r\n", b"\n")), expected)
    assert_same(told(gzip.compress(content), "cdnow.txt.gz"), expected)
    assert_same(told(content.replace(b"  ", b"\t")), expected)
