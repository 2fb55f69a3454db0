"""The people of the simulated two-channel shop, found again from its files."""

import random
from collections import Counter
from math import comb

import pytest

from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.sample_shop import channels
from crm_analysis.store import maintenance, shops
from crm_analysis.store.shops import ShopSettings
from shops import shop_in_memory

PEOPLE, SEED = 3_000, 2
SHOP = "Two stores"


@pytest.fixture
def shop(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        shops.write(shop.store, ShopSettings(SHOP, country=channels.COUNTRY))
        yield shop


def take_in(shop, *files):
    for file in files:
        import_file(shop.store, file, ImportOptions(shop=SHOP, currency="EUR"))


def found(shop):
    """(Channel, order) → customer; None for a guest."""
    rows = shop.rows("SELECT platform, ltrim(order_id, '#'), customer_id FROM orders")
    return {(channel, number): customer for channel, number, customer in rows}


def pairs(groups):
    """How many pairs of orders stand in one group."""
    return sum(comb(size, 2) for size in Counter(groups).values())


def precision_and_recall(placed, customers):
    """Of the pairs of orders that are joined, and of those that should be, the share that is both."""
    truth = {(order.channel, order.number): order.person for order in placed}
    alone = {order: ("alone", *order) for order in truth}
    by = {o: (customers[o] or alone[o], alone[o] if truth[o] is None else truth[o]) for o in truth}
    joined = pairs(customer for customer, _ in by.values())
    wanted = pairs(person for _, person in by.values())
    both = pairs(by.values())
    return both / joined, both / wanted


def test_people_are_found_again_across_two_stores(shop, tmp_path):
    placed = channels.orders(PEOPLE, SEED)
    assert {len({o.channel for o in placed if o.person == who}) for who in range(50)} == {1, 2}
    take_in(shop, *channels.write(placed, tmp_path).values())
    customers = found(shop)
    assert len(customers) == len(placed)
    precision, recall = precision_and_recall(placed, customers)
    assert precision >= 0.999
    assert recall >= 0.99
    assert precision < 1, "the shop should hold a family that shares a phone"
    guests = {(order.channel, order.number) for order in placed if order.person is None}
    assert {order for order, customer in customers.items() if customer is None} == guests


@pytest.mark.heavy
def test_shuffled_uploads_give_identical_customers(tmp_path):
    placed = channels.orders(150, SEED)
    parts = [placed[number::3] for number in range(3)]
    files = [f for n, part in enumerate(parts) for f in channels.write(part, tmp_path, f"{n}_").values()]
    pictures = set()
    for seed in range(4):
        random.Random(seed).shuffle(files)
        with shop_in_memory(tmp_path) as shop:
            shops.write(shop.store, ShopSettings(SHOP, country=channels.COUNTRY))
            take_in(shop, *files)
            # A number is given when somebody first appears; it says nothing of them.
            told = "SELECT * EXCLUDE (customer_no) FROM {table} ORDER BY ALL"
            pictures.add(str([shop.rows(told.format(table=table)) for table in ("customers", "identities")]))
            assert maintenance.check(shop.store) == []
    assert len(pictures) == 1
