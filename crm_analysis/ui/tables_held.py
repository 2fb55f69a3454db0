"""What the page of tables is made of: what is held of each kind, a look at its rows, and what is still missing."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from crm_analysis.i18n import N_, _, day, number, plural
from crm_analysis.ingest.platform import kind_of
from crm_analysis.ingest.platforms import all_platforms
from crm_analysis.store import records
from crm_analysis.ui.answers import shop_store
from crm_analysis.ui.cards import card
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.navigation import UPLOAD
from crm_analysis.ui.records import KINDS, record_table

MOST_SHOWN = 100
MOST_KEPT = 16
ICONS = {
    "orders": ":material/receipt_long:",
    "members": ":material/badge:",
    "products": ":material/inventory_2:",
    "spend": ":material/campaign:",
    "feedback": ":material/reviews:",
    "events": ":material/ads_click:",
    "refunds": ":material/undo:",
    "contacts": ":material/forward_to_inbox:",
    "rates": ":material/currency_exchange:",
}
USES = {
    "orders": N_("Sales, retention and segments are counted from them."),
    "members": N_("Birthdays, levels and consent; people who signed up but have not ordered yet."),
    "products": N_("Fill the category and brand of order lines that have none; prices and costs."),
    "spend": N_("What was spent on advertising, by day and channel."),
    "feedback": N_("Reviews, ratings, tickets and survey answers."),
    "events": N_("What visitors looked at, put into the cart and kept for later."),
    "refunds": N_("Lower the net sales of the orders that they name."),
    "contacts": N_("Whom you wrote to or spoke with, and in which campaign."),
    "rates": N_("Convert orders where the central bank's rates are missing."),
}


@st.cache_data(max_entries=MOST_KEPT, show_spinner=False)
def _listing(path: str, version: int) -> pd.DataFrame:
    """``path`` and ``version`` are the cache's key only: which data were listed."""
    return records.listing(shop_store())


@st.cache_data(max_entries=MOST_KEPT, show_spinner=False)
def _first_rows(path: str, version: int, kind: str) -> pd.DataFrame:
    return records.rows(shop_store(), kind, MOST_SHOWN)


def _listed() -> pd.DataFrame:
    store = shop_store()
    return _listing(str(store.path), store.data_version())


def held_cards() -> None:
    """Draw one card for each kind that the store holds rows of."""
    held = _listed().query("rows > 0")
    with st.grid(4, min_column_width=150, key="held_kinds"):
        for summary in held.itertuples():
            with card(f"held_{summary.kind}"):
                st.metric(f"{ICONS[str(summary.kind)]} {_(KINDS[str(summary.kind)])}", number(int(str(summary.rows))))
                st.caption(_span(summary.uploads, summary.first_day, summary.newest_day))


def _span(uploads: object, first: object, newest: object) -> str:
    """From how many files, and of which days."""
    files = plural("{count} file", "{count} files", int(str(uploads)))
    if not isinstance(first, pd.Timestamp) or not isinstance(newest, pd.Timestamp):
        return files
    return _("{files}, {first} to {newest}").format(files=files, first=day(first), newest=day(newest))


def chosen_kind() -> str | None:
    """Draw the switch between the kinds that are held; the one chosen, or None where nothing is held."""
    kinds = list(_listed().query("rows > 0")["kind"])
    if not kinds:
        return None
    chosen = st.pills(
        _("Look at the rows of"),
        kinds,
        default=kinds[0],
        format_func=lambda kind: _(KINDS[kind]),
        key="data_kind",
        required=True,
    )
    return str(chosen or kinds[0])


def rows_card(kind: str) -> None:
    """Draw the newest rows of a kind, and the button that takes all of them away."""
    store = shop_store()
    with card("data_rows", _(KINDS[kind]), _(USES[kind])):
        record_table(_first_rows(str(store.path), store.data_version(), kind), places=12)
        csv_button(_("Download all rows"), partial(records.rows, store, kind), f"{kind}.csv", f"data_csv_{kind}")


def missing_card() -> None:
    """Draw what a shop could still bring, what it is for, and which exports are known."""
    missing = list(_listed().query("rows == 0")["kind"])
    if not missing:
        return
    with card("missing_kinds", _("What you could add"), _("Each file is recognised by its headings, like orders.")):
        for kind in missing:
            names = [_(export.name) for export in all_platforms() if kind_of(export) == kind]
            st.markdown(f"{ICONS[kind]} **{_(KINDS[kind])}**  \n{_(USES[kind])}  \n:gray[:small[{', '.join(names)}]]")
        st.page_link(UPLOAD, label=_("Upload files"), icon=":material/upload_file:")
