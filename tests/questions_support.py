"""Small shops written by hand: rows in, a store that the engines can ask, rows out."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import dropwhile, islice, takewhile
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import yaml

from crm_analysis import schema
from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.query import SQL_FOLDER, Query, common_tables
from crm_analysis.rules import segments
from crm_analysis.rules.changes import changes_rules
from crm_analysis.rules.churn import churn_rules
from crm_analysis.rules.margins import margin_rules
from crm_analysis.rules.quality import quality_rules
from crm_analysis.rules.tags import tag_rules
from crm_analysis.store import figures

Row = dict[str, str | None]

QUESTIONS = sorted(file.stem for file in SQL_FOLDER.glob("*.sql"))
CASES_FOLDER = Path(__file__).parent / "sql"
PLAIN = {
    "customer_id": "c0",
    "campaign": "Spring",
    "written": "c0",
    "by": "month",
    "slice_by": "none",
    "age": 1,
    "tag": "country",
    "scheme": "grid",
    "sales": "gross",
    "finding": "no_product",
    "field": "country",
    "most_values": 10,
    "steps": 10,
    "who": "active",
    "level": "category",
    "within_days": 30,
    "fewest": 1,
    "cutoff": date(2024, 3, 1),
    "breadth": "count",
    "names": "tell",
    "most_steps": 10,
    "moved_from": date(2024, 2, 15),
    "months": 24,
    "horizon_days": 30,
    "one_in": 1,
    "standard_errors": 1.96,
    "returned_from": date(2024, 2, 15),
    **quality_rules().thresholds,
    **margin_rules(),
    **churn_rules().thresholds,
    **tag_rules().thresholds,
    **changes_rules().looks,
}
NEEDED = {
    "conversions": {"report_in": "USD"},
    "rates": {"report_in": "USD"},
    "cohort_customers": {"age": 0},
    "habit_tags": {"habit_days": 1},
}
"""What some questions must be asked so that they have something to say."""
FILTERS = {field.name for field in fields(Filters)}
_SOLD: Row = {"shop": "Corner", "platform": "etsy", "quantity": "1", "amount": "1"}
"""What a case need not say of a line."""
LOGS = (
    "uploads", "order_log", "line_log", "rejects", "spend", "members", "products", "events", "feedback", "refunds",
    "contacts", "contact_entries", "phones", "customer_tags", "customer_clusters", "tag_log", "score_thresholds",
)  # fmt: skip
SPENT = """\
spent_on,   currency, amount
2024-01-02, EUR,      30
2024-01-20, USD,      12.50
2024-03-28, CNY,      400
"""
MEMBERS = """\
upload_id, line_no, email_key,   id_key,   phone_key, birthday,   level, accepts_email, accepts_sms
1,         2,       email_key 0, ,         ,          1990-05-06, gold,  true,
1,         3,       email_key 1, ,         ,          --07-08,    ,      ,
1,         4,       ,            id_key 1, ,          ,           ,      false,         true
1,         5,       ,            ,         0151,      ,           ,      ,              false
"""
DONE = """\
upload_id, line_no, happened_at,         event, product_id, product, category, email_key,   id_key
1,         2,       2024-01-03 10:00:00, view,  p1,         cup,     cups,     email_key 0, id_key 1
1,         3,       2024-03-03 10:00:00, cart,  p2,         ,        ,         ,            id_key 2
1,         4,       2024-03-04 10:00:00, view,  p2,         tea,     ,         ,
"""
SAID = """\
upload_id, line_no, kind,   given_at,            order_id, email_key,   rating
1,         2,       review, 2024-01-05 10:00:00, 7,        ,            4
1,         3,       review, 2024-02-05 10:00:00, ,         email_key 1, 2
1,         4,       survey, ,                    ,         email_key 1, 9
"""
TOLD = """\
upload_id, line_no, contacted_at,        channel, campaign, email_key,   id_key
1,         2,       2024-02-01 10:00:00, E-Mail,  Spring,   email_key 0, id_key 1
1,         3,       2024-02-02 10:00:00, E-Mail,  ,         ,            id_key 1
"""
CONTACTED = """\
contact_id, identifier,  contacted_on, channel, campaign, list
1,          email_key 0, 2024-02-01,   email,   Spring,   champions
2,          email_key 1, 2024-02-03,   phone,   ,
"""
TAGGED = """\
customer_id, tag,     value, since
c0,          country, DE,    2024-02-03
c1,          country, FR,    2024-03-03
c1,          segment, new,
"""
GIVEN = """\
entry, identifier,  tag,       given, made_at
1,     email_key 0, wholesale, true,  2024-02-03 10:00:00
2,     email_key 1, wholesale, true,  2024-02-01 10:00:00
3,     id_key 0,    press,     true,  2024-02-02 10:00:00
4,     id_key 0,    press,     false, 2024-02-05 10:00:00
"""
LOADED = tuple(table for table in schema.QUESTION_TABLES if table is not schema.NUMBERS)


@dataclass(frozen=True)
class Case:
    """One example of a question: a shop, what is asked, and the answer worked out by hand."""

    question: str
    name: str
    expect: tuple[Row, ...]
    orders: tuple[Row, ...] = ()
    lines: tuple[Row, ...] = ()
    customers: tuple[Row, ...] = ()
    identities: tuple[Row, ...] = ()
    shops: tuple[Row, ...] = ()
    rates: tuple[Row, ...] = ()
    log: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    ask: Mapping[str, Any] = field(default_factory=dict)

    def query(self) -> Query:
        """The question with the parameters that the case asks for, and plain ones for the rest."""
        return ask(self.question, **self.ask)


@dataclass(frozen=True)
class Named:
    """A parameter or column as a header describes it."""

    name: str
    type: str


@dataclass(frozen=True)
class Header:
    """The comment block on top of a file of ``sql/``."""

    question: str
    grain: str
    parameters: tuple[Named, ...]
    columns: tuple[Named, ...]


class MemoryStore:
    """A store that lives in memory: the tables that questions read, and a cursor per call."""

    def __init__(self) -> None:
        self._connection = duckdb.connect()
        for table in schema.QUESTION_TABLES:
            self._connection.execute(table.create())
        self._connection.execute("INSERT INTO numbers SELECT range FROM range(10000)")
        self._connection.executemany("INSERT INTO segment_cells VALUES (?, ?, ?, ?, ?)", segments.cells())

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of one's own."""
        with self._connection.cursor() as cursor:
            yield cursor

    def fill(self, case: Case) -> None:
        """Hold the rows of a case and nothing else."""
        with self.cursor() as cursor:
            tables = {
                "orders": case.orders,
                "order_lines": case.lines,
                "customers": case.customers,
                "identities": case.identities,
                "shops": case.shops,
                "exchange_rates": case.rates,
                **{name: case.log.get(name, ()) for name in LOGS},
            }
            for table, rows in tables.items():
                cursor.execute(f"DELETE FROM {table}")
                if rows:
                    _insert(cursor, table, rows)
            number(cursor)
            cursor.execute("DELETE FROM figures_kept; DELETE FROM kept_figures")

    def keep_figures(self) -> None:
        """Keep the figures of customers, as an import does at its end."""
        with self.cursor() as cursor:
            figures.refresh(cursor)

    def write_parquet(self, folder: Path) -> Path:
        """Write the tables for an engine that cannot reach into this memory."""
        with self.cursor() as cursor:
            for table in LOADED:
                cursor.execute(f"COPY {table.name} TO '{folder / table.name}.parquet' (FORMAT parquet)")
        return folder


