"""Imports as a page shows them: progress while they run, then what became of each file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from crm_analysis.errors import CrmError, ImportStopped, UnknownFormat
from crm_analysis.i18n import N_, _, day, number, plural
from crm_analysis.ingest import corrections
from crm_analysis.ingest.jobs import Job, Task
from crm_analysis.ingest.platform import ORDERS
from crm_analysis.ingest.report import ImportOptions, ImportReport
from crm_analysis.sample_shop import sample_files
from crm_analysis.ui import jobs, records, spool
from crm_analysis.ui.answers import shop_store
from crm_analysis.ui.cards import card
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.language import speaking
from crm_analysis.ui.navigation import RETENTION
from crm_analysis.ui.plain import as_written, fill, sentence

SAMPLE_FOLDER = Path(__file__).parent.parent.parent / "data" / "sample_shop"
MEGABYTE = 1e6
A_MINUTE = 60
STEPS = {
    "open": N_("opening"),
    "read": N_("reading"),
    "understand": N_("understanding"),
    "store": N_("storing"),
    "refresh": N_("bringing all figures up to date"),
}


def load_sample_shop() -> None:
    """Import the invented shop that comes with the program."""
    tasks = [
        Task(
            file.path,
            file.path.name,
            ImportOptions(shop=file.shop, layout=file.platform, currency=file.currency, timezone=file.timezone),
            keep=True,
        )
        for file in sample_files(SAMPLE_FOLDER)
    ]
    jobs.start(tasks)


def watch() -> None:
    """Draw the import that runs, and bring the page up to date when it has ended."""
    if jobs.running():
        _progress()


@st.fragment(run_every=jobs.POLL_SECONDS)
@speaking
def _progress() -> None:
    job = jobs.all_jobs().running
    if job is None:
        st.rerun()
        return
    with card("import_progress", _("Importing")):
        st.progress(
            job.share, text=_("{file}: {step}").format(file=as_written(job.current), step=_(STEPS[job.progress.step]))
        )
        st.caption(" · ".join(_pace(job)))
        st.caption(_("You may leave this page or close it; the import goes on."))
        st.button(_("Stop"), key="import_stop", icon=":material/stop_circle:", disabled=job.stopping, on_click=job.stop)


def _pace(job: Job) -> Iterator[str]:
    """How many files, bytes and rows, how fast, and how long yet."""
    progress, files = job.progress, len(job.tasks)
    if job.stopping:
        yield _("stopping")
    if files > 1:
        yield _("file {place} of {files}").format(place=number(job.place + 1), files=number(files))
    if progress.rows is None:
        read, size = (number(count / MEGABYTE) for count in (progress.bytes_done, progress.size))
        yield _("{read} of {size} MB").format(read=read, size=size)
    else:
        yield plural("{count} row", "{count} rows", progress.rows)
        yield _("{rows} rows per second").format(rows=number(progress.rows_per_second or 0))
    if progress.rest is not None:
        yield _rest(progress.rest)


def _rest(seconds: float) -> str:
    if seconds < A_MINUTE:
        return plural("about {count} second left", "about {count} seconds left", max(round(seconds), 1))
    return plural("about {count} minute left", "about {count} minutes left", round(seconds / A_MINUTE))


def outcome() -> None:
    """Draw what became of the files of the imports that have ended, until the person has seen it."""
    ended = [job for job in jobs.all_jobs().records if job.ended and not job.seen]
    if not ended:
        return
    for place, (task, error) in enumerate(refusal for job in ended for refusal in job.refused):
        with st.container(key=f"refused_{place}"):
            _refusal(place, task, error)
    reports = [report for job in ended for report in job.reports]
    for report in reports:
        _report(report)
    with st.container(key="import_ended", horizontal=True, vertical_alignment="center"):
        if reports:
            st.page_link(RETENTION, label=_("See who comes back"), icon=":material/grid_view:")
        st.button(_("Done"), key="import_seen", icon=":material/check:", on_click=_mark_seen, args=(ended,))


def _refusal(place: int, task: Task, error: CrmError) -> None:
    """Why a file was not imported; one that lies on this computer can be looked at here like an uploaded one."""
    if isinstance(error, ImportStopped):
        st.info(sentence(error), icon=":material/stop_circle:")
        return
    st.error(sentence(error), icon=":material/error:")
    if task.keep and isinstance(error, UnknownFormat):
        label = _("Say which column of {file} is which").format(file=as_written(task.name))
        st.button(label, key=f"refused_map_{place}", icon=":material/table:", on_click=spool.lay_out, args=(task.path,))


def _mark_seen(ended: Sequence[Job]) -> None:
    for job in ended:
        job.seen = True


def _report(report: ImportReport) -> None:
    with card(f"report_{report.upload_id}", report.file, _what_it_covers(report)):
        st.markdown(_balance(report))
        st.markdown(_gain(report))
        for rule, rows in report.rows_ruled.items():
            st.caption(_("{rows} rows set aside: {rule}").format(rows=number(rows), rule=_(rule)))
        for warning in report.warnings:
            st.caption(f":material/info: {fill(warning.template, warning.facts)}")
        if report.rows_rejected and report.upload_id is not None:
            rejects_button(report.upload_id, "report")
            st.caption(_("Correct them in a spreadsheet and drop the table here: they heal this upload."))


def _balance(report: ImportReport) -> str:
    """Where every row went."""
    return _(
        "**{read}** rows read = **{stored}** stored + **{rejected}** rejected + **{ruled}** set aside by rules"
    ).format(
        read=number(report.rows_read),
        stored=number(report.lines_stored),
        rejected=number(report.rows_rejected),
        ruled=number(sum(report.rows_ruled.values())),
    )


def _gain(report: ImportReport) -> str:
    """What the store knows now that it did not know before."""
    if report.kind != ORDERS:
        return records.gain(report.kind, report.lines_stored)
    return _("**{new}** new orders, **{updated}** orders updated, **{customers}** new customers").format(
        new=number(report.orders_new),
        updated=number(report.orders_replaced),
        customers=number(report.customers_new),
    )


def rejects_button(upload_id: int, place: str) -> None:
    """Draw the button that downloads the rejected rows of an upload as a table to correct, which heals the upload.

    Args:
        upload_id: The upload.
        place: Where on the page the button stands, for its key.
    """
    file = f"rejected-{upload_id}.csv"
    rows = partial(corrections.to_correct, shop_store(), upload_id)
    csv_button(_("Download rejected rows"), rows, file, f"rejects_csv_{place}_{upload_id}")


def _what_it_covers(report: ImportReport) -> str:
    if report.first_order_at is None or report.last_order_at is None:
        return ""
    return _("Orders from {first} to {last}, in {seconds} seconds").format(
        first=day(report.first_order_at), last=day(report.last_order_at), seconds=number(report.seconds, 1)
    )
