"""Names that are the shop's own, in a chart: Plotly reads its texts as markup, so each comes through here."""

from __future__ import annotations

from crm_analysis.i18n import isolated

LONGEST = 22
_MARKUP = {ord(sign): f"&#{ord(sign)};" for sign in "&<>$%{}"}
"""What begins a tag, a character reference, a formula or the place of a value in a hover text."""


def as_label(name: str) -> str:
    """A name that a chart shows letter by letter."""
    return isolated(" ".join(name.split()).translate(_MARKUP))


def short(name: str, longest: int = LONGEST) -> str:
    """A name cut to what fits beside a bar: so many letters."""
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"
