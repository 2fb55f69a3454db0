"""Tables that a page shows, with headings, widths and units in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from crm_analysis.i18n import _, currency_sign, money, number

ROW_HEIGHT = 36
HEADING_HEIGHT = 38
PERCENT = "%.1f%%"
"""One decimal in every row: Streamlit's own percentages have none, one or two, as the figure happens to be."""


def table(rows: pd.DataFrame, columns: Mapping[str, Any], alt: str, most: int | None = None, **more: Any) -> Any:
    """Draw rows in the look of all tables, with a dash where nothing is known.

    Args:
        rows: What is shown.
        columns: Name → heading, or Streamlit's configuration of the column: those that are shown, in their order. One
            that ``rows`` do not have is left out.
        alt: What the table is, for whoever does not see it.
        most: How many rows are in sight at once; all where nothing is said.
        more: Of ``st.dataframe``: a key, and what happens when rows are marked.

    Returns:
        What ``st.dataframe`` returns.
    """
    shown = max(len(rows), 1) if most is None else min(max(len(rows), 1), most)
    return st.dataframe(
        rows,
        hide_index=True,
        placeholder="–",
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * shown + HEADING_HEIGHT,
        column_order=[name for name in columns if name in rows.columns],
        column_config=dict(columns),
        alt=alt,
        **more,
    )


def _in_percent(rows: pd.DataFrame, *shares: str) -> pd.DataFrame:
    """The rows with shares in [0, 1] as numbers up to 100, as ``PERCENT`` writes them."""
    return rows.assign(**{share: 100 * rows[share].astype(float) for share in shares})


def segment_table(segments: pd.DataFrame, names: dict[str, str], currency: str | None) -> None:
    """Draw one row per segment.

    Args:
        segments: Answer of ``rfm.segments``.
        names: Segment id → its name in the reader's language.
        currency: ISO 4217 code of amounts.
    """
    money = f"{currency_sign(currency)}%,.0f"
    table(
        _in_percent(segments.assign(segment=segments["segment"].map(names)), "net_sales_share"),
        {
            "segment": st.column_config.TextColumn(_("Segment"), width=125),
            "customers": st.column_config.NumberColumn(_("Customers"), width=80, format="localized"),
            "net_sales_share": st.column_config.ProgressColumn(
                _("Share of net sales"), width=128, format=PERCENT, min_value=0, max_value=100, color="primary"
            ),
            "average_recency_days": st.column_config.NumberColumn(_("Days silent"), width=76, format="%.0f"),
            "average_frequency": st.column_config.NumberColumn(_("Orders each"), width=78, format="%.1f"),
            "average_monetary": st.column_config.NumberColumn(_("Spent each"), width=76, format=money),
        },
        _("One row per segment: customers, net sales and means."),
    )


def cluster_table(profiles: pd.DataFrame, names: list[str], currency: str | None) -> None:
    """Draw one row per cluster.

    Args:
        profiles: ``Clusters.profiles_``.
        names: Of the clusters, in the reader's language.
        currency: ISO 4217 code of amounts.
    """
    config = st.column_config
    money = f"{currency_sign(currency)}%,.0f"
    table(
        _in_percent(profiles.assign(name=names), "share", "net_sales_share"),
        {
            "cluster": config.NumberColumn(_("Cluster"), width=70),
            "name": config.TextColumn(_("Name"), width=225),
            "size": config.NumberColumn(_("Customers"), width=90, format="localized"),
            "share": config.NumberColumn(_("Share"), width=70, format=PERCENT),
            "net_sales": config.NumberColumn(_("Net sales"), width=100, format=money),
            "net_sales_share": config.ProgressColumn(
                _("Share of net sales"), width=128, format=PERCENT, min_value=0, max_value=100, color="primary"
            ),
            "recency_days": config.NumberColumn(_("Days silent"), width=80, format="%.0f"),
            "frequency": config.NumberColumn(_("Orders each"), width=95, format="%.1f"),
            "monetary": config.NumberColumn(_("Spent each"), width=95, format=money),
        },
        _("One row per cluster: customers, net sales and means."),
    )


def tier_table(tiers: pd.DataFrame, names: dict[str, str], currency: str | None) -> None:
    """Draw one row per tier.

    Args:
        tiers: Answer of ``tiers.tier_totals``.
        names: Tier → its name in the reader's language.
        currency: ISO 4217 code of amounts.
    """
    config = st.column_config
    money = f"{currency_sign(currency)}%,.0f"
    table(
        _in_percent(tiers.assign(tier=tiers["tier"].map(names)), "value_share"),
        {
            "tier": config.TextColumn(_("Tier"), width=90),
            "customers": config.NumberColumn(_("Customers"), width=90, format="localized"),
            "value_share": config.ProgressColumn(
                _("Share of value"), width=128, format=PERCENT, min_value=0, max_value=100, color="primary"
            ),
            "expected_value": config.NumberColumn(_("Expected value"), width=112, format=money),
            "value_each": config.NumberColumn(_("Value each"), width=92, format=money),
            "expected_orders": config.NumberColumn(_("Expected orders"), width=112, format="%,.0f"),
            "past_sales": config.NumberColumn(_("Sales so far"), width=104, format=money),
        },
        _("One row per tier: customers, and what they are expected to bring."),
    )


