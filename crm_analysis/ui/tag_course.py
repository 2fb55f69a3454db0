"""The ends of months at which the course of a tag is worked out: when somebody asks, as each takes a question."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from crm_analysis.analysis.choices import span
from crm_analysis.analysis.tags import month_ends
from crm_analysis.i18n import _
from crm_analysis.ui.answers import ask


def days_asked_for() -> list[date]:
    """Draw the switch for the last twelve months.

    Returns:
        The days from which to look, as ``month_ends`` gives them; none where nobody asks, or where there are too few.
    """
    if not st.toggle(_("Show the last 12 months"), key="tags_course"):
        return []
    extent = ask(span()).iloc[0]
    first_day, as_of = (pd.Timestamp(extent[name]).date() for name in ("first_order_on", "as_of"))
    days = month_ends(first_day, as_of - timedelta(days=1))
    if len(days) < 2:
        st.info(_("The data hold no end of a month before the last day."))
        return []
    return days
