"""The tags of one customer: those that are worked out, and those that a person gives and takes."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from crm_analysis.analysis import tags
from crm_analysis.i18n import _, day
from crm_analysis.rules.tags import tag_rules
from crm_analysis.store import tags as log
from crm_analysis.ui.answers import ask, shop_store, stored_id
from crm_analysis.ui.cards import card
from crm_analysis.ui.customer import Row
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.failures import attempt, say_failed
from crm_analysis.ui.plain import as_written
from crm_analysis.ui.tag_words import words_of

NEW = "customer_tag_new"
FAILED = "failure_tag"


def tag_card(customer_id: str) -> None:
    """Draw the tags of a customer, and the form that gives one.

    Args:
        customer_id: Whose.
    """
    question = tags.tags(customer_id)
    found = ask(question)
    by_hand = ~found["tag"].isin(list(tag_rules().tags))
    with card("customer_tags", _("Tags"), _("What they are like, and since when; your own are given and taken here")):
        if not found[~by_hand].empty:
            st.markdown("\n".join(f"- {_in_words(row)}" for row in found[~by_hand].to_dict("records")))
        for place, row in enumerate(found[by_hand].to_dict("records")):
            _given(customer_id, row, place)
        with st.container(key="customer_tag_form", horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                _("Name of the tag"), key=NEW, label_visibility="collapsed", placeholder=_("A tag of your own")
            )
            st.button(
                _("Give"), key="customer_tag_give", icon=":material/new_label:",
                on_click=attempt, args=(FAILED, partial(_give, customer_id)),
            )  # fmt: skip
        say_failed(FAILED)
        how_counted("customer_tags", "tags", question)


def _in_words(row: Row) -> str:
    words = words_of(row["tag"])
    told = f"{as_written(words.name)}: **{as_written(words.values.get(row['value'], row['value']))}**"
    return told if pd.isna(row["since"]) else f"{told} :gray[· {_('since {day}').format(day=day(row['since']))}]"


def _given(customer_id: str, row: Row, place: int) -> None:
    with st.container(
        key=f"customer_tag_{place}", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        since = _("since {day}").format(day=day(row["since"]))
        st.markdown(f":material/label: **{as_written(row['tag'])}** :gray[· {since}]", width="stretch")
        st.button(
            _("Take"), key=f"customer_tag_take_{place}", icon=":material/label_off:", type="tertiary",
            on_click=attempt, args=(FAILED, partial(_take, customer_id, row["tag"])),
        )  # fmt: skip


def _take(customer_id: str, tag: str) -> None:
    log.take(shop_store(), [stored_id(customer_id)], tag)


def _give(customer_id: str) -> None:
    log.give(shop_store(), [stored_id(customer_id)], str(st.session_state[NEW]))
    st.session_state[NEW] = ""
