"""The list of customers: finding somebody, going to their page, taking back what was split off there."""

import pytest

SHARED_PHONE = """Order No,Order date,Amount,Currency,Customer email,Phone
1,2025-01-01,10.00,EUR,ann@x.org,+4940000001
2,2025-01-02,10.00,EUR,bob@x.org,+4940000001
3,2025-01-03,10.00,EUR,cid@x.org,
"""


@pytest.fixture
def couple(fill, tmp_path):
    """Two people who once left one phone number."""
    file = tmp_path / "couple.csv"
    file.write_text(SHARED_PHONE, encoding="utf-8")
    fill(file)


def listed(reader):
    return list(reader.app.dataframe[0].value["customer_id"])


def test_a_customer_is_found_by_any_identifier(couple, read):
    reader = read("en-GB").open("customers")
    assert not reader.failures
    assert listed(reader) == ["ann@x.org", "cid@x.org"]
    reader.app.text_input("customers_search").set_value("BOB@").run()
    assert listed(reader) == ["ann@x.org"]
    reader.app.text_input("customers_search").set_value("nobody").run()
    assert "Nobody is found" in reader.words


def test_the_address_of_one_in_the_list_leads_to_their_page(couple, read):
    reader = read("en-GB").open("customers")
    reader.app.query_params["customer"] = "bob@x.org"
    reader.app.run()
    assert not reader.failures
    assert "Known by" in reader.words


def test_splits_are_listed_and_taken_back(couple, read):
    reader = read("en-GB", {"customer": "ann@x.org"}).open("customer")
    assert "`ann@x.org` and `+4940000001` stand together on 1 order" in reader.words
    assert list(reader.app.dataframe[-1].value["files"]) == ["couple.csv"] * 3
    reader.app.multiselect("identity_split").select("email\x1f\x1fbob@x.org").run()
    reader.press("identity_split_off")
    assert not reader.failures
    reader = read("en-GB").open("customers")
    assert listed(reader) == ["ann@x.org", "bob@x.org", "cid@x.org"]
    reader.press("split_back_1")
    assert listed(reader) == ["ann@x.org", "cid@x.org"]
    assert not reader.failures
