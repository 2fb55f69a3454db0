"""In which currency is a view reported, when do its weeks begin, and by which rates is it converted?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.query import Query
from crm_analysis.i18n import N_, NO_CURRENCY, _, day, isolated, plural, weekday

Row = Mapping[Hashable, object]


@dataclass(frozen=True)
class Books:
    """Whose books a view is in: the row of :func:`books`.

    Args:
        shop: The shop that decides; ``None`` where no order is in view.
        currencies: How many currencies the orders in view have.
        currency: The only one, else the one to report in.
        week_start: 1 Monday … 7 Sunday.
        week_starts: On how many different days the weeks of the shops in view begin.
    """

    shop: str | None
    currencies: int
    currency: str | None
    week_start: int
    week_starts: int

    @classmethod
    def of(cls, row: Row) -> Books:
        """Read the answer's only row."""
        shop, currency = row["shop"], row["currency"]
        return cls(
            shop if isinstance(shop, str) else None,
            int(str(row["currencies"])),
            currency if isinstance(currency, str) else None,
            int(str(row["week_start"])),
            int(str(row["week_starts"])),
        )

    @property
    def mixed(self) -> bool:
        """Whether amounts cannot be added up as they are."""
        return self.currencies > 1


def books(filters: Filters) -> Query:
    """Which currency and week the orders in view are reported in: one row, to be read by :class:`Books`."""
    return Query("reporting", replace(filters, report_in=None).parameters())


def settled(filters: Filters, found: Books) -> Filters:
    """The filters with what was left open: amounts never mix, and weeks begin as the shop's do.

    A currency that was asked for stays; where several are in view and none was, all are converted.
    """
    convert = found.mixed and not filters.currency
    report_in = filters.report_in or (found.currency if convert else None)
    return replace(filters, report_in=report_in, week_start=found.week_start)


def conversions(filters: Filters) -> Query:
    """Per currency that is converted: how many orders, at which rates, and how many orders have none."""
    return Query("conversions", filters.parameters())


def rates(filters: Filters) -> Query:
    """Every rate that the orders in view are converted by: one row per day and currency."""
    return Query("rates", filters.parameters())


def rates_in_words(conversion: Row, report_in: str) -> str:
    """By which rates one currency was converted, and how far they reach.

    Args:
        conversion: A row of :func:`conversions`.
        report_in: The currency that is reported in.

    Returns:
        Nothing where no order was converted.
    """
    days, own, later = (int(str(conversion[name])) for name in ("days", "uploaded_days", "later_days"))
    if not days:
        return ""
    words = _(_SOURCES[(own > 0) + (own == days)]).format(
        currency=conversion["currency"],
        report_in=report_in,
        first=_day(conversion["first_day"]),
        last=_day(conversion["last_day"]),
    )
    if not later:
        return words
    return _("{rates}; the newest rate, of {newest}, was used for {days} after it").format(
        rates=words, newest=_day(conversion["newest_rate_on"]), days=plural("{count} day", "{count} days", later)
    )


def unconverted_in_words(conversion: Row) -> str:
    """How many orders of one currency are left out for want of a rate, and what to do; nothing where none is.

    Args:
        conversion: A row of :func:`conversions`.
    """
    left_out = int(str(conversion["unconverted_orders"]))
    if not left_out:
        return ""
    orders = plural("{count} order", "{count} orders", left_out)
    return _(_NAMELESS if conversion["currency"] == NO_CURRENCY else _UNRATED).format(
        orders=orders, currency=conversion["currency"]
    )


def weeks_in_words(books: Books) -> str:
    """Whose weeks a view shows, where the shops in view begin them on different days; else nothing."""
    if books.week_starts < 2:
        return ""
    return _("Weeks begin on {day}, as those of the shop {shop} do.").format(
        day=weekday(books.week_start), shop=isolated(books.shop or "")
    )


_SOURCES = (
    N_("{currency} → {report_in} by the ECB's daily rates, {first} – {last}"),
    N_("{currency} → {report_in} by the ECB's daily rates and the shop's own, {first} – {last}"),
    N_("{currency} → {report_in} by the shop's own rates, {first} – {last}"),
)
_UNRATED = N_(
    "Left out for want of an exchange rate: {orders} in {currency}. "
    "Upload a table of its rates with the columns Date, Currency, Base currency and Rate."
)
_NAMELESS = N_(
    "Left out because no currency is named: {orders}. Undo their upload and import the file again with its currency."
)


def _day(moment: object) -> str:
    return day(date.fromisoformat(str(moment)[:10]))
