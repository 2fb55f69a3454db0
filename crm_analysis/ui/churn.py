"""What the churn page is made of: flags and what is at stake, their course, the curve of silences, and who it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil, floor
from typing import Any

import pandas as pd
import streamlit as st

from crm_analysis.analysis import churn
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.returning import HORIZONS
from crm_analysis.analysis.tags import month_ends
from crm_analysis.charts.churn import course, silences, stakes
from crm_analysis.findings.rhythms import split_in_words, split_of, why_unknown
from crm_analysis.i18n import N_, _, currency_sign, in_language, isolated, number, plural
from crm_analysis.rules.churn import churn_rules
from crm_analysis.ui.answers import ask
from crm_analysis.ui.cards import card, chart_card
from crm_analysis.ui.choices import pick
from crm_analysis.ui.customer_rows import customer_rows
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.exporting import list_buttons
from crm_analysis.ui.filters import View
from crm_analysis.ui.plain import as_written
from crm_analysis.ui.return_panel import chances_button, with_chances

TOPIC = "churn"
ANY = "any"
MOST_SHOWN = 200
ROUNDING = 1e-9
"""A product of fractions may miss a whole day by its last bits."""
QUICK = 100_000
"""Customers up to whom the ends of months are looked at unasked: each takes a question."""


@dataclass(frozen=True)
class Look:
    """What the page looks at.

    Args:
        view: What the filter bar is set to.
        filters: The view without its first day, as seen from the day after its last: silences know no period.
        split_by: What splits customers into groups of their own rhythm, if anything does.
        points: Answer of ``churn.points``; the shop's row comes first.
        ranges: Answer of ``churn.ranges``, row by row the same groups.
    """

    view: View
    filters: Filters
    split_by: str | None
    points: pd.DataFrame
    ranges: pd.DataFrame

    @property
    def shop(self) -> pd.Series:
        """The whole shop's lapse point, and what it rests on."""
        return self.points[self.points["customer_group"].isna()].iloc[0]

    @property
    def is_known(self) -> bool:
        """Whether the shop's lapse point is known."""
        return bool(pd.notna(self.shop["lapse_point_days"]))


def look_at(view: View) -> Look:
    """What there is to see of the customers in view."""
    filters = seen_at_the_end(view)
    split_by = split_of(filters, ask)
    points, ranges = (ask(asked(filters, split_by)) for asked in (churn.points, churn.ranges))
    return Look(view, filters, split_by, points, ranges)


def seen_at_the_end(view: View) -> Filters:
    """The orders up to the last day in view, whatever its first."""
    ends_early = view.filters.until is not None and view.until < view.last_day
    as_of = view.until + timedelta(days=1) if ends_early else view.filters.as_of
    return replace(view.filters, since=None, until=None, as_of=as_of)


def names() -> dict[str, str]:
    """Flag → its name, from the shortest silence to the longest."""
    return {flag.id: in_language(flag.names) for flag in churn_rules().flags.values()}


def flags_part(look: Look) -> None:
    """Draw the customers of each flag with what is at stake, the rule of each, and the curve behind them."""
    if not look.is_known:
        with card("churn_unknown", _("Who is leaving?"), why_unknown(look.shop)):
            how_counted("churn_unknown", TOPIC, churn.points(look.filters, look.split_by))
        return
    left, right = st.columns([3, 2])
    totals = churn.totals(look.filters, look.split_by)
    with left:
        chart_card(stakes(ask(totals), names(), look.view.currency), "churn_stakes", TOPIC, totals, csv="flags.csv")
    with right:
        _rules(look)
    left, right = st.columns(2)
    curve = churn.curve(look.filters, look.split_by)
    with left:
        chart_card(silences(ask(curve), look.points, look.ranges), "churn_silences", TOPIC, curve, csv="silences.csv")
    with right:
        _course(look)


def _rules(look: Look) -> None:
    """Draw what each flag means, in days of the shop's lapse point."""
    lapse = look.shop["lapse_point_days"]
    title = _("From when on is a silence too long?")
    with card("churn_rules", title, _("In days, for a customer of the shop's usual rhythm.")):
        rules = churn_rules()
        cooling = number(ceil(rules.thresholds["cooling_at"] * lapse - ROUNDING))
        limits = {
            "active": f"< {cooling}",
            "cooling": f"≥ {cooling}",
            "at_risk": f"> {number(lapse)}",
            "lost": f"> {number(floor(rules.thresholds['lost_at'] * lapse + ROUNDING))}",
        }
        lines = [
            f"- **{in_language(flag.names)}** ({limits[flag.id]}): {in_language(flag.rules)}"
            for flag in rules.flags.values()
        ]
        st.markdown("\n".join(lines))
        st.caption(
            _(
                "Who has ordered on {days} days or more goes by their own rhythm, drawn towards that of all: "
                "the longer the usual gap, the longer the lapse point."
            ).format(days=number(rules.thresholds["own_rhythm_days"]))
        )
        if look.split_by:
            st.caption(f"{split_in_words(look.split_by)} {_lapse_points(look)}")


