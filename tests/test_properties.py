"""What holds of every shop: incremental = rebuild, undo = never uploaded, and what changes no figure."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_analysis import schema
from crm_analysis.store import derived, maintenance, uploads
from shops import Shop, shop_in_memory

pytestmark = pytest.mark.heavy

START = datetime(2024, 2, 27, 22, 30)
SHOPS = ("North", "South")
PEOPLE = ("ann", "bob", "7", "c@x.org")
# The first two are one number; the last has no international form.
NUMBERS_OF = dict(zip(PEOPLE, ("+8613900000000", "13900000000", "+442079460018", "5550123"), strict=True))
NUMBERS = ("1", "2", "3", "4", "5")
SLOW = {"deadline": None, "suppress_health_check": (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)}

amounts = st.sampled_from([Decimal(n) for n in ("-20", "-0.01", "0", "0.01", "5", "10.5", "30")])
credits_ = st.none() | st.sampled_from([Decimal(n) for n in ("0", "2.5", "40")])
moments = st.integers(0, 40).map(lambda n: START + timedelta(hours=7 * n))
maybe = st.none() | st.sampled_from(["x", "y"])


@dataclass(frozen=True)
class Export:
    """What one upload adds to the log: heads of orders, lines of orders, or both."""

    shop: str
    layout: str
    heads: tuple[dict[str, object], ...]
    lines: tuple[dict[str, object], ...]
    platform: str = "p"


@dataclass(frozen=True)
class Other:
    """What an upload of something else adds: refunds, products or members."""

    shop: str
    platform: str
    kind: str
    rows: tuple[dict[str, object], ...]


Upload = Export | Other


@st.composite
def identifiers(draw: st.DrawFn, shop: str) -> dict[str, str | None]:
    """What an order says of its buyer: few values, so that orders meet in many ways."""
    said = {kind: draw(st.none() | st.sampled_from(PEOPLE)) for kind in ("email", "phone", "id", "alias", "name")}
    scopes = {"email": "", "id": f"{shop}/p", "alias": f"{shop}/p", "name": f"{shop}/p"}
    written = {
        f"{kind}_key": value and "\x1f".join((kind, scopes[kind], value))
        for kind, value in said.items()
        if kind in scopes
    }
    return written | {"phone_key": said["phone"] and NUMBERS_OF[said["phone"]]}


@st.composite
def heads(draw: st.DrawFn, shop: str, number: str) -> dict[str, object]:
    return {
        "order_id": number,
        "ordered_at": draw(moments),
        "status": draw(st.sampled_from([None, "valid", "valid", "cancelled", "unpaid"])),
        **draw(identifiers(shop)),
        "name": draw(maybe),
        "country": draw(maybe),
        "coupon": draw(maybe),
        "goods_total": draw(st.none() | amounts),
        "order_discount": draw(credits_),
        "refund": draw(credits_),
    }


@st.composite
def lines(draw: st.DrawFn, number: str) -> dict[str, object]:
    return {
        "order_id": number,
        "line_status": draw(st.sampled_from([None, "valid", "cancelled"])),
        "product": draw(maybe),
        "product_id": draw(maybe),
        "category": draw(maybe),
        "quantity": draw(st.sampled_from([Decimal(n) for n in ("-1", "0", "1", "2")])),
        "amount": draw(amounts),
    }


@st.composite
def exports(draw: st.DrawFn) -> Export:
    shop = draw(st.sampled_from(SHOPS))
    layout = draw(st.sampled_from(["list", "items", "both"]))
    numbers = draw(st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=4, unique=True))
    return Export(
        shop,
        layout,
        tuple(draw(heads(shop, number)) for number in numbers if layout != "items"),
        tuple(
            draw(lines(number)) for number in numbers if layout != "list" for _ in range(draw(st.integers(1, 3)))
        ),
        draw(st.sampled_from(["p", "p", "q"])),
    )  # fmt: skip


@st.composite
def refunds(draw: st.DrawFn) -> dict[str, object]:
    return {
        "order_id": draw(st.sampled_from(NUMBERS)),
        "refund_id": draw(maybe),
        "amount": draw(st.sampled_from([Decimal(n) for n in ("0", "2.5", "40")])),
        "currency": draw(st.sampled_from([None, "EUR"])),
        "status": draw(st.sampled_from([None, "valid", "cancelled", "unpaid"])),
    }


@st.composite
def products(draw: st.DrawFn) -> dict[str, object]:
    return {"product_id": draw(st.sampled_from(["x", "y"])), "product": draw(maybe), "category": draw(maybe)}


@st.composite
def members(draw: st.DrawFn, shop: str) -> dict[str, object]:
    said = draw(identifiers(shop))
    return {key: said[key] for key in ("email_key", "phone_key", "id_key", "alias_key")}


@st.composite
def others(draw: st.DrawFn) -> Other:
    shop = draw(st.sampled_from(SHOPS))
    kind = draw(st.sampled_from(["refunds", "refunds", "products", "members"]))
    row = {"refunds": refunds(), "products": products(), "members": members(shop)}[kind]
    return Other(
        shop,
        draw(st.sampled_from(["p", schema.PLAIN])),
        kind,
        tuple(draw(st.lists(row, min_size=1, max_size=3))),
    )


# A number takes the upload of that place in the log out or back in; every history begins with one to take out.
histories = st.tuples(exports(), st.lists(exports() | others() | st.integers(0, 3), min_size=2, max_size=6)).map(
    lambda parts: [parts[0], *parts[1]]
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with shop_in_memory(tmp_path_factory.mktemp("shop")) as shop:
        yield shop


@contextmanager
def emptied(shop: Shop) -> Iterator[Shop]:
    """The shop without an upload: quicker than a store of its own for every example."""
    with shop.store.writing() as cursor:
        for table in (*schema.LOG_TABLES, *schema.DERIVED_TABLES):
            cursor.execute(f"DELETE FROM {table.name}")
    yield shop


def add(shop: Shop, upload: Upload) -> None:
    """Append to the log as an import does."""
    orders = isinstance(upload, Export)
    logs = (
        (("order_log", upload.heads), ("line_log", upload.lines))
        if orders
        else ((schema.RECORD_LOGS[upload.kind].name, upload.rows),)
    )
    with shop.store.writing() as cursor:
        upload_id = uploads.next_number(cursor)
        for table, rows in logs:
            for line_no, row in enumerate(rows, start=2):
                entry = {"upload_id": upload_id, "line_no": line_no, **row}
                cursor.execute(
                    f"INSERT INTO {table} ({', '.join(entry)}) VALUES ({', '.join('?' for _ in entry)})",
                    list(entry.values()),
                )
        uploads.record(
            cursor,
            {
                "upload_id": upload_id, "shop": upload.shop, "platform": upload.platform,
                "layout": upload.layout if orders else upload.kind, "kind": "orders" if orders else upload.kind,
                "rows_rejected": 0, "orders_replaced": 0, "lines_stored": 0 if orders else len(upload.rows),
                "orders_new": len({row["order_id"] for _, rows in logs for row in rows}) if orders else 0,
            },
        )  # fmt: skip
        derived.refresh(cursor, upload_id)


def live(history: Sequence[Upload | int], shop: Shop) -> list[Upload]:
    """Carry a history out; returns the exports that count at its end."""
    standing: dict[int, tuple[Upload, bool]] = {}
    for step in history:
        if not isinstance(step, int):
            add(shop, step)
            standing[len(standing) + 1] = (step, True)
        elif step + 1 in standing:
            export, counts = standing[step + 1]
            (uploads.undo if counts else uploads.redo)(shop.store, step + 1)
            standing[step + 1] = (export, not counts)
    return [export for export, counts in standing.values() if counts]


@settings(max_examples=18, **SLOW)
@given(history=histories)
def test_incremental_equals_rebuild(shop, history):
    with emptied(shop):
        live(history, shop)
        refreshed = shop.rows("FROM orders ORDER BY ALL"), shop.rows("FROM customers ORDER BY ALL")
        assert maintenance.check(shop.store) == []
        maintenance.rebuild(shop.store)
        assert refreshed == (shop.rows("FROM orders ORDER BY ALL"), shop.rows("FROM customers ORDER BY ALL"))


@settings(max_examples=18, **SLOW)
@given(history=histories)
def test_what_is_undone_was_never_uploaded(shop, history):
    with emptied(shop):
        counting = live(history, shop)
        with_undone = shop.figures()
    with emptied(shop):
        for export in counting:
            add(shop, export)
        assert shop.figures() == with_undone


@settings(max_examples=14, **SLOW)
@given(history=histories)
def test_every_order_and_customer_adds_up(shop, history):
    with emptied(shop):
        live(history, shop)
        assert shop.rows("FROM orders WHERE net_sales <> gross_sales - order_discount - refunds") == []
        assert (
            shop.rows("FROM orders WHERE LEAST(gross_sales, order_discount, refunds, sale_lines, free_lines) < 0") == []
        )
        assert shop.rows("FROM orders WHERE (kind = 'sale') <> (gross_sales > 0)") == []
        assert shop.row("SELECT COUNT(*) - COUNT(DISTINCT (shop, platform, order_id)) FROM orders") == (0,)
        assert shop.row("SELECT COUNT(*) - COUNT(DISTINCT customer_id) FROM customers") == (0,)
        assert shop.row("SELECT COUNT(*) FROM orders ANTI JOIN customers USING (customer_id, customer_key)") == (
            shop.row("SELECT COUNT(*) FROM orders WHERE customer_id IS NULL")
        )
        assert shop.row("SELECT COALESCE(SUM(orders), 0) FROM customers") == (
            shop.row("SELECT COUNT(*) FROM orders WHERE kind = 'sale' AND customer_id IS NOT NULL")
        )


HEADINGS = (
    "Order No", "Order date", "Customer Id", "Country", "Coupon", "Currency", "Product", "Quantity", "Amount", "Refund",
    "Status",
)  # fmt: skip

Row = tuple[str, ...]
Order = tuple[Row, ...]


@st.composite
def orders(draw: st.DrawFn, number: str) -> Order:
    """The rows of one order; what is said of it as a whole stands on its first row, or on all."""
    whole = (
        str(draw(moments)), draw(st.sampled_from((*PEOPLE, ""))), draw(st.sampled_from(["DE", "FR", ""])),
        draw(st.sampled_from(["NEW10", ""])), "EUR",
    )  # fmt: skip
    ends = (draw(st.sampled_from(["", "2.50"])), draw(st.sampled_from(["paid", "", "cancelled"])))
    blank = draw(st.booleans())
    rows = []
    for place in range(draw(st.integers(1, 3))):
        said = not blank or place == 0
        line = (draw(st.sampled_from(["Tea", "Cup"])), draw(st.sampled_from(["1", "2", "-1"])), str(draw(amounts)))
        rows.append((number, *(whole if said else ("",) * 5), *line, *(ends if said else ("", ""))))
    return tuple(rows)


@st.composite
def shops_of_orders(draw: st.DrawFn, most: int = 8) -> list[Order]:
    count = draw(st.integers(1, most))
    return [draw(orders(f"N{number}")) for number in range(count)]


def written(rows: Sequence[Row]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADINGS, *rows])
    return text.getvalue()


def rows_of(chosen: Sequence[Order]) -> list[Row]:
    return [row for order in chosen for row in order]


def figures_after(shop: Shop, *texts: str) -> dict[str, list[tuple[object, ...]]]:
    with emptied(shop):
        for number, text in enumerate(texts):
            # Of two rows with one amount each, few orders cannot tell whether it is the line's or the order's.
            shop.upload(text, f"{number}.csv", mapping={"amount": "Amount"})
        return shop.figures()


def without_first_line(figures: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """What is called first follows the file's order of rows, and is no figure."""
    first = [schema.ORDERS.column_names.index(name) for name in ("first_product", "first_category")]
    orders = [tuple(value for place, value in enumerate(row) if place not in first) for row in figures["orders"]]
    return {**figures, "orders": sorted(orders, key=str)}


