"""What customers buy next: worked out by hand, planted in invented shops, tried without seeing what is to come."""

import csv
import io
import json
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from crm_analysis.models.next_product import AGAIN, MIX, POPULAR, TOGETHER, Bought, NextProduct, Window, named, table
from crm_analysis.models.next_product.trial import TOO_FEW, TOO_FEW_ITEMS, TOO_YOUNG, _error

TODAY = date(2024, 6, 1)
LATELY, LONG_AGO = "2024-05-01", "2024-01-01"
HEADINGS = "Order No,Order date,Customer email,Amount,Quantity,Product,Currency\n"


def shop(purchases, orders=None, as_of=TODAY):
    """What is known of customers by name: (customer, item, orders that held it, last day)."""
    bought = pd.DataFrame(purchases, columns=["customer_id", "item", "orders", "last_bought_on"])
    ids, names = sorted(bought["customer_id"].unique()), sorted(bought["item"].unique())
    counts = [max(1, (orders or {}).get(customer, 1)) for customer in ids]
    buyers = pd.DataFrame({"customer_no": range(1, 1 + len(ids)), "customer_id": ids, "orders": counts})
    items = pd.DataFrame({"item_no": range(101, 101 + len(names)), "item": names})
    bought = (
        bought.merge(buyers[["customer_id", "customer_no"]])
        .merge(items)
        .assign(last_bought_on=lambda rows: pd.to_datetime(rows["last_bought_on"]))
    )
    return Bought.of(as_of, buyers, bought.sort_values(["customer_no", "item_no"]), items)


@pytest.fixture(scope="module")
def teashop():
    """Four of five who bought tea bought a cup, four of five a pot, two a bowl; ash stands alone, long ago."""
    tea = [(who, "tea", 1, LATELY) for who in "abcde"]
    cup = [(who, "cup", 1, LATELY) for who in "abcd"]
    pot = [(who, "pot", 1, LATELY) for who in "bcdf"]
    return shop(
        [*tea, *cup, *pot, ("a", "bowl", 3, LATELY), ("b", "bowl", 1, LONG_AGO), ("g", "ash", 2, LONG_AGO)],
        {"a": 4, "g": 2},
    )


def told(bought, customer, method, top=5):
    rows = np.flatnonzero(bought.customers["customer_id"] == customer)
    return table(bought, rows, named(bought, rows, method, top)).set_index("item")


def test_the_most_popular_item_is_what_most_customers_bought_lately(teashop):
    assert list(teashop.items["item"]) == ["tea", "cup", "pot", "bowl", "ash"]
    assert list(teashop.items["recent"]) == [5, 4, 4, 1, 0]
    assert teashop.spread[0] == pytest.approx(5 / 7)


def test_likeness_is_the_cosine_and_nothing_where_fewer_than_three_bought_both(teashop):
    places = {item: place for place, item in enumerate(teashop.items["item"])}
    like = lambda one, other: teashop.likeness[places[one], places[other]]  # noqa: E731
    assert like("tea", "cup") == pytest.approx(4 / np.sqrt(5 * 4))
    assert like("tea", "pot") == pytest.approx(3 / np.sqrt(5 * 4))
    assert like("cup", "pot") == like("pot", "cup") == pytest.approx(3 / np.sqrt(4 * 4))
    assert like("tea", "tea") == like("tea", "bowl") == like("cup", "bowl") == like("ash", "tea") == 0


def test_goods_bought_before_come_by_the_share_of_orders_then_by_popularity(teashop):
    found = told(teashop, "a", AGAIN, top=4)
    assert list(found.index) == ["bowl", "tea", "cup", "pot"]
    assert list(found["score"]) == pytest.approx([3 / 4, 1 / 4, 1 / 4, 4 / 7])
    assert list(found["reason"]) == ["again", "again", "again", "popular"]
    assert (found["item_orders"]["bowl"], found["orders"]["bowl"]) == (3, 4)


def test_what_goes_together_leaves_out_what_they_have(teashop):
    found = told(teashop, "f", TOGETHER, top=3)  # has a pot, which is like cups more than like tea
    assert list(found.index) == ["cup", "tea", "bowl"]
    assert list(found["score"]) == pytest.approx([3 / 4, 3 / np.sqrt(20), 1 / 7])
    assert list(found["reason"]) == ["together", "together", "popular"]
    assert list(found["because"])[:2] == ["pot", "pot"]
    assert list(told(teashop, "a", TOGETHER).index) == ["pot", "ash"]


