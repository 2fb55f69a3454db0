"""What a model of purchases knows of customers: how often they came back, when for the last time, and for how long
they could have.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from crm_analysis.models.points import Floats, Labels


@dataclass(frozen=True)
class Histories:
    """Histories of purchases, one per place, in any one unit of time.

    Args:
        x: Repeat purchases: those after the first.
        t_x: Time from the first purchase to the last; 0 without a repeat purchase.
        age: Time from the first purchase to the end of what is seen (T in the papers).
    """

    x: Floats
    t_x: Floats
    age: Floats

    @classmethod
    def of(cls, x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> Histories:
        """Histories as they are given, where they can be.

        Raises:
            ValueError: A history cannot be.
        """
        columns = np.broadcast_arrays(*(np.atleast_1d(np.asarray(it, np.float64)) for it in (x, t_x, age)))
        histories = cls(*columns)
        histories._check()
        return histories

    def __len__(self) -> int:
        return len(self.x)

    def in_units_of(self, unit: float) -> Histories:
        """The same with another unit of time."""
        return Histories(self.x, self.t_x / unit, self.age / unit)

    def at(self, places: Labels | slice) -> Histories:
        """Some of them."""
        return Histories(self.x[places], self.t_x[places], self.age[places])

    def alike(self) -> tuple[Labels, Labels]:
        """Customers whose three figures are the same stand together.

        Returns:
            The place of the first of each kind, and the kind of each customer.
        """
        return kinds(self.x, self.t_x, self.age)

    def _check(self) -> None:
        whole = (self.x >= 0) & (self.x == np.floor(self.x))
        in_time = (self.t_x >= 0) & (self.t_x <= self.age) & np.isfinite(self.age)
        wrong = ~(whole & in_time & ((self.x > 0) | (self.t_x == 0)))
        if wrong.any():
            place = int(np.argmax(wrong))
            raise ValueError(
                f"customer {place}: x = {self.x[place]}, t_x = {self.t_x[place]}, age = {self.age[place]} cannot be. "
                "Give whole x of 0 or more, 0 ≤ t_x ≤ age, and t_x = 0 where x = 0."
            )


def kinds(*columns: Floats) -> tuple[Labels, Labels]:
    """Which rows of some columns are the same.

    Returns:
        The place of the first row of each kind, and the kind of each row, from 0 in the order of the first ones.
    """
    codes: Labels = np.zeros(len(columns[0]), np.intp)
    for column in columns:
        values, _ = pd.factorize(column)
        codes, _ = pd.factorize(codes * (values.max(initial=0) + 1) + values)
    firsts = np.full(codes.max(initial=-1) + 1, len(codes), np.intp)
    np.minimum.at(firsts, codes, np.arange(len(codes)))
    return firsts, codes


def looked_up(column: Floats) -> tuple[Floats, Labels]:
    """The different values of a column, in the order of their first, and which of them each row has."""
    codes, values = pd.factorize(column)
    return values, codes
