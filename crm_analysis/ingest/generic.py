"""A table that no platform recognises, read by a mapping: role → heading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from crm_analysis.ingest import platform as declare
from crm_analysis.ingest.kinds import LATER, Kind
from crm_analysis.ingest.platform import ORDERS, CustomerKey, Export, Platform, RecordKind, Records, Source, Status
from crm_analysis.rules.synonyms import synonyms
from crm_analysis.schema import MONEY, RECORD_LOGS, Column

ID = "generic"
CUSTOMER_DAY = "customer-day"
"""Said instead of a heading for ``order_id``: one customer's day is one order."""

_IN_WORDS = {
    "order_id": "order number",
    "ordered_at": "order date",
    "amount": "amount of the line or order",
    "unit_price": "unit price",
    "order_total": "order total",
    "quantity": "quantity",
    "email": "e-mail",
    "phone": "phone",
    "buyer_id": "customer",
    "name": "customer's name",
}
"""What the roles that an order lives by are called by people who know no role names."""
_ORDER_FIELDS = (
    "ordered_at", "email", "phone", "buyer_id", "name", "country", "region", "city", "channel", "coupon", "campaign",
    "currency", "order_discount", "refund", *LATER,
)  # fmt: skip
_AMOUNTS = ("amount", "unit_price", "order_total")
_CUSTOMER_FIELDS = ("email", "phone", "buyer_id", "name")


def in_words(role: str) -> str:
    """What a role is called by people who know no role names."""
    return _IN_WORDS.get(role, role.replace("_", " "))


def missing(kind: Kind, mapping: Mapping[str, str]) -> list[str]:
    """Roles that a row cannot do without and that no heading fills."""
    nobody = mapping.get("order_id") == CUSTOMER_DAY and not any(role in mapping for role in _CUSTOMER_FIELDS)
    return [*kind.missing(mapping), *(["buyer_id"] if nobody else [])]


def declared(kind: Kind, mapping: Mapping[str, str]) -> Export:
    """The mapping as a declaration, to be read like any platform's."""
    return _orders(mapping) if kind.id == ORDERS else _records(kind, mapping)


def _records(kind: Kind, mapping: Mapping[str, str]) -> Records:
    """A table of something else than orders: each column is read as its log keeps it."""
    log = RECORD_LOGS[kind.id]
    types = {column.name: column.type for column in log.columns}
    fields = {column.name: _source(column, mapping[column.name]) for column in log.columns if column.name in mapping}
    return Records(
        id=ID,
        family=ID,
        name="Any other table",
        needs=(),
        verified="real file",
        kind=cast("RecordKind", kind.id),
        fields=fields,
        required=tuple(group for group in kind.needed if len({types[role] for role in group}) == 1),
        fixed=kind.fixed,
        customer_key=_customer_key(mapping),
    )


def _source(column: Column, heading: str) -> Source:
    maker = _MAKERS.get(column.name) or _BY_TYPE.get(column.type) or declare.text
    if maker is declare.money:
        return declare.money(heading, sign="absolute" if column.name == "amount" else "as written", may_be_blank=True)
    return maker(heading)


def _orders(mapping: Mapping[str, str]) -> Platform:
    """A table of orders, or of their lines."""
    order = {role: _order_source(role, mapping[role]) for role in _ORDER_FIELDS if role in mapping}
    line = {role: declare.text(mapping[role]) for role in ("product", "category", "brand") if role in mapping}
    if "product_id" in mapping:
        line["product_id"] = declare.identifier(mapping["product_id"])
    amount = _amount(mapping)
    if "currency" not in order:
        order["currency"] = declare.currency(*(mapping[role] for role in _AMOUNTS if role in mapping))
    if amount is None:
        line = {}
        # Many tables give the order's total on its first row only.
        order["goods_total"] = declare.money(mapping["order_total"], per_order="once if repeated", may_be_blank=True)
        if "quantity" in mapping:
            order["units"] = Source("quantity", (mapping["quantity"],), per_order="sum")
    else:
        line["amount"] = amount
        if "quantity" in mapping:
            line["quantity"] = declare.quantity(mapping["quantity"])
    return Platform(
        id=ID,
        family=ID,
        name="Any other table of orders",
        needs=(),
        verified="real file",
        order_id=_order_id(mapping),
        order=order,
        line=line,
        status=Status(mapping.get("status", ""), synonyms().cancelled, synonyms().unpaid),
        customer_key=_customer_key(mapping),
    )


def _amount(mapping: Mapping[str, str]) -> Source | None:
    if "amount" in mapping:
        return declare.money(mapping["amount"])
    if "unit_price" not in mapping:
        return None
    if "quantity" in mapping:
        return declare.formula("{0} * {1}", mapping["unit_price"], mapping["quantity"])
    return declare.money(mapping["unit_price"])


def _order_id(mapping: Mapping[str, str]) -> Source:
    if mapping["order_id"] == CUSTOMER_DAY:
        return Source("customer day", tuple(mapping[role] for role in _CUSTOMER_FIELDS if role in mapping))
    return declare.identifier(mapping["order_id"])


def _order_source(role: str, heading: str) -> Source:
    if role in ("order_discount", "refund"):
        return declare.money(heading, sign="absolute", may_be_blank=True)
    return _MAKERS.get(role, declare.text)(heading)


_MAKERS: Mapping[str, Callable[[str], Source]] = {
    "ordered_at": declare.moment,
    "email": declare.email,
    "phone": declare.phone,
    "currency": declare.currency,
    **dict.fromkeys(LATER, declare.later),
    "birthday": declare.birthday,
    **dict.fromkeys(("buyer_id", "order_id", "product_id", "refund_id"), declare.identifier),
}
_BY_TYPE: Mapping[str, Callable[[str], Source]] = {
    MONEY: declare.money,
    "BIGINT": declare.quantity,
    "DATE": declare.moment,
    "TIMESTAMP": declare.moment,
    "BOOLEAN": declare.flag,
}
"""Type of a column of a log → how its text is read, where its name does not tell."""


def _customer_key(mapping: Mapping[str, str]) -> tuple[CustomerKey, ...]:
    strong: tuple[tuple[CustomerKey, str], ...] = (("email", "email"), ("phone", "phone"), ("id", "buyer_id"))
    present = tuple(key for key, role in strong if role in mapping)
    return present or (("name",) if "name" in mapping else ())
