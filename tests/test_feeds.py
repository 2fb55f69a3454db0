"""Links and feeds: what a token opens, what it does not, how often, and for how long."""

from datetime import datetime

import pytest

from crm_analysis.analysis import lists
from crm_analysis.analysis.filters import Filters
from crm_analysis.errors import InputRefused
from crm_analysis.export.lists import CustomerList
from crm_analysis.export.pace import Pace
from crm_analysis.export.tickets import Ticket, Tickets, path
from crm_analysis.rules.exports import layout_of
from crm_analysis.store import exports, feeds
from shops import shop_in_memory


class Clock:
    """Seconds that pass when told."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def store(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        yield shop.store


def opened(store, name="Mailer"):
    return feeds.open_feed(store, name, "champions", "klaviyo", "leave_out")


def test_a_token_opens_its_own_feed_and_nothing_else(store):
    one, token = opened(store)
    other, other_token = opened(store, "Sheet")
    assert (one.feed_id, other.feed_id) == (1, 2)
    assert feeds.opened_by(store, 1, token) == one
    assert feeds.opened_by(store, 2, other_token) == other
    assert feeds.opened_by(store, 2, token) is None
    assert feeds.opened_by(store, 7, token) is None
    assert feeds.opened_by(store, 1, token[:-1]) is None
    assert feeds.opened_by(store, 1, "") is None


def test_a_token_is_long_never_the_same_and_not_kept(store, tmp_path):
    tokens = {opened(store)[1] for _ in range(5)}
    assert len(tokens) == 5
    assert all(len(token) >= 43 for token in tokens)
    with store.cursor() as cursor:
        kept = str(cursor.execute("FROM feeds").fetchall())
    assert not any(token in kept for token in tokens)


def test_a_closed_feed_opens_to_nobody_and_closes_once(store):
    _, token = opened(store)
    feeds.close_feed(store, 1)
    assert feeds.opened_by(store, 1, token) is None
    with pytest.raises(InputRefused, match="no open feed 1"):
        feeds.close_feed(store, 1)


def test_a_feed_needs_a_name(store):
    with pytest.raises(InputRefused, match="1 to 80 characters; this one has 0"):
        opened(store, "  ")


def test_the_listing_tells_how_often_a_feed_was_fetched_but_no_hash(store):
    opened(store)
    reach = exports.Reach(3, 2, 1, 0, 0)
    maker = exports.Maker(exports.FEED, 1)
    for _ in range(2):
        exports.note(store, exports.Export(maker, "champions", "klaviyo", "csv", ("Email",), "leave_out", reach))
    listed = feeds.listing(store)
    assert listed["fetched"].tolist() == [2]
    assert isinstance(listed["last_fetched_at"][0], datetime)
    assert "token_hash" not in listed
    assert exports.listing(store)["feed"].tolist() == ["Mailer", "Mailer"]


def ticket(file="list.csv"):
    wanted = CustomerList("everybody", lists.named("everybody", Filters()), layout_of("generic"), "leave_out")
    return Ticket(wanted, file, "en")


def test_the_same_file_has_one_link_and_another_file_another():
    tickets = Tickets()
    token = tickets.issue(ticket())
    assert tickets.issue(ticket()) == token
    assert tickets.issue(ticket("other.csv")) != token
    assert tickets.find(token).file == "list.csv"
    assert tickets.find("guessed") is None
    assert path(token, "优质 客户.csv") == f"lists/{token}/%E4%BC%98%E8%B4%A8%20%E5%AE%A2%E6%88%B7.csv"


def test_a_link_expires_unless_its_page_is_drawn_again():
    clock = Clock()
    tickets = Tickets(clock, lasts=10)
    token = tickets.issue(ticket())
    clock.now += 9
    assert tickets.issue(ticket()) == token
    clock.now += 9
    assert tickets.find(token) is not None
    clock.now += 2
    assert tickets.find(token) is None
    assert tickets.issue(ticket()) != token


def test_the_oldest_link_gives_way():
    tickets = Tickets(most=2)
    first, second = tickets.issue(ticket("1.csv")), tickets.issue(ticket("2.csv"))
    tickets.issue(ticket("3.csv"))
    assert tickets.find(first) is None
    assert tickets.find(second) is not None


def test_whoever_comes_too_often_waits_and_nobody_else_does():
    clock = Clock()
    pace = Pace(most=2, seconds=60, clock=clock)
    assert [pace.allows("a"), pace.allows("a"), pace.allows("a"), pace.allows("b")] == [True, True, False, True]
    clock.now += 61
    assert pace.allows("a")
