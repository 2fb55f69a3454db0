"""What a person meets on each page: on an empty, a tiny and a real store, in both languages."""

import re
from itertools import cycle

import pytest

from crm_analysis.charts.metrics import METRICS, STEPS
from crm_analysis.ingest.platforms import all_platforms
from crm_analysis.ui.kpis import KPIS
from pages.conftest import TINY

TITLES = {
    "en-GB": {
        "overview": "Overview",
        "retention": "Retention",
        "churn": "Churn",
        "segments": "Segments",
        "clusters": "Clusters",
        "tags": "Tags",
        "customers": "Customer list",
        "customer": "Customer profile",
        "upload": "Upload",
        "shops": "Shops",
        "data": "Tables",
        "exports": "Exports",
    },
    "zh-CN": {
        "overview": "概览",
        "retention": "留存",
        "churn": "客户流失",
        "segments": "客户分层",
        "clusters": "客户聚类",
        "tags": "标签",
        "customers": "客户名单",
        "customer": "客户档案",
        "upload": "上传",
        "shops": "店铺",
        "data": "数据表",
        "exports": "导出",
    },
}
LANGUAGES = list(TITLES)
PAGES = list(TITLES["en-GB"])
CHARTS = {"overview": 4, "retention": 4, "segments": 2}


@pytest.mark.heavy
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_a_tiny_shop(tiny, read, language, page):
    reader = read(language).open(page)
    assert not reader.failures
    assert reader.app.title[0].value == TITLES[language][page]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["overview", "retention", "segments", "clusters"])
def test_an_empty_shop_offers_the_two_ways_to_begin(read, language, page):
    reader = read(language).open(page)
    assert not reader.failures
    labels = [button.label for button in reader.app.button]
    assert (
        labels
        == {
            "en-GB": ["Load the sample shop", "Upload your export"],
            "zh-CN": ["载入示例店铺", "上传导出文件"],
        }[language]
    )


def test_an_empty_shop_is_told_how_many_exports_are_recognised(read):
    offered = re.search(r"(\d+) kinds of order exports are recognised", read("en-GB").words)
    orders = [export for export in all_platforms() if "orders" in export.kind or "lines" in export.kind]
    assert int(offered[1]) == len(orders) > 40


def test_a_shop_with_nothing_uploaded_has_an_upload_page(read):
    reader = read("en-GB").open("upload")
    assert not reader.failures
    assert reader.app.file_uploader[0].key == "upload_files_0"


@pytest.mark.real
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens_on_a_real_shop(fill, real_data, read, language):
    fill(real_data / "exports" / "uci_online_retail" / "2010-12-01.csv", currency="GBP")
    reader = read(language)
    for page in PAGES:
        assert not reader.open(page).failures
        assert reader.app.title[0].value == TITLES[language][page]


def test_the_overview_counts_what_was_sold(tiny, read):
    reader = read("en-GB").choose("filter_period", "all")
    assert reader.metrics == {
        "Net sales": "€300.00",
        "Orders": "8",
        "Average order value": "€37.50",
        "Active customers": "4",
        "New customers": "4",
        "Repeat rate": "50.0%",
        "Returning share": "0.0%",
        "Lost customers": "–",
    }
    assert "1.75 orders per customer · half of all repeat orders come within 33 days · " in reader.words
    assert "12.5% of orders name no customer · nobody is called lost yet" in reader.words
    assert "Everybody's first order lies in the period" in reader.words


def test_new_and_returning_customers_are_told_apart_where_there_is_a_past(tiny, read):
    metrics = read("en-GB", {"period": "90d"}).metrics
    assert (metrics["Active customers"], metrics["New customers"]) == ("2", "1")
    assert "Everybody's first order lies in the period" not in read("en-GB", {"period": "90d"}).words
    assert metrics["Returning share"] == "46.2%"  # ann's 60 of 130; 20 are a guest's


def test_a_period_is_compared_with_the_one_before(tiny, read):
    reader = read("en-GB", {"period": "30d"})
    assert reader.metrics["Net sales"] == "€90.00"
    sales = reader.app.metric[0]
    assert sales.delta == ""  # nothing was sold in the thirty days before
    reader.choose("filter_period", "90d")
    assert reader.app.metric[0].value == "€150.00"
    assert reader.app.metric[0].delta == "+7.1%"  # 140.00 from 2 January to 1 April


