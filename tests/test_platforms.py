"""Each declared export: recognised by itself alone, stored as written down, and its totals as reckoned by hand."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.platforms import all_platforms
from crm_analysis.ingest.reading import open_source
from crm_analysis.ingest.recognise import candidates
from crm_analysis.ingest.report import ImportOptions, ImportReport
from crm_analysis.sample_shop.export import write_export
from crm_analysis.sample_shop.formats import FORMATS
from crm_analysis.store import Store
from exports_support import Stored, empty_store, golden_of, name_of, order_samples, samples, stored, text_of

SAMPLES = samples()
TOTALS = """
SELECT
    COUNT(*) FILTER (kind = 'sale') AS orders,
    COUNT(*) FILTER (kind = 'sale' AND customer_id IS NULL) AS guests,
    COUNT(DISTINCT customer_id) FILTER (kind = 'sale') AS customers,
    COUNT(*) FILTER (kind = 'void') AS void,
    COUNT(*) FILTER (kind = 'free') AS free,
    COUNT(*) FILTER (kind = 'refund') AS refund,
    COALESCE(SUM(gross_sales), 0) AS gross,
    COALESCE(SUM(order_discount), 0) AS discounts,
    COALESCE(SUM(refunds) FILTER (kind = 'sale'), 0) AS refunds,
    COALESCE(SUM(net_sales) FILTER (kind = 'sale'), 0) AS net
