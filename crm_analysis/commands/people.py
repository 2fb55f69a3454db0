"""Who is one person: the profile of a customer, what joins their orders, and a wrong join taken apart by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import out, say, show
from crm_analysis.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from crm_analysis.engines.duckdb import DuckDBEngine

to_option = click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to a file that ends in .csv, .xlsx or .parquet.",
)


@click.command()
@click.option("--search", default="", help="Part of a name, e-mail, phone or id.")
@to_option
@click.pass_obj
def customers(settings: Settings, /, search: str, to: Path | None) -> None:
    """The customers, and by what the orders of each are joined."""
    from crm_analysis.analysis import customers as people
    from crm_analysis.engines.duckdb import DuckDBEngine

    with opened(settings) as store:
        show(DuckDBEngine(store).answer(people.search(search)), to)


@click.command()
@click.argument("customer_id")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def customer(settings: Settings, /, customer_id: str, as_json: bool) -> None:
    """The profile of one customer, with everything that joins their orders."""
    from crm_analysis.analysis import customers as people
    from crm_analysis.engines.duckdb import DuckDBEngine

    with opened(settings) as store:
        engine = DuckDBEngine(store)
        if as_json:
            out(json.dumps(_profile(engine, customer_id), ensure_ascii=False, indent=2) + "\n")
        else:
            _known(engine, customer_id)
            show(engine.answer(people.identifiers(customer_id)))


def _known(engine: DuckDBEngine, customer_id: str) -> pd.DataFrame:
    """The customer's own row of the list.

    Raises:
        UnknownCustomer: There is no such customer.
    """
    from crm_analysis.analysis import customers as people
    from crm_analysis.errors import UnknownCustomer

    found = engine.answer(people.search(customer_id))
    own = found[found["customer_id"] == customer_id]
    if own.empty:
        raise UnknownCustomer(
            "There is no customer {customer}. The list of customers names those that there are.", customer=customer_id
        )
    return own


def _profile(engine: DuckDBEngine, customer_id: str) -> dict[str, Any]:
    from crm_analysis.analysis import customers as people

    [profile] = _plain(_known(engine, customer_id))
    files = engine.answer(people.sources(customer_id)).groupby("identifier")["file"].unique()
    identities = _plain(engine.answer(people.identifiers(customer_id)))
    for identity in identities:
        identity["files"] = list(files.get(identity["identifier"], ()))
    return profile | {"identities": identities, "joins": _plain(engine.answer(people.joins(customer_id)))}


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON has them: blanks as null, moments in ISO 8601."""
    rows: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", date_format="iso", date_unit="s"))
    return rows


@click.command()
@click.argument("customer_id")
@click.argument("identifiers", nargs=-1, required=True, metavar="IDENTIFIER...")
@click.option("--note", default="", help="Why.")
@click.pass_obj
def split(settings: Settings, /, customer_id: str, identifiers: tuple[str, ...], note: str) -> None:
    """Take identifiers off a customer: they are another person's, whatever later uploads say."""
    from crm_analysis.store import splits as log

    with opened(settings) as store:
        split_id = log.split(store, customer_id, identifiers, note)
    say(f"Split {split_id} is made. Rejoin {split_id} takes it back.")


@click.command()
@to_option
@click.pass_obj
def splits(settings: Settings, /, to: Path | None) -> None:
    """The splits made by hand, newest first."""
    from crm_analysis.store import splits as log

    with opened(settings) as store:
        show(log.listing(store), to)


@click.command()
@click.argument("split_id", type=int)
@click.pass_obj
def rejoin(settings: Settings, /, split_id: int) -> None:
    """Take a split back: its identifiers are joined again as the uploads say."""
    from crm_analysis.store import splits as log

    with opened(settings) as store:
        log.rejoin(store, split_id)
    say(f"Split {split_id} is taken back.")


COMMANDS = (customers, customer, split, splits, rejoin)
