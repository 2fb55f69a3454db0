"""Writes the export of an invented shop, with its truth beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from crm_analysis.commands.output import say
from crm_analysis.errors import InputRefused


@click.command(name="sample-shop")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The export to write.")
@click.option("--customers", type=int, help="People that can be recognised [as many as make the orders].")
@click.option("--orders", type=int, help="Orders of every kind, met exactly [as many as the customers make].")
@click.option("--years", type=int, default=3, show_default=True, help="Length of the shop's life.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed writes the same bytes.")
@click.option("--platform", default="shopify", show_default=True, help="Whose export it looks like.")
def sample_shop(to: Path, **wanted: Any) -> None:
    """Write an export of an invented shop; what is true of it is written beside."""
    from crm_analysis.sample_shop.export import write_export

    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        write_export(to, **wanted)
    except OSError as failure:
        raise InputRefused(
            "{file} cannot be written: {reason}. Make room, or name another file.",
            file=to.name,
            reason=failure.strerror or failure,
        ) from failure
    say(f"{to} is written; what is true of it stands beside it.")
