"""What the exports page is made of: a list to take away, the feeds that programs fetch, and what has left the store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from crm_analysis.analysis import lists
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.reporting import settled
from crm_analysis.conditions.tree import Rule
from crm_analysis.i18n import N_, _, minute, number, plural
from crm_analysis.rules.exports import export_rules, layout_of
from crm_analysis.store import exports, feeds, saved_segments
from crm_analysis.ui import segment_names
from crm_analysis.ui.answers import shop_store
from crm_analysis.ui.cards import card
from crm_analysis.ui.currency import books_of
from crm_analysis.ui.exporting import chosen_layout, chosen_unknown, export_panel, layout_names
from crm_analysis.ui.failures import said_plainly
from crm_analysis.ui.language import speak
from crm_analysis.ui.plain import as_written
from crm_analysis.ui.tables import table

MOST_SHOWN = 200
ROWS_IN_VIEW = 12
OPENED = "feed_opened"
MAKERS = {exports.PAGE: N_("Page"), exports.COMMAND_LINE: N_("Command line"), exports.FEED: N_("Feed")}


def list_to_export(within: Rule | None) -> None:
    """Draw the choice of a list, and the panel that writes it.

    Args:
        within: Of whom it is told; none: of everybody.
    """
    with card("export_list", _("Take a list away"), _("All orders count. Filtered lists are taken from their pages.")):
        name = _chosen_list("export_list")
        whole = Filters()
        rule = saved_segments.of_list(shop_store(), name)
        export_panel(name, lists.named(name, settled(whole, books_of(whole)), rule=rule, within=within))


def _chosen_list(key: str) -> str:
    saved = [segment.name for segment in saved_segments.listing(shop_store())]
    names = {name: list_name(name) for name in (*lists.built_in(), *saved, *segment_names.of_clusters())}
    return str(st.selectbox(_("List"), list(names), format_func=names.__getitem__, key=key))


def list_name(name: str) -> str:
    """What a list is called in the reader's language; a name that is no segment's stays as it is."""
    if name == lists.EVERYBODY:
        return _("Everybody")
    return segment_names.name_of(name, lists.DEFAULT_SCHEME)


def feed_list() -> None:
    """Draw the addresses that programs fetch lists from, and the way to open another."""
    told = _("Another program fetches a list here by itself, fresh every time. Whoever has the address has the list.")
    with card("feeds", _("Feeds"), told):
        listed = feeds.listing(shop_store())
        for _place, feed in listed[listed["revoked_at"].isna()].iterrows():
            _feed_row(feed)
        _show_opened()
        with st.popover(_("Open a feed"), icon=":material/add_link:", key="feed_new"):
            _feed_form()


def _feed_row(feed: pd.Series) -> None:
    feed_id = int(feed["feed_id"])
    layout = layout_names().get(feed["layout"], feed["layout"])
    fetched = plural("fetched {count} time", "fetched {count} times", int(feed["fetched"]))
    last = [_("last {time}").format(time=minute(_here(feed["last_fetched_at"])))] if feed["fetched"] else []
    details = " · ".join([as_written(list_name(feed["list"])), layout, fetched, *last])
    with st.container(
        key=f"feed_{feed_id}", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.markdown(f"**{as_written(feed['name'])}** `{feeds.path(feed_id)}`  \n:gray[:small[{details}]]")
        st.button(
            _("Close"), key=f"feed_close_{feed_id}", icon=":material/link_off:", on_click=_do,
            args=(lambda: feeds.close_feed(shop_store(), feed_id),),
        )  # fmt: skip


def _feed_form() -> None:
    name = st.text_input(_("Which program fetches it?"), key="feed_name", max_chars=feeds.LONGEST_NAME)
    chosen = _chosen_list("feed_list")
    layout = chosen_layout("feed_layout")
    asks_consent = layout_of(layout).asks_consent
    unknown = chosen_unknown("feed_unknown") if asks_consent else export_rules().unknown_consent
    st.button(
        _("Open"), key="feed_open", type="primary", disabled=not name.strip(), on_click=_do,
        args=(lambda: _open(name, chosen, layout, unknown),),
    )  # fmt: skip


def _open(name: str, chosen: str, layout: str, unknown: str) -> None:
    feed, token = feeds.open_feed(shop_store(), name, chosen, layout, unknown)
    st.session_state[OPENED] = f"{feeds.path(feed.feed_id)}?token={token}"


def _show_opened() -> None:
    """Show the address of the feed that was just opened, this once."""
    opened = st.session_state.pop(OPENED, None)
    if opened is None:
        return
    here = urlsplit(st.context.url or "")
    with st.container(key="feed_opened"):
        st.success(
            _("Copy this address now: it is shown this once, as only a fingerprint of it is kept."),
            icon=":material/key:",
        )
        st.code(f"{here.scheme}://{here.netloc}{opened}" if here.netloc else opened, language=None, wrap_lines=True)


def export_log() -> None:
    """Draw the exports that were made, the newest first."""
    listed = exports.listing(shop_store(), MOST_SHOWN)
    with card("export_log", _("What has left"), _("Every list, whoever took it: page, command line or feed.")):
        if listed.empty:
            st.caption(_("Nothing has left the store yet."))
            return
        _log_table(listed)
        if len(listed) == MOST_SHOWN:
            st.caption(_("The newest {most} are shown.").format(most=number(MOST_SHOWN)))


def _log_table(listed: pd.DataFrame) -> None:
    config = st.column_config
    by_feed = listed["feed"].notna()
    shown = listed.assign(
        made_at=listed["made_at"].map(_here),
        made_by=listed["made_by"].map(MAKERS).map(_).where(~by_feed, listed["feed"]),
        list=listed["list"].map(list_name),
        layout=listed["layout"].map(lambda layout: layout_names().get(layout, layout)),
    )
    table(
        shown,
        {
            "made_at": config.DatetimeColumn(_("When"), width=125, format="YYYY-MM-DD HH:mm"),
            "made_by": config.TextColumn(_("By"), width=100),
            "list": config.TextColumn(_("List"), width=120),
            "layout": config.TextColumn(_("For"), width=150),
            "kind": config.TextColumn(_("File"), width=50),
            "listed": config.NumberColumn(_("In the list"), width=75, format="localized"),
            "written": config.NumberColumn(_("Written"), width=65, format="localized"),
            "refused": config.NumberColumn(_("No consent"), width=85, format="localized"),
            "unknown": config.NumberColumn(_("Consent unknown"), width=120, format="localized"),
            "no_address": config.NumberColumn(_("No address"), width=80, format="localized"),
        },
        _("One row per export: when, by whom, which list, for which tool, how many."),
        most=ROWS_IN_VIEW,
    )


def _here(moment: pd.Timestamp) -> datetime:
    """A moment in UTC as the clock of the reader's browser shows it."""
    return moment.tz_localize("UTC").tz_convert(st.context.timezone or "UTC").to_pydatetime().replace(tzinfo=None)


def _do(change: Callable[[], object]) -> None:
    speak()
    with said_plainly("failure_feed"):
        change()
