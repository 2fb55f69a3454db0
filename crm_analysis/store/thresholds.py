"""How a shop wants figures to become scores, kept for each school of RFM."""

from __future__ import annotations

from crm_analysis import schema
from crm_analysis.rules.segments import Scheme
from crm_analysis.rules.thresholds import KINDS, MEASURES, Thresholds, checked, steps
from crm_analysis.store import tags
from crm_analysis.store.store import Store

_COLUMNS = ", ".join(schema.SCORE_THRESHOLDS.column_names)


def in_force(store: Store, scheme: Scheme) -> Thresholds:
    """What counts for a school: what was saved, else its usual way."""
    with store.cursor() as cursor:
        row = cursor.execute(
            f"SELECT kind, {', '.join(MEASURES)} FROM score_thresholds WHERE scheme = ?", [scheme.name]
        ).fetchone()
    if row is None:
        return Thresholds(KINDS[scheme.best][0])
    kind, *lists = row
    return Thresholds(kind, *map(steps, MEASURES, (text or "" for text in lists)))


def save(store: Store, scheme: Scheme, thresholds: Thresholds) -> None:
    """Keep thresholds in the place of those that were saved before: every score is given by them from now on.

    Tags that tell the segment are given anew.

    Raises:
        InputRefused: They do not fit the school.
    """
    kept = (scheme.name, checked(thresholds, scheme).kind, *thresholds.lists().values(), store.clock())
    with store.labelling() as cursor:
        cursor.execute("DELETE FROM score_thresholds WHERE scheme = ?", [scheme.name])
        cursor.execute(f"INSERT INTO score_thresholds ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", kept)
        tags.refresh(cursor)


def forget(store: Store, scheme: Scheme) -> None:
    """Go the school's usual way again."""
    with store.labelling() as cursor:
        cursor.execute("DELETE FROM score_thresholds WHERE scheme = ?", [scheme.name])
        tags.refresh(cursor)
