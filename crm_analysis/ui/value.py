"""What the page of value is made of: its switches, the verdict on the models, what is expected, tiers and lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from crm_analysis.analysis import purchases as asked
from crm_analysis.analysis.concentration import concentration
from crm_analysis.analysis.filters import Filters
from crm_analysis.charts import value as charts
from crm_analysis.charts.concentration import lorenz
from crm_analysis.engines.query import Query
from crm_analysis.errors import NotEnoughEvidence
from crm_analysis.findings.value import examined, why
from crm_analysis.i18n import N_, _, day, in_language, money, number, percent
from crm_analysis.models.tiers import tier_of, tier_totals
from crm_analysis.models.tracking import tracked
from crm_analysis.models.worth import (
    AVERAGE,
    CALIBRATED_UP_TO,
    MODELS,
    PAST_RATE,
    RULES,
    Ranges,
    Terms,
    Trial,
    Worth,
    ranges,
)
from crm_analysis.rules.value import tiers
from crm_analysis.ui.answers import Basis, ask, ask_anew, learning_basis
from crm_analysis.ui.cards import card, chart_card
from crm_analysis.ui.choices import switch
from crm_analysis.ui.customer_rows import worth_table
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.filters import View
from crm_analysis.ui.plain import as_written, sentence
from crm_analysis.ui.tables import method_table, tier_table

MOST_KEPT = 8
MOST_SHOWN = 100
CUTS = 100
"""Steps of the curve of what the best customers brought."""
DAYS = {"3": 91, "6": 183, "12": 365}
MONTHS = {"12": N_("Next 12 months"), "6": N_("Next 6 months"), "3": N_("Next 3 months")}
SALES = {"gross": N_("Gross sales"), "net": N_("Net sales")}
RULE_NAMES = {PAST_RATE: N_("As often as so far"), AVERAGE: N_("Like the average")}
LISTED = (
    "customer_id", "tier", "expected_orders", "orders_low", "orders_high", "expected_value", "value_low", "value_high",
    "past_sales", "x", "t_x", "T", "mean_value",
)  # fmt: skip
MARGIN_KEY, DISCOUNT_KEY = "value_margin", "value_discount"


@dataclass(frozen=True)
class Look:
    """What the page's switches are set to.

    Args:
        view: What the filter bar is set to.
        sales: Which sales purchases bring.
        months: How far ahead, as the switch names it.
        terms: How money is reckoned.
    """

    view: View
    sales: str
    months: str
    terms: Terms

    @property
    def days(self) -> int:
        """The same in days."""
        return DAYS[self.months]

    @property
    def question(self) -> Query:
        """What customers have bought."""
        return asked.histories(self.view.filters, self.sales)


@dataclass(frozen=True)
class Found:
    """What is expected, and why it is believed.

    Args:
        worth: The models of everything known.
        trial: How they did on the past.
        customers: Of each customer what is expected, its range, the tier and what they have brought so far, the most
            valuable first; empty where nothing is expected.
        ranges: Of all customers.
    """

    worth: Worth
    trial: Trial
    customers: pd.DataFrame
    ranges: Ranges


def _method_names() -> dict[str, str]:
    """Method → its name in the reader's language."""
    return {name: model.name for name, model in MODELS.items()} | {it: _(name) for it, name in RULE_NAMES.items()}


def choose(view: View) -> Look:
    """Draw the switches of the page."""
    with st.container(key="value_switches", horizontal=True, vertical_alignment="center", gap="small"):
        months = switch(_("How far ahead"), MONTHS, "value_months", "ahead")
        sales = switch(_("Sales"), SALES, "value_sales", "sales")
        with st.popover(_("Money"), icon=":material/tune:", key="value_money"):
            margin = st.number_input(
                _("Margin in percent of sales"), 1, 100, 100, key=MARGIN_KEY,
                help=_("100 tells sales; your gross margin tells profit."), persist_state="session",
            )  # fmt: skip
            discount = st.number_input(
                _("Discount rate in percent a year"), 0, 100, 0, key=DISCOUNT_KEY,
                help=_("By how much money is worth less that comes a year later."), persist_state="session",
            )  # fmt: skip
    return Look(view, sales, months, Terms(margin / 100, discount / 100))


def found(look: Look) -> Found:
    """What is expected, as the switches of the page are set."""
    return expected(look.view.filters, look.sales, look.days, look.terms)


