"""In which currency amounts are shown: the choice, the rates behind it, and the orders that have none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from crm_analysis.analysis import reporting
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.reporting import Books
from crm_analysis.i18n import NO_CURRENCY, _
from crm_analysis.ui import address
from crm_analysis.ui.answers import ask, ask_anew
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.plain import as_written
from crm_analysis.ui.tables import rates_table

KEY = "filter_currency"
ALL = "all"
"""All orders, in the currency that the shop reports in."""
ALL_IN = "report_in"
"""All orders, in a currency that the address names: ``report_in EUR``."""
ONLY = "currency"
"""Only orders of one currency, as they are: ``currency EUR``."""


def books_of(filters: Filters) -> Books:
    """Whose books the view is in; the period has no say, so that two periods can be compared."""
    return Books.of(ask(reporting.books(replace(filters, since=None, until=None))).iloc[0].to_dict())


def choose(filters: Filters, books: Books, offered: Sequence[str]) -> Filters:
    """Draw the choice, where there is one, and settle what the filters left open.

    Args:
        filters: The view so far.
        books: Whose books it is in.
        offered: The currencies of the store, the one of most orders first.
    """
    if len(offered) > 1:
        kind, _blank, currency = _chosen(books, offered).partition(" ")
        filters = replace(
            filters,
            currency=currency if kind == ONLY else None,
            report_in=currency if kind == ALL_IN else None,
        )
    return reporting.settled(filters, books)


def _chosen(books: Books, offered: Sequence[str]) -> str:
    address.recall(KEY, ONLY, lambda named: _named(named, offered))
    address.keep(KEY)
    wanted = str(st.session_state[KEY])
    options = [ALL, *([wanted] if wanted.startswith(ALL_IN) else []), *(f"{ONLY} {currency}" for currency in offered)]
    if wanted not in options:
        st.session_state[KEY] = ALL
    chosen = str(
        st.selectbox(
            _("Currency"),
            options,
            format_func=partial(_label, books=books),
            key=KEY,
            label_visibility="collapsed",
            width=140,
            persist_state="session",
        )
    )
    kind, _blank, currency = chosen.partition(" ")
    for parameter in (ONLY, ALL_IN):
        address.write(parameter, [currency] if kind == parameter else [])
    return chosen


def _named(only: Sequence[str], offered: Sequence[str]) -> str:
    """What the address says: one currency alone, or one that all is converted into."""
    said = [f"{ONLY} {code}" for code in only if code in offered]
    said += [f"{ALL_IN} {code}" for code in st.query_params.get_all(ALL_IN) if code in offered]
    return said[0] if said else ALL


def _label(option: str, books: Books) -> str:
    kind, _blank, currency = option.partition(" ")
    if kind != ONLY:
        return _("All in {currency}").format(currency=currency or books.currency)
    return _("Only without currency") if currency == NO_CURRENCY else _("Only {currency}").format(currency=currency)


def rates_button(filters: Filters) -> None:
    """Draw the button that opens the rates of a view; none where nothing is converted."""
    if filters.report_in is None:
        return
    converted = ask(reporting.conversions(filters))
    if not converted["days"].sum():
        return
    with st.popover(_("Rates"), icon=":material/currency_exchange:", type="tertiary", key="filter_rates"):
        for row in converted.to_dict("records"):
            if words := reporting.rates_in_words(row, filters.report_in):
                st.markdown(as_written(words))
        rates_table(converted, filters.report_in)
        st.caption(
            _(
                "Each order is converted by the rate of its day; a day without one takes the last rate before it. "
                "Source: European Central Bank, euro foreign exchange reference rates. Rates that you upload go first."
            )
        )
        every_rate = reporting.rates(filters)
        csv_button(_("Download rates"), partial(ask_anew, every_rate), "exchange-rates.csv", "filter_rates_csv")


def left_out(filters: Filters) -> None:
    """Say which orders have no rate and are left out of every figure; nothing where none is."""
    if filters.report_in is None:
        return
    told = map(reporting.unconverted_in_words, ask(reporting.conversions(filters)).to_dict("records"))
    words = [words for words in told if words]
    if words:
        with st.container(key="left_out"):
            st.warning("\n\n".join(map(as_written, words)), icon=":material/currency_exchange:")
