"""Whom the shop contacted: campaigns, and single contacts noted by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from crm_analysis.analysis import campaigns as asked
from crm_analysis.analysis.filters import Filters
from crm_analysis.commands.asking import Day, question
from crm_analysis.commands.opening import opened
from crm_analysis.commands.output import say, show
from crm_analysis.commands.people import to_option
from crm_analysis.engines.query import Query
from crm_analysis.rules.exports import CONTACT_CHANNELS
from crm_analysis.settings import Settings

on_option = click.option("--on", "contacted_on", type=Day(), help="The day of the contact [today].")


@click.group()
def campaigns() -> None:
    """Campaigns: whom each reached, and which orders name it."""


@campaigns.command(name="list")
@question
def list_(filters: Filters) -> Query:
    """Every campaign: when and whom it reached, and the orders that name it."""
    return asked.campaigns(filters)


@campaigns.command()
@click.argument("campaign")
@to_option
@click.pass_obj
def contacts(settings: Settings, /, campaign: str, to: Path | None) -> None:
    """Who was contacted in CAMPAIGN, when and how."""
    from crm_analysis.engines.duckdb import DuckDBEngine

    with opened(settings) as store:
        show(DuckDBEngine(store).answer(asked.reached(campaign)), to)


@campaigns.command()
@click.argument("campaign")
@click.pass_obj
def delete(settings: Settings, /, campaign: str) -> None:
    """Delete every contact that was noted by hand or with a list under CAMPAIGN; what uploads tell stays."""
    from crm_analysis.store import contacts as noted

    with opened(settings) as store:
        count = noted.delete_campaign(store, campaign)
    say(f"{count:,} contacts are deleted.")


@click.command()
@click.argument("who", metavar="CUSTOMER")
@click.option(
    "--channel", type=click.Choice(CONTACT_CHANNELS), default="email", show_default=True, help="By which way."
)
@on_option
@click.option("--campaign", default="", help="The campaign of which it is part [none].")
@click.option("--text", default="", help="What it is about.")
@click.pass_obj
def contact(settings: Settings, /, who: str, channel: str, contacted_on: date | None, campaign: str, text: str) -> None:
    """Note that a customer was contacted, named by id, e-mail or phone."""
    from crm_analysis.store import contacts as noted
    from crm_analysis.store import customers as known

    told = noted.Contact(contacted_on or date.today(), channel, campaign, text)
    with opened(settings) as store:
        contact_id = noted.add(store, known.meant(store, who), told)
    say(f"Contact {contact_id} is kept. Delete-contact {contact_id} deletes it for good.")


@click.command(name="delete-contact")
@click.argument("contact_id", type=int)
@click.pass_obj
def delete_contact(settings: Settings, /, contact_id: int) -> None:
    """Delete a contact that was noted by hand or with a list, for good."""
    from crm_analysis.store import contacts as noted

    with opened(settings) as store:
        noted.delete(store, contact_id)
    say(f"Contact {contact_id} is deleted.")


COMMANDS = (campaigns, contact, delete_contact)
