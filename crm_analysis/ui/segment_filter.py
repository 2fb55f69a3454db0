"""The segment in the filter bar: all pages look at its customers only, and the address carries it."""

from __future__ import annotations

import streamlit as st

from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.selecting import compiled
from crm_analysis.conditions.tree import Rule, names_customers
from crm_analysis.conditions.wording import sentence
from crm_analysis.conditions.written import PACKED
from crm_analysis.engines.selection import Selection
from crm_analysis.errors import RightMissing
from crm_analysis.i18n import _
from crm_analysis.store import saved_segments
from crm_analysis.ui import address, currency, segment_names
from crm_analysis.ui.answers import shop_store
from crm_analysis.ui.failures import said_plainly
from crm_analysis.ui.person import sees_customers
from crm_analysis.ui.plain import as_written

KEY = "filter_segment"
ADDRESS = "segment"
EVERYBODY = ""
LONGEST_SHOWN = 24

NOT_SAVED = "Your role looks at segments that somebody has saved. Choose one by its name."
NAMES_CUSTOMERS = "This segment names single customers, and your role does not see who they are. Choose another one."


def bar() -> Rule | None:
    """Draw the choice of a segment by itself, on pages that no other filter concerns."""
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        return choose()


def choose() -> Rule | None:
    """Draw the choice of a segment, and say whom it means: of whom is it? None of nobody in particular."""
    address.recall(KEY, ADDRESS, lambda values: values[0] if values else EVERYBODY)
    rule = _rule_of(str(st.session_state[KEY]))
    if rule is None:
        st.session_state[KEY] = EVERYBODY
    chosen = str(st.session_state[KEY])
    names = {option: name_of(option) for option in _options(chosen)}
    with st.popover(_label(chosen), icon=":material/group_work:", key=f"{KEY}_popover"):
        chosen = str(
            st.selectbox(
                _("Segment"), list(names), format_func=names.__getitem__, key=KEY, persist_state="session", width=320
            )
        )
        if rule is not None:
            st.caption(as_written(sentence(rule)))
    address.write(ADDRESS, [chosen] if chosen else [])
    return saved_segments.unfolded(shop_store(), rule) if rule else None


def is_chosen() -> bool:
    """Whether a segment is looked at."""
    return bool(st.session_state.get(KEY, EVERYBODY))


def leave_out() -> None:
    """Look at everybody again."""
    st.session_state[KEY] = EVERYBODY
    address.write(ADDRESS, [])


def selection_of(rule: Rule | None) -> Selection | None:
    """The customers of whom a rule is true; amounts are in the currency that the whole store reports in."""
    if rule is None:
        return None
    books = currency.books_of(Filters())
    whole = saved_segments.unfolded(shop_store(), rule)
    return compiled(whole, books.currency if books.mixed else None)


def name_of(text: str) -> str:
    """What a segment is called: saved ones as their owner says, others in the reader's language."""
    if text == EVERYBODY:
        return _("All customers")
    if text.startswith(PACKED):
        return _("From the builder")
    return segment_names.name_of(text)


def _options(chosen: str) -> list[str]:
    """Everybody, what is saved, what is built in, saved clusters, and what the address brought."""
    saved = [segment.name for segment in saved_segments.listing(shop_store())]
    built_in = (name for name, _scheme, _rule in saved_segments.built_in())
    known = [EVERYBODY, *saved, *built_in, *segment_names.of_clusters()]
    return known if chosen in known else [*known, chosen]


def _rule_of(text: str) -> Rule | None:
    """The rule that is meant; where it means nothing the reader is told, and everybody is shown."""
    if text == EVERYBODY:
        return None
    with said_plainly("failure_segment"):
        if text.startswith((PACKED, "{")) and not sees_customers():
            raise RightMissing(NOT_SAVED)  # by conditions of one's own one could find out a city or day of birth
        rule = saved_segments.meant(shop_store(), text)
        if not may_be_seen(rule):
            raise RightMissing(NAMES_CUSTOMERS)
        return rule
    return None


def may_be_seen(rule: Rule) -> bool:
    """Whether a rule says nothing that is not for the role of whoever is at the page."""
    return sees_customers() or not names_customers(saved_segments.unfolded(shop_store(), rule))


def _label(chosen: str) -> str:
    if chosen == EVERYBODY:
        return _("Segment")
    name = name_of(chosen)
    return f"**{as_written(name if len(name) <= LONGEST_SHOWN else name[:LONGEST_SHOWN] + '…')}**"
