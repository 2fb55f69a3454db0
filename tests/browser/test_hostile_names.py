"""Names that try to be markup, script, link or formula are names: on every page, in both languages, in every file."""

import io
import re
from urllib.parse import quote

import openpyxl
import pytest

from browser.driving import App
from crm_analysis.export.cells import NUMBER, RUNS_AS_FORMULA
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store import Store
from hostile_shop import FAR, LITERALS, NAMES, ORDER_FILE, SOLE, furnish, orders, spend, survey, unknown

SEGMENT = quote(SOLE["segment"])
LOOKS = [
    "overview?period=all",
    f"overview?period=all&segment={SEGMENT}&country={quote(NAMES[4])}&channel={quote(NAMES[8])}",
    f"overview?segment={quote(NAMES[4])}",
    *(f"retention?slice={of}" for of in ("channel", "shop", "first_product", "coupon")),
    *(f"segments?part={part}" for part in ("segments", "movement")),
    f"builder?segment={SEGMENT}",
    "clusters?k=3",
    "tags?family=basic&tag=country",
    "tags?family=preference&tag=favourite_brand",
    "tags?family=hand",
    "tags?family=rule",
    "customers",
    *(f"customer?customer={quote(who)}" for who in ("**nobody**", NAMES[4], "c8-1@x.org")),
    "upload",
    *(f"data?kind={kind}" for kind in ("orders", "spend", "feedback")),
    "quality?check=rejected",
    "shops",
    "exports",
]
LANGUAGES = ("en-GB", "zh-CN")
DOWNLOADS = {"customers": "customers_csv", "exports": "export_download", "builder": "builder_csv"}
SHOWN = """() => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const around = node.parentElement;
        if (/zq\\d/.test(node.nodeValue) && !['SCRIPT', 'STYLE', 'TEXTAREA'].includes(around.tagName)) {
            found.push([node.nodeValue, around.tagName]);
        }
    }
    return found;
}"""
FOREIGN = """host => [...document.querySelectorAll('a, img, image, script, iframe, object, embed, form, base, link')]
    .map(it => it.getAttribute('href') || it.getAttribute('xlink:href') || it.getAttribute('src') || '')
    .filter(to => /^(mailto|javascript|data:text)/i.test(to) || (/^(https?:)?\\/\\//.test(to) && to.includes(host)))"""
INJECTED = "() => [...document.querySelectorAll('.katex, .MathJax, mjx-container')].map(it => it.textContent)"
OPENERS = '[data-testid="stPopoverButton"], [data-testid="stExpander"] details:not([open]) summary'
UNSEEN = re.compile("[\u2060\u2066-\u2069]")
"""Marks by which names are kept from being links and from turning round what stands beside them."""


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    with Store.open(folder / "store.duckdb") as store:
        for name, text in ((ORDER_FILE, orders()), ("spend.csv", spend()), ("survey.csv", survey())):
            (folder / name).write_text(text, encoding="utf-8")
            import_file(store, folder / name, ImportOptions(shop=SOLE["shop"]))
        (folder / "second.csv").write_text(orders(seed=2), encoding="utf-8")
        import_file(store, folder / "second.csv", ImportOptions(shop="second"))
        furnish(store)
    app = App(folder / "store.duckdb")
    yield app
    app.stop()


def misread(text):
    """The names in a text that it does not hold letter by letter; what is cut short must be right so far."""
    shown = " ".join(UNSEEN.sub("", text).split())
    for mark in re.findall(r"zq\d+", shown):
        literal = " ".join(LITERALS[mark].split())
        begun = shown.partition("…")[0]
        cut = "…" in shown and any(literal.startswith(begun[place:]) for place in range(len(begun)))
        if literal not in shown and not cut:
            yield mark


def faults(page):
    """What of the names on a page is more than a name."""
    yield from (f"{mark} in {tag}: {text}" for text, tag in page.evaluate(SHOWN) for mark in misread(text))
    yield from (f"leads to {to}" for to in page.evaluate(FOREIGN, FAR))
    yield from (f"a formula: {text}" for text in page.evaluate(INJECTED))


def open_everything(shown):
    """Open each popover and each fold of a page, one after the other; after each the page can be looked at."""
    openers = shown.page.locator(OPENERS)
    for place in range(openers.count()):
        if not openers.nth(place).is_visible():
            continue
        openers.nth(place).click()
        shown.idle()
        yield
        shown.page.keyboard.press("Escape")


def watched(window, app, **appearance):
    """A window that notes dialogs too."""
    shown = window(app, **appearance)
    shown.page.on("dialog", lambda dialog: (shown.complaints.append(dialog.message), dialog.dismiss()))
    return shown


@pytest.mark.heavy
@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_names_on_every_page(app, window, language):
    shown = watched(window, app, locale=language)
    found, marks = {}, set()
    in_full = language == LANGUAGES[0]
    # Sentences differ by language, what brings names into them does not: some looks must do.
    for look in LOOKS if in_full else LOOKS[::3]:
        shown.open(look)
        wrong = list(faults(shown.page))
        marks |= {mark for text, _tag in shown.page.evaluate(SHOWN) for mark in re.findall(r"zq\d+", text)}
        if in_full:
            for _opened in open_everything(shown):
                wrong += faults(shown.page)
        if wrong:
            found[look] = sorted(set(wrong))
    assert found == {}
    if in_full:
        assert marks >= {re.search(r"zq\d+", name)[0] for name in NAMES}
        assert marks >= {re.search(r"zq\d+", SOLE[of])[0] for of in ("shop", "tag", "segment", "feed", "play", "file")}


def test_names_are_names_in_a_file_that_waits(app, window, tmp_path):
    shown = watched(window, app)
    file = tmp_path / ORDER_FILE
    file.write_text(unknown(), encoding="utf-8")
    shown.open("upload")
    shown.act(lambda: shown.page.locator("input[type=file]").first.set_input_files(file))
    shown.page.get_by_text("zq106").first.wait_for()
    assert list(faults(shown.page)) == []


def test_what_a_chart_says_of_a_name_is_a_name(app, window):
    shown = watched(window, app)
    shown.open("tags?family=basic&tag=country")
    names = shown.keyed("tag_sizes").locator(".js-plotly-plot").evaluate("it => it.data[0].customdata.length")
    for place in range(names):
        assert "zq" in shown.hover_text("tag_sizes", 1, place)
        assert list(faults(shown.page)) == []


@pytest.mark.parametrize("path", DOWNLOADS)
def test_cells_of_files_run_nothing(app, window, path):
    shown = watched(window, app)
    shown.open(path)
    for row in shown.download(DOWNLOADS[path]).decode("utf-8-sig").splitlines():
        for cell in re.findall(r'(?:^|,)"?((?:[^,"]|"")*)', row):
            assert not re.match(RUNS_AS_FORMULA, cell) or re.fullmatch(NUMBER, cell)


def test_cells_of_a_sheet_are_texts(app, window):
    shown = watched(window, app)
    shown.open("exports")
    shown.act(shown.page.get_by_text("Excel", exact=True).click)
    sheet = openpyxl.load_workbook(io.BytesIO(shown.download("export_download"))).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d"}
    assert [cell for cell in cells if cell.hyperlink] == []
    assert {str(cell.value).lstrip("'") for cell in cells} >= {name.strip() for name in NAMES[:9]}
