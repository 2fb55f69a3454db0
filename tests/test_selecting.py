"""Rules of segments: SQL agrees with plain Python, on both engines, and whatever a rule says stays a value."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.segments import members, size, unbroken_since
from crm_analysis.analysis.selecting import compiled
from crm_analysis.conditions.kinds import KINDS, Bought, Listed, Ordered, Place, Scored
from crm_analysis.conditions.nesting import unfolded
from crm_analysis.conditions.tree import All, Any, Not, Rule, conditions, knows_the_past
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.engines.query import SQL_FOLDER, Query, looks_at_customers, question_text
from questions_support import QUESTIONS, MemoryStore, ask, assert_same, busy_shop, header
from rule_oracle import FIRST_DAY, LAST, PRODUCTS, SAVED_RULES, Oracle, rule_by_chance, shop_by_chance
from second_engine import SailEngine, sail
from sql_subset import faults

SHOPS, RULES_A_SHOP = 20, 10
RELATIONS = sorted(file.stem for file in (SQL_FOLDER / "conditions").glob("*.sql"))


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture(scope="module")
def engine(store: MemoryStore) -> DuckDBEngine:
    return DuckDBEngine(store)


@pytest.fixture(scope="module")
def other_engine() -> Iterator[SailEngine]:
    with sail() as engine:
        yield engine


def in_segment(rule: Rule, as_of: date | None = None, report_in: str | None = None) -> Query:
    """The ids of the customers, as a question over a plain common table gives them."""
    return size(Filters(as_of=as_of, segment=compiled(unfolded(rule, SAVED_RULES.__getitem__), report_in)))


def chosen(store: MemoryStore, query: Query) -> set[str]:
    """Who is in the segment: the question's own text, but for its last SELECT."""
    text = query.sql
    with store.cursor() as cursor:
        rows = cursor.execute(
            text[: text.rindex("chosen AS (")].rstrip().removesuffix(",")
            + "\nSELECT customer_id FROM segment_customers",
            query.bound,
        ).fetchall()
    assert len(rows) == len(set(rows))
    return {who for (who,) in rows}


def views(chance: random.Random) -> tuple[date | None, str | None]:
    return chance.choice([None, FIRST_DAY + timedelta(days=chance.randrange(20, LAST))]), chance.choice(
        [None, "EUR", "USD"]
    )


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(SHOPS))
def test_sql_and_plain_python_agree_on_rules_by_chance(seed: int, store: MemoryStore) -> None:
    chance = random.Random(seed)
    shop = shop_by_chance(chance)
    store.fill(shop.case())
    for _rule in range(RULES_A_SHOP):
        rule, (as_of, report_in) = rule_by_chance(chance), views(chance)
        expected = Oracle(shop, as_of, report_in).members(rule)
        assert chosen(store, in_segment(rule, as_of, report_in)) == expected, (rule, as_of, report_in)


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(SHOPS))
def test_a_rule_that_knows_the_past_needs_nothing_that_came_later(seed: int, store: MemoryStore) -> None:
    chance = random.Random(seed)
    store.fill(shop_by_chance(chance).case())
    as_of = FIRST_DAY + timedelta(days=chance.randrange(20, LAST))
    rules = [rule for rule in (rule_by_chance(chance) for _rule in range(40)) if knows_the_past(rule)]
    afterwards = [chosen(store, in_segment(rule, as_of)) for rule in rules]
    days = {"orders": "ordered_on", "order_lines": "ordered_on", "events": "happened_at", "feedback": "given_at"}
    with store.cursor() as cursor:
        for table, column in days.items():
            # An order that is spoken of tells who speaks.
            spoken_of = "order_id IN (SELECT order_id FROM feedback)" if table == "orders" else "FALSE"
            cursor.execute(f"DELETE FROM {table} WHERE {column} >= ? AND NOT COALESCE({spoken_of}, FALSE)", [as_of])
    assert rules and [chosen(store, in_segment(rule, as_of)) for rule in rules] == afterwards


def test_rules_by_chance_hold_of_some_and_not_of_others() -> None:
    """Else agreement would say little: every kind of condition occurs, and most rules divide the customers."""
    met, dividing = set(), 0
    for seed in range(SHOPS):
        chance = random.Random(seed)
        shop = shop_by_chance(chance)
        for _rule in range(RULES_A_SHOP):
            rule, (as_of, report_in) = rule_by_chance(chance), views(chance)
            met |= {condition.kind for condition in conditions(rule)}
            dividing += 0 < len(Oracle(shop, as_of, report_in).members(rule)) < len(shop.customers)
    assert met == KINDS.keys()
    assert dividing > SHOPS * RULES_A_SHOP / 3


def one_of_each_kind(chance: random.Random) -> Iterator[Rule]:
    """Conditions by chance, one of every kind."""
    left = set(KINDS)
    while left:
        rule = rule_by_chance(chance, depth=0)
        for condition in conditions(rule):
            if condition.kind in left:
                left.remove(condition.kind)
                yield rule


