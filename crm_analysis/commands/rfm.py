"""Scores by recency, frequency and monetary: who has which, by which thresholds, and how customers move."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from crm_analysis.analysis import movement as moves
from crm_analysis.analysis import rfm
from crm_analysis.analysis.filters import Filters
from crm_analysis.commands.asking import Day, question
from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import say, show
from crm_analysis.commands.uploads import to_option
from crm_analysis.engines.query import Query
from crm_analysis.rules.playbook import LANGUAGES
from crm_analysis.rules.segments import schemes
from crm_analysis.rules.thresholds import KINDS, Thresholds, read
from crm_analysis.settings import Settings

A_LOT_OF_MONTHS = 24

scheme_option = click.option(
    "--scheme",
    type=click.Choice(list(schemes())),
    default="grid",
    show_default=True,
    help="The school that names segments.",
)
sales_option = click.option(
    "--sales", type=click.Choice(rfm.SALES), default="gross", show_default=True, help="Which sales are meant."
)
thresholds_option = click.option(
    "--thresholds",
    help="fifths, mean or median, or lists from the worst to the best of days, orders and sales, "
    "such as '180 90 60 30 / 2 3 5 8 / 50 100 200 500' [as saved].",
)
window_option = click.option(
    "--window-months",
    type=click.IntRange(min=1, max=600),
    help="Score only the orders of so many months up to each day [the whole history].",
)
from_option = click.option("--from", "since_day", type=Day(), required=True, help="Day at whose end the way begins.")


def asked(thresholds: str | None, scheme: str) -> Thresholds | None:
    """The thresholds that were asked for; none where those of the store count.

    Raises:
        InputRefused: They are none, or do not fit the school.
    """
    return None if thresholds is None else read(thresholds, schemes()[scheme])


@click.command(name="rfm")
@scheme_option
@sales_option
@thresholds_option
@question
def scores(filters: Filters, scheme: str, sales: str, thresholds: str | None) -> Query:
    """How recently, how often and for how much each customer ordered."""
    return rfm.scores(filters, scheme, sales, asked(thresholds, scheme))


@click.command(name="score-bands")
@scheme_option
@sales_option
@thresholds_option
@question
def score_bands(filters: Filters, scheme: str, sales: str, thresholds: str | None) -> Query:
    """Which figures earn each score, and how many customers have it."""
    return rfm.bands(filters, scheme, sales, asked(thresholds, scheme))


@click.command()
@from_option
@scheme_option
@sales_option
@thresholds_option
@window_option
@question
def movement(
    filters: Filters, since_day: date, scheme: str, sales: str, thresholds: str | None, window_months: int | None
) -> Query:
    """Which way customers went between the end of one day and the end of another, segment by segment."""
    return moves.movement(filters, since_day, scheme, sales, asked(thresholds, scheme), window_months)


@click.command(name="movement-customers")
@from_option
@click.option("--before", help="Only who were in this segment; none: who had no order then [all].")
@click.option("--after", help="Only who are in this segment; none: who have no order in the window [all].")
@scheme_option
@sales_option
@thresholds_option
@window_option
@question
def movement_customers(
    filters: Filters,
    since_day: date,
    before: str | None,
    after: str | None,
    scheme: str,
    sales: str,
    thresholds: str | None,
    window_months: int | None,
) -> Query:
    """The customers who went these ways, and how to reach them."""
    return moves.customers(filters, since_day, before, after, scheme, sales, asked(thresholds, scheme), window_months)


@click.command(name="segment-history")
@click.option(
    "--months",
    type=click.IntRange(min=1, max=600),
    default=A_LOT_OF_MONTHS,
    show_default=True,
    help="How many ends of months, at most.",
)
@scheme_option
@sales_option
@thresholds_option
@window_option
@question
def segment_history(
    filters: Filters, months: int, scheme: str, sales: str, thresholds: str | None, window_months: int | None
) -> Query:
    """How many customers were in each segment at the end of each month."""
    return moves.history(filters, months, scheme, sales, asked(thresholds, scheme), window_months)


@click.command()
@click.pass_obj
def thresholds(settings: Settings, /) -> None:
    """By which thresholds each school gives its scores."""
    import pandas as pd

    from crm_analysis.store import thresholds as kept

    with opened(settings) as store:
        found = {name: kept.in_force(store, scheme) for name, scheme in schemes().items()}
    rows = [
        {"scheme": name, "thresholds": one.kind, **one.lists(), "usual": one.kind == KINDS[schemes()[name].best][0]}
        for name, one in found.items()
    ]
    show(pd.DataFrame(rows))


@click.command(name="set-thresholds")
@click.argument("scheme", type=click.Choice(list(schemes())))
@click.argument("text", required=False)
@click.pass_obj
def set_thresholds(settings: Settings, /, scheme: str, text: str | None) -> None:
    """Give the scores of SCHEME by the thresholds TEXT from now on, on every page; without TEXT, its usual way."""
    from crm_analysis.store import thresholds as kept

    school = schemes()[scheme]
    wanted = None if text is None else read(text, school)
    with opened(settings) as store:
        if wanted is None:
            kept.forget(store, school)
        else:
            kept.save(store, school, wanted)
        say(f"{scheme}: scores are given by {kept.in_force(store, school)} from now on.")


@click.command()
@scheme_option
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True, help="Of the words.")
@to_option
@click.pass_obj
def playbook(settings: Settings, /, scheme: str, language: str, to: Path | None) -> None:
    """What to do with each segment of a school, in the shop's own words where it has any."""
    from crm_analysis.store import playbook as kept

    with opened(settings) as store:
        show(kept.listing(store, schemes()[scheme], language), to)


COMMANDS = (
    scores, score_bands, movement, movement_customers, segment_history, thresholds, playbook, set_thresholds,
)  # fmt: skip
