"""Conditions on members, the shop's site and feedback, each against a shop that can be counted by head."""

from __future__ import annotations

from datetime import date

import pytest

from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.segments import members, size
from crm_analysis.analysis.selecting import compiled
from crm_analysis.conditions.condition import Condition
from crm_analysis.conditions.records import Birthday, Consent, Did, Feedback, Member, Points, Registered
from crm_analysis.conditions.tree import All, Not, Rule
from crm_analysis.conditions.wording import sentence
from crm_analysis.engines.duckdb import DuckDBEngine
from questions_support import Case, MemoryStore, Row, order_rows, table

PEOPLE = ("anna", "bert", "cleo", "dora")
PLACE: Row = {"shop": "Corner", "platform": "etsy", "upload_id": "1"}
MEMBERS = """\
line_no, email_key, id_key, birthday,   gender, level,  points, registered_on, accepts_email, accepts_sms
2,       e-anna,    ,       1990-02-29, female, silver, 10,     2023-01-15,    true,
3,       ,          i-anna, ,           ,       gold,   ,       ,              false,         true
4,       e-bert,    ,       --03-01,    male,   ,       0,      2023-02-20,    ,              true
5,       e-all,     ,       --02-28,    male,   gold,   99,     2023-02-28,    true,          true
6,       stranger,  ,       --02-28,    male,   gold,   99,     2023-02-28,    true,          true
"""
EVENTS = """\
line_no, happened_at,         event, product_id, product, category, email_key, id_key
2,       2023-02-01 10:00:00, view,  p1,         Cup,     ,         e-anna,    i-bert
3,       2023-02-27 10:00:00, view,  p2,         ,        ,         ,          i-anna
4,       2023-02-28 23:59:00, cart,  p2,         ,        ,         e-bert,
5,       2023-03-01 00:00:00, view,  p2,         ,        ,         e-bert,
6,       2023-02-28 10:00:00, wish,  ,           ,        ,         e-cleo,
7,       2023-02-28 10:00:00, view,  p1,         Cup,     ,         e-all,
"""
PRODUCTS = "shop, product_id, product, category\nCorner, p2, Tea, Drinks"
FEEDBACK = """\
line_no, platform, kind,   given_at,            order_id, email_key, rating
2,       etsy,     review, 2023-02-10 10:00:00, 1,        e-bert,    5
3,       etsy,     review, 2023-02-20 10:00:00, 1,        ,          2
4,       etsy,     review, ,                    1,        ,          4.5
5,       judgeme,  review, 2023-02-20 10:00:00, 2,        ,          3
6,       judgeme,  review, 2023-02-20 10:00:00, 3,        ,          1
7,       zendesk,  ticket, 2023-02-28 10:00:00, ,         e-bert,
8,       zendesk,  ticket, 2023-03-01 10:00:00, ,         e-bert,
9,       zendesk,  survey, 2023-02-28 10:00:00, 99,       e-cleo,    9
"""
"""Order 1 is Anna's, 2 is Bert's; number 3 is Cleo's at one platform and Dora's at another."""
IDENTITIES = """\
identifier, kind,  customer_id, shared
e-anna,     email, anna,        false
i-anna,     id,    anna,        false
e-bert,     email, bert,        false
i-bert,     id,    bert,        false
e-cleo,     email, cleo,        false
e-all,      email, dora,        true
"""


@pytest.fixture(scope="module")
def engine() -> DuckDBEngine:
    store = MemoryStore()
    orders = order_rows(
        [
            {"order_id": number, "platform": platform, "customer_id": who, "gross_sales": "5"}
            | {"ordered_at": "2023-02-05 10:00:00" if platform == "etsy" else "2023-02-28 10:00:00"}
            for number, platform, who in (
                ("1", "etsy", "anna"), ("2", "etsy", "bert"), ("3", "etsy", "cleo"), ("3", "shopify", "dora"),
            )
        ]
    )  # fmt: skip
    people = tuple({"customer_id": who, "customer_key": who, "first_order_at": "2023-02-01 10:00:00"} for who in PEOPLE)
    told = {"members": MEMBERS, "events": EVENTS, "feedback": FEEDBACK}
    records = {name: tuple(PLACE | row for row in table(rows)) for name, rows in told.items()}
    records |= {"products": table(PRODUCTS), "uploads": ({"upload_id": "1", "shop": "Corner"},)}
    store.fill(Case("span", "by hand", (), orders, (), people, table(IDENTITIES), log=records))
    return DuckDBEngine(store)


