"""Shopify, Orders → Export: 79 columns, one row per line, the order's own fields on its first line only."""

from __future__ import annotations

import datetime

import numpy as np

from crm_analysis.sample_shop import cells, people
from crm_analysis.sample_shop.block import CANCELLED, Block
from crm_analysis.sample_shop.catalogue import CHANNELS, COUPONS, PLACES, PRODUCTS, VENDORS
from crm_analysis.sample_shop.cells import Cells
from crm_analysis.sample_shop.formats.format import (
    CANCELLATIONS,
    GUESTS,
    REFUNDS,
    UNPAID_ORDERS,
    Format,
    Rows,
    headings,
)
from crm_analysis.sample_shop.formats.format import COUPONS as COUPONS_TOLD
from crm_analysis.sample_shop.seasons import SECONDS_PER_DAY, Flags, Ints

HEADINGS = headings(
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,"
    "Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,"
    "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,"
    "Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,"
    "Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,"
    "Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,"
    "Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,"
    "Payment Terms Name,Next Payment Due At,Payment References"
)

PENDING_ONE_IN = 41
NOTED_ONE_IN = 37
NOTES = ('"Please leave it with\nthe neighbour, second door"', '"Gift: no invoice, please"')
FIRST_ID = 5_000_000_000_000


def _paid_back(block: Block) -> Flags:
    """Every other cancelled order had been paid and is paid back."""
    flags: Flags = (block.status == CANCELLED) & (block.number % 2 == 0)
    return flags


def _pending(block: Block) -> Flags:
    """A sale that is still to be paid, such as cash on delivery."""
    flags: Flags = block.is_valid & (block.refund == 0) & (block.number % PENDING_ONE_IN == 0)
    return flags


def _is_paid(block: Block) -> Flags:
    return (block.is_valid & ~_pending(block)) | _paid_back(block)


def _financial_status(block: Block) -> Cells:
    statuses = ["paid", "pending", "voided", "refunded", "partially_refunded"]
    in_full = _paid_back(block) | (block.is_valid & (block.refund == block.paid_for_goods))
    index = np.select([_pending(block), in_full, ~block.is_valid, block.refund > 0], [1, 3, 2, 4], default=0)
    return cells.pick(statuses, index)


def _refunded_amount(block: Block, total: Ints) -> Ints:
    return np.where(block.is_valid, block.refund, np.where(_paid_back(block), total, 0))


def with_offset(moment: Ints) -> Cells:
    """Moments in Germany with their offset from UTC; summer time lasts from March to October, each last Sunday."""
    summer = np.zeros(len(moment), dtype=np.bool_)
    years = moment.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970
    for year in range(int(years.min()), int(years.max()) + 1):
        summer |= (moment >= _last_sunday(year, 3) + 2 * 3600) & (moment < _last_sunday(year, 10) + 3 * 3600)
    return cells.glue(cells.clock(moment), cells.only(summer, " +0200", " +0100"))


def _last_sunday(year: int, month: int) -> int:
    last = datetime.date(year, month, 31)
    days = last.toordinal() - datetime.date(1970, 1, 1).toordinal()
    return (days - last.isoweekday() % 7) * SECONDS_PER_DAY


def _payment(block: Block) -> dict[str, Cells]:
    total = block.paid_for_goods + block.shipping + people.tax(block)
    paid = _is_paid(block)
    reference = cells.only(paid, cells.glue("r", cells.text(FIRST_ID + block.number * 7)))
    return {
        "Financial Status": _financial_status(block),
        "Paid at": cells.only(paid, with_offset(block.moment + 1)),
        "Currency": cells.pick(["EUR"], np.zeros_like(block.number)),
        "Subtotal": cells.money(block.paid_for_goods),
        "Shipping": cells.money(block.shipping),
        "Taxes": cells.money(people.tax(block)),
        "Total": cells.money(total),
        "Discount Code": cells.pick(COUPONS, block.coupon),
        "Discount Amount": cells.money(block.discount),
        "Cancelled at": cells.only(block.status == CANCELLED, with_offset(block.moment + 5_400)),
        "Payment Method": cells.only(paid, "Shopify Payments"),
        "Payment Reference": reference,
        "Refunded Amount": cells.money(_refunded_amount(block, total)),
        "Outstanding Balance": cells.only(paid | (block.status == CANCELLED), "0.00", cells.money(total)),
        "Payment ID": reference,
        "Payment References": reference,
    }


