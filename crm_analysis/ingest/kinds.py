"""What the rows of an unknown table can be, and which roles its columns can then play."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm_analysis.ingest.platform import ORDERS
from crm_analysis.rules.synonyms import synonyms


@dataclass(frozen=True)
class Kind:
    """One kind of table.

    Args:
        id: Its name: orders, or one of ``schema.RECORD_LOGS``.
        roles: Role → the lists of synonyms that it goes by, best first.
        needed: Roles that a row cannot do without; of a group any one is enough.
        telling: Roles that no other kind has: they tell it from the others.
        day: The role of its date.
        fixed: Column of its log → what it says for every row.
    """

    id: str
    roles: Mapping[str, tuple[str, ...]]
    needed: tuple[tuple[str, ...], ...]
    telling: tuple[str, ...]
    day: str
    fixed: Mapping[str, str]

    def spellings(self, role: str) -> Mapping[str, int]:
        """Headings of a role as they are compared → their rank, 0 = best."""
        ranks: dict[str, int] = {}
        for name in self.roles[role]:
            worst = len(ranks)
            for heading, rank in synonyms().spellings[name].items():
                ranks.setdefault(heading, worst + rank)
        return ranks

    def missing(self, mapping: Mapping[str, str]) -> list[str]:
        """The first role of each group that no column plays."""
        return [group[0] for group in self.needed if not any(role in mapping for role in group)]


def _kind(
    id_: str,
    own: str,
    needed: tuple[tuple[str, ...], ...],
    telling: str,
    day: str = "",
    fixed: Mapping[str, str] | None = None,
    **borrowed: tuple[str, ...],
) -> Kind:
    """A kind whose roles go by lists of their own name, but for those that are borrowed."""
    roles = {role: (role,) for role in own.split()} | borrowed
    return Kind(id_, roles, needed, tuple(telling.split()), day, fixed or {})


_DAY = "ordered_at"
LATER = ("shipped_at", "delivered_at")
"""What happened to an order afterwards: never told from a promise but by its very heading."""
ALL = {
    kind.id: kind
    for kind in (
        Kind(
            ORDERS,
            {role: (role,) for role in (*synonyms().headings, "campaign", *LATER)},
            (("order_id",), ("ordered_at",), ("amount", "unit_price", "order_total")),
            (),
            "ordered_at",
            {},
        ),
        _kind(
            "members",
            "email phone buyer_id name birthday gender level points registered_on accepts_email accepts_sms country "
            "region city tags note",
            (("email", "phone", "buyer_id", "name"),),
            "birthday gender level points registered_on accepts_email accepts_sms",
            "registered_on",
        ),
        _kind(
            "products",
            "product_id product category brand cost currency",
            (("product_id",), ("product", "category", "brand", "price", "cost")),
            "cost",
            price=("unit_price",),
        ),
        _kind(
            "spend",
            "channel campaign currency impressions clicks",
            (("spent_on",), ("amount",)),
            "campaign impressions clicks",
            "spent_on",
            spent_on=("spent_on", _DAY),
            amount=("spent", "amount", "order_total"),
        ),
        _kind(
            "feedback",
            "order_id product_id product email phone buyer_id name rating title text",
            (("rating", "text"),),
            "rating text title",
            "given_at",
            {"kind": "review"},
            given_at=("given_at", _DAY),
        ),
        _kind(
            "events",
            "event product_id product category brand email phone buyer_id visit",
            (("happened_at",), ("event",)),
            "event visit",
            "happened_at",
            happened_at=("happened_at", _DAY),
            price=("unit_price",),
        ),
        _kind(
            "refunds",
            "refund_id order_id currency product_id quantity reason",
            (("order_id",), ("amount",)),
            "refund_id refunded_at reason amount",
            "refunded_at",
            refunded_at=("refunded_at", _DAY),
            amount=("refund",),
        ),
        _kind(
            "contacts",
            "contacted_at channel campaign email phone buyer_id name",
            (("contacted_at",), ("email", "phone", "buyer_id", "name")),
            "contacted_at",
            "contacted_at",
            text=("text", "title"),
        ),
    )
}
"""Every kind by its name, orders first. Exchange rates are declared in full and need no guess."""


def of_roles(roles: Mapping[str, str]) -> Kind:
    """The first kind that knows all the roles; orders where none does."""
    return next((kind for kind in ALL.values() if roles.keys() <= kind.roles.keys()), ALL[ORDERS])
