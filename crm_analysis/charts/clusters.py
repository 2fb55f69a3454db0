"""Clusters in pictures: how many there are, what each is like, where customers lie, and which segments they are in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.theme import (
    CARD,
    CURVES,
    DASHES,
    GRID,
    INK,
    MUTED,
    SYMBOLS,
    Chart,
    blank,
    label_colour,
    legend_on_top,
    see_through,
    step_of,
    stepped,
)
from crm_analysis.i18n import N_, _, money, number, percent, plural

HEIGHT, ROW_HEIGHT, COLUMN_ROOM = 340, 44, 62
FARTHEST = 2.0
"""Standard deviations from the mean at which colours and the radar end."""
MOST_TOLD_APART = len(CURVES)

FEATURE_NAMES = {
    "recency": N_("Days silent"),
    "frequency": N_("Orders each"),
    "monetary": N_("Spent each"),
    "average_order": N_("Average order"),
    "tenure": N_("Days as customer"),
    "usual_gap": N_("Usual gap in days"),
    "discount_share": N_("Orders with discount"),
    "refund_share": N_("Refunded"),
    "category_breadth": N_("Categories"),
    "weekend_share": N_("Orders on weekends"),
}
SHARES = {"discount_share", "refund_share", "weekend_share"}
AMOUNTS = {"monetary", "average_order"}
ONE_DECIMAL = {"frequency", "category_breadth"}


def feature_value(feature: str, value: float, currency: str | None) -> str:
    """The mean of a feature as people read it."""
    if pd.isna(value):
        return "–"
    if feature in SHARES:
        return percent(value, 0)
    if feature in AMOUNTS:
        return money(value, currency, 0)
    return number(value, 1 if feature in ONE_DECIMAL else 0)


def by_k(tried: pd.DataFrame, without_groups: float, chosen: int | None, declined: bool) -> Chart:
    """Draw how well each number of clusters separates customers, and how steadily.

    Args:
        tried: ``Clusters.by_k_``, not empty.
        without_groups: The best silhouette of figures without groups.
        chosen: The number of clusters shown, or the best of those tried.
        declined: Whether there are no clusters.
    """
    figure = blank(HEIGHT)
    silhouette = _("{k} clusters: silhouette {value}").format(k="%{x}", value="%{y:.2f}")
    steady = _("{k} clusters: drawn anew they agree to {value}").format(k="%{x}", value="%{y:.2f}")
    figure.add_traces(
        [
            _line(tried["k"], tried["silhouette"], _("Silhouette: how far apart"), silhouette, 0),
            _line(tried["k"], tried["stability"], _("Stability: how much the same again"), steady, 1),
            _level(tried["k"], without_groups),
        ]
    )
    legend_on_top(figure)
    figure.update_xaxes(title={"text": _("Number of clusters")}, dtick=1)
    figure.update_yaxes(
        title={"text": _("From 0 to 1, more is better")}, range=[min(0.0, tried["silhouette"].min()), 1.04]
    )
    title = _how_many(chosen, declined)
    best = tried.set_index("k")["silhouette"].get(chosen, without_groups)
    words = _("The silhouette of {k} clusters is {silhouette}; figures without groups give {without}.").format(
        k=chosen, silhouette=number(best, 2), without=number(without_groups, 2)
    )
    return Chart(figure, title, words, f"{title}. {words}")


def profiles(means: pd.DataFrame, differences: pd.DataFrame, names: Sequence[str], currency: str | None) -> Chart:
    """Draw a row for each cluster and a column for each feature: its mean, darker where it is higher than usual.

    Args:
        means: One row per cluster, one column per feature, in the feature's own unit.
        differences: The same shape: how far from the mean of all customers, in standard deviations.
        names: Of the clusters.
        currency: ISO 4217 code of amounts.
    """
    features = list(map(str, differences))
    told = [[feature_value(it, row[it], currency) for it in features] for row in means.to_dict("records")]
    steps = [[step_of(value + FARTHEST, 2 * FARTHEST) for value in row] for row in differences.to_numpy()]
    hover = _(
        "<b>{cluster}</b><br>{feature}: {value} on average,<br>{difference} standard deviations from all."
    ).format(cluster="%{y}", feature="%{x}", value="%{text}", difference="%{z:+.1f}")
    cells = go.Heatmap(
        x=[_on_lines(_(FEATURE_NAMES[it])) for it in features],
        z=differences.to_numpy(),
        zmin=-FARTHEST,
        zmax=FARTHEST,
        hovertemplate=f"{hover}<extra></extra>",
    )
    figure = _row_per_cluster(cells, names, told, steps)
    title = _("What sets the clusters apart")
    words = _("Means of each cluster. The darker, the higher above the mean of all customers; the paler, the lower.")
    return Chart(figure, title, words, f"{title}. {words}", 190 + COLUMN_ROOM * len(features))


def radar(differences: pd.DataFrame, names: Sequence[str]) -> Chart:
    """Draw the outline of each cluster: how far each feature lies from the mean of all customers.

    Args:
        differences: One row per cluster, one column per feature, in standard deviations.
        names: Of the clusters.
    """
    around = [_on_lines(_(FEATURE_NAMES[it])) for it in map(str, differences)]
    figure = blank(HEIGHT + 40)
    for place, name in enumerate(names[:MOST_TOLD_APART]):
        reach = differences.iloc[place].clip(-FARTHEST, FARTHEST)
        hover = _("{feature}: {difference} standard deviations").format(feature="%{theta}", difference="%{r:+.1f}")
        figure.add_trace(
            go.Scatterpolar(
                theta=[*around, around[0]],
                r=[*reach, reach.iloc[0]],
                name=f"{place + 1} {name}",
                mode="lines+markers",
                line={"color": CURVES[place], "width": 2, "dash": DASHES[place]},
                marker={"symbol": SYMBOLS[place], "size": 7},
                hovertemplate=f"<b>{name}</b><br>{hover}<extra></extra>",
            )
        )
    quiet = {"gridcolor": GRID, "linecolor": GRID, "tickfont": {"color": MUTED, "size": 11}}
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "y": -0.08, "yanchor": "top", "font": {"color": INK}},
        margin={"l": 80, "r": 80, "t": 40, "b": 8},
        polar={
            "bgcolor": CARD,
            "radialaxis": {
                **quiet,
                "range": [-FARTHEST, FARTHEST],
                "tickvals": [-1, 0, 1],
                "angle": 90,
                "tickangle": 0,
            },
            "angularaxis": {**quiet, "tickfont": {"color": INK, "size": 12}},
        },
    )
    title = _("The outline of each cluster")
    words = _("Standard deviations from the mean of all customers, which is the ring at 0.")
    return Chart(figure, title, words, f"{title}. {words}")


def plane(points: pd.DataFrame, names: Sequence[str], kept: float, customers: int) -> Chart:
    """Draw customers as points, those alike near each other.

    Args:
        points: ``x, y, cluster`` of a sample of customers.
        names: Of the clusters.
        kept: Share of the differences between customers that two dimensions keep.
        customers: How many there are in all.
    """
    figure = blank(HEIGHT + 40)
    for place, name in enumerate(names[:MOST_TOLD_APART]):
        own = points[points["cluster"] == place + 1]
        figure.add_trace(
            go.Scatter(
                x=own["x"],
                y=own["y"],
                mode="markers",
                name=f"{place + 1} {name}",
                marker={
                    "color": see_through(CURVES[place], 0.7),
                    "symbol": SYMBOLS[place],
                    "size": 6,
                    "line": {"width": 0},
                },
                hovertemplate=f"<b>{name}</b><extra></extra>",
            )
        )
    legend_on_top(figure)
    figure.update_layout(legend={"y": -0.12, "yanchor": "top"}, margin_t=8)
    figure.update_xaxes(title={"text": _("First principal axis")}, showticklabels=False)
    figure.update_yaxes(title={"text": _("Second principal axis")}, showticklabels=False)
    title = _("Where customers lie")
    shown = plural("{count} customer", "{count} customers", len(points))
    words = _(
        "Each point is a customer; who is alike lies near. {shown} of {all} are drawn; two dimensions keep {kept}."
    )
    words = words.format(shown=shown, all=number(customers), kept=percent(kept, 0))
    return Chart(figure, title, words, f"{title}. {words}")


def comparison(counts: pd.DataFrame, names: Sequence[str], segment_names: Mapping[str, str]) -> Chart:
    """Draw which segments the customers of each cluster are in.

    Args:
        counts: One row per cluster, one column per segment: customers.
        names: Of the clusters.
        segment_names: Segment id → its name.
    """
    shares = counts.div(counts.sum(axis=1).clip(lower=1), axis=0)
    told = [[_filled(value, lambda share: percent(share, 0)) for value in row] for row in shares.to_numpy()]
    top = float(shares.to_numpy().max())
    steps = [[step_of(value, top) for value in row] for row in shares.to_numpy()]
    hover = _(
        "<b>{cluster}</b><br>{customers} customers, {share} of the cluster,<br>are in the segment {segment}."
    ).format(cluster="%{y}", customers="%{customdata:,}", share="%{z:.1%}", segment="%{x}")
    cells = go.Heatmap(
        x=[_on_lines(segment_names.get(it, it)) for it in map(str, counts)],
        z=shares.to_numpy(),
        customdata=counts.to_numpy(),
        zmin=0,
        zmax=top,
        hovertemplate=f"{hover}<extra></extra>",
    )
    figure = _row_per_cluster(cells, names, told, steps)
    title = _("Clusters beside segments")
    words = _("Share of each cluster's customers by segment. Segments follow rules, clusters the customers themselves.")
    return Chart(figure, title, words, f"{title}. {words}", 190 + COLUMN_ROOM * len(counts.columns))


def _row_per_cluster(
    cells: go.Heatmap, names: Sequence[str], told: list[list[str]], steps: list[list[int]]
) -> go.Figure:
    """A figure of cells, a row for each cluster, with what they tell written inside them."""
    cells.update(y=_rows(names), text=told, colorscale=stepped(), showscale=False, xgap=2, ygap=2)
    figure = blank(110 + ROW_HEIGHT * len(names))
    figure.add_trace(cells)
    _write_in_cells(figure, told, steps)
    _name_cells(figure, len(names))
    return figure


def _line(x: pd.Series, y: pd.Series, name: str, hover: str, place: int) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=y,
        name=name,
        mode="lines+markers",
        line={"color": CURVES[place], "width": 2.5, "dash": DASHES[place]},
        marker={"symbol": SYMBOLS[place], "size": 8},
        hovertemplate=f"{hover}<extra></extra>",
    )


def _level(x: pd.Series, height: float) -> go.Scatter:
    """What the silhouette must clearly exceed."""
    return go.Scatter(
        x=[x.min(), x.max()],
        y=[height, height],
        name=_("Silhouette without groups"),
        mode="lines",
        line={"color": MUTED, "width": 1.5, "dash": "dot"},
        hoverinfo="skip",
    )


def _how_many(chosen: int | None, declined: bool) -> str:
    if declined:
        return _("No number of clusters stands out")
    return plural("{count} cluster", "{count} clusters", int(chosen or 0))


def _on_lines(name: str) -> str:
    """A name of several words, one below the other, so that narrow columns can bear it."""
    return name.replace(" ", "<br>")


def _rows(names: Sequence[str]) -> list[str]:
    return [f"{place} {name}" for place, name in enumerate(names, start=1)]


def _filled(value: float, write: Callable[[float], str]) -> str:
    return write(value) if value else ""


def _write_in_cells(figure: go.Figure, told: Sequence[Sequence[str]], steps: Sequence[Sequence[int]]) -> None:
    """Each cell's words in the colour that can be read on it."""
    for row, (words, colours) in enumerate(zip(told, steps, strict=True)):
        for column, (text, step) in enumerate(zip(words, colours, strict=True)):
            figure.add_annotation(
                x=column, y=row, text=text, showarrow=False, font={"color": label_colour(step), "size": 12}
            )


def _name_cells(figure: go.Figure, rows: int) -> None:
    figure.update_yaxes(range=[rows - 0.5, -0.5], showgrid=False, tickfont={"color": INK, "size": 12})
    figure.update_xaxes(side="top", showgrid=False, tickfont={"color": INK, "size": 12})
