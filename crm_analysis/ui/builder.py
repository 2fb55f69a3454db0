"""What the segment builder is made of: the rule, how many it is true of, who they are, and the saved segments."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from crm_analysis.analysis import segments
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.reporting import settled
from crm_analysis.conditions import written
from crm_analysis.conditions.tree import All, Rule
from crm_analysis.conditions.wording import sentence
from crm_analysis.errors import CrmError
from crm_analysis.i18n import N_, _, currency_sign, number, percent
from crm_analysis.store import saved_segments
from crm_analysis.store.saved_segments import LONGEST_NAME
from crm_analysis.ui import address, segment_filter
from crm_analysis.ui.answers import ask, ask_anew, shop_store
from crm_analysis.ui.cards import card
from crm_analysis.ui.condition_forms import TITLES, condition_form
from crm_analysis.ui.currency import books_of
from crm_analysis.ui.customer_rows import customer_rows
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.drafts import Group, Row, drafted, rule_of, without
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.exporting import export_button
from crm_analysis.ui.failures import said_plainly
from crm_analysis.ui.language import speak
from crm_analysis.ui.plain import as_written
from crm_analysis.ui.plain import sentence as sentence_of

DRAFT = "builder_draft"
NAME = "builder_name"
OPENED = "builder_opened"
"""What the address said when the draft was begun, or was last written there."""
FAILED = "builder_failed"
"""Why the last attempt to save came to nothing."""
MOST_SHOWN = 100
DEEPEST = 2
"""Groups can be added so deep; deeper ones that a rule brings are drawn all the same."""
JOINS = {True: N_("All of these"), False: N_("Any of these")}
FIRST_KIND = "ordered"


def draft() -> Group:
    """The rule under construction: what the address names, else what this session last built."""
    said = st.query_params.get(segment_filter.ADDRESS, "")
    if DRAFT not in st.session_state or (said and said != st.session_state.get(OPENED)):
        rule: Rule = All()
        with said_plainly("failure_segment"):
            rule = saved_segments.meant(shop_store(), said) if said else rule
        _begin(rule, said)
    group: Group = st.session_state[DRAFT]
    return group


def _begin(rule: Rule, said: str = "") -> None:
    """Start over from a rule; a name is taken along where the rule has one."""
    st.session_state[DRAFT] = drafted(rule)
    st.session_state[OPENED] = said
    st.session_state[NAME] = "" if said.startswith((written.PACKED, "{")) else said


def rule_card(group: Group) -> Rule:
    """Draw the conditions, and give the rule that they make."""
    with card("builder_rule", _("Who belongs to it")):
        _group(group, depth=0)
    rule = rule_of(group)
    packed = "" if rule == All() else written.packed(rule)
    st.session_state[OPENED] = packed
    address.write(segment_filter.ADDRESS, [packed] if packed else [])
    return rule


def _group(group: Group, depth: int) -> None:
    key = f"builder_group_{group.place}"
    with st.container(border=depth > 0, key=key):
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_head"):
            group.every = bool(
                st.segmented_control(
                    _("How the conditions are joined"),
                    list(JOINS),
                    format_func={every: _(name) for every, name in JOINS.items()}.__getitem__,
                    default=group.every,
                    required=True,
                    key=f"{key}_every",
                    label_visibility="collapsed",
                )
            )
            group.negated = st.checkbox(_("Not"), value=group.negated, key=f"{key}_not")
            if depth:
                _remove_button(group.place)
        for part in group.parts:
            if isinstance(part, Group):
                _group(part, depth + 1)
            else:
                _row(part)
        with st.container(horizontal=True, key=f"{key}_foot"):
            _add_button(group, _("Add a condition"), f"{key}_add", lambda: Row(FIRST_KIND))
            if depth < DEEPEST:
                _add_button(group, _("Add a group"), f"{key}_nest", lambda: Group([Row(FIRST_KIND)], every=False))


def _row(row: Row) -> None:
    key = f"builder_row_{row.place}"
    with st.container(key=key, horizontal=True, vertical_alignment="bottom", gap="small"):
        row.negated = st.checkbox(_("Not"), value=row.negated, key=f"{key}_not", width=60)
        titles = {kind: _(title) for kind, title in TITLES.items()}
        kind = str(
            st.selectbox(
                _("Condition"),
                list(titles),
                list(titles).index(row.kind),
                format_func=titles.__getitem__,
                key=f"{key}_kind",
                width=210,
            )
        )
        if kind != row.kind:
            row.kind, row.condition = kind, None
        row.condition = condition_form(kind, row.condition, f"{key}_{kind}")
        _remove_button(row.place)


def _add_button(group: Group, label: str, key: str, part: Callable[[], Row | Group]) -> None:
    def add() -> None:
        group.parts.append(part())

    st.button(label, key=key, icon=":material/add:", type="tertiary", on_click=add)


def _remove_button(place: int) -> None:
    st.button(
        _("Remove"), key=f"builder_remove_{place}", icon=":material/delete:", type="tertiary",
        on_click=lambda: without(st.session_state[DRAFT], place),
    )  # fmt: skip


def people_card(rule: Rule) -> None:
    """Draw whom the rule means: the sentence, how many, the first of them, and ways to take them along."""
    whole = Filters(segment=segment_filter.selection_of(rule))
    view = settled(whole, books_of(whole))
    size = segments.size(view)
    found = ask(size).iloc[0]
    customers, everybody = int(found["customers"]), int(found["of"])
    name = str(st.session_state.get(NAME) or _("Segment"))
    with card("builder_people"):
        with st.container(horizontal=True, vertical_alignment="center", key="builder_size"):
            st.metric(_("Customers"), number(customers), width="content")
            st.markdown(_words(rule, customers, everybody), width="stretch")
        people = segments.members(view)
        _people_table(ask(segments.members(view, MOST_SHOWN)), view.report_in)
        if customers > MOST_SHOWN:
            st.caption(_("The {most} who bring most are shown.").format(most=number(MOST_SHOWN)))
        with st.container(key="foot_builder", horizontal=True, horizontal_alignment="distribute"):
            how_counted("builder", "own_segment", size)
            with st.container(horizontal=True, width="content"):
                st.button(
                    _("Look at them on all pages"), key="builder_filter", icon=":material/filter_alt:",
                    on_click=_use_as_filter, args=(rule,), disabled=rule == All(),
                )  # fmt: skip
                csv_button(_("Download CSV"), partial(ask_anew, people), "segment.csv", "builder_csv")
                export_button(name, people, "builder_export", disabled=not customers)


def _words(rule: Rule, customers: int, everybody: int) -> str:
    """The rule in a sentence, and what share of all customers it means."""
    said = f"{as_written(sentence(rule))}."
    if not everybody:
        return said
    share = _("{share} of {customers} customers").format(
        share=percent(customers / everybody), customers=number(everybody)
    )
    return f"{said}  \n:gray[:small[{share}]]"


def _use_as_filter(rule: Rule) -> None:
    name = str(st.session_state.get(NAME, ""))
    saved = saved_segments.rule_named(shop_store(), name) if name else None
    st.session_state[segment_filter.KEY] = name if saved == rule else written.packed(rule)


def _people_table(people: pd.DataFrame, currency: str | None) -> None:
    config = st.column_config
    customer_rows(
        people,
        "builder_people",
        {
            "customer_id": config.TextColumn(_("Customer"), width=200),
            "name": config.TextColumn(_("Name"), width=140),
            "email": config.TextColumn(_("E-mail"), width=180),
            "phone": config.TextColumn(_("Phone"), width=130),
            "country": config.TextColumn(_("Country"), width=110),
            "orders": config.NumberColumn(_("Orders"), width=75, format="localized"),
            "net_sales": config.NumberColumn(_("Net sales"), width=105, format=f"{currency_sign(currency)}%,.2f"),
            "first_order_on": config.DateColumn(_("First order"), width=100, format="YYYY-MM-DD"),
            "last_order_on": config.DateColumn(_("Last order"), width=100, format="YYYY-MM-DD"),
        },
        _("One row per customer of the segment, the one who brings most first."),
    )


def saved_card(rule: Rule) -> None:
    """Draw what is saved, to be opened or forgotten, and the way to save this rule."""
    with card("builder_saved", _("Saved segments")):
        with st.container(horizontal=True, vertical_alignment="bottom", key="builder_saving"):
            st.text_input(_("Name"), max_chars=LONGEST_NAME, key=NAME, width=320)
            st.button(
                _("Save"),
                key="builder_save",
                icon=":material/save:",
                type="primary",
                disabled=rule == All(),
                on_click=_save,
                args=(rule,),
            )
        if FAILED in st.session_state:
            st.error(st.session_state.pop(FAILED), icon=":material/error:")
        for place, segment in enumerate(saved_segments.listing(shop_store())):
            with st.container(
                key=f"saved_segment_{place}", horizontal=True, horizontal_alignment="distribute",
                vertical_alignment="center",
            ):  # fmt: skip
                told = f"**{as_written(segment.name)}**  \n:gray[:small[{as_written(sentence(segment.rule))}]]"
                st.markdown(told, width="stretch")
                st.button(
                    _("Open"), key=f"saved_segment_open_{place}", icon=":material/edit:", on_click=_begin,
                    args=(segment.rule, segment.name),
                )  # fmt: skip
                st.button(
                    _("Forget"), key=f"saved_segment_forget_{place}", icon=":material/delete:", on_click=_forget,
                    args=(segment.name,),
                )  # fmt: skip


def _save(rule: Rule) -> None:
    speak()
    try:
        st.session_state[NAME] = saved_segments.save(shop_store(), str(st.session_state[NAME]), rule)
    except CrmError as failure:
        st.session_state[FAILED] = sentence_of(failure)


def _forget(name: str) -> None:
    speak()
    with said_plainly("failure_builder"):
        saved_segments.delete(shop_store(), name)
