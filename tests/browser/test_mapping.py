"""A table that no platform writes, as an owner who is no technician brings it in: from a till, from anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "color_scheme": "dark"}
NAMELESS = "\n".join(
    [
        "F1;F2;F3;F4;F5",
        *(
            f"{7001 + n};{n % 12 + 1}.{n % 28 + 1}.2025;kundin{n % 7}@example.de;{n % 3 + 1};1.{n:03}"
            for n in range(40)
        ),
    ]
)
TILL = (
    "Bon-Nr.;Datum;Kunde;Artikel;Stück;Preis;Summe\n"
    "1;13.01.2026 10:00;anna@example.de;Becher blau;2;12,50;1.025,00\n"
    "1;13.01.2026 10:00;anna@example.de;Tasse;1;1.000,00;1.025,00\n"
    "2;14.01.2026 10:00;ben@example.de;Tasse;1;10,00;10,00\n"
)


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="cp1252")
    return path


def drop(shown, path: Path) -> None:
    shown.page.locator('[data-testid="stFileUploader"] input[type=file]').first.set_input_files(path)
    shown.keyed("upload_import").get_by_role("button").wait_for()
    shown.idle()


def starting(shown, key: str) -> Locator:
    return shown.page.locator(f'[class*="st-key-{key}"]')


@pytest.mark.heavy
def test_a_nameless_table_is_looked_at_confirmed_and_known_again(empty_app, window, tmp_path):
    shown = window(empty_app)
    shown.open("upload")
    drop(shown, put(tmp_path, "export.csv", NAMELESS))
    importing = shown.keyed("upload_import").get_by_role("button")
    role = starting(shown, "upload_role_email_")
    assert "kundin0@example.de" in role.inner_text()
    assert "guessed from what stands there" in role.inner_text()
    assert importing.is_disabled()
    shown.shoot("mapping-nameless")

    shown.act(starting(shown, "upload_decimal_").get_by_text("Comma").click)
    shown.act(
        lambda: starting(shown, "upload_save_").locator("input").fill("Till") or shown.page.keyboard.press("Enter")
    )
    shown.act(starting(shown, "upload_right_").locator("label").click)
    shown.shoot("mapping-confirmed")
    importing.click()
    shown.keyed("card_report_1").wait_for()
    shown.idle()
    assert "40 new orders" in shown.keyed("card_report_1").inner_text()

    drop(shown, put(tmp_path, "next.csv", NAMELESS.replace("7001", "8001")))
    assert "As in your mapping Till" in starting(shown, "card_file_").inner_text()
    assert importing.is_enabled()
    shown.keyed("mappings").get_by_text("Remembered columns").click()
    shown.idle()
    assert "Till" in shown.keyed("mapping_0").inner_text()
    shown.shoot("mapping-known")


@pytest.mark.heavy
def test_a_german_till_needs_no_help_on_a_chinese_telephone(empty_app, window, tmp_path):
    shown = window(empty_app, locale="zh-CN", **PHONE)
    shown.open("upload")
    drop(shown, put(tmp_path, "kasse.csv", TILL))
    assert shown.keyed("upload_import").get_by_role("button").is_enabled()
    assert "1.000,00" in starting(shown, "card_file_").inner_text()
    assert shown.overflow() == 0
    starting(shown, "upload_columns_").locator("summary").click()
    shown.idle()
    shown.shoot("mapping-till-phone")
