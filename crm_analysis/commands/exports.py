"""Lists of customers for other tools: write one, let a program fetch one, and see which have left the store."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crm_analysis.analysis import lists, segments
from crm_analysis.analysis.filters import Filters
from crm_analysis.commands.asking import FILTERS, looking_at, put, refuse_other_engines, restricted, with_options
from crm_analysis.commands.campaigns import on_option
from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import out, say, show
from crm_analysis.commands.rfm import asked, sales_option, scheme_option, thresholds_option
from crm_analysis.commands.uploads import to_option
from crm_analysis.conditions.names import TAG
from crm_analysis.rules.exports import CHOICES, Layout, export_rules, layout_of
from crm_analysis.settings import Settings

if TYPE_CHECKING:
    from crm_analysis.engines.query import Query
    from crm_analysis.export.lists import CustomerList
    from crm_analysis.store import Store
    from crm_analysis.store.contacts import Contact
    from crm_analysis.store.exports import Reach

layout_option = click.option(
    "--layout",
    type=click.Choice(list(export_rules().layouts)),
    default="generic",
    show_default=True,
    help="The tool that the file is for.",
)
unknown_option = click.option(
    "--unknown-consent",
    type=click.Choice(CHOICES),
    default=export_rules().unknown_consent,
    show_default=True,
    help="What becomes of people of whom nobody has said whether they accept advertising.",
)


@click.command()
@click.argument("segment")
@scheme_option
@sales_option
@thresholds_option
@layout_option
@unknown_option
@click.option("--columns", default="", help="Columns of the layout generic, with commas between [the list's own].")
@click.option("--campaign", default="", help="Note everybody who is written as contacted in this campaign [nobody].")
@on_option
@with_options
@click.pass_obj
def export(settings: Settings, /, to: Path | None, engine: str, segment: str, **options: Any) -> None:
    """The customers in SEGMENT as a file that another tool takes.

    SEGMENT is a segment such as champions, one of another map such as eight:important_value, one that you have saved,
    a tag such as tag:member_level=gold, a cluster such as cluster:Spring:2, a rule as JSON, or everybody. Layouts for
    advertising leave out who does not accept it.
    """
    from crm_analysis.export.lists import CustomerList

    refuse_other_engines(engine)
    filters = Filters(**{name: options.pop(name) for name in FILTERS})
    layout = layout_of(options["layout"])
    with opened(settings) as store:
        customers = _customers(store, filters, segment, **options)
        columns = tuple(column.strip() for column in options["columns"].split(",") if column.strip())
        contact = _contact(options["campaign"], options["contacted_on"], layout)
        wanted = CustomerList(segment, customers, layout, options["unknown_consent"], columns, contact)
        say(in_words(_written(store, wanted, to), segment))


def _contact(campaign: str, contacted_on: date | None, layout: Layout) -> Contact | None:
    """What is noted of everybody who is written; nothing without a campaign."""
    from crm_analysis.store.contacts import Contact

    return Contact(contacted_on or date.today(), layout.contact, campaign) if campaign.strip() else None


def _customers(
    store: Store,
    filters: Filters,
    segment: str,
    sales: str,
    scheme: str,
    within: str | None,
    thresholds: str | None,
    **options: object,
) -> Query:
    """The customers of a list, who are in another segment where that is asked for."""
    from crm_analysis.engines.duckdb import DuckDBEngine
    from crm_analysis.store import saved_segments

    engine, rule = DuckDBEngine(store), saved_segments.of_list(store, segment)
    if thresholds is not None and rule is not None:
        raise lists.unscored(segment)
    whole = filters == Filters() and within is None
    # The list of a tag is of everybody who has it, also of who never ordered; a filter looks at those who did.
    if rule is not None and not (whole and segment.startswith(TAG)):
        return put(engine, looking_at(store, filters, rule, within), segments.members)
    steps = None if thresholds is None else asked(thresholds, lists.scheme_of(segment, scheme))
    seen = restricted(store, filters, within)
    return put(engine, seen, lambda settled: lists.named(segment, settled, sales, scheme, rule, thresholds=steps))


def _written(store: Store, wanted: CustomerList, to: Path | None) -> Reach:
    """Write to the file, or as a program reads it best to standard output."""
    from dataclasses import replace

    from crm_analysis.export.making import make
    from crm_analysis.store.exports import COMMAND_LINE, Maker

    maker = Maker(COMMAND_LINE)
    if to is not None:
        return make(store, wanted, to, maker)
    with store.folder() as folder:
        spool = folder / "list.csv"
        reach = make(store, replace(wanted, layout=wanted.layout.for_programs()), spool, maker)
        sys.stdout.flush()
        with spool.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    return reach


def in_words(reach: Reach, name: str) -> str:
    """How many are in the file, and why the others are not."""
    reasons = (
        (reach.refused, "without consent"),
        (reach.unknown, "whose consent is unknown"),
        (reach.no_address, "without an address for it"),
    )
    left_out = [f"{count:,} left out {why}" for count, why in reasons if count]
    return "; ".join([f"{reach.listed:,} in {name}", *left_out, f"{reach.written:,} written"])


@click.command()
@to_option
@click.pass_obj
def exports(settings: Settings, /, to: Path | None) -> None:
    """Every list that has left the store: when, by whom, which, for which tool, how many."""
    from crm_analysis.store import exports as journal

    with opened(settings) as store:
        show(journal.listing(store), to)


@click.command(name="feeds")
@to_option
@click.pass_obj
def feeds_(settings: Settings, /, to: Path | None) -> None:
    """The addresses at which other programs fetch lists."""
    from crm_analysis.store import feeds

    with opened(settings) as store:
        show(feeds.listing(store), to)


@click.group()
def feed() -> None:
    """One feed: open it, close it."""


@feed.command(name="open")
@click.argument("name")
@click.argument("segment")
@layout_option
@unknown_option
@click.pass_obj
def open_(settings: Settings, /, name: str, segment: str, layout: str, unknown_consent: str) -> None:
    """Let the program NAME fetch SEGMENT from the app; prints the address with the token, which is told this once."""
    from crm_analysis.store import feeds, saved_segments

    with opened(settings) as store:
        lists.named(segment, Filters(), rule=saved_segments.of_list(store, segment))  # refuses who means nobody
        opened_feed, token = feeds.open_feed(store, name, segment, layout, unknown_consent)
    out(f"{feeds.path(opened_feed.feed_id)}?token={token}\n")
    say("Put the app's own address before it. Whoever has it has the list; feed close takes it back.")


@feed.command()
@click.argument("feed_id", type=int)
@click.pass_obj
def close(settings: Settings, /, feed_id: int) -> None:
    """Close the feed FEED_ID for good."""
    from crm_analysis.store import feeds

    with opened(settings) as store:
        feeds.close_feed(store, feed_id)
    say(f"Feed {feed_id}: closed.")


COMMANDS = (export, exports, feeds_, feed)
