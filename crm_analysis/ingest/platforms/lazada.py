"""Lazada, Seller Center: one row a piece, in the current form and the older one parted by semicolons."""

from __future__ import annotations

from crm_analysis.ingest.platform import Platform, Status, Where, email, formula, identifier, later, moment, phone, text

LAZADA = Platform(
    id="lazada",
    family="lazada",
    name="Lazada orders",
    needs=("orderItemId", "lazadaId", "orderNumber", "createTime", "unitPrice"),
    also_called={
        "orderItemId": ("Order Item Id",),
        "lazadaId": ("Lazada Id",),
        "orderNumber": ("Order Number",),
        "createTime": ("Created at",),
        "unitPrice": ("Unit Price",),
        "paidPrice": ("Paid Price",),
        "refundAmount": ("Refund Amount",),
        "customerEmail": ("Customer Email",),
        "customerName": ("Customer Name",),
        "shippingPhone": ("Shipping Phone Number", "Shipping Phone"),
        "shippingCountry": ("Shipping Country",),
        "shippingRegion": ("Shipping Region",),
        "shippingCity": ("Shipping City",),
        "sellerSku": ("Seller SKU",),
        "itemName": ("Item Name",),
        "status": ("Status",),
    },
    verified="parsers only",
    order_id=identifier("orderNumber"),
    order={
        "ordered_at": moment("createTime"),
        "email": email("customerEmail"),
        "phone": phone("shippingPhone"),
        "name": text("customerName"),
        "country": text("shippingCountry"),
        "region": text("shippingRegion"),
        "city": text("shippingCity"),
        # A piece that came back without an amount gives back what was paid for it.
        "refund": formula(
            "CASE WHEN {1} <> 0 THEN ABS({1}) WHEN {where} THEN COALESCE({2}, {0}) ELSE 0 END",
            "unitPrice",
            "refundAmount",
            "paidPrice",
            where=(Where("status", "(?i)returned.*"),),
            per_order="sum",
            may_be_blank=True,
        ),
        "delivered_at": later("deliveredDate"),
    },
    line={
        "product_id": identifier("sellerSku"),
        "product": text("itemName", "variation", joined=True),
        # Discounts are written below zero. What Lazada itself gave is no discount of the shop's.
        "amount": formula("{0} - ABS(COALESCE({1}, 0))", "unitPrice", "sellerDiscountTotal"),
    },
    status=Status("status", unpaid=("unpaid",)),
    line_status=Status("status", cancelled=("canceled", "cancelled", "failed*", "delivery failed*")),
    customer_key=("email", "phone"),
    note="One row is one piece. Masked names and phones join nobody.",
)
