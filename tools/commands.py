"""Writes docs/commands.md anew: every command and option, as the commands themselves tell it.

Run: ``make docs``; a test holds the page to what is written then.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from crm_analysis import cli  # noqa: E402 (the folder above is not on the path before)
from crm_analysis.commands.asking import with_options  # noqa: E402

PAGE = ROOT / "docs" / "commands.md"
HEAD = """\
# Commands

Written by `make docs` from the commands themselves; `python -m crm_analysis COMMAND --help` tells the same.

"""
OF_ALL_QUESTIONS = "*those of all questions*"


def page() -> str:
    """The whole page."""
    groups = groupby(cli.COMMANDS, key=lambda command: command.callback.__module__)
    parts = [_part(sys.modules[module].__doc__ or "", list(commands)) for module, commands in groups]
    shared = "\n".join(f"- {_option(option)}" for option in _shared())
    return f"{HEAD}{inspect.cleandoc(cli.cli.help or '')}\n\n## Options of all questions\n\n{shared}\n\n" + "\n".join(
        parts
    )


def _part(told: str, commands: list[click.Command]) -> str:
    """The commands of one module under what it says of itself."""
    return f"## {told.splitlines()[0].removesuffix('.')}\n\n" + "\n".join(
        text for command in commands for text in _texts(command, command.name or "")
    )


def _texts(command: click.Command, name: str) -> Iterator[str]:
    """A command, then those below it, each with its own options."""
    arguments = [_argument(it) for it in command.params if isinstance(it, click.Argument)]
    options = [f"- {text}" for text in _options(command)]
    words = " ".join((command.help or "").split())
    yield "\n".join([f"**`{' '.join([name, *arguments])}`** {words}", *([""] if options else []), *options, ""])
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from _texts(below, f"{name} {below.name}")


def _options(command: click.Command) -> list[str]:
    """A command's own options in words; what all questions share is said once, above."""
    shared = {option.name for option in _shared()}
    options = [it for it in command.params if isinstance(it, click.Option)]
    is_question = shared <= {option.name for option in options}
    own = [_option(it) for it in options if not (is_question and it.name in shared)]
    return [*own, *([OF_ALL_QUESTIONS] if is_question else [])]


def _shared() -> list[click.Option]:
    @click.command
    @with_options
    def question() -> None:
        pass

    return [it for it in question.params if isinstance(it, click.Option)]


def _argument(argument: click.Argument) -> str:
    name = argument.make_metavar(click.Context(cli.cli))
    return name if argument.required or name.startswith("[") else f"[{name}]"


def _option(option: click.Option) -> str:
    """An option with what it takes and what it is for."""
    record = option.get_help_record(click.Context(cli.cli))
    assert record is not None
    words, told = (" ".join(text.split()) for text in record)
    return f"`{words}` {told}".rstrip()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
