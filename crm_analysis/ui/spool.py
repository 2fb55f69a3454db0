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
WAITING = "upload_waiting"


@dataclass(frozen=True)
class Spooled:
    """A file that waits on disk: a name for widgets, the owner's name for it, where it lies."""

    id: str
    name: str
    path: Path


def waiting() -> list[Spooled]:
    """The files of this session that wait to be looked at and confirmed."""
    files: list[Spooled] = st.session_state.setdefault(WAITING, [])
    return files


def take_in(files: Sequence[UploadedFile]) -> list[Spooled]:
    """Copy uploaded files to disk and give their memory back; of an archive, each of its tables."""
    return [table for file in files for table in _tables(_spooled(file))]


def lay_out(file: Path) -> None:
    """Let a copy of a file of this computer wait like an uploaded one."""
    copy = Spooled(uuid.uuid4().hex, file.name, folder() / uuid.uuid4().hex)
    shutil.copyfile(file, copy.path)
    waiting().append(copy)


def discard(files: Sequence[Spooled]) -> None:
    """Delete files that nobody waits for any more."""
    for file in files:
        file.path.unlink(missing_ok=True)


@st.cache_resource(max_entries=1, show_spinner=False)
def folder() -> Path:
    """An empty folder beside the store: what an earlier run of the app left there belongs to nobody."""
    incoming = settings.load().data / FOLDER
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(parents=True)
    return incoming


def _spooled(file: UploadedFile) -> Spooled:
    number = uuid.uuid4().hex
    target = folder() / number
    with target.open("wb") as out:
        shutil.copyfileobj(file, out, PIECE)
    _forget(file)
    return Spooled(number, file.name, target)


def _tables(file: Spooled) -> list[Spooled]:
    try:
        tables = tables_in(file.path, file.name, folder())
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
