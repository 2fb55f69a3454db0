"""What was decided of a file's columns as a whole, so that a few of its rows can be read later in the same way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from crm_analysis.ingest import dates
from crm_analysis.ingest.dates import DateReading
from crm_analysis.ingest.numbers import DecimalMark


@dataclass
class Decisions:
    """What one column's rows say together and no row says alone.

    Args:
        decimal_marks: SQL of a column's text → what parts its decimals, where that was in question.
        dates: SQL of a column's text → how its dates are read.
        summed: Amount of an order that may stand on one row or on all → whether the rows are summed.
        currency: What amounts are in where no column says; None where nobody knows.
    """

    decimal_marks: dict[str, DecimalMark] = field(default_factory=dict)
    dates: dict[str, DateReading] = field(default_factory=dict)
    summed: dict[str, bool] = field(default_factory=dict)
    currency: str | None = None

    def as_json(self) -> dict[str, object]:
        """As it is kept with the upload."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Decisions:
        """For rows that are read again: what was decided, with every way to write a date that does not contradict it.

        Args:
            kept: From :meth:`as_json`.
        """
        readings = {cell: DateReading(**told) for cell, told in kept["dates"].items()}
        wide = {
            cell: replace(reading, formats=dates.formats(reading.order), has_offset=True, all_iso=False)
            for cell, reading in readings.items()
        }
        return cls(dict(kept["decimal_marks"]), wide, dict(kept["summed"]), kept["currency"])
