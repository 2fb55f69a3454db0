"""What the store holds beside questions: every kind of table, and the rows of one."""

from __future__ import annotations

from pathlib import Path

import click

from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import show
from crm_analysis.settings import Settings

to_option = click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to a file that ends in .csv, .xlsx or .parquet.",
)


@click.command()
@to_option
@click.pass_obj
def tables(settings: Settings, /, to: Path | None) -> None:
    """Every kind of table that a shop can bring: rows that count, uploads, first and newest day."""
    from crm_analysis.store import records

    with opened(settings) as store:
        show(records.listing(store), to)


@click.command()
@click.argument("kind")
@to_option
@click.pass_obj
def table(settings: Settings, /, kind: str, to: Path | None) -> None:
    """The rows of one KIND of table as they stand now, such as members, products or spend."""
    from crm_analysis.store import records

    with opened(settings) as store:
        show(records.rows(store, kind), to)


COMMANDS = (tables, table)
