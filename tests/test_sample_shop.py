"""The invented shop: always the same, true to its parameters, and of the size that was asked for."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crm_analysis.errors import InputRefused
from crm_analysis.sample_shop import Habits, Purchasing, Seasons, Shop, Welcome, simulate
from crm_analysis.sample_shop.block import GUEST, Block
from crm_analysis.sample_shop.export import write_export, write_shop
from crm_analysis.sample_shop.formats import FORMATS
from crm_analysis.sample_shop.parameters import LAST_DAY
from sample_shop_files import table_of, text_of

PLATFORMS = sorted(FORMATS)
STEADY = Seasons(growth_per_year=1.0, winter_swing=0.0, saturday=1.0, sunday=1.0, sale_factor=1.0)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_same_seed_writes_the_same_bytes_and_another_seed_does_not(tmp_path: Path, platform: str) -> None:
    first, again, other = (tmp_path / name for name in ("first.csv", "again.csv", "other.csv"))
    for path, seed in ((first, 7), (again, 7), (other, 8)):
        write_export(path, customers=40, seed=seed, platform=platform)
    assert first.read_bytes() == again.read_bytes()
    assert first.read_bytes() != other.read_bytes()


def test_packed_and_plain_export_hold_the_same(tmp_path: Path) -> None:
    write_export(tmp_path / "shop.csv", customers=40)
    write_export(tmp_path / "shop.csv.gz", customers=40)
    assert text_of(tmp_path / "shop.csv.gz") == text_of(tmp_path / "shop.csv")


@pytest.mark.parametrize(("customers", "orders"), [(None, 1), (None, 700), (200, 900), (1, 1), (500, 560)])
def test_orders_are_met_exactly(tmp_path: Path, customers: int | None, orders: int) -> None:
    path = tmp_path / "shop.csv"
    truth = write_export(path, customers=customers, orders=orders, seed=3)
    assert truth.totals.orders_in_file == orders == table_of(text_of(path))["Name"].nunique()


def test_orders_alone_leave_the_rates_as_they_were_asked_for(tmp_path: Path) -> None:
    truth = write_export(tmp_path / "shop.csv", orders=900)
    assert (truth.rate_factor, truth.alpha) == (1.0, 6.0)


def test_customers_are_met_exactly_when_both_sizes_are_given() -> None:
    blocks = [it.block for it in simulate(Shop(customers=250, orders=1000))]
    people = {int(it) for block in blocks for it in block.customer[block.customer != GUEST]}
    assert people == set(range(250))


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="there is no such folder"):
        write_export(tmp_path / "nowhere" / "shop.csv", customers=5)


def test_large_shops_come_in_blocks_with_running_numbers() -> None:
    blocks = [it.block for it in simulate(Shop(orders=250_000, years=1))]
    assert len(blocks) == 3
    numbers = np.concatenate([block.number for block in blocks])
    assert np.array_equal(numbers, np.arange(1, 250_001))
    people = [set(block.customer[block.customer != GUEST].tolist()) for block in blocks]
    assert not people[0] & people[1] and not people[1] & people[2]
    guests = np.concatenate([block.person[block.is_guest] for block in blocks])
    assert len(np.unique(guests)) == len(guests)


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"customers": 0}, "customers is 0"),
        ({"years": 0}, "years is 0"),
        ({"orders": 10, "customers": 20}, "10 orders are too few for 20 customers"),
        ({"orders": 100_000, "customers": 3}, "3 customers leave before"),
        ({"platform": "wish"}, "no platform is called wish"),
    ],
)
def test_impossible_wishes_are_refused_and_write_nothing(tmp_path: Path, wish: dict[str, int], sentence: str) -> None:
    with pytest.raises(InputRefused, match=sentence):
        write_export(tmp_path / "shop.csv", **wish)
    assert not list(tmp_path.iterdir())


def whole_histories(shop: Shop) -> tuple[Block, np.ndarray]:
    """All orders of a shop that fits into one block, and each customer's number of repeat orders."""
    (simulated,) = simulate(shop)
    block = simulated.block
    return block, np.bincount(block.customer[block.customer != GUEST]) - 1


