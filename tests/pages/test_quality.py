"""The data quality page: what calls, its rows, and what heals."""

from crm_analysis.store import Store, uploads
from crm_analysis.ui.answers import shop_store

BAD = b"""Order No,Order date,Customer email,Country,Channel,Currency,Product,Quantity,Amount
20,2025-06-29,eve@x.org,FR,web,EUR,Cup,0,0.00
20,2025-06-29,eve@x.org,FR,web,EUR,Cup,1,much
21,2025-06-30,eve@x.org,FR,web,EUR,Pot,1,8.00
22,2025-06-30,fay@x.org,FR,web,EUR,Pot,1,8.00
21,2025-06-30,eve@x.org,FR,web,EUR,Pot,1,8.00
"""


def test_an_empty_shop_is_told_how_to_begin(read):
    assert read("en-GB").open("quality").app.title[0].value == "See who comes back"


def test_a_sound_shop_is_fine(read, tiny):
    reader = read("en-GB").open("quality")
    assert not reader.failures
    assert "Fine (15)" in reader.words


def test_what_calls_is_shown_with_its_rows_and_in_the_address(read, tiny, fill, tmp_path):
    file = tmp_path / "bad.csv"
    file.write_bytes(BAD)
    fill(file)
    reader = read("en-GB").open("quality")
    assert not reader.failures
    assert "To mend (3)" in reader.words
    reader.press("quality_show_zero_quantity")
    assert list(reader.app.dataframe[0].value["line_no"]) == [2]
    assert "zero_quantity" in reader.app.query_params["check"]
    reader.press("quality_close")
    assert "check" not in reader.app.query_params


def test_a_link_opens_the_rows_of_an_upload(read, tiny, fill, tmp_path):
    file = tmp_path / "bad.csv"
    file.write_bytes(BAD)
    fill(file)
    reader = read("zh-CN", {"upload": "2", "check": "rejected"}).open("quality")
    assert not reader.failures
    assert reader.app.selectbox("quality_upload").value == "2"
    assert list(reader.app.dataframe[0].value["rows"]) == [1]
    assert list(reader.app.dataframe[1].value["detail"]) == ["Amount: much"]


def test_copies_are_kept_once_by_a_button(read, tiny, fill, tmp_path):
    file = tmp_path / "bad.csv"
    file.write_bytes(BAD)
    fill(file)
    reader = read("en-GB").open("quality").press("copies_quality_2")
    assert not reader.failures
    assert reader.app.button("copies_quality_2").label == "Keep both"
    assert uploads.listing(shop_store())["one_copy"][0]


def test_corrected_rows_are_recognised_and_heal_their_upload(read, tiny, fill, tmp_path, store_file):
    file = tmp_path / "bad.csv"
    file.write_bytes(BAD)
    fill(file)
    table = b"upload,line,what is wrong,Order No,Amount\n2,3,Amount: is not a number,20,7\n"
    reader = read("en-GB").open("upload").upload("corrected.csv", table)
    assert not reader.failures
    assert "Corrected rows" in reader.words
    assert "go back into upload 2" in reader.words
    reader.press("upload_import").wait_for_import()
    assert not reader.failures
    assert "1 corrected rows are stored now as part of upload 2" in reader.words
    assert len(uploads.listing(shop_store())) == 2
    assert isinstance(shop_store(), Store)
