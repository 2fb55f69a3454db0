"""Tables of something else than orders, in the reader's words."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from crm_analysis.i18n import N_, _, number
from crm_analysis.ui.tables import table

KINDS = {
    "orders": N_("Orders and lines"),
    "members": N_("Members"),
    "products": N_("Products"),
    "spend": N_("Advertising spend"),
    "feedback": N_("Reviews and feedback"),
    "events": N_("Site visits"),
    "refunds": N_("Refunds"),
    "contacts": N_("Contacts"),
    "rates": N_("Exchange rates"),
}
GAINS = {
    "members": N_("**{rows}** rows of members"),
    "products": N_("**{rows}** rows of products"),
    "spend": N_("**{rows}** rows of advertising spend"),
    "feedback": N_("**{rows}** rows of reviews and feedback"),
    "events": N_("**{rows}** rows of site visits"),
    "refunds": N_("**{rows}** rows of refunds"),
    "contacts": N_("**{rows}** rows of contacts"),
    "rates": N_("**{rows}** rows of exchange rates"),
}
COLUMNS = {
    "shop": N_("Shop"),
    "platform": N_("Platform"),
    "customer_id": N_("Customer"),
    "ordered_at": N_("Order date"),
    "gross_sales": N_("Gross sales"),
    "order_discount": N_("Discount"),
    "refunds": N_("Refunds"),
    "net_sales": N_("Net sales"),
    "line_no": N_("Row"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "buyer_id": N_("Customer number"),
    "name": N_("Name"),
    "birthday": N_("Birthday"),
    "gender": N_("Gender"),
    "level": N_("Level"),
    "points": N_("Points"),
    "registered_on": N_("Signed up on"),
    "accepts_email": N_("Accepts e-mail"),
    "accepts_sms": N_("Accepts text messages"),
    "country": N_("Country"),
    "region": N_("Region"),
    "city": N_("City"),
    "tags": N_("Tags"),
    "note": N_("Note"),
    "product_id": N_("Product number"),
    "product": N_("Product"),
    "category": N_("Category"),
    "brand": N_("Brand"),
    "price": N_("Price"),
    "cost": N_("Cost"),
    "currency": N_("Currency"),
    "spent_on": N_("Day"),
    "channel": N_("Channel"),
    "campaign": N_("Campaign"),
    "amount": N_("Amount"),
    "impressions": N_("Impressions"),
    "clicks": N_("Clicks"),
    "kind": N_("Kind"),
    "feedback_id": N_("Number"),
    "given_at": N_("Given at"),
    "order_id": N_("Order number"),
    "rating": N_("Rating"),
    "best_rating": N_("Best possible"),
    "title": N_("Title"),
    "text": N_("Text"),
    "happened_at": N_("Time"),
    "event": N_("Event"),
    "visit": N_("Visit"),
    "refund_id": N_("Refund number"),
    "refunded_at": N_("Given back at"),
    "quantity": N_("Quantity"),
    "reason": N_("Reason"),
    "status": N_("Status"),
    "contacted_at": N_("Contacted at"),
    "rated_on": N_("Day"),
    "base": N_("Base currency"),
    "rate": N_("Rate"),
}
"""Columns of the logs of records that a person may wish to see."""
AMOUNTS = ("gross_sales", "order_discount", "refunds", "net_sales", "price", "cost", "amount")
MOST_ROWS_SHOWN = 8


def gain(kind: str, rows: int) -> str:
    """What the store knows now that it did not know before."""
    return _(GAINS[kind]).format(rows=number(rows))


def record_table(rows: pd.DataFrame, *, places: int = MOST_ROWS_SHOWN) -> None:
    """Draw rows of one kind of record.

    Args:
        rows: Columns of the kind's log, those that a person may wish to see among them.
        places: How many rows are in sight at once.
    """
    columns = {
        name: st.column_config.NumberColumn(_(heading), format="%,.2f") if name in AMOUNTS else _(heading)
        for name, heading in COLUMNS.items()
    }
    table(rows, columns, _("Rows as they are stored."), most=places)
