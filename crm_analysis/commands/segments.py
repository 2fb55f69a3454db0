"""The segments: those of RFM, and the shop's own, which are saved, shown and deleted here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crm_analysis.analysis import rfm
from crm_analysis.analysis import segments as asked
from crm_analysis.analysis.filters import Filters
from crm_analysis.commands.asking import FILTERS, looking_at, refuse_other_engines, restricted, settle, with_options
from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import out, say, show
from crm_analysis.commands.rfm import asked as thresholds_of
from crm_analysis.commands.rfm import sales_option, scheme_option, thresholds_option
from crm_analysis.conditions.wording import sentence
from crm_analysis.conditions.written import to_json
from crm_analysis.errors import InputRefused
from crm_analysis.rules.segments import schemes
from crm_analysis.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from crm_analysis.engines.duckdb import DuckDBEngine
    from crm_analysis.store import Store

FIRST_COLUMNS = ["segment", "kind", "customers", "net_sales", "rule"]


@click.group(invoke_without_command=True)
@scheme_option
@sales_option
@thresholds_option
@with_options
@click.pass_context
def segments(
    context: click.Context, /, to: Path | None, engine: str, within: str | None, scheme: str, **options: Any
) -> None:
    """The segments: customers, net sales and the rule of each, those of RFM and those saved here."""
    if context.invoked_subcommand:
        return
    refuse_other_engines(engine)
    filters = Filters(**{name: options.pop(name) for name in FILTERS})
    with opened(context.obj) as store:
        found = _listed(store, filters, partial(_of_map, scheme=scheme, **options), within)
    show(found, to)


def _of_map(engine: DuckDBEngine, filters: Filters, scheme: str, sales: str, thresholds: str | None) -> pd.DataFrame:
    """The segments of a map with the rule of each."""
    rules = {segment.id: segment.rule for segment in schemes()[scheme].segments}
    found = engine.answer(rfm.segments(filters, scheme, sales, thresholds_of(thresholds, scheme)))
    return found.assign(kind="built-in", rule=found["segment"].map(rules))


def _listed(
    store: Store, filters: Filters, of_map: Callable[[DuckDBEngine, Filters], pd.DataFrame], within: str | None
) -> pd.DataFrame:
    """The segments of a map, then those saved; the columns of the command line's contract come first."""
    import pandas as pd

    from crm_analysis.engines.duckdb import DuckDBEngine
    from crm_analysis.store import saved_segments

    engine = DuckDBEngine(store)
    settled, _books = settle(engine, restricted(store, filters, within))
    built_in = of_map(engine, settled)
    saved = [
        {"segment": segment.name, "kind": "saved", "rule": to_json(segment.rule)}
        | engine.answer(asked.totals(looking_at(store, settled, segment.rule, within))).to_dict("records")[0]
        for segment in saved_segments.listing(store)
    ]
    both = pd.concat([built_in, pd.DataFrame(saved)]) if saved else built_in
    return both[[*FIRST_COLUMNS, *built_in.columns.drop(FIRST_COLUMNS)]]


@segments.command()
@click.argument("name")
@click.option("--rule", required=True, help="The rule as JSON, a file that holds it, or the name of another segment.")
@click.pass_obj
def save(settings: Settings, /, name: str, rule: str) -> None:
    """Save a rule as the segment NAME; one of the same name gives way to it."""
    from crm_analysis.store import saved_segments

    with opened(settings) as store:
        kept = saved_segments.meant(store, _text_of(rule))
        name = saved_segments.save(store, name, kept)
    say(f"{name}: saved. {sentence(kept)}.")


@segments.command(name="show")
@click.argument("name")
@click.pass_obj
def show_(settings: Settings, /, name: str) -> None:
    """The rule of the segment NAME as JSON; what it says in words goes to standard error."""
    from crm_analysis.store import saved_segments

    with opened(settings) as store:
        rule = saved_segments.meant(store, name)
    out(to_json(rule) + "\n")
    say(f"{sentence(rule)}.")


@segments.command()
@click.argument("name")
@click.pass_obj
def delete(settings: Settings, /, name: str) -> None:
    """Forget the saved segment NAME; its customers stay."""
    from crm_analysis.store import saved_segments

    with opened(settings) as store:
        saved_segments.delete(store, name)
    say(f"{name}: forgotten. Its customers stay.")


def _text_of(rule: str) -> str:
    """A rule that stands in a file is read from there.

    Raises:
        InputRefused: The file is no text.
    """
    if rule.lstrip().startswith("{") or not Path(rule).is_file():
        return rule
    try:
        return Path(rule).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InputRefused("{file} is no text in UTF-8. Save it as such and try again.", file=rule) from fault


COMMANDS = (segments,)
