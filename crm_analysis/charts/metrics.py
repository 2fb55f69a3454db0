"""What a retention chart can show: one metric per column of the answer, with its words and its units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crm_analysis.i18n import N_, _, compact, currency_sign, money, number, percent


@dataclass(frozen=True)
class Metric:
    """One column of the retention answer and how to say it.

    Args:
        column: Column of ``retention``.
        mean: Column of ``mean_curve``; empty where cohorts are not averaged.
        unit: ``share`` in [0, 1] or ``money``.
        first_age: Age of the first column shown; 0 only where the first period itself says something.
        name: What the switch says.
        title: The question that the heatmap answers.
        cell: The hover's sentence for one cohort and age.
        average: The hover's sentence for the mean; empty where cohorts are not averaged.
    """

    column: str
    mean: str
    unit: str
    first_age: int
    name: str
    title: str
    cell: str
    average: str

    @property
    def has_interval(self) -> bool:
        """Whether the answer carries a 95 % interval beside the figure."""
        return self.column == "retention"


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
}

STEPS = {"month": N_("Month"), "week": N_("Week"), "quarter": N_("Quarter"), "year": N_("Year")}
AGES = {"week": N_("week {age}"), "month": N_("month {age}"), "quarter": N_("quarter {age}"), "year": N_("year {age}")}
AGE_AXES = {
    "week": N_("Weeks since the first order"),
    "month": N_("Months since the first order"),
    "quarter": N_("Quarters since the first order"),
    "year": N_("Years since the first order"),
}


def age_name(by: str, age: object) -> str:
    """An age in words, such as *month 3*."""
    return _(AGES[by]).format(age=age)


def value_in_words(metric: Metric, value: float, currency: str | None) -> str:
    """A value of the metric as a person writes it."""
    return percent(value) if metric.unit == "share" else money(value, currency)


def hover_format(metric: Metric, place: str, currency: str | None) -> str:
    """The place of a plotly hover that writes a value of the metric as a person would."""
    if metric.unit == "share":
        return f"%{{{place}:.1%}}"
    return f"{currency_sign(currency)}%{{{place}:,.2f}}"


def cell_label(metric: Metric, top: float) -> Callable[[float], str]:
    """How to write a value inside a cell: percent without its sign, or money in few characters.

    Args:
        metric: What the cells hold.
        top: The largest value shown; small shares get a decimal.
    """
    if metric.unit == "share":
        decimals = 1 if top < 0.1 else 0
        return lambda value: number(value * 100, decimals)
    if top >= 10_000:
        return compact
    return lambda value: number(value, 0 if top >= 20 else 1)
