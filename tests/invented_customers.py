"""Customers with planted groups and without any, as ``customer_features`` would answer, and the orders behind them."""

import numpy as np
import pandas as pd

from crm_analysis.rules.clusters import FEATURES


def customers(recency, frequency, monetary, **features):
    """An answer of ``customer_features``; what is not given is blank."""
    frame = pd.DataFrame({"recency_days": recency, "frequency": frequency, "monetary": monetary})
    blanks = {column: np.nan for column in FEATURES.values() if column not in frame}
    frame = frame.assign(**blanks, net_sales=frame["monetary"])
    return frame.assign(customer_id=[f"c{row:05}" for row in range(len(frame))], **features)


def planted(seed, size=1_200):
    """Regulars, occasional buyers and those who came once long ago, with the group of each."""
    rng = np.random.default_rng(seed)
    group = rng.choice(3, size, p=[0.2, 0.3, 0.5])
    recency = np.floor(rng.gamma(8, np.array([5, 60, 300])[group] / 8))
    frequency = 1 + rng.poisson(np.array([20, 5, 0.2])[group])
    monetary = np.round(frequency * rng.lognormal(np.array([5.0, 4.0, 3.0])[group], 0.3), 2)
    return customers(recency, frequency, monetary), group


def blob(rng, size=1_000):
    """One cloud: the logarithms of all figures are normal, and go along with each other."""
    logs = rng.multivariate_normal([4, 2.2, 5.5], [[1, -0.4, -0.4], [-0.4, 0.5, 0.5], [-0.4, 0.5, 1]], size)
    recency, frequency, monetary = np.exp(logs).T
    return customers(np.floor(recency), np.maximum(1, np.round(frequency)), np.round(monetary, 2))


def even(rng, size=1_000):
    """Figures that are anything with equal chance, by themselves."""
    return customers(rng.integers(0, 365, size), rng.integers(1, 20, size), np.round(rng.uniform(10, 1_000, size), 2))


def alike(rng, size=1_000):
    """A shop whose customers differ by chance alone: one rate of orders, one kind of basket."""
    frequency = 1 + rng.poisson(3, size)
    return customers(
        np.floor(rng.exponential(90, size)), frequency, np.round(frequency * rng.lognormal(4, 0.6, size), 2)
    )


def export_of(frame):
    """The orders of customers whose recency is counted to 2024-12-31: all but the last a day before each other."""
    rows = ["Order No,Order date,Customer email,Amount,Quantity,Product,Currency"]
    for customer in frame.itertuples():
        last = pd.Timestamp("2024-12-31") - pd.Timedelta(days=customer.recency_days)
        for number in range(int(customer.frequency)):
            day = last - pd.Timedelta(days=number)
            amount = f"{customer.monetary / customer.frequency:.2f}"
            who = f"{customer.customer_id}@example.com"
            rows.append(f"{customer.customer_id}-{number},{day:%Y-%m-%d},{who},{amount},1,Tea,EUR")
    return "\n".join(rows) + "\n"