def number(cursor: duckdb.DuckDBPyConnection) -> None:
    """What follows from the tables: the numbers of customers, orders and goods, and whose the lines are."""
    cursor.execute("""
        INSERT INTO customers BY NAME
        SELECT DISTINCT customer_id FROM orders ANTI JOIN customers USING (customer_id) WHERE customer_id IS NOT NULL;
        UPDATE customers SET customer_no = by_letter.customer_no
        FROM (SELECT customer_id, ROW_NUMBER() OVER (ORDER BY customer_id) AS customer_no FROM customers) AS by_letter
        WHERE by_letter.customer_id = customers.customer_id;
        UPDATE orders SET order_no = 1 + rowid;
        UPDATE orders SET customer_no = customers.customer_no
        FROM customers WHERE customers.customer_id = orders.customer_id;
        UPDATE identities SET customer_no = customers.customer_no
        FROM customers WHERE customers.customer_id = identities.customer_id;
        UPDATE order_lines SET customer_id = orders.customer_id, ordered_on = orders.ordered_on
        FROM orders
        WHERE orders.shop = order_lines.shop AND orders.platform = order_lines.platform
            AND orders.order_id = order_lines.order_id;
        DELETE FROM goods;
        INSERT INTO goods
        SELECT ROW_NUMBER() OVER (), *
        FROM (SELECT DISTINCT product_id, product, category, brand FROM order_lines WHERE quantity > 0 AND amount > 0);
        DELETE FROM sold_lines;
        INSERT INTO sold_lines
        SELECT o.order_no, o.customer_no, g.goods_no, o.ordered_on, l.quantity, l.amount, o.currency
        FROM order_lines AS l
        JOIN orders AS o USING (shop, platform, order_id)
        JOIN goods AS g
            ON g.product_id IS NOT DISTINCT FROM l.product_id AND g.product IS NOT DISTINCT FROM l.product
            AND g.category IS NOT DISTINCT FROM l.category AND g.brand IS NOT DISTINCT FROM l.brand
        WHERE o.kind = 'sale' AND l.quantity > 0 AND l.amount > 0
    """)


