"""What the store says that it holds, on the command line and to pages."""

import pytest

from crm_analysis.errors import InputRefused
from crm_analysis.store import records, uploads
from exports_support import EXPORTS
from shops import JANUARY, shop_in_memory

SPEND = "Date,Channel,Campaign,Spend,Currency\n2024-01-01,Post,A,5,EUR\n2024-01-09,Post,A,6,EUR\n"


@pytest.fixture
def shop(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        yield shop


def listed(shop):
    frame = records.listing(shop.store).set_index("kind")
    return {
        kind: (row["rows"], row["uploads"], *(None if day is None else str(day)[:10] for day in days(row)))
        for kind, row in frame.iterrows()
        if row["rows"]
    }


def days(row):
    return [None if value != value else value for value in (row["first_day"], row["newest_day"])]


def test_rows_and_days_of_each_kind(shop):
    assert list(records.listing(shop.store)["kind"]) == list(records.TABLES)
    assert listed(shop) == {}
    shop.upload(JANUARY)
    shop.upload(SPEND, "spend.csv")
    assert listed(shop) == {
        "orders": (3, 1, "2024-01-01", "2024-01-03"), "spend": (2, 1, "2024-01-01", "2024-01-09")
    }  # fmt: skip
    uploads.undo(shop.store, 2)
    assert set(listed(shop)) == {"orders"}


def test_the_newest_rows_come_first(shop):
    shop.upload(SPEND)
    assert list(records.rows(shop.store, "spend")["amount"]) == [6, 5]
    assert list(records.rows(shop.store, "spend", 1)["amount"]) == [6]


def test_an_unknown_kind_is_refused(shop):
    with pytest.raises(InputRefused, match="nonsense is not a known table"):
        records.rows(shop.store, "nonsense")


def test_the_command_line_shows_the_same(crm):
    assert crm("import", EXPORTS / "plain_rates" / "sample.csv")[0] == 0
    code, text, _ = crm("tables")
    assert (code, [line for line in text.splitlines() if line.startswith("rates,")]) == (
        0, ["rates,3,1,2026-01-05,2026-01-06"]
    )  # fmt: skip
    code, text, _ = crm("table", "rates")
    assert text.splitlines()[0] == "shop,platform,rated_on,currency,base,rate"
    assert len(text.splitlines()) == 4
    assert crm("table", "nonsense")[0] == 3