def who(engine: DuckDBEngine, rule: Rule, as_of: date | None = None) -> set[str]:
    """The customers of whom a rule is true."""
    return set(engine.answer(members(Filters(as_of=as_of, segment=compiled(rule))))["customer_id"])


TRUE_OF: dict[Condition | Rule, set[str]] = {
    # The newest row that says it counts, whichever identifier it names; what many share says nothing.
    Member("level", ("gold",)): {"anna"},
    Member("level", ("silver",)): set(),
    Member("gender", ("female", "male")): {"anna", "bert"},
    Points(at_most=10): {"anna", "bert"},
    Points(at_least=0.5): {"anna"},
    Not(Points(at_least=0.5)): {"bert", "cleo", "dora"},
    # The last day seen is 28 February 2023, which has no 29th.
    Birthday(within_days=0): {"anna"},
    Birthday(within_days=1): {"anna", "bert"},
    Birthday(("02", "04")): {"anna"},
    Registered(within_days=9): {"bert"},
    Registered(within_days=8): set(),
    Registered(until=date(2023, 1, 15)): {"anna"},
    # One no outweighs every yes; of Dora only an identifier that many share says something, and it is hers.
    Consent("email", ("given",)): {"dora"},
    Consent("email", ("refused",)): {"anna"},
    Consent("email", ("unknown",)): {"bert", "cleo"},
    Consent("sms", ("given", "unknown")): set(PEOPLE),
    # An event is its strongest identifier's; the catalogue names what it does not; the last day counts to its end.
    Did(("view",)): {"anna"},
    Did(("view",), at_least=2): {"anna"},
    Did(("view",), at_least=3): set(),
    Did(("view", "cart")): {"anna", "bert"},
    Did(("view", "cart"), at_most=1): {"bert", "cleo", "dora"},
    Did(("view", "cart"), "category", ("Drinks",)): {"anna", "bert"},
    Did(("view",), contains="CU"): {"anna"},
    Did(("view",), within_days=1): set(),
    Did(("cart",), within_days=1): {"bert"},
    Did(("wish",)): {"cleo"},
    # Feedback is its order's, on its own platform or where one customer only has the number; else its identifier's.
    Feedback(): {"anna", "bert", "cleo"},
    Feedback("review", at_least=3): {"anna"},
    Feedback("review", at_most=0): {"cleo", "dora"},
    Feedback("review", "mean_rating", at_least=3, at_most=4): {"anna", "bert"},
    Feedback("review", "newest_rating", at_most=2): {"anna"},
    Feedback("review", within_days=19): {"anna", "bert"},
    Feedback("review", at_least=2, within_days=19): {"anna"},
    Feedback("ticket", at_least=1, at_most=1): {"bert"},
    Feedback("ticket", "mean_rating", at_least=0): set(),
    Feedback("survey", "newest_rating", at_least=9): {"cleo"},
    # Looked at but never put into the cart.
    All((Did(("view",)), Not(Did(("cart",))))): {"anna"},
}


@pytest.mark.parametrize("rule", TRUE_OF, ids=sentence)
def test_a_condition_is_true_of_whom_it_should_be(rule, engine):
    assert who(engine, rule) == TRUE_OF[rule]


@pytest.mark.parametrize(
    ("as_of", "days", "names"),
    [
        (date(2024, 3, 1), 0, "anna"),  # the last day seen is 29 February
        (date(2024, 2, 29), 0, ""),
        (date(2024, 2, 29), 1, "anna"),
        (date(2023, 3, 2), 0, "bert"),
        (date(2024, 1, 1), 60, "anna"),  # 59 days from 31 December to 29 February, … 61 to 1 March
        (date(2024, 1, 1), 61, "anna bert"),
    ],
)
def test_birthdays_are_counted_from_the_last_day_seen(as_of, days, names, engine):
    assert who(engine, Birthday(within_days=days), as_of) == set(names.split())


def test_who_signs_up_after_the_last_day_seen_has_not_signed_up(engine):
    assert who(engine, Registered(within_days=10), date(2023, 2, 10)) == set()
    assert who(engine, Registered(until=date(2023, 3, 1)), date(2023, 2, 10)) == {"anna"}


@pytest.mark.parametrize("rule", TRUE_OF, ids=sentence)
def test_an_empty_shop_has_nobody_of_whom_anything_is_true(rule):
    store = MemoryStore()
    found = DuckDBEngine(store).answer(size(Filters(segment=compiled(rule))))
    assert found.to_dict("records") == [{"customers": 0, "of": 0}]
