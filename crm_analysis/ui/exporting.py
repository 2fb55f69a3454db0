"""A list of customers to take away for another tool: which tool, who may be written, and the file."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from crm_analysis.engines.query import Query
from crm_analysis.export.lists import CustomerList
from crm_analysis.export.making import Preview, preview
from crm_analysis.export.tickets import TICKETS, Ticket, path
from crm_analysis.i18n import N_, _, current_language, in_language, number, plural
from crm_analysis.rules.exports import Layout, export_rules, layout_of
from crm_analysis.store.contacts import LONGEST_CAMPAIGN, Contact
from crm_analysis.store.exports import Reach
from crm_analysis.ui.answers import shop_store
from crm_analysis.ui.closed import refused_button
from crm_analysis.ui.contact_words import channel_names
from crm_analysis.ui.language import speaking
from crm_analysis.ui.person import sees_customers
from crm_analysis.ui.plain import as_written

UNKNOWN = {"leave_out": N_("Leave them out"), "include": N_("Include them")}
KINDS = {"csv": "CSV", "xlsx": "Excel", "parquet": "Parquet"}
PLAIN = "generic"
MOST_PREVIEWS = 64
ASKED = "export_asked"
"""Which button was pressed."""


def list_buttons(name: str, customers: Query, key: str, *, disabled: bool = False) -> None:
    """Draw the two ways to take a list away: at once as a table, or for another tool.

    Args:
        name: Of the list: in the log of exports, in the file's name and in tools that know tags.
        customers: Who is in it: a question of whose columns ``customer_id`` is one.
        key: The buttons' keys are this with ``_csv`` and ``_export`` behind.
        disabled: Whether there is nobody in it.
    """
    with st.container(horizontal=True, width="content"):
        table_link(_("Download CSV"), name, customers, f"{key}_csv", disabled=disabled)
        export_button(name, customers, f"{key}_export", disabled=disabled)


def table_link(
    label: str, name: str, customers: Query, key: str, *, primary: bool = False, disabled: bool = False
) -> None:
    """Draw a link to a list as a plain table, which is noted like every other export.

    Args:
        label: What it says.
        name: Of the list, as for :func:`list_buttons`.
        customers: Who is in it.
        key: The link's key.
        primary: Whether it is the page's main action.
        disabled: Whether there is nobody in it.
    """
    if not sees_customers():
        refused_button(label, key, primary=primary)
        return
    wanted = CustomerList(name, customers, layout_of(PLAIN), export_rules().unknown_consent)
    _link(label, wanted, f"{_file_name(name)}.csv", key, primary=primary, disabled=disabled)


def export_button(name: str, customers: Query, key: str, *, disabled: bool = False) -> None:
    """Draw a button that opens the choice of tool, columns and file for a list.

    Args:
        name: Of the list, as for :func:`list_buttons`.
        customers: Who is in it.
        key: The button's key.
        disabled: Whether there is nobody in it.
    """
    if not sees_customers():
        refused_button(_("Export"), key)
        return
    st.button(_("Export"), key=key, icon=":material/outbox:", disabled=disabled, on_click=_ask_for, args=(key,))
    if st.session_state.get(ASKED) == key:
        del st.session_state[ASKED]
        st.dialog(_("Export {list}").format(list=as_written(name)))(speaking(export_panel))(name, customers)


def _ask_for(key: str) -> None:
    """Let the panel open when the page is drawn again: that may take a second start."""
    st.session_state[ASKED] = key


def export_panel(name: str, customers: Query) -> None:
    """Draw the choice of tool, columns and file for a list, who is left out, and the link to the file.

    Args:
        name: Of the list, as for :func:`list_buttons`.
        customers: Who is in it.
    """
    layout = layout_of(chosen_layout("export_layout"))
    unknown = chosen_unknown("export_unknown") if layout.asks_consent else export_rules().unknown_consent
    seen = _preview(CustomerList(name, customers, layout, unknown))
    columns = () if layout.columns else _chosen_columns(seen)
    kind = _chosen_kind(layout)
    _say_reach(seen.reach)
    wanted = CustomerList(name, customers, layout, unknown, columns, _noted_contact(layout))
    file = f"{_file_name(name)}-{layout.id}.{kind}"
    _link(_("Download"), wanted, file, "export_download", primary=True, disabled=not seen.reach.written)
    st.caption(_("The export is noted under Exports: when, which list, for which tool, how many."))


def _noted_contact(layout: Layout) -> Contact | None:
    """Draw the choice to note everybody who is written as contacted in a campaign; None where nobody is to be."""
    names = channel_names()
    with st.container(horizontal=True, vertical_alignment="bottom", key="export_contact"):
        campaign = st.text_input(
            _("Note them as contacted in a campaign"), key="export_campaign", max_chars=LONGEST_CAMPAIGN,
            placeholder=_("Name of the campaign; blank notes nobody"),
        )  # fmt: skip
        if not campaign.strip():
            return None
        by = st.selectbox(
            _("Way"), list(names), index=list(names).index(layout.contact), format_func=names.__getitem__,
            key=f"export_contact_by_{layout.id}", width=150,
        )  # fmt: skip
        on = st.date_input(_("Day"), value="today", key="export_contact_day", format="YYYY-MM-DD", width=140)
    return Contact(on, by, campaign)


def _link(label: str, wanted: CustomerList, file: str, key: str, *, primary: bool, disabled: bool) -> None:
    """Draw a link that writes a list when it is followed."""
    st.link_button(
        label,
        path(TICKETS.issue(Ticket(wanted, file, current_language())), file),
        key=key,
        icon=":material/download:",
        type="primary" if primary else "secondary",
        disabled=disabled,
    )


def _file_name(name: str) -> str:
    """A list's name as every system takes it for a file's."""
    return "".join(letter if letter.isalnum() or letter in "-_ ." else "-" for letter in name)


def chosen_layout(key: str) -> str:
    """Draw the choice of tool: a layout's id."""
    return str(
        st.selectbox(
            _("For which tool"),
            list(export_rules().layouts),
            format_func=layout_names().__getitem__,
            key=key,
            width="stretch",
        )
    )


