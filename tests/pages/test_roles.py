"""A person whose role does not see who customers are: everything is counted for them, and nobody is named."""

import asyncio
import shutil

import pytest
from starlette.requests import Request

from crm_analysis.analysis import customers
from crm_analysis.conditions import written
from crm_analysis.conditions.records import Birthday
from crm_analysis.export.lists import CustomerList
from crm_analysis.export.tickets import TICKETS, Ticket
from crm_analysis.rules.exports import layout_of
from crm_analysis.server import ticketed
from crm_analysis.store import Store
from crm_analysis.ui.navigation import SECTIONS
from marked_shop import betrayed, fill
from pages.test_customer import figures

CLOSED = ("upload", "builder", "data", "quality", "exports")
LOOKS = (
    *((path.removeprefix("pages/").removesuffix(".py"), {}) for entries in SECTIONS.values() for path, *_ in entries),
    ("customer", {"customer": "#1"}),
    ("customers", {"who": "active"}),
    ("segments", {"part": "movement"}),
    ("tags", {"family": "hand"}),
    ("tags", {"family": "rule"}),
    ("quality", {"check": "rejected"}),
    ("tags", {"family": "basic", "tag": "region"}),
)
"""Pages and what their addresses say."""
SAYS_MUCH = {"part": "movement", "family": "hand", "check": "rejected"}


@pytest.fixture
def role(monkeypatch):
    return lambda name: monkeypatch.setenv("CRM_ROLE", name)


@pytest.fixture(scope="module")
def marked_store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("marked")
    with Store.open(folder / "store.duckdb") as store:
        fill(store, folder)
    return folder / "store.duckdb"


@pytest.fixture
def marked(marked_store, store_file):
    """A shop whose every personal value is marked."""
    shutil.copy(marked_store, store_file)


def sent(reader):
    """Everything that the page sends to the browser, tables with the columns that they do not show among it."""
    told = b"\n".join(
        element.proto.SerializeToString() for element in reader.app.main if getattr(element, "proto", None) is not None
    )
    return f"{told.decode('utf-8', 'replace')}\n{dict(reader.app.query_params)}"


@pytest.mark.heavy
@pytest.mark.parametrize(("page", "address"), LOOKS, ids=str)
def test_no_page_betrays_who_somebody_is(marked, role, read, page, address):
    role("manager")
    reader = read("en-GB", address).open(page)
    assert not reader.failures
    assert reader.app.title
    assert not betrayed(sent(reader))


def test_no_profile_betrays_in_chinese(marked, role, read):
    role("manager")
    reader = read("zh-CN", {"customer": "#1"}).open("customer")
    assert not reader.failures
    assert reader.app.title[0].value == "Z. Z."
    assert not betrayed(sent(reader))


@pytest.mark.heavy
@pytest.mark.parametrize("page", ["customers", "customer", "churn", "segments", "tags", "quality", "data"])
def test_an_owner_sees_what_these_pages_would_betray(marked, read, page):
    """Else the test above would pass of itself."""
    address = {"customer": "zqx.mail1@shop.example"} if page == "customer" else SAYS_MUCH
    reader = read("en-GB", address).open(page)
    assert not reader.failures
    assert betrayed(sent(reader))


@pytest.mark.parametrize("page", CLOSED)
@pytest.mark.parametrize(("language", "words"), [("en-GB", "Your role, Manager, does not see who customers are.")])
def test_pages_of_raw_rows_and_lists_say_that_they_are_not_for_the_role(marked, role, read, page, language, words):
    role("manager")
    reader = read(language).open(page)
    assert [element.value for element in reader.app.info] == [words]
    assert not reader.app.dataframe


def test_a_manager_sees_the_profile_masked(marked, role, read):
    role("manager")
    reader = read("en-GB", {"customer": "#1"}).open("customer")
    assert not reader.failures
    assert reader.app.title[0].value == "Z. Z."
    assert figures(reader)["Orders"] == "5"
    assert "#1 · DE" in reader.words
    assert "E-mail: `z•••@shop.example`" in reader.words
    assert "Phone: `•••• " in reader.words
    assert "Birthday: " not in reader.words
    assert "Is this more than one person?" not in reader.words
    assert reader.words.count("Your role, Manager, does not see who customers are.") == 3
    assert reader.app.query_params["customer"] == "#1"