def _delivery(ordered_at: str, chance: random.Random) -> dict[str, str | None]:
    """When an order was shipped and delivered, of half of the orders each."""
    shipped = datetime.fromisoformat(ordered_at) + timedelta(days=chance.randrange(3))
    delivered = shipped + timedelta(days=chance.choice([1, 2, 2, 30]))
    return {
        "shipped_at": chance.choice([None, shipped.isoformat(" ")]),
        "delivered_at": chance.choice([None, delivered.isoformat(" ")]),
    }


def busy_shop(seed: int) -> Case:
    """Some hundred orders full of ties: few days, few prices, orders of every kind, guests, blanks."""
    chance = random.Random(seed)
    days = [f"2024-{month:02}-{day:02} 0{chance.randrange(3)}:00" for month in (1, 2, 3) for day in (1, 15, 28, 29)]
    orders = [
        {
            "order_id": str(number),
            "customer_id": chance.choice([None, *(f"c{who}" for who in range(25))]),
            "ordered_at": chance.choice(days),
            "kind": (kind := chance.choice(["sale"] * 6 + ["free", "refund", "void"])),
            "gross_sales": str(chance.choice([5, 10, 10.5])) if kind == "sale" else "0",
            "order_discount": str(chance.choice([0, 0, 1.25])) if kind == "sale" else "0",
            "refunds": "12" if kind == "refund" else "0",
            "country": chance.choice(["DE", "FR", None]),
            "channel": chance.choice(["web", "app"]),
            "coupon": chance.choice([None, None, "MAY"]),
            "campaign": chance.choice([None, "spring"]),
            "cost": chance.choice([None, "2", "4.5"]),
            "cost_currency": chance.choice([None, "EUR", "USD", "GBP"]),
            "costed_share": str(chance.choice([1, 1, 1, 0.5])),
            "first_product": chance.choice(["cup", "tea", "ash"]),
            "first_category": chance.choice(["cups", "tea"]),
            "shop": chance.choice(["Corner", "Corner", "North"]),
            "currency": chance.choice(["EUR", "EUR", "USD", "CNY"]),
        }
        | {key: f"{key} {number % 3}" if number % 4 else None for key in ("email_key", "phone_key", "id_key")}
        | {"header_upload_id": str(1 + number % 2)}
        for number in range(200)
    ]
    orders = [
        order | _delivery(str(order["ordered_at"]), random.Random(f"{seed} {order['order_id']}")) for order in orders
    ]
    customers = tuple(
        {"customer_id": f"c{who}", "customer_key": f"email_key {who}", "orders": str(who % 5)} for who in range(25)
    )
    identities = tuple(
        {"identifier": f"{kind}_key {number}", "kind": kind, "customer_id": "c0", "orders": str(number % 2)}
        | {"shared": "false"}
        for kind in ("email", "phone", "id")
        for number in range(3)
    )
    lines = [
        {"shop": order["shop"], "platform": "etsy", "order_id": order["order_id"], "category": order["first_category"]}
        | {"product": None, "quantity": "1", "amount": "5"}
        for order in orders
    ]
    lines += [line | {"product": "ashtray", "category": "ash"} for line in lines[::3]]
    # The yuan has no rate in January.
    rates = [
        {"day": day, "currency": currency, "per_euro": str(chance.choice([1.05, 1.1, 7.8]))}
        for day in sorted({str(order["ordered_at"])[:10] for order in orders})
        for currency in ("EUR", "USD", "CNY")
        if currency != "CNY" or day >= "2024-02"
    ]
    shops = ({"shop": "Corner", "currency": "USD", "week_start": "7"},)
    uploads = table("upload_id, file, rows_read\n1, orders.csv, 150\n2, orders.csv, 90")
    rejects = tuple(
        {
            "upload_id": str(1 + line % 2),
            "line_no": str(line),
            "heading": ("Date", "Amount", None)[line % 3],
            "reason": why,
        }
        for line, why in enumerate(["is blank", "is not a date", "is blank", "is not a number", "is blank"] * 3)
    )
    return Case(
        "span",
        "busy",
        expect=(),
        orders=order_rows(orders),
        lines=tuple(lines),
        customers=customers,
        identities=identities,
        shops=shops,
        rates=tuple(map(_rate, rates)),
        log={
            "uploads": _log_rows("uploads", uploads),
            "rejects": rejects,
            "spend": _log_rows("spend", table(SPENT)),
            "members": _log_rows("members", table(MEMBERS)),
            "events": _log_rows("events", table(DONE)),
            "feedback": _log_rows("feedback", table(SAID)),
            "contacts": _log_rows("contacts", table(TOLD)),
            "contact_entries": table(CONTACTED),
            "customer_tags": table(TAGGED),
            "tag_log": table(GIVEN),
        },
    )


