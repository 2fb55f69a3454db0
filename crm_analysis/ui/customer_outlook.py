"""What is to be expected of one customer: the flag of their silence, the chance that they return, and their value.

All of it follows from the whole shop: in a large one it is worked out when it is asked for only.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from crm_analysis.analysis import churn
from crm_analysis.analysis.choices import span
from crm_analysis.analysis.returning import HORIZONS
from crm_analysis.findings.returning import in_words
from crm_analysis.findings.rhythms import split_of
from crm_analysis.findings.value import why
from crm_analysis.i18n import _, in_language, money, number, percent, plural
from crm_analysis.models.worth import Terms
from crm_analysis.rules.churn import churn_rules
from crm_analysis.rules.value import tiers
from crm_analysis.ui import return_panel, value
from crm_analysis.ui.answers import ask
from crm_analysis.ui.cards import card
from crm_analysis.ui.churn import QUICK
from crm_analysis.ui.customer import Customer
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.plain import as_written

AHEAD = "customer_ahead"
MONTHS = "12"


def outlook_card(customer: Customer) -> None:
    """Draw what is to be expected of somebody who has ordered."""
    if pd.isna(customer.who["first_order_at"]):
        return
    with card(
        "customer_outlook", _("What to expect"), _("As the pages Churn and Customer value tell it of all customers")
    ):
        ahead = st.toggle(_("Work out how likely they are to return, and what they will bring"), key=AHEAD)
        lines = list(_flag(customer)) if ahead or int(ask(span()).iloc[0]["customers"]) <= QUICK else []
        if ahead:
            lines += [*_chances(customer), *_value(customer)]
        if lines:
            st.markdown("\n".join(f"- {line}" for line in lines))
        how_counted("customer_outlook", "churn", churn.churn(customer.filters))


def _flag(customer: Customer) -> Iterator[str]:
    """The flag and what it rests on, where the lapse point is known."""
    flagged = ask(churn.churn(customer.filters, split_of(customer.filters, ask)))
    for own in flagged[(flagged["customer_id"] == customer.id) & flagged["flag"].notna()].to_dict("records"):
        flag = in_language(churn_rules().flags[own["flag"]].names)
        told = _("**{flag}**: silent for {silence}; too long for them after {lapse}.")
        yield told.format(flag=flag, silence=_days(own["days_since_last"]), lapse=_days(own["lapse_point_days"]))


def _days(count: float) -> str:
    return plural("{count} day", "{count} days", int(count))


def _chances(customer: Customer) -> Iterator[str]:
    """The chance that they order again and the reasons against it, or why no chance can be told."""
    told = return_panel.chances(customer.filters)
    for own in told[(told["customer_id"] == customer.id) & told[HORIZONS[-1]].notna()].to_dict("records"):
        chances = [f"**{percent(own[days], 0)}** " + _("in {days} days").format(days=number(days)) for days in HORIZONS]
        yield _("Chance that they order again: {chances}.").format(chances=", ".join(chances))
        if own["reasons"]:
            yield _("Against it: {reasons}.").format(reasons=in_words(own["reasons"]))
        return
    yield as_written(return_panel.found(customer.filters).why)


def _value(customer: Customer) -> Iterator[str]:
    """What they are expected to bring in twelve months, or why that cannot be told."""
    found = value.expected(customer.filters, "gross", value.DAYS[MONTHS], Terms())
    names = {tier.id: in_language(tier.names) for tier in tiers()}
    for own in found.customers[found.customers["customer_id"] == customer.id].to_dict("records"):
        yield _("In twelve months: **{orders}** orders that bring **{sales}** (gross); tier {tier}.").format(
            orders=number(own["expected_orders"], 1),
            sales=money(own["expected_value"], customer.currency),
            tier=names[own["tier"]],
        )
        return
    yield as_written(why(found.trial))
