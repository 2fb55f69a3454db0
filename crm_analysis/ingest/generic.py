"""A table that no platform recognises, read by a mapping: role → heading."""

from __future__ import annotations

from collections.abc import Mapping

from crm_analysis.ingest import platform as declare
from crm_analysis.ingest.platform import ORDERS, CustomerKey, Platform, Source, Status
from crm_analysis.rules.synonyms import synonyms
from crm_analysis.schema import RECORD_LOGS

ID = "generic"
CUSTOMER_DAY = "customer-day"
"""Said instead of a heading for ``order_id``: one customer's day is one order."""

KINDS = (ORDERS, *RECORD_LOGS)
"""What the rows of a table can be."""

ROLES = tuple(synonyms().headings)

NEEDED = ("order_id", "ordered_at", "amount")
"""Roles that an order cannot do without."""

IN_WORDS = {
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
    "ordered_at", "email", "phone", "buyer_id", "name", "country", "region", "city", "channel", "coupon", "currency",
    "order_discount", "refund",
)  # fmt: skip
_AMOUNTS = ("amount", "unit_price", "order_total")
_CUSTOMER_FIELDS = ("email", "phone", "buyer_id", "name")


def missing(mapping: Mapping[str, str]) -> list[str]:
    """Roles that an order cannot do without and that no heading fills."""
    lacking = [role for role in NEEDED if role not in mapping and not (role == "amount" and _has_amount(mapping))]
    nobody = mapping.get("order_id") == CUSTOMER_DAY and not any(role in mapping for role in _CUSTOMER_FIELDS)
    return [*lacking, "buyer_id"] if nobody else lacking


def declared(mapping: Mapping[str, str]) -> Platform:
    """The mapping as a declaration, to be read like any platform's."""
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


def _has_amount(mapping: Mapping[str, str]) -> bool:
    return "order_total" in mapping or "unit_price" in mapping


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
    makers = {
        "ordered_at": declare.moment,
        "email": declare.email,
        "phone": declare.phone,
        "buyer_id": declare.identifier,
        "currency": declare.currency,
    }
    return makers.get(role, declare.text)(heading)


def _customer_key(mapping: Mapping[str, str]) -> tuple[CustomerKey, ...]:
    strong: tuple[tuple[CustomerKey, str], ...] = (("email", "email"), ("phone", "phone"), ("id", "buyer_id"))
    present = tuple(key for key, role in strong if role in mapping)
    return present or (("name",) if "name" in mapping else ())
