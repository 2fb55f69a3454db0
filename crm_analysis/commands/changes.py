"""What has changed, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING

import click

from crm_analysis.analysis import changes as asked
from crm_analysis.analysis.filters import Filters
from crm_analysis.commands.asking import question
from crm_analysis.engines.query import Query
from crm_analysis.rules.changes import changes_rules

if TYPE_CHECKING:
    import pandas as pd


def _judged(courses: pd.DataFrame, as_object: bool, looks: bool) -> pd.DataFrame | Mapping[str, object]:
    """The changes that may be told, or everything that was looked at; a sentence and its evidence in front."""
    import pandas as pd

    from crm_analysis.findings.changes import evidence, sentence, why_nothing
    from crm_analysis.models.changes import Finding, judge

    rules = changes_rules()
    judged = judge(courses, rules)
    shown = judged.looks if looks else judged.told
    named = [it.name for it in fields(Finding)]
    rows = [(sentence(it), evidence(it), *(getattr(it, name) for name in named)) for it in shown]
    told = pd.DataFrame(rows, columns=["sentence", "evidence", *named]).astype(
        {"age": "Int64", "month": "datetime64[us]"}
    )
    if not as_object:
        return told
    why = None if judged.told else why_nothing(judged, rules.limits)
    return {"looks": len(judged.looks), "chance": rules.limits.chance, "why": why, "changes": told}


@click.command()
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object that also says why nothing is told.")
@click.option("--looks", is_flag=True, help="Everything that was looked at, told or not.")
@partial(question, finish=_judged)
def changes(filters: Filters, as_object: bool, looks: bool) -> Query:
    """What has surely changed in the last whole month, in words, with the evidence."""
    return asked.courses(filters)


COMMANDS = (changes,)
