"""The figures at the top of a page: each with its change against the period before and its course over time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import streamlit as st

from crm_analysis.charts.sparkline import Tone, sparkline
from crm_analysis.i18n import N_, _, money, number, percent

WHOLE_MONEY_FROM = 1000


@dataclass(frozen=True)
class Kpi:
    """One figure of the overview.

    Args:
        name: Its key, and its column unless ``of`` says otherwise.
        label: What the card says.
        unit: ``money``, ``count``, ``ratio`` or ``share``.
        help: What it means, in one sentence.
        rising: How to colour a rise: ``normal`` is good, ``inverse`` bad, ``off`` neither.
        of: Takes the figure from the answer's rows.
    """

    name: str
    label: str
    unit: str
    help: str
    rising: Literal["normal", "inverse", "off"] = "normal"
    of: Callable[[pd.DataFrame], pd.Series] | None = None

    def series(self, rows: pd.DataFrame) -> pd.Series:
        """The figure in each row of the answer."""
        return (self.of(rows) if self.of else rows[self.name]).astype(float)


def _guests_share(rows: pd.DataFrame) -> pd.Series:
    return rows["guest_orders"] / rows["orders"].where(rows["orders"] > 0)


SALES = (
    Kpi("net_sales", N_("Net sales"), "money", N_("Sales after discounts and refunds.")),
    Kpi("orders", N_("Orders"), "count", N_("Orders that were neither cancelled nor left unpaid.")),
    Kpi("average_order_value", N_("Average order value"), "money", N_("Net sales divided by orders.")),
    Kpi("repeat_rate", N_("Repeat rate"), "share", N_("Share of customers with two orders or more in the period.")),
    Kpi("customers", N_("Customers"), "count", N_("Customers who ordered in the period.")),
)
NEWCOMERS = (
    Kpi("new_customers", N_("New customers"), "count", N_("Their first order ever lies in the period.")),
    Kpi("returning_customers", N_("Returning customers"), "count", N_("They had ordered before the period.")),
)
HABITS = (
    Kpi("orders_per_customer", N_("Orders per customer"), "ratio", N_("Orders with a customer divided by customers.")),
    Kpi(
        "median_days_between_orders",
        N_("Days between orders"),
        "count",
        N_("Half of all repeat orders come sooner after the one before, half later."),
        "inverse",
    ),
)
GUESTS = (
    Kpi(
        "guests_share", N_("Guests' share"), "share", N_("Share of orders that name no customer."), "off", _guests_share
    ),
)


def shown(*, whole_history: bool) -> tuple[Kpi, ...]:
    """The figures worth showing: over the whole history everyone is new, so that habits take that place."""
    return (*SALES, *(HABITS if whole_history else NEWCOMERS), *GUESTS)


def kpi_cards(
    now: pd.DataFrame,
    before: pd.DataFrame | None,
    course: pd.DataFrame,
    currency: str | None,
    *,
    whole_history: bool,
) -> None:
    """Draw all figures.

    Args:
        now: Answer of ``overview.figures``.
        before: The same for the period before, if there is one.
        course: Answer of ``overview.by_period``, only the periods that can be compared.
        currency: ISO 4217 code of amounts.
        whole_history: Whether the period begins with the first order ever.
    """
    with st.grid(4, min_column_width=150, key="kpis"):
        for kpi in shown(whole_history=whole_history):
            with st.container(key=f"kpi_{kpi.name}", border=True):
                _card(kpi, now, before, course, currency)


def _card(kpi: Kpi, now: pd.DataFrame, before: pd.DataFrame | None, course: pd.DataFrame, currency: str | None) -> None:
    value = kpi.series(now).iloc[0]
    change = None if before is None else _change(kpi, value, kpi.series(before).iloc[0])
    st.metric(
        _(kpi.label),
        in_words(kpi, value, currency),
        delta=change,
        delta_color=kpi.rising,
        delta_description=_("vs. prior period") if change else None,
        help=_(kpi.help),
    )
    if len(course) > 1:
        st.html(sparkline(kpi.series(course).fillna(0).tolist(), _tone(kpi, change)))


def _tone(kpi: Kpi, change: str | None) -> Tone:
    """Whether a change is good news; without one the course is only a course."""
    if change is None or kpi.rising == "off":
        return "neutral"
    return "bad" if change.startswith("-") == (kpi.rising == "normal") else "good"


def in_words(kpi: Kpi, value: float, currency: str | None) -> str:
    """A figure as a person writes it; a dash where it is unknown."""
    if pd.isna(value):
        return "–"
    if kpi.unit == "money":
        return money(value, currency, 0 if abs(value) >= WHOLE_MONEY_FROM else None)
    return percent(value) if kpi.unit == "share" else number(value, 2 if kpi.unit == "ratio" else 0)


def _change(kpi: Kpi, now: float, before: float) -> str | None:
    """The change against the period before: in percentage points for shares, else in percent."""
    if pd.isna(now) or pd.isna(before) or (kpi.unit != "share" and before == 0):
        return None
    if kpi.unit == "share":
        return _("{points} pp").format(points=_signed(number((now - before) * 100, 1)))
    return _signed(percent(now / before - 1))


def _signed(text: str) -> str:
    return text if text.startswith("-") else f"+{text}"
