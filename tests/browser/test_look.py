"""Every page in both languages, light and dark, wide and narrow: it draws without an error and without the internet."""

import pytest

PAGES = ("", "retention", "churn", "segments", "clusters", "upload", "customers", "data", "quality", "shops")
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
TOUCHING = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => {
    const names = [...plot.querySelectorAll('.xtick text')].map(it => [it.textContent, it.getBoundingClientRect()]);
    names.sort((one, other) => one[1].left - other[1].left);
    return names.slice(1).filter(([, place], at) => place.left < names[at][1].right).map(([name]) => name);
})"""
"""Names along the horizontal axes of the page that lie on the one before them."""
APPEARANCES = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": PHONE,
    "chinese": {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"},
    "chinese-dark-phone": {**PHONE, "locale": "zh-CN", "color_scheme": "dark"},
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name == "light" else pytest.mark.heavy) for name in APPEARANCES]
)
def test_every_page_draws(sample_app, window, name):
    shown = window(sample_app, **APPEARANCES[name])
    for path in PAGES:
        shown.open(path)
        assert shown.page.locator('[data-testid="stException"], .st-key-failure').count() == 0
        assert shown.overflow() <= 0
        shown.shoot(f"{path or 'overview'}-{name}")


@pytest.mark.parametrize("path", ["", "retention"])
def test_names_below_a_chart_do_not_touch_on_a_phone_in_chinese(sample_app, window, path):
    shown = window(sample_app, **PHONE, locale="zh-CN")
    shown.open(path)
    assert shown.page.locator(".xtick text").count() > 10
    assert shown.page.evaluate(TOUCHING) == []


def test_the_language_follows_the_browser_can_be_switched_and_is_remembered(sample_app, window):
    chinese = window(sample_app, locale="zh-CN")
    chinese.open("retention")
    assert chinese.page.locator("h1").inner_text() == "留存"
    chinese.act(chinese.page.get_by_text("English", exact=True).click)
    assert chinese.page.locator("h1").inner_text() == "Retention"
    chinese.open("segments")
    assert chinese.page.locator("h1").inner_text() == "Segments"
    again = chinese.context.new_page()
    again.goto(f"{sample_app.url}/retention")
    again.get_by_role("heading", name="Retention").wait_for()


def test_an_empty_shop_is_told_how_to_begin(empty_app, window):
    shown = window(empty_app)
    shown.open()
    shown.page.get_by_text("Load the sample shop").wait_for()
    shown.page.get_by_text("Upload your export").wait_for()
    shown.shoot("welcome")


def test_the_overview_answers_by_its_name_too_and_keeps_its_filters(sample_app, window):
    shown = window(sample_app)
    shown.open("overview?period=90d")
    assert shown.page.locator("h1").inner_text() == "Overview"
    assert shown.page.get_by_text("Page not found").count() == 0
    assert shown.page.url == f"{sample_app.url}/?period=90d"
