"""Which goods are bought together, on a real shop and on the command line."""

import csv
import gzip
import io
import itertools
from collections import Counter, defaultdict

import pytest


@pytest.mark.heavy
@pytest.mark.real
def test_pairs_of_a_real_shop_are_those_that_plain_counting_finds(crm, real_data):
    """Online Retail, its invoices and descriptions read by Python alone; only goods that two hundred invoices hold."""
    baskets = defaultdict(set)
    with gzip.open(real_data / "orders" / "online_retail.csv.gz", "rt", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if float(row["Quantity"]) > 0 and float(row["UnitPrice"]) > 0 and not row["InvoiceNo"].startswith("C"):
                baskets[row["InvoiceNo"]].add(row["Description"].strip() or row["StockCode"])
    held = Counter(item for basket in baskets.values() for item in basket)
    often = {item for item, orders in held.items() if orders >= 200}
    both = Counter(pair for basket in baskets.values() for pair in itertools.permutations(sorted(basket & often), 2))
    expected = {
        (a, b): (orders, orders / len(baskets), orders / held[a], orders * len(baskets) / (held[a] * held[b]))
        for (a, b), orders in both.items()
        if orders >= 200
    }

    crm("import", real_data / "orders" / "online_retail.csv.gz")
    code, printed, said = crm("affinity", "--fewest", "200")
    assert code == 0, said
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert list(rows[0]) == ["item_a", "item_b", "orders", "support", "confidence", "lift"]
    found = {(row["item_a"], row["item_b"]): row for row in rows}
    assert len(found) == len(rows) == len(expected) == 1682
    assert found.keys() == expected.keys()
    for pair, figures in expected.items():
        told = tuple(float(found[pair][name]) for name in ("orders", "support", "confidence", "lift"))
        assert told == pytest.approx(figures, rel=1e-12)
    lifts = [float(row["lift"]) for row in rows]
    assert lifts == sorted(lifts, reverse=True)
    assert (rows[0]["item_a"], rows[0]["item_b"]) == ("HERB MARKER THYME", "HERB MARKER ROSEMARY")


def test_where_no_pair_is_frequent_it_is_said_what_to_ask(crm, tmp_path):
    export = tmp_path / "orders.csv"
    export.write_text(
        "Order No,Order date,Customer email,Amount,Quantity,Product,Currency\n"
        "1,2024-01-02,anna@example.org,5.00,1,Tea,EUR\n1,2024-01-02,anna@example.org,7.00,1,Cup,EUR\n"
    )
    assert crm("import", export)[0] == 0
    code, printed, said = crm("affinity")
    assert (code, printed) == (0, "item_a,item_b,orders,support,confidence,lift\n")
    assert "No pair stands together on so many orders: 20." in said
    assert crm("affinity", "--fewest", "1")[1].splitlines()[1:] == ["Cup,Tea,1,1.0,1.0,1.0", "Tea,Cup,1,1.0,1.0,1.0"]
