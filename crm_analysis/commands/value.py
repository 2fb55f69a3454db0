"""What each customer is worth in the time to come."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crm_analysis.analysis import purchases
from crm_analysis.analysis.filters import Filters
from crm_analysis.commands.asking import FILTERS, refuse_other_engines, restricted, settle, with_options
from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import out, say, show
from crm_analysis.commands.rfm import sales_option
from crm_analysis.settings import Settings

if TYPE_CHECKING:
    from crm_analysis.models.likelihood import LikelihoodModel
    from crm_analysis.models.worth import Trial, Worth

YEAR = 365
LONGEST = 10 * YEAR
"""Nothing is known of later days, and the sums of their purchases take longer than anybody waits."""


@click.command()
@click.option(
    "--horizon-days", type=click.IntRange(1, LONGEST), default=YEAR, show_default=True, help="How far ahead to look."
)
@click.option(
    "--margin",
    type=click.FloatRange(0, 1, min_open=True),
    default=1.0,
    show_default=True,
    help="Share of sales that stays with the shop; 1 tells sales.",
)
@click.option(
    "--discount",
    type=click.FloatRange(min=0),
    default=0.0,
    show_default=True,
    help="Yearly rate by which later money is worth less, such as 0.1.",
)
@click.option("--report", is_flag=True, help="Print models and how they did on the past as one JSON object.")
@sales_option
@with_options
@click.pass_obj
def value(
    settings: Settings, /, to: Path | None, engine: str, within: str | None, horizon_days: int, margin: float,
    discount: float, report: bool, sales: str, **options: Any,
) -> None:  # fmt: skip
    """How many orders to expect of each customer, and what these will bring."""
    from crm_analysis import export
    from crm_analysis.engines.duckdb import DuckDBEngine
    from crm_analysis.findings.value import examined, why
    from crm_analysis.i18n import sentence
    from crm_analysis.models.worth import Terms

    refuse_other_engines(engine)
    filters = Filters(**{name: options[name] for name in FILTERS})
    with opened(settings) as store:
        asks = DuckDBEngine(store)
        looked, _books = settle(asks, restricted(store, filters, within))
        histories = asks.answer(purchases.histories(looked, sales))
        worth, trial = examined(histories, looked, asks.answer, horizon_days, sales)
    if report:
        out(export.json_object(_report(worth, trial)) + "\n")
        return
    say(why(trial))
    for doubt in worth.doubts_of(trial.used):
        say(sentence(doubt))
    show(worth.expected(horizon_days, trial.used, Terms(margin, discount)), to)


def _report(worth: Worth, trial: Trial) -> Mapping[str, object]:
    from crm_analysis.findings.value import why

    return {
        "models": [_told(name, model) for name, model in worth.models()],
        "verdict": trial.verdict,
        "why": why(trial),
        "method": trial.used,
        "cutoff": trial.window.cutoff.isoformat() if trial.window else None,
        "horizon_days": trial.window.days if trial.window else None,
        "in_range": _known(trial.in_range),
        "backtest": trial.methods,
    }


def _told(name: str, model: LikelihoodModel) -> Mapping[str, object]:
    from crm_analysis.i18n import sentence
    from crm_analysis.models.worth import TIME_UNIT

    return {
        "name": name,
        "parameters": model.params_,
        "standard_errors": {name: _known(error) for name, error in model.standard_errors_.items()},
        "log_likelihood": _known(model.log_likelihood_),
        "time_unit": TIME_UNIT,
        "n": int(model.customers_),
        "converged": model.converged_,
        "usable": not model.declined_,
        "why": " ".join(map(sentence, (*model.doubts_, *model.warnings_))) or None,
    }


def _known(number: float) -> float | None:
    """A number as JSON has it; what could not be found is null."""
    return number if isfinite(number) else None


COMMANDS = (value,)
