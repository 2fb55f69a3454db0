"""One shop with two web stores and people who are known: what a join across files must find, and must not.

The same people buy in Shopify and in WooCommerce. They write their e-mail in capitals or with blanks and their phone in
five ways, leave now the one and now the other, a few have a second e-mail, some orders leave fillers or masked values,
and rarely two people share a phone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from crm_analysis.sample_shop.catalogue import FAMILY, GIVEN

COUNTRY = "DE"
SHOPIFY, WOOCOMMERCE = CHANNELS = ("shopify", "woocommerce")
MOST_ORDERS = 8
PEOPLE_PER_FAMILY = 2_500
"""One in so many shares the phone of somebody else."""
SECOND_EMAIL, BOTH, EMAIL_ONLY, PHONE_ONLY = 0.1, 0.6, 0.22, 0.15
"""Shares: of people with a second e-mail; of orders that leave both, one of them or, the rest, neither."""
FIRST_DAY = datetime(2024, 1, 1, 9)

_HEADINGS = {
    SHOPIFY: (
        "Name", "Email", "Financial Status", "Created at", "Currency", "Lineitem quantity", "Lineitem name",
        "Lineitem price", "Billing Name", "Billing Phone", "Shipping Country",
    ),
    WOOCOMMERCE: (
        "Order Number", "Order Date", "Order Status", "First Name (Billing)", "Last Name (Billing)", "Email (Billing)",
        "Phone (Billing)", "Item Name", "Quantity", "Order Line Total",
    ),
}  # fmt: skip
_FILLERS = ("0000000000", "1234567890", "")
_MASKED = ("", "a***@example.com", "no-reply@example.com")


@dataclass(frozen=True)
class Person:
    """Somebody who exists in the simulation only.

    Args:
        number: Who.
        name: Given and family name; many share one.
        emails: One or two addresses.
        phone: Digits behind the country code.
    """

    number: int
    name: tuple[str, str]
    emails: tuple[str, ...]
    phone: str


@dataclass(frozen=True)
class Order:
    """One order as its buyer left it; ``person`` is the truth, None where nothing says who it was."""

    channel: str
    number: str
    moment: datetime
    person: int | None
    name: tuple[str, str]
    email: str
    phone: str


def orders(people: int, seed: int) -> list[Order]:
    """What the people order in both stores, by time; always the same for the same size and seed."""
    chance = Random(seed)
    placed = [order for person in _crowd(chance, people) for order in _orders_of(chance, person)]
    return sorted(placed, key=lambda order: (order.moment, order.channel, order.number))


def write(placed: Sequence[Order], folder: Path, name: str = "") -> dict[str, Path]:
    """Write the orders as each store exports them; returns channel → file.

    Args:
        placed: Some or all of the orders.
        folder: Where the files go.
        name: What stands before the channel in the files' names.
    """
    files = {channel: folder / f"{name}{channel}.csv" for channel in CHANNELS}
    for channel, file in files.items():
        with file.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text)
            writer.writerow(_HEADINGS[channel])
            writer.writerows(_ROWS[channel](order) for order in placed if order.channel == channel)
    return files


def _crowd(chance: Random, people: int) -> Iterator[Person]:
    phone = ""
    for number in range(people):
        shares = phone and chance.random() < 1 / PEOPLE_PER_FAMILY
        phone = phone if shares else f"170{number + 1:07}"
        name = chance.choice(GIVEN), chance.choice(FAMILY)
        address = f"{name[0]}.{name[1]}{number}".lower()
        second = (f"{number}.{name[1]}@example.org".lower(),) if chance.random() < SECOND_EMAIL else ()
        yield Person(number, name, (f"{address}@example.com", *second), phone)


def _orders_of(chance: Random, person: Person) -> Iterator[Order]:
    """The first order leaves both e-mail and phone, as whoever opens an account must."""
    moment = FIRST_DAY + timedelta(minutes=chance.randrange(365 * 24 * 60))
    for place in range(chance.randint(1, MOST_ORDERS)):
        email, phone = (True, True) if place == 0 else _leaves(chance)
        yield Order(
            channel=chance.choice(CHANNELS),
            number=f"{person.number}-{place}",
            moment=moment,
            person=person.number if email or phone else None,
            name=person.name if email or phone else ("", ""),
            email=_written_email(chance, person.emails) if email else chance.choice(_MASKED),
            phone=_written_phone(chance, person.phone) if phone else chance.choice(_FILLERS),
        )
        moment += timedelta(minutes=chance.randrange(1, 90 * 24 * 60))


def _leaves(chance: Random) -> tuple[bool, bool]:
    drawn = chance.random()
    if drawn < BOTH:
        return True, True
    return drawn < BOTH + EMAIL_ONLY, BOTH + EMAIL_ONLY <= drawn < BOTH + EMAIL_ONLY + PHONE_ONLY


def _written_email(chance: Random, emails: Sequence[str]) -> str:
    address = chance.choice(emails)
    return chance.choice((address, address, address.upper(), address.title(), f" {address} "))


def _written_phone(chance: Random, phone: str) -> str:
    code, rest = phone[:3], phone[3:]
    return chance.choice(
        (f"+49{phone}", f"+49 {code} {rest[:3]} {rest[3:]}", f"0{code}/{rest}", f"0049{phone}", f"+49 (0){code}-{rest}")
    )


def _shopify(order: Order) -> tuple[str, ...]:
    moment = f"{order.moment:%Y-%m-%d %H:%M:%S} +0100"
    name = " ".join(order.name).strip()
    return f"#{order.number}", order.email, "paid", moment, "EUR", "1", "Tea", "10.00", name, order.phone, COUNTRY


def _woocommerce(order: Order) -> tuple[str, ...]:
    moment = f"{order.moment:%Y-%m-%d %H:%M}"
    return order.number, moment, "completed", *order.name, order.email, order.phone, "Tea", "1", "10.00"


_ROWS = {SHOPIFY: _shopify, WOOCOMMERCE: _woocommerce}
