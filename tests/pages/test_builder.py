"""The segment builder and the filter by segment: built, counted, saved, carried by the address, seen everywhere."""

import pytest

from crm_analysis.conditions.kinds import KINDS, Bought, Clustered, Ordered, OrderedOn, Place, Saved, Tagged
from crm_analysis.conditions.records import Birthday, Consent, Did, Feedback, Member, Points, Registered
from crm_analysis.conditions.tree import All, Any, Not
from crm_analysis.conditions.written import packed
from crm_analysis.store import Store, cluster_models, saved_segments
from crm_analysis.store.cluster_models import SavedClusters
from crm_analysis.ui.condition_forms import FORMS, TITLES
from test_cluster_models import by_sales

GERMAN = All((Place(among=("DE",)), Ordered(at_least=1)))
WICKED = (
    '=HYPERLINK("http://x")',
    "<script>alert(1)</script>",
    "$\\LaTeX$ x $",
    "**bold**",
    "\u202eright to left\u202c",
    "`code` [a](b)",
)


def customers(reader):
    return reader.metrics["Customers"]


def test_everybody_is_counted_until_a_condition_is_filled_in(tiny, read):
    reader = read("en-GB").open("builder")
    assert not reader.failures
    assert customers(reader) == "4"
    assert "All customers." in reader.words
    add = next(button.key for button in reader.app.button if button.key.endswith("_add"))
    reader.press(add)
    assert "a figure has no bound" in reader.words
    assert customers(reader) == "4"
    reader.app.number_input[0].set_value(2).run()
    assert customers(reader) == "2"
    assert "Customers who placed at least 2 orders." in reader.words


def test_a_rule_comes_with_the_address_and_is_drawn_whatever_its_depth(tiny, read):
    deep = All(
        (
            Any((Place(among=("DE",)), All((Any((Bought(among=("Cup",)), Not(Bought(among=("Tea",))))),)))),
            Ordered(at_least=1),
        )
    )
    reader = read("en-GB", {"segment": packed(deep)}).open("builder")
    assert not reader.failures
    assert customers(reader) == "4"
    assert reader.app.query_params["segment"] == packed(deep)


ON_RECORDS = (
    Member("gender", ("female",)),
    Points(at_least=10),
    Birthday(("02", "12")),
    Birthday(within_days=0),
    Registered(within_days=30),
    Consent("sms", ("given", "unknown")),
    Did(("view", "wish"), "category", ("Tea",), at_least=2),
    Feedback("review", "newest_rating", at_most=2),
    Tagged("country", ("DE",)),
    Clustered("Spring", ("2",)),
    Saved("Germans"),
    OrderedOn("last_order", platforms=("generic",), coupons=("MAY",)),
)


def test_every_kind_of_condition_can_be_filled_in():
    assert FORMS.keys() == TITLES.keys() == KINDS.keys()


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_conditions_on_records_come_with_the_address_and_are_drawn_as_they_are(language, tiny, read, store_file):
    with Store.open(store_file) as store:
        cluster_models.save(store, SavedClusters("Spring", "gross", by_sales(9.0, 1.0)))
        saved_segments.save(store, "Germans", GERMAN)
    reader = read(language, {"segment": packed(Any(ON_RECORDS))}).open("builder")
    assert not reader.failures
    assert reader.app.query_params["segment"] == packed(Any(ON_RECORDS))


def test_a_tag_is_chosen_among_those_that_somebody_has_and_its_values_follow(tiny, read):
    reader = read("en-GB", {"segment": packed(Tagged("country"))}).open("builder")
    tag = next(box for box in reader.app.selectbox if box.key.endswith("_tag"))
    assert {"Country", "New or returning"} <= set(tag.options)
    values = next(box for box in reader.app.multiselect if box.key.endswith("_among"))
    assert "DE" in values.options
    values.set_value(["DE"]).run()
    assert customers(reader) == "2"
    assert "have the tag Country with the value DE" in reader.words


