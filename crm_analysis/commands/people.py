"""Who is one person: the customers, and a wrong join taken apart by hand."""

from __future__ import annotations

from pathlib import Path

import click

from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import say, show
from crm_analysis.settings import Settings

to_option = click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to a file that ends in .csv, .xlsx or .parquet.",
)


@click.command()
@click.option("--search", default="", help="Part of a name, e-mail, phone or id, or the number of an order.")
@to_option
@click.pass_obj
def customers(settings: Settings, /, search: str, to: Path | None) -> None:
    """The customers, and by what the orders of each are joined."""
    from crm_analysis.analysis import customers as people
    from crm_analysis.engines.duckdb import DuckDBEngine

    with opened(settings) as store:
        show(DuckDBEngine(store).answer(people.search(search)), to)


@click.command()
@click.argument("customer_id")
@click.argument("identifiers", nargs=-1, required=True, metavar="IDENTIFIER...")
@click.option("--note", default="", help="Why.")
@click.pass_obj
def split(settings: Settings, /, customer_id: str, identifiers: tuple[str, ...], note: str) -> None:
    """Take identifiers off a customer: they are another person's, whatever later uploads say."""
    from crm_analysis.store import splits as log

    with opened(settings) as store:
        split_id = log.split(store, customer_id, identifiers, note)
    say(f"Split {split_id} is made. Rejoin {split_id} takes it back.")


@click.command()
@to_option
@click.pass_obj
def splits(settings: Settings, /, to: Path | None) -> None:
    """The splits made by hand, newest first."""
    from crm_analysis.store import splits as log

    with opened(settings) as store:
        show(log.listing(store), to)


@click.command()
@click.argument("split_id", type=int)
@click.pass_obj
def rejoin(settings: Settings, /, split_id: int) -> None:
    """Take a split back: its identifiers are joined again as the uploads say."""
    from crm_analysis.store import splits as log

    with opened(settings) as store:
        log.rejoin(store, split_id)
    say(f"Split {split_id} is taken back.")


COMMANDS = (customers, split, splits, rejoin)
