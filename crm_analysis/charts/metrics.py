"""What a retention chart can show: one metric per column of the answer, with its words and its units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import pandas as pd

from crm_analysis.i18n import N_, _, compact, currency_sign, money, number, percent, period

Unit = Literal["share", "customers", "number", "money"]


@dataclass(frozen=True)
class Metric:
    """One column of the retention answer and how to say it.

    Args:
        column: Column of ``retention``.
        mean: Column of ``mean_curve``; empty where cohorts are not averaged.
        unit: ``share`` in [0, 1], ``customers`` (a share of the cohort as heads), ``number`` or ``money``.
        first_age: Age of the first column shown; 0 only where the first period itself says something.
        name: What the switch says.
        title: The question that the heatmap answers.
        cell: The hover's sentence for one cohort and age.
        average: The hover's sentence for the mean; empty where cohorts are not averaged.
    """

    column: str
    mean: str
    unit: Unit
    first_age: int
    name: str
    title: str
    cell: str
    average: str

    @property
    def has_interval(self) -> bool:
        """Whether the answer carries a 95 % interval beside the figure."""
        return self.column == "retention" and self.unit == "share"

    @property
    def can_be_counted(self) -> bool:
        """Whether its shares are shares of the cohort, so that they can be shown as heads too."""
        return self.unit in ("share", "customers")

    def counted(self) -> Metric:
        """The same metric as heads instead of percent; heads of cohorts of different size are not averaged."""
        return replace(self, unit="customers", mean="")

    def values(self, cells: pd.DataFrame) -> pd.Series:
        """What is drawn for each cell.

        Args:
            cells: Rows of ``retention``.
        """
        shares = cells[self.column].astype(float)
        return (shares * cells["cohort_size"]).round() if self.unit == "customers" else shares


METRICS = {
    "retention": Metric(
        "retention",
        "retention",
        "share",
        1,
        N_("Came back"),
        N_("Who orders again, and how long after the first order?"),
        N_(
            "Of {size} customers who first bought in {cohort},<br>"
            "{customers} ({value}, 95 % interval {low} to {high}) ordered again in {age}."
        ),
        N_(
            "Of {size} customers in {cohorts} cohorts,<br>"
            "{customers} ({value}, 95 % interval {low} to {high}) ordered again in {age}."
        ),
    ),
    "cumulative_repeat_rate": Metric(
        "cumulative_repeat_rate",
        "cumulative_repeat_rate",
        "share",
        0,
        N_("Came back so far"),
        N_("How many have ordered a second time by then?"),
        N_("Of {size} customers who first bought in {cohort},<br>{value} had ordered again by the end of {age}."),
        N_("Of {size} customers in {cohorts} cohorts,<br>{value} had ordered again by the end of {age}."),
    ),
    "unbounded_retention": Metric(
        "unbounded_retention",
        "unbounded_retention",
        "share",
        1,
        N_("Still ordering"),
        N_("How many order then, or at any time after?"),
        N_("Of {size} customers who first bought in {cohort},<br>{value} ordered in {age} or later."),
        N_("Of {size} customers in {cohorts} cohorts,<br>{value} ordered in {age} or later."),
    ),
    "orders_per_customer": Metric(
        "orders_per_customer",
        "orders_per_customer",
        "number",
        0,
        N_("Orders per active customer"),
        N_("How often do those order who come back?"),
        N_(
            "{customers} of {size} customers who first bought in {cohort}<br>"
            "ordered in {age}, {value} times each on average."
        ),
        N_("{customers} of {size} customers in {cohorts} cohorts<br>ordered in {age}, {value} times each on average."),
    ),
    "average_order_value": Metric(
        "average_order_value",
        "average_order_value",
        "money",
        0,
        N_("Average order value"),
        N_("Do those who come back spend more on an order?"),
        N_(
            "{customers} of {size} customers who first bought in {cohort}<br>"
            "ordered in {age}; an order was worth {value} on average."
        ),
        N_(
            "{customers} of {size} customers in {cohorts} cohorts<br>"
            "ordered in {age}; an order was worth {value} on average."
        ),
    ),
    "net_sales": Metric(
        "net_sales",
        "",
        "money",
        0,
        N_("Net sales"),
        N_("How much does each cohort still bring in?"),
        N_("{size} customers who first bought in {cohort}<br>brought {value} of net sales in {age}."),
        "",
    ),
    "cumulative_net_sales_per_customer": Metric(
        "cumulative_net_sales_per_customer",
        "cumulative_net_sales_per_customer",
        "money",
        0,
        N_("Value per customer"),
        N_("What has a customer brought in by then?"),
        N_("Each of {size} customers who first bought in {cohort}<br>had brought {value} by the end of {age}."),
        N_("Each of {size} customers in {cohorts} cohorts<br>had brought {value} by the end of {age}."),
    ),
    "gross_margin": Metric(
        "gross_margin",
        "",
        "money",
        0,
        N_("Gross margin"),
        N_("How much does each cohort still earn?"),
        N_(
            "{size} customers who first bought in {cohort}<br>earned {value} of gross margin in {age};<br>"
            "costs are known for {known} of sales so far."
        ),
        "",
    ),
    "cumulative_margin_per_customer": Metric(
        "cumulative_margin_per_customer",
        "cumulative_margin_per_customer",
        "money",
        0,
        N_("Margin per customer"),
        N_("What has a customer earned by then?"),
        N_(
            "Each of {size} customers who first bought in {cohort}<br>had earned {value} of gross margin by the end "
            "of {age};<br>costs are known for {known} of sales so far."
        ),
        N_(
            "Each of {size} customers in {cohorts} cohorts<br>had earned {value} of gross margin by the end of {age};"
            "<br>costs are known for {known} of sales so far."
        ),
    ),
}

STEPS = {
    "month": N_("Month"),
    "week": N_("Week"),
    "quarter": N_("Quarter"),
    "year": N_("Year"),
    "30d": N_("30 days"),
}
AGES = {
    "week": N_("week {age}"),
    "month": N_("month {age}"),
    "quarter": N_("quarter {age}"),
    "year": N_("year {age}"),
    "30d": N_("period {age} of 30 days"),
}
AGE_AXES = {
    "week": N_("Weeks since first order, 0 = the first"),
    "month": N_("Months since first order, 0 = the first"),
    "quarter": N_("Quarters since first order, 0 = the first"),
    "year": N_("Years since first order, 0 = the first"),
    "30d": N_("Periods of 30 days, 0 = the first"),
}

EXPECTED = N_("{cohort}, {age}: {value} expected,<br>by how far off it was before, {low} to {high}.")
"""The hover's sentence for what a cohort is expected to do."""


