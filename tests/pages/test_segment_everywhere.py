"""The segment in the address: every page that shows customers or orders looks at its customers only, and says so."""

import pytest

from crm_analysis.conditions.kinds import Place
from crm_analysis.export.tickets import TICKETS
from crm_analysis.store import Store, saved_segments
from crm_analysis.ui.navigation import SECTIONS

OF_FILES = {"upload", "data", "quality", "shops"}
"""Pages of files and settings: rejected rows, guests and silences, which are nobody's, are what they are there for."""
OF_ONE = {"customer"}
"""The page of one person, whom no segment makes another."""
OWN_WAY = {"builder"}
"""There the segment of the address is what is built."""
PAGES = {path.split("/")[1].removesuffix(".py") for entries in SECTIONS.values() for path, *_words in entries}
SENTENCE = "Customers who live in the country FR"


@pytest.fixture
def french(tiny, store_file):
    """Bob, who ordered twice, and Dan, who ordered once; Ann and Cid are of Germany."""
    with Store.open(store_file) as store:
        saved_segments.save(store, "French", Place(among=("FR",)))


@pytest.mark.heavy
@pytest.mark.parametrize("page", sorted(PAGES - OF_FILES - OF_ONE - OWN_WAY))
def test_the_page_says_whom_it_looks_at(page, french, read):
    reader = read("en-GB", {"segment": "French"}).open(page)
    assert not reader.failures
    assert SENTENCE in reader.words
    assert reader.app.selectbox("filter_segment").value == "French"


@pytest.mark.heavy
@pytest.mark.parametrize("page", sorted(OF_FILES | OF_ONE))
def test_pages_of_files_and_of_one_person_leave_it_alone(page, french, read):
    reader = read("en-GB", {"segment": "French"}).open(page)
    assert not reader.failures
    assert SENTENCE not in reader.words


def people(reader, table=0):
    return sorted(reader.app.dataframe[table].value["customer_id"])


def test_the_customer_list_finds_them_only(french, read):
    reader = read("en-GB", {"segment": "French"}).open("customers")
    assert people(reader) == ["bob@x.org", "dan@x.org"]
    reader.app.text_input("customers_search").set_value("ann").run()
    assert "Nobody is found" in reader.words
    reader.app.selectbox("filter_segment").set_value("").run()
    assert people(reader) == ["ann@x.org"]
    assert "segment" not in reader.app.query_params


def test_tags_count_them_only(french, read):
    reader = read("en-GB", {"segment": "French", "family": "basic", "tag": "relation"}).open("tags")
    assert people(reader) == ["bob@x.org", "dan@x.org"]
    assert "2 customers have it, with 2 different values." in reader.words
    nobody = read("en-GB", {"segment": "French", "family": "basic", "tag": "region"}).open("tags")
    assert "Nobody of the chosen segment has this tag." in nobody.words
    assert people(read("en-GB", {"segment": "French", "family": "rule"}).open("tags")) == ["bob@x.org", "dan@x.org"]
    assert people(read("en-GB", {"segment": "tag:country=DE", "family": "rule"}).open("tags")) == []


@pytest.mark.parametrize(("name", "left"), [("everybody", 2), ("French", 2)])
def test_a_list_to_take_away_is_of_them_only(name, left, french, read):
    reader = read("en-GB", {"segment": "French"}).open("exports")
    reader.app.selectbox("export_list").set_value(name).run()
    assert not reader.failures
    assert f"**{left} customers will be written** of {left} in the list" in reader.words
    (link,) = reader.app.get("link_button")
    assert TICKETS.find(link.proto.url.split("/")[1]).wanted.customers.selection


def test_a_tag_of_the_address_is_called_by_its_name(french, read):
    reader = read("zh-CN", {"segment": "tag:relation=returning"}).open("customers")
    assert not reader.failures
    assert people(reader) == ["ann@x.org", "bob@x.org"]
    assert "新老客: 老客" in reader.app.selectbox("filter_segment").options
    assert "There is no tag 'relatoin'" in "".join(read("en-GB", {"segment": "tag:relatoin"}).failures)
