"""The documents say what there is: every command and option, every room."""

import re
from pathlib import Path

import click
import pytest

from crm_analysis.cli import cli
from tools import commands

ROOT = Path(__file__).parent.parent


def every(command, name=""):
    """A command and those below it, by the words that call them."""
    yield name, command
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        yield from every(below, f"{name} {below.name}".strip())


@pytest.mark.parametrize(("name", "command"), list(every(cli)))
def test_a_command_and_each_of_its_options_say_what_they_are_for(name, command):
    silent = [it.opts[0] for it in command.params if isinstance(it, click.Option) and not it.help]
    assert command.help and silent == []


def test_the_page_of_commands_is_what_they_tell():
    assert commands.PAGE.read_text(encoding="utf-8") == commands.page(), "Run: make docs"


def test_every_command_is_on_the_page():
    told = set(re.findall(r"^\*\*`([a-z -]*[a-z])", commands.page(), re.MULTILINE))
    assert told == {name for name, _command in every(cli) if name}


def test_the_house_has_no_room_that_is_not_described():
    rooms = {path.parent.name for path in (ROOT / "crm_analysis").glob("*/__init__.py")} | {"sql", "rules"}
    described = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert {room for room in rooms if f"{room}/" not in described} == set()


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/commands.md", "docs/decisions/README.md"]
)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if ":" not in link and not ((ROOT / page).parent / link).exists()] == []
