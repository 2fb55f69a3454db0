"""What changed, in words: at most five sentences, each with its evidence and the way to its chart."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from crm_analysis.analysis import changes as asked
from crm_analysis.charts.changes import course
from crm_analysis.findings.changes import evidence, sentence, why_nothing
from crm_analysis.i18n import _
from crm_analysis.models import changes as models
from crm_analysis.models.changes import Finding, Judged
from crm_analysis.rules.changes import changes_rules
from crm_analysis.ui.answers import ask
from crm_analysis.ui.cards import card, draw_chart
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.filters import View, carried
from crm_analysis.ui.kpis import KPIS
from crm_analysis.ui.navigation import OVERVIEW, RETENTION
from crm_analysis.ui.plain import as_written

MOST_KEPT = 16
RISE, FALL = ":material/trending_up:", ":material/trending_down:"


CAME_BACK = {"metric": "cumulative_repeat_rate", "by": "month"}
"""What the retention page shows of customers who come back."""
ALL_TIME = {"period": "all"}
"""What is usual is seen in the months before."""


def changes_card(view: View) -> None:
    """Draw what has surely changed in the last whole month, or that nothing has.

    Args:
        view: What the filter bar is set to.
    """
    question = asked.courses(view.filters)
    courses = ask(question)
    judged = _judged(courses)
    with card(
        "changes", _("What has changed?"), _("The last whole months, compared with what the earlier ones let expect.")
    ):
        for number, found in enumerate(judged.told):
            _change(found, courses, f"change_{number}")
        if not judged.told:
            st.caption(why_nothing(judged, changes_rules().limits))
        how_counted("changes", "changes", question)


@st.cache_data(max_entries=MOST_KEPT, show_spinner=False)
def _judged(courses: pd.DataFrame) -> Judged:
    """The same courses are judged once."""
    return models.judge(courses, changes_rules())


def _change(found: Finding, courses: pd.DataFrame, key: str) -> None:
    icon = RISE if found.value > found.usual else FALL
    with st.container(key=key, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(
            f"{icon} **{as_written(sentence(found))}**  \n:gray[:small[{as_written(evidence(found))}]]",
            width="stretch",
        )
        with st.popover(_("See the months"), icon=":material/show_chart:", type="tertiary", key=f"{key}_months"):
            chart = course(
                models.months_of(courses, found),
                (found.usual_low, found.usual, found.usual_high),
                models.SCALES[found.figure].unit,
                found.currency,
                sentence(found),
            )
            st.caption(as_written(chart.subtitle))
            draw_chart(chart, f"{key}_course")
        if place := place_of(found):
            page, look = place
            st.page_link(
                page,
                label=_("Look closer"),
                icon=":material/arrow_forward:",
                query_params={**carried(), **ALL_TIME, **look},
            )


def place_of(found: Finding) -> tuple[str, Mapping[str, str]] | None:
    """The page that shows a figure, and how its switches must stand; None where the overview itself does."""
    if found.figure == "came_back":
        return RETENTION, {**CAME_BACK, "slice": found.slice_by}
    return next(((kpi.page, kpi.look) for kpi in KPIS if kpi.name == found.figure and kpi.page != OVERVIEW), None)
