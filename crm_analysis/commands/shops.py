"""What the owner says of each shop: the list, and the settings of one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import say, show
from crm_analysis.settings import Settings


@click.command()
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to a file that ends in .csv, .xlsx or .parquet.",
)
@click.pass_obj
def shops(settings: Settings, /, to: Path | None) -> None:
    """The shops and their settings."""
    from crm_analysis.store import shops as kept

    with opened(settings) as store:
        show(kept.listing(store), to)


@click.command()
@click.argument("name")
@click.option("--country", help="Country of phone numbers that name none, such as DE; empty takes it back.")
@click.option("--currency", help="Currency that it reports in, such as EUR; empty takes it back.")
@click.option("--timezone", help="Zone of its clock, such as Europe/Paris, for later imports; empty takes it back.")
@click.option("--week-start", type=click.IntRange(1, 7), help="Day that weeks begin on: 1 Monday to 7 Sunday.")
@click.pass_obj
def shop(settings: Settings, /, name: str, **given: str | int | None) -> None:
    """Say something of the shop NAME; what is not said stays as it was."""
    from crm_analysis.store import shops as kept

    changes = {field: value or None for field, value in given.items() if value is not None}
    for code in ("country", "currency"):
        if isinstance(changes.get(code), str):
            changes[code] = str(changes[code]).upper()
    with opened(settings) as store:
        with store.cursor() as cursor:
            before = kept.settings_of(cursor, name)
        kept.write(store, replace(before, **changes))  # type: ignore[arg-type]
    say(f"{name}: settings are kept. A time zone concerns later imports only.")


COMMANDS = (shops, shop)
