"""What an order's goods cost the shop, as its catalogue tells, and of how much of the order that is known."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm_analysis.analysis import cohorts
from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.errors import RulesRefused
from crm_analysis.rules import margins
from crm_analysis.store import maintenance, rates, uploads
from shops import TEA_SHOP, Shop, shop_in_memory

Command = Callable[..., tuple[int, str, str]]

HEADINGS = "Handle,Title,Vendor,Variant SKU,Variant Price,Cost per item\n"
TEA = HEADINGS + "tea,Tea,Leaf & Co,T1,10.00,4.00\n"
TEA_AND_CUPS = TEA + "cup,Cup,Kiln,C1,5.00,2.00\n"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with shop_in_memory(tmp_path) as shop:
        yield shop


def costs(shop: Shop) -> dict[object, tuple[float, float]]:
    """Order → what its goods cost and of which share of it that is known, where anything is."""
    rows = shop.rows("SELECT order_id, cost, costed_share FROM orders WHERE costed_share > 0 OR cost <> 0")
    return {order: (float(str(cost)), float(str(share))) for order, cost, share in rows}


def test_a_catalogue_says_what_orders_cost_whenever_it_comes(shop: Shop) -> None:
    # A3 holds two tea, a cup that came back and a leaflet worth nothing; D1 is a tea that came back without its sale;
    # B2 and F1 were cancelled or never paid.
    shop.upload(TEA_SHOP)
    assert costs(shop) == {}
    shop.upload(TEA, "products.csv", currency="EUR")
    of_tea = {"A1": (8, 0.8), "A2": (4, 1), "A3": (8, 0.8), "D1": (-4, 1), "E1": (4, 1)}
    assert costs(shop) == of_tea
    whole = shop.upload(TEA_AND_CUPS, "all products.csv", currency="EUR")
    assert costs(shop) == of_tea | {"A1": (10, 1), "A3": (6, 1), "C1": (2, 1)}
    uploads.undo(shop.store, whole.upload_id)
    assert costs(shop) == of_tea


def test_costs_are_the_same_after_a_rebuild(shop: Shop) -> None:
    shop.upload(TEA_AND_CUPS, "products.csv", currency="EUR")
    shop.upload(TEA_SHOP)
    before = shop.figures()
    maintenance.rebuild(shop.store)
    assert shop.figures() == before


def test_a_catalogue_that_names_no_currency_is_in_that_of_the_order(shop: Shop) -> None:
    shop.upload(TEA, "products.csv")
    shop.upload(TEA_SHOP)
    assert shop.rows("SELECT DISTINCT cost_currency FROM orders") == [(None,)]
    assert costs(shop)["A2"] == (4, 1)


def test_costs_in_two_currencies_make_no_sum(shop: Shop) -> None:
    shop.upload(TEA_SHOP)
    shop.upload(TEA, "products.csv", currency="EUR")
    shop.upload(HEADINGS + "cup,Cup,Kiln,C1,5.00,2.00\n", "cups.csv", currency="USD")
    assert shop.rows("SELECT order_id, cost_currency FROM orders WHERE costed_share = 1 ORDER BY ALL") == [
        ("A2", "EUR"), ("C1", "USD"), ("D1", "EUR"), ("E1", "EUR"),
    ]  # fmt: skip
    assert "A1" not in costs(shop)


def test_a_cost_in_another_currency_is_converted_although_no_order_is_in_it(shop: Shop) -> None:
    shop.upload(TEA_SHOP)
    shop.upload(TEA_AND_CUPS, "products.csv", currency="USD")
    (cell,) = (
        DuckDBEngine(shop.store)
        .answer(cohorts.retention(Filters(since=None, countries=("FR",))))
        .query("age == 0")
        .itertuples()
    )
    # One tea of 4 dollars on 29 February 2024, when the bank gave 1.0826 for a euro; 4 of the 10 euros were given back.
    assert cell.gross_margin == pytest.approx(6 - 4 / 1.0826, abs=1e-4)


def test_a_free_order_costs_what_was_given_away(shop: Shop) -> None:
    shop.upload(TEA_SHOP)
    shop.upload(HEADINGS + "s,Sample,Leaf & Co,S1,1.00,0.50\n", "products.csv", currency="EUR")
    assert shop.row("SELECT kind, cost, costed_share FROM orders WHERE order_id = 'B1'") == ("free", 0.5, 0)


SPENT = "Date,Channel,Campaign,Spend\n2024-01-05,Google Ads,spring,10.00\n2024-01-31,Meta,spring,3.00\n"


def test_files_of_orders_products_and_spending_tell_when_a_cohort_has_paid_back(crm: Command, tmp_path: Path) -> None:
    # Ann and Eve first ordered in January. Ann brought 12.5 and 9 of margin; Eve was given back more than she paid: -9.
    # In February Ann brought 2 more. So 6.25 and then 7.25 a customer, who cost 13 / 2.
    for name, text in (("orders.csv", TEA_SHOP), ("products.csv", TEA_AND_CUPS), ("spend.csv", SPENT)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        code, _, said = crm("import", tmp_path / name)
        assert code == 0, said
    _, printed, _ = crm("payback")
    january, february = csv.DictReader(io.StringIO(printed))
    assert (january["new_customers"], float(january["spend"]), january["acquisition_cost"]) == ("2", 13, "6.5")
    margins = [float(row["cumulative_margin_per_customer"]) for row in (january, february)]
    assert margins == [pytest.approx(6.25), pytest.approx(7.25)]
    assert [row["payback_age"] for row in (january, february)] == ["1", "1"]


def test_spending_in_a_currency_of_its_own_is_converted(shop: Shop) -> None:
    shop.upload(TEA_SHOP)
    shop.upload(SPENT, "spend.csv", currency="USD")
    dollars = rates.history()["USD"]
    told = DuckDBEngine(shop.store).answer(cohorts.payback(Filters()))
    # 31 January has no order; the last day before it that has one is the 12th, that of an order never paid.
    assert told.spend[0] == pytest.approx(10 / dollars["2024-01-05"] + 3 / dollars["2024-01-12"], abs=1e-4)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("known_cost_share_needed = 80", "known_cost_share_needed is 80. Write a share between 0 and 1"),
        ("known_cost_share_needed = 'most'", "is most. Write a share"),
        ("", "is None. Write a share"),
        ("known_cost_share_needed = ", "cannot be read as TOML"),
    ],
)
def test_a_share_that_is_none_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(RulesRefused) as refusal:
        margins.read(text)
    assert sentence in str(refusal.value)
