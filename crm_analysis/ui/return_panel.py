"""Who will order again, on the churn page: how well that could be told before, what goes with leaving, all chances."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from crm_analysis.analysis import returning as asked
from crm_analysis.analysis.filters import Filters
from crm_analysis.charts import returning as charts
from crm_analysis.charts.theme import Chart
from crm_analysis.findings.returning import METHOD_NAMES, Learned, coming, in_words, learned
from crm_analysis.i18n import _, day, number
from crm_analysis.models.returning import Trial
from crm_analysis.models.returning.causes import FACTORS
from crm_analysis.models.returning.measures import gains, measured, reliability
from crm_analysis.models.returning.methods import RULE
from crm_analysis.ui.answers import Basis, ask, learning_basis
from crm_analysis.ui.cards import card, chart_card
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.tables import table

TOPIC = "returning"
MOST_KEPT = 8
QUICK = 100_000
"""Customers up to whom it is tried unasked who returns: with a million it takes a minute or two."""


def found(filters: Filters) -> Learned:
    """What the past says about who returns, learned once per state of the data."""
    with st.spinner(_("Trying on the past who returns …"), show_time=False):
        return _learned(learning_basis(filters), filters)


@st.cache_resource(max_entries=MOST_KEPT, show_spinner=False, hash_funcs={Filters: hash})
def _learned(basis: Basis, filters: Filters) -> Learned:
    """``basis`` is the cache's key only. All readers of the same kind share what is found."""
    return learned(filters, ask, asked.HORIZON_DAYS)


def chances(filters: Filters) -> pd.DataFrame:
    """Each customer's chance to order within 30, 60 and 90 days, and the codes of the reasons against it."""
    return _chances(learning_basis(filters), filters)


@st.cache_resource(max_entries=MOST_KEPT, show_spinner=False, hash_funcs={Filters: hash})
def _chances(basis: Basis, filters: Filters) -> pd.DataFrame:
    return coming(_learned(basis, filters), filters, ask, asked.HORIZONS)


def part(filters: Filters) -> pd.DataFrame:
    """Draw how well it was told who returns, and what goes with leaving; in a large shop only where it is asked for.

    Args:
        filters: The orders to look at, seen from the day after the last in view.

    Returns:
        Answer of :func:`chances`; of nobody where it was not asked for.
    """
    customers = int(ask(asked.span(filters))["customers"].iloc[0])
    if customers > QUICK and not st.toggle(_("Try who will order again, which takes minutes"), key="returning_try"):
        return pd.DataFrame(columns=["customer_id", *asked.HORIZONS, "reasons"])
    _draw(found(filters), filters)
    return chances(filters)


def _draw(told: Learned, filters: Filters) -> None:
    if not told.trials:
        with card("returning_unknown", _("Who will order again?"), told.why):
            how_counted("returning_unknown", TOPIC, asked.coming(filters, asked.HORIZON_DAYS))
        return
    left, right = st.columns(2)
    latest = told.trials[0]
    window = asked.window(filters, latest.window.starts_on, latest.window.days)
    names = _compared(told)
    with left:
        chart_card(_reliability(latest, names), "returning_reliability", TOPIC, window.features, window.returns)
    with right:
        chart_card(_gains(latest, names), "returning_gains", TOPIC, window.features, window.returns)
    _methods(told, filters)
    _causes(told, filters)


def _compared(told: Learned) -> dict[str, str]:
    """The method that is used and the plain rule → their names."""
    return {name: _(METHOD_NAMES[name]) for name in dict.fromkeys((str(told.model.method_), RULE))}


def _reliability(trial: Trial, names: dict[str, str]) -> Chart:
    curves = {}
    for name, words in names.items():
        bins = reliability(trial.told[name], trial.window.returned)
        curves[words] = [bin.probability for bin in bins], [bin.returned for bin in bins]
    used = measured(trial.told[next(iter(names))], trial.window.returned)
    return charts.reliability(curves, used.ece, used.ece_by_chance)


def _gains(trial: Trial, names: dict[str, str]) -> Chart:
    curves = {}
    for name, words in names.items():
        first, among = gains(trial.told[name], trial.window.returned)
        curves[words] = list(first), list(among)
    return charts.gains(curves)


