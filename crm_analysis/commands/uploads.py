"""Files into the store, and out of the numbers again: import, the log of uploads, undo, redo, rejects, platforms."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import out, say, show
from crm_analysis.commands.progress import shown
from crm_analysis.errors import EXIT_REFUSED, InputRefused
from crm_analysis.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from crm_analysis.ingest.platform import Export
    from crm_analysis.ingest.report import ImportOptions, ImportReport
    from crm_analysis.store import Store

upload_argument = click.argument("upload_id", type=int)
to_option = click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to a file that ends in .csv, .xlsx or .parquet.",
)


class RoleAndHeading(click.ParamType[tuple[str, str]]):
    """Which heading plays a role: order_id=Order No."""

    name = "role=heading"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Part the two at the first equals sign."""
        if isinstance(value, tuple):
            return value
        role, sign, heading = value.partition("=")
        if not (role and sign and heading):
            self.fail(f"{value!r} is not a role and a heading, such as 'order_id=Order No'.", param, ctx)
        return role.strip(), heading.strip()


@click.command(name="import")
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--watch",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Stay, and import what appears in a folder.",
)
@click.option("--shop", help="Name of the shop.")
@click.option("--platform", "layout", help="The export that the files are; see the command platforms [recognised].")
@click.option("--currency", help="Currency of amounts that carry none of their own [the shop's].")
@click.option("--timezone", help="Time zone, such as Europe/Paris [the shop's].")
@click.option("--map", "mapping", multiple=True, type=RoleAndHeading(), help="Which heading plays a role (repeatable).")
@click.option("--kind", help="What the rows of an unknown table are, such as orders or members [as the table tells].")
@click.option("--mapping", "saved_mapping", metavar="NAME", help="Read the files by a saved mapping.")
@click.option("--save-mapping", metavar="NAME", help="Keep which column plays which role under a name.")
@click.option("--accept-guess", is_flag=True, help="Take columns that could only be guessed.")
@click.option(
    "--repeated-orders",
    type=click.Choice(["keep", "once"]),
    default="keep",
    show_default=True,
    help="Second copies of orders that stand in a file twice: keep both, or once.",
)
@click.option("--date-order", type=click.Choice(["day", "month"]), help="Which comes first in dates such as 1/2/2025.")
@click.option("--decimal", type=click.Choice(["point", "comma"]), help="What parts decimals in amounts such as 1.234.")
@click.option("--heals", type=int, help="The upload whose rejected rows the file corrects [recognised].")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--json", "to_json", is_flag=True, help="Print a JSON list, one object per file.")
@click.pass_obj
def import_(settings: Settings, /, files: tuple[Path, ...], watch: Path | None, to_json: bool, **choices: Any) -> None:
    """Import exports, or all that lie in folders: each file lands whole or not at all."""
    from crm_analysis.ingest.load import as_json

    if not files and watch is None:
        raise click.UsageError("Name a file or a folder, or a folder to --watch.")
    options = _options(**choices)
    with opened(settings) as store:
        reports, refusals = _import_each(store, _tables_of(files), options)
        if watch is not None:
            _import_what_appears(store, watch, options)
    if to_json:
        out(json.dumps([as_json(report) for report in reports], ensure_ascii=False, indent=2) + "\n")
    if refusals:
        raise click.exceptions.Exit(EXIT_REFUSED)


def _options(mapping: tuple[tuple[str, str], ...], **choices: Any) -> ImportOptions:
    from crm_analysis.ingest.report import ImportOptions

    given = {name: value for name, value in choices.items() if value is not None}
    return ImportOptions(mapping=dict(mapping), **given)


def _tables_of(files: tuple[Path, ...]) -> list[Path]:
    """The files as named, and for a folder all tables in it, by name; says what is passed over."""
    from crm_analysis.ingest.folders import look_into

    tables: list[Path] = []
    for file in files:
        if file.is_dir():
            found = look_into(file)
            tables += found.tables
            for other in found.others:
                say(f"{other.relative_to(file)}: no table by its ending, passed over.")
            if not found.tables:
                say(f"{file} holds no table.")
        else:
            tables.append(file)
    return tables


def _import_what_appears(store: Store, folder: Path, options: ImportOptions) -> None:
    """Import until the person presses Ctrl+C; a file whose bytes were imported before is known by them.

    The file in work is brought to its end; a second Ctrl+C ends that as well.
    """
    from crm_analysis.ingest.encoding import scan
    from crm_analysis.ingest.watching import Watch
    from crm_analysis.store.uploads import imported_as

    def take(file: Path) -> None:
        known = imported_as(store, scan(file).sha256)
        if known is None:
            _import_each(store, [file], options)
        else:
            say(f"{file.name}: imported before, as upload {known}.")

    watch = Watch(folder, take)

    def end(*_: object) -> None:
        signal.signal(signal.SIGINT, before)
        watch.end()

    before = signal.signal(signal.SIGINT, end)
    say(f"Watching {folder}   (stop it with Ctrl+C)")
    with suppress(KeyboardInterrupt):
        watch.run()


