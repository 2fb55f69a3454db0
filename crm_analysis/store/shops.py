"""What the owner says of each shop: its country, the currency it reports in, its clock and its week."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import asdict, astuple, dataclass
from functools import cache
from zoneinfo import available_timezones

import duckdb
import pandas as pd
from babel import Locale
from babel.numbers import list_currencies

from crm_analysis import schema
from crm_analysis.errors import InputRefused
from crm_analysis.i18n import N_
from crm_analysis.store import cluster_models, derived, figures, rates, tags
from crm_analysis.store.store import Store

MONDAY, SUNDAY = 1, 7


@dataclass(frozen=True)
class ShopSettings:
    """The settings of one shop; ``None`` where the owner has said nothing.

    Args:
        shop: Name of the shop.
        country: ISO 3166 alpha-2; phone numbers that name no country are of this one.
        currency: ISO 4217; sums over several currencies are reported in it.
        timezone: IANA; moments with an offset are turned into this zone when they are imported.
        week_start: 1 Monday … 7 Sunday.

    Raises:
        InputRefused: A value is none of its kind.
    """

    shop: str
    country: str | None = None
    currency: str | None = None
    timezone: str | None = None
    week_start: int | None = None

    def __post_init__(self) -> None:
        """Refuse what is no country, currency, time zone or day of the week."""
        for name, (known, sentence) in _CHECKS.items():
            value = getattr(self, name)
            if value is not None and value not in known():
                raise InputRefused(sentence, shop=self.shop, value=value)


@cache
def countries() -> frozenset[str]:
    """The codes of all countries, ISO 3166 alpha-2."""
    codes = map(str, Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha())


@cache
def currencies() -> frozenset[str]:
    """The codes of all currencies that there are or were, ISO 4217."""
    return frozenset(list_currencies())


@cache
def timezones() -> frozenset[str]:
    """The names of all time zones, IANA."""
    return frozenset(available_timezones())


def week_starts() -> range:
    """The days that a week may begin on: 1 Monday … 7 Sunday."""
    return range(MONDAY, SUNDAY + 1)


_CHECKS: dict[str, tuple[Callable[[], Container[object]], str]] = {
    "country": (
        countries,
        N_("{shop}: '{value}' is not a country. Write it as two letters, such as DE or CN."),
    ),
    "currency": (
        currencies,
        N_("{shop}: '{value}' is not a currency. Write it as three letters, such as EUR or CNY."),
    ),
    "timezone": (
        timezones,
        N_("{shop}: '{value}' is not a time zone. Write it like Europe/London or Asia/Shanghai."),
    ),
    "week_start": (
        week_starts,
        N_("{shop}: weeks cannot begin on day {value}. Take 1 for Monday to 7 for Sunday."),
    ),
}
_COLUMNS = ", ".join(schema.SHOPS.column_names)


def listing(store: Store) -> pd.DataFrame:
    """Every shop that has settings or a standing upload, by name: the columns of ``schema.SHOPS``."""
    settings = all_settings(store)
    return pd.DataFrame(map(asdict, settings), columns=schema.SHOPS.column_names).astype({"week_start": "Int64"})


def all_settings(store: Store) -> list[ShopSettings]:
    """The same, as settings."""
    with store.cursor() as cursor:
        rows = cursor.execute(f"""
            WITH known AS (
                SELECT shop FROM shops UNION SELECT shop FROM uploads WHERE undone_at IS NULL
            )
            SELECT {_COLUMNS} FROM known LEFT JOIN shops USING (shop) ORDER BY shop
        """).fetchall()
    return [ShopSettings(*row) for row in rows]


def settings_of(cursor: duckdb.DuckDBPyConnection, shop: str) -> ShopSettings:
    """The settings of a shop; blanks where it has none."""
    row = cursor.execute(f"SELECT {_COLUMNS} FROM shops WHERE shop = ?", [shop]).fetchone()
    return ShopSettings(*row) if row else ShopSettings(shop)


def write(store: Store, settings: ShopSettings) -> None:
    """Keep the settings of a shop in the place of what was said before.

    A new time zone concerns later imports only: moments in the log stand on the wall clock they were imported by. A new
    country changes which phones are one: people are joined anew.
    """
    with store.writing() as cursor:
        moved = settings_of(cursor, settings.shop).country != settings.country
        cursor.execute("DELETE FROM shops WHERE shop = ?", [settings.shop])
        cursor.execute(f"INSERT INTO shops ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)", astuple(settings))
        if moved:
            derived.rebuild(cursor)
        else:
            rates.refresh(cursor)
            figures.refresh(cursor)
            tags.refresh(cursor)
            cluster_models.refresh(cursor)
