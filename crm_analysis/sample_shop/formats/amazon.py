"""Amazon Fulfilled Shipments: tab-separated, one row per item shipped, discounts as negative promotions."""

from __future__ import annotations

import numpy as np

from crm_analysis.sample_shop import cells, people
from crm_analysis.sample_shop.block import Block
from crm_analysis.sample_shop.catalogue import PRODUCTS
from crm_analysis.sample_shop.cells import Cells
from crm_analysis.sample_shop.formats.format import Format, Rows, headings
from crm_analysis.sample_shop.seasons import SECONDS_PER_DAY, Ints

HEADINGS = headings(
    "amazon-order-id,merchant-order-id,shipment-id,shipment-item-id,amazon-order-item-id,merchant-order-item-id,"
    "purchase-date,payments-date,shipment-date,reporting-date,buyer-email,buyer-name,buyer-phone-number,sku,"
    "product-name,quantity-shipped,currency,item-price,item-tax,shipping-price,shipping-tax,gift-wrap-price,"
    "gift-wrap-tax,ship-service-level,recipient-name,ship-address-1,ship-address-2,ship-address-3,ship-city,"
    "ship-state,ship-postal-code,ship-country,ship-phone-number,bill-address-1,bill-address-2,bill-address-3,"
    "bill-city,bill-state,bill-postal-code,bill-country,item-promotion-discount,ship-promotion-discount,carrier,"
    "tracking-number,estimated-arrival-date,fulfillment-center-id,fulfillment-channel,sales-channel"
)


def _order_id(block: Block) -> Cells:
    number = people.scattered(block.number, 10**14)
    return cells.glue("302-", cells.padded(number // 10**7, 7), "-", cells.padded(number % 10**7, 7))


def _moment(seconds: Ints) -> Cells:
    return cells.glue(cells.clock(seconds, "T"), "+00:00")


def _of_orders(block: Block) -> dict[str, Cells]:
    alias = cells.glue(cells.padded(people.scattered(block.customer, 10**12), 12), "@marketplace.amazon.example.com")
    return {
        "amazon-order-id": _order_id(block),
        "shipment-id": cells.glue("D", cells.padded(block.number, 9)),
        "purchase-date": _moment(block.moment),
        "payments-date": _moment(block.moment + 1_800),
        "shipment-date": _moment(block.moment + SECONDS_PER_DAY),
        "reporting-date": _moment(block.moment + SECONDS_PER_DAY + 7_200),
        "buyer-email": alias,
        "buyer-name": people.full_name(block),
        "recipient-name": people.full_name(block),
        "ship-address-1": people.street(block),
        "ship-city": people.place(block, "city"),
        "ship-state": people.place(block, "region"),
        "ship-postal-code": people.place(block, "postcode"),
        "ship-country": people.place(block, "country_code"),
        "tracking-number": cells.glue("JJD", cells.padded(block.number, 12)),
    }


def _rows(block: Block, rows_before: int) -> Rows:
    item = rows_before + np.arange(len(block.product))
    columns = {heading: cells.at(value, block.line_order) for heading, value in _of_orders(block).items()}
    cut = block.cut * block.quantity
    columns |= {
        "shipment-item-id": cells.glue("S", cells.padded(item, 10)),
        "amazon-order-item-id": cells.padded(people.scattered(item, 10**14), 14),
        "sku": cells.pick([it.sku for it in PRODUCTS], block.product),
        "product-name": cells.pick([it.name for it in PRODUCTS], block.product),
        "quantity-shipped": cells.text(block.quantity),
        "currency": "EUR",
        "item-price": cells.money(block.price * block.quantity),
        "item-tax": "0.00",
        "shipping-price": "0.00",
        "shipping-tax": "0.00",
        "gift-wrap-price": "0.00",
        "gift-wrap-tax": "0.00",
        "ship-service-level": "Standard",
        "item-promotion-discount": cells.money(-cut),
        "ship-promotion-discount": "0.00",
        "carrier": "DHL",
        "fulfillment-center-id": "HAM2",
        "fulfillment-channel": "AFN",
        "sales-channel": "Amazon.de",
    }
    return Rows(len(block.product), columns)


FORMATS = (
    Format(
        platform="amazon_shipments",
        headings=HEADINGS,
        rows=_rows,
        currency="EUR",
        tells=frozenset(),
        delimiter="\t",
    ),
)
