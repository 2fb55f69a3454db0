"""The figures at the top of a page: each with its change against two earlier periods and its course over time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd
import streamlit as st

from crm_analysis.charts.sparkline import Tone, sparkline
from crm_analysis.i18n import N_, _, day, money, number, percent
from crm_analysis.ui.filters import carried
from crm_analysis.ui.navigation import CUSTOMERS, RETENTION, SEGMENTS

WHOLE_MONEY_FROM = 1000
A_YEAR = 365

Rising = Literal["normal", "inverse", "off"]


@dataclass(frozen=True)
class Kpi:
    """One figure of the overview.

    Args:
        name: Its column in the answer.
        label: What the card says.
        unit: ``money``, ``count`` or ``share``.
        help: What it means, in one sentence.
        rising: How to colour a rise: ``normal`` is good, ``inverse`` bad, ``off`` neither.
        page: Where it is seen closer.
        look: What that page is set to, by the parameters of its address.
        needs_past: Whether it is known only by what came before the period: where the data begin, everybody is new.
        note: Says why it is not known, or of which days; nothing where it is known whole. It is given the answer's row
            and the first day in view.
    """

    name: str
    label: str
    unit: str
    help: str
    rising: Rising
    page: str
    look: Mapping[str, str]
    needs_past: bool = False
    note: Callable[[pd.Series, date], str] | None = None

    def series(self, rows: pd.DataFrame) -> pd.Series:
        """The figure in each row of the answer."""
        return rows[self.name].astype(float)

    def of(self, earlier: Earlier | None) -> float:
        """The figure of an earlier period; NaN where there is none, or where it cannot be known."""
        if earlier is None or (self.needs_past and not earlier.has_past):
            return float("nan")
        return float(self.series(earlier.figures).iloc[0])


@dataclass(frozen=True)
class Earlier:
    """A period to compare with.

    Args:
        figures: Answer of ``overview.figures``.
        past_days: Days of data before it.
    """

    figures: pd.DataFrame
    past_days: int

    @property
    def has_past(self) -> bool:
        """Whether the new are new and the lost are seen: after the silence of a lost one, else a year, of data."""
        lost_days = self.figures["lost_days"].iloc[0]
        return self.past_days > (A_YEAR if pd.isna(lost_days) else lost_days)


def lost_in_words(row: pd.Series, since: date) -> str:
    """Why it is not known how many customers were lost, or from which day on; nothing where it is known whole.

    Args:
        row: Of the answer of ``overview.figures``.
        since: First day in view.
    """
    if pd.isna(row["lost_days"]):
        return _("Not known yet: too few have returned, or the history is too short.")
    known_from = row["lost_known_from"].date()
    if pd.isna(row["lost_customers"]):
        return _("Nobody can be seen to be lost before {day}.").format(day=day(known_from))
    if since < known_from:
        return _("Counted from {day} on: a silence of {days} days has to be seen first.").format(
            day=day(known_from), days=number(row["lost_days"])
        )
    return ""


def all_new_in_words(row: pd.Series, _since: date) -> str:
    """Why nobody has returned where everybody is new, as when all time is in view; else nothing.

    Args:
        row: Of the answer of ``overview.figures``.
    """
    if row["customers"] and row["new_customers"] == row["customers"]:
        return _("Everybody's first order lies in the period: choose a shorter one to see who returned.")
    return ""


KPIS = (
    Kpi(
        "net_sales", N_("Net sales"), "money", N_("Sales after discounts and refunds."),
        "normal", RETENTION, {"metric": "net_sales"},
    ),
    Kpi(
        "orders", N_("Orders"), "count", N_("Orders that were neither cancelled nor left unpaid."),
        "normal", CUSTOMERS, {"who": "active"},
    ),
    Kpi(
        "average_order_value", N_("Average order value"), "money", N_("Net sales divided by orders."),
        "normal", RETENTION, {"metric": "average_order_value"},
    ),
    Kpi(
        "customers", N_("Active customers"), "count", N_("Customers who ordered in the period."),
        "normal", SEGMENTS, {},
    ),
    Kpi(
        "new_customers", N_("New customers"), "count", N_("Their first order ever lies in the period."),
        "normal", CUSTOMERS, {"who": "new"}, needs_past=True,
    ),
    Kpi(
        "repeat_rate", N_("Repeat rate"), "share", N_("Share of customers with two orders or more in the period."),
        "normal", CUSTOMERS, {"who": "repeat"},
    ),
    Kpi(
        "returning_sales_share", N_("Returning share"), "share",
        N_("Of the net sales that customers brought, the part of those who had ordered before the period."),
        "off", CUSTOMERS, {"who": "returning"}, needs_past=True, note=all_new_in_words,
    ),
    Kpi(
        "lost_customers", N_("Lost customers"), "count",
        N_("Within the period their silence grew too long: half as long again as the lapse point."),
        "inverse", CUSTOMERS, {"who": "lost"}, needs_past=True, note=lost_in_words,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """The answers that the cards are made of.

    Args:
        now: Answer of ``overview.figures``.
        before: The period before, where there is one.
        year_before: These days of the year before, where there are any.
        course: Answer of ``overview.by_period``, only the periods that can be compared.
        currency: ISO 4217 code of amounts.
        since: First day in view.
    """

    now: pd.DataFrame
    before: Earlier | None
    year_before: Earlier | None
    course: pd.DataFrame
    currency: str | None
    since: date


def kpi_cards(figures: Figures) -> None:
    """Draw all figures."""
    with st.grid(4, min_column_width=150, key="kpis"):
        for kpi in KPIS:
            with st.container(key=f"kpi_{kpi.name}", border=True, height="stretch"):
                _card(kpi, figures)


def _card(kpi: Kpi, figures: Figures) -> None:
    value = float(kpi.series(figures.now).iloc[0])
    change = change_in_words(kpi, value, kpi.of(figures.before))
    st.metric(
        _(kpi.label),
        in_words(kpi, value, figures.currency),
        delta=change,
        delta_color=kpi.rising,
        delta_description=_("vs. before") if change else None,
        help=_(kpi.help),
    )
    if in_a_year := change_in_words(kpi, value, kpi.of(figures.year_before)):
        st.caption(_("{change} vs. a year before").format(change=_coloured(kpi, in_a_year)))
    if kpi.note and (note := kpi.note(figures.now.iloc[0], figures.since)):
        st.caption(note)
    st.page_link(
        kpi.page,
        label=_("{figure}: look closer").format(figure=_(kpi.label)),
        icon=":material/arrow_outward:",
        help="",
        query_params={**carried(), **kpi.look},
    )
    course = kpi.series(figures.course)
    if len(course) > 1 and course.notna().any():
        st.html(sparkline(course.fillna(0).tolist(), _tone(kpi, change)))


def _tone(kpi: Kpi, change: str | None) -> Tone:
    """Whether a change is good news; without one the course is only a course."""
    if change is None or kpi.rising == "off":
        return "neutral"
    return "bad" if change.startswith("-") == (kpi.rising == "normal") else "good"


def _coloured(kpi: Kpi, change: str) -> str:
    """A change in the colour of its tone, as Markdown."""
    colour = {"good": "green", "bad": "red", "neutral": "gray"}[_tone(kpi, change)]
    return f":{colour}[{change}]"


def in_words(kpi: Kpi, value: float, currency: str | None) -> str:
    """A figure as a person writes it; a dash where it is unknown."""
    if pd.isna(value):
        return "–"
    if kpi.unit == "money":
        return money(value, currency, 0 if abs(value) >= WHOLE_MONEY_FROM else None)
    return percent(value) if kpi.unit == "share" else number(value)


def change_in_words(kpi: Kpi, now: float, before: float) -> str | None:
    """The change against an earlier period: in percentage points for shares, else in percent.

    Returns:
        ``None`` where there is nothing to compare: a figure is unknown, or what it is measured by is not above zero.
    """
    if pd.isna(now) or pd.isna(before) or (kpi.unit != "share" and before <= 0):
        return None
    if kpi.unit == "share":
        return _("{points} pp").format(points=_signed(number((now - before) * 100, 1)))
    return _signed(percent(now / before - 1))


def _signed(text: str) -> str:
    return text if text.startswith("-") else f"+{text}"


def habits_in_words(now: pd.DataFrame) -> str:
    """What goes with the figures but needs no card of its own: how often customers order, and who stays unknown.

    Args:
        now: Answer of ``overview.figures``.
    """
    row = now.iloc[0]
    told = []
    if row["customers"]:
        told.append(_("{orders} orders per customer").format(orders=number(row["orders_per_customer"], 2)))
    if pd.notna(row["median_days_between_orders"]):
        told.append(
            _("half of all repeat orders come within {days} days").format(
                days=number(row["median_days_between_orders"])
            )
        )
    if row["guest_orders"]:
        told.append(_("{share} of orders name no customer").format(share=percent(row["guest_orders"] / row["orders"])))
    if pd.notna(row["lost_days"]):
        told.append(_("lost: silent for more than {days} days").format(days=number(row["lost_days"])))
    else:
        told.append(_("nobody is called lost yet: too few have returned, or the history is too short"))
    return " · ".join(told)