def layout_names() -> Mapping[str, str]:
    """Layout id → its name in the reader's language."""
    return {layout.id: in_language(layout.names) for layout in export_rules().layouts.values()}


def chosen_unknown(key: str) -> str:
    """Draw the choice what becomes of people whose consent is unknown."""
    choices = list(UNKNOWN)
    return str(
        st.segmented_control(
            _("People of whom nobody has said whether they accept advertising"),
            choices,
            format_func=lambda choice: _(UNKNOWN[choice]),
            default=export_rules().unknown_consent,
            key=key,
            required=True,
        )
    )


def _chosen_columns(seen: Preview) -> tuple[str, ...]:
    """Draw the choice of columns; none stands for the list's own and the consent."""
    chosen = st.multiselect(
        _("Columns"), seen.columns, key="export_columns", placeholder=_("The list's own, and the consent")
    )
    return tuple(chosen)


def _chosen_kind(layout: Layout) -> str:
    if len(layout.kinds) == 1:
        return layout.kinds[0]
    return str(
        st.segmented_control(
            _("File"),
            layout.kinds,
            format_func=KINDS.__getitem__,
            default=layout.kinds[0],
            key=f"export_kind_{layout.id}",
            required=True,
        )
    )


def _say_reach(reach: Reach) -> None:
    """Say how many will be written and why the others will not."""
    written = plural("{count} customer will be written", "{count} customers will be written", reach.written)
    of = _("of {count} in the list").format(count=number(reach.listed))
    left_out = (
        (reach.refused, _("{count} left out: they do not accept advertising")),
        (reach.unknown, _("{count} left out: nobody has said whether they accept advertising")),
        (reach.no_address, _("{count} left out: no address for this tool")),
    )
    lines = [f"- {words.format(count=number(count))}" for count, words in left_out if count]
    with st.container(key="export_reach"):
        st.markdown("\n".join([f"**{written}** {of}", *lines]))


def _preview(wanted: CustomerList) -> Preview:
    """What would be written, counted once per state of the data."""
    store = shop_store()
    asked = (wanted.customers.sql, tuple(wanted.customers.parameters.items()))
    return _previewed(str(store.path), store.data_version(), asked, wanted.layout.id, wanted.unknown_consent, wanted)


@st.cache_data(max_entries=MOST_PREVIEWS, show_spinner=False)
def _previewed(
    path: str, version: int, asked: tuple[object, ...], layout: str, unknown: str, _wanted: CustomerList
) -> Preview:
    """What stands before ``_wanted`` is the cache's key only."""
    return preview(shop_store(), _wanted)
