"""The tags page: a family, a tag with its rule, sizes and customers, its course, and tags given by hand."""

import pytest

from crm_analysis.conditions.kinds import Ordered, Tagged
from crm_analysis.store import saved_segments
from crm_analysis.ui.answers import shop_store


def rows(reader):
    """The list of customers that have the tag: customer → value."""
    table = reader.app.dataframe[0].value
    return dict(zip(table["customer_id"], table["value"], strict=True))


@pytest.mark.heavy
@pytest.mark.parametrize("family", ["basic", "preference", "value", "hand"])
def test_every_tag_of_a_family_opens(tiny, read, family):
    reader = read("zh-CN", {"family": family}).open("tags")
    boxes = [box for box in reader.app.selectbox if box.key == f"tags_tag_{family}"]
    for tag in [option for box in boxes for option in box.options]:
        reader.app.selectbox(f"tags_tag_{family}").select(tag).run()
        assert not reader.failures
        assert tag in reader.words


def test_a_tag_says_its_rule_its_sizes_and_its_customers(tiny, read):
    reader = read("en-GB", {"family": "basic", "tag": "relation"}).open("tags")
    assert not reader.failures
    assert "Returning from 2 orders on, new before." in reader.words
    found = rows(reader)
    assert set(found.values()) <= {"New", "Returning"}
    assert f"{len(found)} customers" in reader.words


def test_the_course_of_a_tag_is_worked_out_when_asked_for(tiny, read):
    reader = read("en-GB", {"family": "basic", "tag": "relation"}).open("tags")
    charts = len(reader.app.get("plotly_chart"))
    reader.app.toggle("tags_course").set_value(True).run()
    assert not reader.failures
    assert len(reader.app.get("plotly_chart")) == charts + 1 or "no end of a month" in reader.words


def test_a_tag_is_given_and_taken_by_hand(tiny, read):
    customer = next(iter(rows(read("en-GB").open("tags"))))
    reader = read("en-GB", {"family": "hand"}).open("tags")
    reader.app.text_input("tags_name").set_value("press")
    reader.app.text_area("tags_customers").set_value(f"{customer}\n").run()
    reader.press("tags_give")
    assert not reader.failures
    assert rows(reader) == {customer: "Has it"}
    reader.press("tags_take")
    assert not reader.failures
    assert "press" not in [box.value for box in reader.app.selectbox]


def test_an_unknown_customer_is_said_plainly(tiny, read):
    reader = read("en-GB", {"family": "hand"}).open("tags")
    reader.app.text_input("tags_name").set_value("press")
    reader.app.text_area("tags_customers").set_value("nobody at all").run()
    reader.press("tags_give")
    assert any("There is no customer nobody at all" in failure for failure in reader.failures)


def test_a_saved_rule_is_a_tag_of_the_shops_own(tiny, read, store_file):
    reader = read("en-GB", {"family": "rule"}).open("tags")
    assert "No rule is saved yet" in reader.words
    saved_segments.save(shop_store(), "twice", Ordered("orders", at_least=2))
    reader.app.run()
    assert not reader.failures
    returning = [
        who for who, value in rows(read("en-GB", {"tag": "relation"}).open("tags")).items() if value == "Returning"
    ]
    assert sorted(reader.app.dataframe[0].value["customer_id"]) == sorted(returning)
    assert f"{len(returning)} customer" in reader.words


def test_a_rule_tells_since_when_and_how_many_where_it_knows_the_past(fill, read, tmp_path):
    bought = {
        "anna": ("2024-01-05", "2024-01-20", "2024-03-10"),
        "bert": ("2024-01-08", "2024-03-12"),
        "cleo": ("2024-02-02",),
    }
    orders = tmp_path / "orders.csv"
    lines = [f"{who}-{day},{day},{who}@example.com,10" for who, days in bought.items() for day in days]
    orders.write_text("order_id,ordered_at,email,amount\n" + "\n".join(lines), encoding="utf-8")
    fill(orders, accept_guess=True)
    saved_segments.save(shop_store(), "twice", Ordered("orders", at_least=2))
    reader = read("en-GB", {"family": "rule"}).open("tags")
    reader.app.toggle("tags_course").set_value(True).run()
    assert not reader.failures
    table = reader.app.dataframe[0].value
    assert [f"{day:%Y-%m-%d}" for day in table.set_index("orders").loc[[3, 2], "since"]] == ["2024-01-31", "2024-03-12"]
    assert "twice, Has it: from 1 to 2 customers since Jan 31, 2024" in reader.words


def test_a_rule_of_today_says_that_its_past_is_not_known(tiny, read):
    saved_segments.save(shop_store(), "returning", Tagged("relation", ("returning",)))
    reader = read("en-GB", {"family": "rule"}).open("tags")
    assert not reader.failures
    assert "Since when is not known" in reader.words
    assert not reader.app.toggle