def _import_each(
    store: Store, files: Sequence[Path], options: ImportOptions
) -> tuple[list[ImportReport], list[InputRefused]]:
    """Import table by table; one that is refused leaves the others alone."""
    from crm_analysis.i18n import sentence
    from crm_analysis.ingest.files import tables_in

    reports: list[ImportReport] = []
    refusals: list[InputRefused] = []
    with TemporaryDirectory(prefix="huitou-") as folder:
        for file in files:
            try:
                for name, table in tables_in(file, file.name, Path(folder)):
                    reports.extend(_import_table(store, table, name, options, refusals))
            except InputRefused as refusal:
                say(sentence(refusal))
                refusals.append(refusal)
    return reports, refusals


def _import_table(
    store: Store, table: Path, name: str, options: ImportOptions, refusals: list[InputRefused]
) -> Iterator[ImportReport]:
    from crm_analysis.i18n import fill, sentence
    from crm_analysis.ingest.load import import_file

    try:
        with shown(table) as progress:
            report = import_file(store, table, options, name, progress)
    except InputRefused as refusal:
        say(sentence(refusal))
        refusals.append(refusal)
        return
    say(_summary(report))
    for warning in report.warnings:
        say(f"  {fill(warning.template, warning.facts)}")
    yield report


def _summary(report: ImportReport) -> str:
    from crm_analysis.ingest.platform import ORDERS

    orders = f"{report.orders_new} new orders, {report.orders_replaced} replaced"
    return (
        f"{report.file}: {report.platform}, {report.rows_read} rows read, {report.lines_stored} stored, "
        f"{report.rows_rejected} rejected; {orders if report.kind == ORDERS else report.kind}."
    )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@to_option
@click.pass_obj
def uploads(settings: Settings, /, as_json: bool, to: Path | None) -> None:
    """The log of uploads, newest first."""
    from crm_analysis import export
    from crm_analysis.store import uploads as log

    with opened(settings) as store:
        listed = log.listing(store)
    if as_json:
        out(export.json_list(_unpacked(listed)) + "\n")
    else:
        show(listed, to)


def _unpacked(listed: pd.DataFrame) -> pd.DataFrame:
    """The log with what it keeps as JSON text opened, warnings as sentences."""
    from crm_analysis.i18n import fill

    said = listed["warnings"].map(
        lambda text: [fill(one["template"], one["facts"]) for one in json.loads(text or "[]")]
    )
    return listed.assign(warnings=said, rows_ruled=listed["rows_ruled"].map(lambda text: json.loads(text or "{}")))


@click.command()
@upload_argument
@click.pass_obj
def undo(settings: Settings, /, upload_id: int) -> None:
    """Take one upload out of every number."""
    from crm_analysis.store import uploads as log

    with opened(settings) as store:
        log.undo(store, upload_id)
    say(f"Upload {upload_id} no longer counts. Redo brings it back.")


@click.command()
@upload_argument
@click.pass_obj
def redo(settings: Settings, /, upload_id: int) -> None:
    """Bring an upload back into every number."""
    from crm_analysis.store import uploads as log

    with opened(settings) as store:
        log.redo(store, upload_id)
    say(f"Upload {upload_id} counts again.")


@click.command()
@upload_argument
@to_option
@click.option(
    "--to-correct",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write them as a table to correct (.csv or .xlsx), which heals the upload when it is imported.",
)
@click.pass_obj
def rejects(settings: Settings, /, upload_id: int, to: Path | None, to_correct: Path | None) -> None:
    """Rows of an upload that could not be stored, and why."""
    from crm_analysis.ingest import corrections
    from crm_analysis.store import uploads as log

    with opened(settings) as store:
        if to_correct is None:
            show(log.rejects(store, upload_id), to)
        else:
            show(corrections.to_correct(store, upload_id), to_correct)


@click.command()
@upload_argument
@click.argument("choice", type=click.Choice(["keep", "once"]))
@click.pass_obj
def repeats(settings: Settings, /, upload_id: int, choice: str) -> None:
    """Keep both copies of orders that stand in one file twice, or count them once."""
    from crm_analysis.store import uploads as log

    with opened(settings) as store:
        log.choose_copies(store, upload_id, once=choice == "once")
    say(f"Upload {upload_id}: orders that stand in it twice count {'once' if choice == 'once' else 'twice'} now.")


@click.command()
@to_option
def platforms(to: Path | None) -> None:
    """The exports that are recognised."""
    import pandas as pd

    from crm_analysis.ingest.platforms import all_platforms

    show(pd.DataFrame([_described(platform) for platform in all_platforms()]), to)


def _described(platform: Export) -> dict[str, str]:
    groups = [(group,) if isinstance(group, str) else group for group in platform.needs]
    return {
        "platform": platform.id,
        "name": platform.name,
        "kind": platform.kind,
        "headings_needed": "; ".join(" or ".join(group) for group in groups),
        "verified": platform.verified,
    }


COMMANDS = (import_, uploads, undo, redo, rejects, repeats, platforms)