def test_a_period_is_compared_with_the_same_days_a_year_before(fill, read, tmp_path):
    file = tmp_path / "years.csv"
    file.write_text(YEARS, encoding="utf-8")
    fill(file)
    reader = read("en-GB", {"period": "30d"})
    assert (reader.metrics["Net sales"], reader.app.metric[0].delta) == ("€150.00", "+50.0%")
    assert ":red[-25.0%] vs. a year before" in reader.words
    reader.choose("filter_period", "12m")
    assert reader.metrics["Net sales"] == "€250.00"  # 31 December 2024 to 30 December 2025
    assert "vs. a year before" not in reader.words  # the period before is just that


YEARS = """Order No,Order date,Customer email,Currency,Product,Quantity,Amount
1,2023-06-01,ann@x.org,EUR,Tea,1,10.00
2,2024-12-10,ann@x.org,EUR,Tea,1,200.00
3,2025-11-10,bob@x.org,EUR,Tea,1,100.00
4,2025-12-30,bob@x.org,EUR,Tea,1,150.00
"""


def test_newcomers_are_not_compared_with_the_days_on_which_the_data_begin(fill, read, tmp_path):
    """Whoever ordered first in these days may be an old customer; of orders and sales nothing is amiss."""
    file = tmp_path / "begins.csv"
    file.write_text(TINY, encoding="utf-8")
    fill(file)
    metrics = {metric.label: metric.delta for metric in read("en-GB", {"period": "90d"}).app.metric}
    assert metrics["Net sales"] == "+7.1%"
    assert metrics["New customers"] == metrics["Returning share"] == ""


def test_every_figure_leads_to_its_page_with_the_same_filters(tiny, read):
    links = read("en-GB", {"period": "90d", "country": "FR"}).app.get("page_link")
    led = {link.proto.label.removesuffix(": look closer"): (link.proto.page, link.proto.query_string) for link in links}
    assert list(led) == [kpi.label for kpi in KPIS]
    assert led["Lost customers"] == ("customers", "period=90d&country=FR&who=lost")
    assert led["Net sales"] == ("retention", "period=90d&country=FR&metric=net_sales")
    assert led["Active customers"] == ("segments", "period=90d&country=FR")


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("active", "2 customers"),
        ("new", "1 customer"),
        ("returning", "1 customer"),
        ("repeat", "No order matches"),
        ("lost", "No order matches"),
        ("nobody", "Find a customer"),
    ],
)
def test_the_customers_behind_a_figure(tiny, read, who, says):
    reader = read("en-GB", {"period": "90d", "who": who}).open("customers")
    assert not reader.failures
    assert says in reader.words


def test_a_link_wins_over_what_was_chosen_before_and_the_navigation_does_not(tiny, read):
    reader = read("en-GB", {"who": "new"}).open("customers")
    reader.choose("customers_who", "active")
    assert reader.app.segmented_control("customers_who").value == "active"
    reader.app.query_params["who"] = "returning"
    reader.app.run()
    assert reader.app.segmented_control("customers_who").value == "returning"
    reader.app.query_params.clear()
    reader.app.run()
    assert reader.app.segmented_control("customers_who").value == "returning"


def test_a_young_shop_is_told_what_is_not_known_yet(tiny, read):
    reader = read("en-GB", {"period": "all"})
    assert "The best 20% of customers bring" in reader.words
    assert "Most orders come on Monday" in reader.words
    assert "Not known yet: 2 customers ordered on two days or more; 100 are needed" in reader.words
    assert "Not known yet: no product was in the first order of 30 customers" in reader.words


def test_a_short_period_is_not_asked_who_came_back(tiny, read):
    assert "first order of 30 customers" not in read("en-GB", {"period": "30d"}).words


GUESTS = """Order No,Order date,Currency,Product,Quantity,Amount
1,2025-01-01 08:15,EUR,Tea,1,10.00
2,2025-01-08 20:00,EUR,Tea,1,20.00
"""


def test_a_shop_of_guests_has_sales_and_hours_but_no_customers(fill, read, tmp_path):
    file = tmp_path / "guests.csv"
    file.write_text(GUESTS, encoding="utf-8")
    fill(file)
    reader = read("en-GB", {"period": "all"})
    assert not reader.failures
    assert (reader.metrics["Net sales"], reader.metrics["Active customers"]) == ("€30.00", "0")
    assert (reader.metrics["Repeat rate"], reader.metrics["Returning share"]) == ("–", "–")
    assert "Most orders come on Wednesday between 20:00 and 21:00" in reader.words
    assert "of customers bring" not in reader.words


LOSS = """Order No,Order date,Customer email,Currency,Product,Quantity,Amount,Refund
1,2025-01-01,ann@x.org,EUR,Tea,1,10.00,0
2,2025-02-01,bob@x.org,EUR,Tea,1,20.00,90.00
"""


