"""The committed sample shop: made from its recipe, small, true, and with a story to tell."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path

import pandas as pd

from crm_analysis.sample_shop import rebuild, sample_files
from sample_shop_files import READERS, table_of, taobao_table, text_of

SAMPLE = Path(__file__).parent.parent / "data" / "sample_shop"


def test_committed_sample_is_what_its_recipe_makes(tmp_path: Path) -> None:
    rebuild(SAMPLE, into=tmp_path)
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == sorted(path.name for path in SAMPLE.iterdir() if path.name != "recipe.toml")
    for name in written:
        made, committed = (tmp_path / name).read_bytes(), (SAMPLE / name).read_bytes()
        if name.endswith(".gz"):
            made, committed = gzip.decompress(made), gzip.decompress(committed)
        assert made == committed, name


def test_committed_sample_is_under_a_megabyte() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 1_000_000


def test_files_are_named_with_what_an_import_needs() -> None:
    files = sample_files(SAMPLE)
    assert all(file.path.exists() for file in files)
    assert {file.shop for file in files} == {"Nine Bridges"}
    told = {file.platform: (file.currency, file.timezone) for file in files}
    assert told["shopify"] == ("EUR", "Europe/Berlin") and told["taobao_orders"] == ("CNY", "Asia/Shanghai")


def test_truth_of_the_committed_sample_is_what_its_files_say() -> None:
    for beside in SAMPLE.glob("*.gz.truth.json"):
        told = json.loads(beside.read_text(encoding="utf-8"))
        found = vars(READERS[told["platform"]](beside.with_name(beside.name.removesuffix(".truth.json"))))
        assert found == {name: Decimal(it) for name, it in told["totals"].items()}


def test_people_across_the_files_are_counted_once() -> None:
    told = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
    lists = {file.platform: table_of(text_of(file.path)) for file in sample_files(SAMPLE)[:3]}
    shopify, woocommerce = lists["shopify"], lists["woocommerce_advanced"]
    status = shopify.drop_duplicates("Name")
    sold = status[(status["Cancelled at"] == "") & (status["Financial Status"] != "voided")]
    on_shopify = set(sold["Email"].str.lower()) - {""}
    kept = ~woocommerce["Order Status"].isin(["Cancelled", "Failed"])
    on_woocommerce = set(woocommerce["Email (Billing)"][kept].str.lower()) - {""}
    phone_alone = set(sold["Phone"]) - {""}
    orders = taobao_table(sample_files(SAMPLE)[4].path)
    bought = orders[~orders["订单状态"].isin(["交易关闭", "等待买家付款"])]["买家会员名"]
    on_taobao = {nickname for nickname in bought if "*" not in nickname}
    on_etsy = set(lists["etsy_orders"]["Buyer User ID"])
    keys = len(on_shopify | on_woocommerce) + len(phone_alone) + len(on_etsy) + len(on_taobao)
    assert told["customers_by_key"] == keys
    assert told["customers_by_outlet"]["woocommerce"] == len(on_woocommerce)
    assert told["customers_by_outlet"]["shopify"] == len(on_shopify) + len(phone_alone)
    assert 100 < len(on_shopify & on_woocommerce) <= told["on_woocommerce_and_shopify"]


def test_committed_sample_tells_a_story() -> None:
    """Month-1 retention of 20 to 30 %, then decline; the two welcomed cohorts stand out."""
    orders = []
    for name, column, key in (
        ("woocommerce-orders-2023.csv.gz", "Order Date", "Email (Billing)"),
        ("orders_export.csv.gz", "Created at", "Email"),
    ):
        table = table_of(text_of(SAMPLE / name))
        orders.append(pd.DataFrame({"month": table[column].str[:7], "who": table[key].str.lower()}))
    log = pd.concat(orders)
    log = log[log["who"] != ""]
    log["month"] = pd.PeriodIndex(log["month"], freq="M").year * 12 + pd.PeriodIndex(log["month"], freq="M").month
    log["cohort"] = log.groupby("who")["month"].transform("min")
    log["age"] = log["month"] - log["cohort"]
    grid = log.groupby(["cohort", "age"])["who"].nunique().unstack(fill_value=0)
    last = grid.index.max()
    curve = [grid.loc[: last - age, age].sum() / grid.loc[: last - age, 0].sum() for age in (1, 6, 12)]
    assert 0.20 <= curve[0] <= 0.30 and curve[0] > curve[1] > curve[2]
    half_year = grid.loc[: last - 6, 1:6].mean(axis=1) / grid.loc[: last - 6, 0]
    welcomed = [2024 * 12 + 5, 2024 * 12 + 6]
    assert half_year[welcomed].min() > 1.3 * half_year.drop(welcomed).mean()
