"""The invented shop's exports: their truth is what they say, and they are like their platforms' own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from crm_analysis.sample_shop import Truth, write_export
from crm_analysis.sample_shop.formats import FORMATS
from crm_analysis.sample_shop.formats.ebay import dollars
from crm_analysis.sample_shop.formats.shopify import with_offset
from crm_analysis.sample_shop.parameters import LAST_DAY
from sample_shop_files import READERS, dec, table_of, taobao_table, text_of

PLATFORMS = sorted(FORMATS)


def export_of(folder: Path, platform: str) -> tuple[Path, Truth]:
    """An export of a small shop and its truth."""
    path = folder / f"{platform}.csv"
    return path, write_export(path, platform=platform, customers=300, seed=5)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_truth_is_what_the_file_says(tmp_path: Path, platform: str) -> None:
    path, truth = export_of(tmp_path, platform)
    assert READERS[platform](path) == truth.totals


def test_truth_lies_beside_the_export_with_its_parameters(tmp_path: Path) -> None:
    path, truth = export_of(tmp_path, "shopify")
    told = json.loads((tmp_path / "shopify.csv.truth.json").read_text(encoding="utf-8"))
    assert told["bg_nbd"] == {"r": 0.62, "alpha": 6.0, "a": 0.65, "b": 3.2, "time_unit": "week"}
    assert told["totals"]["net_sales"] == str(truth.totals.net_sales)
    assert truth.totals.net_sales == truth.totals.gross_sales - truth.totals.order_discounts - truth.totals.refunds
    assert path.exists()


def test_shopify_tells_of_an_order_on_its_first_line_only(tmp_path: Path) -> None:
    path, _ = export_of(tmp_path, "shopify")
    lines = table_of(text_of(path))
    assert len(lines.columns) == 79
    later = lines[lines.duplicated("Name")]
    told_again = {heading for heading in lines.columns if (later[heading] != "").any()}
    assert told_again <= {"Name", "Email", "Created at", "Vendor"} | {
        heading for heading in lines.columns if heading.startswith("Lineitem")
    }
    blocks_of_names = (lines["Name"] != lines["Name"].shift()).sum()
    assert blocks_of_names == lines["Name"].nunique()


def test_shopify_keeps_its_oddities(tmp_path: Path) -> None:
    path, _ = export_of(tmp_path, "shopify")
    first = table_of(text_of(path)).drop_duplicates("Name")
    assert first["Created at"].str.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0[12]00").all()
    assert first["Billing Zip"].str.match("'\\d").any()
    assert first["Billing Phone"].str.startswith("'+999").any()
    assert first["Notes"].str.contains("\n").any()
    assert set(first["Financial Status"]) == {"paid", "pending", "voided", "refunded", "partially_refunded"}
    assert first["Email"].str.contains("[A-Z]").any()
    phone_alone = first[(first["Email"] == "") & (first["Phone"] != "")]
    assert len(phone_alone) > 0


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        ("2024-03-31T01:59:59", "2024-03-31 01:59:59 +0100"),
        ("2024-03-31T03:00:00", "2024-03-31 03:00:00 +0200"),
        ("2024-10-27T02:59:59", "2024-10-27 02:59:59 +0200"),
        ("2024-10-27T03:00:00", "2024-10-27 03:00:00 +0100"),
        ("2024-02-29T12:00:00", "2024-02-29 12:00:00 +0100"),
    ],
)
def test_offset_follows_summer_time(moment: str, written: str) -> None:
    seconds = np.array([moment], dtype="datetime64[s]").astype(np.int64)
    assert with_offset(seconds).to_pylist() == [written]


def test_taobao_is_gb18030_with_wrapped_ids_and_spaces_in_headings(tmp_path: Path) -> None:
    path, _ = export_of(tmp_path, "taobao_orders")
    raw = path.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    lines = raw.decode("gb18030").split("\r\n")
    assert '"收货地址 "' in lines[0] and '"订单付款时间 "' in lines[0]
    assert all(re.match(r'="\d{19}","', line) for line in lines[1:-1])
    nicknames = taobao_table(path)["买家会员名"]
    assert nicknames.str.fullmatch(r"tb_\d{7}|t\*\*").all() and (nicknames == "t**").any()


def test_taobao_items_end_in_a_comma_and_join_their_orders(tmp_path: Path) -> None:
    orders, _ = export_of(tmp_path, "taobao_orders")
    items, _ = export_of(tmp_path, "taobao_items")
    lines = items.read_bytes().decode("gb18030").split("\r\n")
    assert not lines[0].endswith(",") and all(line.endswith('",') for line in lines[1:-1])
    of_orders, of_items = taobao_table(orders), taobao_table(items)
    assert set(of_orders["订单编号"]) == set(of_items["订单编号"])
    goods = (dec(of_items["价格"]) * dec(of_items["购买数量"])).groupby(of_items["订单编号"]).sum()
    assert goods.to_dict() == dec(of_orders.set_index("订单编号")["买家应付货款"]).to_dict()


def test_douyin_writes_a_tab_into_its_texts_and_enciphers_receivers(tmp_path: Path) -> None:
    raw = export_of(tmp_path, "douyin")[0].read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    heading, *lines = raw.decode("utf-8-sig").split("\r\n")[:-1]
    assert heading.count(",") == 74
    assert all(re.match(r'"\t(\d{17})\d\d","\t\1\d\d",', line) for line in lines)
    assert all('"##密文示例","$$密文示例"' in line for line in lines)


def test_etsy_files_are_of_the_same_orders(tmp_path: Path) -> None:
    orders = table_of(text_of(export_of(tmp_path, "etsy_orders")[0]))
    items_text = text_of(export_of(tmp_path, "etsy_items")[0])
    items = table_of(items_text)
    assert items_text.startswith('"Sale Date","Item Name",Buyer,Quantity,Price,')
    assert items["Sale Date"].str.fullmatch(r"\d\d/\d\d/\d\d").all()
    assert items["Date Paid"].str.fullmatch(r"\d\d/\d\d/\d{4}").all()
    assert dict.fromkeys(orders["Order ID"]) == dict.fromkeys(items["Order ID"])
    of_orders = orders.set_index("Order ID")
    value = dec(items["Item Total"]).groupby(items["Order ID"]).sum()
    assert value.to_dict() == dec(of_orders["Order Value"]).to_dict()
    sums = dec(orders["Order Value"]) - dec(orders["Discount Amount"])
    sums = sums + dec(orders["Shipping"]) + dec(orders["Sales Tax"])
    assert sums.tolist() == dec(orders["Order Total"]).tolist()


def test_ebay_has_a_title_a_footer_and_rows_of_totals(tmp_path: Path) -> None:
    path, truth = export_of(tmp_path, "ebay")
    text = text_of(path)
    assert text.startswith("\nSales Record Number,")
    assert text.endswith(f"\n{truth.totals.rows} record(s) downloaded\nSeller ID : nine_bridges_tea\n")
    assert re.search(r",[A-Z][a-z]{2}-\d\d-\d\d,", text) and ",$" in text


def test_ebay_writes_thousands_with_a_comma() -> None:
    assert dollars(np.array([4599, 132_500, 100_007, 0])).to_pylist() == [
        "$45.99",
        '"$1,325.00"',
        '"$1,000.07"',
        "$0.00",
    ]


def test_superstore_is_not_utf8(tmp_path: Path) -> None:
    path, _ = export_of(tmp_path, "superstore")
    assert b"\xa0" in path.read_bytes() and b"\r\n" in path.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        path.read_bytes().decode("utf-8")


def test_online_retail_takes_money_back_by_c_invoices(tmp_path: Path) -> None:
    lines = table_of(text_of(export_of(tmp_path, "online_retail")[0]))
    back = lines["InvoiceNo"].str.startswith("C")
    assert back.any() and (lines["Quantity"].str.startswith("-") == back).all()
    assert set(lines["InvoiceNo"][back].str[1:]) <= set(lines["InvoiceNo"][~back])
    assert (lines["CustomerID"] == "").any()
    assert lines["InvoiceDate"].max() <= f"{LAST_DAY} 23:59:59"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_persons_are_obviously_invented(tmp_path: Path, platform: str) -> None:
    path, _ = export_of(tmp_path, platform)
    text = text_of(path, FORMATS[platform].encoding)
    assert set(re.findall(r"@[\w.]+", text)) <= {
        "@example.com",
        "@example.cn",
        "@marketplace.amazon.example.com",
        "@members.ebay.example.com",
    }
