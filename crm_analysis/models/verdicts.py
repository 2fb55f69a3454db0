"""What a trial on the past comes to: a model is used, a plain rule stays, or there is too little to tell; and why.

A verdict is an outcome and is told whichever it is; a doubt that forbids an answer is raised (``NotEnoughEvidence``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["model", "rule", "not_enough_evidence"]


@dataclass(frozen=True)
class Reason:
    """Why a verdict is what it is: a marked sentence and what fills its places."""

    template: str
    facts: Mapping[str, object] = field(default_factory=dict)
