"""Column kinds: what a text is read as, and when it is not read at all."""

from __future__ import annotations

import csv
import tempfile
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from babel.numbers import NumberFormatError, format_decimal, parse_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_analysis.ingest.columns import Compiler
from crm_analysis.ingest.decisions import Decisions
from crm_analysis.ingest.files import open_table
from crm_analysis.ingest.platform import (
    Source,
    Where,
    currency,
    email,
    formula,
    identifier,
    money,
    phone,
    quantity,
    text,
)
from crm_analysis.ingest.staging import stage
from crm_analysis.ingest.tables import STAGED


def column(values: list[str], source: Source, *others: list[str], money_in: str | None = None) -> list:
    """A column of texts (and others beside it) as a source reads it; headings are ``a``, ``b`` …"""
    headings = [chr(ord("a") + place) for place in range(1 + len(others))] + ["always"]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as cursor:
        path = Path(folder) / "table.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerows([headings, *zip(values, *others, ["x"] * len(values), strict=True)])
        table = open_table(path, "table.csv", Path(folder), headings.__contains__, ())
        stage(cursor, table, range(len(headings)), Path(folder))
        compiler = Compiler(cursor, table.heading, "table.csv", None, "", None, Decisions(currency=money_in))
        rows = cursor.execute(f"SELECT {compiler.value(source)} FROM {STAGED} ORDER BY rowid").fetchall()
    return [row[0] for row in rows]


def numbers(*values: str) -> list[Decimal | None]:
    return column(list(values), money("a"))


# ---------------------------------------------------------------- money


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("12.50", "12.50"), ("-12.50", "-12.50"), ("+12.50", "12.50"), ("0", "0"), (".50", "0.50"),
        ("$12.50", "12.50"), ("$.50", "0.50"),
        ("-$12.50", "-12.50"), ("$-12.50", "-12.50"), ("US$12.50", "12.50"),
        ("C $12.50", "12.50"), ("£1,325.00", "1325"), ("1,325.00 GBP", "1325"), ("USD 12.50", "12.50"),
        ("12.50 kr", "12.50"), ("12.50元", "12.50"), ("0元", "0"), ("￥12.50", "12.50"), ("¥ 1,200", "1200"),
        ("(12.50)", "-12.50"), ("($1,325.00)", "-1325"), ("12.50-", "-12.50"), ("−12.50", "-12.50"),
        ("1,23,456.00", "123456"), ("1'234.50", "1234.50"), ("1’234.50", "1234.50"), ("1 234.50", "1234.50"),
        ("1\u00a0234.50", "1234.50"), ("1\u202f234.50\u00a0€", "1234.50"),
        ("499.00（系统计算中，该值仅供参考）", "499"), ("Rp 150,000", "150000"), ("R$ 10.00", "10"),
    ],
)  # fmt: skip
def test_money_with_a_decimal_point(written: str, amount: str) -> None:
    assert numbers(written, "3.25", "$1.10") == [Decimal(amount), Decimal("3.25"), Decimal("1.10")]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("12,50", "12.50"), ("-12,50", "-12.50"),
        ("12,50 €", "12.50"), ("€ 12,50", "12.50"), ("1.325,00", "1325"),
        ("1.325.000,5", "1325000.5"), ("1 325,00", "1325"),
        ("1\u202f325,00\u00a0€", "1325"), ("1'325,00", "1325"),
        ("(12,50)", "-12.50"), ("12,50-", "-12.50"), ("957,5775", "957.5775"), ("7", "7"), ("1.325", "1325"),
        (",50", "0.50"), ("R$ 1.325,00", "1325"), ("12,50 EUR", "12.50"),
    ],
)  # fmt: skip
def test_money_with_a_decimal_comma(written: str, amount: str) -> None:
    assert numbers(written, "3,25", "€1,10") == [Decimal(amount), Decimal("3.25"), Decimal("1.10")]


