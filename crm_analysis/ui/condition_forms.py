"""What a person fills in for each kind of condition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from crm_analysis.analysis import tags
from crm_analysis.analysis.segments import values
from crm_analysis.conditions.condition import GOODS, Condition
from crm_analysis.conditions.kinds import CONTACTS, EDGES, KINDS, LINE_MEASURES, MEASURES, PLACES, SALES
from crm_analysis.conditions.records import (
    CONSENT_TO,
    CONSENTS,
    EVENTS,
    FEEDBACK,
    FEEDBACK_MEASURES,
    MEMBER_TEXTS,
    MONTHS,
)
from crm_analysis.errors import InputRefused
from crm_analysis.i18n import N_, _, in_language, month_name
from crm_analysis.rules.churn import churn_rules
from crm_analysis.rules.segments import schemes
from crm_analysis.store import cluster_models, saved_segments
from crm_analysis.store.cluster_models import SavedClusters
from crm_analysis.ui.answers import ask, shop_store
from crm_analysis.ui.plain import sentence
from crm_analysis.ui.segment_names import SCHOOLS
from crm_analysis.ui.tag_words import words_of

MOST_VALUES = 1000
"""So many values are offered; others can be typed."""

TITLES = {
    "ordered": N_("Orders and sales"),
    "bought": N_("Bought goods"),
    "bought_then": N_("Bought one thing after another"),
    "ordered_on": N_("First or last order"),
    "scored": N_("Segment of RFM"),
    "flagged": N_("Churn flag"),
    "tagged": N_("Tag"),
    "clustered": N_("Cluster"),
    "saved": N_("Saved segment"),
    "place": N_("Place"),
    "known": N_("Can be reached"),
    "member": N_("Member level or gender"),
    "points": N_("Points of a member"),
    "birthday": N_("Birthday"),
    "registered": N_("Signed up"),
    "consent": N_("Consent to advertising"),
    "did": N_("Did on the site"),
    "feedback": N_("Feedback"),
    "listed": N_("Certain customers"),
}
"""Kind of a condition → what it is called, in the order in which they are offered."""

NAMES = {
    "orders": N_("Number of orders"),
    "units": N_("Pieces"),
    "amount": N_("Amount"),
    "days_since_first_order": N_("Days since the first order"),
    "days_since_last_order": N_("Days since the last order"),
    "gross_sales": N_("Gross sales"),
    "net_sales": N_("Net sales"),
    "average_order": N_("Average order value"),
    "largest_order": N_("Largest order"),
    "refunds": N_("Refunds"),
    "discounts": N_("Discounts"),
    "refund_share": N_("Share refunded (0 to 1)"),
    "discount_share": N_("Share of discounts (0 to 1)"),
    "country": N_("Country"),
    "region": N_("Region"),
    "city": N_("City"),
    "email": N_("By e-mail"),
    "phone": N_("By phone"),
    "name": N_("By name"),
    "product": N_("Product"),
    "category": N_("Category"),
    "brand": N_("Brand"),
    "product_id": N_("Product number"),
    "first_order": N_("First order"),
    "last_order": N_("Last order"),
    "gross": N_("Gross sales"),
    "net": N_("Net sales"),
    "level": N_("Member level"),
    "gender": N_("Gender"),
    "female": N_("Female"),
    "male": N_("Male"),
    "sms": N_("By text message"),
    "given": N_("Given"),
    "refused": N_("Refused"),
    "unknown": N_("Nobody has said"),
    "view": N_("Looked at it"),
    "cart": N_("Put it into the cart"),
    "uncart": N_("Took it out of the cart"),
    "favourite": N_("Marked it as a favourite"),
    "purchase": N_("Bought it on the site"),
    "any": N_("Any feedback"),
    "review": N_("Reviews"),
    "rating": N_("Ratings"),
    "ticket": N_("Tickets"),
    "survey": N_("Survey answers"),
    "answers": N_("How many"),
    "mean_rating": N_("Points on average"),
    "newest_rating": N_("Points last given"),
    **SCHOOLS,
}
"""Choice of a condition → what it is called."""

Kind = Literal["choice", "number", "whole", "day", "texts", "text", "tag", "kept"]


@dataclass(frozen=True)
class Entry:
    """One field of a form: the entry of the condition, its label, how it is filled in.

    Args:
        name: The condition's entry.
        label: What stands above it.
        by: The widget.
        choices: What a choice offers.
        field: Whose values a list offers; ``None``: that which the entry ``of`` names.
        more: Whether it stands behind "More".
        fewest: The smallest whole number that makes sense.
    """

    name: str
    label: str
    by: Kind
    choices: tuple[str, ...] = ()
    field: str | None = None
    more: bool = False
    fewest: int = 1


BOUNDS = (Entry("at_least", N_("At least …"), "number"), Entry("at_most", N_("At most …"), "number"))
DAYS = (
    Entry("within_days", N_("Within the last … days"), "whole"),
    Entry("since", N_("From"), "day", more=True),
    Entry("until", N_("To"), "day", more=True),
)
WHERE = (
    Entry("shops", N_("Shop"), "texts", field="shop", more=True),
    Entry("platforms", N_("Platform"), "texts", field="platform", more=True),
    Entry("channels", N_("Channel"), "texts", field="channel", more=True),
    Entry("countries", N_("Country"), "texts", field="country", more=True),
    Entry("coupons", N_("Coupon"), "texts", field="coupon", more=True),
    Entry("campaigns", N_("Campaign"), "texts", field="campaign", more=True),
)
FORMS: Mapping[str, tuple[Entry, ...]] = {
    "ordered": (
        Entry("measure", N_("Figure"), "choice", MEASURES),
        *BOUNDS,
        *DAYS,
        *WHERE,
    ),
    "bought": (
        Entry("of", N_("What"), "choice", GOODS),
        Entry("among", N_("Any of these"), "texts"),
        Entry("contains", N_("Or a part of the name"), "text"),
        Entry("measure", N_("Figure"), "choice", LINE_MEASURES),
        *BOUNDS,
        *DAYS,
    ),
    "bought_then": (
        Entry("of", N_("First"), "choice", GOODS),
        Entry("among", N_("Any of these"), "texts"),
        Entry("then_of", N_("Later"), "choice", GOODS),
        Entry("then_among", N_("Any of these"), "texts"),
        Entry("within_days", N_("Within … days after it"), "whole"),
    ),
    "ordered_on": (Entry("of", N_("Which"), "choice", EDGES), *DAYS, *WHERE),
    "scored": (
        Entry("scheme", N_("School"), "choice", tuple(schemes())),
        Entry("among", N_("Any of these"), "texts", field="segment"),
        Entry("on", N_("On the day (today if blank)"), "day"),
        Entry("sales", N_("By"), "choice", SALES),
    ),
    "flagged": (
        Entry("among", N_("Any of these"), "texts", field="flag"),
        Entry("on", N_("On the day (today if blank)"), "day"),
    ),
    "tagged": (
        Entry("tag", N_("Tag"), "tag"),
        Entry("among", N_("Any of these values (any if blank)"), "texts", field="tag"),
    ),
    "clustered": (
        Entry("model", N_("Saved clusters"), "kept"),
        Entry("among", N_("Any of these (any if blank)"), "texts", field="cluster"),
    ),
    "saved": (Entry("name", N_("Name"), "kept"),),
    "place": (Entry("of", N_("Which"), "choice", PLACES), Entry("among", N_("Any of these"), "texts")),
    "known": (Entry("of", N_("How"), "choice", CONTACTS),),
    "member": (Entry("of", N_("Which"), "choice", MEMBER_TEXTS), Entry("among", N_("Any of these"), "texts")),
    "points": BOUNDS,
    "birthday": (
        Entry("months", N_("Months"), "texts", field="month"),
        Entry("within_days", N_("Or within the next … days (0: today)"), "whole", fewest=0),
    ),
    "registered": DAYS,
    "consent": (
        Entry("to", N_("How"), "choice", CONSENT_TO),
        Entry("among", N_("Any of these"), "texts", field="consent"),
    ),
    "did": (
        Entry("events", N_("What they did"), "texts", field="event"),
        *BOUNDS,
        *DAYS,
        Entry("of", N_("With what"), "choice", GOODS, more=True),
        Entry("among", N_("Any of these"), "texts", field="event_goods", more=True),
        Entry("contains", N_("Or a part of the name"), "text", more=True),
    ),
    "feedback": (
        Entry("of", N_("Which"), "choice", FEEDBACK),
        Entry("measure", N_("Figure"), "choice", FEEDBACK_MEASURES),
        *BOUNDS,
        *DAYS,
    ),
    "listed": (Entry("among", N_("Customer numbers"), "texts", field="listed"),),
}
"""Kind of a condition → its form."""
CLOSED = ("segment", "flag", "month", "consent", "cluster")
"""Lists to which nothing can be added."""


def condition_form(kind: str, filled: Condition | None, key: str) -> Condition | None:
    """Draw the form of a condition, and give what it says; what is missing is told below it.

    Args:
        kind: Name of the kind.
        filled: What is filled in at first.
        key: Names the widgets.
    """
    said: dict[str, object] = {}
    for entry in FORMS[kind]:
        if not entry.more:
            _fill(entry, kind, filled, key, said)
    others = [entry for entry in FORMS[kind] if entry.more]
    if others:
        with st.popover(_("More"), icon=":material/tune:", key=f"{key}_more"):
            for entry in others:
                _fill(entry, kind, filled, key, said)
    try:
        return KINDS[kind](**{name: value for name, value in said.items() if value not in (None, "", ())})
    except InputRefused as missing:
        st.caption(f":orange[{sentence(missing)}]")
        return None


def _fill(entry: Entry, kind: str, filled: Condition | None, key: str, said: dict[str, object]) -> None:
    """Draw one entry and note what it says; what it offers may hang on the entries before it."""
    own = f"{key}_{entry.name}"
    before = getattr(filled, entry.name) if filled else None
    said[entry.name] = _WIDGETS[entry.by](entry, before, own, said)


def _choice(entry: Entry, before: object, key: str, said: Mapping[str, object]) -> object:
    start = entry.choices.index(str(before)) if before in entry.choices else 0
    names = {choice: _name(choice) for choice in entry.choices}
    return st.selectbox(_(entry.label), entry.choices, start, format_func=names.__getitem__, key=key, width=190)


def _tag(entry: Entry, before: object, key: str, said: Mapping[str, object]) -> object:
    """A tag that somebody has; another can be typed, as its customers may come with the next upload."""
    names = {tag: words_of(tag).name for tag in ask(tags.sizes())["tag"].unique()}
    if before:
        names.setdefault(str(before), str(before))
    return st.selectbox(
        _(entry.label),
        list(names),
        list(names).index(str(before)) if before else None,
        format_func=lambda tag: names.get(tag, tag),
        key=key,
        accept_new_options=True,
        placeholder=_("Choose"),
        width=220,
    )


def _kept(entry: Entry, before: object, key: str, said: Mapping[str, object]) -> object:
    """Saved clusters or segments by name."""
    kept = _saved_clusters() if entry.name == "model" else saved_segments.listing(shop_store())
    names = list(dict.fromkeys([*(saved.name for saved in kept), *([str(before)] if before else [])]))
    return st.selectbox(
        _(entry.label),
        names,
        names.index(str(before)) if before else None,
        key=key,
        placeholder=_("Choose") if names else _("None is saved yet"),
        width=220,
    )


def _number(entry: Entry, before: object, key: str, said: Mapping[str, object]) -> object:
    value = float(str(before)) if before is not None else None
    return st.number_input(_(entry.label), min_value=0.0, value=value, step=1.0, format="%.12g", key=key, width=120)


def _whole(entry: Entry, before: object, key: str, said: Mapping[str, object]) -> object:
    value = int(str(before)) if before is not None else None
    return st.number_input(_(entry.label), min_value=entry.fewest, value=value, step=1, key=key, width=170)


def _day(entry: Entry, before: object, key: str, said: Mapping[str, object]) -> object:
    return st.date_input(_(entry.label), value=before, key=key, width=180)  # type: ignore[call-overload]


def _text(entry: Entry, before: object, key: str, said: Mapping[str, object]) -> object:
    return st.text_input(_(entry.label), value=str(before or ""), key=key, width=180)


def _texts(entry: Entry, before: object, key: str, said: Mapping[str, object]) -> object:
    names = _offered(entry, said)
    closed = entry.field in CLOSED
    chosen = st.session_state.get(key, list(before) if isinstance(before, tuple) else [])
    if closed:
        chosen = [value for value in chosen if value in names]
    st.session_state[key] = chosen
    return tuple(
        st.multiselect(
            _(entry.label),
            [*names, *(value for value in chosen if value not in names)],
            format_func=lambda value: names.get(value, value),
            key=key,
            accept_new_options=not closed,
            placeholder=_("Choose"),
            width=320,
        )
    )


def _offered(entry: Entry, said: Mapping[str, object]) -> Mapping[str, str]:
    """The values to choose from and what each is called: those of the data, of a rules file, or of the calendar."""
    match entry.field:
        case "segment":
            return {segment.id: in_language(segment.names) for segment in schemes()[str(said["scheme"])].segments}
        case "flag" | "month" | "consent" as field:
            return _always_offered()[field]
        case "tag":
            return _values_of_tag(said["tag"])
        case "cluster":
            return _clusters_of(said["model"])
        case "listed":
            return {}
        case "event":
            return {event: _name(event) for event in dict.fromkeys([*EVENTS, *_values("event")])}
        case "event_goods":
            return {value: value for value in _values(f"event_{said['of']}")}
        case None:
            of = str(said["then_of" if entry.name == "then_among" else "of"])
            return {value: _name(value) if of == "gender" else value for value in _values(of)}
        case field:
            return {value: value for value in _values(field)}


def _always_offered() -> Mapping[str, Mapping[str, str]]:
    """Field → its values, which are the same in every shop."""
    return {
        "flag": {flag.id: in_language(flag.names) for flag in churn_rules().flags.values()},
        "month": {month: month_name(int(month)) for month in MONTHS},
        "consent": {consent: _name(consent) for consent in CONSENTS},
    }


def _values(field: str) -> Sequence[str]:
    return [str(value) for value in ask(values(field, MOST_VALUES))["value"]]


def _values_of_tag(tag: object) -> Mapping[str, str]:
    if not tag:
        return {}
    sizes, names = ask(tags.sizes()), words_of(str(tag)).values
    return {value: names.get(value, value) for value in sizes[sizes["tag"] == tag]["value"]}


def _clusters_of(model: object) -> Mapping[str, str]:
    """Number of a cluster → number and name."""
    saved = next((saved for saved in _saved_clusters() if saved.name == model), None)
    names = [in_language(name) for name in saved.numbers["names"]] if saved else []
    return {str(number): f"{number} · {name}" for number, name in enumerate(names, start=1)}


def _saved_clusters() -> Sequence[SavedClusters]:
    return cluster_models.listing(shop_store())


def _name(choice: str) -> str:
    return _(NAMES[choice]) if choice in NAMES else choice


_WIDGETS: Mapping[Kind, Callable[[Entry, object, str, Mapping[str, object]], object]] = {
    "choice": _choice,
    "number": _number,
    "whole": _whole,
    "day": _day,
    "text": _text,
    "tag": _tag,
    "kept": _kept,
    "texts": _texts,
}
