"""Which customer does somebody mean who writes an id, an e-mail or a phone?"""

from __future__ import annotations

import re

import duckdb

from crm_analysis.engines.query import Query
from crm_analysis.errors import InputRefused, UnknownCustomer
from crm_analysis.store.closest import closest
from crm_analysis.store.store import Store

MOST_NAMED = 5

_UNKNOWN = "There is no customer {customer}. The closest of those that there are: {names}."
_SEVERAL = "'{written}' may be {count} customers: {names}. Name one of them by its id."
_PHONE = re.compile(r"\+?[\d\s()./-]{5,}")


def meant(store: Store, written: str) -> str:
    """The id of the customer that is meant.

    Args:
        store: The store.
        written: A customer's id; an e-mail, phone or platform's id that is theirs.

    Raises:
        UnknownCustomer: It is none of these.
        InputRefused: It is several customers'.
    """
    asked = Query("customers_meant", {"written": written.strip(), "digits": _digits(written)})
    with store.cursor() as cursor:
        found = [
            (customer_id, exact) for customer_id, _name, exact in cursor.execute(asked.sql, asked.bound).fetchall()
        ]
        if not found:
            raise UnknownCustomer(_UNKNOWN, customer=written, names=closest(written, _ids(cursor)))
    if len(found) > 1 and not found[0][1]:
        named = [customer_id for customer_id, _exact in found[:MOST_NAMED]]
        more = ["…"] if len(found) > MOST_NAMED else []
        raise InputRefused(_SEVERAL, written=written, count=len(found), names=", ".join(named + more))
    return str(found[0][0])


def _digits(written: str) -> str | None:
    """A phone as files' phones are kept: its digits, with + where written; None where it can be no phone."""
    if not _PHONE.fullmatch(written.strip()):
        return None
    return re.sub(r"[^\d+]", "", written)


def _ids(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    return [customer_id for (customer_id,) in cursor.execute("SELECT customer_id FROM customers").fetchall()]