@pytest.mark.parametrize(
    "written",
    [
        "ten",
        "12.50.10",
        "1,23",
        "1,2345",
        "12,50",
        "12%",
        "12.50 or 13",
        "(12.50",
        "12.50)",
        "--5",
        "$",
        "1/2",
        "1.2e",
        "NaN",
        "inf",
    ],
)
def test_what_is_no_number_in_a_column_of_decimal_points(written: str) -> None:
    assert numbers(written, "3.25", "$1,325.10") == [None, Decimal("3.25"), Decimal("1325.10")]


@pytest.mark.parametrize("written", ["12.50", "1.23", "1.325.00", "12,50,10", "1,325.00"])
def test_what_is_no_number_in_a_column_of_decimal_commas(written: str) -> None:
    found = numbers(written, "3,25 €", "1.325,10 €", "0,99")
    assert None in found, "a column that writes both ways is not guessed cell by cell"


@pytest.mark.parametrize("blank", ["", " ", "-", "--", "—", "None", "nan", "N/A", "null", "\u00a0"])
def test_blank_markers_are_no_number(blank: str) -> None:
    assert numbers(blank, "1.50") == [None, Decimal("1.50")]


def test_thousands_alone_are_thousands() -> None:
    assert numbers("1,234", "¥500", "12,000") == [1234, 500, 12000]


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "fr_FR", "en_IN", "de_CH", "zh_CN", "sv_SE"])
@given(st.lists(st.decimals("-9999999.99", "9999999.99", places=2), min_size=3, max_size=8))
@settings(max_examples=4, deadline=None)
def test_numbers_as_babel_writes_and_reads_them(locale: str, amounts: list[Decimal]) -> None:
    written = [
        format_decimal(amount, format="#,##0.00" if locale != "en_IN" else None, locale=locale) for amount in amounts
    ]
    written.append(format_decimal(Decimal("1234.56"), locale=locale))
    assert numbers(*written) == [parse_decimal(one, locale=locale) for one in written]


@pytest.mark.parametrize("written", ["1,23", "12.50.10", "1.2.3"])
def test_what_babel_refuses_is_refused(written: str) -> None:
    with pytest.raises(NumberFormatError):
        parse_decimal(written, locale="en_US", strict=True)
    assert numbers(written, "$3.25")[0] is None


@pytest.mark.parametrize(
    ("written", "money_in", "amounts"),
    [
        (["150.000", "75.000", "0", "1.250.000"], "IDR", [150_000, 75_000, 0, 1_250_000]),
        (["150,000", "1,250,000"], "IDR", [150_000, 1_250_000]),
        (["330000.00", "55872.00"], "VND", [330_000, 55_872]),
        (["150.000,50", "75.000"], "IDR", [Decimal("150000.50"), 75_000]),
        (["VND 150.000", "VND 0"], None, [150_000, 0]),
        (["Rp45.000", "Rp1.250.000"], None, [45_000, 1_250_000]),
        (["45.000 ₫", "8.000 ₫"], None, [45_000, 8_000]),
        (["150.000", "75.000"], "EUR", [150, 75]),
        (["150.000", "75.000"], None, [150, 75]),
    ],
)
def test_points_in_money_without_cents_part_thousands(
    written: list[str], money_in: str | None, amounts: list[int | Decimal]
) -> None:
    assert column(written, money("a"), money_in=money_in) == amounts


def test_numbers_that_stand_in_one_cell_are_added_up() -> None:
    each = quantity("a", pattern=r"([^;]+)")
    assert column(["1;2", "3", "1;x", "", "1,200"], each) == [3, 3, None, None, 1200]
    pieces = quantity("a", pattern=r"\((\d+)件\)")
    assert column(["商品甲(1件)商品乙(2件)", "商品甲", ""], pieces) == [3, None, None]


def test_a_formula_asks_which_rows_it_is_in() -> None:
    granted = (Where("b", ".+", unless="(?i).*cancel.*"), Where("c", "yes"))
    refund = formula("CASE WHEN {where} THEN {0} ELSE 0 END", "a", where=granted)
    states = ["Approved", "Request CANCELLED", "", "", "Cancelled"]
    assert column(["1", "2", "3", "4", "5"], refund, states, ["", "", "", "yes", "yes"]) == [1, 0, 0, 4, 5]


