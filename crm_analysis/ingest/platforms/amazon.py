"""Amazon Seller Central, four reports of the same orders.

Fulfilled shipments and new orders name the buyer by an alias; all orders and the payments of a range of dates name
nobody. The last is translated from marketplace to marketplace, and the only one that knows refunds.
"""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Aside,
    Platform,
    Refunds,
    Status,
    Where,
    currency,
    email,
    formula,
    identifier,
    later,
    moment,
    quantity,
    text,
)

_REMOVAL = r"S\d+-.*"
_NOT_SOLD = Aside("test or removal order", "amazon-order-id", _REMOVAL)
# The promotion comes with either sign.
_AMOUNT = formula("{0} - ABS(COALESCE({1}, 0))", "item-price", "item-promotion-discount")

AMAZON_SHIPMENTS = Platform(
    id="amazon_shipments",
    family="amazon",
    name="Amazon fulfilled shipments",
    needs=("amazon-order-id", "shipment-item-id", "buyer-email", "purchase-date", "item-price"),
    verified="parsers only",
    order_id=identifier("amazon-order-id"),
    order={
        "ordered_at": moment("purchase-date"),
        "email": email("buyer-email"),
        "name": text("buyer-name", "recipient-name"),
        "country": text("ship-country"),
        "region": text("ship-state"),
        "city": text("ship-city"),
        "channel": text("sales-channel"),
        "currency": currency("currency"),
        "shipped_at": later("shipment-date"),
    },
    line={
        "product_id": identifier("sku"),
        "product": text("product-name"),
        "quantity": quantity("quantity-shipped"),
        "amount": _AMOUNT,
    },
    aside=(_NOT_SOLD,),
    customer_key=("email",),
)

AMAZON_ALL_ORDERS = Platform(
    id="amazon_all_orders",
    family="amazon",
    name="Amazon all orders",
    needs=("amazon-order-id", "purchase-date", "order-status", "item-price"),
    lacks=("shipment-item-id", "buyer-email"),
    verified="parsers only",
    order_id=identifier("amazon-order-id"),
    order={
        "ordered_at": moment("purchase-date"),
        "country": text("ship-country"),
        "region": text("ship-state"),
        "city": text("ship-city"),
        "channel": text("sales-channel"),
        "coupon": text("promotion-ids"),
        "currency": currency("currency"),
    },
    line={
        "product_id": identifier("sku", "asin"),
        "product": text("product-name"),
        "quantity": quantity("quantity"),
        "amount": _AMOUNT,
    },
    status=Status("order-status", cancelled=("Cancelled", "Canceled")),
    line_status=Status("item-status", cancelled=("Cancelled", "Canceled")),
    aside=(_NOT_SOLD, Aside("pending or cancelled item without a price", "item-price", keeps_header=True)),
    customer_key=(),
)

AMAZON_NEW_ORDERS = Platform(
    id="amazon_new_orders",
    family="amazon",
    name="Amazon new or unshipped orders",
    needs=(
        "order-id", "order-item-id", "purchase-date", "quantity-purchased", "item-price",
        ("payments-date", "days-past-promise"),
    ),
    verified="parsers only",
    order_id=identifier("order-id"),
    order={
        "ordered_at": moment("purchase-date"),
        "email": email("buyer-email"),
        "name": text("buyer-name", "recipient-name"),
        "country": text("ship-country"),
        "region": text("ship-state"),
        "city": text("ship-city"),
        "channel": text("sales-channel"),
        "currency": currency("currency"),
    },
    line={
        "product_id": identifier("sku"),
        "product": text("product-name"),
        "quantity": quantity("quantity-purchased"),
        "amount": _AMOUNT,
    },
    aside=(Aside("test or removal order", "order-id", _REMOVAL),),
    customer_key=("email",),
)  # fmt: skip

_REFUND = "refund|remboursement|erstattung|reembolso|rimborso|返金"

AMAZON_DATE_RANGE = Platform(
    id="amazon_date_range",
    family="amazon",
    name="Amazon payments, date range report",
    needs=("date/time", "settlement id", "type", "order id", "product sales"),
    also_called={
        "date/time": (
            "fecha y hora", "fecha/hora", "date/heure", "Datum/Uhrzeit", "Data/Ora", "Data/Ora:", "日付/時間",
        ),
        "settlement id": (
            "identificador de pago", "Id. de liquidación", "numéro de versement", "Abrechnungsnummer",
            "Numero pagamento", "決済番号",
        ),
        "type": ("tipo", "Typ", "トランザクションの種類"),
        "order id": (
            "número de pedido", "Id. del pedido", "numéro de la commande", "Bestellnummer", "Numero ordine", "注文番号",
        ),
        "description": ("descripción", "Beschreibung", "Descrizione", "説明"),
        "quantity": ("cantidad", "quantité", "Menge", "Quantità", "数量"),
        "marketplace": ("web de Amazon", "Amazon 出品サービス"),
        "order city": (
            "ciudad de procedencia del pedido", "ciudad del pedido", "ville d'où provient la commande",
            "Ort der Bestellung", "Città di provenienza dell'ordine", "市町村",
        ),
        "order state": (
            "comunidad autónoma de procedencia del pedido", "estado del pedido", "Région d'où provient la commande",
            "Bundesland", "Provincia di provenienza dell'ordine", "都道府県",
        ),
        "product sales": ("ventas de productos", "ventes de produits", "Umsätze", "Vendite", "商品売上"),
        "promotional rebates": (
            "devoluciones promocionales", "descuentos promocionales", "Rabais promotionnels",
            "Rabatte aus Werbeaktionen", "Sconti promozionali", "プロモーション割引額",
        ),
    },
    verified="parsers only",
    order_id=identifier("order id"),
    order={
        "ordered_at": moment("date/time"),
        "region": text("order state"),
        "city": text("order city"),
        "channel": text("marketplace"),
    },
    line={
        "product_id": identifier("sku"),
        "product": text("description"),
        "quantity": quantity("quantity", may_be_blank=True),
        # A rebate comes below zero on a sale and above it on a refund.
        "amount": formula("{0} + COALESCE({1}, 0)", "product sales", "promotional rebates"),
    },
    aside=(
        Aside(
            "neither order nor refund", "type", f"(?i)order|commande|bestellung|pedido|ordine|注文|{_REFUND}",
            otherwise=True,
        ),
        Aside("test or removal order", "order id", _REMOVAL),
    ),
    refunds=Refunds(Where("type", f"(?i){_REFUND}")),
    customer_key=(),
)  # fmt: skip