def test_a_segment_is_saved_opened_and_forgotten(tiny, read, store_file):
    reader = read("en-GB", {"segment": packed(GERMAN)}).open("builder")
    assert customers(reader) == "2"
    reader.app.text_input("builder_name").set_value("Germans").run()
    reader.press("builder_save")
    assert not reader.failures
    other = read("en-GB", {"segment": "Germans"}).open("builder")
    assert customers(other) == "2"
    other.press("saved_segment_forget_0")
    assert "Germans" not in [button.label for button in other.app.button]
    assert "There is no segment 'Germans'" in "".join(read("en-GB", {"segment": "Germans"}).failures)


def test_a_segment_of_another_follows_it_and_is_no_part_of_itself(tiny, read, store_file):
    with Store.open(store_file) as store:
        saved_segments.save(store, "Germans", GERMAN)
    others = read("en-GB", {"segment": packed(Not(Saved("Germans")))}).open("builder")
    assert customers(others) == "2"
    assert "are in the saved segment Germans" in others.words
    others.app.text_input("builder_name").set_value("Germans").run()
    others.press("builder_save")
    assert "'Germans' would contain itself: Germans → Germans" in "".join(others.failures)
    others.app.text_input("builder_name").set_value("Others").run()
    others.press("builder_save")
    seen = read("en-GB", {"segment": "Others", "period": "all"})
    assert seen.metrics["Orders"] == "3"
    assert "are in the saved segment Germans" in seen.words


def test_a_name_that_means_something_else_is_refused(tiny, read):
    reader = read("en-GB", {"segment": packed(GERMAN)}).open("builder")
    reader.app.text_input("builder_name").set_value("champions").run()
    reader.press("builder_save")
    assert "means something else already" in "".join(reader.failures)


@pytest.mark.heavy
@pytest.mark.parametrize("page", ["overview", "retention", "segments"])
@pytest.mark.parametrize("segment", ["Germans", packed(GERMAN)])
def test_every_page_with_a_filter_bar_looks_at_a_segment(page, segment, tiny, store_file, read):
    with Store.open(store_file) as store:
        saved_segments.save(store, "Germans", GERMAN)
    reader = read("en-GB", {"segment": segment, "period": "all"}).open(page)
    assert not reader.failures
    assert "live in the country DE and placed at least 1 orders" in reader.words
    if page == "overview":
        assert reader.metrics["Orders"] == "4"


def test_a_segment_that_is_unknown_is_told_and_everybody_is_shown(tiny, read):
    reader = read("en-GB", {"segment": "nobody", "period": "all"})
    assert "There is no segment 'nobody'" in "".join(reader.failures)
    assert reader.metrics["Orders"] == "8"


def test_names_full_of_markup_are_shown_letter_by_letter(fill, tmp_path, read):
    file = tmp_path / "wicked.csv"
    head = "Order No,Order date,Customer email,Customer name,Country,Currency,Product,Category,Quantity,Amount\n"
    quoted = ['"' + name.replace('"', '""') + '"' for name in WICKED]
    file.write_text(
        head
        + "".join(
            f"{n},2025-01-0{n + 1},c{n}@x.org,{name},{name},EUR,{name},{name},1,10\n" for n, name in enumerate(quoted)
        ),
        encoding="utf-8",
    )
    fill(file)
    for name in WICKED:
        rule = All((Bought(among=(name,)), Bought("category", (name,)), Place(among=(name,))))
        reader = read("en-GB", {"segment": packed(rule)}).open("builder")
        assert not reader.failures, name
        assert customers(reader) == "1", name
        assert any(name in multiselect.value for multiselect in reader.app.multiselect)
        assert not [
            text
            for text in map(str, (element.value for element in reader.app.markdown))
            if name in text and any(letter in name for letter in "<*$`")
        ]

    for page in ("overview", "retention", "segments", "customers"):
        reader = read("en-GB", {"country": list(WICKED), "period": "all"}).open(page)
        assert not reader.failures, page
        assert not [name for name in WICKED for text in reader.app.markdown if name in str(text.value) and "*" in name]
