"""The segments: those of RFM, and the shop's own, which are saved, shown and deleted here."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crm_analysis.analysis import rfm, tags
from crm_analysis.analysis import segments as asked
from crm_analysis.analysis.filters import Filters
from crm_analysis.commands.asking import FILTERS, looking_at, refuse_other_engines, restricted, settle, with_options
from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import out, say, show
from crm_analysis.commands.rfm import asked as thresholds_of
from crm_analysis.commands.rfm import sales_option, scheme_option, thresholds_option
from crm_analysis.conditions.names import of_cluster, of_tag
from crm_analysis.conditions.wording import sentence
from crm_analysis.conditions.written import to_json
from crm_analysis.errors import InputRefused
from crm_analysis.i18n import in_language
from crm_analysis.rules.segments import schemes
from crm_analysis.rules.tags import tag_rules
from crm_analysis.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from crm_analysis.conditions.tree import Rule
    from crm_analysis.rules.thresholds import Thresholds
    from crm_analysis.store import Store

FIRST_COLUMNS = ["segment", "kind", "customers", "net_sales", "rule"]
all_option = click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also those of the other schools, every tag with its values, and saved clusters.",
)


@click.group(invoke_without_command=True)
@scheme_option
@sales_option
@thresholds_option
@all_option
@with_options
@click.pass_context
def segments(
    context: click.Context, /, to: Path | None, engine: str, within: str | None, everything: bool, **options: Any
) -> None:
    """The segments: customers, net sales and the rule of each, those of RFM and those saved here.

    Each is named as export, --segment and feeds take it.
    """
    if context.invoked_subcommand:
        return
    refuse_other_engines(engine)
    filters = Filters(**{name: options.pop(name) for name in FILTERS})
    with opened(context.obj) as store:
        listed = _Listed(store, filters, within)
        found = listed.everything(**options) if everything else listed.usual(**options)
    show(found, to)


class _Listed:
    """The segments of a store: the columns of the command line's contract come first."""

    def __init__(self, store: Store, filters: Filters, within: str | None) -> None:
        from crm_analysis.engines.duckdb import DuckDBEngine

        self._store, self._within = store, within
        self._engine = DuckDBEngine(store)
        self._filters, _books = settle(self._engine, restricted(store, filters, within))
        self._filtered = filters != Filters() or within is not None

    def usual(self, scheme: str, sales: str, thresholds: str | None) -> pd.DataFrame:
        """The segments of one map, then those saved."""
        return _joined(self._of_map(scheme, sales, thresholds_of(thresholds, scheme)), self._saved())

    def everything(self, scheme: str, sales: str, thresholds: str | None) -> pd.DataFrame:
        """The segments of one map, those of the others, tags, clusters, and last those saved."""
        others = [self._of_another(other, sales) for other in schemes() if other != scheme]
        asked_for = self._of_map(scheme, sales, thresholds_of(thresholds, scheme))
        return _joined(asked_for, *others, self._tags(), self._clusters(), self._saved())

    def _of_map(self, scheme: str, sales: str, thresholds: Thresholds | None = None) -> pd.DataFrame:
        rules = {segment.id: segment.rule for segment in schemes()[scheme].segments}
        found = self._engine.answer(rfm.segments(self._filters, scheme, sales, thresholds))
        return found.assign(kind="built-in", rule=found["segment"].map(rules))

    def _of_another(self, scheme: str, sales: str) -> pd.DataFrame:
        """The segments of a map that has to be named with them."""
        found = self._of_map(scheme, sales)
        return found.assign(segment=f"{scheme}:" + found["segment"])

    def _tags(self) -> pd.DataFrame:
        """Each tag, and each of its values: as many customers as export writes."""
        import pandas as pd

        sizes = self._engine.answer(tags.totals(self._filters))
        sizes["customers"] = sizes["buyers" if self._filtered else "customers"]
        whole = sizes.groupby("tag", as_index=False)[["customers", "net_sales"]].sum().assign(value=None)
        rows = pd.concat([whole, sizes]).sort_values("tag", kind="stable")
        pairs = [*zip(rows["tag"], rows["value"], strict=True)]
        return pd.DataFrame(
            {
                "segment": [of_tag(tag, value if isinstance(value, str) else None) for tag, value in pairs],
                "kind": "tag",
                "customers": [*rows["customers"]],
                "net_sales": [*rows["net_sales"]],
                "rule": [_rule_of_tag(tag) for tag, _value in pairs],
            }
        )

    def _saved(self) -> pd.DataFrame:
        import pandas as pd

        from crm_analysis.store import saved_segments

        return pd.DataFrame(
            {"segment": segment.name, "kind": "saved", "rule": to_json(segment.rule)} | self._totals(segment.rule)
            for segment in saved_segments.listing(self._store)
        )

    def _clusters(self) -> pd.DataFrame:
        import pandas as pd

        from crm_analysis.store import cluster_models

        rules = [rule for saved in cluster_models.listing(self._store) for rule in cluster_models.clusters(saved)]
        return pd.DataFrame(
            {"segment": of_cluster(rule.model, rule.among[0]), "kind": "cluster", "rule": to_json(rule)}
            | self._totals(rule)
            for rule in rules
        )

    def _totals(self, rule: Rule) -> dict[Hashable, object]:
        looked = looking_at(self._store, self._filters, rule, self._within)
        return self._engine.answer(asked.totals(looked)).to_dict("records")[0]


def _joined(first: pd.DataFrame, *others: pd.DataFrame) -> pd.DataFrame:
    """All segments in one table; figures of scores are those of segments of RFM alone."""
    import pandas as pd

    both = pd.concat([first, *(other for other in others if not other.empty)])
    return both[[*FIRST_COLUMNS, *first.columns.drop(FIRST_COLUMNS)]]


def _rule_of_tag(tag: str) -> str:
    known = tag_rules().tags.get(tag)
    return in_language(known.rules) if known else "given by hand"


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