def method_table(methods: pd.DataFrame, names: dict[str, str], currency: str | None) -> None:
    """Draw one row per method that was tried on the past, the best first.

    Args:
        methods: ``Trial.methods``.
        names: Method → its name in the reader's language.
        currency: ISO 4217 code of amounts.
    """
    config = st.column_config
    table(
        _in_percent(methods, "total_error")
        .assign(method=methods["method"].map(names), used=["✓" if used else "" for used in methods["used"]])
        .sort_values("deviance"),
        {
            "method": config.TextColumn(_("Method"), width=136),
            "used": config.TextColumn(_("Used"), width=46),
            "orders_expected": config.NumberColumn(_("Orders expected"), width=114, format="%,.0f"),
            "orders_made": config.NumberColumn(_("Orders made"), width=92, format="%,.0f"),
            "total_error": config.NumberColumn(
                _("Error of value"),
                width=98,
                format="%+.1f%%",
                help=_("How much more (+) or less (−) was expected of all customers together than came."),
            ),
            "mae": config.NumberColumn(
                _("Off each"),
                width=80,
                format=f"{currency_sign(currency)}%,.2f",
                help=_("By how much the value of one customer was off, on average."),
            ),
            "gini": config.NumberColumn(
                _("Ranking (Gini)"),
                width=104,
                format="%.2f",
                help=_("Whether those of whom most was expected brought most: 1 in the right order, 0 in none."),
            ),
            "spearman": config.NumberColumn(
                _("Spearman"),
                width=76,
                format="%.2f",
                help=_("How alike the expected and the real order of customers are: 1 the same, 0 unrelated."),
            ),
            "deviance": config.NumberColumn(
                _("Deviance"),
                width=72,
                format="%.3f",
                help=_("How surprising each customer's orders were to the method: the less, the better."),
            ),
        },
        _("One row per method: what it expected, what came, and by how much it was off."),
    )


def band_table(bands: pd.DataFrame, currency: str | None) -> None:
    """Draw one row per measure and score: from which figure to which, and how many customers.

    Args:
        bands: Answer of ``rfm.bands``.
        currency: ISO 4217 code of amounts.
    """
    measures = {"recency": _("Days silent"), "frequency": _("Orders"), "monetary": _("Sales")}
    config = st.column_config
    amounts = bands["measure"] == "monetary"

    def written(figures: pd.Series) -> list[str]:
        pairs = zip(figures, amounts, strict=True)
        return [money(it, currency, 0) if is_amount else number(it) for it, is_amount in pairs]

    table(
        bands.assign(
            measure=bands["measure"].map(measures), lowest=written(bands["lowest"]), highest=written(bands["highest"])
        ),
        {
            "measure": config.TextColumn(_("Figure"), width=82),
            "score": config.NumberColumn(_("Score"), width=46),
            "lowest": config.TextColumn(_("From"), width=60),
            "highest": config.TextColumn(_("To"), width=62),
            "customers": config.NumberColumn(_("Customers"), width=75, format="localized"),
        },
        _("One row per score: the figures that earn it, and how many customers have it."),
        most=11,
    )


def preview_of_segments(present: pd.DataFrame, changed: pd.DataFrame, names: dict[str, str]) -> None:
    """Draw the size of every segment as it is and as it would be.

    Args:
        present: Answer of ``rfm.segments``.
        changed: The same with other thresholds.
        names: Segment id → its name in the reader's language, the best first.
    """
    now, then = (rows.set_index("segment")["customers"].reindex(list(names)) for rows in (present, changed))
    config = st.column_config
    table(
        pd.DataFrame({"segment": list(names.values()), "now": now.to_list(), "then": then.to_list()}).assign(
            change=(then - now).where(then != now).to_list()
        ),
        {
            "segment": config.TextColumn(_("Segment"), width=140),
            "now": config.NumberColumn(_("Now"), width=62, format="localized"),
            "then": config.NumberColumn(_("Then"), width=62, format="localized"),
            "change": config.NumberColumn(_("Change"), width=66, format="%+d"),
        },
        _("One row per segment: customers as it is and as it would be."),
    )


def decile_table(deciles: pd.DataFrame, currency: str | None) -> None:
    """Draw one row per tenth of the customers, the best first.

    Args:
        deciles: Answer of ``concentration.concentration`` in ten steps.
        currency: ISO 4217 code of amounts.
    """
    config = st.column_config
    table(
        _in_percent(deciles, "customer_share", "step_sales_share", "sales_share"),
        {
            "customer_share": config.NumberColumn(_("Best"), width=52, format="%.0f%%"),
            "step_sales_share": config.ProgressColumn(
                _("Its share"), width=100, format=PERCENT, min_value=0, max_value=100, color="primary"
            ),
            "sales_share": config.NumberColumn(_("Together"), width=70, format=PERCENT),
            "least_sales": config.NumberColumn(_("At least"), width=84, format=f"{currency_sign(currency)}%,.2f"),
            "customers": config.NumberColumn(_("Customers"), width=76, format="localized"),
        },
        _("One row per tenth of the customers: their share of sales, and what each brought at least."),
    )


