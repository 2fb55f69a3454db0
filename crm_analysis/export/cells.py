"""Cells that a spreadsheet shows as they are, instead of running them as a formula."""

from __future__ import annotations

import pandas as pd

RUNS_AS_FORMULA = r"[=+\-@\t\r\n＝＋－＠]"
NUMBER = r"[+\-]?\d[\d.,]*%?$"


def is_text(column: pd.Series) -> bool:
    """Whether cells of the column may hold text that a person or another program has written."""
    return bool(pd.api.types.is_string_dtype(column) or pd.api.types.is_object_dtype(column))


def safe(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with an apostrophe before each text that a spreadsheet would run; numbers such as -5.2 stay."""
    return frame.assign(**{str(name): _safe_column(column) for name, column in frame.items() if is_text(column)})


def _safe_column(column: pd.Series) -> pd.Series:
    texts = column.astype("str")
    dangerous = texts.str.match(RUNS_AS_FORMULA).fillna(False) & ~texts.str.match(NUMBER).fillna(False)
    return column.mask(dangerous.astype(bool), "'" + texts)