def offered(cells: pd.DataFrame) -> dict[str, Metric]:
    """The metrics of which an answer knows anything: margins need costs.

    Args:
        cells: Answer of ``cohorts.retention``.
    """
    return {name: metric for name, metric in METRICS.items() if cells[metric.column].notna().any()}


def age_name(by: str, age: object) -> str:
    """An age in words, such as *month 3*."""
    return _(AGES[by]).format(age=age)


def length_of_cohort(by: str) -> str:
    """The length of the periods whose first buyers are a cohort; those who are followed by 30 days go by month."""
    return "month" if by == "30d" else by


def cohort_name(start: date, by: str) -> str:
    """A cohort in words, such as *Mar 2025*."""
    return period(start, length_of_cohort(by))


def value_in_words(metric: Metric, value: float, currency: str | None) -> str:
    """A value of the metric as a person writes it."""
    if metric.unit == "share":
        return percent(value)
    return money(value, currency) if metric.unit == "money" else number(value, 2 if metric.unit == "number" else 0)


def hover_format(metric: Metric, place: str, currency: str | None) -> str:
    """The place of a plotly hover that writes a value of the metric as a person would; heads are told as shares."""
    if metric.can_be_counted:
        return f"%{{{place}:.1%}}"
    if metric.unit == "money":
        return f"{currency_sign(currency)}%{{{place}:,.2f}}"
    return f"%{{{place}:,.2f}}"


AVERAGE_FACTS = ["cohort_customers", "cohorts", "customers", "retention_low", "retention_high", "known_cost_share"]
"""Columns of ``cohorts.mean_curve`` that :func:`average_hover` tells, as a trace's ``customdata``."""


def average_hover(metric: Metric, by: str, currency: str | None) -> str:
    """What a plotly hover says of a point of an average curve."""
    return _(metric.average).format(
        size="%{customdata[0]:,}",
        cohorts="%{customdata[1]}",
        customers="%{customdata[2]:,}",
        low="%{customdata[3]:.1%}",
        high="%{customdata[4]:.1%}",
        known="%{customdata[5]:.0%}",
        value=hover_format(metric, "y", currency),
        age=age_name(by, "%{x}"),
    )


def cell_label(metric: Metric, top: float) -> Callable[[float], str]:
    """How to write a value inside a cell: percent without its sign, or money in few characters.

    Args:
        metric: What the cells hold.
        top: The largest value shown; small shares get a decimal.
    """
    if metric.unit == "share":
        behind = 1 if top < 0.1 else 0
        return lambda value: number(value * 100, behind)
    if top >= 10_000:
        return compact
    if metric.unit == "customers":
        return number
    if metric.unit == "number":
        return lambda value: number(value, 1 if top >= 10 else 2)
    return lambda value: number(value, 0 if top >= 20 else 1)
