"""The app's entry: page, language, navigation; the one place that turns a failure into a message."""

from __future__ import annotations

import streamlit as st

from crm_analysis.ui import answers, jobs, language, look, watched
from crm_analysis.ui.closed import run
from crm_analysis.ui.failures import said_plainly
from crm_analysis.ui.navigation import pages

look.set_up()
language.speak()
with said_plainly():
    page = st.navigation(pages(), expanded=True)
    look.dress()
    answers.open_store()
    with st.sidebar:
        language.switch()
        look.load_charts_early()
        watched.begin()
        jobs.sidebar_line()
    run(page)
