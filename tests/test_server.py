"""Feeds and links over HTTP, from a real server: who gets what, what the others are told, what is noted."""

import csv
import io
import urllib.error
import urllib.request
from types import SimpleNamespace

import pytest

from browser.driving import App, command
from test_lists import MEMBERS, ORDERS


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A server with an open feed and a closed one, and the file that the command line writes of the same list."""
    folder = tmp_path_factory.mktemp("served")
    store = folder / "store.duckdb"
    for name, text in (("orders.csv", ORDERS), ("members.csv", MEMBERS)):
        (folder / name).write_text(text, encoding="utf-8")
        command(store, "import", folder / name)
    wanted = ("everybody", "--layout", "klaviyo")
    address, closed = (
        command(store, "feed", "open", name, *wanted).decode().strip() for name in ("Mailer", "Forgotten")
    )
    command(store, "feed", "close", "2")
    command(store, "export", *wanted, "--to", folder / "list.csv")
    app = App(store)
    file = (folder / "list.csv").read_bytes()
    yield SimpleNamespace(app=app, store=store, address=address, closed=closed, file=file, fetched=0)
    app.stop()


def get(served, path, **headers):
    """Status, headers and body of an answer."""
    try:
        with urllib.request.urlopen(urllib.request.Request(served.app.url + path, headers=headers)) as answer:
            served.fetched += path.startswith("/feeds/")
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read()


@pytest.mark.heavy
def test_a_feed_is_the_file_of_the_command_line_byte_for_byte(served):
    status, headers, body = get(served, served.address)
    assert (status, body) == (200, served.file)
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert headers["Content-Disposition"] == 'attachment; filename="feed-1.csv"'
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_the_token_may_come_in_the_header(served):
    path, token = served.address.split("?token=")
    assert get(served, path, Authorization=f"Bearer {token}")[2] == served.file
    assert get(served, path, Authorization=f"Basic {token}")[0] == 401


def test_what_no_token_opens_does_not_say_whether_it_is_there(served):
    path, token = served.address.split("?token=")
    assert get(served, path)[0] == get(served, "/feeds/99.csv")[0] == 401
    refused = [
        get(served, f"{path}?token=wrong"),
        get(served, f"/feeds/99.csv?token={token}"),
        get(served, served.closed),
        get(served, f"/feeds/2.csv?token={token}"),
    ]
    assert {(status, body) for status, _, body in refused} == {(404, b"There is nothing here.\n")}


def test_a_link_that_was_never_handed_out_leads_nowhere_in_the_readers_language(served):
    status, _, body = get(served, "/lists/guessed/list.csv")
    assert (status, b"This link has expired." in body) == (404, True)


def test_the_pages_are_served_as_before(served):
    assert get(served, "/_stcore/health")[2] == b"ok"
    assert b"<html" in get(served, "/segments")[2]
    assert get(served, "/app/static/inter-var.woff2")[1]["Content-Type"] == "font/woff2"


def test_a_program_that_asks_too_often_waits(served):
    answers = (get(served, served.address) for _ in range(100))
    status, headers, _ = next(answer for answer in answers if answer[0] != 200)
    assert (status, headers["Retry-After"]) == (429, "60")


def test_every_fetch_is_noted_and_no_refusal_is(served):
    get(served, served.address)
    served.app.stop()
    noted = list(csv.DictReader(io.StringIO(command(served.store, "exports").decode())))
    by_feed = [row for row in noted if row["made_by"] == "feed"]
    assert {(row["feed"], row["list"], row["layout"], row["written"], row["refused"]) for row in by_feed} == {
        ("Mailer", "everybody", "klaviyo", "3", "1")
    }
    assert len(by_feed) == served.fetched > 1
    assert not list(served.store.parent.glob("*.work-*"))
