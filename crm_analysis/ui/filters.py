"""The filter bar that all pages share: period, shop, country, channel, currency, orders worth nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from crm_analysis.analysis.choices import choices, span
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.overview import previous, year_before
from crm_analysis.analysis.reporting import Books, weeks_in_words
from crm_analysis.i18n import N_, _, day
from crm_analysis.ui import address, currency, free_orders, segment_filter
from crm_analysis.ui.answers import ask
from crm_analysis.ui.plain import as_written

PERIODS = {
    "all": N_("All time"),
    "12m": N_("12 months"),
    "90d": N_("90 days"),
    "30d": N_("30 days"),
    "custom": N_("Custom"),
}
SPANS = {"12m": pd.DateOffset(months=12), "90d": pd.DateOffset(days=90), "30d": pd.DateOffset(days=30)}
LONGEST_BY_STEP = {"week": 120, "month": 365 * 4, "quarter": 365 * 12}
PERIOD_KEY = "filter_period"
CHOSEN_KEY = "filter_period_chosen"
SINCE_KEY = "filter_since"
UNTIL_KEY = "filter_until"


@dataclass(frozen=True)
class Field:
    """One thing to filter by: a field of ``choices``, its parameter in the address, its words."""

    name: str
    label: str
    icon: str

    @property
    def key(self) -> str:
        """The widget's key."""
        return f"filter_{self.name}"


FIELDS = (
    Field("shop", N_("Shop"), ":material/storefront:"),
    Field("country", N_("Country"), ":material/public:"),
    Field("channel", N_("Channel"), ":material/hub:"),
)


@dataclass(frozen=True)
class View:
    """What the filter bar was set to, with the extent of the data behind it.

    Args:
        filters: For the questions.
        books: Whose currency and week the view is in.
        first_day: First day with an order.
        last_day: Last day with an order.
        as_of: The day from which we look.
    """

    filters: Filters
    books: Books
    first_day: date
    last_day: date
    as_of: date

    @property
    def currency(self) -> str | None:
        """ISO 4217 code of every amount shown."""
        return self.filters.report_in or self.filters.currency or self.books.currency

    @property
    def since(self) -> date:
        """First day in view."""
        return self.filters.since or self.first_day

    @property
    def until(self) -> date:
        """Last day in view."""
        return self.filters.until or self.last_day

    @property
    def days(self) -> str:
        """The days in view, in words."""
        return f"{day(self.since)} – {day(self.until)}"

    @property
    def period_before(self) -> Filters | None:
        """The period of equal length just before, where the data reach back that far."""
        return self._known(previous(self.filters, self.as_of))

    @property
    def year_before(self) -> Filters | None:
        """The same days of the year before, where the data reach back that far; none for a period of a year or more."""
        return self._known(year_before(self.filters, self.as_of))

    def _known(self, before: Filters | None) -> Filters | None:
        return before if before and before.since and before.since >= self.first_day else None

    def weeks(self, by: str) -> str:
        """Whose weeks are shown, where they are and the shops in view begin them on different days; else nothing.

        Args:
            by: Length of a period.
        """
        return weeks_in_words(self.books) if by == "week" else ""

    @property
    def step(self) -> str:
        """The period that gives charts over time a readable number of steps."""
        length = (self.until - self.since).days
        return next((by for by, most in LONGEST_BY_STEP.items() if length <= most), "year")


def filter_bar(start: str = "all") -> View:
    """Draw the filter bar and say what it is set to.

    Args:
        start: A key of ``PERIODS``: what the page shows until a period is chosen. A choice holds on all pages.
    """
    extent = ask(span()).iloc[0]
    first, last = _as_day(extent["first_order_on"]), _as_day(extent["last_order_on"])
    offered = _offered()
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        since, until = _period(start, first, last)
        chosen = {field.name: _choice(field, offered.get(field.name, [])) for field in FIELDS}
        wanted = Filters(
            since=since,
            until=until,
            shops=chosen["shop"],
            countries=chosen["country"],
            channels=chosen["channel"],
            free_orders=free_orders.choose(int(extent["free_orders"])),
            segment=segment_filter.selection_of(segment_filter.choose()),
        )
        books = currency.books_of(wanted)
        filters = currency.choose(wanted, books, offered.get("currency", []))
        currency.rates_button(filters)
        _reset(start)
    currency.left_out(filters)
    return View(filters, books, first, last, _as_day(extent["as_of"]))


