"""Have new customers earned back what the advertising of their period cost? Bars against a line of steps."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.metrics import age_name, cohort_name, length_of_cohort
from crm_analysis.charts.periods import name_periods
from crm_analysis.charts.theme import ACCENT, INK, Chart, blank, legend_on_top
from crm_analysis.i18n import _, currency_sign, money, number, plural

HEIGHT = 340


def payback(rows: pd.DataFrame, by: str = "month", currency: str | None = None) -> Chart:
    """Draw each cohort's gross margin per customer so far beside what a customer of it cost.

    Args:
        rows: Answer of ``cohorts.payback``, of which some cohort has a cost.
        by: Length of a period: week, month, quarter, year or 30d.
        currency: ISO 4217 code of amounts.
    """
    priced = latest(rows)
    names = [cohort_name(start, by) for start in priced["cohort"]]
    words = [_in_words(row, by, currency) for _place, row in priced.iterrows()]
    figure = blank(HEIGHT)
    figure.add_trace(
        go.Bar(
            x=names,
            y=priced["cumulative_margin_per_customer"],
            name=_("Gross margin per customer so far"),
            marker={"color": ACCENT},
            customdata=words,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=names,
            y=priced["acquisition_cost"],
            mode="lines+markers",
            name=_("Advertising per new customer"),
            line={"color": INK, "width": 2.5, "shape": "hvh"},
            marker={"color": INK, "size": 5},
            customdata=words,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    figure.update_xaxes(title={"text": _("Period of the first order")})
    name_periods(figure, list(priced["cohort"]), length_of_cohort(by), places=names)
    figure.update_yaxes(
        title={"text": _("Per customer")}, tickprefix=currency_sign(currency), tickformat="~s", nticks=6
    )
    legend_on_top(figure)
    finding = _finding(priced)
    subtitle = _(
        "A bar that reaches the line has paid back. All advertising of a period, over all new customers in it."
    )
    return Chart(figure, finding, subtitle, finding)


def latest(rows: pd.DataFrame) -> pd.DataFrame:
    """The oldest age of each cohort whose cost is known: what is known of it by now."""
    return rows[rows["acquisition_cost"].notna()].sort_values(["cohort", "age"]).drop_duplicates("cohort", keep="last")


def _finding(priced: pd.DataFrame) -> str:
    """How many of the cohorts whose margin is known have paid back."""
    known = priced[priced["cumulative_margin_per_customer"].notna()]
    if known.empty:
        return _("What did it cost to win a customer?")
    cohorts = plural("{count} cohort", "{count} cohorts", len(known))
    paid = number(int(known["payback_age"].notna().sum()))
    return _("Earned back what it cost to win them: {paid} of {cohorts}").format(cohorts=cohorts, paid=paid)


def _in_words(row: pd.Series, by: str, currency: str | None) -> str:
    """What the hover says of a cohort."""
    said = _("{customers} customers first bought in {cohort}.<br>Each cost {cost} of advertising").format(
        customers=number(row["new_customers"]),
        cohort=cohort_name(row["cohort"], by),
        cost=money(row["acquisition_cost"], currency),
    )
    margin = row["cumulative_margin_per_customer"]
    if pd.isna(margin):
        return _("{said}; too few costs are known to tell what they brought.").format(said=said)
    brought = _("{said} and has brought {margin} of gross margin so far:<br>{verdict}.").format(
        said=said, margin=money(margin, currency), verdict=_verdict(row["payback_age"], by)
    )
    return (
        _("{said}<br>Some of them may have been customers before.").format(said=brought)
        if row["left_censored"]
        else brought
    )


def _verdict(age: float, by: str) -> str:
    return _("not yet paid back") if pd.isna(age) else _("paid back in {age}").format(age=age_name(by, int(age)))