def ask(question: str, **asked: Any) -> Query:
    """A question with some parameters, by the names of Filters and of ``sql/``, and plain ones for the rest."""
    wanted = NEEDED.get(question, {}) | asked
    lists = {name: tuple(value) if isinstance(value, list) else value for name, value in wanted.items()}
    # A question of one segment names it by its id; the filter of that name is a choice of customers.
    chosen = {
        name: value
        for name, value in lists.items()
        if name in FILTERS and not (name == "segment" and isinstance(value, str))
    }
    filters = Filters(**chosen)
    return Query(question, PLAIN | dict(filters.parameters()) | wanted)


def header(question: str) -> Header:
    """What the comment block of a question says."""
    return _header((SQL_FOLDER / f"{question}.sql").read_text(encoding="utf-8"))


def texts_of(question: str) -> list[Header]:
    """The comment blocks of a question and of the common tables that it starts from."""
    shared = ((SQL_FOLDER / "ctes" / f"{name}.sql").read_text(encoding="utf-8") for name in common_tables(question))
    return [header(question), *map(_header, shared)]


def cases() -> list[Case]:
    """Every case of ``tests/sql``, the file's name being the question's."""
    return [
        _case(file.stem, written)
        for file in sorted(CASES_FOLDER.glob("*.yaml"))
        for written in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]


def table(text: str | None) -> tuple[Row, ...]:
    """Rows of a table written with commas and aligned with blanks; a blank cell is NULL, "" an empty text."""
    headings, *rows = [[cell.strip() for cell in line.split(",")] for line in (text or "").splitlines()] or [[]]
    return tuple(dict(zip(headings, (_cell(cell) for cell in row), strict=True)) for row in rows)


def _cell(text: str) -> str | None:
    return "" if text == '""' else text or None


