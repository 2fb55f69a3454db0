"""How customers buy: how unequally, when, what first, and whether they are still there."""

from __future__ import annotations

import click

from crm_analysis.analysis import activity, overview, products
from crm_analysis.analysis import concentration as shares
from crm_analysis.analysis import rhythm as times
from crm_analysis.analysis.filters import Filters
from crm_analysis.commands.asking import question
from crm_analysis.commands.rfm import sales_option
from crm_analysis.engines.query import Query

at_least_one = click.IntRange(min=1)


@click.command()
@click.option(
    "--steps",
    type=click.IntRange(1, 1000),
    default=shares.DECILES,
    show_default=True,
    help="Into how many equal parts customers are cut.",
)
@sales_option
@question
def concentration(filters: Filters, steps: int, sales: str) -> Query:
    """How much of the sales the best customers bring."""
    return shares.concentration(filters, steps, sales)


@click.command()
@question
def rhythm(filters: Filters) -> Query:
    """On which days of the week and at which hours customers order."""
    return times.rhythm(filters)


@click.command(name="repeat-by-product")
@click.option(
    "--level", type=click.Choice(products.LEVELS), default="product", show_default=True, help="What was bought first."
)
@click.option(
    "--within-days", type=at_least_one, default=products.WITHIN_DAYS, show_default=True, help="Days to come back in."
)
@click.option("--fewest", type=at_least_one, default=products.FEWEST, show_default=True, help="Customers at least.")
@click.option("--most", type=at_least_one, help="Only so many rows, the best [all].")
@question
def repeat_by_product(filters: Filters, level: str, within_days: int, fewest: int, most: int | None) -> Query:
    """After which first purchases customers order again."""
    return products.repeat_by_product(filters, level, within_days, fewest, most)


@click.command(name="activity-movement")
@question
def activity_movement(filters: Filters) -> Query:
    """Customers who were active, cooling, at risk or lost when the period began, and what they are at its end."""
    return activity.movement(filters)


@click.command(name="period-customers")
@click.option("--who", type=click.Choice(overview.WHO), default="active", show_default=True, help="Which of them.")
@question
def period_customers(filters: Filters, who: str) -> Query:
    """The customers behind a figure of the overview: those who ordered, came new, came back, or were lost."""
    return overview.customers(filters, who)


COMMANDS = (concentration, rhythm, repeat_by_product, activity_movement, period_customers)
