"""A shop whose every name tries to be something else: a formula, a script, a link, a picture, markup, a plain number.

Each name holds a mark such as ``zq7`` by which it is found again, wherever it is shown.
"""

import csv
import io
import re
from datetime import date, timedelta
from itertools import cycle
from random import Random

from crm_analysis.conditions.kinds import Bought, Ordered
from crm_analysis.conditions.tree import All
from crm_analysis.rules.segments import schemes
from crm_analysis.store import Store, feeds, playbook, saved_segments, tags

FAR = "zq.example"
"""The host that links and pictures in names lead to; nobody may ask it for anything."""
NAMES = [
    f'=HYPERLINK("http://{FAR}","zq0")',
    "<script>zq1()</script>",
    f'<img/src="http://{FAR}/zq2.png"/onerror="document.title=2">',
    r"$\LaTeX_{zq3}$",
    "**zq4**",
    "\u202ezq5",
    f"[zq6](http://{FAR})",
    f"![zq7](http://{FAR}/7.png)",
    ":red[zq8]",
    "+1zq9",
    "-1zq10",
    "@zq11",
    "\tzq12",
    "`zq13`",
    "~~zq14~~",
    "<b>zq15</b>",
    f"http://www.{FAR}/zq16",
    '<a/href="javascript:zq17()">x</a>',
    "# zq18",
    "- zq19",
    "1. zq20",
    "%{x}zq21",
    "{zq22}",
    ":rocket:zq23",
    "&lt;zq24&gt;",
    "_zq25_",
    f"zq26@{FAR}",
    f"www.{FAR}/zq27",
    "> zq28",
    ":material/delete:zq29",
]
SOLE = {
    place: f"**zq{number}**<b>$x$[l](http://{FAR}):red[r]"
    for number, place in enumerate(("shop", "tag", "segment", "clusters", "feed", "play", "file", "heading"), start=100)
}
"""Names of which a shop has one each; all traps in one."""
ORDER_FILE = f"{SOLE['file'].replace('/', '_')}.csv"
LITERALS = {mark[0]: name for name in (*NAMES, *SOLE.values(), ORDER_FILE) if (mark := re.search(r"zq\d+", name))}
"""Mark → what has to be seen, letter by letter."""

_HEADINGS = (
    "Order No", "Order date", "Customer email", "Customer Id", "Customer name", "Country", "Region", "City", "Channel",
    "Coupon", "Campaign", "Currency", "Product", "Category", "Brand", "Quantity", "Amount",
)  # fmt: skip
_CUSTOMERS_EACH = 8
_FIRST_DAY = date(2024, 1, 1)


def orders(seed: int = 1) -> str:
    """A table of orders: each name is borne by some customers and by some of what they buy, where and through what."""
    chance, rows = Random(seed), []
    for place, name in enumerate(NAMES):
        for one in range(_CUSTOMERS_EACH):
            day = _FIRST_DAY + timedelta(days=chance.randrange(500))
            for _order in range(1 + chance.randrange(5)):
                rows.append(_order_of(len(rows), day, place, name, one, chance))
                day += timedelta(days=5 + chance.randrange(60))
    rows.append([*rows[-1][:-2], NAMES[0], "1.00"])  # how many is no number: it is rejected
    return _table(_HEADINGS, rows)


def _order_of(number: int, day: date, place: int, name: str, one: int, chance: Random) -> list[str]:
    def some() -> str:
        return NAMES[(place + chance.randrange(3)) % len(NAMES)]

    who = ["", name] if one == 0 else [f"c{place}-{one}@x.org", ""]
    bought = [some(), some(), some(), str(1 + chance.randrange(3)), f"{5 + chance.randrange(90)}.50"]
    return [str(number), day.isoformat(), *who, name, *(some() for _field in range(6)), "EUR", *bought]


def spend() -> str:
    """A table of advertising spend by channel and campaign."""
    rows = [[f"2024-{month:02}-01", name, name, "20.00", "EUR"] for month in range(1, 13) for name in NAMES]
    return _table(("Date", "Channel", "Campaign", "Spend", "Currency"), rows)


def survey() -> str:
    """A table of answers to a survey, the names being comments."""
    rows = [["2024-06-01", "9", name, f"c{place}-1@x.org", name] for place, name in enumerate(NAMES)]
    return _table(("Answered on", "Score", "Comment", "E-mail", "Name"), rows)


def unknown() -> str:
    """A table whose headings nobody knows."""
    return _table((SOLE["heading"], "A", "B"), [[name, name, "x"] for name in NAMES])


def furnish(store: Store) -> str:
    """Give all that a person names by hand its hostile name: tag, segment, playbook, feed.

    Returns:
        The token of the feed.
    """
    with store.cursor() as cursor:
        everybody = [row for (row,) in cursor.execute("SELECT customer_id FROM customers ORDER BY ALL").fetchall()]
    tags.give(store, everybody[:20], SOLE["tag"], NAMES[1])
    rule = All((Ordered(at_least=1, channels=tuple(NAMES)), Bought(among=tuple(NAMES))))
    saved_segments.save(store, SOLE["segment"], rule)
    scheme, names = schemes()["grid"], cycle((*NAMES, SOLE["play"]))
    for language in ("en", "zh"):
        for segment in scheme.segments:
            words = dict(zip(("goal", "offer", "channel", "timing", "message"), names, strict=False))
            playbook.write(store, scheme, segment.id, language, words)
    return feeds.open_feed(store, SOLE["feed"], SOLE["segment"], "generic", "include")[1]


def _table(headings: tuple[str, ...], rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([headings, *rows])
    return text.getvalue()