def bg_nbd_share(x: int, t: float, it: Purchasing) -> float:
    """P(X(t) = x), Fader, Hardie, Lee (2005), equation (8)."""

    def beta(p: float, q: float) -> float:
        return math.exp(math.lgamma(p) + math.lgamma(q) - math.lgamma(p + q))

    def poisson_gamma(j: int) -> float:
        size = math.exp(math.lgamma(it.r + j) - math.lgamma(it.r) - math.lgamma(j + 1))
        return size * (it.alpha / (it.alpha + t)) ** it.r * (t / (it.alpha + t)) ** j

    stays = beta(it.a, it.b + x) / beta(it.a, it.b) * poisson_gamma(x)
    if x == 0:
        return stays
    left = beta(it.a + 1, it.b + x - 1) / beta(it.a, it.b)
    return stays + left * (1 - sum(poisson_gamma(j) for j in range(x)))


def test_repeat_orders_are_distributed_as_bg_nbd() -> None:
    """Customers arrive evenly, so the share with x repeat orders is the mean of P(X(t) = x) over the time left."""
    shop = Shop(customers=20_000, years=2, seed=11, seasons=STEADY, habits=Habits(guests=0.0))
    _, repeats = whole_histories(shop)
    weeks = (LAST_DAY.toordinal() - shop.first_day.toordinal() + 1) / 7
    for x in range(6):
        expected = np.mean([bg_nbd_share(x, t, shop.purchasing) for t in np.linspace(0, weeks, 2001)])
        error = math.sqrt(expected * (1 - expected) / len(repeats))
        assert np.mean(repeats == x) == pytest.approx(expected, abs=4 * error), x


def test_shares_are_as_the_habits_say() -> None:
    habits = Habits(guests=0.10, coupons=0.2, refunded=0.05, cancelled=0.04, unpaid=0.03)
    block, _ = whole_histories(Shop(customers=12_000, seed=2, habits=habits))
    orders = len(block.number)
    found = {
        "guests": block.is_guest.mean(),
        "coupons": (block.coupon > 0).mean(),
        "refunded": (block.refund > 0).mean(),
        "cancelled": (block.status == 1).mean(),
        "unpaid": (block.status == 2).mean(),
    }
    for name, share in found.items():
        wanted = getattr(habits, name)
        assert share == pytest.approx(wanted, abs=4 * math.sqrt(wanted * (1 - wanted) / orders)), name


def test_no_product_stands_twice_in_an_order_and_every_order_has_a_line() -> None:
    block, _ = whole_histories(Shop(customers=500))
    pairs = pd.DataFrame({"order": block.line_order, "product": block.product})
    assert not pairs.duplicated().any()
    assert block.line_count.min() == 1 and block.line_count.max() == 5
    assert (block.refund <= block.paid_for_goods).all()


def test_growth_and_sale_days_show() -> None:
    block, _ = whole_histories(Shop(customers=15_000, years=3, seed=4))
    days = pd.Series(pd.to_datetime(block.moment, unit="s"))
    sale = days[(days.dt.month == 11) & days.dt.day.between(8, 11)]
    around = days[(days.dt.month == 11) & days.dt.day.between(15, 18)]
    assert 1.9 < len(sale) / len(around) < 2.9
    first_orders = days.groupby(block.customer).min().drop(GUEST)
    arrivals = first_orders.dt.year.value_counts().sort_index()
    assert arrivals.iloc[1] / arrivals.iloc[0] == pytest.approx(1.35, abs=0.1)


def test_welcomed_customers_come_back_more() -> None:
    welcome = Welcome(date(2024, 5, 1), date(2024, 6, 30))
    block, repeats = whole_histories(Shop(customers=8_000, seed=6, welcome=welcome))
    days = pd.Series(pd.to_datetime(block.moment, unit="s")).groupby(block.customer).min().drop(GUEST)
    welcomed = days.between("2024-05-01", "2024-06-30 23:59:59")
    before = days.between("2024-03-01", "2024-04-30 23:59:59")
    assert repeats[welcomed].mean() > 2 * repeats[before].mean()


def test_own_parameters_reach_the_truth(tmp_path: Path) -> None:
    shop = Shop(customers=300, orders=2_000, purchasing=Purchasing(r=0.5, alpha=9.0, a=0.4, b=3.0))
    truth = write_shop(tmp_path / "shop.csv", shop, "shopify")
    assert truth.alpha == pytest.approx(9.0 / truth.rate_factor)
    assert truth.rate_factor != 1.0