@pytest.mark.heavy
def test_both_engines_agree_on_rules(
    store: MemoryStore, engine: DuckDBEngine, other_engine: SailEngine, tmp_path: Path
) -> None:
    chance = random.Random(99)
    store.fill(shop_by_chance(chance).case())
    other_engine.load(store.write_parquet(tmp_path))
    rules = [*(rule_by_chance(chance) for _rule in range(12)), *one_of_each_kind(chance)]
    for rule in rules:
        filters = Filters(segment=compiled(unfolded(rule, SAVED_RULES.__getitem__)))
        assert_same(engine.answer(members(filters)), other_engine.answer(members(filters)))


@pytest.mark.parametrize("relation", RELATIONS)
def test_relations_keep_to_the_subset_and_name_their_columns(relation: str, store: MemoryStore) -> None:
    text = question_text(f"conditions/{relation}")
    assert faults(f"{text}\nORDER BY customer_id") == []
    with store.cursor() as cursor:
        query = Query(f"conditions/{relation}")
        described = cursor.execute(f"DESCRIBE {query.sql}", query.bound).fetchall()
    real = [(name, sql_type.replace(",", ", ")) for name, sql_type, *_ in described]
    assert [(column.name, column.type) for column in header(f"conditions/{relation}").columns] == real


@pytest.mark.heavy
@pytest.mark.parametrize("question", [question for question in QUESTIONS if looks_at_customers(question)])
def test_a_segment_of_everybody_leaves_out_the_guests_only(
    question: str, store: MemoryStore, engine: DuckDBEngine
) -> None:
    """Every question that looks at orders takes a segment: without guests, all customers are the same shop."""
    shop = busy_shop(seed=5)
    of_customers = [row for row in shop.orders if row["customer_id"]]
    sales = {row["customer_id"]: row["ordered_at"] for row in of_customers if row["kind"] == "sale"}
    customers = tuple(
        {"customer_id": who, "customer_key": who, "first_order_at": at} for who, at in sorted(sales.items())
    )
    known = [row for row in of_customers if row["customer_id"] in sales]
    store.fill(replace(shop, orders=tuple(known), customers=customers))
    # Every relation stands in it, so that none gets in the way of a question's own tables.
    anybody = Any((Ordered(at_least=1), Not(Ordered(at_least=1)), *one_of_each_kind(random.Random(5))))
    wanted = {"selection": compiled(unfolded(anybody, SAVED_RULES.__getitem__))}
    answer = engine.answer(Query(question, {**ask(question).parameters, **wanted}))
    if question == "payback":
        assert answer["spend"].isna().all()  # what was spent on advertising is of no segment
    else:
        assert_same(answer, engine.answer(ask(question)))


def test_a_rule_is_no_part_of_the_text() -> None:
    """Whatever stands in it is bound: two rules of one shape are one text."""
    plain = in_segment(All((Bought(among=("tea",)), Place(among=("DE",)), Listed(("c1",)))))
    wicked = in_segment(
        All((Bought(among=tuple(PRODUCTS)), Place(among=("'; DROP TABLE orders; --",)), Listed(("$as_of",))))
    )
    assert wicked.sql == plain.sql
    assert wicked.bound != plain.bound


def test_equal_relations_are_asked_once() -> None:
    rule = All(
        (
            Ordered(at_least=3),
            Ordered("net_sales", at_most=100),
            Ordered("refunds", at_most=0),
            Ordered(at_least=1, within_days=30),
        )
    )
    assert len(compiled(rule).relations) == 2


def test_a_group_of_nothing() -> None:
    assert (compiled(All()).test, compiled(Any()).test) == ("(1 = 1)", "(1 = 0)")


def test_no_relation_looks_from_a_later_day_than_the_question() -> None:
    earlier, later = date(2024, 2, 1), date(2024, 5, 1)
    selection = compiled(Scored("grid", ("new",), on=later))
    assert size(Filters(as_of=earlier, segment=selection)).bound["as_of_1"] == earlier
    assert size(Filters(segment=selection)).bound["as_of_1"] == later + timedelta(days=1)


def test_questions_with_a_segment_are_kept_apart() -> None:
    one, other = (members(Filters(segment=compiled(Ordered(at_least=least)))) for least in (1, 2))
    again = members(Filters(segment=compiled(Ordered(at_least=1))))
    assert one == again
    assert hash(one) == hash(again)
    assert one != other
    assert members(Filters()).selection is None


def test_a_break_begins_anew_and_what_ended_is_left_out() -> None:
    ends = {date(2024, 2, 1): ["ann", "bob", "eve"], date(2024, 3, 1): ["ann", "eve"], date(2024, 3, 9): ["ann", "bob"]}
    assert unbroken_since(ends) == {"ann": date(2024, 1, 31), "bob": date(2024, 3, 8)}
    assert unbroken_since({}) == {}
