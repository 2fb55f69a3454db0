"""Who is still there, who is cooling, and who is lost, each by their own rhythm."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crm_analysis.analysis import churn as asked
from crm_analysis.analysis.filters import Filters
from crm_analysis.commands.asking import FILTERS, refuse_other_engines, restricted, settle, with_options
from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import say, show
from crm_analysis.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from crm_analysis.engines.duckdb import DuckDBEngine

COLUMNS = (
    "customer_id", "last_order_on", "days_since_last", "usual_gap_days", "lapse_point_days", "flag",
    "return_probability", "reasons",
)  # fmt: skip


@click.command()
@with_options
@click.pass_obj
def churn(settings: Settings, /, to: Path | None, engine: str, within: str | None, **options: Any) -> None:
    """Every customer's silence, the lapse point of their rhythm, and the flag: active, cooling, at_risk or lost."""
    from crm_analysis.engines.duckdb import DuckDBEngine

    refuse_other_engines(engine)
    filters = Filters(**{name: options[name] for name in FILTERS})
    with opened(settings) as store:
        asks = DuckDBEngine(store)
        settled, _books = settle(asks, restricted(store, filters, within))
        flagged = _flagged(asks, settled)
    show(flagged, to)


def _flagged(engine: DuckDBEngine, filters: Filters) -> pd.DataFrame:
    """Every customer with their flag; it is said whose lapse points are told apart, and why nobody has one."""
    from crm_analysis.ui.rhythms import split_in_words, split_of, why_unknown

    split_by = split_of(filters, engine.answer)
    if split_by:
        say(split_in_words(split_by))
    flagged = engine.answer(asked.churn(filters, split_by))
    if flagged["flag"].isna().any():
        say(why_unknown(engine.answer(asked.points(filters)).iloc[0]))
    return flagged.reindex(columns=list(COLUMNS))


COMMANDS = (churn,)
