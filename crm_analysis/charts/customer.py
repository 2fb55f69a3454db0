"""One customer over time: their orders, the days between them, and how they were scored month by month."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.cells import coloured_cells
from crm_analysis.charts.names import as_label, short
from crm_analysis.charts.periods import name_periods
from crm_analysis.charts.theme import ACCENT, INK, MUTED, SECOND, Chart, blank, see_through
from crm_analysis.i18n import N_, _, currency_sign, day, money, number, period, plural

Row = dict[Hashable, Any]
Products = Mapping[tuple[str, str, str], Sequence[str]]

TIMELINE_HEIGHT = 290
RHYTHM_HEIGHT = 250
SCORES_HEIGHT = 180
MOST_GAPS = 60
MOST_MONTHS = 12
MOST_PRODUCTS = 4
FEWEST_DAYS_APART = 2
BEST_SCORE = 5
MEASURES = {"r": N_("Recency"), "f": N_("Frequency"), "m": N_("Monetary")}


def timeline(orders: pd.DataFrame, products: Products, currency: str | None) -> Chart | None:
    """Draw each order that counts at its day, as high as what it brought.

    Args:
        orders: Answer of ``profile.orders``, the newest first.
        products: Shop, platform and order number → names of what stood on the order.
        currency: ISO 4217 code of ``reported_net_sales``.

    Returns:
        Nothing where no order counts.
    """
    counted = orders[orders["reported_net_sales"].notna()].iloc[::-1]
    if counted.empty:
        return None
    figure = blank(TIMELINE_HEIGHT)
    for kept, colour in ((counted["kind"] != "refund", ACCENT), (counted["kind"] == "refund", SECOND)):
        figure.add_trace(_stems(counted[kept], colour, products, currency))
    figure.add_hline(y=0, line={"color": MUTED, "width": 1})
    figure.update_yaxes(title={"text": _("Net sales")}, tickprefix=currency_sign(currency), tickformat="~s", nticks=5)
    _name_months(figure, counted["ordered_at"].iloc[0], counted["ordered_at"].iloc[-1])
    title = _placed(counted[counted["kind"] != "refund"])
    subtitle = _("Each mark is an order: when, and what it brought after discounts and refunds.")
    return Chart(figure, title, subtitle, title)


def _name_months(figure: go.Figure, first: pd.Timestamp, last: pd.Timestamp) -> None:
    """Name some months along the axis in the reader's language, as many as a phone has room for; else the days."""
    months = pd.date_range(first.normalize(), last, freq="MS")
    if len(months) > 1:
        name_periods(figure, list(months), "month")
    else:
        name_periods(figure, list(pd.DatetimeIndex([first, last]).normalize().unique()), "day")


