"""Etsy, sold orders and sold order items: two files of the same orders, days without a time, no e-mail."""

from __future__ import annotations

import numpy as np

from crm_analysis.sample_shop import cells, people
from crm_analysis.sample_shop.block import Block
from crm_analysis.sample_shop.catalogue import COUPONS, PRODUCTS
from crm_analysis.sample_shop.cells import Cells
from crm_analysis.sample_shop.formats.format import COUPONS as COUPONS_TOLD
from crm_analysis.sample_shop.formats.format import REFUNDS, Format, Rows, headings
from crm_analysis.sample_shop.seasons import SECONDS_PER_DAY, Ints

ORDER_HEADINGS = headings(
    "Sale Date,Order ID,Buyer User ID,Full Name,First Name,Last Name,Number of Items,Payment Method,Date Shipped,"
    "Street 1,Street 2,Ship City,Ship State,Ship Zipcode,Ship Country,Currency,Order Value,Coupon Code,Coupon Details,"
    "Discount Amount,Shipping Discount,Shipping,Sales Tax,Order Total,Status,Card Processing Fees,Order Net,"
    "Adjusted Order Total,Adjusted Card Processing Fees,Adjusted Net Order Amount,Buyer,Order Type,Payment Type,"
    "InPerson Discount,InPerson Location,SKU"
)
ITEM_HEADINGS = headings(
    "Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Coupon Details,Discount Amount,Shipping Discount,"
    "Order Shipping,Order Sales Tax,Item Total,Currency,Transaction ID,Listing ID,Date Paid,Date Shipped,Ship Name,"
    "Ship Address1,Ship Address2,Ship City,Ship State,Ship Zipcode,Ship Country,Order ID,Variations,Order Type,"
    "Listings Type,Payment Type,InPerson Discount,InPerson Location,VAT Paid by Buyer,SKU"
)

POSTAGE = 150
FEE_PERCENT = 4
SHORT_DAY, LONG_DAY = "{mm}/{dd}/{yy}", "{mm}/{dd}/{y}"


def _postage(block: Block) -> Ints:
    """Never nothing: an order paid back but for its postage stays apart from one that was not adjusted (0)."""
    return block.shipping + POSTAGE


def _user(block: Block) -> Cells:
    return cells.glue(cells.lower(people.family_name(block)), cells.text(block.customer + 100))


def _display_name(block: Block) -> Cells:
    return cells.glue(people.full_name(block), " (", _user(block), ")")


def _address(block: Block) -> dict[str, Cells]:
    return {
        "Ship City": people.place(block, "city"),
        "Ship State": people.place(block, "region_code"),
        "Ship Zipcode": people.place(block, "postcode"),
        "Ship Country": people.place(block, "country"),
    }


def _sale(block: Block) -> dict[str, Cells]:
    return {
        "Sale Date": cells.day(block.moment, SHORT_DAY),
        "Order ID": cells.text(2_800_000_000 + block.number * 13),
        "Date Shipped": cells.day(block.moment + 2 * SECONDS_PER_DAY, LONG_DAY),
        "Coupon Code": cells.pick(COUPONS, block.coupon),
        "Coupon Details": cells.only(block.coupon > 0, "% off"),
        "Discount Amount": cells.money(block.discount),
        "Buyer": _display_name(block),
    }


def _order_rows(block: Block, rows_before: int) -> Rows:
    total = block.paid_for_goods + _postage(block) + people.tax(block)
    fee = total * FEE_PERCENT // 100
    adjusted = block.refund > 0
    paid_back = total - block.refund
    columns = _sale(block) | _address(block)
    columns |= {
        "Buyer User ID": _user(block),
        "Full Name": people.full_name(block),
        "First Name": people.given_name(block),
        "Last Name": people.family_name(block),
        "Number of Items": cells.text(block.per_order(block.quantity)),
        "Payment Method": "Credit Card",
        "Street 1": people.street(block),
        "Currency": "EUR",
        "Order Value": cells.money(block.goods),
        "Shipping Discount": "0.00",
        "Shipping": cells.money(_postage(block)),
        "Sales Tax": cells.money(people.tax(block)),
        "Order Total": cells.money(total),
        "Card Processing Fees": cells.money(fee),
        "Order Net": cells.money(total - fee),
        "Adjusted Order Total": cells.only(adjusted, cells.money(paid_back), "0"),
        "Adjusted Card Processing Fees": cells.only(adjusted, cells.money(paid_back * FEE_PERCENT // 100), "0"),
        "Adjusted Net Order Amount": cells.only(adjusted, cells.money(paid_back - paid_back * FEE_PERCENT // 100), "0"),
        "Order Type": "online",
        "Payment Type": "online_cc",
    }
    return Rows(len(block.number), columns)


def _item_rows(block: Block, rows_before: int) -> Rows:
    of_orders = _sale(block) | _address(block)
    of_orders |= {
        "Order Shipping": cells.money(_postage(block)),
        "Order Sales Tax": cells.money(people.tax(block)),
        "Date Paid": cells.day(block.moment, LONG_DAY),
        "Ship Name": people.full_name(block),
        "Ship Address1": people.street(block),
    }
    columns = {heading: cells.at(value, block.line_order) for heading, value in of_orders.items()}
    columns |= {
        "Item Name": cells.pick([cells.quoted(it.name) for it in PRODUCTS], block.product),
        "Quantity": cells.text(block.quantity),
        "Price": cells.money(block.unit),
        "Shipping Discount": "0.00",
        "Item Total": cells.money(block.amount),
        "Currency": "EUR",
        "Transaction ID": cells.text(3_600_000_000 + rows_before + np.arange(len(block.product))),
        "Listing ID": cells.text(1_200_000_000 + block.product * 17),
        "Order Type": "online",
        "Listings Type": "listing",
        "Payment Type": "online_cc",
        "SKU": cells.pick([it.sku for it in PRODUCTS], block.product),
    }
    return Rows(len(block.product), columns)


def _headings(names: tuple[str, ...]) -> str:
    """Etsy puts only names with a space in quotes."""
    return ",".join(f'"{name}"' if " " in name else name for name in names) + "\n"


FORMATS = (
    Format(
        platform="etsy_orders",
        headings=ORDER_HEADINGS,
        heading_row=_headings(ORDER_HEADINGS),
        rows=_order_rows,
        currency="EUR",
        tells=frozenset({COUPONS_TOLD, REFUNDS}),
        has_lines=False,
    ),
    Format(
        platform="etsy_items",
        headings=ITEM_HEADINGS,
        heading_row=_headings(ITEM_HEADINGS),
        rows=_item_rows,
        currency="EUR",
        tells=frozenset({COUPONS_TOLD}),
    ),
)