def test_sign_as_declared() -> None:
    values = ["-2.50", "3.00", "0"]
    assert column(values, money("a", sign="positive")) == [0, 3, 0]
    assert column(values, money("a", sign="negative")) == [Decimal("2.5"), 0, 0]
    assert column(values, money("a", sign="absolute")) == [Decimal("2.5"), 3, 0]


def test_first_amount_that_is_not_blank_counts() -> None:
    assert column(["", "2", "x"], money("a", "b"), ["1", "1", "1"]) == [1, 2, None]


def test_formula_leaves_out_what_the_file_lacks() -> None:
    price = formula("{0} * {1} - COALESCE({2}, 0)", "a", "b", "no such column")
    assert column(["2.50", "1"], price, ["4", ""]) == [Decimal("10"), None]


def test_quantities() -> None:
    assert column(["1", "1.0", "-2", "1,000", "0.5", "two", ""], quantity("a")) == [
        1,
        1,
        -2,
        1000,
        Decimal("0.5"),
        None,
        None,
    ]


# ---------------------------------------------------------------- numbers that are names


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("17850.0", "17850"), ("17850", "17850"),
        ('="35150000000000000"', "35150000000000000"), ("'0012", "0012"),
        ("\t536365\t", "536365"), ('"12055"', "12055"),
        ("#1001", "#1001"), ("00004", "00004"), ("1.10", "1.10"),
        ("A.0", "A.0"), ("v1.0", "v1.0"), ("C536379", "C536379"), ("12E4", "12E4"),
        ("5.08E+18", None), ("3.515e+18", None), ('="5.08E+18"', None),
        ("5E+18", None), ("-", None), ('=""', None),
    ],
)  # fmt: skip
def test_ids(written: str, number: str | None) -> None:
    assert column([written, "7"], identifier("a")) == [number, "7"]


def test_a_joined_id_needs_all_its_parts() -> None:
    assert column(["Anna", "Ben", ""], identifier("a", "b", joined=True), ["'20095", "", "1"]) == [
        "Anna 20095",
        None,
        None,
    ]


def test_a_joined_text_does_not() -> None:
    assert column(["Anna", "Ben", ""], text("a", "b", joined=True), ["Muster", "", ""]) == ["Anna Muster", "Ben", None]


def test_part_of_a_text() -> None:
    buyer = identifier("a", pattern=r"^(?:.*\()?([^()]+)\)?$")
    assert column(["Anna Muster (annam)", "benq", "Dora (Dodo) F (dd)", ""], buyer) == ["annam", "benq", "dd", None]


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" Anna@Example.COM ", "anna@example.com"),
        ("'anna@example.com", "anna@example.com"), ("a***@example.com", None),
        ("anna", None), ("", None), ("##密文@example.com", None),
    ],
)  # fmt: skip
def test_emails(written: str, address: str | None) -> None:
    assert column([written], email("a")) == [address]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("'+49 170 0000007", "+491700000007"),
        ("+49 (170) 000-0308", "+491700000308"), ("13900000001", "13900000001"),
        ("13900000001.0", "13900000001"), ("139****0001", None),
        ("*******1234", None), ("110", None), ("-", None), ("##密文13900000001", None), ("$$13900000001", None),
        ("0049+170", "0049170"),
    ],
)  # fmt: skip
def test_phones(written: str, number: str | None) -> None:
    assert column([written], phone("a")) == [number]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("EUR", "EUR"), ("usd", "USD"), ("$12.50", "USD"),
        ("US $12.50", "USD"), ("C $12.50", "CAD"), ("AU $1", "AUD"),
        ("£5", "GBP"), ("5 €", "EUR"), ("12元", "CNY"),
        ("NT$300", "TWD"), ("HK$300", "HKD"), ("R$ 10,00", "BRL"),
        ("VND 150.000", "VND"), ("-IDR 45.000", None), ("12.50 EUR", "EUR"), ("US$ 12.50", "USD"),
        ("12.50", None), ("¥500", None), ("", None),
    ],
)  # fmt: skip
def test_currencies(written: str, code: str | None) -> None:
    assert column([written], currency("a")) == [code]
