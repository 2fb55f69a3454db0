"""What the page of one customer is made of: who is meant, figures, charts and contact; what is unknown is not drawn."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from crm_analysis.analysis import customers, profile
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.reporting import settled
from crm_analysis.charts.customer import rhythm_strip, score_history, timeline
from crm_analysis.i18n import N_, _, day, money, month, number, plural
from crm_analysis.store.customers import as_number, ids_of, meant
from crm_analysis.ui import address, currency
from crm_analysis.ui.answers import ask, shop_store
from crm_analysis.ui.cards import card, chart_card
from crm_analysis.ui.closed import say_hidden
from crm_analysis.ui.customer_rows import ADDRESS
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.failures import attempt, said_plainly, say_failed
from crm_analysis.ui.kpis import WHOLE_MONEY_FROM
from crm_analysis.ui.person import sees_customers
from crm_analysis.ui.plain import as_code, as_written
from crm_analysis.ui.segments import names as segment_names

CHOSEN = "customer_chosen"
SEARCH = "customer_search"
FAILED = "failure_search"
MOST_FOUND = 8
MOST_IN_A_ROW = 5
"""Key figures; more stand in two rows."""
TOPIC = "profile"

GENDERS = {"female": N_("Female"), "male": N_("Male")}
CONSENT = {True: N_("Accepted"), False: N_("Refused")}


Row = dict[Hashable, Any]


@dataclass(frozen=True)
class Customer:
    """Who is looked at, and what every card needs of them.

    Args:
        id: The customer's id, as ``ask`` gives it: of whoever may not see who customers are, the number.
        who: The row of ``profile.who``.
        filters: Everything, in one currency.
        currency: ISO 4217 code of sums.
    """

    id: str
    who: pd.Series
    filters: Filters
    currency: str | None

    @property
    def name(self) -> str:
        """What the page calls them."""
        known = self.who["name"]
        return self.id if pd.isna(known) else str(known)


def find() -> None:
    """Draw the search for a customer, and whom it finds if these are several; for some roles by number alone."""
    with st.container(key="customer_find"):
        if not sees_customers():
            _find_by_number()
            return
        st.text_input(
            _("Name, e-mail, phone, customer or order number"), key=SEARCH, label_visibility="collapsed",
            placeholder=_("Name, e-mail, phone, customer or order number"), icon=":material/search:",
            on_change=_open_if_one,
        )  # fmt: skip
        text = str(st.session_state[SEARCH])
        if not text:
            return
        found = ask(customers.search(text, MOST_FOUND))
        if found.empty:
            st.info(
                _("Nobody is found. Try a shorter part of the name, e-mail or phone, or the whole number of an order."),
                icon=":material/search_off:",
            )
        with st.container(key="customer_found", horizontal=True, gap="small"):
            for place, one in enumerate(found.to_dict("records")):
                st.button(
                    _found_in_words(one), key=f"customer_found_{place}", on_click=_open, args=(one["customer_id"],)
                )


def _find_by_number() -> None:
    """Whoever may not see who customers are cannot try letter by letter who is there."""
    words = _("Number of a customer, such as #1024")
    st.text_input(
        words, key=SEARCH, label_visibility="collapsed", placeholder=words, icon=":material/tag:",
        on_change=lambda: attempt(FAILED, _open_number),
    )  # fmt: skip
    say_failed(FAILED)


def _open_number() -> None:
    if written := str(st.session_state[SEARCH]).strip():
        _open(_numbered(f"#{written}" if written.isdecimal() else written))


def _numbered(written: str) -> str:
    """A customer's number that is there.

    Raises:
        UnknownCustomer: It is none.
    """
    ids_of(shop_store(), [written])
    return written.strip()


def _found_in_words(one: Row) -> str:
    called: list[str] = [one["customer_id"]] if pd.isna(one["name"]) else [one["name"], one["customer_id"]]
    return " · ".join([*map(as_written, called), plural("{count} order", "{count} orders", int(one["orders"]))])


def _open_if_one() -> None:
    """Open the profile at once where the search leaves no choice."""
    found = ask(customers.search(str(st.session_state[SEARCH]), 2))
    if len(found) == 1:
        _open(str(found["customer_id"].iloc[0]))


def _open(customer_id: str) -> None:
    st.session_state[CHOSEN] = customer_id
    st.session_state[SEARCH] = ""
    address.write(ADDRESS, [customer_id])


def chosen() -> Customer | None:
    """Whom the search or the address names; nobody where neither does, or it is said why nobody is meant."""
    address.recall(CHOSEN, ADDRESS, lambda values: values[0] if values else "")
    written = str(st.session_state[CHOSEN])
    if not written:
        return None
    with said_plainly("failure_customer"):
        customer_id = meant(shop_store(), written) if sees_customers() else _numbered(written)
        address.write(ADDRESS, [written])
        books = currency.books_of(Filters())
        return Customer(customer_id, ask(profile.who(customer_id)).iloc[0], settled(Filters(), books), books.currency)
    return None


def subtitle(customer: Customer) -> str:
    """Who it is besides the name."""
    place = [str(customer.who[field]) for field in ("city", "region", "country") if pd.notna(customer.who[field])]
    called = dict.fromkeys((customer.name, customer.id, as_number(int(customer.who["customer_no"]))))
    own = list(called)[1:]
    return " · ".join([*own, ", ".join(place)] if place else own)


def say_what_is_hidden() -> None:
    """Say to whoever may not see who customers are why so little of the person is shown."""
    if not sees_customers():
        with st.container(key="customer_hidden"):
            say_hidden(
                _("Names and addresses are shortened; dates of birth, cities, notes and their own words are left out.")
            )


def print_button() -> None:
    """Draw the button that prints the page; what it does stands in ``static/print.js``."""
    words = escape(_("Print"))
    st.html(f"<div class='pictures'><button type='button' data-print>{words}</button></div>", width="content")


def figures(customer: Customer) -> None:
    """Draw the key figures, those that are known."""
    found = ask(profile.figures(customer.id, customer.filters)).iloc[0]
    if not found["orders"]:
        st.info(_("No order of theirs counts: what there is was cancelled, not paid, or only gave money back."))
        return
    gaps = ask(profile.gaps(customer.id, customer.filters))
    mean = gaps["mean_gap_days"].iloc[-1]
    told = {
        _("Orders"): number(found["orders"]),
        _("Net sales"): _money(found["net_sales"], customer.currency),
        _("Average order value"): _money(found["average_order_value"], customer.currency),
        _("Customer since"): month(gaps["ordered_on"].iloc[0]),
        _("Last order"): _ago(int(gaps["days"].iloc[-1])),
    }
    if pd.notna(mean):
        told[_("Mean gap")] = plural("{count} day", "{count} days", round(mean))
    columns = len(told) if len(told) <= MOST_IN_A_ROW else -(-len(told) // 2)
    with st.grid(columns, min_column_width=150, key="customer_figures"):
        for place, (label, value) in enumerate(told.items()):
            with st.container(key=f"figure_{place}", border=True, height="stretch"):
                st.metric(label, value)
    if left_out := int(found["unconverted_orders"]):
        st.caption(
            plural(
                "{count} order counts in none of these: its day has no exchange rate.",
                "{count} orders count in none of these: their days have no exchange rate.",
                left_out,
            )
        )


def _money(amount: float, code: str | None) -> str:
    return money(amount, code, 0 if abs(amount) >= WHOLE_MONEY_FROM else None)


def _ago(days: int) -> str:
    return plural("{count} day ago", "{count} days ago", days) if days else _("On the last day")


def timeline_card(customer: Customer) -> None:
    """Draw the orders on a timeline, where one counts."""
    question = profile.orders(customer.id, customer.filters)
    lines = ask(profile.lines(customer.id, customer.filters))
    named: dict[tuple[str, str, str], list[str]] = {}
    for line in lines[lines["product"].notna()].to_dict("records"):
        named.setdefault((line["shop"], line["platform"], line["order_id"]), []).append(line["product"])
    chart = timeline(ask(question), named, customer.currency)
    if chart:
        chart_card(chart, "customer_timeline", TOPIC, question)


def rhythm_card(customer: Customer) -> None:
    """Draw the days between orders, where there are two days with orders."""
    question = profile.gaps(customer.id, customer.filters)
    chart = rhythm_strip(ask(question))
    if chart:
        chart_card(chart, "customer_rhythm", TOPIC, question)


def score_card(customer: Customer) -> None:
    """Draw scores and segments month by month, where there are any."""
    question = profile.scores(customer.id, customer.filters)
    chart = score_history(ask(question), segment_names())
    if chart:
        chart_card(chart, "customer_scores", TOPIC, question, csv="scores.csv")


def contact_card(customer: Customer) -> None:
    """Draw how to reach the person, what the lists of members say, and what advertising they accept."""
    who = customer.who
    told = {
        _("E-mail"): who["email"],
        _("Phone"): who["phone"],
        _("Level"): who["level"],
        _("Points"): number(who["points"]) if pd.notna(who["points"]) else None,
        _("Birthday"): str(who["birthday"]).removeprefix("--") if pd.notna(who["birthday"]) else None,
        _("Gender"): _(GENDERS[who["gender"]]) if who["gender"] in GENDERS else who["gender"],
        _("Signed up"): day(who["registered_on"]) if pd.notna(who["registered_on"]) else None,
        _("Advertising by e-mail"): _consent(who["accepts_email"]),
        _("Advertising by text message"): _consent(who["accepts_sms"]),
    }
    known = {label: value for label, value in told.items() if pd.notna(value)}
    if not known:
        return
    with card("customer_contact", _("Contact and membership")):
        st.markdown("\n".join(f"- {label}: {as_code(str(value))}" for label, value in known.items()))
        how_counted("customer_contact", TOPIC, profile.who(customer.id))


def _consent(accepts: bool | None) -> str | None:
    return None if pd.isna(accepts) else _(CONSENT[bool(accepts)])
