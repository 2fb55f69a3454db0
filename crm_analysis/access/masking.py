"""What is shown of a name, an e-mail, a phone or another identifier to somebody who may not see whose it is.

Enough to tell one row from another, and never so much of a short value that the rest can be guessed: what has too few
letters or digits shows none of them.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Mapping
from hashlib import blake2b

HIDDEN = "•••"
FEWEST_LETTERS = 3
"""Of a name or address, for each of them that is shown."""
FEWEST_DIGITS = 6
"""Of a phone of which anything is shown: at most half of its digits are, and four at most."""
MOST_DIGITS = 4

_SECRET = secrets.token_bytes(32)
_WRITTEN_TOGETHER = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO")
"""Beginnings of the names of letters with which names are written without blanks, the family name first."""


def masked_name(name: str) -> str:
    """Initials of the first and last word, ``A. L.``; of a Chinese, Japanese or Korean name its first sign, ``李*``."""
    if "@" in name:
        return masked_email(name)
    letters = [letter for letter in name if letter.isalpha()]
    if letters and _is_written_together(letters[0]):
        return f"{letters[0]}*" if len(letters) > 1 else "*"
    initials = [next(filter(str.isalpha, word)) for word in name.split() if any(map(str.isalpha, word))]
    ends = initials[:1] + initials[1:][-1:]
    shown = ends[: len(letters) // FEWEST_LETTERS]
    return " ".join(f"{initial}." for initial in shown) or HIDDEN


def _is_written_together(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(_WRITTEN_TOGETHER)


def masked_email(email: str) -> str:
    """The first letter and where the mailbox lies: ``a•••@example.com``."""
    mailbox, at, host = email.rpartition("@")
    if not (mailbox and host):
        return HIDDEN
    return f"{_first(mailbox)}{HIDDEN}{at}{host}"


def masked_phone(phone: str) -> str:
    """The last digits: ``•••• 4567``."""
    digits = "".join(filter(str.isdigit, phone))
    shown = min(MOST_DIGITS, len(digits) // 2) if len(digits) >= FEWEST_DIGITS else 0
    return f"•••• {digits[-shown:]}" if shown else "••••"


def masked_identifier(value: str) -> str:
    """An e-mail or phone as such, a number as a phone, of anything else its first letter."""
    if "@" in value:
        return masked_email(value)
    signs = [sign for sign in value if sign.isalnum()]
    if 2 * sum(map(str.isdigit, signs)) > len(signs):
        return masked_phone(value)
    if signs and _is_written_together(signs[0]):
        return masked_name(value)
    return f"{_first(value)}{HIDDEN}"


def _first(value: str) -> str:
    """The first letter or digit of a value that has enough of them."""
    signs = [sign for sign in value if sign.isalnum()]
    return signs[0] if len(signs) >= FEWEST_LETTERS else ""


def stand_in(value: str) -> str:
    """A word that is the same for the same value as long as the app runs, and tells nothing of it."""
    return blake2b(value.encode("utf-8", "surrogatepass"), key=_SECRET, digest_size=8).hexdigest()


def hidden(_value: str) -> None:
    """Nothing at all: as if it were not known."""


MASKS: Mapping[str, Callable[[str], str | None]] = {
    "name": masked_name,
    "email": masked_email,
    "phone": masked_phone,
    "identifier": masked_identifier,
    "key": stand_in,
    "birthday": hidden,
    "place": hidden,
    "text": hidden,
}
"""Of ``schema.PERSONAL_KINDS`` all but ``customer``, in place of which stands the customer's number → what is shown."""
