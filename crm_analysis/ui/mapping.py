"""Which column of an unknown table says what: a proposal with its reasons that the owner confirms or corrects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from crm_analysis.i18n import N_, _, number
from crm_analysis.ingest.generic import CUSTOMER_DAY, missing
from crm_analysis.ingest.guessing import UNCONFIRMED, Guess
from crm_analysis.ingest.kinds import ALL
from crm_analysis.ingest.numbers import DecimalMark
from crm_analysis.ingest.platform import ORDERS
from crm_analysis.ingest.report import DecimalExample, Inspection
from crm_analysis.store.mappings import LONGEST_NAME
from crm_analysis.ui.plain import as_code, as_written
from crm_analysis.ui.records import COLUMNS, KINDS

NEEDED = {
    "order_id": N_("Order number"),
    "ordered_at": N_("Order date"),
    "amount": N_("Line amount"),
    "email": N_("Customer: e-mail"),
    "phone": N_("Customer: phone"),
    "buyer_id": N_("Customer: number or user name"),
}
USEFUL = {
    "name": N_("Customer: name"),
    "unit_price": N_("Unit price"),
    "quantity": N_("Quantity"),
    "order_total": N_("Order total"),
    "order_discount": N_("Order discount"),
    "refund": N_("Refund"),
    "status": N_("Order status"),
    "product_id": N_("Product number"),
    "product": N_("Product"),
    "category": N_("Category"),
    "brand": N_("Brand"),
    "country": N_("Country"),
    "region": N_("Region"),
    "city": N_("City"),
    "channel": N_("Sales channel"),
    "coupon": N_("Coupon"),
    "campaign": N_("Campaign"),
    "shipped_at": N_("Shipped on"),
    "delivered_at": N_("Delivered on"),
    "currency": N_("Currency"),
}
ROLES = NEEDED | USEFUL
REASONS = {
    "heading": N_("by its heading"),
    "saved": N_("as saved"),
    "owner": N_("chosen by you"),
    "spelling": N_("guessed: the heading is spelled nearly so"),
    "values": N_("guessed from what stands there"),
}
"""Why a column was taken for a role; what is only guessed must be confirmed."""
WHAT_AN_ORDER_NEEDS = N_(
    "An order needs a number, a date and an amount: of the line, of the whole order, or a unit price. "
    "To see who comes back it needs a customer too."
)
DECIMALS = {"point": N_("Point: 1,234.56"), "comma": N_("Comma: 1.234,56")}
SHOWN_EXAMPLE = 40
"""Letters of a cell that are shown beside its column."""


def roles(kind: str) -> Mapping[str, str]:
    """The roles that columns can play in a table of a kind → what they are called."""
    return ROLES if kind == ORDERS else {role: COLUMNS[role] for role in ALL[kind].roles}


def kind_said(file_id: str) -> str | None:
    """What the rows are, where the owner says something else than the table itself."""
    chosen: str | None = st.session_state.get(_kind_key(file_id))
    return None if chosen == st.session_state.get(_own_kind_key(file_id)) else chosen


def said(file_id: str) -> Mapping[str, str]:
    """What the owner corrected: role → heading, an empty one for a role that no column fills; nothing if nothing."""
    guessed: Mapping[str, Guess] | None = st.session_state.get(_guess_key(file_id))
    kind = st.session_state.get(_kind_key(file_id)) or st.session_state.get(_own_kind_key(file_id), ORDERS)
    if guessed is None:
        return {}
    chosen = {role: _chosen(role, file_id) for role in roles(kind)}
    return {} if all(chosen[role] == _heading(guessed, role) for role in chosen) else chosen


def ask(file_id: str, found: Inspection) -> None:
    """Draw one field per role with the column, some of its cells and the reason; a change is looked at on the next run.

    Args:
        file_id: Names the fields.
        found: What the file looks like; its guesses fill the fields the first time.
    """
    guessed = st.session_state.setdefault(_guess_key(file_id), dict(found.guesses))
    sure = bool(guessed) and not found.unconfirmed and found.problem is None
    with st.expander(_("Which column says what?"), expanded=not sure, key=f"upload_columns_{file_id}"):
        _ask_kind(file_id, found)
        if found.kind == ORDERS:
            st.caption(_(WHAT_AN_ORDER_NEEDS))
        # What is missing, or was only guessed, wants the owner's eye first; what is filled is worth to be seen at once.
        known = roles(found.kind)
        shown = [role for role in known if role in NEEDED or role in guessed or found.kind != ORDERS]
        lacking = missing(ALL[found.kind], {role: told.heading for role, told in guessed.items()})
        first = sorted(shown, key=lambda role: _urgency(guessed, lacking, role))
        _fields(first, file_id, found, guessed)
        rest = [role for role in known if role not in first]
        if rest and st.toggle(_("More columns"), key=f"upload_more_{file_id}"):
            _fields(rest, file_id, found, guessed)


def _ask_kind(file_id: str, found: Inspection) -> None:
    """What the rows are; another answer begins the columns anew."""
    own = st.session_state.setdefault(_own_kind_key(file_id), found.kind)
    offered = list(ALL)
    st.selectbox(
        _("What is in its rows?"),
        offered,
        index=offered.index(own),
        format_func=lambda kind: _(KINDS[kind]),
        key=_kind_key(file_id),
        on_change=_begin_anew,
        args=(file_id,),
        persist_state="session",
    )


def _begin_anew(file_id: str) -> None:
    st.session_state.pop(_guess_key(file_id), None)
    for kind in ALL.values():
        for role in kind.roles:
            st.session_state.pop(_column_key(role, file_id), None)


def doubtful(file_id: str) -> bool:
    """Whether some column is still the one that could only be guessed."""
    guessed: Mapping[str, Guess] = st.session_state.get(_guess_key(file_id), {})
    return any(told.by in UNCONFIRMED and _chosen(role, file_id) == told.heading for role, told in guessed.items())


def ask_whether_right(file_id: str) -> bool:
    """Draw the box by which the owner confirms what was guessed."""
    return st.checkbox(
        _("I have looked at the columns that are marked as guessed: they are right"), key=f"upload_right_{file_id}"
    )


def ask_decimals(file_id: str, example: DecimalExample) -> None:
    """Tell by an example how amounts are read; where nothing in the file settles it, let the owner say."""
    read_as = number(example.value, max(0, -int(example.value.normalize().as_tuple().exponent)))
    st.caption(
        _("An amount of the file, {written}, is read as {value}.").format(
            written=as_written(example.written), value=read_as
        )
    )
    if example.open or st.session_state.get(_decimal_key(file_id)):
        st.segmented_control(
            _("What parts decimals?"),
            list(DECIMALS),
            format_func=lambda mark: _(DECIMALS[mark]),
            key=_decimal_key(file_id),
        )


def decimal_said(file_id: str) -> DecimalMark | None:
    """What the owner says parts decimals."""
    mark: DecimalMark | None = st.session_state.get(_decimal_key(file_id))
    return mark


def ask_name(file_id: str, found: Inspection) -> str | None:
    """Draw the field for a name under which the columns are kept; nothing where they are as saved."""
    if found.saved_as:
        return None
    return (
        st.text_input(
            _("Remember these columns as"),
            max_chars=LONGEST_NAME,
            placeholder=_("a name, such as Till or Market stall"),
            help=_("The next file with the same headings is then read in the same way, without asking."),
            key=f"upload_save_{file_id}",
        )
        or None
    )


def _fields(shown: Sequence[str], file_id: str, found: Inspection, guessed: Mapping[str, Guess]) -> None:
    with st.grid(3, min_column_width=220, gap="medium"):
        for role in shown:
            with st.container(key=f"upload_role_{role}_{file_id}", gap="xxsmall"):
                _field(role, file_id, found, _heading(guessed, role))
                _reason(role, file_id, found.examples, guessed)


def _field(role: str, file_id: str, found: Inspection, guess: str) -> None:
    offered = [*found.headings, *([CUSTOMER_DAY] if role == "order_id" else [])]
    st.selectbox(
        _(roles(found.kind)[role]),
        offered,
        index=offered.index(guess) if guess in offered else None,
        format_func=_heading_name,
        placeholder=_("not in the file"),
        key=_column_key(role, file_id),
        persist_state="session",
    )


def _reason(role: str, file_id: str, examples: Mapping[str, Sequence[str]], guessed: Mapping[str, Guess]) -> None:
    """Some cells of the column, and why it was taken."""
    heading = _chosen(role, file_id)
    if not heading:
        return
    told = guessed.get(role)
    by = told.by if told and told.heading == heading else "owner"
    colour = "orange" if by in UNCONFIRMED else "gray"
    # As code: a cell is no markup, and an address in it no link.
    cells = " ".join(as_code(cell[:SHOWN_EXAMPLE]) for cell in examples.get(heading, ()))
    st.caption("  \n".join(line for line in (cells, f":{colour}[{_(REASONS[by])}]") if line))


def _urgency(guessed: Mapping[str, Guess], lacking: Sequence[str], role: str) -> int:
    if role not in guessed:
        return 0 if role in lacking else 3
    return 1 if guessed[role].by in UNCONFIRMED else 2


def _heading_name(heading: str) -> str:
    return _("(none: a customer's orders of one day are one)") if heading == CUSTOMER_DAY else heading


def _heading(guessed: Mapping[str, Guess], role: str) -> str:
    return guessed[role].heading if role in guessed else ""


def _chosen(role: str, file_id: str) -> str:
    """The column that a field names; before it is drawn, or where it is folded away, the one that was guessed."""
    guessed: Mapping[str, Guess] = st.session_state.get(_guess_key(file_id), {})
    key = _column_key(role, file_id)
    return (st.session_state[key] or "") if key in st.session_state else _heading(guessed, role)


def _column_key(role: str, file_id: str) -> str:
    return f"upload_column_{role}_{file_id}"


def _kind_key(file_id: str) -> str:
    return f"upload_kind_{file_id}"


def _own_kind_key(file_id: str) -> str:
    return f"upload_own_kind_{file_id}"


def _decimal_key(file_id: str) -> str:
    return f"upload_decimal_{file_id}"


def _guess_key(file_id: str) -> str:
    return f"upload_guess_{file_id}"
