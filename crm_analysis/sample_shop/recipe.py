"""One coherent invented shop that sells in several places, written from a recipe: the shop of the first run."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from crm_analysis.sample_shop.block import Block
from crm_analysis.sample_shop.export import write_blocks
from crm_analysis.sample_shop.formats import format_of
from crm_analysis.sample_shop.parameters import Purchasing, Shop, Welcome
from crm_analysis.sample_shop.people import gives_email, lives_in_china
from crm_analysis.sample_shop.seasons import SECONDS_PER_DAY, Flags, Ints
from crm_analysis.sample_shop.shop import Simulated, simulate
from crm_analysis.sample_shop.truth import Truth

RECIPE = "recipe.toml"
TRUTH = "truth.json"
OUTLETS = ("woocommerce", "shopify", "etsy", "taobao")
WOOCOMMERCE, SHOPIFY, ETSY, TAOBAO = range(len(OUTLETS))


@dataclass(frozen=True)
class SampleFile:
    """One export of the shop: where it is, whose it is and what an import must be told."""

    path: Path
    platform: str
    outlet: str
    shop: str
    currency: str
    timezone: str


@dataclass(frozen=True)
class Outlets:
    """Who buys where: shares in [0, 1]; the second outlet is the one where a customer buys now and then."""

    moved_to_shopify: date
    etsy_share: float
    second_outlet_share: float


@dataclass(frozen=True)
class Recipe:
    """A shop, its outlets and the files it gives."""

    shop: Shop
    outlets: Outlets
    files: tuple[SampleFile, ...]


def read_recipe(folder: Path) -> Recipe:
    """The recipe in a folder; its files are to be found, or written, beside it."""
    it = tomllib.loads((folder / RECIPE).read_text(encoding="utf-8"))
    shop = Shop(
        customers=it["customers"],
        years=it["years"],
        seed=it["seed"],
        purchasing=Purchasing(**it["purchasing"]),
        welcome=Welcome(**it["welcome"]),
    )
    files = tuple(_sample_file(folder, it["shop"], **entry) for entry in it["file"])
    return Recipe(shop, Outlets(**it["outlets"]), files)


def _sample_file(folder: Path, shop: str, name: str, platform: str, outlet: str, timezone: str) -> SampleFile:
    return SampleFile(folder / name, platform, outlet, shop, format_of(platform).currency, timezone)


def sample_files(folder: Path) -> tuple[SampleFile, ...]:
    """The exports of the sample shop, in the order in which they are best imported."""
    return read_recipe(folder).files


def rebuild(folder: Path, into: Path | None = None) -> list[Truth]:
    """Write the files of a folder's recipe anew, each with its truth, and the truth of the whole shop.

    Args:
        folder: Holds the recipe.
        into: Where the files go; the folder itself if None.

    Returns:
        The truth of each file, in the order of the recipe.
    """
    recipe = read_recipe(folder)
    target = into or folder
    blocks = list(simulate(recipe.shop))
    truths = []
    for file in recipe.files:
        parts = [Simulated(_sold_in(recipe, it.block, file.outlet), it.rate_factor) for it in blocks]
        truths.append(write_blocks(target / file.path.name, recipe.shop, format_of(file.platform), parts))
    _write_whole_truth(target / TRUTH, recipe, [it.block for it in blocks], truths)
    return truths


def outlet_of(outlets: Outlets, block: Block) -> Ints:
    """Where each order was placed, as an index into OUTLETS. Guests buy in the web store or on Taobao."""
    web = np.where(block.moment < _midnight(outlets.moved_to_shopify), WOOCOMMERCE, SHOPIFY)
    chinese = lives_in_china(block)
    likes_etsy = _by_lot(block.person, 1) < outlets.etsy_share
    elsewhere = _by_lot(block.person * 1_000 + block.moment % 1_000, 2) < outlets.second_outlet_share
    in_the_web = block.is_guest | elsewhere
    of_china = np.where(elsewhere & ~block.is_guest, web, TAOBAO)
    return np.where(chinese, of_china, np.where(likes_etsy & ~in_the_web, ETSY, web))


def _by_lot(values: Ints, salt: int) -> np.ndarray:
    """A number in [0, 1) for each value, always the same for the same value."""
    mixed = (values.astype(np.uint64) + np.uint64(salt)) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(11)).astype(np.float64) / 2.0**53


def _sold_in(recipe: Recipe, block: Block, outlet: str) -> Block:
    """The orders of one outlet, numbered from 1."""
    part = block.restricted(outlet_of(recipe.outlets, block) == OUTLETS.index(outlet))
    return replace(part, number=1 + np.arange(len(part.number)))


def _midnight(day: date) -> int:
    return (day.toordinal() - date(1970, 1, 1).toordinal()) * SECONDS_PER_DAY


def _write_whole_truth(path: Path, recipe: Recipe, blocks: list[Block], truths: list[Truth]) -> None:
    """What is true across the files: how many people there are, and how many a faultless join by key finds.

    Some give Shopify their phone number only, where WooCommerce knew their e-mail: one person, two keys.
    """
    bought = [_buyers(recipe, block) for block in blocks]
    without_email = set().union(*(block.customer[~gives_email(block)].tolist() for block in blocks))
    by_outlet = [set().union(*(it[number] for it in bought)) for number in range(len(OUTLETS))]
    web = by_outlet[WOOCOMMERCE] | by_outlet[SHOPIFY]
    two_keys = by_outlet[WOOCOMMERCE] & by_outlet[SHOPIFY] & without_email
    whole = {
        "people": len(set().union(*by_outlet)),
        "customers_by_key": len(web) + len(two_keys) + len(by_outlet[ETSY]) + len(by_outlet[TAOBAO]),
        "customers_by_outlet": {name: len(by_outlet[number]) for number, name in enumerate(OUTLETS)},
        "on_woocommerce_and_shopify": len(by_outlet[WOOCOMMERCE] & by_outlet[SHOPIFY]),
        "on_web_and_taobao": len(web & by_outlet[TAOBAO]),
        "on_web_and_etsy": len(web & by_outlet[ETSY]),
        "net_sales": {file.path.name: str(it.totals.net_sales) for file, it in zip(recipe.files, truths, strict=True)},
    }
    path.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8", newline="\n")


def _buyers(recipe: Recipe, block: Block) -> list[set[int]]:
    """Customers with a sale order in each outlet; Etsy tells of no cancelled or unpaid ones."""
    outlet = outlet_of(recipe.outlets, block)
    sale: Flags = (block.is_valid | (outlet == ETSY)) & ~block.is_guest
    return [set(block.customer[sale & (outlet == number)].tolist()) for number in range(len(OUTLETS))]
