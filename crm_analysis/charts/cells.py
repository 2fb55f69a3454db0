"""Cells of a table drawn as colours with a number on each."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from crm_analysis.charts.theme import CARD, INK, SCALE, label_colour, step_of, stepped


def coloured_cells(
    figure: go.Figure,
    across: Sequence[object],
    down: Sequence[object],
    shares: Sequence[float],
    labels: Sequence[str],
    hover: Sequence[str],
) -> None:
    """Draw cells, the larger the stronger; a label can be read on each.

    Args:
        figure: Where to.
        across: Column of each cell.
        down: Row of each cell.
        shares: What its colour tells; the largest takes the strongest colour.
        labels: What is written on it.
        hover: What is told of it.
    """
    top = max(shares, default=0.0)
    places = [step_of(share, top) for share in shares]
    figure.add_trace(
        go.Heatmap(
            x=list(across),
            y=list(down),
            z=places,
            zmin=0,
            zmax=len(SCALE) - 1,
            colorscale=stepped(),
            showscale=False,
            xgap=2,
            ygap=2,
            customdata=list(hover),
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=list(across),
            y=list(down),
            mode="text",
            text=list(labels),
            textfont={"color": [label_colour(place) for place in places], "size": 12},
            hoverinfo="skip",
        )
    )
    figure.update_layout(hoverlabel={"bgcolor": CARD, "font": {"color": INK}})
