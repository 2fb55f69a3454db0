"""Histories of purchases: those of the public data sets, and invented ones whose law is known."""

import numpy as np
import pandas as pd

CDNOW_CUT = pd.Timestamp("1997-09-30")
CDNOW_COLUMNS = ["customer_of_all", "customer", "day", "cds", "amount"]
"""Customers stand in the order of their numbers in the sample, as in published tables."""


def cdnow(folder):
    """The 2,357 customers of Fader, Hardie and Lee (2005), in weeks; a day is one purchase, and free ones count."""
    lines = pd.read_csv(folder / "orders/CDNOW_sample.txt", sep=r"\s+", names=CDNOW_COLUMNS, dtype=str)
    days = (
        lines.assign(day=pd.to_datetime(lines["day"], format="%Y%m%d"), amount=lines["amount"].astype(float))
        .groupby(["customer", "day"], as_index=False)["amount"]
        .sum()
    )
    return histories(days, CDNOW_CUT, CDNOW_CUT, pd.Timestamp("1998-06-30"))


def online_retail(folder, as_of, days_ahead=90):
    """Customers of Online Retail before a day, in weeks: sales of more than nothing that were not cancelled."""
    lines = pd.read_csv(folder / "orders/online_retail.csv.gz", dtype={"InvoiceNo": str})
    kept = lines["CustomerID"].notna() & (lines["Quantity"] > 0) & (lines["UnitPrice"] > 0)
    lines = lines[kept & ~lines["InvoiceNo"].str.startswith("C")]
    days = (
        pd.DataFrame(
            {
                "customer": lines["CustomerID"],
                "day": pd.to_datetime(lines["InvoiceDate"]).dt.normalize(),
                "amount": lines["Quantity"] * lines["UnitPrice"],
            }
        )
        .groupby(["customer", "day"], as_index=False)["amount"]
        .sum()
    )
    end = pd.Timestamp(as_of)
    return histories(days, end - pd.Timedelta(days=1), end, end + pd.Timedelta(days=days_ahead - 1))


def histories(days, last_seen, end, until):
    """One row per customer: ``x, t_x, age, mean_spend`` of repeat purchases, and ``bought, spent`` from then on.

    Args:
        days: ``customer, day, amount``, one row per purchase.
        last_seen: The last day that counts as past.
        end: The day that ages reach to.
        until: The last day of the future.
    """
    past, future = days[days["day"] <= last_seen], days[(days["day"] > last_seen) & (days["day"] <= until)]
    first = past.groupby("customer")["day"].min()
    again = past[past["day"] > past["customer"].map(first)]
    rows = pd.DataFrame(
        {
            "x": again.groupby("customer").size(),
            "mean_spend": again.groupby("customer")["amount"].mean(),
            "bought": future.groupby("customer").size(),
            "spent": future.groupby("customer")["amount"].sum(),
            "past_spent": past.groupby("customer")["amount"].sum(),
        },
        index=first.index,
    ).fillna(0.0)
    rows["t_x"] = (past.groupby("customer")["day"].max() - first).dt.days / 7
    rows["age"] = (end - first).dt.days / 7
    return rows.reset_index()


def simulated(law, params, customers, seed):
    """``x, t_x, age`` of customers who buy and leave by a law; known between half and one unit of time times 40.

    Args:
        law: ``BG/NBD``, ``MBG/NBD`` or ``Pareto/NBD``.
        params: In the order of the papers.
        customers: How many.
        seed: Of everything that is drawn.
    """
    chance = np.random.default_rng(seed)
    r, alpha, third, fourth = params
    age = chance.uniform(20, 40, customers)
    rate = chance.gamma(r, 1 / alpha, customers)
    if law == "Pareto/NBD":
        leaves, until = np.zeros(customers), chance.exponential(1 / chance.gamma(third, 1 / fourth, customers))
    else:
        leaves, until = chance.beta(third, fourth, customers), np.full(customers, np.inf)
    staying = chance.uniform(size=customers) >= leaves if law == "MBG/NBD" else np.ones(customers, bool)
    x, t_x = np.zeros(customers), np.zeros(customers)
    now = np.zeros(customers)
    while staying.any():
        now = now + chance.exponential(1 / rate)
        staying = staying & (now <= np.minimum(age, until))
        x[staying] += 1
        t_x[staying] = now[staying]
        staying = staying & (chance.uniform(size=customers) >= leaves)
    return x, t_x, age
