"""Which customer does somebody mean who writes an id, an e-mail, a phone or a number, and which number is whose?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import duckdb
import pandas as pd

from crm_analysis.engines.query import Query
from crm_analysis.errors import InputRefused, UnknownCustomer
from crm_analysis.store.closest import closest
from crm_analysis.store.store import Store

MOST_NAMED = 5

_NO_CUSTOMER = "There is no customer {customer}. The list of customers names those that there are."
_UNKNOWN = "There is no customer {customer}. The closest of those that there are: {names}."
_SEVERAL = "'{written}' may be {count} customers: {names}. Name one of them by its id."
_NO_NUMBER = "'{written}' is no customer's number. Write one that a list shows, such as #1024."
_PHONE = re.compile(r"\+?[\d\s()./-]{5,}")
_NUMBER = re.compile(r"#([0-9]{1,18})")


def meant(store: Store, written: str) -> str:
    """The id of the customer that is meant.

    Args:
        store: The store.
        written: A customer's id; an e-mail, phone or platform's id that is theirs; their number, such as #1024.

    Raises:
        UnknownCustomer: It is none of these.
        InputRefused: It is several customers'.
    """
    told = {"written": written.strip(), "digits": _digits(written), "number": number_in(written)}
    asked = Query("customers_meant", told)
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


def no_customer(customer_id: str) -> UnknownCustomer:
    """What to raise where an id is no customer's."""
    return UnknownCustomer(_NO_CUSTOMER, customer=customer_id)


def _digits(written: str) -> str | None:
    """A phone as files' phones are kept: its digits, with + where written; None where it can be no phone."""
    if not _PHONE.fullmatch(written.strip()):
        return None
    return re.sub(r"[^\d+]", "", written)


def _ids(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    return [customer_id for (customer_id,) in cursor.execute("SELECT customer_id FROM customers").fetchall()]


def as_number(customer_no: int) -> str:
    """A customer's number as it is written: #1024."""
    return f"#{customer_no}"


def number_in(written: str) -> int | None:
    """The customer's number that is written as such; None where it is none."""
    found = _NUMBER.fullmatch(written.strip())
    return int(found[1]) if found else None


def numbered(store: Store, customer_ids: Iterable[str]) -> Mapping[str, str]:
    """Id → the customer's number, as written; what is no customer's id is left out."""
    asked = pd.DataFrame({"customer_id": pd.Series(list(customer_ids), dtype="str")})
    with store.cursor() as cursor:
        cursor.register("asked", asked)
        found = cursor.execute(
            "SELECT customer_id, customer_no FROM customers SEMI JOIN asked USING (customer_id)"
        ).fetchall()
    return {customer_id: as_number(customer_no) for customer_id, customer_no in found}


def ids_of(store: Store, written: Sequence[str]) -> list[str]:
    """The ids of the customers whose numbers are written, in their order; nothing else is understood.

    Raises:
        UnknownCustomer: One of them is no customer's number.
    """
    numbers = [number_in(number) for number in written]
    with store.cursor() as cursor:
        found = dict(
            cursor.execute(
                "SELECT customer_no, customer_id FROM customers WHERE customer_no IN (SELECT UNNEST($numbers))",
                {"numbers": numbers},
            ).fetchall()
        )
    for number, text in zip(numbers, written, strict=True):
        if number not in found:
            raise UnknownCustomer(_NO_NUMBER, written=text)
    return [found[number] for number in numbers]
