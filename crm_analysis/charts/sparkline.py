"""How a figure went, as a line without axes: small enough to be drawn by the page itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from urllib.parse import quote

WIDTH, HEIGHT, MARGIN = 100, 30, 2

Tone = Literal["good", "bad", "neutral"]


def sparkline(values: Sequence[float], tone: Tone) -> str:
    """Draw a course as HTML that stretches with its card; its colour is the style sheet's, by tone.

    The line is a mask before a coloured box: so it follows the theme, and the eight of a page cost nothing, where eight
    charts of a charting library cost it a second.

    Args:
        values: Two or more figures, oldest first.
        tone: Whether the last change is good, bad or neither.
    """
    mask = f"url(&quot;data:image/svg+xml,{quote(_drawn(values))}&quot;)"
    style = f"-webkit-mask-image: {mask}; mask-image: {mask}"
    return f'<div class="sparkline {tone}" style="{style}" aria-hidden="true"></div>'


def _drawn(values: Sequence[float]) -> str:
    line = " ".join(f"{x:.2f},{y:.2f}" for x, y in _points(values))
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' preserveAspectRatio='none'>"
        f"<polygon points='0,{HEIGHT} {line} {WIDTH},{HEIGHT}' fill-opacity='.1'/>"
        f"<polyline points='{line}' fill='none' stroke='black' stroke-width='2' vector-effect='non-scaling-stroke'/>"
        "</svg>"
    )


def _points(values: Sequence[float]) -> list[tuple[float, float]]:
    lowest, highest = min(values), max(values)
    spread = highest - lowest or 1.0
    step = WIDTH / (len(values) - 1)
    room = HEIGHT - 2 * MARGIN
    return [(place * step, HEIGHT - MARGIN - room * (value - lowest) / spread) for place, value in enumerate(values)]
