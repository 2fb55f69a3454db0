"""What customers are worth in the next months: the purchases expected of them, times what one is expected to bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_analysis.models.purchases import PurchaseModel
from crm_analysis.models.spend import GammaGamma

MONTHS = (3, 6, 12)
MONTHS_OF_A_YEAR = 12
DAYS_OF_A_MONTH = 365.25 / MONTHS_OF_A_YEAR


@dataclass(frozen=True)
class Terms:
    """How money is reckoned.

    Args:
        margin: The share of what a purchase brings that stays with the shop; 1 tells sales instead of profit.
        discount: Yearly rate by which money is worth less the later it comes, such as 0.1; 0 adds it up as it comes.
        days_of_a_unit: Days of one unit of the time that the model of purchases was fitted in: 1, or 7 for weeks.
    """

    margin: float = 1.0
    discount: float = 0.0
    days_of_a_unit: float = 1.0

    def __post_init__(self) -> None:
        if not (self.discount > -1 and self.days_of_a_unit > 0):
            raise ValueError(f"{self} cannot be. Give a discount above −1 and days above 0.")


def expected_values(
    purchases: PurchaseModel,
    spend: GammaGamma,
    customers: pd.DataFrame,
    terms: Terms,
    months: Sequence[int] = MONTHS,
) -> pd.DataFrame:
    """What to expect of each customer from now on.

    Purchases and what they bring are taken to have nothing to do with each other, so that their means multiply (Fader,
    Hardie and Lee 2005, RFM and CLV, Journal of Marketing Research 42(4), 415-430, equation 1). Each month's money is
    discounted from the middle of the month.

    Args:
        purchases: Fitted.
        spend: Fitted to the same customers.
        customers: ``x, t_x, age`` as the model of purchases takes them, and ``mean_spend`` of the repeat purchases,
            which may be blank where there are none.
        terms: How money is reckoned.
        months: How many months ahead, each giving two columns.

    Returns:
        Indexed as the customers: ``expected_spend`` per purchase and, for each number n of months, ``purchases_n``
        and ``value_n``.

    Raises:
        NotEnoughEvidence: There are doubts about one of the models.
        ValueError: A customer cannot be.
    """
    ends = np.arange(max(months) + 1)
    times = ends * DAYS_OF_A_MONTH / terms.days_of_a_unit
    made = purchases.expected_purchases_at(times, customers["x"], customers["t_x"], customers["age"])
    worth = (1 + terms.discount) ** (-(ends[1:] - 0.5) / MONTHS_OF_A_YEAR)
    each = spend.expected_spend(customers["x"], customers["mean_spend"])
    told = {"expected_spend": each}
    for month in months:
        told[f"purchases_{month}"] = made[month]
        told[f"value_{month}"] = terms.margin * each * (worth[:month] @ np.diff(made[: month + 1], axis=0))
    return pd.DataFrame(told, index=customers.index)
