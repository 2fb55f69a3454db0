"""Lists of customers as files: who may be written, in which columns, safe in a spreadsheet and exact for a program."""

import csv
import hashlib
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from crm_analysis.analysis import customers, lists
from crm_analysis.analysis.filters import Filters
from crm_analysis.conditions.names import of_tag
from crm_analysis.engines.query import Query
from crm_analysis.errors import InputRefused, OutOfMemory
from crm_analysis.export.lists import CustomerList, drawn_up
from crm_analysis.export.places import country_codes
from crm_analysis.rules.exports import export_rules, layout_of
from crm_analysis.store import Store, saved_segments
from shops import shop_in_memory

ORDERS = """\
Order No,Order date,Customer email,Customer phone,Customer name,Country,Region,City,Currency,Product,Quantity,Amount
1,2024-01-01,ann@x.org,+1 (650) 555-1212,Ann Mary Lee,United States,California,New York,EUR,Tea,1,50.00
2,2024-01-02,bob@x.org,+49 151 12345678,"Smith, Bob",Germany,Hesse,Kassel,EUR,Tea,1,40.00
3,2024-01-03,cat@x.org,,Cat,DE,,,EUR,Tea,1,30.00
4,2024-01-04,li@x.org,+86 139 0000 0001,欧阳娜娜,中国,广东,深圳,EUR,Tea,1,20.00
5,2024-01-05,,+86 139 0000 0002,王芳,中国,,,EUR,Tea,1,10.00
"""
MEMBERS = """\
Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Accepts SMS Marketing,Phone,Total Spent,Total Orders,Tags
'1,Ann,Lee,ann@x.org,yes,no,,0,0,
'2,Bob,,bob@x.org,no,no,,0,0,
'4,,,li@x.org,no,yes,,0,0,
'5,,,,,yes,+8613900000002,0,0,
"""
HOSTILE = [
    '=HYPERLINK("http://x.org","y")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1+1", "＋1", "－1+1", "＠SUM(A1)",
    "\t=1", "\r=1", "\n=1", "=-+=1", "' =1",
]  # fmt: skip


