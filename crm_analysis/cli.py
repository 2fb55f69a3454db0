"""The command line: everything that a page shows, without a browser."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from crm_analysis import __version__, settings
from crm_analysis.commands import (
    campaigns,
    changes,
    churn,
    clusters,
    exports,
    goods,
    habits,
    mappings,
    people,
    profile,
    quality,
    questions,
    records,
    returns,
    rfm,
    sample_shop,
    segments,
    serve,
    shops,
    tags,
    upkeep,
    uploads,
    value,
)
from crm_analysis.errors import CrmError

EXIT_BUG = 1
COMMANDS = (
    *uploads.COMMANDS,
    *mappings.COMMANDS,
    *shops.COMMANDS,
    *questions.COMMANDS,
    *rfm.COMMANDS,
    *segments.COMMANDS,
    *exports.COMMANDS,
    *changes.COMMANDS,
    *habits.COMMANDS,
    *goods.COMMANDS,
    *clusters.COMMANDS,
    *returns.COMMANDS,
    *churn.COMMANDS,
    *value.COMMANDS,
    *people.COMMANDS,
    *profile.COMMANDS,
    *campaigns.COMMANDS,
    *tags.COMMANDS,
    *quality.COMMANDS,
    *records.COMMANDS,
    *upkeep.COMMANDS,
    sample_shop.sample_shop,
    serve.serve,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--store", type=click.Path(dir_okay=False, path_type=Path), help="The store file [data/store.duckdb].")
@click.option("--debug", is_flag=True, help="Show where a failure that nobody foresaw comes from.")
@click.version_option(__version__, prog_name="Huitou 回头客")
@click.pass_context
def cli(context: click.Context, store: Path | None, debug: bool) -> None:
    """Huitou 回头客: see who comes back, from the order files that your shop already gives you.

    Tables go to standard output as CSV, messages to standard error. Exit codes: 0 done, 1 a bug, 2 wrong usage,
    3 the input was refused, 4 the store is busy or cannot be opened.
    """
    found = settings.load()
    _speak(found.language)
    context.obj = replace(found, store=store) if store else found


for command in COMMANDS:
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: What stands after the program's name; what it was called with where None.

    Returns:
        The exit code.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = cli.main(words, prog_name="crm-analysis", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.ClickException as wrong_usage:
        wrong_usage.show()
        return wrong_usage.exit_code
    except CrmError as failure:
        _say(failure)
        return failure.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return EXIT_BUG
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read the table has read enough
        return 0
    except Exception as bug:
        if "--debug" in words:
            traceback.print_exc()
        else:
            click.echo(_record(bug), err=True)
        return EXIT_BUG


def _speak(language: str) -> None:
    from crm_analysis import i18n

    i18n.use_language(language)


def _say(failure: CrmError) -> None:
    from crm_analysis import i18n

    click.echo(i18n.sentence(failure), err=True)


def _record(bug: Exception) -> str:
    """Keep where the bug happened, but not its message, which may quote a customer; say where it is kept."""
    log = settings.load().failure_log
    steps = "".join(traceback.format_tb(bug.__traceback__))
    with_time = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} version {__version__}: {type(bug).__name__}\n{steps}\n"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as record:
            record.write(with_time)
    except OSError:
        return f"This is a bug in the program ({type(bug).__name__}). Add --debug after crm-analysis to see where."
    return f"This is a bug in the program ({type(bug).__name__}); nothing was changed. Its trace is in {log}."
