"""The folder of this installation whose files are imported as they appear: the app holds the store, so it watches."""

from __future__ import annotations

import threading
from pathlib import Path

import streamlit as st

from crm_analysis import settings
from crm_analysis.ingest.encoding import scan
from crm_analysis.ingest.jobs import Jobs, Task
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.ingest.watching import Watch
from crm_analysis.store import uploads
from crm_analysis.ui.answers import shop_store
from crm_analysis.ui.jobs import all_jobs


@st.cache_resource(max_entries=1, show_spinner=False)
def begin() -> Watch | None:
    """Watch the folder that the settings name, from the first call on.

    Raises:
        InputRefused: There is no such folder.
    """
    folder = settings.load().watch
    if folder is None:
        return None
    jobs, store = all_jobs(), shop_store()

    def take(file: Path) -> None:
        if uploads.imported_as(store, scan(file).sha256) is None:
            _add(jobs, file)

    watch = Watch(folder, take)
    threading.Thread(target=watch.run, name="watch a folder", daemon=True).start()
    return watch


def _add(jobs: Jobs, file: Path) -> None:
    jobs.add([Task(file, file.name, ImportOptions(), keep=True)])
