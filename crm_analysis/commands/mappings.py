"""Saved mappings, for tables that no platform recognises: list, export, import, rename, delete."""

from __future__ import annotations

from pathlib import Path

import click

from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import say, show
from crm_analysis.commands.uploads import to_option
from crm_analysis.settings import Settings


@click.command(name="mappings")
@to_option
@click.pass_obj
def mappings_(settings: Settings, /, to: Path | None) -> None:
    """The mappings that were saved under a name."""
    import pandas as pd

    from crm_analysis.store import mappings

    columns = ["name", "kind", "headings", "mapping", "date_order", "decimal", "currency", "timezone"]
    with opened(settings) as store:
        saved = mappings.listing(store)
    rows = [
        {
            **vars(one),
            "headings": "; ".join(one.headings),
            "mapping": "; ".join(f"{role}={heading}" for role, heading in one.mapping.items()),
        }
        for one in saved
    ]
    show(pd.DataFrame(rows, columns=columns), to)


@click.group()
def mapping() -> None:
    """One saved mapping: export, import, rename, delete."""


@mapping.command(name="export")
@click.argument("name")
@click.option("--to", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@click.pass_obj
def export_(settings: Settings, /, name: str, to: Path) -> None:
    """Write the mapping NAME to a file."""
    from crm_analysis.ingest import mapping_file
    from crm_analysis.store import mappings

    with opened(settings) as store:
        saved = mappings.named(store, name)
    to.write_text(mapping_file.written(saved), encoding="utf-8")
    say(f"{name}: written to {to}.")


@mapping.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(settings: Settings, /, file: Path) -> None:
    """Save the mapping that was exported to FILE."""
    from crm_analysis.ingest import mapping_file
    from crm_analysis.store import mappings

    saved = mapping_file.read_file(file)
    with opened(settings) as store:
        mappings.save(store, saved)
    say(f"{saved.name}: saved. Tables with its headings are read by it from now on.")


@mapping.command()
@click.argument("name")
@click.argument("new_name")
@click.pass_obj
def rename(settings: Settings, /, name: str, new_name: str) -> None:
    """Call the mapping NAME otherwise."""
    from crm_analysis.store import mappings

    with opened(settings) as store:
        mappings.rename(store, name, new_name)
    say(f"{name} is called {new_name} now.")


@mapping.command()
@click.argument("name")
@click.pass_obj
def delete(settings: Settings, /, name: str) -> None:
    """Forget the mapping NAME; what was imported with it stays."""
    from crm_analysis.store import mappings

    with opened(settings) as store:
        mappings.delete(store, name)
    say(f"{name}: forgotten. What was imported with it stays.")


COMMANDS = (mappings_, mapping)
