"""What the tags page is made of: families and their tags, one tag with its rule, sizes and customers, tags by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import streamlit as st

from crm_analysis.analysis import tags
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.reporting import Books, books, settled
from crm_analysis.charts.tags import chosen_value, course, value_sizes
from crm_analysis.conditions.names import of_tag
from crm_analysis.engines.selection import Selection
from crm_analysis.errors import CrmError
from crm_analysis.i18n import N_, _, in_language, isolated, number, plural
from crm_analysis.rules.tags import tag_rules
from crm_analysis.store import tags as log
from crm_analysis.ui.answers import ask, shop_store
from crm_analysis.ui.cards import card, chart_card
from crm_analysis.ui.choices import pick, switch
from crm_analysis.ui.closed import say_hidden
from crm_analysis.ui.customer_rows import customer_rows
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.exporting import list_buttons
from crm_analysis.ui.person import sees_customers
from crm_analysis.ui.plain import sentence
from crm_analysis.ui.tables import table
from crm_analysis.ui.tag_course import days_asked_for
from crm_analysis.ui.tag_words import Words, words_of

BY_HAND = "hand"
BY_RULE = "rule"
FAMILIES = {
    "basic": N_("Basic"),
    "preference": N_("Preference"),
    "value": N_("Value and lifecycle"),
    BY_HAND: N_("By hand"),
    BY_RULE: N_("Own rules"),
}
MOST_SHOWN = 200
ROWS_IN_VIEW = 12


def chosen_family() -> str:
    """Draw the choice of a family: a key of ``FAMILIES``."""
    return switch(_("Family of tags"), FAMILIES, "tags_family", "family")


def chosen_tag(family: str, sizes: pd.DataFrame) -> str | None:
    """Draw the choice of one of a family's tags; None where it has none.

    Args:
        family: A key of ``FAMILIES``, but not ``BY_RULE``.
        sizes: Answer of ``tags.sizes``.
    """
    offered = _offered(family, sizes)
    if not offered:
        return None
    return pick(_("Tag"), offered, f"tags_tag_{family}", "tag", width=260)


def _offered(family: str, sizes: pd.DataFrame) -> dict[str, str]:
    """Tag → its name, of one family."""
    rules = tag_rules().tags
    if family == BY_HAND:
        return {tag: tag for tag in sizes["tag"].unique() if tag not in rules}
    return {tag.id: in_language(tag.names) for tag in rules.values() if tag.family == family}


def tag_detail(tag: str, sizes: pd.DataFrame, segment: Selection | None) -> None:
    """Draw one tag: its values and their sizes, its rule, its course over a year, and who has it.

    Args:
        tag: Its id, or its name where it was given by hand.
        sizes: Answer of ``tags.sizes``.
        segment: The customers that are looked at; none: everybody.
    """
    words, own = words_of(tag), sizes[sizes["tag"] == tag]
    if own.empty:
        with card("tag_rule", words.name):
            _rule(words)
            st.info(
                _("Nobody of the chosen segment has this tag.")
                if segment
                else _("No customer has this tag: the files say nothing that it could follow from.")
            )
        return
    left, right = st.columns([3, 2])
    with left:
        points = chart_card(
            value_sizes(own, words.values, words.name),
            "tag_sizes",
            "tags",
            tags.sizes(segment),
            csv="tags.csv",
            on_click=_("Click a bar to see only its customers."),
        )
    with right, card("tag_rule", _("The rule of {tag}").format(tag=isolated(words.name))):
        _rule(words)
        _figures(own)
    if tags.has_history(tag):
        _course(tag, words, segment)
    _customers(tag, chosen_value(points), words, segment)


def _rule(words: Words) -> None:
    st.markdown(words.rule)
    st.caption(f"**{_('Since when')}** · {words.since}")


def _figures(own: pd.DataFrame) -> None:
    tagged = int(own["customers"].sum())
    lines = [
        _("{customers} have it, {values}.").format(
            customers=plural("{count} customer", "{count} customers", tagged),
            values=plural("with {count} value", "with {count} different values", len(own)),
        )
    ]
    if own["new_customers"].notna().any():
        new = int(own["new_customers"].sum())
        lines.append(plural("{count} got it in the last 30 days.", "{count} got it in the last 30 days.", new))
    st.markdown(" ".join(lines))


def _course(tag: str, words: Words, segment: Selection | None) -> None:
    """The sizes at the ends of the last twelve months: worked out when they are asked for."""
    days = days_asked_for()
    if not days:
        return
    filters = settled(Filters(), Books.of(ask(books(Filters())).iloc[0].to_dict()))
    with st.spinner(_("Looking at the ends of 12 months …")):
        questions = [tags.history(tag, replace(filters, as_of=day, segment=segment)) for day in days]
        history = pd.concat([ask(question) for question in questions])
    chart_card(course(history, days, words.values, words.name), "tag_course", "tags", questions[-1])


def _customers(tag: str, value: str | None, words: Words, segment: Selection | None) -> None:
    question = tags.tagged(tag, value, segment)
    found = ask(question)
    title = words.name if value is None else f"{isolated(words.name)}: {isolated(words.values.get(value, value))}"
    with card("tagged", title, plural("{count} customer", "{count} customers", len(found))):
        _customer_table(found.head(MOST_SHOWN), words)
        if len(found) > MOST_SHOWN:
            st.caption(_("The {most} who got it last are shown.").format(most=number(MOST_SHOWN)))
        with st.container(key="foot_tagged", horizontal=True, horizontal_alignment="distribute"):
            how_counted("tagged", "tags", question)
            list_buttons(of_tag(tag, value), question, "tagged")


def _customer_table(shown: pd.DataFrame, words: Words) -> None:
    config = st.column_config
    customer_rows(
        shown.assign(value=shown["value"].map(lambda value: words.values.get(value, value))),
        "tagged_table",
        {
            "customer_id": config.TextColumn(_("Customer"), width=210),
            "name": config.TextColumn(_("Name"), width=140),
            "value": config.TextColumn(_("Value"), width=140),
            "since": config.DateColumn(_("Since"), width=100, format="YYYY-MM-DD"),
            "orders": config.NumberColumn(_("Orders"), width=70, format="localized"),
            "last_order_at": config.DateColumn(_("Last order"), width=100, format="YYYY-MM-DD"),
            "country": config.TextColumn(_("Country"), width=110),
        },
        _("One row per customer who has the tag: its value and since when."),
    )


def by_hand() -> None:
    """Draw the form that gives and takes tags, and what was given and taken."""
    with card("tags_by_hand", _("Give or take a tag"), _("A tag of your own, such as wholesale or press.")):
        if not sees_customers():
            say_hidden()
            return
        st.text_input(_("Name of the tag"), key="tags_name")
        st.text_area(_("Customers, one a line, as the customer list names them"), key="tags_customers", height=120)
        st.text_input(_("Note"), key="tags_note", placeholder=_("Why, if you like"))
        with st.container(horizontal=True):
            st.button(
                _("Give"), key="tags_give", icon=":material/new_label:", type="primary",
                on_click=_change, args=(log.give,),
            )  # fmt: skip
            st.button(_("Take"), key="tags_take", icon=":material/label_off:", on_click=_change, args=(log.take,))
        _say_outcome()
    listed = log.log(shop_store())
    if listed.empty:
        return
    with card("tag_log", _("Given and taken by hand")):
        _log_table(listed.head(MOST_SHOWN))
        csv_button(_("Download CSV"), lambda: listed, "tag-log.csv", "tag_log_csv")


def _change(change: Callable[..., int]) -> None:
    """Give or take what the form says, before the page is drawn anew."""
    customer_ids = [line.strip() for line in str(st.session_state["tags_customers"]).splitlines() if line.strip()]
    try:
        outcome: int | CrmError = change(
            shop_store(), customer_ids, st.session_state["tags_name"], st.session_state["tags_note"]
        )
    except CrmError as refused:
        outcome = refused
    st.session_state["tags_outcome"] = outcome


def _say_outcome() -> None:
    outcome = st.session_state.pop("tags_outcome", None)
    if isinstance(outcome, CrmError):
        st.error(sentence(outcome), icon=":material/error:")
    elif outcome is not None:
        st.success(plural("Changed for {count} customer.", "Changed for {count} customers.", outcome))


def _log_table(listed: pd.DataFrame) -> None:
    config = st.column_config
    table(
        listed.assign(given=listed["given"].map({True: _("given"), False: _("taken")})),
        {
            "made_at": config.DatetimeColumn(_("When (UTC)"), width=140, format="YYYY-MM-DD HH:mm"),
            "tag": config.TextColumn(_("Tag"), width=140),
            "given": config.TextColumn(_("What"), width=80),
            "customer_id": config.TextColumn(_("Customer"), width=210),
            "note": config.TextColumn(_("Note"), width=220),
        },
        _("One row per tag given or taken: when, to whom and why."),
        most=ROWS_IN_VIEW,
    )