FROM orders
"""


def totals(store: Store) -> tuple:
    with store.cursor() as cursor:
        return tuple(
            float(value) if isinstance(value, Decimal) else value for value in cursor.execute(TOTALS).fetchone()
        )


def imported(path: Path, **options) -> tuple[ImportReport, tuple]:
    with empty_store() as store:
        report = import_file(store, path, ImportOptions(**options))
        return report, totals(store)


@cache
def outcome(sample: Path) -> tuple[Stored, tuple]:
    """What one import of a sample stores, and its totals."""
    with empty_store() as store:
        return stored(store, sample), totals(store)


def says_yes(path: Path, folder: Path) -> list[str]:
    source = open_source(path, path.name, folder)
    return [platform.id for platform, _ in candidates(source.heading.headings)]


def assert_all_rows_accounted_for(report: ImportReport) -> None:
    assert report.rows_read == report.lines_stored + report.rows_rejected + sum(report.rows_ruled.values())


# ---------------------------------------------------------------- recognised by its own platform, and by no other


@pytest.mark.parametrize("sample", SAMPLES, ids=name_of)
def test_exactly_its_own_platform_says_yes(
    sample: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    yes = says_yes(sample, tmp_path)
    for name, value in (
        ("sample", name_of(sample)), ("says_yes", yes), ("platforms", [platform.id for platform in all_platforms()]),
    ):  # fmt: skip
        record_property(name, value)
    assert yes == [sample.parent.name]


def test_every_declared_export_has_a_sample() -> None:
    assert {sample.parent.name for sample in SAMPLES} == {platform.id for platform in all_platforms()}


@pytest.mark.parametrize("platform", sorted(FORMATS))
def test_simulated_exports_are_recognised_as_their_own(platform: str, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    write_export(path, customers=5, seed=1, platform=platform)
    assert says_yes(path, tmp_path) == [platform]


# ---------------------------------------------------------------- stored as written down


@pytest.mark.parametrize("sample", SAMPLES, ids=name_of)
def test_golden(sample: Path) -> None:
    found, _ = outcome(sample)
    assert text_of(found).splitlines() == golden_of(sample).read_text(encoding="utf-8").splitlines()


# ---------------------------------------------------------------- totals by hand, and from the simulator

BY_HAND = {
    # orders, guests, customers, void, free, refund orders, gross, discounts, refunds, net
    "amazon_all_orders/sample.txt": (5, 5, 0, 3, 1, 0, 191.50, 0, 0, 191.50),
    "amazon_date_range/sample.csv": (3, 3, 0, 0, 0, 1, 1110.14, 0, 1052.64, 57.50),
    "amazon_date_range/form_2017.csv": (2, 2, 0, 0, 0, 0, 1095.14, 0, 1052.64, 42.50),
    "amazon_date_range/german.csv": (2, 2, 0, 0, 0, 0, 1075.14, 0, 52.64, 1022.50),
    "amazon_date_range/french.csv": (2, 2, 0, 0, 0, 0, 1075.14, 0, 0, 1075.14),
    "amazon_date_range/spanish.csv": (1, 1, 0, 0, 0, 0, 22.50, 0, 11.25, 11.25),
    "amazon_date_range/italian.csv": (1, 1, 0, 0, 0, 1, 22.50, 0, 0, 22.50),
    "amazon_date_range/japanese.csv": (1, 1, 0, 0, 0, 1, 2700.00, 0, 0, 2700.00),
    "amazon_new_orders/sample.txt": (4, 1, 2, 0, 1, 0, 1345.00, 0, 0, 1345.00),
    "amazon_new_orders/unshipped.txt": (2, 0, 2, 0, 0, 0, 7500.00, 0, 0, 7500.00),
    "amazon_shipments/sample.txt": (7, 1, 5, 0, 2, 0, 1192.50, 0, 0, 1192.50),
    "cdnow/master.txt": (5, 0, 4, 0, 0, 0, 171.62, 0, 0, 171.62),
    "bigcommerce/sample.csv": (4, 1, 3, 2, 1, 0, 1395.00, 0, 0, 1395.00),
    "bigcommerce/newer.csv": (3, 0, 2, 0, 0, 0, 145.00, 0, 65.00, 80.00),
    "bigcommerce_products/sample.csv": (3, 1, 2, 1, 0, 0, 1327.00, 0, 20.00, 1307.00),
    "cdnow/sample.txt": (9, 0, 5, 0, 1, 0, 251.33, 0, 0, 251.33),
    "douyin/merged.csv": (2, 2, 0, 1, 0, 0, 75.00, 0, 15.00, 60.00),
    "douyin/sample.csv": (4, 4, 0, 1, 0, 0, 303.60, 0, 108.00, 195.60),
    "ebay/sample.csv": (8, 1, 6, 0, 1, 0, 1563.00, 0, 0, 1563.00),
    "ebay/uk.csv": (3, 0, 2, 0, 0, 0, 1040.80, 0, 0, 1040.80),
    "etsy_items/sample.csv": (10, 2, 6, 0, 1, 0, 1337.50, 49.50, 0, 1288.00),
    "etsy_items/uk.csv": (3, 0, 2, 0, 0, 0, 55.00, 2.40, 0, 52.60),
    "etsy_orders/sample.csv": (10, 2, 6, 1, 1, 0, 1337.50, 49.50, 40.00, 1248.00),
    "jd/sample.csv": (5, 1, 3, 2, 0, 0, 576.00, 0, 0, 576.00),
    "kuaishou/resaved.csv": (2, 2, 0, 0, 0, 0, 75.50, 0, 0, 75.50),
    "kuaishou/sample.csv": (3, 3, 0, 2, 0, 0, 1349.50, 0, 80.00, 1269.50),
    "lazada/old.csv": (1, 0, 1, 1, 0, 0, 39.80, 0, 0, 39.80),
    "lazada/sample.csv": (5, 1, 3, 2, 0, 0, 340.00, 0, 43.00, 297.00),
    "gumroad/sample.csv": (4, 0, 3, 0, 1, 0, 173.50, 0, 39.00, 134.50),
    "magento/sample.csv": (5, 0, 4, 2, 1, 0, 1372.00, 0, 295.00, 1077.00),
    "magento/visible_columns.csv": (2, 0, 2, 1, 0, 0, 1305.00, 0, 0, 1305.00),
    "mercado_libre/sample.csv": (5, 1, 2, 1, 0, 0, 1712.50, 0, 1260.50, 452.00),
    "mercado_libre/brazil.csv": (2, 0, 2, 1, 0, 0, 1312.76, 0, 0, 1312.76),
    "olist_orders/sample.csv": (0, 0, 0, 5, 0, 0, 0, 0, 0, 0),
    "olist_order_items/sample.csv": (0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    "olist_order_payments/sample.csv": (0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    "online_retail/sample.csv": (6, 3, 2, 1, 1, 3, 11281.44, 0, 0, 11281.44),
    "online_retail_ii/sample.xlsx": (6, 1, 3, 1, 0, 1, 403.80, 0, 0, 403.80),
    "pdd/picked_columns.csv": (1, 1, 0, 1, 0, 0, 100.00, 0, 0, 100.00),
    "pdd/sample.csv": (4, 4, 0, 2, 0, 0, 144.60, 5.00, 64.90, 74.70),
    "shopee_en/philippines.xlsx": (2, 0, 1, 0, 0, 0, 2000.00, 50.00, 0, 1950.00),
    "shopee_en/sample.xlsx": (4, 1, 2, 2, 1, 0, 184.40, 3.00, 8.00, 173.40),
    "shopee_id/english_locale.xlsx": (1, 0, 1, 0, 0, 0, 300000, 0, 0, 300000),
    "shopee_id/sample.xlsx": (4, 0, 3, 2, 0, 0, 1805000, 10000, 120000, 1675000),
    "shopee_th/sample.xlsx": (3, 0, 2, 2, 0, 0, 2079.00, 50.00, 120.00, 1909.00),
    "shopee_tw/sample.xlsx": (3, 0, 3, 2, 0, 0, 2159, 30, 180, 1949),
    "shopee_vn/newer.xlsx": (2, 0, 1, 0, 0, 0, 160000, 5000, 0, 155000),
    "shopee_vn/older.xlsx": (1, 0, 1, 1, 0, 0, 120000, 0, 120000, 0),
    "shopee_vn/sample.xlsx": (5, 0, 3, 1, 0, 0, 569744, 20000, 147000, 402744),
    "paypal/sample.csv": (5, 0, 4, 0, 0, 1, 1400.00, 0, 270.00, 1130.00),
    "paypal/german.csv": (2, 0, 2, 0, 0, 0, 1274.90, 0, 50.00, 1224.90),
    "paypal/statement.csv": (2, 0, 2, 0, 0, 0, 57.50, 0, 0, 57.50),
    "prestashop/sample.csv": (3, 0, 2, 2, 1, 0, 1340.80, 0, 0, 1340.80),
    "prestashop/french.csv": (2, 0, 2, 1, 0, 0, 1279.00, 0, 0, 1279.00),
    "prestashop/german.csv": (1, 0, 1, 1, 0, 0, 29.00, 0, 0, 29.00),
    "prestashop/italian.csv": (1, 0, 1, 1, 0, 0, 29.00, 0, 0, 29.00),
    "prestashop/spanish.csv": (1, 0, 1, 1, 0, 0, 29.00, 0, 0, 29.00),
    "rakuten/sample.csv": (3, 3, 0, 1, 0, 0, 23900.00, 0, 0, 23900.00),
    "rakuten/newer.csv": (2, 0, 2, 0, 0, 0, 8900.00, 300.00, 0, 8600.00),
    "rees46/sample.csv": (4, 1, 2, 0, 1, 0, 1846.40, 0, 0, 1846.40),
    "shopify/sample.csv": (11, 1, 8, 2, 1, 0, 370.70, 33.75, 55.00, 281.95),
    "squarespace/resaved.csv": (2, 0, 2, 0, 0, 0, 95.00, 0, 0, 95.00),
    "square_items/sample.csv": (4, 2, 2, 0, 1, 1, 1348.00, 0, 40.00, 1308.00),
    "square_items/columns_24.csv": (2, 0, 1, 0, 0, 0, 45.00, 0, 0, 45.00),
    "square_transactions/sample.csv": (4, 2, 2, 0, 1, 1, 1348.00, 0, 140.00, 1208.00),
    "squarespace/sample.csv": (7, 1, 5, 1, 1, 0, 1582.00, 6.00, 60.00, 1516.00),
    "stripe/sample.csv": (6, 1, 4, 2, 1, 0, 1346.50, 0, 74.50, 1272.00),
    "stripe/chosen_columns.csv": (2, 0, 2, 1, 0, 0, 1269.90, 0, 250.00, 1019.90),
    "superstore/sample.csv": (9, 0, 6, 0, 0, 0, 3869.4295, 0, 0, 3869.4295),
    "taobao_items/dated.csv": (3, 3, 0, 2, 0, 0, 347.70, 0, 10.00, 337.70),
    "taobao_items/sample.csv": (0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    "taobao_orders/form_2016.csv": (2, 0, 1, 1, 0, 0, 103.50, 0, 0, 103.50),
    "taobao_orders/new.xlsx": (3, 2, 1, 2, 0, 0, 233.50, 0, 45.00, 188.50),
    "taobao_orders/sample.csv": (9, 1, 5, 3, 1, 0, 1811.42, 0, 50.00, 1761.42),
    "taobao_report/sample.csv": (9, 9, 0, 2, 1, 0, 1464.50, 0, 286.60, 1177.90),
    "tiktok_shop/indonesia.xlsx": (2, 0, 1, 1, 0, 0, 67500, 0, 0, 67500),
    "tiktok_shop/sample.csv": (4, 1, 3, 2, 0, 0, 1735000, 0, 200000, 1535000),
    "tiktok_shop/united_states.csv": (2, 0, 1, 1, 0, 0, 59.97, 0, 5.00, 54.97),
    "tokopedia/sample.xlsx": (2, 0, 1, 1, 0, 0, 135000, 0, 0, 135000),
    "wix/older.csv": (2, 0, 2, 0, 0, 0, 85.00, 0, 0, 85.00),
    "wix/sample.csv": (6, 1, 4, 1, 1, 0, 310.00, 0, 160.00, 150.00),
    "woocommerce_advanced/first_row_only.tsv": (3, 0, 3, 2, 0, 0, 109.00, 6.00, 44.00, 59.00),
    "woocommerce_advanced/sample.csv": (7, 1, 5, 3, 1, 0, 220.22, 5.00, 35.00, 180.22),
    "woocommerce_advanced_default/sample.csv": (4, 1, 2, 3, 0, 0, 160.00, 5.00, 0, 155.00),
    "woocommerce_analytics/sample.csv": (8, 1, 6, 3, 1, 1, 1425.00, 0, 60.00, 1365.00),
    "woocommerce_webtoffee/sample.csv": (8, 1, 5, 3, 1, 0, 211.50, 3.00, 0, 208.50),
    "youzan/sample.csv": (4, 1, 2, 2, 0, 0, 280.00, 10.00, 20.00, 250.00),
    "youzan_items/sample.csv": (2, 2, 0, 1, 0, 0, 170.00, 0, 20.00, 150.00),
}


@pytest.mark.parametrize("sample", order_samples(), ids=name_of)
def test_totals_by_hand(sample: Path) -> None:
    found, reckoned = outcome(sample)
    assert reckoned == BY_HAND[name_of(sample)]
    report = found["report"]
    assert report["rows_rejected"] == 0 == len(found["rejects"])
    assert report["rows_read"] == report["lines_stored"] + sum(report["rows_ruled"].values())


@pytest.mark.heavy
@pytest.mark.parametrize("platform", sorted(FORMATS))
def test_totals_are_the_simulators(platform: str, tmp_path: Path) -> None:
    if platform == "taobao_items":
        pytest.skip("its lines count only beside the order list")
    path = tmp_path / "export.csv"
    true = write_export(path, customers=60, seed=3, platform=platform).totals
    report, (orders, guests, customers, _, _, _, gross, discounts, refunds, _) = imported(path)
    assert (orders, guests, customers) == (true.orders, true.guest_orders, true.customers)
    assert (gross, discounts) == (float(true.gross_sales), float(true.order_discounts))
    if not platform.startswith("online_retail"):  # there a refund is an order of its own
        assert refunds == float(true.refunds)
    assert report.rows_rejected == 0
    assert_all_rows_accounted_for(report)


# ---------------------------------------------------------------- exports that complete each other


@pytest.mark.parametrize("order", ["orders first", "items first"])
def test_taobao_items_complete_the_order_list_and_double_nothing(order: str) -> None:
    folder = SAMPLES[0].parent.parent
    files = [folder / "taobao_orders" / "sample.csv", folder / "taobao_items" / "sample.csv"]
    with empty_store() as store:
        for path in files if order == "orders first" else reversed(files):
            import_file(store, path, ImportOptions())
        # Order 7: lines of 160.00 against goods due of 150.00: the difference is its discount.
        assert totals(store) == (9, 1, 5, 3, 1, 0, 1821.42, 10.00, 50.00, 1761.42)


@pytest.mark.parametrize("order", ["orders first", "items first"])
def test_youzan_items_complete_the_orders_and_double_nothing(order: str) -> None:
    folder = SAMPLES[0].parent.parent
    files = [folder / "youzan" / "sample.csv", folder / "youzan_items" / "sample.csv"]
    with empty_store() as store:
        for path in files if order == "orders first" else reversed(files):
            import_file(store, path, ImportOptions())
        assert totals(store) == BY_HAND["youzan/sample.csv"]
        with store.cursor() as cursor:
            products = cursor.execute("SELECT COUNT(product) FROM order_lines").fetchone()
    assert products == (3,)


def test_etsy_items_complete_the_orders_and_double_nothing() -> None:
    folder = SAMPLES[0].parent.parent
    with empty_store() as store:
        import_file(store, folder / "etsy_orders" / "sample.csv", ImportOptions())
        import_file(store, folder / "etsy_items" / "sample.csv", ImportOptions())
        assert totals(store) == (10, 2, 6, 1, 1, 0, 1337.50, 49.50, 40.00, 1248.00)
        with store.cursor() as cursor:
            products = cursor.execute("SELECT COUNT(product) FROM order_lines").fetchone()
    assert products == (12,)


@pytest.mark.parametrize(
    ("ordered_at", "first", "rejected"),
    [("2026-05-18 08:00:00", "2026-05-18T08:00:00", 0), ("", "2026-05-17T00:00:00", 0), ("yesterday", None, 1)],
)
def test_an_order_number_tells_the_day_where_no_date_stands(
    ordered_at: str, first: str | None, rejected: int, tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    rows = f"260517-600000000000001,10.00,10.00,{ordered_at}\n260520-600000000000002,10.00,10.00,2026-05-20\n"
    path.write_text("订单号,用户实付金额(元),商家实收金额(元),订单成交时间\n" + rows, encoding="utf-8")
    report, _ = imported(path)
    assert (report.platform, report.rows_rejected) == ("pdd", rejected)
    assert report.first_order_at.isoformat() == (first or "2026-05-20T00:00:00")


def test_order_numbers_alone_date_a_file_without_dates(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("订单号,用户实付金额(元),商家实收金额(元)\n260517-600000000000001,10.00,12.00\n", encoding="utf-8")
    report, found = imported(path)
    assert (report.first_order_at.isoformat(), found[6]) == ("2026-05-17T00:00:00", 12.00)


def test_copies_in_two_sheets_are_told_and_can_be_left_aside() -> None:
    sample = SAMPLES[0].parent.parent / "online_retail_ii" / "sample.xlsx"
    kept, _ = imported(sample)
    assert any("1 rows repeat" in str(warning) for warning in kept.warnings)
    once, found = imported(sample, repeated_orders="once")
    assert once.rows_ruled == {"repeated order": 1}
    assert found[6] == pytest.approx(403.80 - 16.80)


# ---------------------------------------------------------------- the public sets whole


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("CDNOW_master.txt", "cdnow"),
        ("CDNOW_sample.txt", "cdnow"),
        ("online_retail.csv.gz", "online_retail"),
        ("online_retail_II.csv.gz", "online_retail_ii"),
    ],
)
def test_public_order_sets_are_recognised(name: str, platform: str, real_data: Path, tmp_path: Path) -> None:
    path = real_data / "orders" / name
    if name.endswith(".gz"):
        with gzip.open(path) as packed:
            (tmp_path / "head.csv").write_bytes(packed.read(1 << 16))
        path = tmp_path / "head.csv"
    assert says_yes(path, tmp_path) == [platform]
