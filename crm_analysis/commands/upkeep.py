"""Keeping the store sound from the command line: check, rebuild, back up, restore."""

from __future__ import annotations

from pathlib import Path

import click

from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import out, say
from crm_analysis.settings import Settings

EXIT_UNSOUND = 1


@click.command()
@click.pass_obj
def check(settings: Settings) -> None:
    """Whether the store is sound: derived tables equal a rebuild."""
    from crm_analysis.store import maintenance

    with opened(settings) as store:
        faults = maintenance.check(store)
    for fault in faults:
        out(f"{fault}\n")
    if faults:
        say("The store is not sound. Run rebuild; if the faults stay, restore a backup.")
        raise click.exceptions.Exit(EXIT_UNSOUND)
    say(f"{settings.store} is sound.")


@click.command()
@click.pass_obj
def rebuild(settings: Settings) -> None:
    """Make every derived table anew from the log."""
    from crm_analysis.store import maintenance

    with opened(settings) as store:
        maintenance.rebuild(store)
    say(f"{settings.store}: every derived table is made anew.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(settings: Settings, file: Path) -> None:
    """Copy the whole store to a new FILE."""
    from crm_analysis.store import maintenance

    with opened(settings) as store:
        maintenance.backup(store, file)
    say(f"{settings.store} is copied to {file}.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def restore(settings: Settings, file: Path) -> None:
    """Put a backup FILE in the place of the store; the former store is kept."""
    from crm_analysis.store import maintenance

    former = maintenance.restore(settings.store, file)
    say(f"{settings.store} is restored from {file}." + (f" The former store is kept as {former}." if former else ""))


COMMANDS = (check, rebuild, backup, restore)
