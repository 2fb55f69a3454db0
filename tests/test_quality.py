"""The checks of the data: silent on a sound shop, and each finds what was planted for it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pandas as pd
import pytest

from crm_analysis.analysis import quality
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.errors import RulesRefused, UnknownUpload
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.rules.quality import Limits, quality_rules, read
from crm_analysis.sample_shop.export import write_export
from crm_analysis.store import Store, uploads
from crm_analysis.ui.quality import NAMES
from shops import Shop, shop_in_memory

HEADINGS = "Order No,Order date,Customer email,Currency,Product,Quantity,Amount\n"
FIRST = datetime(2024, 1, 1, 12)


@pytest.fixture
def shop(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        yield shop


def steady(days: int = 91, left_out: range = range(0)) -> list[str]:
    """Two orders a day, but for some days."""
    return [
        f"{2 * day + place},{FIRST + timedelta(days=day)},c{(7 * day + place) % 40}@x.org,EUR,Tea,1,10.00\n"
        for day in range(days)
        if day not in left_out
        for place in (0, 1)
    ]


def found(shop: Shop, upload: int | None = None) -> dict[str, tuple[int, str]]:
    """Check → how many it has found and how loud it calls, of those that are not fine."""
    answer = DuckDBEngine(shop.store).answer(quality.checks(upload))
    judged = {
        row.finding: (int(row.found), quality.severity(row.finding, row.found, row.share))
        for row in answer.itertuples()
    }
    return {check: told for check, told in judged.items() if told[1] != "fine"}


def rows(shop: Shop, check: str) -> pd.DataFrame:
    return DuckDBEngine(shop.store).answer(quality.rows(check))


def test_every_check_has_a_name_a_rule_and_limits():
    assert set(NAMES) == set(quality.RULES) == set(quality.CHECKS)
    assert all("{" not in quality.rule(check) for check in quality.CHECKS)


def test_a_perfect_shop_is_fine(shop):
    shop.upload(HEADINGS + "".join(steady()))
    assert found(shop) == {}


def test_an_empty_shop_and_one_of_one_order_are_fine(shop):
    assert found(shop) == {}
    shop.upload(HEADINGS + steady()[0])
    assert found(shop) == {}


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("layout", ["shopify", "online_retail"])
def test_no_false_alarm_on_a_sound_simulated_shop(tmp_path, layout, seed):
    export = tmp_path / "orders.csv"
    write_export(export, customers=250, orders=None, years=3, seed=seed, platform=layout)
    with Store.open(tmp_path / "store.duckdb") as store:
        import_file(store, export, ImportOptions(currency="GBP"))
        assert found(Shop(store, tmp_path)) == {}


ORDER = "x,{},z@x.org,EUR,Tea,1,10.00\n"
PLANTED = {
    "rejected": ("x,2024-02-01,z@x.org,EUR,Tea,1,dear\n", (1, "look")),
    "future": (ORDER.format("2124-02-01"), (1, "mend")),
    "too_old": (ORDER.format("1970-01-01"), (1, "mend")),
    "negative_price": ("x,2024-02-01,z@x.org,EUR,Tea,1,10\nx,2024-02-01,z@x.org,EUR,Tea,1,-2\n", (1, "look")),
    "zero_quantity": ("x,2024-02-01,z@x.org,EUR,Tea,0,0\n", (1, "look")),
    "outlier": ("x,2024-02-01,z@x.org,EUR,Tea,1,1000\n", (1, "look")),
    "no_currency": ("x,2024-02-01,z@x.org,,Tea,1,10\n", (1, "mend")),
    "copies": ("0,2024-01-01 12:00:00,c0@x.org,EUR,Tea,1,10.00\n", (1, "look")),
}  # fmt: skip


@pytest.mark.parametrize("check", PLANTED)
def test_what_was_planted_is_found_and_nothing_else(shop, check):
    planted, told = PLANTED[check]
    shop.upload(HEADINGS + "".join(steady()) + planted)
    assert found(shop) == {check: told}
    (row,) = rows(shop, check).to_dict("records")
    assert (row["upload_id"], row["file"]) == (1, "orders.csv")
    assert row["line_no"] in (184, 185)


def test_an_order_just_below_the_limit_is_not_unusual(shop):
    shop.upload(HEADINGS + "".join(steady()) + "x,2024-02-01,z@x.org,EUR,Tea,1,999.99\n")
    assert found(shop) == {}


def test_guests_are_told_once_half_of_the_sales_are_theirs(shop):
    orders = steady()
    orders[::2] = [
        order.replace("@x.org", "").replace(f",{order.split(',')[2].split('@')[0]},", ",,") for order in orders[::2]
    ]
    shop.upload(HEADINGS + "".join(orders))
    assert found(shop) == {"no_customer": (91, "look")}


def test_lines_without_a_product_are_found(shop):
    shop.upload(HEADINGS + "".join(order.replace("Tea", "") for order in steady()))
    assert found(shop) == {"no_product": (182, "look")}


def test_a_silence_is_found_where_the_rhythm_makes_it_unlikely(shop):
    """Two orders a day: six silent days would have had twelve."""
    shop.upload(HEADINGS + "".join(steady(left_out=range(40, 46))))
    assert found(shop) == {"gap": (1, "look")}
    (gap,) = rows(shop, "gap").to_dict("records")
    assert (str(gap["ordered_on"])[:10], gap["detail"], gap["figure"]) == ("2024-02-10", "6", 12)


def test_a_shorter_silence_is_no_finding(shop):
    shop.upload(HEADINGS + "".join(steady(left_out=range(40, 45))))
    assert found(shop) == {}


def test_a_month_that_ends_early_is_found(shop):
    """The last order is of 24 March: seven days of two orders are missing."""
    shop.upload(HEADINGS + "".join(steady(days=84)))
    assert found(shop) == {"last_month": (1, "look")}


def test_the_same_file_again_and_orders_of_several_uploads(shop):
    text = HEADINGS + "".join(steady())
    shop.upload(text)
    shop.upload(text, "again.csv")
    assert found(shop) == {"same_file": (1, "look")}
    assert len(rows(shop, "told_again")) == 182
    uploads.undo(shop.store, 2)
    assert found(shop) == {}


def test_customer_days_are_told_as_missing_numbers(shop):
    text = HEADINGS.replace("Order No,", "") + "".join(order.partition(",")[2] for order in steady())
    shop.upload(text, mapping={"order_id": "customer-day"})
    assert set(found(shop)) == {"no_order_number"}


def test_one_upload_is_looked_at_by_itself(shop):
    shop.upload(HEADINGS + "".join(steady()))
    shop.upload(HEADINGS + "y,2024-02-01,z@x.org,EUR,Tea,0,0\n", "bad.csv")
    assert found(shop, 1) == {}
    assert "zero_quantity" in found(shop, 2)


def test_the_command_line(crm, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text(HEADINGS + "".join(steady()) + PLANTED["rejected"][0], encoding="utf-8")
    crm("import", file)
    code, out, _ = crm("quality", "--json")
    told = {row["check"]: row for row in json.loads(out)}
    assert code == 0
    assert list(told) == list(quality.CHECKS)
    assert told["rejected"] | {"rule": ""} == {
        "check": "rejected", "upload_id": None, "rows": 1, "looked_at": 183, "share": 1 / 183, "severity": "look",
        "rule": "",
    }  # fmt: skip
    assert crm("quality", "--upload", 1)[1].startswith(
        "check,upload_id,rows,looked_at,share,severity,rule\nrejected,1,1,183,"
    )
    assert crm("quality-rows", "rejected")[1].splitlines()[1] == "My shop,1,orders.csv,184,,,Amount: dear,"
    assert crm("quality", "--upload", 7)[0] == 3
    assert crm("quality-rows", "nonsense")[0] == 2


def test_rejects_are_corrected_and_healed_from_the_command_line(crm, tmp_path):
    file, table = tmp_path / "orders.csv", tmp_path / "to_correct.csv"
    file.write_text(HEADINGS + "".join(steady()) + PLANTED["rejected"][0], encoding="utf-8")
    crm("import", file)
    assert crm("rejects", 1, "--to-correct", table)[0] == 0
    table.write_text(table.read_text(encoding="utf-8-sig").replace("dear", "12"), encoding="utf-8")
    code, out, err = crm("import", table, "--json")
    assert code == 0, err
    (report,) = json.loads(out)
    assert (report["upload_id"], report["lines_stored"], report["rows_rejected"]) == (1, 183, 0)
    assert crm("repeats", 1, "once")[0] == 3
    assert crm("import", table)[0] == 3


def test_an_upload_that_is_not_there_has_no_checks(shop):
    with pytest.raises(UnknownUpload):
        uploads.refuse_unknown(shop.store, 3)


@pytest.mark.parametrize(
    ("found", "share", "severity"), [(0, 0.0, "fine"), (1, 0.001, "look"), (1, 0.01, "mend"), (0, float("nan"), "fine")]
)
def test_how_loud_a_check_calls(found, share, severity):
    assert Limits(look=0, mend=0.01).severity(found, share) == severity
    assert Limits().severity(found, share) == "fine"


def test_rules_that_cannot_be_read_are_refused():
    assert quality_rules().limits["told_again"] == Limits()
    with pytest.raises(RulesRefused, match="cannot be read as TOML"):
        read("checks = [")
    with pytest.raises(RulesRefused, match="check gap: look is 2"):
        read("[thresholds]\n[checks]\ngap = { look = 2 }\n")
