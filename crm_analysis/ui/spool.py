"""Uploaded files go to disk at once: Streamlit would keep every byte in memory for as long as the tab is open."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from crm_analysis import settings
from crm_analysis.errors import CrmError
from crm_analysis.ingest.files import tables_in

PIECE = 1 << 20
FOLDER = "incoming"


@dataclass(frozen=True)
class Spooled:
    """A file that waits on disk: a name for widgets, the owner's name for it, where it lies."""

    id: str
    name: str
    path: Path


def take_in(files: Sequence[UploadedFile]) -> list[Spooled]:
    """Copy uploaded files to disk and give their memory back; of an archive, each of its tables."""
    return [table for file in files for table in _tables(_spooled(file))]


def discard(files: Sequence[Spooled]) -> None:
    """Delete files that nobody waits for any more."""
    for file in files:
        file.path.unlink(missing_ok=True)


@st.cache_resource(max_entries=1, show_spinner=False)
def _folder() -> Path:
    """An empty folder beside the store: what an earlier run of the app left there belongs to nobody."""
    folder = settings.load().data / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _spooled(file: UploadedFile) -> Spooled:
    number = uuid.uuid4().hex
    target = _folder() / number
    with target.open("wb") as out:
        shutil.copyfileobj(file, out, PIECE)
    _forget(file)
    return Spooled(number, file.name, target)


def _tables(file: Spooled) -> list[Spooled]:
    try:
        tables = tables_in(file.path, file.name, _folder())
    except CrmError:
        return [file]  # where it is looked at, it is said what is wrong with it
    if len(tables) == 1:
        return [file]
    discard([file])
    return [Spooled(path.name, name, path) for name, path in tables]


def _forget(file: UploadedFile) -> None:
    """Free the bytes that Streamlit keeps: there is no public way, so the call stands here alone."""
    context = get_script_run_ctx()
    manager = get_instance().uploaded_file_mgr
    if context is not None and isinstance(manager, MemoryUploadedFileManager):
        manager.remove_file(context.session_id, file.file_id)
    file.close()