def _stems(orders: pd.DataFrame, colour: str, products: Products, currency: str | None) -> go.Scatter:
    heights = orders["reported_net_sales"].astype(float)
    return go.Scatter(
        x=orders["ordered_at"],
        y=heights,
        mode="markers",
        marker={"color": colour, "size": 9},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [max(-height, 0.0) for height in heights],
            "arrayminus": [max(height, 0.0) for height in heights],
            "color": see_through(colour, 0.45),
            "thickness": 2,
            "width": 0,
        },
        customdata=[
            _told(order, products.get((order["shop"], order["platform"], order["order_id"]), ()), currency)
            for order in orders.to_dict("records")
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _told(order: Row, products: Sequence[str], currency: str | None) -> str:
    """What is said of an order where the pointer rests on it."""
    told = _("{day}: {amount}, order {number}").format(
        day=day(order["ordered_at"]),
        amount=money(order["reported_net_sales"], currency),
        number=as_label(order["order_id"]),
    )
    named = [as_label(short(name)) for name in products[:MOST_PRODUCTS]]
    return "<br>".join([told, *named, *(["…"] if len(products) > MOST_PRODUCTS else [])])


def _placed(orders: pd.DataFrame) -> str:
    if orders.empty:
        return _("Nothing was kept of what was ordered")
    first, last = orders["ordered_at"].iloc[0], orders["ordered_at"].iloc[-1]
    if len(orders) == 1:
        return _("One order, on {day}").format(day=day(first))
    return _("{orders} from {first} to {last}").format(
        orders=plural("{count} order", "{count} orders", len(orders)), first=day(first), last=day(last)
    )


def rhythm_strip(gaps: pd.DataFrame) -> Chart | None:
    """Draw the days from each day with orders to the next beside their mean, the present silence last.

    Args:
        gaps: Answer of ``profile.gaps``.

    Returns:
        Nothing where there is no gap yet.
    """
    if len(gaps) < FEWEST_DAYS_APART:
        return None
    mean, silence = float(gaps["mean_gap_days"].iloc[0]), int(gaps["days"].iloc[-1])
    shown = gaps.tail(MOST_GAPS)
    figure = blank(RHYTHM_HEIGHT)
    figure.add_trace(
        go.Bar(
            x=list(range(len(shown))),
            y=shown["days"],
            marker={
                "color": [SECOND if pd.isna(next_on) else ACCENT for next_on in shown["next_on"]],
                "pattern": {"shape": ["/" if pd.isna(next_on) else "" for next_on in shown["next_on"]], "size": 6},
            },
            customdata=[_between(gap) for gap in shown.to_dict("records")],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    figure.add_hline(y=mean, line={"color": INK, "width": 1.5, "dash": "dot"})
    _name_days(figure, shown)
    figure.update_yaxes(title={"text": _("Days apart")}, nticks=5, rangemode="tozero")
    title = _("{mean} between orders on average; silent for {silence} now").format(
        mean=plural("{count} day", "{count} days", round(mean)),
        silence=plural("{count} day", "{count} days", silence),
    )
    subtitle = _(
        "Each bar is the time from one day with orders to the next, the hatched one the present silence; "
        "the dotted line is the mean."
    )
    return Chart(figure, title, subtitle, title)


def _between(gap: Row) -> str:
    """What is said of a gap where the pointer rests on it."""
    days = plural("{count} day", "{count} days", int(gap["days"]))
    first, last = gap["ordered_on"], gap["next_on"]
    if pd.isna(last):
        return _("{days} of silence since {first}").format(days=days, first=day(first))
    return _("{days} from {first} to {last}").format(days=days, first=day(first), last=day(last))


def _name_days(figure: go.Figure, shown: pd.DataFrame) -> None:
    """Name some of the months in which gaps begin, each below its first gap; the first among them."""
    firsts = [place for place, again in enumerate(shown["ordered_on"].dt.to_period("M").duplicated()) if not again]
    name_periods(figure, list(shown["ordered_on"].iloc[firsts]), "month", places=firsts)


def score_history(scores: pd.DataFrame, names: Mapping[str, str]) -> Chart | None:
    """Draw the scores at the end of each month, and say which segment they make.

    Args:
        scores: Answer of ``profile.scores``.
        names: Segment id → its name in the reader's language.

    Returns:
        Nothing where the customer has no scores.
    """
    if scores.empty:
        return None
    figure = blank(SCORES_HEIGHT)
    months = scores.tail(MOST_MONTHS).to_dict("records")
    cells = [(month, measure) for measure in reversed(MEASURES) for month in months]
    coloured_cells(
        figure,
        [period(month["month"], "month") for month, _measure in cells],
        [_(MEASURES[measure]) for _month, measure in cells],
        [month[measure] / BEST_SCORE for month, measure in cells],
        [number(month[measure]) for month, measure in cells],
        [_scored(month, names) for month, _measure in cells],
    )
    figure.update_xaxes(type="category")
    starts = [month["month"] for month in months]
    name_periods(figure, starts, "month", places=[period(start, "month") for start in starts])
    figure.update_yaxes(showgrid=False, tickfont={"color": INK})
    title = _segment_course(scores, names)
    subtitle = _("Scores at the end of each month among all customers, {best} the best.").format(
        best=number(BEST_SCORE)
    )
    return Chart(figure, title, subtitle, title, room=24 * len(months) + 90)


def _scored(month: Row, names: Mapping[str, str]) -> str:
    """What is said of a month where the pointer rests on it."""
    return _("<b>{segment}</b>, {day}<br>silent for {silence}, {orders}").format(
        segment=names[month["segment"]],
        day=day(month["scored_on"]),
        silence=plural("{count} day", "{count} days", int(month["recency_days"])),
        orders=plural("{count} order", "{count} orders", int(month["frequency"])),
    )


def _segment_course(scores: pd.DataFrame, names: Mapping[str, str]) -> str:
    """The segment of the last month, and the one before it if there was another."""
    now = scores["segment"].iloc[-1]
    others = scores[scores["segment"] != now]
    if others.empty:
        return _("Segment: {now}").format(now=names[now])
    before = others.iloc[-1]
    return _("Segment: {now} now, {before} until {month}").format(
        now=names[now], month=period(before["month"], "month"), before=names[before["segment"]]
    )
