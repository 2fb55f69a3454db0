"""Tables of one customer's page: favourite products, orders, what they said and did; none where nothing is known."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from crm_analysis.analysis import profile
from crm_analysis.i18n import N_, _, currency_sign, number
from crm_analysis.ui.answers import ask, ask_anew
from crm_analysis.ui.cards import card
from crm_analysis.ui.closed import say_hidden
from crm_analysis.ui.customer import TOPIC, Customer
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.person import sees_customers
from crm_analysis.ui.tables import table

MOST_GOODS = 10
ROWS_IN_VIEW = 12

KINDS = {
    "sale": N_("Sale"),
    "free": N_("Worth nothing"),
    "refund": N_("Given back"),
    "void": N_("Cancelled or not paid"),
}
FEEDBACK_KINDS = {"review": N_("Review"), "rating": N_("Rating"), "ticket": N_("Ticket"), "survey": N_("Survey")}
EVENTS = {
    "view": N_("Looked at"),
    "cart": N_("Put into the cart"),
    "uncart": N_("Taken out of the cart"),
    "favourite": N_("Marked"),
    "purchase": N_("Bought"),
}


def goods_card(customer: Customer) -> None:
    """Draw what they bought most often, where products are known."""
    question = profile.goods(customer.id, customer.filters)
    found = ask(question)
    if found.empty:
        return
    config = st.column_config
    with card("customer_goods", _("Favourite products"), _("By the number of orders on which they stood")):
        table(
            found.head(MOST_GOODS),
            {
                "item": config.TextColumn(_("Product"), width=172),
                "orders": config.NumberColumn(_("Orders"), width=60, format="localized"),
                "pieces": config.NumberColumn(_("Pieces"), width=58, format="localized"),
                "amount": config.NumberColumn(_("Sales"), width=78, format=f"{currency_sign(customer.currency)}%,.2f"),
                "last_bought_on": config.DateColumn(_("Last"), width=88, format="YYYY-MM-DD"),
            },
            _("One row per product: on how many orders it stood, and when last."),
            most=MOST_GOODS,
        )
        with st.container(key="foot_customer_goods", horizontal=True, horizontal_alignment="distribute"):
            how_counted("customer_goods", TOPIC, question)
            csv_button(_("Download CSV"), partial(ask_anew, question), "products.csv", "customer_goods_csv")


def order_card(customer: Customer) -> None:
    """Draw every order, cancelled ones too."""
    question = profile.orders(customer.id, customer.filters)
    found = ask(question)
    if found.empty:
        return
    with card("customer_orders", _("Every order"), _("Also those that do not count, each in its own currency")):
        _order_table(found, ask(profile.lines(customer.id, customer.filters)))
        with st.container(key="foot_customer_orders", horizontal=True, horizontal_alignment="distribute"):
            how_counted("customer_orders", TOPIC, question, profile.lines(customer.id, customer.filters))
            csv_button(_("Download CSV"), partial(ask_anew, question), "orders.csv", "customer_orders_csv")


def _order_table(orders: pd.DataFrame, lines: pd.DataFrame) -> None:
    config = st.column_config
    key = ["shop", "platform", "order_id"]
    told = lines.assign(products=lines["product"].fillna(lines["product_id"])).dropna(subset="products")
    products = told.groupby(key)["products"].agg(", ".join).reset_index()
    shown = orders.merge(products, on=key, how="left")
    shown = shown.assign(kind=_in_words(shown["kind"], KINDS))
    amount = config.NumberColumn
    table(
        _worth_showing(shown),
        {
            "ordered_at": config.DateColumn(_("Day"), width=90, format="YYYY-MM-DD"),
            "order_id": config.TextColumn(_("Order number"), width=110),
            "kind": config.TextColumn(_("Kind"), width=110),
            "products": config.TextColumn(_("Products"), width=280),
            "net_sales": amount(_("Net sales"), width=88, format="%,.2f"),
            "currency": config.TextColumn(_("Currency"), width=72),
            "gross_sales": amount(_("Gross sales"), width=92, format="%,.2f"),
            "order_discount": amount(_("Discount"), width=80, format="%,.2f"),
            "refunds": amount(_("Given back"), width=86, format="%,.2f"),
            "shipped_on": config.DateColumn(_("Shipped on"), width=90, format="YYYY-MM-DD"),
            "delivered_on": config.DateColumn(_("Delivered on"), width=90, format="YYYY-MM-DD"),
            "channel": config.TextColumn(_("Channel"), width=90),
            "coupon": config.TextColumn(_("Coupon"), width=90),
            "campaign": config.TextColumn(_("Campaign"), width=110),
            "shop": config.TextColumn(_("Shop"), width=100),
        },
        _("One row per order: when, what, and what it brought."),
        most=ROWS_IN_VIEW,
    )


def _worth_showing(orders: pd.DataFrame) -> pd.DataFrame:
    """Without columns that say nothing of any order, or nothing that tells one from another."""
    silent = [name for name in ("order_discount", "refunds") if not orders[name].any()]
    silent += [name for name in ("kind", "currency", "shop") if orders[name].nunique(dropna=False) == 1]
    return orders.drop(columns=silent).dropna(axis="columns", how="all")


def feedback_card(customer: Customer) -> None:
    """Draw what they said, where anything is known."""
    question = profile.feedback(customer.id, customer.filters)
    found = ask(question)
    if found.empty:
        return
    config = st.column_config
    with card("customer_feedback", _("What they said"), _("Reviews, ratings, tickets and answers, the newest first")):
        table(
            found.assign(kind=_in_words(found["kind"], FEEDBACK_KINDS), rating=_ratings(found)).dropna(
                axis="columns", how="all"
            ),
            {
                "given_at": config.DateColumn(_("Day"), width=90, format="YYYY-MM-DD"),
                "kind": config.TextColumn(_("Kind"), width=80),
                "rating": config.TextColumn(_("Rating"), width=80),
                "title": config.TextColumn(_("Title"), width=140),
                "text": config.TextColumn(_("Text"), width=340),
                "product": config.TextColumn(_("Product"), width=140),
                "order_id": config.TextColumn(_("Order number"), width=110),
            },
            _("One row per review, rating, ticket or answer."),
            most=ROWS_IN_VIEW,
        )
        if not sees_customers():
            say_hidden(_("What they wrote is left out."))
        how_counted("customer_feedback", TOPIC, question)


def _ratings(said: pd.DataFrame) -> pd.Series:
    """Each rating in points, of how many where that is told."""
    best = said["best_rating"].map(lambda points: f" / {number(points)}", na_action="ignore").fillna("")
    return said["rating"].map(number, na_action="ignore") + best


def event_card(customer: Customer) -> None:
    """Draw what they did on the shop's site, where anything is known."""
    question = profile.events(customer.id, customer.filters)
    found = ask(question)
    if found.empty:
        return
    config = st.column_config
    with card("customer_events", _("On your site"), _("Day by day, the newest first")):
        table(
            found.assign(event=_in_words(found["event"], EVENTS)),
            {
                "happened_on": config.DateColumn(_("Day"), width=90, format="YYYY-MM-DD"),
                "event": config.TextColumn(_("What"), width=130),
                "item": config.TextColumn(_("Product"), width=220),
                "times": config.NumberColumn(_("Times"), width=60, format="localized"),
            },
            _("One row per day, event and product."),
            most=ROWS_IN_VIEW,
        )
        how_counted("customer_events", TOPIC, question)


def _in_words(values: pd.Series, words: Mapping[str, str]) -> pd.Series:
    """Values by their names in the reader's language; what has none stays as the file writes it."""
    return values.map({value: _(name) for value, name in words.items()}).fillna(values)
