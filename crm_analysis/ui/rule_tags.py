"""Tags by rules of the shop's own: each saved segment is one, with its rule, its course, and who has it since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from crm_analysis.analysis import segments
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.reporting import Books, books, settled
from crm_analysis.analysis.selecting import compiled
from crm_analysis.charts.tags import course
from crm_analysis.conditions.kinds import Listed
from crm_analysis.conditions.tree import All, Rule, knows_the_past
from crm_analysis.conditions.wording import sentence
from crm_analysis.i18n import _, currency_sign, number, percent, plural
from crm_analysis.store import saved_segments
from crm_analysis.ui.answers import ask, shop_store
from crm_analysis.ui.cards import card, chart_card
from crm_analysis.ui.choices import pick
from crm_analysis.ui.customer_rows import customer_rows
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.exporting import list_buttons
from crm_analysis.ui.segment_filter import may_be_seen
from crm_analysis.ui.tag_course import days_asked_for

MOST_SHOWN = 200


def rule_tags(within: Rule | None) -> None:
    """Draw the choice of a saved segment, its rule in words, its size, and its customers to take away.

    Args:
        within: Of whom it is told; none: of everybody.
    """
    kept = saved_segments.listing(shop_store())
    saved = {segment.name: segment.rule for segment in kept if may_be_seen(segment.rule)}
    if not saved:
        st.info(_("No rule is saved yet. A segment that you save is a tag here."), icon=":material/rule:")
        return
    chosen = pick(_("Tag"), {name: name for name in saved}, "tags_tag_rule", "tag", width=260)
    view = settled(Filters(), Books.of(ask(books(Filters())).iloc[0].to_dict()))
    own = saved_segments.unfolded(shop_store(), saved[chosen])
    _detail(chosen, sentence(saved[chosen]), own if within is None else All((within, own)), view)


def _detail(name: str, words: str, rule: Rule, view: Filters) -> None:
    filters = replace(view, segment=compiled(rule, view.report_in))
    size = ask(segments.size(filters)).iloc[0]
    members = segments.members(filters)
    shown = ask(segments.members(filters, MOST_SHOWN))
    with card("rule_tag", name, words):
        st.markdown(
            _("{customers}, {share} of all, have it now.").format(
                customers=plural("{count} customer", "{count} customers", int(size["customers"])),
                share=percent(size["customers"] / size["of"] if size["of"] else 0, 0),
            )
        )
        days = _days(rule)
        if days and not shown.empty:
            shown = shown.assign(since=_since(rule, view, list(shown["customer_id"]), days))
        _table(shown, view.report_in)
        if size["customers"] > MOST_SHOWN:
            st.caption(_("The {most} customers who brought most are shown.").format(most=number(MOST_SHOWN)))
        with st.container(key="foot_rule_tag", horizontal=True, horizontal_alignment="distribute"):
            how_counted("rule_tag", "tags", segments.size(filters), members)
            list_buttons(name, members, "rule_tag", disabled=shown.empty)
    if days:
        _course(name, filters, days)


def _days(rule: Rule) -> list[date]:
    """The days from which to look back, where somebody asks and the rule can tell."""
    if knows_the_past(rule):
        return days_asked_for()
    st.caption(_("Since when is not known: the rule asks what is known today, such as an address or another tag."))
    return []


def _since(rule: Rule, view: Filters, who: Sequence[str], days: Sequence[date]) -> list[date]:
    """Since which end of a month each of some members has had the tag at every end of a month, and has it now."""
    among = compiled(All((Listed(among=tuple(who)), rule)), view.report_in)
    with st.spinner(_("Looking at the ends of 12 months …")):
        *earlier, today = days
        seen = {day: ask(segments.members(replace(view, as_of=day, segment=among)))["customer_id"] for day in earlier}
    since = segments.unbroken_since({**seen, today: who})
    return [since[customer] for customer in who]


def _course(name: str, filters: Filters, days: Sequence[date]) -> None:
    """Draw how many had the tag at the ends of months."""
    questions = [segments.size(replace(filters, as_of=day)) for day in days]
    sizes = [int(ask(question)["customers"].iloc[0]) for question in questions]
    history = pd.DataFrame({"as_of": pd.to_datetime(list(days)), "value": "yes", "customers": sizes})
    chart_card(course(history, days, {"yes": _("Has it")}, name), "tag_course", "tags", questions[-1])


def _table(found: pd.DataFrame, currency: str | None) -> None:
    config = st.column_config
    customer_rows(
        found,
        "rule_tag_table",
        {
            "customer_id": config.TextColumn(_("Customer"), width=210),
            "name": config.TextColumn(_("Name"), width=140),
            "since": config.DateColumn(
                _("Since"),
                width=100,
                format="YYYY-MM-DD",
                help=_("The first end of a month, of those looked at, since which it has held at every one."),
            ),
            "orders": config.NumberColumn(_("Orders"), width=70, format="localized"),
            "net_sales": config.NumberColumn(_("Net sales"), width=110, format=f"{currency_sign(currency)}%,.2f"),
            "last_order_on": config.DateColumn(_("Last order"), width=100, format="YYYY-MM-DD"),
            "country": config.TextColumn(_("Country"), width=110),
        },
        _("One row per customer of whom the rule is true."),
    )
