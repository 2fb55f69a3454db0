"""The app as a server: Streamlit's pages, and beside them the files that are written while somebody waits for them.

A list goes out from the disk in pieces, however long it is. Two kinds of address lead to one: the links of a page,
which hold a ticket, and the feeds of other programs, which hold a token.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from streamlit.starlette import App

from crm_analysis.analysis import lists, reporting
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.reporting import Books
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.engines.query import Query
from crm_analysis.errors import CrmError, StoreError
from crm_analysis.export.lists import CustomerList
from crm_analysis.export.making import make
from crm_analysis.export.pace import Pace
from crm_analysis.export.tickets import TICKETS
from crm_analysis.i18n import _, closest_language, sentence, use_language
from crm_analysis.rules.exports import layout_of
from crm_analysis.store import Store, feeds, saved_segments
from crm_analysis.store.exports import FEED, PAGE, Maker
from crm_analysis.ui.language import COOKIE
from crm_analysis.ui.person import not_for_this_role, sees_customers

SCRIPT = Path(__file__).resolve().parent.parent / "app.py"
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".parquet": "application/vnd.apache.parquet",
}
FETCHES = Pace(most=12, seconds=60)
"""How often one feed may be fetched: a program that asks every five seconds asks for the same list."""
WRONG_TOKENS = Pace(most=30, seconds=60)
"""How often one computer may come with a token that opens nothing."""


def ticketed(request: Request) -> Response:
    """The file behind a link of a page."""
    ticket = TICKETS.find(request.path_params["token"])
    if ticket is None:
        use_language(closest_language(request.cookies.get(COOKIE) or request.headers.get("accept-language")))
        return _told(_("This link has expired. Go back to the page, load it again and press Download."), 404)
    use_language(ticket.language)
    if not sees_customers():
        return _told(not_for_this_role(), 403)
    return _file(_store(), ticket.wanted, ticket.file, Maker(PAGE))


def fed(request: Request) -> Response:
    """A list for another program, as it is now. What no token opens does not say whether it is there."""
    token = _token(request)
    if token is None:
        return _told("A token is needed.", 401, {"WWW-Authenticate": "Bearer"})
    store = _store()
    feed = feeds.opened_by(store, request.path_params["feed_id"], token)
    if feed is None:
        visitor = request.client.host if request.client else ""
        return _told("There is nothing here.", 404) if WRONG_TOKENS.allows(visitor) else _wait(WRONG_TOKENS)
    if not FETCHES.allows(str(feed.feed_id)):
        return _wait(FETCHES)
    try:
        wanted = CustomerList(feed.list, _customers(store, feed.list), layout_of(feed.layout), feed.unknown_consent)
    except CrmError as failure:
        return _failed(failure)
    return _file(store, wanted, f"feed-{feed.feed_id}.csv", Maker(FEED, feed.feed_id))


def _store() -> Store:
    """The store that the pages ask; they are loaded once Streamlit runs, whose caches would otherwise complain."""
    from crm_analysis.ui.answers import shop_store

    return shop_store()


def _token(request: Request) -> str | None:
    """The token that comes in the header or, from programs that know an address alone, in the address."""
    scheme, _blank, told = request.headers.get("authorization", "").partition(" ")
    return told.strip() if scheme.lower() == "bearer" else request.query_params.get("token")


def _customers(store: Store, name: str) -> Query:
    """A list over all orders, in the currency that its shops report in."""
    engine = DuckDBEngine(store)
    books = Books.of(engine.answer(reporting.books(Filters())).iloc[0].to_dict())
    rule = saved_segments.of_list(store, name)
    return lists.named(name, reporting.settled(Filters(), books), rule=rule)


def _file(store: Store, wanted: CustomerList, name: str, maker: Maker) -> Response:
    """Write the list beside the store, and hand it over; then it is deleted."""
    with ExitStack() as written:
        path = written.enter_context(store.folder()) / f"list{Path(name).suffix}"
        try:
            make(store, wanted, path, maker)
        except CrmError as failure:
            return _failed(failure)
        done = BackgroundTask(written.pop_all().close)
    return FileResponse(path, filename=name, media_type=KINDS[path.suffix], headers=PRIVATE, background=done)


def _failed(failure: CrmError) -> Response:
    return _told(sentence(failure), 503 if isinstance(failure, StoreError) else 409)


def _wait(pace: Pace) -> Response:
    return _told("Too often. Try again in a minute.", 429, {"Retry-After": str(pace.seconds)})


def _told(words: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return PlainTextResponse(words + "\n", status, {**PRIVATE, **(headers or {})})


app = App(
    SCRIPT,
    routes=[
        Route("/lists/{token}/{file}", ticketed, methods=["GET"]),
        Route("/feeds/{feed_id:int}.csv", fed, methods=["GET"]),
    ],
)
