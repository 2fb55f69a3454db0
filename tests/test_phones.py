"""How a written phone number reads in international form, and that the short way comes to the same as the library."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_analysis.store import phones
from shops import shop_in_memory


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with shop_in_memory(tmp_path_factory.mktemp("phones")) as shop:
        yield shop


@pytest.mark.parametrize(
    ("written", "country", "international"),
    [
        ("13900000000", "CN", "+8613900000000"),
        ("8613900000000", "CN", "+8613900000000"),
        ("+8613900000000", "", "+8613900000000"),
        ("008613900000000", "", "+8613900000000"),
        ("01088886666", "CN", "+861088886666"),
        ("+4401712345678", "", "+441712345678"),
        ("07400123456", "GB", "+447400123456"),
        ("0912345678", "TW", "+886912345678"),
        ("09012345678", "JP", "+819012345678"),
        ("5035550100", "US", "+15035550100"),
        ("15035550100", "US", "+15035550100"),
        # No country is known; the number is that of a town; nobody has so few digits; no country has the code.
        ("13900000000", "", None),
        ("5550100", "US", None),
        ("+49123", "DE", None),
        ("+99930000000012", "", "+99930000000012"),
    ],
)
def test_a_number_in_international_form(shop, written, country, international):
    assert phones.international(written, country) == international
    assert known(shop, [(written, country)]) == {(written, country): international}


def known(shop, numbers):
    """What is kept of some numbers that were asked for."""
    with shop.store.writing(keep=False) as cursor:
        cursor.execute("CREATE TEMP TABLE asked (written VARCHAR, country VARCHAR)")
        cursor.executemany("INSERT INTO asked VALUES (?, ?)", numbers)
        phones.know(cursor, "FROM asked")
        rows = cursor.execute("FROM phones").fetchall()
    return {(written, country): e164 for written, country, e164 in rows}


numbers = st.tuples(
    st.one_of(
        st.from_regex(r"1[0-9]{10}", fullmatch=True),
        st.from_regex(r"[0-9]{10}", fullmatch=True),
        st.from_regex(r"\+86[0-9]{10,12}", fullmatch=True),
        st.from_regex(r"\+1[0-9]{9,11}", fullmatch=True),
    ),
    st.sampled_from(["CN", "US", "CA", "DE", ""]),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(numbers, min_size=1, max_size=30, unique=True))
def test_the_short_way_comes_to_the_same_as_the_library(shop, asked):
    assert known(shop, asked) == {number: phones.international(*number) for number in asked}


def test_what_is_known_is_not_worked_out_again(shop):
    with shop.store.writing(keep=False) as cursor:
        cursor.execute("INSERT INTO phones VALUES ('07400123456', 'GB', 'as before')")
        phones.know(cursor, "SELECT '07400123456' AS written, 'GB' AS country")
        assert cursor.execute("FROM phones").fetchall() == [("07400123456", "GB", "as before")]
