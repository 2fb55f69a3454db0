"""How customers spread over the cells of scores, and which cells each segment takes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from textwrap import wrap
from typing import Any
from unicodedata import east_asian_width

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.cells import coloured_cells
from crm_analysis.charts.theme import INK, Chart, blank, label_colour, step_of
from crm_analysis.i18n import N_, _, money, number, percent

ROW_HEIGHT = 74
ROOM = 430
WIDEST_NAME = {"W": 6}
WIDEST_NAME_ELSE = 12
"""Letters that stand beside each other in a cell; Chinese ones are twice as wide."""
HALF = 0.5
TITLES = {
    "grid": N_("Customers by recency and frequency score"),
    "shopify": N_("Customers by recency and by the mean of frequency and monetary score"),
    "eight": N_("Customers in eight groups"),
}
AXES = {
    "grid": N_("Frequency score: 5 = ordered most often"),
    "shopify": N_("Mean of frequency and monetary score, halves rounded up"),
    "eight": N_("How often and for how much they ordered, against the thresholds"),
}
HIGH_AND_LOW = {1: N_("Seldom, little"), 2: N_("Often, little"), 3: N_("Seldom, much"), 4: N_("Often, much")}
RECENT_AND_SILENT = {1: N_("Silent"), 2: N_("Recent")}


def score_grid(fields: pd.DataFrame, scheme: str, names: Mapping[str, str], currency: str | None = None) -> Chart:
    """Draw one cell per pair of scores, with its customers, and a frame around the cells of each segment.

    Args:
        fields: Answer of ``rfm.grid``.
        scheme: The school.
        names: Segment id → its name in the current language.
        currency: ISO 4217 code of amounts.
    """
    rows = int(fields["r"].max())
    figure = blank(70 + ROW_HEIGHT * rows)
    everybody = fields["customers"].sum()
    shares = fields["customers"] / max(everybody, 1)
    coloured_cells(
        figure,
        fields["across"].to_list(),
        fields["r"].to_list(),
        shares.to_list(),
        [f"<br>{number(customers)}" for customers in fields["customers"]],
        [_told(field, share, names, currency) for field, share in zip(fields.to_dict("records"), shares, strict=True)],
    )
    _name_segments(figure, fields, names, shares)
    _frame_segments(figure, fields)
    _name_axes(figure, fields, scheme)
    subtitle = _("Number and colour: customers. A frame holds the cells of one segment.")
    return Chart(figure, _(TITLES[scheme]), subtitle, f"{_(TITLES[scheme])}. {_largest(fields, shares, names)}", ROOM)


def _told(field: Mapping[Hashable, Any], share: float, names: Mapping[str, str], currency: str | None) -> str:
    words = _("{customers} customers ({customer_share}) bring<br>{net_sales} of net sales.").format(
        customers=number(field["customers"]),
        customer_share=percent(share),
        net_sales=money(float(field["net_sales"]), currency, 0),
    )
    return f"<b>{names[field['segment']]}</b><br>{words}"


def _name_segments(figure: go.Figure, fields: pd.DataFrame, names: Mapping[str, str], shares: pd.Series) -> None:
    """Write each name once, on the first of its cells."""
    first = fields.assign(share=shares).sort_values(["r", "across"], ascending=[False, True])
    for field in first.drop_duplicates("segment").to_dict("records"):
        figure.add_annotation(
            x=field["across"],
            y=field["r"] + 0.3,
            text=f"<b>{_in_lines(names[field['segment']])}</b>",
            showarrow=False,
            font={"size": 11, "color": label_colour(step_of(field["share"], shares.max()))},
        )


def _in_lines(name: str) -> str:
    """A name that is wider than its cell, in lines of which none holds a single letter."""
    widest = WIDEST_NAME.get(east_asian_width(name[0]), WIDEST_NAME_ELSE)
    return name if len(name) <= widest else "<br>".join(wrap(name, min(widest, len(name) - 2)))


def _frame_segments(figure: go.Figure, fields: pd.DataFrame) -> None:
    """Draw a line wherever two neighbours belong to different segments."""
    cells = zip(fields["across"], fields["r"], fields["segment"], strict=True)
    segment = {(across, r): name for across, r, name in cells}
    for (across, r), own in segment.items():
        if segment.get((across + 1, r), own) != own:
            _line(figure, across + HALF, r - HALF, across + HALF, r + HALF)
        if segment.get((across, r + 1), own) != own:
            _line(figure, across - HALF, r + HALF, across + HALF, r + HALF)


def _line(figure: go.Figure, x0: float, y0: float, x1: float, y1: float) -> None:
    figure.add_shape(type="line", x0=x0, y0=y0, x1=x1, y1=y1, line={"color": INK, "width": 1.5})


def _name_axes(figure: go.Figure, fields: pd.DataFrame, scheme: str) -> None:
    across, down = sorted(set(fields["across"])), sorted(set(fields["r"]))
    two = scheme == "eight"
    figure.update_xaxes(
        tickvals=across,
        ticktext=[_(HIGH_AND_LOW[place]) if two else str(place) for place in across],
        title={"text": _(AXES[scheme])},
        range=[across[0] - HALF, across[-1] + HALF],
    )
    figure.update_yaxes(
        tickvals=down,
        ticktext=[_(RECENT_AND_SILENT[place]) if two else str(place) for place in down],
        title={"text": _("Recency") if two else _("Recency score: 5 = most recently")},
        range=[down[0] - HALF, down[-1] + HALF],
        showgrid=False,
    )


def _largest(fields: pd.DataFrame, shares: pd.Series, names: Mapping[str, str]) -> str:
    fullest = fields.assign(share=shares).sort_values("customers", kind="stable").iloc[-1]
    return _("The fullest cell is of {segment}: {customers} customers, {share}.").format(
        segment=names[fullest["segment"]],
        customers=number(fullest["customers"]),
        share=percent(fullest["share"], 0),
    )