def test_the_reason_is_the_most_alike_of_what_they_have(teashop):
    assert told(teashop, "a", TOGETHER)["because"]["pot"] == "cup"  # 3/4, to tea 3/√20
    assert told(teashop, "a", TOGETHER)["score"]["pot"] == pytest.approx((3 / 4 + 3 / np.sqrt(20)) / 3)


def test_the_mix_names_own_goods_then_what_goes_with_them(teashop):
    assert list(told(teashop, "e", MIX, top=3).index) == ["tea", "cup", "pot"]
    assert list(told(teashop, "e", MIX, top=3)["reason"]) == ["again", "together", "together"]
    assert list(told(teashop, "g", MIX, top=3)["reason"]) == ["again", "popular", "popular"]


@pytest.mark.parametrize("method", [POPULAR, AGAIN, TOGETHER, MIX])
def test_nothing_is_named_twice_and_the_order_of_rows_changes_nothing(teashop, method):
    for customer in "abcdefg":
        found = told(teashop, customer, method)
        assert found.index.is_unique
        assert list(found["rank"]) == list(range(1, 1 + len(found)))
    rows = np.arange(7)
    turned = named(teashop, rows[::-1], method, 5)
    assert (turned.items[::-1] == named(teashop, rows, method, 5).items).all()


def test_a_rule_names_everybody_the_same_and_says_popular_even_of_own_goods(teashop):
    assert list(told(teashop, "a", POPULAR, top=2)["reason"]) == ["popular", "popular"]


def test_the_error_of_a_mean_takes_a_customer_as_one_draw():
    # Mean 1/3; customer 1 is 2/3 + 2/3 off in all, customer 2 − 4/3 in all: √(2 · (4/3)²) / 6.
    values = np.array([1.0, 1.0, 0, 0, 0, 0])
    assert _error(values, np.array([1, 1, 2, 2, 2, 2])) == pytest.approx(np.sqrt(2) * 4 / 3 / 6)
    assert _error(values, np.arange(6)) == pytest.approx(values.std() / np.sqrt(6))


def window(pairs_before, pairs_after, items):
    """A window from (customer, item) pairs before it and after."""
    before = [(f"{who:05}", f"{item:02}", 1, LATELY) for who, item in pairs_before]
    known = shop([*before, *(("none", f"{item:02}", 1, LONG_AGO) for item in range(items))])
    numbers = known.customers.set_index("customer_id")["customer_no"]
    item_nos = known.items.set_index("item")["item_no"]
    came = pd.DataFrame(
        {
            "customer_no": [numbers[f"{who:05}"] for who, _item in pairs_after],
            "item_no": [item_nos[f"{item:02}"] for _who, item in pairs_after],
        }
    )
    return Window(TODAY, 90, known, came)


def paired(seed, items=40, customers=600):
    """Who bought one of a pair buys the other one next: half did before the day, half do after it."""
    chance = np.random.default_rng(seed)
    first = chance.integers(items, size=customers)
    half = customers // 2
    before = [*enumerate(first), *((who, first[who] ^ 1) for who in range(half))]
    return window(before, [(who, first[who] ^ 1) for who in range(half, customers)], items)


def by_chance(seed, items=40, customers=600):
    """Whatever anybody buys is drawn anew, some goods more often than others."""
    chance = np.random.default_rng(seed)
    weights = np.linspace(3, 1, items)
    draw = lambda: chance.choice(items, size=customers, p=weights / weights.sum())  # noqa: E731
    return window([*enumerate(draw()), *enumerate(draw())], list(enumerate(draw())), items)


def test_planted_pairs_are_found():
    model = NextProduct(5).fit([paired(1)])
    assert (model.verdict_, model.method_) == ("model", TOGETHER)
    assert model.hit_rate(TOGETHER) > 0.95 > 0.3 > model.hit_rate(POPULAR)
    assert model.hit_rate(AGAIN) < 0.3
    bought = paired(1).known
    rows = np.arange(590, 600)
    pairs = table(bought, rows, model.named(bought, rows)).query("rank == 1")
    assert all(int(row["item"]) ^ 1 == int(row["because"]) for row in pairs.to_dict("records"))


