"""Where the shop says what figures earn each score, and sees what that makes of the segments before it is saved."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from crm_analysis.analysis import rfm
from crm_analysis.errors import InputRefused
from crm_analysis.i18n import N_, _
from crm_analysis.rules.segments import Scheme
from crm_analysis.rules.thresholds import FIXED, KINDS, MEASURES, Thresholds, checked
from crm_analysis.store import thresholds
from crm_analysis.ui.answers import ask, shop_store
from crm_analysis.ui.cards import card
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.failures import said_plainly
from crm_analysis.ui.language import speak
from crm_analysis.ui.plain import sentence
from crm_analysis.ui.segments import Look
from crm_analysis.ui.tables import preview_of_segments

TOPIC = "segments"
KIND_NAMES = {
    "fifths": N_("Fifths of my customers"),
    "mean": N_("Above the mean"),
    "median": N_("Above the median"),
    "fixed": N_("Fixed by me"),
}
MEANINGS = {
    "fifths": N_(
        "Each score is meant for a fifth of the customers; equal figures share the lower one. The borders move "
        "with the shop. To see them as figures, and to change them, choose the other way."
    ),
    "mean": N_("High is what is better than the mean of all customers: a few who spend very much raise it."),
    "median": N_("High is what is better than the customer in the middle. Where most bought once, twice is often."),
    "fixed": N_("A score is earned by reaching its figure. The fields begin with the borders as they are now."),
}
LABELS = {
    "recency": N_("Days silent, at most"),
    "frequency": N_("Orders, at least"),
    "monetary": N_("Sales, at least"),
}


def thresholds_part(look: Look, segments: pd.DataFrame) -> None:
    """Draw the thresholds in force, a change of them, and the sizes of all segments now and then.

    Args:
        look: What the switches are set to.
        segments: Answer of ``rfm.segments`` as it is now.
    """
    present = thresholds.in_force(shop_store(), look.scheme)
    left, right = st.columns(2)
    with left, card("thresholds", _("What earns each score"), _("Saved thresholds count on every page and list.")):
        draft = _draft(look, present)
        with st.container(key="foot_thresholds", horizontal=True, vertical_alignment="center"):
            st.button(
                _("Save"), key="thresholds_save", icon=":material/check:", type="primary",
                disabled=draft is None or draft == present, on_click=_save, args=(look.scheme, draft),
            )  # fmt: skip
            st.button(
                _("Back to the usual way"), key="thresholds_forget", icon=":material/restart_alt:",
                disabled=present == Thresholds(KINDS[look.scheme.best][0]), on_click=_forget, args=(look.scheme,),
            )  # fmt: skip
    with (
        right,
        card("thresholds_preview", _("What that makes of the segments"), _("Customers now, and with this change")),
    ):
        if draft is not None:
            question = rfm.segments(look.view.filters, look.scheme.name, look.sales, draft)
            preview_of_segments(segments, ask(question), look.names)
            how_counted("thresholds_preview", TOPIC, question)


def _draft(look: Look, present: Thresholds) -> Thresholds | None:
    """What is set at present; none, and a sentence, where it does not fit."""
    kinds = KINDS[look.scheme.best]
    kind = st.radio(
        _("Scores by"), kinds, kinds.index(present.kind), format_func=lambda it: _(KIND_NAMES[it]),
        key=f"thresholds_kind_{look.scheme.name}", horizontal=True, label_visibility="collapsed",
    )  # fmt: skip
    st.caption(_(MEANINGS[str(kind)]))
    if kind != FIXED:
        return Thresholds(str(kind))
    start = present if present.kind == FIXED else _as_they_are(look)
    steps = {measure: _fields(look.scheme, measure, getattr(start, measure)) for measure in MEASURES}
    try:
        return checked(Thresholds(FIXED, **steps), look.scheme)
    except InputRefused as refused:
        st.error(sentence(refused), icon=":material/error:")
        return None


def _fields(scheme: Scheme, measure: str, start: tuple[float, ...]) -> tuple[float, ...]:
    """One number for each score above the lowest."""
    whole = measure != "monetary"
    st.markdown(f"**{_(LABELS[measure])}**")
    figures = []
    for column, score, figure in zip(st.columns(scheme.best - 1), scheme.scores[1:], start, strict=True):
        with column:
            found = st.number_input(
                _("Score {score}").format(score=score),
                min_value=0 if whole else 0.0,
                value=int(figure) if whole else float(figure),
                step=1 if whole else 1.0,
                format="%d" if whole else "%.2f",
                key=f"thresholds_{scheme.name}_{measure}_{score}",
            )
        figures.append(float(found))
    return tuple(figures)


def _as_they_are(look: Look) -> Thresholds:
    """Fixed thresholds that come nearest to the present scores, to begin with."""
    bands = ask(rfm.bands(look.view.filters, look.scheme.name, look.sales))
    by_measure = {measure: rows.set_index("score") for measure, rows in bands.groupby("measure")}
    scores = look.scheme.scores[1:]
    often, much = (_rising(by_measure[measure]["lowest"], scores) for measure in ("frequency", "monetary"))
    silent = _rising(by_measure["recency"]["highest"], scores[::-1])
    return Thresholds(FIXED, silent[::-1], often, much)


def _rising(figures: pd.Series, scores: tuple[int, ...]) -> tuple[float, ...]:
    """The figure of each score, each at least 1 above the one before: a score that nobody has takes a place too."""
    steps: list[float] = []
    for score in scores:
        least = steps[-1] + 1 if steps else 0.0
        steps.append(max(round(float(figures.get(score, least)), 2), least))
    return tuple(steps)


def _save(scheme: Scheme, draft: Thresholds) -> None:
    speak()
    with said_plainly("failure_thresholds"):
        thresholds.save(shop_store(), scheme, draft)


def _forget(scheme: Scheme) -> None:
    speak()
    thresholds.forget(shop_store(), scheme)
    for key in [str(key) for key in st.session_state if str(key).startswith("thresholds_")]:
        del st.session_state[key]
