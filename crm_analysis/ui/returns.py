"""What the retention page tells below its triangle: time to the second order, the ladder, what is expected."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from crm_analysis import i18n
from crm_analysis.analysis import cohorts, returns
from crm_analysis.charts.ladder import ladder
from crm_analysis.charts.metrics import METRICS
from crm_analysis.charts.projection import FEWEST_CUSTOMERS, METHODS, projection
from crm_analysis.charts.survival import survival
from crm_analysis.engines.query import Query
from crm_analysis.errors import NotEnoughEvidence
from crm_analysis.i18n import _
from crm_analysis.models import survival as models
from crm_analysis.models.projection import project
from crm_analysis.ui.answers import ask, ask_anew
from crm_analysis.ui.cards import card, chart_card
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.plain import sentence
from crm_analysis.ui.projections import PROJECTED, projected
from crm_analysis.ui.retention import MOST_SLICES, Look, slice_name
from crm_analysis.ui.tables import table


def returns_cards(look: Look) -> None:
    """Draw how soon customers come back; where they are not cut into slices, also the ladder and what is expected.

    Args:
        look: What the page's switches are set to.
    """
    _second_order_card(look)
    if not look.sliced:
        _ladder_card(look)
        _projection_card(look)


def _second_order_card(look: Look) -> None:
    """Draw the curve to the second order, one for each slice."""
    question = returns.second_orders(look.view.filters, look.slice_by, MOST_SLICES)
    times = ask(question)
    test = models.log_rank(times)
    curves = models.curves(times)
    if not curves["days"].max() > 0:
        with card("retention_second_order", _("How soon do customers order a second time?")):
            st.caption(_("Not known yet: nobody has been seen for a whole day after their first order."))
            how_counted("retention_second_order", "second_order", question)
        return
    chart = survival(curves, models.summary(times), test.p_value if test else None, partial(slice_name, look.slice_by))
    take = partial(
        csv_button, _("Download CSV"), lambda: curves, f"second-order-{look.slice_by}.csv", "retention_second_order_csv"
    )
    chart_card(chart, "retention_second_order", "second_order", question, downloads=take)


def _ladder_card(look: Look) -> None:
    """Draw what becomes of customers order by order."""
    question = returns.order_ladder(look.view.filters)
    steps = models.ladder(ask(question))
    take = partial(csv_button, _("Download CSV"), lambda: steps, "order-ladder.csv", "retention_ladder_csv")
    chart = ladder(steps)
    if chart is None:
        with card("retention_ladder", _("Too few customers to say how many order once more")):
            how_counted("retention_ladder", "ladder", question)
    else:
        chart_card(chart, "retention_ladder", "ladder", question, downloads=take)


def _projection_card(look: Look) -> None:
    """Draw how the youngest cohorts may go on, and how the methods did on the past; or why neither can be said."""
    grid = cohorts.retention(look.view.filters, look.by)
    metric = METRICS[look.metric.column if look.metric.column in PROJECTED else next(iter(PROJECTED))]
    try:
        found = projected(grid, metric.column)
    except NotEnoughEvidence as thin:
        with card("retention_projection", _("What may be expected of young cohorts?")):
            st.caption(sentence(thin))
            how_counted("retention_projection", "projection", grid)
        return
    chart = projection(ask(grid), found.values, found.backtest, metric, look.by, look.view.currency)
    take = partial(
        csv_button,
        _("Download CSV"),
        lambda: project(ask_anew(grid)).values,
        f"projection-{look.by}.csv",
        "retention_projection_csv",
    )
    if chart is None:
        _too_small_card(grid, take)
    else:
        chart_card(chart, "retention_projection", "projection", grid, downloads=take)
    with card(
        "retention_backtest", _("How did the methods do on this shop's own past?"), _tried(found.backtest, found.ahead)
    ):
        _backtest_table(found.backtest)


def _too_small_card(grid: Query, take: Callable[[], None]) -> None:
    """Say that what is expected of so small cohorts is not drawn, and let it be taken away."""
    words = _(
        "A cohort of fewer than {fewest} customers is not drawn: one customer more or less would change it too much. "
        "The file holds what is expected of each."
    ).format(fewest=i18n.number(FEWEST_CUSTOMERS))
    with (
        card("retention_projection", _("No cohort is large enough to be continued"), words),
        st.container(key="foot_retention_projection", horizontal=True, horizontal_alignment="distribute"),
    ):
        how_counted("retention_projection", "projection", grid)
        take()


def _tried(backtest: pd.DataFrame, ahead: int) -> str:
    """What the trials were."""
    return _(
        "Periods that are known were hidden and predicted from what came before: {hidden} values, {trials} points of "
        "the past, up to {ahead} periods ahead."
    ).format(
        hidden=i18n.number(backtest["hidden"].max()),
        trials=i18n.number(backtest["trials"].max()),
        ahead=i18n.number(ahead),
    )


def _backtest_table(backtest: pd.DataFrame) -> None:
    """Draw how wrong each way of projecting was."""
    config = st.column_config
    named = backtest.assign(method=[_(METHODS[method]) for method in backtest["method"]])
    table(
        named.assign(**{share: 100 * named[share] for share in ("relative_error", "bias", "coverage")}),
        {
            "method": config.TextColumn(_("Method"), width=230),
            "relative_error": config.NumberColumn(_("Off by"), width=90, format="%.0f%%"),
            "bias": config.NumberColumn(_("Too high by"), width=100, format="%.0f%%"),
            "coverage": config.NumberColumn(_("Inside the band"), width=120, format="%.0f%%"),
            "used": config.CheckboxColumn(_("Used"), width=70),
        },
        _("How wrong each method was, as a share of what came."),
    )
