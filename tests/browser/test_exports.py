"""A list taken from the page is the list of the command line, and a person's name is a name whatever it looks like."""

import pytest

from browser.driving import App, command
from test_lists import MEMBERS, ORDERS

NAMES = ['=HYPERLINK("http://x.org";"y")', "<script>alert(1)</script>", r"$\LaTeX$", "**bold**", "\u202eright to left"]


@pytest.fixture
def app(tmp_path):
    store = tmp_path / "store.duckdb"
    strange = "".join(
        f'{20 + number},2024-02-0{number},s{number}@x.org,,"{name.replace(chr(34), chr(34) * 2)}",DE,,,EUR,Tea,1,5.00\n'
        for number, name in enumerate(NAMES, start=1)
    )
    for file, text in (("orders.csv", ORDERS + strange), ("members.csv", MEMBERS)):
        (tmp_path / file).write_text(text, encoding="utf-8")
        command(store, "import", tmp_path / file)
    app = App(store)
    yield app
    app.stop()


def pick(shown, key, words):
    """Choose in a list."""
    shown.keyed(key).get_by_role("combobox").click()
    shown.act(shown.page.get_by_role("option", name=words, exact=True).click)


def taken(shown):
    """What the link hands over."""
    with shown.page.expect_download() as handed:
        shown.keyed("export_download").get_by_role("link").click()
    return handed.value


@pytest.mark.heavy
def test_the_file_of_the_page_is_the_file_of_the_command_line(app, window, tmp_path):
    shown = window(app)
    shown.open("exports")
    plain = taken(shown)
    assert plain.suggested_filename == "everybody-generic.csv"
    plain.save_as(tmp_path / "page-generic.csv")
    pick(shown, "export_layout", "Klaviyo")
    taken(shown).save_as(tmp_path / "page-klaviyo.csv")
    shown.page.reload()
    shown.idle()
    shown.page.get_by_text("What has left", exact=True).scroll_into_view_if_needed()
    shown.context.close()
    app.stop()
    for layout in ("generic", "klaviyo"):
        app.command("export", "everybody", "--layout", layout, "--to", tmp_path / f"{layout}.csv")
        assert (tmp_path / f"page-{layout}.csv").read_bytes() == (tmp_path / f"{layout}.csv").read_bytes()
    made_by = [line.split(",")[2] for line in app.command("exports").decode().splitlines()[1:]]
    assert made_by == ["command line", "command line", "page", "page"]
    cells = (tmp_path / "generic.csv").read_text(encoding="utf-8-sig")
    assert """"'=HYPERLINK(""http://x.org"";""y"")\"""" in cells
    assert [name for name in NAMES[1:] if name not in cells] == []