def _lapse_points(look: Look) -> str:
    """The lapse point of each group that has its own, in words."""
    known = look.ranges[look.ranges["customer_group"].notna() & look.ranges["lapse_point_days"].notna()]
    told = [
        _("{group} {days} ({low} to {high})").format(
            group=as_written(isolated(row["customer_group"])),
            days=plural("{count} day", "{count} days", int(row["lapse_point_days"])),
            low=number(row["lapse_point_low"]),
            high=number(row["lapse_point_high"]),
        )
        for row in known.to_dict("records")
    ]
    return _("Their lapse points: {points}.").format(points=" · ".join(told))


def _course(look: Look) -> None:
    """Draw the flags at the ends of those of the last twelve months by which today's silences could be seen.

    A shorter history knows no silence as long as today's lapse point, so that its own would come out too early.
    """
    customers = int(ask(churn.totals(look.filters, look.split_by))["customers"].sum())
    shown = customers <= QUICK or st.toggle(_("Show the last 12 months"), key="churn_course")
    longest = timedelta(days=churn_rules().thresholds["lost_at"] * int(look.shop["lapse_point_days"]))
    days = month_ends(look.view.first_day + longest, look.view.until) if shown else []
    questions = [churn.totals(replace(look.filters, as_of=day), look.split_by) for day in days]
    with st.spinner(_("Looking at the ends of 12 months …")):
        answers = [ask(question) for question in questions]
    known = [answer for answer in answers if answer["customers"][answer["flag"].notna()].sum()]
    if len(known) > 1:
        chart_card(course(pd.concat(known), names()), "churn_course", TOPIC, questions[-1])
    elif shown:
        with card("churn_course", _("How has that changed?")):
            st.caption(_("No month before today's was old enough to show silences as long as today's lapse point."))


def list_part(look: Look, chances: pd.DataFrame) -> None:
    """Draw who has a flag, who brought most in the last twelve months first, with the list to take away.

    Args:
        look: What the page looks at.
        chances: ``return_panel.chances`` of the same customers.
    """
    with card("churn_list", _("Who are they?"), _("Who brought most in the last 12 months comes first.")):
        offered = {ANY: N_("Every flag"), **names()} if look.is_known else {}
        chosen = pick(_("Flag"), offered, "churn_flag", "flag") if offered else ANY
        flag = None if chosen == ANY else chosen
        totals = ask(churn.totals(look.filters, look.split_by))
        count = int(totals["customers"][(totals["flag"] == flag) | (flag is None)].sum())
        st.caption(plural("{count} customer", "{count} customers", count))
        everyone = churn.customers(look.filters, look.split_by, flag)
        shown = ask(churn.customers(look.filters, look.split_by, flag, MOST_SHOWN))
        _customer_table(with_chances(shown, chances), look.view.currency)
        if count > MOST_SHOWN:
            st.caption(_("Those {most} who brought most are shown.").format(most=number(MOST_SHOWN)))
        with st.container(key="foot_churn_list", horizontal=True, horizontal_alignment="distribute"):
            how_counted("churn_list", TOPIC, everyone)
            chances_button(chances)
            list_buttons(f"churn-{chosen}", everyone, "churn_list", disabled=not count)


def _customer_table(shown: pd.DataFrame, currency: str | None) -> None:
    config = st.column_config
    customer_rows(
        shown.assign(flag=shown["flag"].map(names())).dropna(axis="columns", how="all"),
        "churn_table",
        {
            "customer_id": config.TextColumn(_("Customer"), width=210),
            "name": config.TextColumn(_("Name"), width=130),
            "flag": config.TextColumn(_("Flag"), width=90),
            "days_since_last": config.NumberColumn(_("Days silent"), width=90, format="localized"),
            **{str(days): _chance_column(days) for days in HORIZONS},
            "reasons": config.TextColumn(_("Reasons"), width=190),
            "lapse_point_days": config.NumberColumn(_("Lapse point"), width=95, format="localized"),
            "usual_gap_days": config.NumberColumn(_("Usual gap"), width=90, format="%.0f"),
            "recent_sales": config.NumberColumn(
                _("Net sales, 12 months"), width=150, format=f"{currency_sign(currency)}%,.2f"
            ),
            "last_order_on": config.DateColumn(_("Last order"), width=100, format="YYYY-MM-DD"),
            "country": config.TextColumn(_("Country"), width=110),
        },
        _("One row per customer: how long they have been silent, and how long is too long for them."),
    )


def _chance_column(days: int) -> Any:
    return st.column_config.NumberColumn(_("Back in {days} days").format(days=number(days)), width=115, format="%.0f%%")