def test_where_everything_is_chance_the_rule_stays():
    verdicts = [NextProduct(5).fit([by_chance(seed)]).verdict_ for seed in range(20)]
    assert verdicts.count("rule") >= 18
    assert set(verdicts) <= {"rule", "model"}


def test_the_mix_takes_the_place_of_its_parts_only_where_it_clearly_beats_them():
    """Half of the customers buy the same again, half the other one of a pair: each part reaches half, the mix all."""
    half = paired(1)
    own = half.known.orders.tocoo()
    same = pd.DataFrame(
        {
            "customer_no": half.known.customers["customer_no"].to_numpy()[own.coords[0]],
            "item_no": half.known.items["item_no"].to_numpy()[own.coords[1]],
        }
    ).drop_duplicates("customer_no")
    again = same[same["customer_no"] <= 300]
    both = Window(half.starts_on, half.days, half.known, pd.concat([again, half.came]))
    model = NextProduct(5).fit([both])
    assert (model.hit_rate(MIX), model.method_) == (1, MIX)
    only = NextProduct(5).fit([Window(half.starts_on, half.days, half.known, again)])
    assert (only.hit_rate(AGAIN), only.hit_rate(MIX), only.method_) == (1, 1, AGAIN)


def test_what_is_bought_for_the_first_time_in_the_hidden_days_changes_nothing():
    seen = paired(1)
    late = pd.DataFrame({"customer_no": seen.came["customer_no"].unique(), "item_no": 999})
    planted = Window(seen.starts_on, seen.days, seen.known, pd.concat([late, seen.came]))
    pd.testing.assert_frame_equal(NextProduct(5).fit([planted]).backtest(), NextProduct(5).fit([seen]).backtest())


def test_too_thin_a_past_is_said_and_nothing_is_named():
    seen = paired(1)
    few = Window(seen.starts_on, seen.days, seen.known, seen.came[seen.came["customer_no"] <= 399])
    for windows, top, why in (([], 5, TOO_YOUNG), ([seen], 40, TOO_FEW_ITEMS), ([few], 5, TOO_FEW)):
        model = NextProduct(top).fit(windows)
        assert (model.verdict_, model.method_, model.why_.template) == ("not_enough_evidence", None, why)
        assert model.named(seen.known, np.arange(3)) is None
        assert model.backtest().empty


@pytest.fixture
def recommended(crm, tmp_path):
    """Imports orders (customer, days before today, product) and runs a command: (rows or object, what was said)."""

    def ask(orders, *words):
        lines = [
            f"{number},{TODAY - timedelta(days=days)},{who},5.00,1,{product},EUR"
            for number, (who, days, product) in enumerate(orders, start=100_000 * len(list(tmp_path.glob("*.csv"))))
        ]
        file = tmp_path / f"orders{len(list(tmp_path.glob('*.csv')))}.csv"
        file.write_text(HEADINGS + "\n".join(lines) + "\n")
        assert not orders or crm("import", file)[0] == 0
        code, printed, said = crm("recommend", *words)
        assert code == 0, said
        return (json.loads(printed) if "--report" in words else list(csv.DictReader(io.StringIO(printed)))), said

    return ask


def pairs_shop(customers=240, items=20):
    """Everybody buys one product, and weeks later the one that goes with it, the last third yet to do so."""
    chance = np.random.default_rng(7)
    orders = []
    for who in range(customers):
        item, first = int(chance.integers(items)), int(chance.integers(150, 300))
        orders.append((f"c{who}@example.org", first, f"good {item:02}"))
        if who < customers * 2 // 3:
            orders.append((f"c{who}@example.org", first - int(chance.integers(20, 148)), f"good {item ^ 1:02}"))
    return orders


def test_a_shop_of_pairs_is_told_what_goes_together(recommended, crm):
    report, _said = recommended(pairs_shop(), "--report", "--top", "3")
    assert (report["verdict"], report["method"], report["top"]) == ("model", "goes_together", 3)
    assert [row["used"] for row in report["backtest"]].count(True) * 4 == len(report["backtest"])
    assert "are left out, as naming new ones reached more customers here" in report["why"]
    rows, said = recommended([], "--customer", "c239@example.org", "--top", "1")
    assert said.startswith("Tried on this shop's own past: of customers who ordered again,")
    assert [(row["customer_id"], row["rank"]) for row in rows] == [("c239@example.org", "1")]
    bought = int(rows[0]["reason"].removeprefix("bought by those who bought good "))
    assert rows[0]["item"] == f"good {bought ^ 1:02}"
    profile = json.loads(crm("customer", "c239@example.org", "--json")[1])
    first = profile["next_products"][0]
    assert (list(first), first["rank"]) == (["rank", "item", "score", "reason"], 1)
    assert (first["item"], first["reason"]) == (rows[0]["item"], rows[0]["reason"])
    everybody, _said = recommended([], "--top", "1")
    assert len({row["customer_id"] for row in everybody}) == len(everybody) == 240


