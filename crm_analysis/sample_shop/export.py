"""Write an export of an invented shop, in bounded memory, with its truth beside it."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from crm_analysis.errors import InputRefused
from crm_analysis.sample_shop.block import Block
from crm_analysis.sample_shop.formats import format_of
from crm_analysis.sample_shop.formats.format import GUESTS, Format
from crm_analysis.sample_shop.parameters import Shop
from crm_analysis.sample_shop.shop import Simulated, simulate
from crm_analysis.sample_shop.truth import Tally, Truth

COMPRESSION = 6


def write_export(
    path: Path,
    *,
    customers: int | None = None,
    orders: int | None = None,
    years: int = 3,
    seed: int = 1,
    platform: str = "shopify",
) -> Truth:
    """Write the export of an invented shop and, beside it, its truth as FILE.truth.json.

    Args:
        path: The export; compressed where its name ends in .gz.
        customers: People that can be recognised; where only orders are given, as many as make so many orders.
        orders: Orders of every kind in the file, met exactly; where only customers are given, as many as they make.
        years: Length of the shop's life, ending on the last day of 2025.
        seed: The same seed writes the same bytes.
        platform: Id of the layout.

    Returns:
        What is true of the file.

    Raises:
        InputRefused: There is no such platform or folder, or no such shop can be.
    """
    return write_shop(path, Shop(customers=customers, orders=orders, years=years, seed=seed), platform)


def write_shop(path: Path, shop: Shop, platform: str) -> Truth:
    """Write the export of a shop with parameters of its own; see write_export."""
    written_as = format_of(platform)
    if not path.parent.is_dir():
        raise InputRefused("{folder}: there is no such folder. Make it, or write elsewhere.", folder=path.parent)
    shop = visible_to(written_as, shop)
    return write_blocks(path, shop, written_as, simulate(shop))


def visible_to(written_as: Format, shop: Shop) -> Shop:
    """The shop without guests where the file cannot tell them, and with buyers from where the platform sells."""
    habits = shop.habits if GUESTS in written_as.tells else replace(shop.habits, guests=0.0)
    return replace(shop, habits=habits, countries=shop.countries or written_as.countries)


def write_blocks(path: Path, shop: Shop, written_as: Format, simulated: Iterable[Simulated]) -> Truth:
    """Write blocks as they come; the file appears whole or not at all."""
    tally = Tally(shop, written_as)
    rows = 0
    with _whole(path) as file:
        file.write(written_as.head())
        for told, rate_factor in _told(written_as, simulated):
            written, count = written_as.body(told, rows)
            file.write(written)
            rows += count
            tally.add(told, count, rate_factor)
        file.write(written_as.foot(rows))
    truth = tally.truth()
    truth.write(path)
    return truth


def _told(written_as: Format, simulated: Iterable[Simulated]) -> Iterator[tuple[Block, float]]:
    for it in simulated:
        yield written_as.as_told(it.block), it.rate_factor


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO | gzip.GzipFile]:
    """A file that takes its name only when it is complete; the same content makes the same compressed bytes."""
    beginning = path.with_name(path.name + ".part")
    try:
        with beginning.open("wb") as raw:
            if path.suffix == ".gz":
                with gzip.GzipFile(filename="", mode="wb", compresslevel=COMPRESSION, fileobj=raw, mtime=0) as packed:
                    yield packed
            else:
                yield raw
        shutil.move(beginning, path)
    finally:
        beginning.unlink(missing_ok=True)
