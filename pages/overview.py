"""What was sold, to how many customers, and how many of them came back?"""

import streamlit as st

from crm_analysis.analysis import overview
from crm_analysis.charts import sales
from crm_analysis.i18n import _
from crm_analysis.ui.answers import ask
from crm_analysis.ui.cards import chart_card, heading, nothing_in_view
from crm_analysis.ui.changes import changes_card
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.filters import filter_bar
from crm_analysis.ui.kpis import Figures, habits_in_words, kpi_cards
from crm_analysis.ui.overview import earlier, habits
from crm_analysis.ui.plain import as_written
from crm_analysis.ui.welcome import needs_orders

if needs_orders():
    st.stop()

top = st.container()
view = filter_bar(start="12m")
with top:
    heading(_("Overview"), view.days)

whole, course = overview.figures(view.filters), overview.by_period(view.filters, view.step)
now, periods = ask(whole), ask(course)
whole_periods = sales.whole_periods(periods, view.step, view.since, view.until)
kpi_cards(
    Figures(
        now,
        earlier(view, view.period_before),
        earlier(view, view.year_before),
        whole_periods,
        view.currency,
        view.since,
    )
)
st.caption(habits_in_words(now))
how_counted("figures", "figures", whole)
if weeks := view.weeks(view.step):
    st.caption(as_written(weeks))

if periods.empty:
    nothing_in_view()
    st.stop()
changes_card(view)
left, right = st.columns(2)
with left:
    chart_card(
        sales.sales(periods, view.step, view.currency, view.since, view.until), "overview_sales", "sales", course
    )
with right:
    chart_card(sales.customers(periods, view.step, view.since, view.until), "overview_customers", "sales", course)
habits(view)
