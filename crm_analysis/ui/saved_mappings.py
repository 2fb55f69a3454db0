"""The mappings that were saved: renamed, deleted, taken away as a file and brought back from one."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from crm_analysis.i18n import _, plural
from crm_analysis.ingest import mapping_file
from crm_analysis.store import mappings
from crm_analysis.store.mappings import LONGEST_NAME, SavedMapping
from crm_analysis.ui.answers import shop_store
from crm_analysis.ui.failures import said_plainly
from crm_analysis.ui.language import speak
from crm_analysis.ui.plain import as_written


def mapping_list() -> None:
    """Draw the saved mappings, folded away: most shops never need them."""
    saved = mappings.listing(shop_store())
    with st.expander(_("Remembered columns"), icon=":material/bookmark:", key="mappings"):
        st.caption(
            _("How tables are read that no platform writes. A file with the same headings is known again by them.")
        )
        for place, mapping in enumerate(saved):
            _row(place, mapping)
        _bring_back()


def _row(place: int, mapping: SavedMapping) -> None:
    row = st.container(
        key=f"mapping_{place}", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    )
    with row:
        columns = plural("{count} column", "{count} columns", len(mapping.mapping))
        headings = as_written(", ".join(mapping.mapping.values()))
        st.markdown(f"**{as_written(mapping.name)}**  \n:gray[:small[{columns}: {headings}]]", width="stretch")
        with st.popover(_("Change"), icon=":material/edit:", key=f"mapping_change_{place}"):
            _change(place, mapping)


def _change(place: int, mapping: SavedMapping) -> None:
    st.text_input(_("Name"), value=mapping.name, max_chars=LONGEST_NAME, key=f"mapping_name_{place}")
    st.button(
        _("Rename"),
        key=f"mapping_rename_{place}",
        icon=":material/check:",
        on_click=_rename,
        args=(place, mapping.name),
    )
    st.download_button(
        _("Download as a file"),
        mapping_file.written(mapping),
        file_name=f"{mapping.name}.json",
        mime="application/json",
        key=f"mapping_file_{place}",
        icon=":material/download:",
        on_click="ignore",
    )
    st.button(
        _("Forget"), key=f"mapping_delete_{place}", icon=":material/delete:", on_click=_delete, args=(mapping.name,)
    )


def _bring_back() -> None:
    drop = st.session_state.setdefault("mapping_drop", 0)
    file = st.file_uploader(_("Bring back columns from a file"), ["json"], key=f"mapping_upload_{drop}")
    if file is None:
        return
    with said_plainly("failure_mapping_file"):
        mappings.save(shop_store(), mapping_file.read(file.getvalue(), file.name))
        st.session_state["mapping_drop"] = drop + 1
        st.rerun()


def _rename(place: int, name: str) -> None:
    _try(lambda: mappings.rename(shop_store(), name, st.session_state[f"mapping_name_{place}"]))


def _delete(name: str) -> None:
    _try(lambda: mappings.delete(shop_store(), name))


def _try(change: Callable[[], None]) -> None:
    speak()
    with said_plainly("failure_mapping"):
        change()
