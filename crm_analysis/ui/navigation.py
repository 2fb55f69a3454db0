"""The app's pages by name, so that any page can link to another."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from crm_analysis.i18n import N_, _
from crm_analysis.ui.person import sees_customers

OVERVIEW = "pages/overview.py"
UPLOAD = "pages/upload.py"
RETENTION = "pages/retention.py"
CHURN = "pages/churn.py"
SEGMENTS = "pages/segments.py"
BUILDER = "pages/builder.py"
CLUSTERS = "pages/clusters.py"
VALUE = "pages/value.py"
TAGS = "pages/tags.py"
CUSTOMERS = "pages/customers.py"
CUSTOMER = "pages/customer.py"
QUALITY = "pages/quality.py"
SHOPS = "pages/shops.py"
DATA = "pages/data.py"
EXPORTS = "pages/exports.py"

OF_CUSTOMERS = (UPLOAD, BUILDER, DATA, QUALITY, EXPORTS)
"""Pages that say who customers are, or let one try who they are: there is no masking them."""

SECTIONS = {
    N_("Understand"): (
        (OVERVIEW, N_("Overview"), ":material/space_dashboard:"),
        (RETENTION, N_("Retention"), ":material/grid_view:"),
        (CHURN, N_("Churn"), ":material/trending_down:"),
        (SEGMENTS, N_("Segments"), ":material/groups:"),
        (VALUE, N_("Customer value"), ":material/savings:"),
        (BUILDER, N_("Segment builder"), ":material/group_work:"),
        (CLUSTERS, N_("Clusters"), ":material/bubble_chart:"),
        (TAGS, N_("Tags"), ":material/label:"),
        (CUSTOMERS, N_("Customer list"), ":material/person_search:"),
        (CUSTOMER, N_("Customer profile"), ":material/account_circle:"),
    ),
    N_("Data"): (
        (UPLOAD, N_("Upload"), ":material/upload_file:"),
        (DATA, N_("Tables"), ":material/table_rows:"),
        (QUALITY, N_("Data quality"), ":material/fact_check:"),
        (SHOPS, N_("Shops"), ":material/storefront:"),
        (EXPORTS, N_("Exports"), ":material/outbox:"),
    ),
}


def pages() -> dict[str, list[st.Page]]:
    """Section → its pages, named in the reader's language; the first is where the app opens."""
    sections = {_(section): [_page(*entry) for entry in entries] for section, entries in SECTIONS.items()}
    return {"": [st.Page(_open_overview, url_path="overview", visibility="hidden")], **sections}


def _page(path: str, title: str, icon: str) -> st.Page:
    """A page at the address that its file names, and the overview at the app's own."""
    if path == OVERVIEW:
        return st.Page(path, title=_(title), icon=icon, default=True, url_path="home")
    hidden = path in OF_CUSTOMERS and not sees_customers()
    return st.Page(path, title=_(title), icon=icon, visibility="hidden" if hidden else "visible")


def is_closed(page: st.Page) -> bool:
    """Whether a page is not for whoever asks for it."""
    return not sees_customers() and page.url_path in {Path(path).stem for path in OF_CUSTOMERS}


def _open_overview() -> None:
    """Answer ``/overview``, which people type and bookmark: Streamlit gives the first page no name in the address."""
    st.switch_page(OVERVIEW, query_params=st.query_params.to_dict())


def begin_at_entry() -> None:
    """Start over through ``app.py`` if a page runs without it.

    A fresh server that is first asked for a page's own address runs that file of ``pages/`` alone, in Streamlit's
    older way of many pages; there is no public setting that turns it off.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()
