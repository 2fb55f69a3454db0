"""Instacart's teaching set: recognised in order to say why it cannot be read."""

from __future__ import annotations

from crm_analysis.i18n import N_
from crm_analysis.ingest.platform import Unusable

_NEITHER_DATES_NOR_PRICES = N_(
    "{file} belongs to the Instacart set, which has neither dates nor prices: none of its orders can be placed in time "
    "or valued. Use a set that has both, such as UCI Online Retail."
)

INSTACART = tuple(
    Unusable(needs, _NEITHER_DATES_NOR_PRICES)
    for needs in (
        ("order_id", "user_id", "order_number", "order_dow", "days_since_prior_order"),
        ("order_id", "product_id", "add_to_cart_order", "reordered"),
        ("product_id", "product_name", "aisle_id", "department_id"),
        ("aisle_id", "aisle"),
        ("department_id", "department"),
    )
)
