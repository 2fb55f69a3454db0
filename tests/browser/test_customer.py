"""One customer in the browser: from the list to their page, and on paper."""

import shutil

import pytest

from browser.driving import App

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
FIRST_ROW = 38 + 18
"""Pixels from the top of a table to the middle of its first row."""
HIDDEN_ON_PAPER = ('[data-testid="stSidebar"]', ".st-key-customer_find", ".st-key-customer_note_form", ".pictures")


@pytest.mark.parametrize(("page", "card"), [("customers", "card_customers"), ("churn", "card_churn_list")])
def test_a_row_of_a_list_leads_to_the_page_of_its_customer(page, card, sample_app, window):
    shown = window(sample_app)
    shown.open(page)
    table = shown.keyed(card).locator('[data-testid="stDataFrame"]')
    table.scroll_into_view_if_needed()
    customer = table.locator("#glide-cell-1-0, [data-testid='glide-cell-1-0']").first.text_content()
    table.click(position={"x": 16, "y": FIRST_ROW})
    shown.page.wait_for_url("**/customer?customer=**")
    shown.idle()
    assert customer in shown.page.locator('[data-testid="stMain"]').inner_text()
    assert shown.keyed("card_customer_orders").is_visible()
    shown.page.locator(f'[data-testid="stSidebarNavLink"][href$="/{page}"]').click()
    shown.keyed(card).wait_for()
    shown.page.go_back()
    shown.keyed("card_customer_orders").wait_for()


def test_on_paper_there_is_no_navigation_and_cards_stand_in_one_column(sample_app, window):
    shown = window(sample_app)
    shown.open("customers")
    shown.keyed("card_customers").locator('[data-testid="stDataFrame"]').click(position={"x": 16, "y": FIRST_ROW})
    shown.page.wait_for_url("**/customer?customer=**")
    shown.idle()
    beside = [shown.keyed(f"card_customer_{name}").bounding_box()["x"] for name in ("timeline", "notes")]
    assert beside[0] < beside[1]
    shown.page.emulate_media(media="print")
    for place in HIDDEN_ON_PAPER:
        assert not shown.page.locator(place).first.is_visible()
    below = [shown.keyed(f"card_customer_{name}").bounding_box()["x"] for name in ("timeline", "goods", "tags")]
    assert len(set(below)) == 1


def test_on_a_phone_everything_stands_within_the_screen(sample_app, window):
    shown = window(sample_app, **PHONE, color_scheme="dark", locale="zh-CN")
    shown.open("customer")
    shown.page.locator(".st-key-customer_find input").fill("1")
    shown.act(lambda: shown.page.keyboard.press("Enter"))
    shown.act(shown.keyed("customer_found_0").locator("button").click)
    assert shown.keyed("card_customer_orders").is_visible()
    assert shown.overflow() <= 0


@pytest.fixture
def manager_app(sample_store, tmp_path, monkeypatch):
    """The app for somebody who does not see who customers are."""
    monkeypatch.setenv("CRM_ROLE", "manager")
    shutil.copy(sample_store, tmp_path / "store.duckdb")
    app = App(tmp_path / "store.duckdb")
    yield app
    app.stop()


def test_a_manager_goes_from_the_list_to_a_page_whose_address_holds_a_number(manager_app, window):
    shown = window(manager_app)
    shown.open("exports")
    assert "does not see who customers are" in shown.page.locator('[data-testid="stMain"]').inner_text()
    assert not shown.page.locator('[data-testid="stSidebarNavLink"][href$="/exports"]').is_visible()
    shown.visit("customers")
    shown.keyed("card_customers").locator('[data-testid="stDataFrame"]').click(position={"x": 16, "y": FIRST_ROW})
    shown.page.wait_for_url("**/customer?customer=%23*")
    shown.idle()
    assert shown.keyed("customer_hidden").is_visible()
    number = shown.page.url.split("%23")[1]
    assert f"#{number}" in shown.keyed("heading").inner_text()