def expected(filters: Filters, sales: str, days: int, terms: Terms) -> Found:
    """What is expected, reckoned once per state of the data.

    Args:
        filters: The orders to look at.
        sales: Which sales purchases bring: gross or net.
        days: How far ahead.
        terms: How money is reckoned.
    """
    question = asked.histories(filters, sales)
    with st.spinner(_("Trying models on your past …"), show_time=False):
        return _found(learning_basis(filters), question, filters, sales, days, terms)


@st.cache_resource(max_entries=MOST_KEPT, show_spinner=False, hash_funcs={Query: hash, Filters: hash, Terms: hash})
def _found(basis: Basis, question: Query, filters: Filters, sales: str, days: int, terms: Terms) -> Found:
    """``basis`` is the cache's key only. All readers of the same kind share what is found."""
    histories = ask(question)
    worth, trial = _examined(basis, question, filters, sales, days)
    return Found(worth, trial, *_expected(worth, trial, histories, days, terms))


@st.cache_resource(max_entries=MOST_KEPT, show_spinner=False, hash_funcs={Query: hash, Filters: hash})
def _examined(basis: Basis, question: Query, filters: Filters, sales: str, days: int) -> tuple[Worth, Trial]:
    """The models, and how they did: the same however money is reckoned."""
    return examined(ask(question), filters, ask_anew, days, sales)


def _expected(
    worth: Worth, trial: Trial, histories: pd.DataFrame, days: int, terms: Terms
) -> tuple[pd.DataFrame, Ranges]:
    told = worth.expected(days, trial.used, terms)
    ranged = ranges(worth, days, trial.used, terms)
    customers = told.assign(past_sales=histories["sales"]).join(ranged.customers).dropna(subset="expected_value")
    customers = customers.assign(tier=tier_of(customers["expected_value"], tiers()))
    return customers.sort_values(["expected_value", "customer_id"], ascending=[False, True]), ranged


def verdict(found: Found) -> None:
    """Say in plain words what is used, and what speaks against it."""
    trial, worth = found.trial, found.worth
    said = as_written(why(trial))
    if trial.verdict == "not_enough_evidence":
        st.info(said, icon=":material/hourglass_empty:")
        return
    icon = ":material/verified:" if trial.verdict == "model" else ":material/straighten:"
    st.info(f"{said} {_off(trial)}", icon=icon)
    for doubt in (*worth.doubts_of(trial.used), *_warnings(found)):
        st.warning(sentence(doubt), icon=":material/warning:")


def _warnings(found: Found) -> tuple[NotEnoughEvidence, ...]:
    used = found.trial.used
    if used in RULES or used is None:
        return ()
    return (*found.worth.purchases[used].warnings_, *found.worth.spend.warnings_)


def _off(trial: Trial) -> str:
    """By how much too little or too much was expected of all customers together."""
    error = _used(trial)["total_error"]
    if pd.isna(error):
        return ""
    told = _("It expected {share} too little in all.") if error < 0 else _("It expected {share} too much in all.")
    said = [told.format(share=percent(abs(error), 0))]
    if pd.notna(trial.in_range):
        said.append(
            _("{share} of customers ordered as often as their range said.").format(share=percent(trial.in_range, 0))
        )
    return " ".join(said)


def figures(look: Look, found: Found) -> None:
    """Draw what is expected of all customers together."""
    customers, currency = found.customers, look.view.currency
    orders, value = customers["expected_orders"].sum(), customers["expected_value"].sum()
    told = (
        (_("Expected value"), money(value, currency, 0), _span(found, value, "value", currency)),
        (_("Expected orders"), number(orders), _span(found, orders, "orders", None)),
        (_("Customers"), number(len(customers)), _("with an order in view")),
        (_("Value each"), money(value / len(customers), currency), _("on average")),
    )
    with st.grid(4, min_column_width=150, key="value_figures"):
        for place, (label, figure, note) in enumerate(told):
            with card(f"value_figure_{place}"):
                st.metric(label, figure)
                st.caption(as_written(note))


def _span(found: Found, expected: float, measure: str, currency: str | None) -> str:
    """The range that chance and the past's error leave, in words."""
    low, high = found.ranges.orders if measure == "orders" else found.ranges.value
    if pd.isna(low):
        return _("no range: a plain rule has none")
    off = abs(_used(found.trial)["total_error"])
    ends = (max(min(low, expected * (1 - off)), 0.0), max(high, expected * (1 + off)))
    low_told, high_told = (number(end) if measure == "orders" else money(end, currency, 0) for end in ends)
    return _("between {low} and {high}").format(low=low_told, high=high_told)


