"""The page of tables: what is held, its rows, and what could still be brought."""

import io
import zipfile

from exports_support import EXPORTS


def test_an_empty_store_is_told_what_it_could_hold(read):
    reader = read("en-GB").open("data")
    assert not reader.failures
    assert "What you could add" in reader.words
    assert "Shopify customers" in reader.words
    assert not reader.app.dataframe


def test_each_kind_that_is_held_has_a_card_and_its_rows(read, tiny, fill):
    fill(EXPORTS / "shopify_customers" / "sample.csv", EXPORTS / "plain_spend" / "sample.csv")
    reader = read("en-GB").open("data")
    assert not reader.failures
    counts = {label.partition(" ")[2]: value for label, value in reader.metrics.items()}
    assert counts == {"Orders and lines": "8", "Members": "5", "Advertising spend": "2"}
    assert "1 file, Jan 1, 2026 to Jan 2, 2026" in reader.words
    assert len(reader.app.dataframe[0].value) == 8
    reader.app.pills("data_kind").set_value("spend").run()
    assert list(reader.app.dataframe[0].value["amount"]) == [0, 15]
    assert "data_csv_spend" in [button.key for button in reader.app.download_button]
    assert "Shopify customers" not in reader.words


def test_a_table_of_members_is_previewed_and_imported(read):
    content = (EXPORTS / "shopify_customers" / "sample.csv").read_bytes()
    reader = read("en-GB").open("upload").upload("customers.csv", content)
    assert not reader.failures
    assert list(reader.app.dataframe[0].value["buyer_id"])[:1] == ["7000000000001"]
    reader.press("upload_import").wait_for_import()
    assert "**5** rows of members" in reader.words
    assert "new orders" not in reader.words


def test_a_zip_of_several_tables_waits_as_several_files(read, tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("shopify_customers", "plain_spend"):
            archive.write(EXPORTS / name / "sample.csv", f"{name}.csv")
    reader = read("en-GB").open("upload").upload("both.zip", packed.getvalue())
    assert not reader.failures
    assert reader.app.button("upload_import").label == "Import 2 files"
    reader.press("upload_import").wait_for_import()
    assert r"both.zip/shopify\_customers.csv" in reader.words
    assert list((tmp_path / "data" / "incoming").iterdir()) == []
