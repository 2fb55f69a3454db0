"""How every chart looks: colours that follow the page's theme, and one quiet layout.

A colour here is a stand-in such as ``#000001``. Streamlit's page swaps it for the colour of ``.streamlit/config.toml``
in light or dark, wherever it stands in a figure, so that one figure serves both. The list of categorical colours
lends its last two places to text: ``MUTED`` and ``INK``.
"""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

ACCENT = "#000001"
SECOND = "#000002"
MUTED = "#000009"
INK = "#000010"
CARD = "#000038"
GRID = "#000039"
FEW = 5
"""A count up to which every number has its mark on an axis."""
SCALE = tuple(f"#0000{step}" for step in range(11, 21))
FIRST_STEP_FOR_CARD_LABELS = 7
CURVES = tuple(f"#00000{place}" for place in range(1, 9))
"""Colours of curves that are told apart; strokes and marks tell the same to whoever sees no colours."""
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "2px,2px,8px,2px", "12px,3px,2px,3px")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "triangle-down", "star", "cross")


@dataclass(frozen=True)
class Chart:
    """A figure with the words that go with it.

    Args:
        figure: What is drawn.
        title: The question that the chart answers, or what it found.
        subtitle: What the marks and axes mean.
        alt: What a person who cannot see it should know.
        room: Narrowest width in pixels at which it can be read; a narrower screen pushes it sideways.
    """

    figure: go.Figure
    title: str
    subtitle: str
    alt: str
    room: int = 0


def blank(height: int) -> go.Figure:
    """An empty figure in our layout: no frame, no toolbar gap, quiet axes.

    Args:
        height: Pixels.
    """
    figure = go.Figure()
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        hovermode="closest",
        hoverlabel={"bgcolor": CARD, "bordercolor": GRID, "font": {"color": INK, "size": 13}, "align": "left"},
        font={"color": MUTED, "size": 12},
        dragmode=False,
        bargap=0.28,
        barcornerradius=3,
    )
    quiet = {"fixedrange": True, "zeroline": False, "ticks": "", "automargin": True, "tickangle": 0}
    figure.update_xaxes(**quiet, showgrid=False, tickfont={"color": MUTED}, title_font={"color": MUTED, "size": 12})
    figure.update_yaxes(**quiet, gridcolor=GRID, tickfont={"color": MUTED}, title_font={"color": MUTED, "size": 12})
    return figure


def legend_on_top(figure: go.Figure) -> None:
    """Show the legend in one line above the plot, at its left."""
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "title": "", "font": {"color": INK}},
        margin_t=36,
    )


def count_axis(figure: go.Figure, most: float) -> None:
    """Mark the vertical axis with whole numbers.

    Args:
        figure: Whose axis it is.
        most: The largest count that is drawn.
    """
    figure.update_yaxes(tickformat="~s", nticks=6, rangemode="tozero", dtick=1 if most <= FEW else None)


def stepped(colours: tuple[str, ...] = SCALE) -> list[list[float | str]]:
    """A colour scale of equal, flat steps, so that no label ever lies on a colour in between."""
    steps = len(colours)
    return [[edge / steps, colour] for i, colour in enumerate(colours) for edge in (i, i + 1)]


def step_of(value: float, top: float) -> int:
    """Which step of the scale a value between 0 and ``top`` falls on."""
    if top <= 0:
        return 0
    return max(0, min(len(SCALE) - 1, int(value / top * len(SCALE))))


def label_colour(step: int) -> str:
    """The colour in which a label can be read on a step: ink on the first steps, the card's own on the strong ones."""
    return INK if step < FIRST_STEP_FOR_CARD_LABELS else CARD


def see_through(colour: str, opacity: float) -> str:
    """The colour with an opacity in [0, 1], written so that the page can still swap it."""
    return f"{colour}{round(opacity * 255):02x}"