def test_a_refund_larger_than_the_sales_is_a_loss_and_no_failure(fill, read, tmp_path):
    file = tmp_path / "loss.csv"
    file.write_text(LOSS, encoding="utf-8")
    fill(file)
    reader = read("en-GB", {"period": "all"})
    assert not reader.failures
    assert reader.metrics["Net sales"] == "-€60.00"
    assert reader.metrics["Returning share"] == "–"


def test_a_period_that_reaches_before_the_first_order_is_not_compared(tiny, read):
    reader = read("en-GB", {"period": "12m"})
    assert {metric.delta for metric in reader.app.metric} == {""}


def test_filters_follow_a_person_from_page_to_page(tiny, read):
    reader = read("en-GB", {"country": "FR", "period": "all"})
    assert reader.metrics["Net sales"] == "€160.00"
    reader.open("segments").open("upload").open("overview")
    assert reader.metrics["Net sales"] == "€160.00"
    reader.press("filter_reset").choose("filter_period", "all")
    assert reader.metrics["Net sales"] == "€300.00"


def test_reset_is_offered_where_something_is_chosen_only(tiny, read):
    reader = read("en-GB")
    assert "filter_reset" not in [button.key for button in reader.app.button]
    reader.choose("filter_period", "all").press("filter_reset")
    assert reader.app.segmented_control("filter_period").value == "12m"
    assert "filter_reset" not in [button.key for button in reader.app.button]


def test_days_in_the_address_are_understood(tiny, read):
    reader = read("en-GB", {"period": "custom", "since": "2025-02-01", "until": "2025-02-28"})
    assert reader.metrics["Net sales"] == "€50.00"


@pytest.mark.parametrize(
    "address",
    [
        {"period": "soon"},
        {"country": "XX"},
        {"period": "custom", "since": "yesterday", "until": "2999-01-01"},
        {"lang": "tlh"},
    ],
)
def test_nonsense_in_the_address_does_no_harm(tiny, read, address):
    reader = read("en-GB", address)
    assert not reader.failures
    assert reader.app.title[0].value == "Overview"


def test_a_filter_that_leaves_nothing_says_so(tiny, read):
    address = {"period": "custom", "since": "2025-05-01", "until": "2025-05-31"}
    for page in ("overview", "retention", "segments", "clusters"):
        reader = read("en-GB", address).open(page)
        assert not reader.failures
        assert "No order matches these filters" in reader.words


@pytest.mark.parametrize("page", CHARTS)
def test_every_chart_shows_how_it_is_counted(tiny, read, page):
    reader = read("en-GB").open(page)
    charts = reader.app.get("plotly_chart")
    assert len(charts) == CHARTS[page]
    assert all(chart.proto.alt for chart in charts)
    assert len(reader.app.code) >= len(charts)
    assert all("SELECT" in code.value for code in reader.app.code)


@pytest.mark.heavy
@pytest.mark.parametrize(("metric", "by"), [*zip(METRICS, cycle(STEPS))])
def test_retention_in_every_metric_and_step(tiny, read, metric, by):
    reader = read("en-GB", {"metric": metric, "by": by}).open("retention")
    assert not reader.failures
    # Margins are not offered where nothing is known of costs, as here.
    shown = METRICS["retention" if "margin" in metric else metric]
    assert shown.title in reader.words


def test_segments_say_what_to_do_and_offer_their_lists(tiny, read):
    reader = read("en-GB").open("segments")
    lists = [link.proto.url.rpartition("/")[2] for link in reader.app.get("link_button")]
    assert lists[0] == "everybody.csv"
    assert "grid-champions.csv" in lists
    assert "Keep their good will" in reader.words


def test_a_person_may_switch_the_language(tiny, read):
    reader = read("en-GB").choose("language_choice", "zh_CN")
    assert reader.app.title[0].value == "概览"
    assert "净销售额" in reader.metrics
    assert reader.open("segments").app.title[0].value == "客户分层"


def test_the_address_may_name_the_language(tiny, read):
    assert read("en-GB", {"lang": "zh_CN"}).app.title[0].value == "概览"


def test_a_store_that_is_none_is_said_plainly(store_file, read):
    store_file.write_bytes(b"no database at all" * 1000)
    reader = read("zh-CN")
    assert not reader.app.exception
    assert [error.value for error in reader.app.error] == [
        "store.duckdb 不是本程序的数据库，或已损坏。请选择其他数据库，或恢复备份。"
    ]
