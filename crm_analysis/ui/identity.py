"""Why is a customer one person? Everything by which they are known, what joins it, and a wrong join taken apart."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from crm_analysis.analysis import customers
from crm_analysis.i18n import N_, _, day, plural
from crm_analysis.store import splits
from crm_analysis.ui.answers import ask, ask_anew, shop_store
from crm_analysis.ui.cards import card
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.failures import said_plainly
from crm_analysis.ui.language import speak
from crm_analysis.ui.person import sees_customers
from crm_analysis.ui.plain import as_code
from crm_analysis.ui.tables import table

ROWS_IN_VIEW = 10

KINDS = {
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "id": N_("Customer number"),
    "alias": N_("Order's own number"),
    "name": N_("Name"),
}
REASONS = {
    "email": N_("The same e-mail address is one person in every shop."),
    "phone": N_("The same phone number, in international form, is one person in every shop."),
    "id": N_("The same customer number is one person within {scope}."),
    "alias": N_("A number that the platform makes anew for each order: it only links."),
    "name": N_("A name counts within {scope} only, and only on orders that say nothing better."),
}
SHARED = N_("So many people use it that it joins nobody.")


def identity_card(customer_id: str) -> None:
    """Draw everything by which one customer is known, and why it is one person's."""
    known = ask(customers.identifiers(customer_id))
    if known.empty:
        return
    with card("identity", _("Known by"), _("Everything by which this customer is known, and which files say so")):
        _identifier_table(known, ask(customers.sources(customer_id)))
        _reasons(known, ask(customers.joins(customer_id)))
        with st.container(key="foot_identity", horizontal=True, horizontal_alignment="distribute"):
            how_counted("identity", "people", customers.identifiers(customer_id), customers.joins(customer_id))
            rows = partial(ask_anew, customers.identifiers(customer_id))
            csv_button(_("Download CSV"), rows, "identifiers.csv", "identity_csv")
        if sees_customers():
            _splitting(customer_id, known[known["kind"] != "alias"])


def _identifier_table(known: pd.DataFrame, sources: pd.DataFrame) -> None:
    files = sources.groupby("identifier")["file"].agg(lambda told: ", ".join(dict.fromkeys(told)))
    config = st.column_config
    table(
        known.assign(kind=known["kind"].map(KINDS).map(_), files=known["identifier"].map(files)),
        {
            "value": config.TextColumn(_("Identifier"), width=230),
            "kind": config.TextColumn(_("Kind"), width=130),
            "orders": config.NumberColumn(_("Orders"), width=70, format="localized"),
            "first_seen": config.DateColumn(_("First seen"), width=100, format="YYYY-MM-DD"),
            "files": config.TextColumn(_("Files"), width=250),
            "scope": config.TextColumn(_("Holds within"), width=140),
        },
        _("One row per identifier: its kind, its orders and the files that say it."),
        most=ROWS_IN_VIEW,
    )


def _reasons(known: pd.DataFrame, joins: pd.DataFrame) -> None:
    """Say in words why these identifiers are one person's."""
    st.markdown(f"**{_('Why this is one person')}**")
    values = dict(zip(known["identifier"], known["value"], strict=True))
    pairs = zip(joins["one"], joins["other"], joins["orders"], joins["first_order_at"], strict=True)
    lines = [
        _("{one} and {other} stand together {orders}, first on {day}.").format(
            one=as_code(values[one]),
            other=as_code(values[other]),
            orders=plural("on {count} order", "on {count} orders", orders),
            day=day(first),
        )
        for one, other, orders, first in pairs
        if one in values and other in values
    ]
    for _row, one in known.drop_duplicates(["kind", "scope"]).iterrows():
        lines.append(_(REASONS[one["kind"]]).format(scope=as_code(one["scope"])))
    lines += [f"{as_code(str(one.value))}: {_(SHARED)}" for one in known[known["shared"]].itertuples()]
    st.markdown("\n".join(f"- {line}" for line in lines))


def _splitting(customer_id: str, known: pd.DataFrame) -> None:
    """Offer to split some identifiers off, where there is more than one."""
    if len(known) < 2:
        return
    values = dict(zip(known["identifier"], known["value"], strict=True))
    st.markdown(f"**{_('Is this more than one person?')}**")
    st.caption(
        _("Choose what belongs to somebody else. Their orders leave this customer, and later files do not undo it.")
    )
    chosen = st.multiselect(
        _("Belongs to somebody else"), list(values), format_func=values.__getitem__, key="identity_split",
        label_visibility="collapsed", placeholder=_("Belongs to somebody else"),
    )  # fmt: skip
    st.button(
        _("Split off"), key="identity_split_off", icon=":material/call_split:", disabled=not chosen,
        on_click=_do, args=(lambda: splits.split(shop_store(), customer_id, chosen),),
    )  # fmt: skip


def split_list() -> None:
    """Draw the splits that stand, each with the button that takes it back, to whoever may see whom they concern."""
    if not sees_customers():
        return
    listed = splits.listing(shop_store())
    standing = listed[listed["undone_at"].isna()]
    if standing.empty:
        return
    with card("splits", _("Splits made by hand"), _("What stands here is kept apart, whatever later files say.")):
        for split_id, rows in standing.groupby("split_id", sort=False):
            _split_row(int(str(split_id)), rows)


def _split_row(split_id: int, rows: pd.DataFrame) -> None:
    values = ", ".join(as_code(identifier.split("\x1f")[2]) for identifier in rows["identifier"])
    told = _("{identifiers} split off {customer}").format(
        identifiers=values, customer=as_code(rows["customer_id"].iloc[0])
    )
    with st.container(
        key=f"split_{split_id}", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.markdown(f"{told} · {day(rows['made_at'].iloc[0])}", width="stretch")
        st.button(
            _("Take back"), key=f"split_back_{split_id}", icon=":material/undo:",
            on_click=_do, args=(lambda: splits.rejoin(shop_store(), split_id),),
        )  # fmt: skip


def _do(change: Callable[[], object]) -> None:
    speak()
    with said_plainly("failure_split"):
        change()