def test_an_owner_sees_all_of_it_under_the_number_too(marked, read):
    reader = read("en-GB", {"customer": "#1"}).open("customer")
    assert not reader.failures
    assert reader.app.title[0].value.startswith("Zqx.")
    assert "zqx.mail" in reader.words
    assert "· #1 · Zqx.city, DE" in reader.words
    assert "Birthday: `1931-11-23`" in reader.words
    assert "Your role" not in reader.words
    assert [text.value for text in reader.app.text if text.value == "zqx.note"]


def test_a_manager_finds_somebody_by_number_alone(marked, role, read):
    role("manager")
    reader = read("en-GB").open("customer")
    reader.app.text_input("customer_search").set_value("zqx.mail1@shop.example").run()
    assert reader.failures == [
        "'zqx.mail1\N{WORD JOINER}@shop.example' is no customer's number. Write one that a list shows, such as #1024."
    ]
    reader.app.text_input("customer_search").set_value("2").run()
    assert not reader.failures
    assert reader.app.query_params["customer"] == "#2"
    assert reader.app.title[0].value == "Z. Z."


def test_an_address_that_names_somebody_opens_nobody(marked, role, read):
    role("manager")
    for somebody in ("zqx.mail1@shop.example", "zqx.mail99@shop.example"):
        reader = read("en-GB", {"customer": somebody}).open("customer")
        assert len(reader.failures) == 1
        assert "is no customer's number" in reader.failures[0]


def test_a_manager_gives_and_takes_a_tag_but_notes_nothing(marked, role, read):
    role("manager")
    reader = read("en-GB", {"customer": "#1"}).open("customer")
    reader.app.text_input("customer_tag_new").set_value("press")
    reader.press("customer_tag_give")
    assert not reader.failures
    assert "**press**" in reader.words
    assert "customer_note_keep" not in {button.key for button in reader.app.button}


def test_a_contact_is_noted_of_the_customer_with_the_number(marked, role, read):
    role("manager")
    reader = read("en-GB", {"customer": "#1"}).open("customer")
    reader.app.text_input("customer_contact_campaign").set_value("May")
    reader.press("customer_contact_keep")
    assert not reader.failures
    assert "May" in next(list(table.value["campaign"]) for table in reader.app.dataframe if "campaign" in table.value)


def test_a_segment_of_single_customers_is_not_for_the_role(marked, role, read):
    role("manager")
    reader = read("en-GB", {"segment": "Chosen few"})
    assert len(reader.failures) == 1
    assert reader.failures[0].startswith("This segment names single customers")
    role("owner")
    assert not read("en-GB", {"segment": "Chosen few"}).failures


def test_a_segment_of_ones_own_in_the_address_is_not_for_the_role(marked, role, read):
    address = {"segment": written.packed(Birthday(months=("11",)))}
    assert not read("en-GB", address).failures
    role("manager")
    assert read("en-GB", address).failures == [
        "Your role looks at segments that somebody has saved. Choose one by its name."
    ]


def test_what_is_kept_for_one_role_is_not_shown_to_another(marked, role, read):
    for name, is_named in (("owner", True), ("manager", False), ("owner", True), ("team", True)):
        role(name)
        assert bool(betrayed(sent(read("en-GB").open("churn")))) == is_named


def test_lists_cannot_be_taken_away(marked, role, read):
    role("manager")
    reader = read("en-GB").open("customers")
    refused = [button for button in reader.app.button if button.key in ("customers_csv", "customers_export")]
    assert [(button.disabled, button.help) for button in refused] == [
        (True, "Your role, Manager, does not see who customers are.")
    ] * 2


def test_a_link_to_a_list_is_refused_when_the_file_is_made(marked, role):
    wanted = CustomerList("everybody", customers.search(), layout_of("generic"), "include")
    token = TICKETS.issue(Ticket(wanted, "list.csv", "zh_CN"))
    request = Request({"type": "http", "headers": [], "path_params": {"token": token, "file": "list.csv"}})
    role("manager")
    refused = ticketed(request)
    assert (refused.status_code, betrayed(refused.body.decode())) == (403, [])
    role("team")
    given = ticketed(request)
    assert given.status_code == 200
    asyncio.run(given.background())


def test_a_role_that_there_is_not_is_told_with_those_that_there_are(marked, role, read):
    role("chief")
    assert read("en-GB").failures == [
        "The role is 'chief'. Set it to one of those that there are: owner, manager, team."
    ]
