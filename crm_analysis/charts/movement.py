"""How customers move between segments from one day to another: streams, and the table of all ways."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.cells import coloured_cells
from crm_analysis.charts.theme import ACCENT, INK, MUTED, Chart, blank, see_through
from crm_analysis.i18n import _, money, number, percent

SANKEY_HEIGHT = 460
PAD = 14
ROW_HEIGHT = 34
ROOM = 640
THINNEST = 0.005
"""Share of all customers from which on a stream is drawn; the table holds the rest."""
NOBODY = "none"


def streams(ways: pd.DataFrame, names: Mapping[str, str], currency: str | None = None) -> Chart:
    """Draw how many went from each segment to each other, the wider the more.

    Args:
        ways: Answer of ``movement.movement``.
        names: Segment id, and ``none`` → its name in the current language, the best segment first.
        currency: ISO 4217 code of amounts.
    """
    everybody = ways["customers"].sum()
    drawn = ways[ways["customers"] >= THINNEST * everybody]
    before = [segment for segment in names if segment in set(drawn["segment_before"])]
    after = [segment for segment in names if segment in set(drawn["segment_after"])]
    figure = blank(SANKEY_HEIGHT)
    figure.add_trace(_sankey(drawn, ways, before, after, names, currency))
    subtitle = _(
        "Left: then. Right: now. Green: to a better segment. Grey: stayed, fell, came or left. {left_out}"
    ).format(left_out=_left_out(drawn, ways))
    return Chart(figure, _finding(ways, list(names)), subtitle.strip(), _finding(ways, list(names)), ROOM)


def _sankey(
    drawn: pd.DataFrame,
    ways: pd.DataFrame,
    before: Sequence[str],
    after: Sequence[str],
    names: Mapping[str, str],
    currency: str | None,
) -> go.Sankey:
    began = ways.groupby("segment_before")["customers"].sum()
    ended = ways.groupby("segment_after")["customers"].sum()
    rank = {segment: place for place, segment in enumerate(names)}
    labels = [
        *(f"{names[segment]} {number(began[segment])}" for segment in before),
        *(f"{names[segment]} {number(ended[segment])}" for segment in after),
    ]
    moves = zip(drawn["segment_before"], drawn["segment_after"], strict=True)
    rose = [then != NOBODY and rank[now] < rank[then] for then, now in moves]
    colours = [see_through(ACCENT, 0.45) if better else see_through(MUTED, 0.28) for better in rose]
    return go.Sankey(
        node={
            "label": labels,
            "x": [0.001] * len(before) + [0.999] * len(after),
            "y": [*_centres(drawn, "segment_before", before), *_centres(drawn, "segment_after", after)],
            "color": [see_through(INK, 0.55)] * len(labels),
            "line": {"width": 0},
            "pad": PAD,
            "thickness": 12,
            "hovertemplate": "<b>%{label}</b><extra></extra>",
        },
        link={
            "source": [before.index(segment) for segment in drawn["segment_before"]],
            "target": [len(before) + after.index(segment) for segment in drawn["segment_after"]],
            "value": drawn["customers"].to_list(),
            "color": colours,
            "customdata": [_told(row, began, names, currency) for row in drawn.to_dict("records")],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        textfont={"color": INK, "size": 12},
    )


def _centres(drawn: pd.DataFrame, side: str, order: Sequence[str]) -> list[float]:
    """Where the middle of each node lies, from 0 at the top to 1, so that the best segment comes first."""
    sizes = drawn.groupby(side)["customers"].sum().reindex(list(order))
    gap = PAD / SANKEY_HEIGHT
    heights = sizes / sizes.sum() * (1 - gap * (len(order) - 1))
    ends = heights.cumsum() + gap * pd.Series(range(len(order)), index=sizes.index)
    return [float(middle) for middle in ends - heights / 2]


def matrix(ways: pd.DataFrame, names: Mapping[str, str], currency: str | None = None) -> Chart:
    """Draw the table of all ways: one row for each segment then, one column for each now.

    Args:
        ways: Answer of ``movement.movement``.
        names: Segment id, and ``none`` → its name in the current language, the best segment first.
        currency: ISO 4217 code of amounts.
    """
    rows = [segment for segment in names if segment in set(ways["segment_before"])]
    columns = [segment for segment in names if segment != NOBODY or NOBODY in set(ways["segment_after"])]
    began = ways.groupby("segment_before")["customers"].sum()
    shares = (ways["customers"] / ways["segment_before"].map(began)).to_list()
    figure = blank(150 + ROW_HEIGHT * len(rows))
    coloured_cells(
        figure,
        [columns.index(segment) for segment in ways["segment_after"]],
        [rows.index(segment) for segment in ways["segment_before"]],
        shares,
        [number(customers) for customers in ways["customers"]],
        [_told(row, began, names, currency) for row in ways.to_dict("records")],
    )
    _frame_those_who_stayed(figure, rows, columns)
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[f"{names[it]}  <span style='color:{MUTED}'>{number(began[it])}</span> " for it in rows],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        tickfont={"color": INK},
        title={"text": _("Segment then")},
    )
    figure.update_xaxes(
        tickvals=list(range(len(columns))),
        ticktext=[names[it].replace(" ", "<br>") for it in columns],
        range=[-0.5, len(columns) - 0.5],
        side="top",
        tickfont={"color": INK, "size": 11},
        title={"text": _("Segment now")},
    )
    title = _("From each segment to each")
    subtitle = _("Number: customers. Colour: share of those who were in the row's segment. Framed: stayed.")
    return Chart(figure, title, subtitle, f"{title}. {_finding(ways, list(names))}", ROOM)


def _frame_those_who_stayed(figure: go.Figure, rows: Sequence[str], columns: Sequence[str]) -> None:
    for segment in set(rows) & set(columns):
        x, y = columns.index(segment), rows.index(segment)
        figure.add_shape(
            type="rect", x0=x - 0.48, x1=x + 0.48, y0=y - 0.47, y1=y + 0.47, line={"color": INK, "width": 1.5}
        )


def _told(way: Mapping[Hashable, Any], began: pd.Series, names: Mapping[str, str], currency: str | None) -> str:
    before, after, customers = way["segment_before"], way["segment_after"], way["customers"]
    words = _("{customers} of {all} customers ({share});<br>they brought {amount} of net sales in between.").format(
        customers=number(customers),
        all=number(began[before]),
        share=percent(customers / began[before]),
        amount=money(float(way["net_sales"]), currency, 0),
    )
    return f"<b>{names[before]} → {names[after]}</b><br>{words}"


def _left_out(drawn: pd.DataFrame, ways: pd.DataFrame) -> str:
    missing = ways["customers"].sum() - drawn["customers"].sum()
    if not missing:
        return ""
    return _("Customers on ways of less than {least}, in the table only: {customers}.").format(
        least=percent(THINNEST), customers=number(missing)
    )


def _finding(ways: pd.DataFrame, order: Sequence[str]) -> str:
    """How many rose, fell and stayed of those who were there on both days, how many came and how many left."""
    rank = {segment: place for place, segment in enumerate(order)}
    new, gone = ways["segment_before"] == NOBODY, ways["segment_after"] == NOBODY
    known = ways[~new & ~gone]
    came, left = (ways["customers"][side].sum() for side in (new, gone))
    if new.all():
        return _("Customers: {came} came, nobody had ordered before").format(came=number(came))
    steps = known["segment_before"].map(rank) - known["segment_after"].map(rank)
    rose, fell = (known["customers"][side].sum() for side in (steps > 0, steps < 0))
    words = _("Customers: {rose} rose, {fell} fell, {stayed} stayed, {came} came").format(
        rose=number(rose), fell=number(fell), stayed=number(known["customers"].sum() - rose - fell), came=number(came)
    )
    return words if not left else _("{words}, {left} left").format(words=words, left=number(left))
