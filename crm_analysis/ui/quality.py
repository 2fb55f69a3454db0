"""What the data quality page is made of: checks by how loud they call, the rows of one check, and the uploads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from crm_analysis.analysis import quality
from crm_analysis.i18n import N_, _, number, percent, plural
from crm_analysis.rules.quality import Severity
from crm_analysis.store import uploads
from crm_analysis.ui import address
from crm_analysis.ui.answers import ask, ask_anew, shop_store
from crm_analysis.ui.cards import card
from crm_analysis.ui.copies import copies_switch
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.imports import rejects_button
from crm_analysis.ui.plain import as_written
from crm_analysis.ui.tables import finding_table, reason_table, upload_table

MOST_SHOWN = 500
LEAST_SHOWN = 0.001
UPLOAD_KEY = "quality_upload"
CHECK_KEY = "quality_check"
ALL = "all"

NAMES = {
    "rejected": N_("Rejected rows"),
    "same_file": N_("The same file again"),
    "told_again": N_("Orders in several uploads"),
    "copies": N_("Orders twice in one file"),
    "no_order_number": N_("No order number"),
    "no_customer": N_("No customer"),
    "no_product": N_("No product"),
    "no_currency": N_("No currency"),
    "future": N_("Dates in the future"),
    "too_old": N_("Dates long ago"),
    "negative_price": N_("Negative prices"),
    "zero_quantity": N_("Quantity zero"),
    "outlier": N_("Unusually large orders"),
    "gap": N_("Gaps in the calendar"),
    "last_month": N_("Last month not complete"),
}


@dataclass(frozen=True)
class Look:
    """How a severity is shown: its name, its icon and its colour."""

    name: str
    icon: str
    color: str


LOOKS: dict[Severity, Look] = {
    "mend": Look(N_("To mend"), ":material/build:", "red"),
    "look": Look(N_("Worth a look"), ":material/visibility:", "orange"),
    "fine": Look(N_("Fine"), ":material/check_circle:", "green"),
}


def chosen_upload(listed: pd.DataFrame) -> int | None:
    """Draw the choice of an upload; None looks at all that count.

    Args:
        listed: ``uploads.listing``.
    """
    names = {ALL: _("All uploads")} | {
        str(row.upload_id): f"{row.upload_id} · {row.file}" for row in listed.itertuples()
    }
    options = list(names)
    address.recall(UPLOAD_KEY, "upload", address.one_of(options))
    chosen = str(
        st.selectbox(
            _("Upload"),
            options,
            format_func=names.__getitem__,
            key=UPLOAD_KEY,
            label_visibility="collapsed",
            width=360,
            persist_state="session",
        )
    )
    address.write("upload", [] if chosen == ALL else [chosen])
    return None if chosen == ALL else int(chosen)


def check_cards(upload: int | None) -> None:
    """Draw every check with its rule, count and share, the loudest first."""
    answer = ask(quality.checks(upload))
    found = {check: answer[answer["finding"] == check].iloc[0] for check in quality.CHECKS}
    loud: dict[Severity, list[str]] = {severity: [] for severity in LOOKS}
    for check, told in found.items():
        loud[quality.severity(check, told["found"], told["share"])].append(check)
    for severity, checks in loud.items():
        if checks:
            title = f"{_(LOOKS[severity].name)} ({len(checks)})"
            with card(f"quality_{severity}", title, icon=LOOKS[severity].icon):
                for check in checks:
                    _check(check, found[check], LOOKS[severity])
    how_counted("quality", "quality", quality.checks(upload))


def _check(check: str, found: pd.Series, look: Look) -> None:
    with st.container(
        key=f"check_{check}", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.markdown(
            f"**{_(NAMES[check])}** :{look.color}-badge[{_how_much(found)}]  \n:gray[:small[{quality.rule(check)}]]",
            width="stretch",
        )
        if found["found"]:
            st.button(
                _("Show rows"),
                key=f"quality_show_{check}",
                icon=":material/table_rows:",
                type="tertiary",
                on_click=_choose,
                args=(check,),
            )


def _how_much(found: pd.Series) -> str:
    """Count and share of what a check has found."""
    if not found["looked_at"]:
        return _("nothing to look at")
    if not found["found"]:
        return _("none")
    if found["share"] < LEAST_SHOWN:
        return _("{found} · below {share}").format(found=number(int(found["found"])), share=percent(LEAST_SHOWN, 1))
    return _("{found} · {share}").format(found=number(int(found["found"])), share=percent(float(found["share"]), 1))


def _choose(check: str) -> None:
    st.session_state[CHECK_KEY] = check


def chosen_check() -> str | None:
    """The check whose rows are shown, from the address or the last press."""
    address.recall(CHECK_KEY, "check", lambda values: next((v for v in values if v in quality.CHECKS), None))
    check: str | None = st.session_state[CHECK_KEY]
    address.write("check", [check] if check else [])
    return check


def rows_card(check: str, upload: int | None) -> None:
    """Draw the rows that a check has found, and what can be done about them."""
    question = quality.rows(check, upload)
    rows = ask(question)
    shown = rows.head(MOST_SHOWN)
    words = plural("{count} row", "{count} rows", len(rows))
    if len(rows) > len(shown):
        words = _("The first {shown} of {all}; the download holds them all.").format(
            shown=number(len(shown)), all=words
        )
    with card("quality_rows", _(NAMES[check]), words):
        st.caption(quality.rule(check))
        if check == "rejected":
            reason_table(ask(quality.reasons(upload)))
        if not rows.empty:
            finding_table(shown)
        with st.container(key="quality_rows_foot", horizontal=True):
            csv_button(
                _("Download CSV"), partial(ask_anew, question), f"{check}.csv", "quality_rows_csv", disabled=rows.empty
            )
            st.button(_("Close"), key="quality_close", icon=":material/close:", type="tertiary", on_click=_close)


def _close() -> None:
    st.session_state[CHECK_KEY] = None


def upload_card(listed: pd.DataFrame) -> None:
    """Draw where the rows of each upload went, and what can be mended in it.

    Args:
        listed: ``uploads.listing``, of one upload or all.
    """
    with card("quality_uploads", _("Where the rows went"), _("Rows read = stored + rejected + set aside by a rule.")):
        upload_table(listed)
        for row in _mendable(listed):
            upload_id = int(row["upload_id"])
            with st.container(key=f"mend_{upload_id}", horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{upload_id}** · {as_written(row['file'])}", width="stretch")
                if row["rows_rejected"]:
                    rejects_button(upload_id, "quality")
                copies_switch(upload_id, row["rows_repeated"], row["one_copy"], "quality")
        st.caption(
            _("Correct rejected rows in a spreadsheet and drop the table on the Upload page: they heal their upload.")
        )


def _mendable(listed: pd.DataFrame) -> Sequence[pd.Series]:
    return [row for _place, row in listed.iterrows() if row["rows_rejected"] or (row["rows_repeated"] or 0) > 0]


def listed_uploads(upload: int | None = None) -> pd.DataFrame:
    """The log of uploads, newest first; one of them where one is chosen."""
    listed = uploads.listing(shop_store())
    return listed if upload is None else listed[listed["upload_id"] == upload]
