"""The words by which a question can be varied, and the refusal of any other."""

from __future__ import annotations

from collections.abc import Sequence

from crm_analysis.errors import InputRefused

PERIODS = ("week", "month", "quarter", "year")


def one_of(value: str, choices: Sequence[str]) -> str:
    """Return the value if it is one of the choices.

    Raises:
        InputRefused: It is none of them, as a word in an old link may be.
    """
    if value not in choices:
        raise InputRefused(
            "Question: '{value}' is not among its choices. Take one of: {choices}.",
            value=value,
            choices=", ".join(choices),
        )
    return value
