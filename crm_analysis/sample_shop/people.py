"""Names and ways to reach people who do not exist: example domains and numbers that are given to nobody."""

from __future__ import annotations

import numpy as np

from crm_analysis.sample_shop import cells
from crm_analysis.sample_shop.block import Block
from crm_analysis.sample_shop.catalogue import FAMILY, FAMILY_ZH, GIVEN, GIVEN_ZH, PLACES
from crm_analysis.sample_shop.cells import Cells
from crm_analysis.sample_shop.seasons import Flags, Ints

NAMES = len(GIVEN) * len(FAMILY)
WITHOUT_EMAIL_ONE_IN = 29
LOUD_EMAIL_ONE_IN = 23
PHONE_ONE_IN = 3
SCATTER, START = 7_368_787, 61_803_398_874_989


def scattered(values: Ints, modulus: int) -> Ints:
    """Numbers that look drawn by lot but are always the same, below the modulus.

    The multiplier is a prime that divides no modulus used, so that different values below it stay different.
    """
    return (values % modulus * SCATTER + START) % modulus


def name_number(block: Block) -> Ints:
    """Which of the NAMES a person has; persons may share one."""
    return scattered(block.person, NAMES)


def given_name(block: Block) -> Cells:
    """Given names."""
    return cells.pick(GIVEN, name_number(block) // len(FAMILY))


def family_name(block: Block) -> Cells:
    """Family names."""
    return cells.pick(FAMILY, name_number(block) % len(FAMILY))


def full_name(block: Block) -> Cells:
    """Given and family name."""
    return cells.glue(given_name(block), " ", family_name(block))


def name_zh(block: Block) -> Cells:
    """Chinese names."""
    number = scattered(block.person, len(GIVEN_ZH) * len(FAMILY_ZH))
    return cells.glue(cells.pick(FAMILY_ZH, number % len(FAMILY_ZH)), cells.pick(GIVEN_ZH, number // len(FAMILY_ZH)))


def lives_in_china(block: Block) -> Flags:
    """Whether the buyer's place is Chinese."""
    chinese: Flags = np.array([place.country_code == "CN" for place in PLACES])[block.place]
    return chinese


def gives_email(block: Block) -> Flags:
    """Whether the buyer leaves an e-mail; a few leave a phone number only, guests neither."""
    given: Flags = ~block.is_guest & (block.person % WITHOUT_EMAIL_ONE_IN > 0)
    return given


def gives_phone(block: Block) -> Flags:
    """Whether the buyer leaves a phone number."""
    given: Flags = ~block.is_guest & (~gives_email(block) | (block.person % PHONE_ONE_IN == 0) | lives_in_china(block))
    return given


def email(block: Block) -> Cells:
    """E-mail addresses, the same for one person but for capitals now and then."""
    name = cells.glue(given_name(block), ".", family_name(block))
    quiet = cells.pick([n.lower() for n in _dotted_names()], name_number(block))
    loud = block.number % LOUD_EMAIL_ONE_IN == 0
    domain = cells.only(lives_in_china(block), "@example.cn", "@example.com")
    return cells.glue(cells.only(loud, name, quiet), cells.text(block.person), domain)


def _dotted_names() -> list[str]:
    return [f"{given}.{family}" for given in GIVEN for family in FAMILY]


def phone(block: Block) -> Cells:
    """Phone numbers: +999 belongs to no country, mobile numbers in 100 to no Chinese carrier."""
    number = cells.padded(block.person % 100_000_000, 8)
    return cells.only(lives_in_china(block), cells.glue("100", number), cells.glue("+999 30 ", number))


def street(block: Block) -> Cells:
    """Street and number."""
    return cells.glue(cells.text(block.person % 180 + 1), " Example Street")


def place(block: Block, field: str) -> Cells:
    """One field of the buyer's place, such as city."""
    return cells.pick([cells.quoted(str(getattr(it, field))) for it in PLACES], block.place)


def tax(block: Block) -> Ints:
    """Tax on the goods paid for, on top of the price."""
    thousandths: Ints = np.array([it.tax for it in PLACES])[block.place]
    return (block.paid_for_goods * thousandths + 500) // 1000
