"""How does a written phone number read in international form (E.164)? Each is worked out once and kept."""

from __future__ import annotations

import duckdb
import pandas as pd

# Most numbers of the two largest markets need no library: 1,000,000 of them a second instead of 40,000.
_PLAIN = """
    CASE
        WHEN regexp_full_match(written, '\\+861[3-9]\\d{9}|\\+1[2-9]\\d{2}[2-9]\\d{6}') THEN written
        WHEN country = 'CN' AND regexp_full_match(written, '1[3-9]\\d{9}') THEN '+86' || written
        WHEN country IN ('US', 'CA') AND regexp_full_match(written, '[2-9]\\d{2}[2-9]\\d{6}') THEN '+1' || written
    END
"""
_LONGEST = 15
_SHORTEST = 8


def know(cursor: duckdb.DuckDBPyConnection, written: str) -> None:
    """Add to the table ``phones`` what it does not hold yet.

    Args:
        cursor: Inside a transaction.
        written: A SELECT of ``written, country``: digits with + where written, and ISO 3166 or blank.
    """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE new_phones AS
        SELECT written, country, {_PLAIN} AS e164
        FROM (SELECT DISTINCT written, country FROM ({written}) WHERE written IS NOT NULL)
        ANTI JOIN phones USING (written, country)
    """)
    cursor.execute("INSERT INTO phones SELECT written, country, e164 FROM new_phones WHERE e164 IS NOT NULL")
    others = cursor.execute("SELECT written, country FROM new_phones WHERE e164 IS NULL ORDER BY ALL").fetchall()
    cursor.execute("DROP TABLE new_phones")
    if others:
        rows = [(number, country, international(number, country)) for number, country in others]
        read = pd.DataFrame(rows, columns=["written", "country", "e164"], dtype=object)
        cursor.register("read_phones", read)
        cursor.execute("INSERT INTO phones SELECT written, country, e164 FROM read_phones")
        cursor.unregister("read_phones")


def international(written: str, country: str) -> str | None:
    """A number in international form; None where it has none.

    Args:
        written: Digits, with a leading + where written.
        country: Where a number without a country belongs, ISO 3166; blank: unknown.
    """
    # The metadata of all countries take a tenth of a second to load: only who imports phones pays for it.
    import phonenumbers
    from phonenumbers import PhoneNumberFormat, ValidationResult

    number = f"+{written[2:]}" if written.startswith("00") else written
    try:
        parsed = phonenumbers.parse(number, country or None)
    except phonenumbers.NumberParseException:
        # A country code that the library does not know may be newer than it.
        is_whole = number.startswith("+") and _SHORTEST <= len(number) - 1 <= _LONGEST
        return number if is_whole else None
    if phonenumbers.is_possible_number_with_reason(parsed) != ValidationResult.IS_POSSIBLE:
        return None
    return str(phonenumbers.format_number(parsed, PhoneNumberFormat.E164))
