"""Words that are not the page's own, inside sentences that it reads as markup: the one way in.

Titles and subtitles of cards come through here by themselves; names and values inside other sentences, and failures,
must be brought through by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from crm_analysis import i18n
from crm_analysis.errors import CrmError

_MARKUP = re.compile(r"[\\`*_~\[\]$<]|:(?=[^\s\d])|&(?=#?\w+;)|^[-+=#>]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
"""What would be read as markup, some of it only at the beginning."""
_LINK = re.compile(r"https?(?=:)|www(?=\.)|[\w.+-](?=@)|:(?=[\w+-]+:|material/)", re.IGNORECASE)
"""Where Streamlit begins a link, an emoji or an icon, even behind a backslash."""
_JOINER = "\N{WORD JOINER}"
"""Takes no room and is part of none of them."""


def as_written(text: str) -> str:
    """A text that is shown letter by letter, whatever markup or link it seems to hold."""
    unlinked = _LINK.sub(rf"\g<0>{_JOINER}", " ".join(text.split()))
    return i18n.isolated(_MARKUP.sub(r"\\\g<0>", unlinked))


def as_code(text: str) -> str:
    """A text in the look of code, letter by letter; for what a computer says, such as an identifier or a cell."""
    said = " ".join(text.split())
    fence = "`" * (1 + max(map(len, re.findall("`+", said)), default=0))
    pad = " " if said.startswith("`") or said.endswith("`") else ""
    return f"{fence}{pad}{said}{pad}{fence}"


def sentence(error: CrmError) -> str:
    """What went wrong and what to do, in the current language, the words of files and people letter by letter."""
    return as_written(i18n.sentence(error))


def fill(template: str, facts: Mapping[str, object]) -> str:
    """A marked template in the current language, its places filled, letter by letter."""
    return as_written(i18n.fill(template, facts))
