"""What all questions share on the command line: their options, the store they ask, the way the answer is shown."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crm_analysis.analysis import choices, reporting, selecting
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.reporting import Books
from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import out, say, show
from crm_analysis.conditions.tree import All, Rule
from crm_analysis.engines.query import Query
from crm_analysis.errors import InputRefused
from crm_analysis.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from crm_analysis.engines.duckdb import DuckDBEngine
    from crm_analysis.store import Store

Ask = Callable[..., Query]
FILTERS = tuple(field.name for field in fields(Filters) if field.name not in ("week_start", "segment"))
"""What may be asked for as it is; weeks begin as the shop's do, and a segment is looked up in the store."""


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


class Currency(click.ParamType[str]):
    """The code of a currency such as EUR."""

    name = "currency"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Write it as files do."""
        return str(value).upper()


CURRENCY = Currency()
OPTIONS = (
    click.option("--as-of", type=Day(), help="Orders on or after it are unseen [the day after the last order]."),
    click.option("--since", type=Day(), help="First day of the period."),
    click.option("--until", type=Day(), help="Last day of the period."),
    click.option("--shop", "shops", multiple=True, help="Only this shop (repeatable)."),
    click.option("--country", "countries", multiple=True, help="Only this country (repeatable)."),
    click.option("--channel", "channels", multiple=True, help="Only this sales channel (repeatable)."),
    click.option("--category", "categories", multiple=True, help="Only orders with this category (repeatable)."),
    click.option("--currency", type=CURRENCY, help="Only orders of this currency, as they are."),
    click.option("--report-in", type=CURRENCY, help="Convert all amounts into this currency [the shop's, if several]."),
    click.option(
        "--free-orders",
        type=click.Choice(["count", "ignore"]),
        default="ignore",
        show_default=True,
        help="Whether orders worth nothing count.",
    ),
    click.option(
        "--segment", "within", help="Only customers of this segment: its name, champions, eight:…, or a rule as JSON."
    ),
    click.option(
        "--engine",
        type=click.Choice(["duckdb", "spark"]),
        default="duckdb",
        show_default=True,
        help="Who answers; so far duckdb alone.",
    ),
    click.option(
        "--to",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write to a file that ends in .csv, .xlsx or .parquet.",
    ),
)


def as_it_is(frame: pd.DataFrame, **options: Any) -> pd.DataFrame:
    """Show an answer without a change."""
    return frame


def question(ask: Ask, finish: Callable[..., pd.DataFrame | Mapping[str, object]] = as_it_is) -> Callable[..., None]:
    """Make a command's body of a function from filters and its own options to a Query.

    Args:
        ask: The question.
        finish: The answer and the same options → what is shown: a frame as a table, named facts as one JSON object.
    """

    @click.pass_obj
    def body(
        settings: Settings, /, to: Path | None, engine: str, within: str | None, as_json: bool = False, **options: Any
    ) -> None:
        from crm_analysis import export

        refuse_other_engines(engine)
        filters = Filters(**{name: options.pop(name) for name in FILTERS})
        found = finish(answer(settings, filters, lambda settled: ask(settled, **options), within), **options)
        if isinstance(found, Mapping):
            out(export.json_object(found) + "\n")
        elif as_json:
            out(export.json_text(found) + "\n")
        else:
            show(found, to)

    functools.update_wrapper(body, ask)
    return with_options(body)


def with_options(body: Callable[..., None]) -> Callable[..., None]:
    """A command's body with the options that all questions share."""
    return functools.reduce(lambda command, option: option(command), reversed(OPTIONS), body)


def answer(
    settings: Settings, filters: Filters, ask: Callable[[Filters], Query], within: str | None = None
) -> pd.DataFrame:
    """Answer one question from the store, in one currency and by the shop's weeks, and say how that came about."""
    from crm_analysis.engines.duckdb import DuckDBEngine

    with opened(settings) as store:
        engine = DuckDBEngine(store)
        return engine.answer(put(engine, restricted(store, filters, within), ask))


def restricted(store: Store, filters: Filters, within: str | None) -> Filters:
    """The filters, looking only at the customers of a segment where one is named.

    Args:
        store: Where segments are saved.
        filters: The filters without it.
        within: The name of a segment, or a rule.

    Raises:
        UnknownSegment: There is none of this name.
    """
    if within is None:
        return filters
    from crm_analysis.store import saved_segments

    return looking_at(store, filters, saved_segments.meant(store, within))


def looking_at(store: Store, filters: Filters, rule: Rule, within: str | None = None) -> Filters:
    """The filters, looking only at the customers of whom a rule is true, and who are in a segment that is named."""
    from crm_analysis.engines.duckdb import DuckDBEngine
    from crm_analysis.store import saved_segments

    rules = (rule,) if within is None else (saved_segments.meant(store, within), rule)
    whole_store = reporting.books(Filters(as_of=filters.as_of))
    books = Books.of(DuckDBEngine(store).answer(whole_store).iloc[0].to_dict())
    whole = saved_segments.unfolded(store, All(rules))
    return replace(filters, segment=selecting.compiled(whole, books.currency if books.mixed else None))


def put(engine: DuckDBEngine, filters: Filters, ask: Callable[[Filters], Query]) -> Query:
    """The question in one currency and by the shop's weeks; it is said how that came about."""
    settled, books = settle(engine, filters)
    query = ask(settled)
    if books.week_starts > 1 and query.parameters.get("by") == "week":
        say(reporting.weeks_in_words(books))
    return query


def settle(engine: DuckDBEngine, filters: Filters) -> tuple[Filters, Books]:
    """The filters in one currency and by the shop's weeks, and whose books they are; conversions are told."""
    books = Books.of(engine.answer(reporting.books(filters)).iloc[0].to_dict())
    settled = reporting.settled(filters, books)
    _say_conversions(engine, settled)
    return settled, books


def refuse_other_engines(engine: str) -> None:
    """Say that a question is answered by the store itself.

    Raises:
        InputRefused: Another engine is asked for.
    """
    if engine != "duckdb":
        raise InputRefused("Engine '{engine}' is not part of this version. Leave --engine out.", engine=engine)


def _say_conversions(engine: DuckDBEngine, filters: Filters) -> None:
    """Money never crosses currencies silently: by which rates it did, and which orders could not.

    Raises:
        InputRefused: The store has no rate of the currency to report in.
    """
    report_in = filters.report_in
    if report_in is None:
        return
    converted = engine.answer(reporting.conversions(filters)).to_dict("records")
    if converted and not any(row["days"] for row in converted) and not _has_orders_in(engine, report_in):
        raise InputRefused(
            "There are no exchange rates of {currency} here. Make it the reporting currency of a shop "
            "(command shop), or upload a table of its rates.",
            currency=report_in,
        )
    for row in converted:
        for words in (reporting.rates_in_words(row, report_in), reporting.unconverted_in_words(row)):
            if words:
                say(words)


def _has_orders_in(engine: DuckDBEngine, currency: str) -> bool:
    offered = engine.answer(choices.choices())
    return bool(((offered["field"] == "currency") & (offered["value"] == currency)).any())
