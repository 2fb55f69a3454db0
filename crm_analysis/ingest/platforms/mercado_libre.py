"""Mercado Libre / Mercado Livre sales: dates in words, the currency in the headings, packages of several orders."""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Package,
    Platform,
    Status,
    Where,
    identifier,
    later,
    moment,
    money,
    quantity,
    text,
)

_PRICE = "Precio unitario de venta de la publicación"
_CANCELLED = (
    "Cancelada*", "Cancelado*", "Cancelaste*", "Cancelamos*", "Venta cancelada*", "Venda cancelada*",
    "Compra cancelada*", "Paquete cancelado*", "Pacote cancelado*",
)  # fmt: skip

MERCADO_LIBRE = Platform(
    id="mercado_libre",
    family="mercado_libre",
    name="Mercado Libre / Mercado Livre sales",
    needs=("# de venta", "Fecha de venta", "Estado", "Unidades", "Ingresos por productos"),
    also_called={
        "# de venta": ("# de venta:", "N.º de venda", "N.° de venda", "# de venda"),
        "Fecha de venta": ("Data da venda", "Data de venda"),
        "Paquete de varios productos": ("Pacote de diversos produtos",),
        "Ingresos por productos": ("Receita por produtos",),
        "Anulaciones y reembolsos": ("Cancelamentos e reembolsos",),
        "# de publicación": ("# de anúncio",),
        "Título de la publicación": ("Título do anúncio",),
        _PRICE: ("Preço unitário de venda do anúncio",),
        "Tipo y número de documento": ("DNI", "Tipo e número do documento", "CPF"),
        "Ciudad": ("Cidade",),
        "País": (),
    },
    verified="parsers only",
    order_id=identifier("# de venta"),
    order={
        "ordered_at": moment("Fecha de venta"),
        "buyer_id": identifier("Tipo y número de documento"),
        "name": text("Comprador"),
        # The second column of this name is the buyer's state; the first is that of the order.
        "region": text("Estado (2)"),
        "city": text("Ciudad"),
        "country": text("País"),
        "refund": money("Anulaciones y reembolsos", sign="absolute", may_be_blank=True),
        # Both recur further right for what is sent back.
        "shipped_at": later("Fecha en camino"),
        "delivered_at": later("Fecha entregado"),
    },
    line={
        "product_id": identifier("SKU", "# de publicación"),
        "product": text("Título de la publicación"),
        "quantity": quantity("Unidades", may_be_blank=True),
        "amount": money("Ingresos por productos"),
    },
    status=Status("Estado", _CANCELLED),
    line_status=Status("Estado", _CANCELLED),
    package=Package(
        "money of a package",
        money=Where("Estado", r"(?i)(paquete|pacote) de \d+ (productos|produtos).*"),
        items=Where("Paquete de varios productos", "(?i)s[ií]|sim"),
        weight="COALESCE({0}, 1) * {1}",
        headings=(_PRICE, "Unidades"),
    ),
    customer_key=("id", "name"),
    date_order="day",
)