def test_windows_before_a_view_begins_count_for_nothing(recommended):
    """One early customer makes the history long; in most of its windows nobody had ordered before."""
    orders = [(who, days * 3 // 5, product) for who, days, product in pairs_shop(480)]
    report, _said = recommended([("old@example.org", 400, "Tea"), *orders], "--report", "--since", "2024-01-01")
    assert report["verdict"] == "model"
    assert len(report["backtest"]) == 4 and report["backtest"][0]["n"] >= 100


def test_orders_from_the_day_on_from_which_we_look_change_nothing(recommended):
    cutoff = ("--as-of", str(TODAY - timedelta(days=20)))
    before = [order for order in pairs_shop() if order[1] > 20]
    rows, _said = recommended(before, *cutoff)
    report, _said = recommended([], "--report", *cutoff)
    later = [(f"c{who}@example.org", 20, "good 99") for who in range(240)]
    assert recommended(later, *cutoff)[0] == rows
    assert recommended([], "--report", *cutoff)[0] == report
    assert recommended([], "--report")[0] != report


@pytest.mark.parametrize(
    "orders",
    [
        [("anna@example.org", days, "Tea") for days in (1, 200, 300)],
        [("", days, f"good {days}") for days in range(1, 300)],
        [(f"c{who}@example.org", days, "Tea") for who in range(120) for days in (1, 200)],
        [(f"c{who}@example.org", days, "") for who in range(120) for days in (1, 200)],
        [(f"c{who}@example.org", who % 9, f"good {who % 30}") for who in range(120)],
    ],
    ids=["one customer", "all guests", "one product", "no products", "ten days"],
)
def test_a_thin_shop_is_told_why_it_has_no_answer(recommended, orders):
    rows, said = recommended(orders)
    assert (rows, said.startswith("Not enough evidence")) == ([], True)
    report, _said = recommended([], "--report")
    assert (report["verdict"], report["method"], report["backtest"]) == ("not_enough_evidence", None, [])


@pytest.mark.parametrize("of", [("", "Tea"), ("anna@example.org", "")], ids=["all guests", "no products"])
def test_where_nobody_is_known_to_have_bought_anything_it_is_said_so(recommended, of):
    who, product = of
    _rows, said = recommended([(who, days, product) for days in range(1, 300)])
    assert said.startswith("Not enough evidence: of no customer is it known what they bought.")


def test_a_customer_whom_nobody_knows_is_refused(recommended, crm):
    recommended(pairs_shop(3))
    code, printed, said = crm("recommend", "--customer", "nobody@example.org")
    assert (code, printed) == (3, "")
    assert said.startswith("There is no customer nobody@example.org.")


def test_an_empty_shop_is_told_so(crm):
    code, printed, said = crm("recommend")
    assert (code, printed) == (0, "customer_id,rank,item,score,reason\n")
    assert "Not enough evidence" in said


@pytest.mark.heavy
@pytest.mark.real
def test_a_wholesaler_s_customers_buy_the_same_again(crm, real_data):
    """Online Retail: 68 % of those who ordered again bought one of their five, 32 % one of the most popular five."""
    crm("import", real_data / "orders" / "online_retail.csv.gz")
    report = json.loads(crm("recommend", "--report")[1])
    rates = (
        pd.DataFrame(report["backtest"])
        .groupby("method")
        .apply(lambda rows: np.average(rows["hit_rate"], weights=rows["n"]), include_groups=False)
    )
    assert report["verdict"] == "model"
    assert rates[AGAIN] > 0.6 > 0.4 > rates[POPULAR]
    rows = list(csv.DictReader(io.StringIO(crm("recommend", "--customer", "13971")[1])))
    assert [row["rank"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[0]["reason"] == "on 4 of their 8 orders"