def _used(trial: Trial) -> pd.Series:
    """The row of the method that is used."""
    return trial.methods[trial.methods["used"]].iloc[0]


def pictures(look: Look, found: Found) -> None:
    """Draw how value is spread, and in which tiers customers are."""
    left, right = st.columns(2)
    with left:
        take = partial(csv_button, _("Download CSV"), lambda: _listed(found), "value.csv", "value_csv")
        chart = charts.spread(found.customers["expected_value"], look.view.currency)
        chart_card(chart, "value_spread", "value", look.question, downloads=take)
    with right:
        curve = concentration(look.view.filters, CUTS)
        chart_card(lorenz(ask(curve), look.view.currency), "value_concentration", "concentration", curve)
    _tiers(look, found)


def _tiers(look: Look, found: Found) -> None:
    names = _tier_names()
    told = _("By what they are expected to bring: {months}.").format(months=_(MONTHS[look.months]).lower())
    with card("value_tiers", _("Customers in tiers"), told):
        tier_table(tier_totals(found.customers, tiers()), names, look.view.currency)
        with st.container(key="foot_value_tiers", horizontal=True):
            for tier, name in names.items():
                csv_button(name, partial(_listed, found, tier), f"value-{tier}.csv", f"value_csv_{tier}")


def _tier_names() -> dict[str, str]:
    return {tier.id: in_language(tier.names) for tier in tiers()}


def _listed(found: Found, tier: str | None = None) -> pd.DataFrame:
    """What a team takes away: all customers, or those of one tier."""
    rows = found.customers if tier is None else found.customers[found.customers["tier"] == tier]
    return rows[list(LISTED)]


def best(look: Look, found: Found) -> None:
    """Draw the customers of whom most is expected."""
    with card("value_best", _("Of whom most is expected"), _("The range holds eight of ten futures.")):
        worth_table(found.customers.head(MOST_SHOWN), _tier_names(), look.view.currency)
        if len(found.customers) > MOST_SHOWN:
            st.caption(_("The {most} who bring most are shown.").format(most=number(MOST_SHOWN)))
        with st.container(key="foot_value_best", horizontal=True, horizontal_alignment="distribute"):
            how_counted("value_best", "value", look.question)
            csv_button(_("Download CSV"), lambda: _listed(found), "value.csv", "value_best_csv")


def proof(look: Look, found: Found) -> None:
    """Draw how every method did on the days that were kept back."""
    trial, used = found.trial, found.trial.used
    if used is None or trial.window is None:
        return
    known = asked.before(look.view.filters, trial.window.cutoff, look.sales)
    with card(
        "value_methods",
        _("How the models did on your past"),
        _("Each said on {cutoff} what it expects of the {days} days that followed; then it was seen what came.").format(
            cutoff=day(trial.window.cutoff), days=trial.window.days
        ),
    ):
        method_table(trial.methods, _method_names(), look.view.currency)
        with st.container(key="foot_value_methods", horizontal=True, horizontal_alignment="distribute"):
            how_counted("value_methods", "value_trial", known)
            csv_button(_("Download CSV"), lambda: trial.methods, "value-methods.csv", "value_methods_csv")
    left, right = st.columns(2)
    with left:
        chart_card(charts.by_tenths(trial.deciles(used), look.view.currency), "value_tenths", "value_trial", known)
    with right:
        chart_card(charts.by_repeats(trial.by_repeats(used), CALIBRATED_UP_TO), "value_repeats", "value_trial", known)
    if used not in RULES:
        _tracking(look, found, used)


def _tracking(look: Look, found: Found, used: str) -> None:
    window, before = found.trial.window, found.trial.before
    if window is None or before is None:
        return
    days = asked.by_day(look.view.filters, window.cutoff)
    last = pd.Timestamp(window.cutoff) + pd.Timedelta(days=window.days - 1)
    course = tracked(ask(days), before.purchases[used], last)
    chart = charts.tracking(course, pd.Timestamp(window.cutoff), MODELS[used].name)
    chart_card(chart, "value_tracking", "value_trial", days, csv="value-tracking.csv")
