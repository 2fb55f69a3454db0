"""Names of periods along an axis: few, and in two lines, so that on a phone too none touches the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go

from crm_analysis.i18n import period_in_year

MOST_NAMED = {"month": 7}
MOST_NAMED_ELSE = 5
STEPS = (1, 2, 3, 4, 6)
"""Every how many periods one is named, so that a year's first comes round; more than a year's are whole years."""


def name_periods(
    figure: go.Figure, starts: Sequence[date], by: str, *, places: Sequence[object] = (), marks: Sequence[str] = ()
) -> None:
    """Name some of the periods below an axis, and the year below the first one named of it.

    Args:
        figure: Whose horizontal axis it is.
        starts: The day on which each period starts, or any in it, ascending.
        by: Length of a period: week, month, quarter or year; anything else names the days.
        places: Where each stands on the axis; at its day where nothing is said.
        marks: What is written behind the name of each.
    """
    named = range(0, len(starts), _step(len(starts), MOST_NAMED.get(by, MOST_NAMED_ELSE)))
    figure.update_xaxes(
        tickvals=[(places or starts)[at] for at in named],
        ticktext=_in_two_lines([starts[at] for at in named], by, [marks[at] if marks else "" for at in named]),
    )


def _step(count: int, most: int) -> int:
    steps: list[int] = [*STEPS, *range(12, count + 12, 12)]
    return next(step for step in steps if -(-count // step) <= most)


def _in_two_lines(starts: Sequence[date], by: str, marks: Sequence[str]) -> list[str]:
    names = [f"{period_in_year(start, by)}{mark}" for start, mark in zip(starts, marks, strict=True)]
    if by == "year":
        return names
    before = [None, *(start.year for start in starts)]
    return [
        name if start.year == last else f"{name}<br>{start.year}"
        for name, start, last in zip(names, starts, before, strict=False)
    ]
