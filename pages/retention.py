"""Who comes back, and when?"""

import streamlit as st

from crm_analysis.analysis import cohorts
from crm_analysis.charts.curves import curves
from crm_analysis.charts.heatmap import heatmap
from crm_analysis.charts.metrics import METRICS, STEPS
from crm_analysis.i18n import _
from crm_analysis.ui.answers import ask
from crm_analysis.ui.cards import chart_card, heading, nothing_in_view
from crm_analysis.ui.choices import switch
from crm_analysis.ui.filters import filter_bar
from crm_analysis.ui.welcome import needs_orders

if needs_orders():
    st.stop()

top = st.container()
view = filter_bar()
with top:
    heading(_("Retention"), _("Customers by first order, {days}").format(days=view.days))
with st.container(key="retention_switches", horizontal=True, vertical_alignment="center"):
    metric = switch(
        _("What is shown"), {name: shown.name for name, shown in METRICS.items()}, "retention_metric", "metric"
    )
    by = switch(_("Length of a period"), STEPS, "retention_by", "by")
if weeks := view.weeks(by):
    st.caption(weeks)

grid, curve = cohorts.retention(view.filters, by), cohorts.mean_curve(view.filters, by)
cells, mean = ask(grid), ask(curve)
if cells.empty:
    nothing_in_view()
    st.stop()

chart_card(
    heatmap(cells, mean, metric, by, view.currency), "retention_heatmap", "retention", grid, csv=f"retention-{by}.csv"
)
chart_card(curves(cells, mean, metric, by, view.currency), "retention_curves", "retention", curve)
