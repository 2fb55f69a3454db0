"""The questions: figures and retention."""

from __future__ import annotations

from datetime import date

import click

from crm_analysis.analysis import cohorts, reporting
from crm_analysis.analysis import overview as figures
from crm_analysis.analysis.filters import Filters
from crm_analysis.commands.asking import Day, question
from crm_analysis.engines.query import Query

by_option = click.option(
    "--by", type=click.Choice(cohorts.STEPS), default="month", show_default=True, help="Length of a period."
)
slice_option = click.option(
    "--slice",
    "slice_by",
    type=click.Choice(cohorts.SLICES),
    default="none",
    show_default=True,
    help="What cohorts are told apart by.",
)
most_slices_option = click.option(
    "--most-slices",
    type=click.IntRange(min=1),
    help=f"Only so many slices, those of most customers; all others are one, {cohorts.OTHER} [all].",
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@question
def overview(filters: Filters) -> Query:
    """Sales, customers and how many come back."""
    return figures.figures(filters)


@click.command()
@by_option
@slice_option
@most_slices_option
@question
def retention(filters: Filters, by: str, slice_by: str, most_slices: int | None) -> Query:
    """Who comes back: customers by the period of their first order, and after it."""
    return cohorts.retention(filters, by, slice_by, most_slices)


@click.command(name="cohort-customers")
@click.option("--cohort", type=Day(), help="First day of the cohort, as retention prints it [all].")
@click.option("--age", type=click.IntRange(min=0), required=True, help="Periods since the cohort's own, 0 = the first.")
@click.option("--slice-value", "slice_id", help="The slice, as retention prints it [all].")
@by_option
@slice_option
@most_slices_option
@question
def cohort_customers(
    filters: Filters,
    cohort: date | None,
    age: int,
    slice_id: str | None,
    by: str,
    slice_by: str,
    most_slices: int | None,
) -> Query:
    """The customers in one cell of retention: those of a cohort who ordered at an age."""
    return cohorts.cohort_customers(filters, cohort, age, by, slice_by, most_slices, slice_id)


@click.command(name="retention-trend")
@click.option("--age", type=click.IntRange(min=0), required=True, help="Periods since the cohort's own, 0 = the first.")
@by_option
@slice_option
@most_slices_option
@question
def retention_trend(filters: Filters, age: int, by: str, slice_by: str, most_slices: int | None) -> Query:
    """Retention at one age, cohort after cohort, beside that of all earlier ones."""
    return cohorts.trend(filters, age, by, slice_by, most_slices)


@click.command()
@by_option
@question
def payback(filters: Filters, by: str) -> Query:
    """What the customers of a cohort cost in advertising, and when they have earned it back."""
    return cohorts.payback(filters, by)


@click.command()
@question
def rates(filters: Filters) -> Query:
    """The exchange rates that amounts are converted by."""
    return reporting.rates(filters)


COMMANDS = (overview, retention, cohort_customers, retention_trend, payback, rates)