@settings(max_examples=14, **SLOW)
@given(chosen=shops_of_orders(), data=st.data())
def test_the_order_of_rows_changes_no_figure(shop, chosen, data):
    rows = rows_of(chosen)
    shuffled = data.draw(st.permutations(rows))
    assert without_first_line(figures_after(shop, written(rows))) == (
        without_first_line(figures_after(shop, written(shuffled)))
    )


@settings(max_examples=11, **SLOW)
@given(chosen=shops_of_orders(), cut=st.integers(1, 7))
def test_the_order_of_files_that_share_nothing_changes_no_figure(shop, chosen, cut):
    one, other = rows_of(chosen[:cut]), rows_of(chosen[cut:])
    if one and other:
        assert figures_after(shop, written(one), written(other)) == figures_after(shop, written(other), written(one))


@settings(max_examples=11, **SLOW)
@given(chosen=shops_of_orders(), start=st.integers(0, 7), end=st.integers(1, 8))
def test_overlapping_exports_count_once(shop, chosen, start, end):
    """All at once, or the beginning up to one order and everything from an earlier one on."""
    beginning, rest = chosen[:end], chosen[min(start, end, len(chosen) - 1) :]
    whole = figures_after(shop, written(rows_of(chosen)))
    assert figures_after(shop, written(rows_of(beginning)), written(rows_of(rest))) == whole


@settings(max_examples=8, **SLOW)
@given(chosen=shops_of_orders())
def test_the_same_file_twice_changes_no_figure(shop, chosen):
    text = written(rows_of(chosen))
    assert figures_after(shop, text, text) == figures_after(shop, text)
