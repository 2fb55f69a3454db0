"""Tables that a page shows, with headings, widths and units in the reader's language."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from crm_analysis.i18n import _, currency_sign

ROW_HEIGHT = 36
HEADING_HEIGHT = 38


def segment_table(segments: pd.DataFrame, names: dict[str, str], currency: str | None) -> None:
    """Draw one row per segment.

    Args:
        segments: Answer of ``rfm.segments``.
        names: Segment id → its name in the reader's language.
        currency: ISO 4217 code of amounts.
    """
    money = f"{currency_sign(currency)}%,.0f"
    st.dataframe(
        segments.assign(segment=segments["segment"].map(names)),
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * len(segments) + HEADING_HEIGHT,
        column_order=[
            "segment",
            "customers",
            "net_sales_share",
            "average_recency_days",
            "average_frequency",
            "average_monetary",
        ],
        column_config={
            "segment": st.column_config.TextColumn(_("Segment"), width=125),
            "customers": st.column_config.NumberColumn(_("Customers"), width=80, format="localized"),
            "net_sales_share": st.column_config.ProgressColumn(
                _("Share of net sales"), width=128, format="percent", min_value=0, max_value=1, color="primary"
            ),
            "average_recency_days": st.column_config.NumberColumn(_("Days silent"), width=76, format="%.0f"),
            "average_frequency": st.column_config.NumberColumn(_("Orders each"), width=78, format="%.1f"),
            "average_monetary": st.column_config.NumberColumn(_("Spent each"), width=76, format=money),
        },
        alt=_("One row per segment: customers, net sales and means."),
    )


def preview_table(preview: pd.DataFrame) -> None:
    """Draw the first rows of a file as they would be stored.

    Args:
        preview: ``Inspection.preview``.
    """
    config = st.column_config
    st.dataframe(
        preview,
        hide_index=True,
        height=ROW_HEIGHT * min(len(preview), 8) + HEADING_HEIGHT,
        placeholder="–",
        row_height=ROW_HEIGHT,
        column_config={
            "line_no": config.NumberColumn(_("Row"), width=60),
            "order_id": config.TextColumn(_("Order number"), width=130),
            "ordered_at": config.DatetimeColumn(_("Order date"), width=140, format="YYYY-MM-DD HH:mm"),
            "customer": config.TextColumn(_("Customer"), width=180),
            "product": config.TextColumn(_("Product"), width=200),
            "quantity": config.NumberColumn(_("Quantity"), width=80),
            "amount": config.NumberColumn(_("Line amount"), width=100, format="%.2f"),
            "currency": config.TextColumn(_("Currency"), width=80),
            "status": config.TextColumn(_("Order status"), width=100),
        },
        alt=_("The first rows of the file as they would be stored."),
    )


def rates_table(conversions: pd.DataFrame, report_in: str) -> None:
    """Draw one row per currency that is converted: how many orders, and by which rates.

    Args:
        conversions: Answer of ``reporting.conversions``.
        report_in: The currency that they are converted into.
    """
    config = st.column_config
    rate = "%.5g"
    st.caption(_("One unit of each currency in {currency}:").format(currency=report_in))
    st.dataframe(
        conversions,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * len(conversions) + HEADING_HEIGHT,
        placeholder="–",
        column_order=["currency", "orders", "first_rate", "last_rate", "mean_rate", "carried_days"],
        column_config={
            "currency": config.TextColumn(_("Currency"), width=80),
            "orders": config.NumberColumn(_("Orders"), width=80, format="localized"),
            "first_rate": config.NumberColumn(_("First"), width=85, format=rate),
            "last_rate": config.NumberColumn(_("Last"), width=85, format=rate),
            "mean_rate": config.NumberColumn(_("Mean"), width=85, format=rate),
            "carried_days": config.NumberColumn(_("Days without own rate"), width=150, format="localized"),
        },
        alt=_("One row per currency: orders and exchange rates."),
    )
