"""Where answers and messages go: tables to standard output or a file, messages to standard error."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd


def show(frame: pd.DataFrame, to: Path | None = None) -> None:
    """Print a table as CSV, or write it to a file whose ending says how."""
    from crm_analysis import export

    if to is None:
        out(export.csv_text(frame))
    else:
        export.write(frame, to)
        say(f"{to}: {len(frame)} rows")


def out(text: str) -> None:
    """Print an answer, in UTF-8 and with plain line ends on every system."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def say(message: str) -> None:
    """Tell the person something beside the answer."""
    click.echo(message, err=True)