def _methods(told: Learned, filters: Filters) -> None:
    """Draw every method beside the rule, in the mean of all windows that they were tried on."""
    with card("returning_methods", _("Which method tells best who returns?"), told.why):
        rows = told.backtest.groupby("method", sort=False)[["auc", "brier", "ece", "lift_top_decile"]].mean()
        config = st.column_config
        table(
            rows.assign(
                method=[_(METHOD_NAMES[name]) for name in rows.index],
                used=["✓" if name == told.model.method_ else "" for name in rows.index],
                ece=100 * rows["ece"],
                gain=[_gain(*told.model.gains_[name]) if name != RULE else "" for name in rows.index],
            ),
            {
                "method": config.TextColumn(_("Method"), width=220),
                "used": config.TextColumn(_("Used"), width=48),
                "auc": config.NumberColumn(
                    _("Area"),
                    width=72,
                    format="%.3f",
                    help=_(
                        "How often, of one who returned and one who did not, the first was told to be likelier: "
                        "1 always, 0.5 by chance."
                    ),
                ),
                "gain": config.TextColumn(_("Beats the rule by"), width=140),
                "brier": config.NumberColumn(
                    _("Brier"),
                    width=72,
                    format="%.3f",
                    help=_("The mean squared error of the probabilities: the less, the better."),
                ),
                "ece": config.NumberColumn(
                    _("Off by"),
                    width=90,
                    format="%.1f%%",
                    help=_("By how many points the probabilities were off, on average."),
                ),
                "lift_top_decile": config.NumberColumn(
                    _("Top tenth"),
                    width=110,
                    format="%.1f ×",
                    help=_("How many times as many of the likeliest tenth returned as of all customers."),
                ),
            },
            _("One row per method: how well it told who returns."),
        )
        st.caption(
            _("Means of {windows}, each from what was known before it.").format(
                windows=", ".join(
                    _("{days} days from {day} on").format(
                        days=number(trial.window.days), day=day(trial.window.starts_on)
                    )
                    for trial in told.trials
                )
            )
        )
        how_counted("returning_methods", TOPIC, asked.coming(filters, asked.HORIZON_DAYS))


def _gain(gain: float, error: float) -> str:
    return f"{number(gain, 3)} ± {number(error, 3)}"


def _causes(told: Learned, filters: Filters) -> None:
    """Draw what goes together with leaving; where nothing is known that could, say so."""
    known = asked.coming(filters, asked.HORIZON_DAYS)
    if told.causes is None or told.causes.effects.empty:
        with card("returning_causes", _("What goes together with leaving?")):
            st.caption(
                _(
                    "Too few customers have had refunds, low ratings, tickets, discounts on every order, a slow "
                    "delivery or a late second order to compare them with the others."
                )
            )
            how_counted("returning_causes", TOPIC, known)
        return
    names = {code: _(factor.words) for code, factor in FACTORS.items()}
    chart_card(charts.causes(told.causes.effects, names), "returning_causes", TOPIC, known)


def with_chances(customers: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Customers with the chance to order within each horizon, in percent and named by its days, and the reasons against
    it in words.

    Args:
        customers: With ``customer_id``.
        told: Answer of :func:`chances`.
    """
    of_each = told.set_index("customer_id").reindex(customers["customer_id"])
    chance = {str(days): 100 * of_each[days].to_numpy(np.float64) for days in asked.HORIZONS}
    words = [in_words(reasons) or None if isinstance(reasons, tuple) else None for reasons in of_each["reasons"]]
    return customers.assign(**chance, reasons=np.array(words, dtype=object))


def chances_button(told: pd.DataFrame) -> None:
    """A button for everybody's chances and reasons; none where nobody's are known.

    Args:
        told: Answer of :func:`chances`.
    """

    def rows() -> pd.DataFrame:
        named = {days: f"return_probability_{days}" for days in asked.HORIZONS}
        return told.rename(columns=named).assign(reasons=told["reasons"].map(in_words))

    if told[list(asked.HORIZONS)].isna().all(axis=None):
        return
    csv_button(_("Chances and reasons"), rows, "chances.csv", "returning_csv")
