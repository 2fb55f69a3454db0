"""The playbook on the page: what to do with a segment, in the shop's own words where it has any."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

import streamlit as st

from crm_analysis.i18n import N_, _, current_language
from crm_analysis.rules.playbook import FIELDS, LANGUAGES, Play
from crm_analysis.rules.segments import Scheme
from crm_analysis.store import playbook
from crm_analysis.ui.answers import shop_store
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.failures import said_plainly
from crm_analysis.ui.language import speak, speaking
from crm_analysis.ui.plain import as_written

ASKED = "play_asked"
LABELS = {
    "goal": N_("Goal"),
    "offer": N_("Offer"),
    "channel": N_("Channel"),
    "timing": N_("Timing"),
    "message": N_("Message"),
}


def rule_language() -> str:
    """The reader's language, as the rules call it; English where they have no other."""
    language = current_language().split("_")[0]
    return language if language in LANGUAGES else LANGUAGES[0]


def play_in_words(play: Play) -> None:
    """Draw what to do: the goal first, then offer, channel, time and an idea of a message."""
    lines = [
        f"- **{_(LABELS[entry])}:** {as_written(getattr(play, entry))}" for entry in ("offer", "channel", "timing")
    ]
    st.markdown("\n".join([f"**{as_written(play.goal)}**", "", *lines]))
    st.caption(f"“{as_written(play.message)}”")


def edit_button(scheme: Scheme, segment: str, name: str, play: Play) -> None:
    """Draw the button that opens the words of one segment for a change.

    Args:
        scheme: The school.
        segment: Id of the segment.
        name: Its name.
        play: Its present words.
    """
    st.button(
        _("Edit"),
        key=f"play_edit_{segment}",
        icon=":material/edit:",
        type="tertiary",
        on_click=_ask_for,
        args=(segment,),
    )
    if st.session_state.get(ASKED) == segment:
        del st.session_state[ASKED]
        st.dialog(name, width="medium")(speaking(_words))(scheme, segment, play)


def _ask_for(segment: str) -> None:
    """Let the fields open when the page is drawn again: that may take a second start."""
    st.session_state[ASKED] = segment


def _words(scheme: Scheme, segment: str, play: Play) -> None:
    """Draw the words of one segment as fields, until they are saved or taken back."""
    st.caption(_("In your own words. A blank field brings back the words that came with the program."))
    with st.form(f"play_form_{segment}", border=False):
        for entry, text in asdict(play).items():
            st.text_area(
                _(LABELS[entry]), text, key=_key(scheme, segment, entry), height=68, max_chars=playbook.LONGEST_TEXT
            )
        saved = st.form_submit_button(
            _("Save"), key=f"play_save_{segment}", icon=":material/check:", on_click=_save, args=(scheme, segment)
        )
    taken_back = st.button(
        _("Back to the words that came with it"),
        key=f"play_reset_{segment}",
        icon=":material/restart_alt:",
        on_click=_reset,
        args=(scheme, segment),
    )
    if saved or taken_back:
        st.rerun()


def playbook_button(scheme: Scheme) -> None:
    """Draw the button that downloads the whole playbook of a school."""
    rows = partial(playbook.listing, shop_store(), scheme, rule_language())
    csv_button(_("Download the playbook"), rows, f"playbook-{scheme.name}.csv", "playbook_csv")


def _key(scheme: Scheme, segment: str, entry: str) -> str:
    """One for each language: the words differ."""
    return f"play_{scheme.name}_{segment}_{entry}_{rule_language()}"


def _save(scheme: Scheme, segment: str) -> None:
    speak()
    said = {entry: str(st.session_state[_key(scheme, segment, entry)]) for entry in FIELDS}
    with said_plainly("failure_playbook"):
        playbook.write(shop_store(), scheme, segment, rule_language(), said)
        _forget_fields(scheme, segment)


def _reset(scheme: Scheme, segment: str) -> None:
    speak()
    playbook.reset(shop_store(), scheme, segment)
    _forget_fields(scheme, segment)


def _forget_fields(scheme: Scheme, segment: str) -> None:
    """Let the fields start from what is in force."""
    for entry in FIELDS:
        st.session_state.pop(_key(scheme, segment, entry), None)