@pytest.fixture
def shop(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        shop.upload(ORDERS)
        shop.upload(MEMBERS, "members.csv")
        yield shop


def everybody(layout, unknown="leave_out", columns=()):
    return CustomerList("everybody", lists.named("everybody", Filters()), layout_of(layout), unknown, columns)


def written(shop, tmp_path, wanted, ending="csv"):
    path = tmp_path / f"list.{ending}"
    with drawn_up(shop.store, wanted) as drawn:
        drawn.write(path)
        return path, drawn.reach


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def hashed(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_list_for_ones_own_use_has_everybody_in_the_order_of_the_page_and_the_consent_beside(shop, tmp_path):
    path, reach = written(shop, tmp_path, everybody("generic"))
    found = rows(path)
    assert [row["name"] for row in found] == ["Ann Mary Lee", "Smith, Bob", "Cat", "欧阳娜娜", "王芳"]
    assert [(row["accepts_email"], row["accepts_sms"]) for row in found] == [
        ("true", "false"),
        ("false", "false"),
        ("", ""),
        ("false", "true"),
        ("", "true"),
    ]
    assert list(found[0])[:2] == ["customer_id", "name"]
    assert (reach.listed, reach.written) == (5, 5)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfcustomer_id,")


@pytest.mark.parametrize(
    ("layout", "unknown", "expected"),
    [
        # email: Ann says yes, Bob and Li say no, nobody knows of Cat; Wang has no e-mail
        ("mailchimp", "leave_out", (5, 1, 2, 1, 1)),
        ("mailchimp", "include", (5, 2, 2, 0, 1)),
        # any address: Ann by e-mail, Li and Wang by phone
        ("klaviyo", "leave_out", (5, 3, 1, 1, 0)),
        ("klaviyo", "include", (5, 4, 1, 0, 0)),
        # phone: Ann and Bob say no, Li and Wang say yes, Cat has none
        ("sms", "leave_out", (5, 2, 2, 0, 1)),
        # a Chinese mobile: Li and Wang
        ("wecom", "leave_out", (5, 2, 0, 0, 3)),
    ],
)
def test_who_does_not_accept_advertising_is_left_out_and_counted(shop, layout, unknown, expected):
    with drawn_up(shop.store, everybody(layout, unknown)) as drawn:
        reach = drawn.reach
    assert (reach.listed, reach.written, reach.refused, reach.unknown, reach.no_address) == expected


def test_an_address_is_written_only_if_its_own_way_is_accepted(shop, tmp_path):
    path, _ = written(shop, tmp_path, everybody("klaviyo"))
    assert [tuple(row.values()) for row in rows(path)] == [
        ("ann@x.org", "", "Ann Mary", "Lee", "New York", "California", "US", "Subscribed", "Unsubscribed"),
        ("", "+8613900000001", "娜娜", "欧阳", "深圳", "广东", "CN", "Unsubscribed", "Subscribed"),
        ("", "+8613900000002", "芳", "王", "", "", "CN", "", "Subscribed"),
    ]
    assert path.read_bytes().startswith(b"Email,Phone Number,")


def test_lists_for_china_have_eleven_digits_and_the_mark_that_excel_wants(shop, tmp_path):
    path, _ = written(shop, tmp_path, everybody("wecom"))
    assert path.read_bytes().startswith("\ufeff手机号,姓名,备注\n".encode())
    assert [row["手机号"] for row in rows(path)] == ["13900000001", "13900000002"]


# The examples that the makers of these tools publish, with their hashes.
META = {
    "john_smith@gmail.com": "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f",
    "16505551212": "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176",
    "mary": "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec",
}
GOOGLE = {"cloudysanfrancisco@gmail.com": "223ebda6f6889b1494551ba902d9d381daf2f642bae055888e96343d53e9f9c4"}


def one_person(**personal):
    """A file of one order by one person."""
    headings = {"email": "Customer email", "phone": "Customer phone", "name": "Customer name"}
    told = {headings.get(name, name.title()): text for name, text in personal.items()}
    order = {"Order No": "1", "Order date": "2024-01-01", **told, "Currency": "EUR", "Product": "Tea"}
    file = io.StringIO()
    csv.writer(file).writerows([[*order, "Quantity", "Amount"], [*order.values(), "1", "10.00"]])
    return file.getvalue()


def only_row(tmp_path, layout, **personal):
    with shop_in_memory(tmp_path) as shop:
        shop.upload(one_person(**personal))
        path, _ = written(shop, tmp_path, everybody(layout, "include"))
    (row,) = rows(path)
    return row


def test_metas_published_examples_give_the_published_hashes(tmp_path):
    row = only_row(
        tmp_path, "meta", email=" John_Smith@gmail.com", phone="+1 (650)555-1212", name="Mary O'Brien-Smith",
        country="USA", region="California", city="New York",
    )  # fmt: skip
    assert row == {
        "email": META["john_smith@gmail.com"],
        "phone": META["16505551212"],
        "fn": META["mary"],
        "ln": hashed("obriensmith"),
        "ct": hashed("newyork"),
        "st": hashed("ca"),
        "country": hashed("us"),
    }


def test_meta_keeps_letters_that_are_not_ascii(tmp_path):
    row = only_row(tmp_path, "meta", email="v@x.org", name="Valéry Ñandú", country="France", city="São Paulo")
    assert (row["fn"], row["ln"], row["ct"], row["st"]) == (hashed("valéry"), hashed("ñandú"), hashed("sãopaulo"), "")
    assert row["fn"] == "08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c"


@pytest.mark.parametrize(
    ("email", "normal"),
    [
        ("Cloudy.SanFrancisco+shopping@gmail.com", "cloudysanfrancisco@gmail.com"),
        ("user.name+NYC@Example.com", "user.name+nyc@example.com"),
        ("a.b+c@googlemail.com", "ab@googlemail.com"),
    ],
)
def test_googles_published_examples_give_the_published_hashes(tmp_path, email, normal):
    row = only_row(tmp_path, "google", email=email, phone="+1 (800)555-0100")
    assert row == {"Email": GOOGLE.get(normal, hashed(normal)), "Phone": hashed("+18005550100")}


def test_hashed_files_hold_nothing_else_than_hashes(shop, tmp_path):
    for layout in ("meta", "google"):
        path, reach = written(shop, tmp_path, everybody(layout, "include"))
        cells = [cell for row in rows(path) for cell in row.values() if cell]
        assert reach.written == len(rows(path)) > 0
        assert all(len(cell) == 64 and set(cell) <= set("0123456789abcdef") for cell in cells)


def test_no_cell_runs_in_a_spreadsheet_whatever_somebody_is_called(tmp_path):
    file = io.StringIO()
    headings = ["Order No", "Order date", "Customer email", "Customer phone", "Customer name", "City", "Product"]
    people = [
        [number, "2024-01-01", f"a{number}@x.org", f"+8613900000{number:03}", f"{text} x", text, "Tea", "1", "10.00"]
        for number, text in enumerate(HOSTILE, start=1)
    ]
    csv.writer(file).writerows([[*headings, "Quantity", "Amount"], *people])
    with shop_in_memory(tmp_path) as shop:
        shop.upload(file.getvalue())
        for layout in ("generic", "klaviyo", "mailchimp", "wecom"):
            path, reach = written(shop, tmp_path, everybody(layout, "include"))
            cells = [cell for row in rows(path) for cell in row.values()]
            assert reach.written == len(rows(path)) == len(HOSTILE)
            assert [cell for cell in cells if cell[:1] in set("=@-＝＋－＠\t\r\n")] == []
            assert all(cell[1:].isdigit() for cell in cells if cell.startswith("+"))


def test_an_address_that_would_run_is_no_address(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        shop.upload(one_person(email="=cmd|'/Ccalc'!a0@x.org"))
        with drawn_up(shop.store, everybody("mailchimp", "include")) as drawn:
            assert (drawn.reach.written, drawn.reach.no_address) == (0, 1)


def test_a_phone_stays_a_number_that_can_be_dialled(shop, tmp_path):
    path, _ = written(shop, tmp_path, everybody("generic", columns=("customer_id", "phone")))
    assert rows(path)[1] == {"customer_id": "bob@x.org", "phone": "+4915112345678"}


def test_line_breaks_never_make_a_second_row(tmp_path):
    row = only_row(tmp_path, "generic", email="a@x.org", name="Ann\rLee\n=1")
    assert row["name"] == "Ann Lee =1"


def test_chosen_columns_come_in_their_order_from_the_list_and_the_contacts(shop, tmp_path):
    chosen = CustomerList(
        "found", customers.search("ann"), layout_of("generic"), "leave_out", ("orders", "city", "customer_id")
    )
    path, _ = written(shop, tmp_path, chosen)
    assert path.read_text(encoding="utf-8-sig") == "orders,city,customer_id\n1,New York,ann@x.org\n"


def test_a_column_that_is_not_there_is_refused(shop, tmp_path):
    with pytest.raises(InputRefused, match=r"no column shoe_size\. Choose among: customer_id, name"):
        written(shop, tmp_path, everybody("generic", columns=("shoe_size",)))


def test_a_kind_of_file_that_the_tool_does_not_take_is_refused_and_nothing_is_written(shop, tmp_path):
    with pytest.raises(InputRefused, match=r"list.xlsx.*klaviyo is a file that ends in \.csv"):
        written(shop, tmp_path, everybody("klaviyo"), "xlsx")
    assert not (tmp_path / "list.xlsx").exists()


def test_sheet_and_parquet_hold_the_same_rows_with_their_kinds(shop, tmp_path):
    sheet, _ = written(shop, tmp_path, everybody("generic"), "xlsx")
    parquet, _ = written(shop, tmp_path, everybody("generic"), "parquet")
    headings, first, *_ = [[cell.value for cell in row] for row in openpyxl.load_workbook(sheet).active.iter_rows()]
    (same,) = shop.rows(f"FROM read_parquet('{parquet}') LIMIT 1")
    assert dict(zip(headings, first, strict=True))["monetary"] == 50
    assert dict(zip(headings, first, strict=True))["accepts_sms"] is False
    assert [str(value)[:10] for value in first] == [str(int(value) if value == 50 else value)[:10] for value in same]


def test_a_list_of_nobody_is_a_file_with_headings(shop, tmp_path):
    nobody = replace(everybody("generic"), customers=customers.search("nobody of this name"))
    for ending in ("csv", "xlsx", "parquet"):
        path, reach = written(shop, tmp_path, nobody, ending)
        assert (reach.listed, reach.written) == (0, 0)
        assert path.stat().st_size > 0
    assert rows(tmp_path / "list.csv") == []
    assert openpyxl.load_workbook(tmp_path / "list.xlsx").active.max_row == 1


def test_the_list_stands_still_while_the_shop_goes_on(shop, tmp_path):
    with drawn_up(shop.store, everybody("generic")) as drawn:
        shop.change("DELETE FROM customers")
        drawn.write(tmp_path / "list.csv")
    assert len(rows(tmp_path / "list.csv")) == 5


def test_every_layout_writes_every_kind_of_file_that_it_names(shop, tmp_path):
    for layout in export_rules().layouts.values():
        for kind in layout.kinds:
            path, reach = written(shop, tmp_path, everybody(layout.id, "include"), kind)
            assert path.stat().st_size > 0
            assert reach.listed == 5


@pytest.mark.parametrize(
    ("written", "code"),
    [("United Kingdom", "GB"), ("UK", "GB"), ("GBR", "GB"), ("usa", "US"), ("中国", "CN"), ("Deutschland", "DE"),
     ("EIRE", "IE"), ("香港", "HK"), ("ch", "CH"), ("Atlantis", None), ("European Community", None)],
)  # fmt: skip
def test_countries_are_known_by_what_shops_call_them(written, code):
    assert country_codes().get(written.lower()) == code


def test_a_tag_is_a_list_whole_or_by_one_value(shop, tmp_path):
    name = of_tag("region", "Hesse")
    assert name == "tag:region=Hesse"
    for named, people in ((name, ["Smith, Bob"]), (of_tag("region"), {"Smith, Bob", "Ann Mary Lee", "欧阳娜娜"})):
        customers = lists.named(named, Filters(), rule=saved_segments.of_list(shop.store, named))
        wanted = replace(everybody("generic"), name=named, customers=customers)
        found = [row["name"] for row in rows(written(shop, tmp_path, wanted)[0])]
        assert type(people)(found) == people


def test_a_segment_is_named_alone_or_with_its_map():
    assert lists.named("champions", Filters()) == lists.named("grid:champions", Filters())
    assert isinstance(lists.named("everybody", Filters()), Query)
    with pytest.raises(InputRefused, match="champions"):
        lists.named("nobody", Filters())
    with pytest.raises(InputRefused, match="no segment map"):
        lists.named("moon:champions", Filters())


def test_a_place_that_cannot_be_written_is_refused(shop):
    for ending in ("csv", "xlsx", "parquet"):
        with pytest.raises(InputRefused, match=r"cannot be written"):
            written(shop, Path("/proc"), everybody("generic"), ending)


def test_more_memory_than_the_program_may_use_is_said_plainly(tmp_path):
    with (
        Store.open(tmp_path / "store.duckdb", memory_limit="20MB") as store,
        pytest.raises(OutOfMemory, match="CRM_MEMORY_LIMIT"),
        store.drawing() as cursor,
    ):
        cursor.execute("CREATE TEMP TABLE much AS SELECT list(range) FROM range(20000000)")
