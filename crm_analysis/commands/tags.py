"""Tags: which each customer has and since when, how many have each, and those that are given by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from crm_analysis.analysis import tags as asked
from crm_analysis.analysis.filters import Filters
from crm_analysis.commands.asking import question
from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import say, show
from crm_analysis.commands.people import to_option
from crm_analysis.engines.query import Query
from crm_analysis.settings import Settings

note_option = click.option("--note", default="", help="Why.")
customers_argument = click.argument("customer_ids", nargs=-1, required=True, metavar="CUSTOMER...")


@click.command()
@click.option("--customer", "customer_id", help="One customer [all].")
@to_option
@click.pass_obj
def tags(settings: Settings, /, customer_id: str | None, to: Path | None) -> None:
    """The tags of one customer or of all, and since when each has held."""
    _answer(settings, asked.tags(customer_id), to)


@click.command(name="tag-sizes")
@to_option
@click.pass_obj
def tag_sizes(settings: Settings, /, to: Path | None) -> None:
    """How many customers have each value of each tag."""
    _answer(settings, asked.sizes(), to)


@click.command()
@click.argument("tag")
@click.option("--value", help="One of its values [all].")
@to_option
@click.pass_obj
def tagged(settings: Settings, /, tag: str, value: str | None, to: Path | None) -> None:
    """The customers who have a tag."""
    from crm_analysis.engines.duckdb import DuckDBEngine
    from crm_analysis.store import tags as kept

    with opened(settings) as store:
        with store.cursor() as cursor:
            kept.checked(cursor, tag, value)
        show(DuckDBEngine(store).answer(asked.tagged(tag, value)), to)


@click.command(name="tag-history")
@click.argument("tag")
@question
def tag_history(filters: Filters, tag: str) -> Query:
    """How many customers had each value of a tag, as seen from the day --as-of."""
    return asked.history(tag, filters)


@click.command()
@click.argument("name")
@customers_argument
@note_option
@click.pass_obj
def tag(settings: Settings, /, name: str, customer_ids: tuple[str, ...], note: str) -> None:
    """Give customers a tag by hand; - reads their ids from standard input, one a line."""
    from crm_analysis.store import tags as log

    with opened(settings) as store:
        say(f"{log.give(store, _named(customer_ids), name, note)} customers were given the tag {name}.")


@click.command()
@click.argument("name")
@customers_argument
@note_option
@click.pass_obj
def untag(settings: Settings, /, name: str, customer_ids: tuple[str, ...], note: str) -> None:
    """Take a tag that was given by hand from customers; - reads their ids from standard input, one a line."""
    from crm_analysis.store import tags as log

    with opened(settings) as store:
        say(f"{log.take(store, _named(customer_ids), name, note)} customers had the tag {name} and lost it.")


@click.command(name="tag-log")
@to_option
@click.pass_obj
def tag_log(settings: Settings, /, to: Path | None) -> None:
    """What was given and taken by hand, newest first."""
    from crm_analysis.store import tags as log

    with opened(settings) as store:
        show(log.log(store), to)


def _answer(settings: Settings, query: Query, to: Path | None) -> None:
    from crm_analysis.engines.duckdb import DuckDBEngine

    with opened(settings) as store:
        show(DuckDBEngine(store).answer(query), to)


def _named(customer_ids: tuple[str, ...]) -> list[str]:
    if customer_ids == ("-",):
        return [line.strip() for line in sys.stdin if line.strip()]
    return list(customer_ids)


COMMANDS = (tags, tag_sizes, tagged, tag_history, tag, untag, tag_log)
