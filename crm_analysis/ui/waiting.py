"""Files that wait to be imported: what each was recognised as and why, how it would be stored, what the owner says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import available_timezones

import streamlit as st

from crm_analysis.errors import AmbiguousDates, CrmError, UnknownFormat
from crm_analysis.i18n import N_, _, plural
from crm_analysis.ingest import corrections, generic
from crm_analysis.ingest.jobs import Task
from crm_analysis.ingest.kinds import ALL
from crm_analysis.ingest.load import inspect
from crm_analysis.ingest.platform import ORDERS
from crm_analysis.ingest.report import DEFAULT_SHOP, ImportOptions, Inspection
from crm_analysis.store import mappings, shops
from crm_analysis.store.shops import ShopSettings
from crm_analysis.ui import jobs, mapping
from crm_analysis.ui.answers import shop_store
from crm_analysis.ui.cards import card
from crm_analysis.ui.failures import said_plainly
from crm_analysis.ui.plain import as_written, fill, sentence
from crm_analysis.ui.platforms import platform_names
from crm_analysis.ui.records import record_table
from crm_analysis.ui.spool import WAITING, Spooled, discard, waiting
from crm_analysis.ui.tables import preview_table

ENDINGS = ["csv", "tsv", "txt", "xlsx", "xls", "json", "jsonl", "zip", "gz"]
CURRENCIES = ("CNY", "USD", "EUR", "GBP", "HKD", "TWD", "JPY", "KRW", "SGD", "MYR", "THB", "VND", "INR", "AUD", "CAD")
"""What most shops need; any other code can be typed."""

DATE_ORDERS = {"day": N_("Day first: 13/2/2025"), "month": N_("Month first: 2/13/2025")}
PROOFS = {
    "real file": N_("checked against a real file"),
    "platform's source": N_("checked against the platform's own source code"),
    "parsers only": N_("known from other programs that read it; check the preview"),
    "plain table": N_("a plain table that anybody may fill in"),
}
REASONS = {
    "headings": N_("Recognised by its headings: {named}"),
    "saved": N_("As in your mapping {named}"),
    "named": N_("Read as you chose: {named}"),
}


def confirm_files() -> None:
    """Draw every waiting file, what is said of all of them, and the button that imports them."""
    files = waiting()
    shop, currency, timezone = _said_of_all()
    tasks = []
    for file in files:
        with card(f"file_{file.id}"):
            task = _confirm(file, shop, currency, timezone)
        tasks += [task] if task else []
    with st.container(key="upload_actions", horizontal=True):
        st.button(
            plural("Import {count} file", "Import {count} files", len(tasks)),
            key="upload_import",
            type="primary",
            icon=":material/check:",
            disabled=not tasks,
            on_click=_import,
            args=(tasks,),
        )
        st.button(_("Discard"), key="upload_discard", icon=":material/delete:", on_click=_discard_all)


def _import(tasks: Sequence[Task]) -> None:
    taken = {task.path for task in tasks}
    discard([file for file in waiting() if file.path not in taken])
    st.session_state[WAITING] = []
    jobs.start(tasks)


def _discard_all() -> None:
    discard(waiting())
    st.session_state[WAITING] = []


def _said_of_all() -> tuple[str, str | None, str | None]:
    """Shop, currency and time zone."""
    with card("upload_options", _("About these orders")), st.grid(3, min_column_width=200, key="upload_option_fields"):
        shop = st.text_input(_("Shop"), value=DEFAULT_SHOP, key="upload_shop", persist_state="session") or DEFAULT_SHOP
        known = _settings_of(shop)
        currency = st.selectbox(
            _("Currency"),
            CURRENCIES,
            index=None,
            placeholder=known.currency or _("As the file says"),
            accept_new_options=True,
            key="upload_currency",
            persist_state="session",
        )
        timezone = st.selectbox(
            _("Time zone of the shop"),
            sorted(available_timezones()),
            index=None,
            placeholder=known.timezone or _("As the file says"),
            key="upload_timezone",
            persist_state="session",
        )
    return shop, currency, timezone or known.timezone


def _settings_of(shop: str) -> ShopSettings:
    with shop_store().cursor() as cursor:
        return shops.settings_of(cursor, shop)


def _confirm(file: Spooled, shop: str, currency: str | None, timezone: str | None) -> Task | None:
    """Draw one file; its task if it can be imported as it stands."""
    st.subheader(as_written(file.name), anchor=False)
    options = ImportOptions(
        shop=shop,
        layout=st.session_state.get(f"upload_layout_{file.id}"),
        currency=currency,
        timezone=timezone,
        mapping=mapping.said(file.id),
        kind=mapping.kind_said(file.id),
        repeated_orders="once" if st.session_state.get(f"upload_once_{file.id}") else "keep",
        date_order=st.session_state.get(f"upload_dates_{file.id}"),
        decimal=mapping.decimal_said(file.id),
        accept_guess=True,  # it is shown, and confirmed by a box
    )
    task = None
    with said_plainly(f"failure_{file.id}"):
        found = _look(file, options)
        _say_what_it_is(found)
        if _dates_are_open(file, found):
            _ask_date_order(file)
        if found.needs_mapping:
            mapping.ask(file.id, found)
        if found.decimal and found.needs_mapping:
            mapping.ask_decimals(file.id, found.decimal)
        if found.problem is None:
            _preview(found)
            task = _task(file, found, options)
        else:
            st.warning(_what_is_missing(found), icon=":material/help:")
    _other_readings(file)
    return task


def _task(file: Spooled, found: Inspection, options: ImportOptions) -> Task | None:
    """What is to be done with a file, once its owner has confirmed what was only guessed."""
    if not found.needs_mapping:
        return Task(file.path, file.name, options)
    name = mapping.ask_name(file.id, found)
    if mapping.doubtful(file.id) and not mapping.ask_whether_right(file.id):
        return None
    return Task(file.path, file.name, replace(options, save_mapping=name))


def _what_is_missing(found: Inspection) -> str:
    """Why the file cannot be imported as it stands; on this page the mapping stands right above."""
    if not isinstance(found.problem, UnknownFormat) or not found.needs_mapping:
        return sentence(found.problem) if found.problem else ""
    names = mapping.roles(found.kind)
    lacking = [_(names[role]) for role in generic.missing(ALL[found.kind], found.mapping)]
    return _("Choose the columns for: {roles}.").format(roles=_(", ").join(lacking))


def _look(file: Spooled, options: ImportOptions) -> Inspection:
    """What the file looks like under these options, looked at once; a refusal is kept as well."""
    seen: dict[str, tuple[ImportOptions, Inspection | CrmError]] = st.session_state.setdefault("upload_seen", {})
    if file.id not in seen or seen[file.id][0] != options:
        with st.spinner(_("Looking at {file}").format(file=as_written(file.name))):
            seen[file.id] = (options, _looked(file, options))
    found = seen[file.id][1]
    if isinstance(found, CrmError):
        raise found
    return found


def _looked(file: Spooled, options: ImportOptions) -> Inspection | CrmError:
    try:
        return inspect(file.path, options, file.name, mappings.listing(shop_store()))
    except CrmError as error:
        return error


def _other_readings(file: Spooled) -> None:
    """What the owner may say where the headings were understood wrongly."""
    names = platform_names()
    with st.popover(_("Read it differently"), icon=":material/tune:", type="tertiary", key=f"upload_other_{file.id}"):
        st.selectbox(
            _("Kind of export"),
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder=_("Recognised by its headings"),
            key=f"upload_layout_{file.id}",
        )
        st.toggle(_("Count an order that stands in the file twice only once"), key=f"upload_once_{file.id}")


def _say_what_it_is(found: Inspection) -> None:
    """What the file was recognised as and why, and what of it can be stored."""
    if found.needs_mapping and not found.saved_as:
        st.markdown(
            _("**No known platform writes such a table.** Look once at which column is which; it can be remembered.")
        )
    elif found.name:
        proof = f" ({_(PROOFS[found.verified])})" if found.verified else ""
        st.markdown(f"**{_(found.name)}**{proof}")
    kind, _colon, named = found.recognised_by.partition(": ")
    if named and (found.saved_as or not found.needs_mapping):
        st.caption(_(REASONS[kind]).format(named=as_written(named)))
    for warning in found.warnings:
        st.caption(f":material/info: {fill(warning.template, warning.facts)}")


def _dates_are_open(file: Spooled, found: Inspection) -> bool:
    """Whether the owner may say how dates are written: the file does not tell, or a platform's habit did."""
    asked = isinstance(found.problem, AmbiguousDates) or f"upload_dates_{file.id}" in st.session_state
    return asked or (found.date_order is not None and not found.needs_mapping)


def _ask_date_order(file: Spooled) -> None:
    st.segmented_control(
        _("How are dates written?"),
        list(DATE_ORDERS),
        format_func=lambda order: _(DATE_ORDERS[order]),
        key=f"upload_dates_{file.id}",
    )


def _preview(found: Inspection) -> None:
    """The first rows as they would be stored; of corrected ones, as they stand in their table."""
    if found.kind == corrections.KIND:
        st.caption(plural("{count} row", "{count} rows", found.rows))
        record_table(found.preview)
        return
    if not found.whole:
        st.caption(_("The file is large: this is what its beginning says. All of it is read when it is imported."))
    rows = plural("{count} row", "{count} rows", found.rows)
    rejected = plural("{count} would be rejected", "{count} would be rejected", found.rows_rejected)
    st.caption(
        _("{rows}, {rejected}. This is how the first ones would be stored:").format(rows=rows, rejected=rejected)
    )
    if found.kind == ORDERS:
        preview_table(found.preview)
    else:
        record_table(found.preview)
