"""Point or comma: what the amounts of a file tell, what the owner says, and the rule where nobody does."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from crm_analysis.ingest.load import import_file, inspect
from crm_analysis.ingest.report import ImportOptions
from exports_support import empty_store


def write(folder: Path, *amounts: str, headings: str = "Order No;Date;Email;Amount") -> Path:
    rows = "".join(f"{n};2026-01-03;a@x.org;{amount}\n" for n, amount in enumerate(amounts, start=1))
    path = folder / "table.csv"
    path.write_text(f"{headings}\n{rows}", encoding="utf-8")
    return path


def read_as(path: Path, **options) -> list[float]:
    return list(inspect(path, ImportOptions(**options)).preview["amount"])


@pytest.mark.parametrize(
    ("amounts", "mark", "written", "value"),
    [
        (("1.234,56", "7"), "comma", "1.234,56", "1234.56"),
        (("1,234.56", "7"), "point", "1,234.56", "1234.56"),
        (("12,5", "1.234"), "comma", "1.234", "1234"),
        (("12.5", "1,234"), "point", "1,234", "1234"),
    ],
)
def test_the_column_tells(amounts: tuple[str, ...], mark: str, written: str, value: str, tmp_path: Path) -> None:
    found = inspect(write(tmp_path, *amounts), ImportOptions()).decimal
    assert (found.mark, found.written, found.value, found.open) == (mark, written, Decimal(value), False)


def test_whole_numbers_ask_nothing(tmp_path: Path) -> None:
    assert inspect(write(tmp_path, "7", "1234"), ImportOptions()).decimal is None


@pytest.mark.parametrize(
    ("amounts", "options", "expected"),
    [
        (("1,234", "12,000"), {}, [1234, 12000]),
        (("1.234", "12.000"), {}, [1.234, 12]),
        (("1.234", "12.000"), {"decimal": "comma"}, [1234, 12000]),
        (("1,234", "12,000"), {"decimal": "comma"}, [1.234, 12]),
        (("150.000", "75.000"), {"currency": "IDR"}, [150000, 75000]),
        (("150,000", "75,000"), {"currency": "JPY"}, [150000, 75000]),
        (("Rp 150.000", "Rp. 75.000"), {}, [150000, 75000]),
        (("150.000 ₫", "75.000 ₫"), {}, [150000, 75000]),
        (("12,50", "1.234"), {"decimal": "point"}, [12.5, 1234]),
    ],
)
def test_a_column_that_leaves_it_open(amounts: tuple[str, ...], options: dict, expected: list, tmp_path: Path) -> None:
    """Three digits behind every mark: the owner says; else a currency without small coins; else the point."""
    assert read_as(write(tmp_path, *amounts), **options) == expected


def test_other_amounts_of_the_file_tell(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("Order No;Date;Email;Amount;Refund\n1;2026-01-03;a@x.org;1.234;0,50\n", encoding="utf-8")
    found = inspect(path, ImportOptions())
    assert list(found.preview["amount"]) == [1234]
    assert not found.decimal.open


def test_what_rests_on_the_rule_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "1,234", "12,000")
    with empty_store() as store:
        report = import_file(store, path, ImportOptions())
        settled = import_file(store, path, ImportOptions(decimal="point"))
        with store.cursor() as cursor:
            marks = cursor.execute("SELECT decimal_mark FROM uploads ORDER BY upload_id").fetchall()
    (told,) = [str(warning) for warning in report.warnings if "tells whether a point" in str(warning)]
    assert "12,000 was read as 12000" in told
    assert not [warning for warning in settled.warnings if "tells whether a point" in str(warning)]
    assert marks == [("point",), ("point",)]
