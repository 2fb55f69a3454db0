"""Tables of customers, in which a row leads to the page of its customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from crm_analysis.i18n import _, currency_sign
from crm_analysis.ui.navigation import CUSTOMER
from crm_analysis.ui.tables import table

ADDRESS = "customer"
"""Name in the address of a customer's page that says whose it is."""
ROWS_IN_VIEW = 10


def customer_rows(shown: pd.DataFrame, key: str, columns: Mapping[str, Any], alt: str) -> None:
    """Draw a table of customers, and go to the page of the one whose row is marked.

    Args:
        shown: ``customer_id`` and whatever else is told of each: a row per customer.
        key: The table's key.
        columns: As of ``tables.table``.
        alt: What the table is, for whoever does not see it.
    """
    picked = table(shown, columns, alt, most=ROWS_IN_VIEW, key=key, on_select="rerun", selection_mode="single-row")
    st.caption(f":material/ads_click: {_('Mark a row to open the profile of its customer.')}")
    for row in picked["selection"]["rows"]:
        st.switch_page(CUSTOMER, query_params={ADDRESS: str(shown["customer_id"].iloc[row])})


def worth_table(customers: pd.DataFrame, names: dict[str, str], currency: str | None) -> None:
    """Draw one row per customer: what is expected, between which ends, and what they have brought so far.

    Args:
        customers: ``customer_id, tier, expected_value, value_low, value_high, expected_orders, past_sales, x``.
        names: Tier → its name in the reader's language.
        currency: ISO 4217 code of amounts.
    """
    config = st.column_config
    money = f"{currency_sign(currency)}%,.0f"
    shown = customers.assign(tier=customers["tier"].map(names), orders=customers["x"] + 1)
    customer_rows(
        shown.dropna(axis="columns", how="all"),
        "worth_table",
        {
            "customer_id": config.TextColumn(_("Customer"), width=144),
            "tier": config.TextColumn(_("Tier"), width=62),
            "expected_value": config.NumberColumn(_("Expected value"), width=106, format=money),
            "value_low": config.NumberColumn(_("From"), width=78, format=money),
            "value_high": config.NumberColumn(_("To"), width=78, format=money),
            "expected_orders": config.NumberColumn(_("Expected orders"), width=110, format="%.1f"),
            "orders": config.NumberColumn(_("Days with orders"), width=112, format="localized"),
            "past_sales": config.NumberColumn(_("Sales so far"), width=90, format=money),
        },
        _("One row per customer: what is expected, and what they have brought so far."),
    )


def mover_table(movers: pd.DataFrame, names: dict[str, str], currency: str | None) -> None:
    """Draw one row per customer who moved.

    Args:
        movers: Answer of ``movement.customers``.
        names: Segment id, and ``none`` → its name in the reader's language.
        currency: ISO 4217 code of amounts.
    """
    config = st.column_config
    customer_rows(
        movers.assign(
            segment_before=movers["segment_before"].map(names), segment_after=movers["segment_after"].map(names)
        ),
        "mover_table",
        {
            "customer_id": config.TextColumn(_("Customer"), width=190),
            "name": config.TextColumn(_("Name"), width=130),
            "segment_before": config.TextColumn(_("Segment then"), width=150),
            "segment_after": config.TextColumn(_("Segment now"), width=150),
            "orders": config.NumberColumn(_("Orders in between"), width=120, format="localized"),
            "net_sales": config.NumberColumn(
                _("Net sales in between"), width=140, format=f"{currency_sign(currency)}%,.2f"
            ),
            "last_order_on": config.DateColumn(_("Last order"), width=100, format="YYYY-MM-DD"),
            "country": config.TextColumn(_("Country"), width=110),
        },
        _("One row per customer: the segment then and now, and what came in between."),
    )


def cell_table(people: pd.DataFrame, currency: str | None) -> None:
    """Draw the customers in one cell of a retention triangle.

    Args:
        people: Answer of ``cohorts.cohort_customers``.
        currency: ISO 4217 code of amounts.
    """
    config = st.column_config
    money = f"{currency_sign(currency)}%,.2f"
    customer_rows(
        people,
        "cell_table",
        {
            "customer_id": config.TextColumn(_("Customer"), width=185),
            "name": config.TextColumn(_("Name"), width=125),
            "country": config.TextColumn(_("Country"), width=110),
            "first_order_on": config.DateColumn(_("First order"), width=100, format="YYYY-MM-DD"),
            "orders": config.NumberColumn(_("Orders then"), width=95, format="localized"),
            "net_sales": config.NumberColumn(_("Net sales then"), width=110, format=money),
            "cumulative_orders": config.NumberColumn(_("Orders so far"), width=105, format="localized"),
            "cumulative_net_sales": config.NumberColumn(_("Net sales so far"), width=120, format=money),
        },
        _("One row per customer in the cell: orders and net sales then and so far."),
    )
