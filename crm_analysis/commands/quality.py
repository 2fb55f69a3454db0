"""Whether the data can be trusted: what each check has found, and the rows behind it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crm_analysis.analysis import quality as checks
from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import out, show
from crm_analysis.commands.uploads import to_option
from crm_analysis.engines.query import Query
from crm_analysis.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

upload_option = click.option("--upload", type=int, help="Only this upload [all that count].")


@click.command()
@upload_option
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@to_option
@click.pass_obj
def quality(settings: Settings, /, upload: int | None, as_json: bool, to: Path | None) -> None:
    """What is missing or suspicious in the data, check by check."""
    from crm_analysis import export

    judged = _judged(_answer(settings, checks.checks(upload), upload), upload)
    if as_json:
        out(export.json_list(judged) + "\n")
    else:
        show(judged, to)


@click.command(name="quality-rows")
@click.argument("check", type=click.Choice(checks.CHECKS))
@upload_option
@to_option
@click.pass_obj
def quality_rows(settings: Settings, /, check: str, upload: int | None, to: Path | None) -> None:
    """The rows that a check has found."""
    show(_answer(settings, checks.rows(check, upload), upload), to)


def _answer(settings: Settings, query: Query, upload: int | None) -> pd.DataFrame:
    from crm_analysis.engines.duckdb import DuckDBEngine
    from crm_analysis.store import uploads

    with opened(settings) as store:
        if upload is not None:
            uploads.refuse_unknown(store, upload)
        return DuckDBEngine(store).answer(query)


def _judged(found: pd.DataFrame, upload: int | None) -> pd.DataFrame:
    """The contract's columns, in the order of the rules."""
    import pandas as pd

    known = found.set_index("finding").loc[list(checks.CHECKS)]
    return pd.DataFrame(
        {
            "check": known.index,
            "upload_id": pd.array([upload] * len(known), dtype="Int64"),
            "rows": known["found"].to_numpy(),
            "looked_at": known["looked_at"].to_numpy(),
            "share": known["share"].to_numpy(),
            "severity": [
                checks.severity(check, found, share)
                for check, found, share in zip(known.index, known["found"], known["share"], strict=True)
            ],
            "rule": [checks.rule(check) for check in known.index],
        }
    )


COMMANDS = (quality, quality_rows)
