"""Rejected rows, corrected and uploaded again: afterwards it is as if the file had been right from the start."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pandas as pd
import pytest

from crm_analysis import export
from crm_analysis.errors import InputRefused, NothingUsable, UnknownUpload
from crm_analysis.export.cells import RUNS_AS_FORMULA
from crm_analysis.ingest import corrections
from crm_analysis.ingest.headings import normalised
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.platform import Platform
from crm_analysis.ingest.platforms import all_platforms
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store import maintenance, uploads
from exports_support import samples
from sheets import Sheet, padded, sheet_of, text_of
from shops import Shop, shop_in_memory

HEADINGS = "Order No,Date,Customer Id,Product,Amount,Currency\n"
RIGHT = HEADINGS + (
    "1,2024-01-01,ann,Tea,10,EUR\n"
    "2,2024-01-02,bob,Cup,3,EUR\n"
    "2,2024-01-02,bob,=Tea,4,EUR\n"
    "3,2024-01-03,cat,Pot,8,EUR\n"
)  # fmt: skip
WRONG = RIGHT.replace("bob,Cup,3", "bob,Cup,three").replace("2024-01-03", "soon")
RECORD = (
    "rows_read", "lines_stored", "rows_rejected", "rows_ruled", "rows_repeated", "orders_new", "orders_replaced",
    "customers_new", "first_order_at", "last_order_at", "currency",
)  # fmt: skip
SAMPLES = {
    path.parent.name: path
    for path in samples()
    if path.stem == "sample" and path.suffix in (".csv", ".txt", ".tsv") and path.parent.name != "cdnow"
}
PLATFORMS = {platform.id: platform for platform in all_platforms() if isinstance(platform, Platform)}


@pytest.fixture
def shop(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        yield shop


def state(shop: Shop, upload_id: int = 1) -> dict[str, object]:
    """Everything that an upload has left in the store."""
    with shop.store.cursor() as cursor:
        entry = uploads.entry(cursor, upload_id)
    return {
        "orders": shop.rows(f"FROM order_log WHERE upload_id = {upload_id} ORDER BY ALL"),
        "lines": shop.rows(f"FROM line_log WHERE upload_id = {upload_id} ORDER BY ALL"),
        "rejects": shop.rows(f"SELECT line_no, heading, value FROM rejects WHERE upload_id = {upload_id} ORDER BY ALL"),
        "record": {name: entry[name] for name in RECORD},
        "warnings": sorted(str(warning) for warning in entry["warnings"]),
        "figures": shop.figures(),
    }  # fmt: skip


def corrected(shop: Shop, changes: dict[int, dict[str, str]], upload_id: int = 1) -> pd.DataFrame:
    """The table to correct with some cells changed: line → heading → text; rows that are not named are left out."""
    table = corrections.to_correct(shop.store, upload_id)
    table = table[table["line"].isin(changes)].copy()
    for line, cells in changes.items():
        for heading, text in cells.items():
            table.loc[table["line"] == line, heading] = text
    return table


def heal(shop: Shop, table: pd.DataFrame, folder: Path, name: str = "corrected.csv", **options: object):
    file = folder / name
    export.write(table, file)
    return import_file(shop.store, file, ImportOptions(**options))


def of_a_right_file(tmp_path: Path, text: str) -> dict[str, object]:
    with shop_in_memory(tmp_path) as shop:
        shop.upload(text)
        return state(shop)


def test_corrected_rows_heal_their_upload(shop, tmp_path):
    shop.upload(WRONG)
    table = corrections.to_correct(shop.store, 1)
    assert list(table) == ["upload", "line", "what is wrong", *HEADINGS.strip().split(",")]
    assert table.iloc[0].tolist() == [1, 3, "Amount: is not a number", "2", "2024-01-02", "bob", "Cup", "three", "EUR"]
    report = heal(shop, corrected(shop, {3: {"Amount": "3"}, 5: {"Date": "2024-01-03"}}), tmp_path)
    assert (report.upload_id, report.rows_read, report.lines_stored, report.rows_rejected) == (1, 4, 4, 0)
    assert (
        str(report.warnings[0])
        == "2 corrected rows are stored now as part of upload 1; 0 of its rows are still rejected."
    )
    assert state(shop) == of_a_right_file(tmp_path, RIGHT)
    assert maintenance.check(shop.store) == []
    assert shop.rows("FROM held_rows") == []


def test_rows_that_are_still_wrong_stay_rejected_with_what_they_say_now(shop, tmp_path):
    shop.upload(WRONG)
    report = heal(shop, corrected(shop, {3: {"Amount": "3"}, 5: {"Date": "later"}}), tmp_path)
    assert (report.lines_stored, report.rows_rejected, report.orders_new) == (3, 1, 2)
    assert shop.rows("SELECT line_no, heading, value FROM rejects") == [(5, "Date", "later")]
    heal(shop, corrected(shop, {5: {"Date": "2024-01-03"}}), tmp_path)
    assert state(shop) == of_a_right_file(tmp_path, RIGHT)


def test_rows_that_are_left_out_wait(shop, tmp_path):
    shop.upload(WRONG)
    heal(shop, corrected(shop, {5: {"Date": "2024-01-03"}}), tmp_path)
    assert shop.rows("SELECT line_no FROM rejects") == [(3,)]
    assert shop.net_sales() == {"1": 10, "2": 4, "3": 8}


def test_undo_and_redo_take_healed_rows_along(shop, tmp_path):
    shop.upload(WRONG)
    heal(shop, corrected(shop, {3: {"Amount": "3"}, 5: {"Date": "2024-01-03"}}), tmp_path)
    healed = shop.figures()
    uploads.undo(shop.store, 1)
    assert shop.net_sales() == {}
    uploads.redo(shop.store, 1)
    assert shop.figures() == healed


def test_a_later_upload_still_has_the_last_word(shop, tmp_path):
    shop.upload(WRONG)
    shop.upload(HEADINGS + "3,2024-01-03,cat,Pot,9,EUR\n", "later.csv")
    report = heal(shop, corrected(shop, {5: {"Date": "2024-01-03"}}), tmp_path)
    assert (report.orders_new, report.orders_replaced) == (3, 0)
    assert shop.net_sales()["3"] == 9
    assert maintenance.check(shop.store) == []


def test_the_list_of_rejects_heals_with_its_json_corrected(shop, tmp_path):
    shop.upload(WRONG)
    table = uploads.rejects(shop.store, 1)
    rows = [json.loads(row) | {"Amount": "3" if line == 3 else "8", "Date": "2024-01-02" if line == 3 else "2024-01-03"}
            for line, row in zip(table["line"], table["row"], strict=True)]  # fmt: skip
    table = table.assign(row=[json.dumps(row) for row in rows])
    heal(shop, table.drop(columns="upload"), tmp_path, heals=1)
    assert state(shop) == of_a_right_file(tmp_path, RIGHT)


FORMS = {
    "columns moved": lambda table: table[list(table)[::-1]].to_csv(index=False).encode(),
    "UTF-16 with tabs": lambda table: table.to_csv(index=False, sep="\t").encode("utf-16"),
    "semicolons": lambda table: table.to_csv(index=False, sep=";", lineterminator="\r\n").encode("utf-8-sig"),
    "only the columns that matter": lambda table: table[["upload", "line", "what is wrong", "Date", "Amount"]].to_csv(
        index=False
    ).encode(),
    "a column added": lambda table: table.assign(note="mended").to_csv(index=False).encode(),
}  # fmt: skip


@pytest.mark.heavy
@pytest.mark.parametrize("form", FORMS)
def test_the_table_may_come_back_in_another_form(shop, tmp_path, form):
    shop.upload(WRONG)
    table = corrected(shop, {3: {"Amount": "3"}, 5: {"Date": "2024-01-03"}})
    file = tmp_path / "corrected.csv"
    file.write_bytes(FORMS[form](table))
    import_file(shop.store, file, ImportOptions())
    assert state(shop) == of_a_right_file(tmp_path, RIGHT)


REFUSED = {
    "an upload that is undone": ("upload,line,what is wrong,Amount\n1,3,x,3\n", "is undone"),
    "an upload that is not there": ("upload,line,what is wrong,Amount\n7,3,x,3\n", "no upload 7"),
    "a row that is stored": ("upload,line,what is wrong,Amount\n1,2,x,3\n", "line 2 is none of the rejected rows"),
    "a row twice": ("upload,line,what is wrong,Amount\n1,3,x,3\n1,3,x,4\n", "line 3 stands there twice"),
    "no line": ("upload,line,what is wrong,Amount\n1,,x,3\n", "line - is none of the rejected rows"),
    "two uploads": ("upload,line,what is wrong,Amount\n1,3,x,3\n2,3,x,3\n", "Found: 1, 2"),
    "no upload": ("upload,line,what is wrong,Amount\n,3,x,3\n", "Found: -"),
    "no row": ("upload,line,what is wrong,Amount\n", "no corrected row"),
    "an order that was not kept": (
        "upload,line,what is wrong,Order No,Amount\n1,3,x,1,3\n", "line 3 now belongs to order 1"
    ),
}  # fmt: skip


@pytest.mark.heavy
@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_heal_gets_one_sentence_and_changes_nothing(shop, case):
    text, told = REFUSED[case]
    shop.upload(WRONG)
    if case == "an upload that is undone":
        uploads.undo(shop.store, 1)
    before = shop.everything()
    with pytest.raises((InputRefused, UnknownUpload, NothingUsable), match=told):
        shop.upload(text, "corrected.csv")
    assert shop.everything() == before


def test_another_file_does_not_heal(shop):
    shop.upload(WRONG)
    with pytest.raises(InputRefused, match="holds no corrected rows"):
        shop.upload(RIGHT, "again.csv", heals=1)
    with pytest.raises(InputRefused, match="Found: 1, 2"):
        shop.upload("upload,line,what is wrong,Amount\n1,3,x,3\n", "corrected.csv", heals=2)


def test_the_same_correction_twice_is_refused(shop, tmp_path):
    shop.upload(WRONG)
    table = corrected(shop, {3: {"Amount": "3"}})
    heal(shop, table, tmp_path)
    with pytest.raises(InputRefused, match="line 3 is none of the rejected rows"):
        heal(shop, table, tmp_path)


def test_a_dry_run_changes_nothing(shop, tmp_path):
    shop.upload(WRONG)
    before = shop.everything()
    report = heal(shop, corrected(shop, {3: {"Amount": "3"}}), tmp_path, dry_run=True)
    assert report.lines_stored == 3
    assert shop.everything() == before


def test_guards_against_formulas_are_taken_off_as_they_were_put_on():
    assert f"^'{RUNS_AS_FORMULA}" == corrections.GUARDED


def test_orders_without_a_number_are_healed_with_the_whole_file(shop, tmp_path):
    """The row may belong to any order, so all rows were kept."""
    shop.upload(RIGHT.replace("2,2024-01-02,bob,=Tea", ",2024-01-02,bob,=Tea"))
    assert shop.row("SELECT COUNT(*) FROM held_rows") == (4,)
    heal(shop, corrected(shop, {4: {"Order No": "2"}}), tmp_path)
    assert state(shop) == of_a_right_file(tmp_path, RIGHT)


def test_a_copy_that_was_rejected_is_a_copy_once_it_is_healed(shop, tmp_path):
    right = RIGHT + "1,2024-01-01,ann,Tea,10,EUR\n"
    shop.upload(right[: -len("10,EUR\n")] + "ten,EUR\n")
    heal(shop, corrected(shop, {6: {"Amount": "10"}}), tmp_path)
    assert shop.row("SELECT rows_repeated FROM uploads") == (1,)
    assert state(shop) == of_a_right_file(tmp_path, right)


# ---------------------------------------------------------------- every sample, broken at random


def breakable(platform: Platform, sheet: Sheet) -> list[int]:
    """Columns whose cells make a row a reject when they hold a word."""
    numbers = [platform.order.get("ordered_at"), *(platform.line.get(name) for name in ("amount", "quantity"))]
    if not platform.line:
        numbers.append(platform.order.get("goods_total"))
    keys = [normalised(heading) for heading in sheet.headings]
    named = [normalised(heading) for source in numbers if source for heading in source.headings]
    return sorted({keys.index(key) for key in named if key in keys})


def broken(sheet: Sheet, columns: list[int], chance: random.Random) -> tuple[Sheet, dict[int, int]]:
    """The sheet with a word in the place of some numbers and dates: row → column."""
    rows = [list(row) for row in padded(sheet)]
    faults = {}
    for place in chance.sample(range(len(rows)), max(1, len(rows) // 3)):
        filled = [column for column in columns if rows[place][column].strip()]
        if filled:
            faults[place] = chance.choice(filled)
            rows[place][faults[place]] = "unreadable"
    return replace(sheet, rows=rows), faults


# A table that is set aside whole, as Olist's payments, rejects nothing.
BROKEN = sorted(name for name in SAMPLES if name in PLATFORMS and PLATFORMS[name].order)
SEEDS = (1, 2)
"""Each second sample by the second one."""


@pytest.mark.heavy
@pytest.mark.parametrize(("seed", "layout"), list(zip(cycle(SEEDS), BROKEN, strict=False)))
def test_a_healed_sample_is_as_one_that_was_right_from_the_start(tmp_path, seed, layout):
    chance = random.Random(seed)
    right = sheet_of(SAMPLES[layout])
    right = replace(right, rows=padded(right))
    wrong, faults = broken(right, breakable(PLATFORMS[layout], right), chance)
    copies = chance.choice(["keep", "once"])
    first = len(right.above) + 2
    with shop_in_memory(tmp_path) as shop:
        shop.upload(text_of(right), repeated_orders=copies)
        expected = state(shop)
    with shop_in_memory(tmp_path) as shop:
        try:
            shop.upload(text_of(wrong), repeated_orders=copies)
        except NothingUsable:
            pytest.skip("nothing of the sample is left")
        rejected = {line for (line,) in shop.rows("SELECT line_no FROM rejects")}
        harmless = {place for place in faults if place + first not in rejected}
    for place in harmless:  # a word in a row that is left aside changes nothing, or an order's field
        wrong.rows[place][faults[place]] = right.rows[place][faults[place]]
    lines = {place + first: place for place in faults.keys() - harmless}
    assert lines, "no row of the sample was rejected"
    with shop_in_memory(tmp_path) as shop:
        shop.upload(text_of(wrong), repeated_orders=copies)
        table = corrections.to_correct(shop.store, 1)
        order = chance.sample(list(table), len(table.columns))
        halves = chance.sample(sorted(lines), len(lines))
        for half in (halves[: len(halves) // 2], halves[len(halves) // 2 :]):
            chosen = table[table["line"].isin(half)].copy()
            for line in half:
                place = lines[line]
                chosen.loc[chosen["line"] == line, table.columns[faults[place] + 3]] = right.rows[place][faults[place]]
            if len(chosen):
                heal(
                    shop,
                    chosen[order] if chance.random() < 0.5 else chosen,
                    tmp_path,
                    f"c.{chance.choice(['csv', 'xlsx'])}",
                )
                assert maintenance.check(shop.store) == []
        assert state(shop) == expected


def test_a_table_of_members_is_healed_too(tmp_path):
    """A row that names nobody is rejected; with its number, e-mail and phone it is a member."""
    right = sheet_of(SAMPLES["shopify_customers"])
    right = replace(right, rows=padded(right))
    phones = ("Phone", "Default Address Phone")
    named = [right.headings.index(name) for name in ("Customer ID", "First Name", "Last Name", "Email", *phones)]
    wrong = [["" if place in named else cell for place, cell in enumerate(right.rows[0])], *right.rows[1:]]
    with shop_in_memory(tmp_path) as shop:
        shop.upload(text_of(right))
        expected = shop.rows("FROM member_log ORDER BY ALL"), state(shop)["record"]
    with shop_in_memory(tmp_path) as shop:
        assert shop.upload(text_of(replace(right, rows=wrong))).rows_rejected == 1
        cells = {right.headings[place]: right.rows[0][place] for place in named}
        heal(shop, corrected(shop, {2: cells}), tmp_path)
        assert (shop.rows("FROM member_log ORDER BY ALL"), state(shop)["record"]) == expected
        assert maintenance.check(shop.store) == []
