"""Frames as text for programs: exact values, ISO dates, shares as fractions, nothing added for the eye."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from datetime import time

import pandas as pd

TRUTH = {True: "true", False: "false"}


def csv_text(frame: pd.DataFrame) -> str:
    """The frame as CSV with a heading line; an empty cell is an unknown value."""
    return plain(frame).to_csv(index=False, lineterminator="\n")


def json_text(frame: pd.DataFrame) -> str:
    """The frame's only row as one JSON object; an unknown value is null."""
    return _as_json(only_row(frame))


def only_row(frame: pd.DataFrame) -> dict[str, object]:
    """The frame's only row as named facts that JSON can hold; an unknown value is ``None``."""
    return {str(name): value for name, value in _records(frame)[0].items()}


def json_list(frame: pd.DataFrame) -> str:
    """The frame's rows as a JSON list of objects."""
    return _as_json(_records(frame))


def json_object(facts: Mapping[str, object]) -> str:
    """Named facts as one JSON object; a frame among them becomes the list of its rows."""
    return _as_json({name: _records(fact) if isinstance(fact, pd.DataFrame) else fact for name, fact in facts.items()})


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as a program reads it best: ISO dates, true and false."""
    truths = frame.select_dtypes(["bool", "boolean"])
    return with_iso_dates(frame).assign(**{str(name): column.map(TRUTH) for name, column in truths.items()})


def with_iso_dates(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its dates and times as ISO 8601 text."""
    times = frame.select_dtypes("datetime")
    return frame.assign(**{str(name): _iso(column) for name, column in times.items()})


def is_day(column: pd.Series) -> bool:
    """Whether a column of times holds calendar days: none is past midnight."""
    return bool((column.dropna().dt.time == time.min).all())


def _records(frame: pd.DataFrame) -> list[dict[Hashable, object]]:
    known = with_iso_dates(frame).astype(object)
    return known.where(known.notna(), None).to_dict("records")


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=lambda number: number.item())


def _iso(column: pd.Series) -> pd.Series:
    written: pd.Series = column.dt.strftime("%Y-%m-%d" if is_day(column) else "%Y-%m-%dT%H:%M:%S")
    return written
