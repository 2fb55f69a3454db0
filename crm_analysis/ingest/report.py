"""What the owner says of a file, and what is said back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

import pandas as pd

from crm_analysis.errors import CrmError
from crm_analysis.ingest.dates import DateOrder
from crm_analysis.ingest.guessing import UNCONFIRMED, Guess
from crm_analysis.ingest.numbers import DecimalMark

DEFAULT_SHOP = "My shop"
NO_CURRENCY = "XXX"
"""ISO 4217 for "no currency": what amounts carry when neither file, platform nor owner names one."""


@dataclass(frozen=True)
class Message:
    """A sentence for the owner: an English template with ``{places}`` and, apart from it, what fills them."""

    template: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """The sentence in English."""
        return self.template.format(**self.facts)


@dataclass(frozen=True)
class ImportOptions:
    """What the owner says of a file.

    Args:
        shop: Name of the shop.
        layout: A declaration's id; None lets the headings decide.
        currency: ISO 4217 code of amounts that carry none; None takes the platform's, then the shop's.
        timezone: IANA zone of the shop; None takes the shop's, and keeps the file's own clock where it has none.
        mapping: Role → heading for a table that no platform recognises.
        kind: What the rows of such a table are; None lets the table tell.
        saved_mapping: Name of the saved mapping that reads it; None lets its headings decide.
        save_mapping: Name under which the mapping is kept, once the file has landed.
        accept_guess: Columns that could only be guessed may be taken.
        repeated_orders: Whether an order that stands twice in the file is kept twice or once.
        date_order: Day or month first, where no date in the file settles it.
        decimal: Point or comma, where no amount in the file tells what parts its decimals.
        dry_run: Do everything but keep it.
        heals: The upload whose rejected rows the file corrects; None lets its headings decide.
    """

    shop: str = DEFAULT_SHOP
    layout: str | None = None
    currency: str | None = None
    timezone: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    kind: str | None = None
    saved_mapping: str | None = None
    save_mapping: str | None = None
    accept_guess: bool = False
    repeated_orders: Literal["keep", "once"] = "keep"
    date_order: DateOrder | None = None
    decimal: DecimalMark | None = None
    dry_run: bool = False
    heals: int | None = None


@dataclass(frozen=True)
class ImportReport:
    """What became of a file: ``rows_read`` = ``lines_stored`` + ``rows_rejected`` + all that ``rows_ruled`` names."""

    upload_id: int | None
    file: str
    kind: str
    platform: str
    recognised_by: str
    rows_read: int
    lines_stored: int
    rows_rejected: int
    rows_ruled: Mapping[str, int]
    orders_new: int
    orders_replaced: int
    customers_new: int
    first_order_at: datetime | None
    last_order_at: datetime | None
    currency: str
    duplicate_of: int | None
    warnings: tuple[Message, ...]
    seconds: float


@dataclass(frozen=True)
class DecimalExample:
    """How the amounts of a file are read.

    Args:
        mark: What parts decimals: point or comma.
        written: An amount as it stands in the file.
        value: What it is read as.
        open: Whether nothing in the file tells the mark.
    """

    mark: DecimalMark
    written: str
    value: Decimal
    open: bool


@dataclass(frozen=True)
class Inspection:
    """What a file looks like before anything is stored.

    ``problem`` says why it cannot be imported as it stands. Where no platform recognises the table, ``guesses`` is the
    role → column and reason that the owner confirms or corrects, ``examples`` the first texts below each heading and
    ``saved_as`` the name of the saved mapping that it follows. ``preview`` holds the first rows as they would be
    stored: for orders ``line_no, order_id, ordered_at, customer, product, quantity, amount, currency, status``, for any
    other kind ``line_no`` and the columns of its log that say anything. ``whole`` says whether all of the file was
    looked at, or only the beginning of a large one.
    """

    file: str
    kind: str
    layout: str | None
    name: str
    verified: str
    recognised_by: str
    encoding: str
    headings: tuple[str, ...]
    guesses: Mapping[str, Guess]
    examples: Mapping[str, tuple[str, ...]]
    saved_as: str
    rows: int
    rows_rejected: int
    preview: pd.DataFrame
    currency: str | None
    date_order: DateOrder | None
    decimal: DecimalExample | None
    warnings: tuple[Message, ...]
    problem: CrmError | None
    whole: bool = True

    @property
    def needs_mapping(self) -> bool:
        """Whether the owner should confirm which column is which."""
        return self.layout in (None, "generic")

    @property
    def mapping(self) -> dict[str, str]:
        """Role → heading, where no platform recognises the table."""
        return {role: guess.heading for role, guess in self.guesses.items()}

    @property
    def unconfirmed(self) -> bool:
        """Whether it rests on guesses that the owner has not confirmed."""
        return any(guess.by in UNCONFIRMED for guess in self.guesses.values())