def finding_table(rows: pd.DataFrame) -> None:
    """Draw the rows that a check of the data has found.

    Args:
        rows: Answer of ``quality.rows``.
    """
    config = st.column_config
    table(
        rows.dropna(axis="columns", how="all"),
        {
            "shop": config.TextColumn(_("Shop"), width=110),
            "upload_id": config.NumberColumn(_("Upload"), width=70),
            "file": config.TextColumn(_("File"), width=200),
            "line_no": config.NumberColumn(_("Row"), width=70),
            "order_id": config.TextColumn(_("Order number"), width=140),
            "ordered_on": config.DateColumn(_("Day"), width=100, format="YYYY-MM-DD"),
            "detail": config.TextColumn(_("What stands there"), width=220),
            "figure": config.NumberColumn(_("Figure"), width=100, format="%.2f"),
        },
        _("The rows that the check has found."),
        most=12,
    )


def reason_table(reasons: pd.DataFrame) -> None:
    """Draw why rows were rejected.

    Args:
        reasons: Answer of ``quality.reasons``.
    """
    config = st.column_config
    table(
        _in_percent(reasons.assign(reason=reasons["reason"].map(_)), "share"),
        {
            "reason": config.TextColumn(_("Reason"), width=300),
            "heading": config.TextColumn(_("Column"), width=160),
            "rows": config.NumberColumn(_("Rejected"), width=92, format="localized"),
            "share": config.NumberColumn(_("Share"), width=80, format=PERCENT),
        },
        _("Why rows were rejected."),
        most=6,
    )


def upload_table(listed: pd.DataFrame) -> None:
    """Draw where the rows of uploads went.

    Args:
        listed: ``uploads.listing``.
    """
    config = st.column_config
    counts = {
        "rows_read": _("Rows read"),
        "lines_stored": _("Stored"),
        "rows_rejected": _("Rejected"),
        "rows_aside": _("Set aside"),
        "rows_repeated": _("In second copies"),
        "orders_new": _("New orders"),
        "orders_replaced": _("Updated orders"),
    }
    table(
        listed.assign(rows_aside=listed["rows_read"] - listed["lines_stored"] - listed["rows_rejected"]),
        {
            "upload_id": config.NumberColumn(_("Upload"), width=70),
            "file": config.TextColumn(_("File"), width=220),
            **{name: config.NumberColumn(title, width=92, format="localized") for name, title in counts.items()},
        },
        _("One row per upload: where its rows went."),
        most=8,
    )


def preview_table(preview: pd.DataFrame) -> None:
    """Draw the first rows of a file as they would be stored.

    Args:
        preview: ``Inspection.preview``.
    """
    config = st.column_config
    known = {
        "line_no": config.NumberColumn(_("Row"), width=60),
        "order_id": config.TextColumn(_("Order number"), width=130),
        "ordered_at": config.DatetimeColumn(_("Order date"), width=140, format="YYYY-MM-DD HH:mm"),
        "customer": config.TextColumn(_("Customer"), width=180),
        "product": config.TextColumn(_("Product"), width=200),
        "quantity": config.NumberColumn(_("Quantity"), width=80),
        "amount": config.NumberColumn(_("Line amount"), width=100, format="%.2f"),
        "currency": config.TextColumn(_("Currency"), width=80),
        "status": config.TextColumn(_("Order status"), width=100),
    }
    columns = {name: known.get(name, name) for name in preview.columns}
    table(preview, columns, _("The first rows of the file as they would be stored."), most=8)


def rates_table(conversions: pd.DataFrame, report_in: str) -> None:
    """Draw one row per currency that is converted: how many orders, and by which rates.

    Args:
        conversions: Answer of ``reporting.conversions``.
        report_in: The currency that they are converted into.
    """
    config = st.column_config
    rate = "%.5g"
    st.caption(_("One unit of each currency in {currency}:").format(currency=report_in))
    table(
        conversions,
        {
            "currency": config.TextColumn(_("Currency"), width=80),
            "orders": config.NumberColumn(_("Orders"), width=80, format="localized"),
            "unconverted_orders": config.NumberColumn(_("Left out"), width=80, format="localized"),
            "first_rate": config.NumberColumn(_("First"), width=85, format=rate),
            "last_rate": config.NumberColumn(_("Last"), width=85, format=rate),
            "mean_rate": config.NumberColumn(_("Mean"), width=85, format=rate),
            "carried_days": config.NumberColumn(_("Days without own rate"), width=150, format="localized"),
        },
        _("One row per currency: orders and exchange rates."),
    )