def _delivery(block: Block) -> dict[str, Cells]:
    fulfilled = block.is_valid
    return {
        "Fulfillment Status": cells.only(fulfilled, "fulfilled", "unfulfilled"),
        "Fulfilled at": cells.only(fulfilled, with_offset(block.moment + SECONDS_PER_DAY)),
        "Shipping Method": cells.only(block.shipping > 0, "Standard", "Free shipping"),
        "Notes": cells.only(block.number % NOTED_ONE_IN == 0, cells.pick(NOTES, block.number % len(NOTES))),
        "Id": cells.text(FIRST_ID + block.number * 32_768),
        "Risk Level": cells.pick(["Low"], np.zeros_like(block.number)),
        "Source": cells.pick(CHANNELS, block.channel),
        "Accepts Marketing": cells.only(block.person % 3 == 0, "yes", "no"),
    }


def _addresses(block: Block) -> dict[str, Cells]:
    """Billing and shipping address; over the counter nobody leaves one."""
    phone = cells.only(people.gives_phone(block), cells.glue("'", people.phone(block)))
    postcode = people.place(block, "postcode")
    zips = cells.only(_all_digits(block), cells.glue("'", postcode), postcode)
    address = {
        "Name": people.full_name(block),
        "Street": people.street(block),
        "Address1": people.street(block),
        "City": people.place(block, "city"),
        "Zip": zips,
        "Province": people.place(block, "region_code"),
        "Country": people.place(block, "country_code"),
        "Phone": phone,
        "Province Name": people.place(block, "region"),
    }
    known = {field: cells.only(~block.is_guest, value) for field, value in address.items()}
    return {f"{side} {field}": value for side in ("Billing", "Shipping") for field, value in known.items()}


def _all_digits(block: Block) -> Flags:
    return np.array([place.postcode.isdigit() for place in PLACES])[block.place]


def _lines(block: Block) -> dict[str, Cells]:
    status = np.where(block.is_valid, 0, 1)[block.line_order]
    return {
        "Lineitem quantity": cells.text(block.quantity),
        "Lineitem name": cells.pick([cells.quoted(it.name) for it in PRODUCTS], block.product),
        "Lineitem price": cells.money(block.price),
        "Lineitem sku": cells.pick([it.sku for it in PRODUCTS], block.product),
        "Lineitem requires shipping": "true",
        "Lineitem taxable": "true",
        "Lineitem fulfillment status": cells.pick(["fulfilled", "pending"], status),
        "Lineitem discount": cells.money(block.cut * block.quantity),
        "Vendor": cells.pick([VENDORS[it.category] for it in PRODUCTS], block.product),
    }


def _rows(block: Block, rows_before: int) -> Rows:
    email = cells.only(people.gives_email(block), people.email(block))
    phone_alone = cells.only(people.gives_phone(block) & ~people.gives_email(block), people.phone(block))
    of_orders = _payment(block) | _delivery(block) | _addresses(block) | {"Phone": phone_alone}
    on_every_line = {
        "Name": cells.glue("#", cells.text(1_000 + block.number)),
        "Email": email,
        "Created at": with_offset(block.moment),
    }
    columns = {
        heading: cells.at_first(value, block.line_order, block.opens_order) for heading, value in of_orders.items()
    }
    columns |= {heading: cells.at(value, block.line_order) for heading, value in on_every_line.items()}
    return Rows(len(block.product), columns | _lines(block))


FORMATS = (
    Format(
        platform="shopify",
        headings=HEADINGS,
        rows=_rows,
        currency="EUR",
        tells=frozenset({GUESTS, CANCELLATIONS, UNPAID_ORDERS, COUPONS_TOLD, REFUNDS}),
    ),
)
