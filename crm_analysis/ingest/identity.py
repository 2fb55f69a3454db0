"""Who is the customer of an order? The strongest thing that it says of its buyer."""

from __future__ import annotations

from collections.abc import Sequence

from crm_analysis.ingest.literal import literal
from crm_analysis.ingest.platform import CustomerKey, Declaration

_FIELDS: dict[CustomerKey, str] = {"email": "email", "phone": "phone", "id": "buyer_id", "name": "name"}


def key(strength: Sequence[CustomerKey], scope: str, aliases: Sequence[str]) -> str:
    """SQL of ``kind CHR(31) scope CHR(31) value``; NULL for a guest.

    Args:
        strength: What joins orders, strongest first.
        scope: Within what a platform's id or a name means one person; an e-mail or phone means one everywhere.
        aliases: E-mail domains that hide the buyer and change from order to order: no key.
    """
    branches = [_branch(kind, "" if kind in ("email", "phone") else scope, aliases) for kind in strength]
    return f"CASE {' '.join(branches)} END" if branches else "CAST(NULL AS VARCHAR)"


def _branch(kind: CustomerKey, scope: str, aliases: Sequence[str]) -> str:
    value = _FIELDS[kind]
    # Masked values (张**, t**0) are shared by many people and join nobody.
    conditions = [f"{value} IS NOT NULL", f"NOT contains({value}, '*')"]
    if kind == "email":
        conditions += [f"NOT suffix({value}, {literal(domain)})" for domain in aliases]
    if kind == "name":
        value = f"lower({value})"
    if kind == "id":
        # Shops write 0 where nobody was signed in.
        conditions.append(f"{value} <> '0'")
    return f"WHEN {' AND '.join(conditions)} THEN '{kind}' || CHR(31) || {literal(scope)} || CHR(31) || {value}"


def keys(platform: Declaration, shop: str) -> dict[str, str]:
    """Key column of a log → SQL of what may join a person, over the columns that were read."""
    scope = platform.family if platform.id_scope == "platform" else f"{shop}/{platform.family}"
    hidden = "".join(f" AND NOT suffix(email, {literal(domain)})" for domain in platform.aliases)
    return {
        "email_key": f"CASE WHEN NOT contains(email, '*'){hidden} THEN email END",
        "phone_key": "CASE WHEN NOT contains(phone, '*') THEN phone END",
        "id_key": (
            "CASE WHEN buyer_id <> '0' AND NOT contains(buyer_id, '*') "
            f"THEN {literal(scope)} || CHR(31) || buyer_id END"
        ),
        "alias_key": f"{literal(scope)} || CHR(31) || alias_id",
    }
