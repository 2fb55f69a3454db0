"""WooCommerce, Products → Export: the core's own CSV, one product or variation a row."""

from __future__ import annotations

from crm_analysis.ingest.platform import Aside, Records, identifier, money, text

WOOCOMMERCE_PRODUCTS = Records(
    id="woocommerce_products",
    family="woocommerce",
    name="WooCommerce products",
    kind="products",
    needs=("SKU", "Name", "Visibility in catalog", "Short description", "Regular price", "Categories"),
    verified="parsers only",
    fields={
        "product_id": identifier("SKU", "ID"),
        "product": text("Name"),
        # "Tea, Tea > Green": the first path, its last step.
        "category": text("Categories", pattern=r"^(?:[^,>]*>\s*)*([^,>]*)"),
        "brand": text("Brands"),
        "price": money("Regular price", may_be_blank=True),
        "cost": money("Cost of goods", may_be_blank=True),
    },
    required=("product_id",),
    aside=(Aside("not for sale by itself", "Type", "variable|grouped"),),
)