def order_rows(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Orders with what a case need not say: a sale of one line in Euro, in the shop Corner, with nothing given back."""
    return tuple(_order(number, row) for number, row in enumerate(rows, start=1))


def assert_answer(answer: pd.DataFrame, expected: Sequence[Row]) -> None:
    """The answer has exactly the rows expected, in order, as far as their columns go; 2/3 stands for two thirds."""
    columns = list(expected[0]) if expected else []
    found = [dict(zip(columns, row, strict=True)) for row in answer[columns].itertuples(index=False)]
    assert len(answer) == len(expected), f"rows found: {found}"
    for number, (row, wanted) in enumerate(zip(found, expected, strict=True), start=1):
        for column, text in wanted.items():
            assert _is(row[column], text), f"row {number}, {column}: {row[column]!r} is not {text!r}\n{found}"


def assert_same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Two engines gave the same columns and rows; numbers may differ in their last bits."""
    pd.testing.assert_frame_equal(_plain(one), _plain(other), check_dtype=False, rtol=1e-9, atol=1e-9)


def _header(text: str) -> Header:
    comments = [line.removeprefix("--").removeprefix(" ") for line in takewhile(_is_comment, text.splitlines())]
    said = {key: value for key, _, value in (line.partition(": ") for line in comments)}
    return Header(
        question=comments[0],
        grain=said.get("grain", ""),
        parameters=_named(comments, "parameters:"),
        columns=_named(comments, "columns:"),
    )


def _is_comment(line: str) -> bool:
    return line.startswith("--")


def _named(comments: Sequence[str], title: str) -> tuple[Named, ...]:
    """The indented entries under a title: name, type and meaning, two blanks or more between them."""
    below = dropwhile(lambda line: line != title, comments)
    entries = takewhile(lambda line: line.startswith("  "), islice(below, 1, None))
    return tuple(Named(*re.split(r" {2,}", entry.strip())[:2]) for entry in entries)


def _case(question: str, written: Mapping[str, Any]) -> Case:
    return Case(
        question=question,
        name=written["case"],
        expect=table(written["expect"]),
        orders=order_rows(table(written.get("orders"))),
        lines=tuple(_SOLD | row for row in table(written.get("lines"))),
        customers=table(written.get("customers")),
        identities=table(written.get("identities")),
        shops=table(written.get("shops")),
        rates=tuple(_rate(row) for row in table(written.get("rates"))),
        log={name: _log_rows(name, table(written.get(name))) for name in LOGS},
        ask=written.get("ask", {}),
    )


def _log_rows(name: str, rows: Sequence[Row]) -> tuple[Row, ...]:
    """Rows of the log with what a case need not say: an upload of the shop Corner made in 2024, euros spent for it."""
    usual: Row = {"shop": "Corner", "platform": "etsy", "layout": "etsy_items", "uploaded_at": "2024-12-31 12:00:00"}
    spent: Row = {"shop": "Corner", "platform": "google_ads", "channel": "Google Ads", "currency": "EUR"}
    told: Row = {"shop": "Corner", "platform": "etsy", "upload_id": "1"}
    known = {"uploads": usual, "spend": spent} | dict.fromkeys(
        ("members", "events", "feedback", "refunds", "contacts"), told
    )
    return tuple(known.get(name, {}) | row for row in rows)


def _rate(row: Row) -> Row:
    """A rate with what a case need not say: the bank's, of the very day."""
    return {"rated_on": row["day"], "source": "ECB"} | row


def _order(number: int, row: Row) -> Row:
    usual: Row = {
        "shop": "Corner",
        "platform": "etsy",
        "order_id": str(number),
        "kind": "sale",
        "gross_sales": "0",
        "order_discount": "0",
        "refunds": "0",
        "currency": "EUR",
        "costed_share": "0",
    }
    order = usual | row
    gross, discount, refunds = (Decimal(order[column] or 0) for column in ("gross_sales", "order_discount", "refunds"))
    derived: Row = {
        "ordered_on": str(order["ordered_at"])[:10],
        "net_sales": str(gross - discount - refunds),
        "sale_lines": "1" if order["kind"] == "sale" else "0",
        "free_lines": "1" if order["kind"] == "free" else "0",
    }
    return derived | order


def _insert(cursor: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """All rows in one statement; they have the same columns."""
    place = "(" + ", ".join("?" * len(rows[0])) + ")"
    values = [value for row in rows for value in row.values()]
    cursor.execute(f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES {', '.join([place] * len(rows))}", values)


def _is(value: Any, text: str | None) -> bool:
    if text is None or pd.isna(value):
        return text is None and bool(pd.isna(value))
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" == text
    if isinstance(value, str | bool | np.bool_):
        return str(value) == text
    return math.isclose(float(value), float(Fraction(text)), rel_tol=1e-9, abs_tol=1e-9)


def _plain(answer: pd.DataFrame) -> pd.DataFrame:
    """Days, money and missing values as every engine's frame can hold them."""
    return pd.DataFrame({column: [_plain_value(value) for value in answer[column]] for column in answer}, dtype=object)


def _plain_value(value: Any) -> Any:
    if pd.isna(value):
        return None
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return value if isinstance(value, str | bool | np.bool_) else float(value)
