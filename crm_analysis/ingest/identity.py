"""Who may a row's person be? Everything that it says of them and that may join it to other rows of theirs."""

from __future__ import annotations

from crm_analysis.ingest.literal import literal
from crm_analysis.ingest.platform import Declaration
from crm_analysis.rules.identity import identity_rules
from crm_analysis.schema import IDENTIFIER_KINDS

# Masked values (张**, t**0, 138####6198) are shared by many people and join nobody.
_MASKS = ("*", "##")


def keys(declaration: Declaration, shop: str) -> dict[str, str]:
    """SQL of each of ``schema.KEYS``, over a table with the fields that the declaration fills.

    Every key is an identifier, ``kind CHR(31) scope CHR(31) value``, but for ``phone_key``: that holds the digits
    alone, because where a number without a country belongs may be told later. NULL: the row has none of that kind.

    Args:
        declaration: What the file is.
        shop: The shop's name, within which some ids and all names hold; an e-mail means one person everywhere.
    """
    scope = declaration.family if declaration.id_scope == "platform" else f"{shop}/{declaration.family}"
    fields = {"email": "email", "phone": "phone", "id": "buyer_id", "alias": "alias_id", "name": declaration.named_by}
    scopes = {"email": "", "id": scope, "alias": scope, "name": scope}
    return {
        f"{kind}_key": _key(kind, fields[kind], scopes.get(kind), declaration.aliases)
        if kind in declaration.customer_key
        else "CAST(NULL AS VARCHAR)"
        for kind in IDENTIFIER_KINDS
    }


def _key(kind: str, field: str, scope: str | None, aliases: tuple[str, ...]) -> str:
    rules = identity_rules()
    value = f"lower({field})" if kind in ("email", "name") else field
    conditions = [f"{field} IS NOT NULL", *(f"NOT contains({field}, {literal(mask)})" for mask in _MASKS)]
    if kind == "email":
        conditions += [f"NOT suffix({value}, {literal(domain)})" for domain in aliases]
        conditions.append(f"NOT regexp_full_match(split_part({value}, '@', 1), {literal(rules.emails_of_nobody)})")
    if kind == "phone":
        conditions.append(f"NOT regexp_full_match({value}, {literal(rules.phones_of_nobody)})")
    if kind in ("id", "alias"):
        # Shops write 0 where nobody was signed in.
        conditions.append(f"{field} <> '0'")
    whole = value if scope is None else f"'{kind}' || CHR(31) || {literal(scope)} || CHR(31) || {value}"
    return f"CASE WHEN {' AND '.join(conditions)} THEN {whole} END"
