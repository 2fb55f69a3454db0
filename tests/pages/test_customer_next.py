"""What a customer is likely to buy next, on their page: products with reasons, and what a thin shop is told."""

from datetime import timedelta

import pytest

from crm_analysis.findings import next_product
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.ui import answers, customer_next
from test_next_product import HEADINGS, TODAY, pairs_shop


@pytest.fixture
def pairs(fill, tmp_path):
    """A shop in which whoever bought one of a pair of goods buys the other one next."""
    lines = [
        f"{number},{TODAY - timedelta(days=days)},{who},5.00,1,{product},EUR"
        for number, (who, days, product) in enumerate(pairs_shop())
    ]
    (tmp_path / "pairs.csv").write_text(HEADINGS + "\n".join(lines) + "\n")
    fill(tmp_path / "pairs.csv")


def test_products_are_named_with_their_reasons_and_how_that_did_on_the_past(pairs, read):
    reader = read("en-GB", {"customer": "c239@example.org"}).open("customer")
    assert not reader.failures
    assert "Next likely product" in reader.words
    assert "1. **good " in reader.words
    assert "bought by those who bought good " in reader.words
    assert "Tried on this shop's own past: of customers who ordered again, " in reader.words
    assert "as naming new ones reached more customers here" in reader.words


def test_in_a_large_shop_it_is_worked_out_when_asked_for(pairs, read, monkeypatch):
    monkeypatch.setattr(customer_next, "QUICK", 100)
    reader = read("en-GB", {"customer": "c239@example.org"}).open("customer")
    assert "Tried on this shop's own past" not in reader.words
    reader.app.toggle(customer_next.WANTED).set_value(True).run()
    assert not reader.failures
    assert "1. **good " in reader.words


def test_a_thin_shop_is_told_why_nothing_is_named(tiny, read):
    reader = read("en-GB").open("customers")
    customer_id = reader.app.dataframe[0].value["customer_id"].iloc[0]
    reader = read("en-GB", {"customer": customer_id}).open("customer")
    assert not reader.failures
    assert "Not enough evidence (products bought: " in reader.words


def test_what_was_learned_outlives_a_tag_but_not_an_order(pairs, read, tmp_path, monkeypatch):
    learned = []
    monkeypatch.setattr(customer_next, "learned", lambda *asked: learned.append(asked) or next_product.learned(*asked))
    reader = read("en-GB", {"customer": "c239@example.org"}).open("customer")
    reader.app.text_input("customer_tag_new").set_value("press")
    reader.press("customer_tag_give")
    assert "**press**" in reader.words
    assert "1. **good " in reader.words
    assert len(learned) == 1
    later = tmp_path / "later.csv"
    later.write_text(f"{HEADINGS}9999,{TODAY},new@example.org,5.00,1,good 1,EUR\n")
    import_file(answers.shop_store(), later, ImportOptions())
    reader.app.run()
    assert not reader.failures
    assert len(learned) == 2
