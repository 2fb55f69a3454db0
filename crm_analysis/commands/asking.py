"""What all questions share on the command line: their options, the store they ask, the way the answer is shown."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crm_analysis.analysis import choices
from crm_analysis.analysis.filters import Filters
from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import out, say, show
from crm_analysis.engines.query import Query
from crm_analysis.errors import InputRefused
from crm_analysis.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from crm_analysis.engines.duckdb import DuckDBEngine

Ask = Callable[..., Query]
FILTERS = ("as_of", "since", "until", "shops", "countries", "channels", "categories", "currency", "free_orders")


class Day(click.ParamType[date]):
    """A calendar day such as 2011-12-10."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or say what one looks like."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is not a day such as 2011-12-10.", param, ctx)


OPTIONS = (
    click.option("--as-of", type=Day(), help="Orders on or after it are unseen [the day after the last order]."),
    click.option("--since", type=Day(), help="First day of the period."),
    click.option("--until", type=Day(), help="Last day of the period."),
    click.option("--shop", "shops", multiple=True, help="Only this shop (repeatable)."),
    click.option("--country", "countries", multiple=True, help="Only this country (repeatable)."),
    click.option("--channel", "channels", multiple=True, help="Only this sales channel (repeatable)."),
    click.option("--category", "categories", multiple=True, help="Only orders with this category (repeatable)."),
    click.option("--currency", help="Only this currency [the one of most orders]."),
    click.option("--free-orders", type=click.Choice(["count", "ignore"]), default="ignore", show_default=True),
    click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True),
    click.option(
        "--to",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write to a file that ends in .csv, .xlsx or .parquet.",
    ),
)


def as_it_is(frame: pd.DataFrame, **options: Any) -> pd.DataFrame:
    """Show an answer without a change."""
    return frame


def question(ask: Ask, finish: Callable[..., pd.DataFrame] = as_it_is) -> Callable[..., None]:
    """Make a command's body of a function from filters and its own options to a Query.

    Args:
        ask: The question.
        finish: The answer and the same options → what is shown.
    """

    @click.pass_obj
    def body(settings: Settings, /, to: Path | None, engine: str, as_json: bool = False, **options: Any) -> None:
        _refuse_other_engines(engine)
        filters = Filters(**{name: options.pop(name) for name in FILTERS})
        frame = finish(answer(settings, filters, lambda settled: ask(settled, **options)), **options)
        if as_json:
            from crm_analysis import export

            out(export.json_text(frame) + "\n")
        else:
            show(frame, to)

    functools.update_wrapper(body, ask)
    return functools.reduce(lambda command, option: option(command), reversed(OPTIONS), body)


def answer(settings: Settings, filters: Filters, ask: Callable[[Filters], Query]) -> pd.DataFrame:
    """Answer one question from the store, in one currency."""
    from crm_analysis.engines.duckdb import DuckDBEngine

    with opened(settings) as store:
        engine = DuckDBEngine(store)
        return engine.answer(ask(_in_one_currency(engine, filters)))


def _refuse_other_engines(engine: str) -> None:
    if engine != "duckdb":
        raise InputRefused("Engine '{engine}' is not part of this version. Leave --engine out.", engine=engine)


def _in_one_currency(engine: DuckDBEngine, filters: Filters) -> Filters:
    """Money never crosses currencies: where none is asked for, take the one of most orders and say so."""
    if filters.currency:
        return filters
    offered = engine.answer(choices.choices()).query("field == 'currency'").set_index("value")["orders"]
    if len(offered) < 2:
        return filters
    chosen = str(offered.index[0])
    left_out = ", ".join(f"{orders} in {currency}" for currency, orders in offered.drop(chosen).items())
    say(f"Counted in {chosen}. Orders left out: {left_out}. Choose another currency with --currency.")
    return replace(filters, currency=chosen)
