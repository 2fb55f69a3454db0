"""What each customer is worth in the time to come."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import isfinite
from typing import TYPE_CHECKING

import click

from crm_analysis.analysis import purchases
from crm_analysis.analysis.filters import Filters
from crm_analysis.commands.asking import question
from crm_analysis.commands.output import say
from crm_analysis.commands.rfm import sales_option
from crm_analysis.engines.query import Query

if TYPE_CHECKING:
    import pandas as pd

    from crm_analysis.models.likelihood import LikelihoodModel

YEAR = 365


def _valued(
    histories: pd.DataFrame, horizon_days: int, report: bool, **_asked: object
) -> pd.DataFrame | Mapping[str, object]:
    """What is expected of each customer, or how the models were found; why something stays blank is said."""
    from crm_analysis.i18n import sentence
    from crm_analysis.models.worth import Worth

    worth = Worth.of(histories)
    if report:
        return {"models": [_told(name, model) for name, model in worth.models()]}
    for doubt in worth.doubts:
        say(sentence(doubt))
    return worth.expected(horizon_days)


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


@click.command()
@click.option(
    "--horizon-days", type=click.IntRange(min=1), default=YEAR, show_default=True, help="How far ahead to look."
)
@click.option("--report", is_flag=True, help="Print how the models were found as one JSON object.")
@sales_option
@partial(question, finish=_valued)
def value(filters: Filters, horizon_days: int, report: bool, sales: str) -> Query:
    """How many orders to expect of each customer, and what these will bring."""
    return purchases.histories(filters, sales)


COMMANDS = (value,)
