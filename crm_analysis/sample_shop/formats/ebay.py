"""eBay orders report: money with its sign, a row of totals above the items of a larger order, title and footer."""

from __future__ import annotations

import numpy as np

from crm_analysis.sample_shop import cells, people
from crm_analysis.sample_shop.block import Block
from crm_analysis.sample_shop.catalogue import PRODUCTS
from crm_analysis.sample_shop.cells import Cells
from crm_analysis.sample_shop.formats.format import Format, Rows, headings
from crm_analysis.sample_shop.seasons import Ints

HEADINGS = headings(
    "Sales Record Number,Order Number,Buyer Username,Buyer Name,Buyer Email,Buyer Note,Buyer Address 1,Buyer Address 2,"
    "Buyer City,Buyer State,Buyer Zip,Buyer Country,Buyer Tax Identifier Name,Buyer Tax Identifier Value,Ship To Name,"
    "Ship To Phone,Ship To Address 1,Ship To Address 2,Ship To City,Ship To State,Ship To Zip,Ship To Country,"
    "Item Number,Item Title,Custom Label,Sold Via Promoted Listings,Quantity,Sold For,Shipping And Handling,"
    "Item Location,Item Zip Code,Item Country,eBay Collect And Remit Tax Rate,eBay Collect And Remit Tax Type,"
    "eBay Reference Name,eBay Reference Value,Tax Status,Seller Collected Tax,eBay Collected Tax,"
    "Electronic Waste Recycling Fee,Mattress Recycling Fee,Battery Recycling Fee,White Goods Disposal Tax,"
    "Tire Recycling Fee,Additional Fee,Lumber Fee,Prepaid Wireless Fee,Road Improvement And Food Delivery Fee,"
    "eBay Collected Charges,Total Price,eBay Collected Tax and Fees Included in Total,Payment Method,Sale Date,"
    "Paid On Date,Ship By Date,Minimum Estimated Delivery Date,Maximum Estimated Delivery Date,Shipped On Date,"
    "Feedback Left,Feedback Received,My Item Note,PayPal Transaction ID,Shipping Service,Tracking Number,"
    "Transaction ID,Variation Details,Global Shipping Program,Global Shipping Reference ID,Click And Collect,"
    "Click And Collect Reference Number,eBay Plus,Authenticity Verification Program,"
    "Authenticity Verification Status,Authenticity Verification Outcome Reason,PSA Vault Program,"
    "Vault Fulfillment Type,eBay Fulfillment Program,Tax City,Tax State,Tax Zip,Tax Country,eBay International Shipping"
)


def dollars(cents: Ints) -> Cells:
    """Amounts such as $45.99 and "$1,325.00"; the comma asks for quotes."""
    large = cents >= 100_000
    plain = cells.glue("$", cells.money(cents))
    thousands = cells.glue('"$', cells.text(cents // 100_000), ",", cells.padded(cents // 100 % 1000, 3), ".")
    return cells.only(large, cells.glue(thousands, cells.padded(cents % 100, 2), '"'), plain)


def _of_orders(block: Block) -> dict[str, Cells]:
    order_number = cells.glue("12-", cells.padded(people.scattered(block.number, 10**10), 10))
    buyer = {
        "Name": people.full_name(block),
        "Address 1": people.street(block),
        "City": people.place(block, "city"),
        "State": people.place(block, "region"),
        "Zip": people.place(block, "postcode"),
        "Country": people.place(block, "country"),
    }
    return {
        "Sales Record Number": cells.text(block.number),
        "Order Number": order_number,
        "Buyer Username": _username(block),
        "Buyer Email": cells.glue(cells.text(people.scattered(block.customer, 10**9)), "@members.ebay.example.com"),
        **{f"{side} {field}": value for side in ("Buyer", "Ship To") for field, value in buyer.items()},
        "Shipping And Handling": dollars(block.shipping),
        "Total Price": dollars(block.goods + block.shipping),
        "Sale Date": cells.day(block.moment, "{month}-{dd}-{yy}"),
        "Paid On Date": cells.day(block.moment, "{month}-{dd}-{yy}"),
    }


def _username(block: Block) -> Cells:
    return cells.glue(cells.lower(people.family_name(block)), "_", cells.text(block.customer))


def _of_lines(block: Block) -> dict[str, Cells]:
    return {
        "Item Number": cells.text(110_000_000_000 + block.product),
        "Item Title": cells.pick([cells.quoted(it.name) for it in PRODUCTS], block.product),
        "Custom Label": cells.pick([it.sku for it in PRODUCTS], block.product),
        "Sold For": dollars(block.unit),
        "Transaction ID": cells.text(block.number[block.line_order] * 10 + block.product % 10),
    }


def _rows(block: Block, rows_before: int) -> Rows:
    """Orders of several items have a row of totals before their items."""
    has_totals = block.line_count > 1
    order = np.concatenate([np.flatnonzero(has_totals), block.line_order])
    line = np.concatenate([np.full(int(has_totals.sum()), -1), np.arange(len(block.product))])
    in_file = np.lexsort((line, order))
    order, line = order[in_file], line[in_file]
    columns = {heading: cells.at(value, order) for heading, value in _of_orders(block).items()}
    columns |= {h: cells.at_first(value, line, line >= 0) for h, value in _of_lines(block).items()}
    pieces = np.where(line >= 0, block.quantity[np.maximum(line, 0)], block.per_order(block.quantity)[order])
    columns["Quantity"] = cells.text(pieces)
    return Rows(len(order), columns)


def _footer(rows: int) -> str:
    return f"\n{rows} record(s) downloaded\nSeller ID : nine_bridges_tea\n"


FORMATS = (
    Format(
        platform="ebay",
        headings=HEADINGS,
        rows=_rows,
        currency="USD",
        tells=frozenset(),
        byte_order_mark=True,
        title="\n",
        footer=_footer,
    ),
)
