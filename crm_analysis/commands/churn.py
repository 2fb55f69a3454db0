"""Who is still there, who is cooling, and who is lost, each by their own rhythm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crm_analysis.analysis import churn as asked
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.returning import HORIZON_DAYS
from crm_analysis.commands.asking import FILTERS, Day, refuse_other_engines, restricted, settle, with_options
from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import out, say, show
from crm_analysis.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from crm_analysis.engines.duckdb import DuckDBEngine
    from crm_analysis.findings.returning import Learned

COLUMNS = (
    "customer_id", "last_order_on", "days_since_last", "usual_gap_days", "lapse_point_days", "flag",
    "return_probability", "reasons",
)  # fmt: skip


@click.command()
@click.option("--report", is_flag=True, help="Print how it was found out who returns as one JSON object.")
@click.option(
    "--horizon-days",
    type=click.IntRange(min=1),
    default=HORIZON_DAYS,
    show_default=True,
    help="Within how many days who returns is told.",
)
@click.option("--cutoff", type=Day(), help="With --report: learn what was known before this day, try it from it on.")
@with_options
@click.pass_obj
def churn(
    settings: Settings,
    /,
    to: Path | None,
    engine: str,
    within: str | None,
    report: bool,
    horizon_days: int,
    cutoff: date | None,
    **options: Any,
) -> None:
    """Every customer's silence, the lapse point of their rhythm, the flag that follows (active, cooling, at_risk or
    lost), the chance that they order again, and why not."""
    from crm_analysis import export
    from crm_analysis.engines.duckdb import DuckDBEngine
    from crm_analysis.findings.returning import learned

    if cutoff and not report:
        raise click.UsageError("--cutoff is for --report.")
    refuse_other_engines(engine)
    filters = Filters(**{name: options[name] for name in FILTERS})
    with opened(settings) as store:
        asks = DuckDBEngine(store)
        settled, _books = settle(asks, restricted(store, filters, within))
        found = learned(settled, asks.answer, horizon_days, cutoff)
        if report:
            out(export.json_object(_reported(asks, settled, found)) + "\n")
        else:
            show(_told(asks, settled, found), to)


def _reported(engine: DuckDBEngine, filters: Filters, found: Learned) -> Mapping[str, object]:
    from crm_analysis.findings.returning import report
    from crm_analysis.findings.rhythms import split_of

    return report(found, engine.answer(asked.ranges(filters, split_of(filters, engine.answer))))


def _told(engine: DuckDBEngine, filters: Filters, found: Learned) -> pd.DataFrame:
    """Every customer with flag, chance and reasons; why a chance stays blank is said."""
    from crm_analysis.findings.returning import coming, in_words

    say(found.why)
    chances = coming(found, filters, engine.answer, (found.horizon_days,)).set_index("customer_id")
    flagged = _flagged(engine, filters)
    of_each = chances.reindex(flagged["customer_id"])
    flagged["return_probability"] = of_each[found.horizon_days].to_numpy()
    flagged["reasons"] = of_each["reasons"].map(in_words).to_numpy()
    return flagged


def _flagged(engine: DuckDBEngine, filters: Filters) -> pd.DataFrame:
    """Every customer with their flag; it is said whose lapse points are told apart, and why nobody has one."""
    from crm_analysis.findings.rhythms import split_in_words, split_of, why_unknown

    split_by = split_of(filters, engine.answer)
    if split_by:
        say(split_in_words(split_by))
    flagged = engine.answer(asked.churn(filters, split_by))
    if flagged["flag"].isna().any():
        say(why_unknown(engine.answer(asked.points(filters)).iloc[0]))
    return flagged.reindex(columns=list(COLUMNS))


COMMANDS = (churn,)
