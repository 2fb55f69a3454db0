"""What customers cost, on the retention page: shown where a file says what was spent."""

ORDERS = """Order No,Order date,Customer email,Currency,Product,SKU,Quantity,Amount
1,2025-01-01,ann@x.org,EUR,Tea,T1,1,10.00
2,2025-02-03,ann@x.org,EUR,Tea,T1,1,20.00
3,2025-02-10,bob@x.org,EUR,Tea,T1,1,30.00
"""
PRODUCTS = "Handle,Title,Vendor,Variant SKU,Variant Price,Cost per item\ntea,Tea,Leaf,T1,20.00,4.00\n"
SPENT = "Date,Channel,Spend\n2025-01-02,Google Ads,12.00\n2025-02-05,Google Ads,40.00\n"
TITLE = "Earned back what it cost to win them: 1 of 2 cohorts"


def titles(reader):
    return [heading.value for heading in reader.app.subheader]


def put(fill, folder, **texts):
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        fill(folder / f"{name}.csv")


def test_a_card_tells_who_has_paid_back(fill, read, tmp_path):
    put(fill, tmp_path, orders=ORDERS, products=PRODUCTS, spend=SPENT)
    reader = read("en-GB").open("retention")
    assert not reader.failures
    assert TITLE in titles(reader)


def test_without_spending_there_is_no_card(fill, read, tmp_path):
    put(fill, tmp_path, orders=ORDERS, products=PRODUCTS)
    reader = read("en-GB").open("retention")
    assert not reader.failures
    assert not any("cost to win" in title for title in titles(reader))