def carried() -> dict[str, list[str]]:
    """The parameters of the address that give another page the same filters: once the filter bar is drawn."""
    names = (
        *(field.name for field in FIELDS),
        segment_filter.ADDRESS,
        "since",
        "until",
        currency.ONLY,
        currency.ALL_IN,
        free_orders.PARAMETER,
    )
    said = {name: st.query_params.get_all(name) for name in names}
    return {"period": [st.session_state[PERIOD_KEY]], **{name: values for name, values in said.items() if values}}


def _as_day(value: object) -> date:
    return pd.Timestamp(str(value)).date()


def _offered() -> Mapping[str, list[str]]:
    """Field → its values, the most ordered first."""
    return {str(field): [*rows["value"]] for field, rows in ask(choices()).groupby("field", sort=False)}


def _period(start: str, first: date, last: date) -> tuple[date | None, date | None]:
    """The days chosen; open ends where all time is shown."""
    named = address.one_of([start, *PERIODS])(st.query_params.get_all("period"))
    if CHOSEN_KEY not in st.session_state and named != start:
        st.session_state[CHOSEN_KEY] = named
    st.session_state[PERIOD_KEY] = st.session_state.get(CHOSEN_KEY, start)
    chosen = str(
        st.segmented_control(
            _("Period"),
            list(PERIODS),
            format_func=lambda period: _(PERIODS[period]),
            key=PERIOD_KEY,
            required=True,
            label_visibility="collapsed",
            on_change=_choose_period,
        )
    )
    address.write("period", [] if chosen == start else [chosen])
    if chosen == "custom":
        return _custom_days(first, last)
    address.write("since", [])
    address.write("until", [])
    if chosen in SPANS:
        return (pd.Timestamp(last) - SPANS[chosen] + pd.Timedelta(days=1)).date(), last
    return None, None


def _choose_period() -> None:
    st.session_state[CHOSEN_KEY] = st.session_state[PERIOD_KEY]


def _custom_days(first: date, last: date) -> tuple[date, date]:
    with st.popover(_("Days"), icon=":material/calendar_month:", key="filter_days"):
        since = _day_field(SINCE_KEY, "since", _("From"), first, (first, last))
        until = _day_field(UNTIL_KEY, "until", _("To"), last, (first, last))
    return since, max(since, until)


def _day_field(key: str, parameter: str, label: str, default: date, bounds: tuple[date, date]) -> date:
    address.recall(key, parameter, lambda values: _read_day(values, default, bounds))
    chosen = st.date_input(label, min_value=bounds[0], max_value=bounds[1], key=key, persist_state="session")
    shown = chosen if isinstance(chosen, date) else default
    address.write(parameter, [shown.isoformat()])
    return shown


def _read_day(values: list[str], default: date, bounds: tuple[date, date]) -> date:
    try:
        return min(max(date.fromisoformat(values[0]), bounds[0]), bounds[1])
    except (IndexError, ValueError):
        return default


def _choice(field: Field, options: list[str]) -> tuple[str, ...]:
    """A popover to choose from; nothing where there is nothing to choose."""
    if len(options) < 2:
        return ()
    address.recall(field.key, field.name, lambda values: [value for value in values if value in options])
    st.session_state[field.key] = [value for value in st.session_state[field.key] if value in options]
    with st.popover(_choice_label(field), icon=field.icon, key=f"{field.key}_popover"):
        chosen = st.multiselect(_(field.label), options, key=field.key, placeholder=_("All"), persist_state="session")
    address.write(field.name, chosen)
    return tuple(chosen)


def _choice_label(field: Field) -> str:
    chosen: list[str] = st.session_state[field.key]
    if not chosen:
        return _(field.label)
    more = f" +{len(chosen) - 1}" if len(chosen) > 1 else ""
    return f"**{_(field.label)}: {as_written(chosen[0])}{more}**"


def _reset(start: str) -> None:
    """A button that takes every choice back; none where nothing is chosen."""
    chosen = any(st.session_state.get(field.key) for field in FIELDS) or free_orders.are_counted()
    chosen = chosen or segment_filter.is_chosen()
    if st.session_state[PERIOD_KEY] != start or chosen:
        st.button(_("Reset"), key="filter_reset", icon=":material/restart_alt:", type="tertiary", on_click=_clear)


def _clear() -> None:
    for key in (CHOSEN_KEY, SINCE_KEY, UNTIL_KEY):
        st.session_state.pop(key, None)
    for parameter in ("period", "since", "until"):
        address.write(parameter, [])
    for field in FIELDS:
        if field.key in st.session_state:
            st.session_state[field.key] = []
    free_orders.leave_out()
    segment_filter.leave_out()
