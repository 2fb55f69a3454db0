"""The profile of one customer: everything that the shop's files and hands say of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import click

from crm_analysis.analysis import churn, customers, profile, purchases, tags
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.returning import HORIZONS, span
from crm_analysis.commands.asking import Day, settle
from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import out, say
from crm_analysis.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from crm_analysis.engines.duckdb import DuckDBEngine
    from crm_analysis.store import Store


@click.command()
@click.argument("who", metavar="CUSTOMER")
@click.option("--as-of", type=Day(), help="Orders on or after it are unseen [the day after the last order].")
@click.option("--outlook", is_flag=True, help="Work out the chance that they order again, and what they will bring.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, which is what is printed anyway.")
@click.pass_obj
def customer(settings: Settings, /, who: str, as_of: date | None, outlook: bool, as_json: bool) -> None:
    """The whole profile of one customer, named by id, e-mail, phone or number (#1024)."""
    from crm_analysis import export
    from crm_analysis.store import customers as known

    with opened(settings) as store:
        out(export.json_object(_profile(store, known.meant(store, who), as_of, outlook)) + "\n")


def _profile(store: Store, customer_id: str, as_of: date | None, outlook: bool) -> Mapping[str, object]:
    """Who they are, then what they ordered and how often, what they are like, said and did, and what joins them."""
    from crm_analysis import export
    from crm_analysis.engines.duckdb import DuckDBEngine
    from crm_analysis.store import notes

    engine = DuckDBEngine(store)
    filters, books = settle(engine, Filters(as_of=as_of))
    return {
        **export.only_row(engine.answer(profile.who(customer_id))),
        "currency": books.currency,
        "figures": export.only_row(engine.answer(profile.figures(customer_id, filters))[list(profile.FIGURES)]),
        "order_list": engine.answer(profile.orders(customer_id, filters)),
        "order_lines": engine.answer(profile.lines(customer_id, filters)),
        "products": engine.answer(profile.goods(customer_id, filters)),
        "next_products": _next_products(engine, customer_id, filters),
        "gaps": engine.answer(profile.gaps(customer_id, filters)),
        "scores": engine.answer(profile.scores(customer_id, filters)),
        "churn": _churn(engine, customer_id, filters),
        **(_outlook(engine, customer_id, filters) if outlook else {}),
        "tags": engine.answer(tags.tags(customer_id)).drop(columns="customer_id"),
        "feedback": engine.answer(profile.feedback(customer_id, filters)),
        "events": engine.answer(profile.events(customer_id, filters)),
        "identities": _identities(engine, customer_id),
        "joins": engine.answer(customers.joins(customer_id)),
        "contacts": engine.answer(profile.contacts(customer_id)),
        "notes": notes.of_customer(store, customer_id),
    }


def _churn(engine: DuckDBEngine, customer_id: str, filters: Filters) -> Mapping[str, object] | None:
    """Their silence, how long is too long for them, and the flag that follows; nothing where they have not ordered."""
    from crm_analysis.findings.rhythms import split_of

    flagged = engine.answer(churn.churn(filters, split_of(filters, engine.answer)))
    return _of(flagged, customer_id) or None


def _outlook(engine: DuckDBEngine, customer_id: str, filters: Filters) -> Mapping[str, object]:
    """The chance that they order again and the value to expect of them, each with how it did on the shop's past.

    Both follow from the whole shop, which takes a while in a large one.
    """
    from crm_analysis.commands.value import YEAR
    from crm_analysis.findings.returning import coming, in_words, learned
    from crm_analysis.findings.value import examined, why

    found = learned(filters, engine.answer, HORIZONS[-1])
    told = coming(found, filters, engine.answer, HORIZONS)
    told = told.assign(reasons=told["reasons"].map(in_words)).rename(columns={days: f"in_{days}" for days in HORIZONS})
    worth, trial = examined(engine.answer(purchases.histories(filters)), filters, engine.answer, YEAR)
    return {
        "returning": {**_of(told, customer_id), "verdict": found.model.verdict_, "why": found.why},
        "value": {
            **_of(worth.expected(YEAR, trial.used), customer_id),
            "verdict": trial.verdict,
            "why": why(trial),
        },
    }


def _of(told: pd.DataFrame, customer_id: str) -> Mapping[str, object]:
    """What a table tells of one customer; nothing where they are not in it."""
    from crm_analysis import export

    own = told[told["customer_id"] == customer_id].drop(columns="customer_id")
    return {} if own.empty else export.only_row(own)


def _next_products(engine: DuckDBEngine, customer_id: str, filters: Filters) -> pd.DataFrame | None:
    """What they are likely to buy next; left out in a very large shop, as it is learned from the whole of it."""
    from crm_analysis.findings import next_product

    if int(engine.answer(span(filters))["customers"].iloc[0]) > next_product.QUICK:
        say("next_products is left out, as it takes long in so large a shop. The command recommend tells it.")
        return None
    found = next_product.learned(filters, engine.answer)
    if found.known is None:
        say(f"No next_products: {found.why}")
    return next_product.listed(next_product.told(found, [customer_id])).drop(columns="customer_id")


def _identities(engine: DuckDBEngine, customer_id: str) -> pd.DataFrame:
    """Everything by which they are known, and which files say so."""
    files = engine.answer(customers.sources(customer_id)).groupby("identifier")["file"].unique().map(list)
    known = engine.answer(customers.identifiers(customer_id))
    return known.assign(files=known["identifier"].map(lambda identifier: files.get(identifier, [])))


@click.command()
@click.argument("who", metavar="CUSTOMER")
@click.argument("text")
@click.pass_obj
def note(settings: Settings, /, who: str, text: str) -> None:
    """Note something of a customer, named by id, e-mail or phone."""
    from crm_analysis.store import customers as known
    from crm_analysis.store import notes

    with opened(settings) as store:
        note_id = notes.add(store, known.meant(store, who), text)
    say(f"Note {note_id} is kept. Delete-note {note_id} deletes it for good.")


@click.command(name="delete-note")
@click.argument("note_id", type=int)
@click.pass_obj
def delete_note(settings: Settings, /, note_id: int) -> None:
    """Delete a note for good."""
    from crm_analysis.store import notes

    with opened(settings) as store:
        notes.delete(store, note_id)
    say(f"Note {note_id} is deleted.")


COMMANDS = (customer, note, delete_note)
