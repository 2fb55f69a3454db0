"""Orders that stand in one file twice: the owner chooses, at import or afterwards, whether they count once or twice."""

import json

import pytest

from crm_analysis.errors import InputRefused, UnknownUpload
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store import maintenance, uploads
from exports_support import empty_store, name_of, samples
from shops import Shop, shop_in_memory

HEADINGS = "Order No,Order date,Customer Id,Product,Quantity,Amount,Order total,Refund,Currency\n"
TWICE = HEADINGS + (
    "1,2024-01-01,ann,Tea,1,10.00,,,EUR\n"
    "1,2024-01-01,ann,Cup,1,5.00,,,EUR\n"
    "2,2024-01-02,bob,Tea,2,20.00,,4.00,EUR\n"
    "1,2024-01-01,ann,Cup,1,5.00,,,EUR\n"
    "1,2024-01-01,ann,Tea,1,10.00,,,EUR\n"
)  # fmt: skip
# Item lists without an order's own row: its refund is the sum of its rows, and so doubles with them.
ITEMS_TWICE = (
    "订单编号,主订单编号,标题,价格,购买数量,外部系统编号,订单状态,订单创建时间,订单付款时间,退款金额\n"
    "5-1,5,茶,10.00,1,T1,交易成功,2024-03-01 10:00:00,2024-03-01 10:01:00,3.00\n"
    "6-1,6,杯,7.00,1,C1,交易成功,2024-03-01 11:00:00,2024-03-01 11:01:00,\n"
    "5-1,5,茶,10.00,1,T1,交易成功,2024-03-01 10:00:00,2024-03-01 10:01:00,3.00\n"
)
RECORD = ("rows_read", "lines_stored", "rows_rejected", "rows_ruled", "warnings", "rows_repeated", "one_copy")


@pytest.fixture
def shop(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        yield shop


def state(shop):
    """Every figure, and what the record says of the rows."""
    (entry,) = uploads.listing(shop.store).to_dict("records")
    return shop.figures(), {name: entry[name] for name in RECORD}


def test_both_copies_count_until_one_is_chosen(shop):
    report = shop.upload(TWICE)
    assert (report.rows_read, report.lines_stored, report.rows_ruled) == (5, 5, {})
    assert [str(warning)[:6] for warning in report.warnings] == ["2 rows"]
    assert shop.net_sales() == {"1": 30, "2": 16}
    uploads.choose_copies(shop.store, 1, once=True)
    assert shop.net_sales() == {"1": 15, "2": 16}
    assert shop.row("SELECT COUNT(*) FROM order_lines") == (3,)
    (entry,) = uploads.listing(shop.store).to_dict("records")
    assert (entry["lines_stored"], json.loads(entry["rows_ruled"]), entry["warnings"]) == (
        3,
        {"repeated order": 2},
        "[]",
    )
    assert maintenance.check(shop.store) == []


@pytest.mark.heavy
@pytest.mark.parametrize("text", [TWICE, ITEMS_TWICE])
def test_a_choice_afterwards_is_the_choice_at_import(tmp_path, text):
    states = {}
    for choice in ("keep", "once"):
        with shop_in_memory(tmp_path) as shop:
            shop.upload(text, repeated_orders=choice)
            states[choice] = state(shop)
            uploads.choose_copies(shop.store, 1, once=choice == "keep")
            states[f"{choice}, then the other"] = state(shop)
            assert maintenance.check(shop.store) == []
            uploads.choose_copies(shop.store, 1, once=choice == "once")
            assert state(shop) == states[choice]
    assert states["keep"] != states["once"]
    assert states["keep, then the other"] == states["once"]
    assert states["once, then the other"] == states["keep"]


def test_money_given_back_in_a_copy_counts_as_often_as_the_copy(shop):
    """Refunds of this export are summed over an order's rows: 3.00 in each of two copies of order 5."""
    shop.upload(ITEMS_TWICE)
    assert shop.row("SELECT gross_sales, refunds FROM orders WHERE order_id = '5'") == (20, 6)
    uploads.choose_copies(shop.store, 1, once=True)
    assert shop.row("SELECT gross_sales, refunds FROM orders WHERE order_id = '5'") == (10, 3)


def test_rows_beside_each_other_are_no_copies(shop):
    row = "1,2024-01-01,ann,Tea,1,10.00,,,EUR\n"
    assert shop.upload(HEADINGS + row + row).warnings == ()
    with pytest.raises(InputRefused, match="repeats no order"):
        uploads.choose_copies(shop.store, 1, once=True)


def test_a_choice_that_changes_nothing_is_refused(shop):
    shop.upload(TWICE)
    with pytest.raises(InputRefused, match="counted that way already"):
        uploads.choose_copies(shop.store, 1, once=False)
    with pytest.raises(UnknownUpload):
        uploads.choose_copies(shop.store, 2, once=True)


def test_the_choice_holds_through_undo_and_redo(shop):
    shop.upload(TWICE)
    uploads.undo(shop.store, 1)
    uploads.choose_copies(shop.store, 1, once=True)
    assert shop.net_sales() == {}
    uploads.redo(shop.store, 1)
    assert shop.net_sales() == {"1": 15, "2": 16}
    assert maintenance.check(shop.store) == []


def doubled(sample, target):
    """The sample with all its rows once more at its end."""
    headings, *rows = sample.read_bytes().rstrip(b"\r\n").split(b"\n")
    target.write_bytes(b"\n".join([headings, *rows, *rows]) + b"\n")
    return target


TEXTS = [path for path in samples() if path.suffix == ".csv" and path.read_bytes().count(b"\n") > 2]


@pytest.mark.heavy
@pytest.mark.parametrize("sample", TEXTS, ids=name_of)
def test_of_a_sample_that_stands_twice_one_copy_can_be_kept(sample, tmp_path):
    """Orders of one line may be two sales of one product: whatever was taken for a copy can be chosen later as well."""
    file = doubled(sample, tmp_path / "twice.csv")
    with empty_store() as store:
        report = import_file(store, file, ImportOptions(repeated_orders="keep"))
        if uploads.listing(store)["rows_repeated"][0]:
            assert maintenance.check(store) == []
            uploads.choose_copies(store, report.upload_id, once=True)
        chosen = Shop(store, tmp_path).figures()
        assert maintenance.check(store) == []
    with empty_store() as store:
        import_file(store, file, ImportOptions(repeated_orders="once"))
        assert Shop(store, tmp_path).figures() == chosen
