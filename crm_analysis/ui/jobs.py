"""The imports of this process, as every page and every tab sees them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from crm_analysis.i18n import _, percent
from crm_analysis.ingest.jobs import Job, Jobs, Task
from crm_analysis.ui import spool
from crm_analysis.ui.answers import shop_store
from crm_analysis.ui.language import speaking
from crm_analysis.ui.plain import as_written

POLL_SECONDS = 0.5


@st.cache_resource(max_entries=1, show_spinner=False)
def all_jobs() -> Jobs:
    """The queue of imports; whoever comes first also clears away what an earlier run of the app has left."""
    store = shop_store()
    spool.folder()
    return Jobs(store)


def newest() -> Job | None:
    """The job that runs, or ran last."""
    return all_jobs().newest


def running() -> bool:
    """Whether an import is under way."""
    return all_jobs().running is not None


def start(tasks: Sequence[Task]) -> None:
    """Begin to import files, one after the other, once the imports before have ended."""
    all_jobs().add(tasks)


def sidebar_line() -> None:
    """Say on every page how far the import is that runs."""
    if running():
        _line()


@st.fragment(run_every=POLL_SECONDS)
@speaking
def _line() -> None:
    job = all_jobs().running
    if job is None:
        st.rerun()
        return
    words = _("Importing {file}: {share}").format(file=as_written(job.current), share=percent(job.share, 0))
    st.progress(job.share, text=f":small[{words}]")
