"""Models of purchases and of spend on a million customers: seconds to fit, and to predict all of them.

``lifetimes`` is archived and wants older libraries, so it is measured only where ``LIFETIMES_PYTHON`` names the Python
of an environment of its own that has it: ``python -m venv there && there/bin/pip install lifetimes==0.11.3``.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from crm_analysis.models.points import Floats
from crm_analysis.models.purchases import BetaGeometric, ModifiedBetaGeometric, ParetoNBD, PurchaseModel
from crm_analysis.models.purchases.histories import Histories
from crm_analysis.models.spend import GammaGamma

CUSTOMERS = 1_000_000
DAYS_SEEN = 730
DAYS_AHEAD = 365
MOST_SECONDS = 1.0
"""Wanted of the predictions for all customers."""
LEAST_TIMES_FASTER = 20
"""Wanted of a fit, than by lifetimes on the same rows."""

FITTERS = {"BG/NBD": "BetaGeoFitter", "MBG/NBD": "ModifiedBetaGeoFitter", "Pareto/NBD": "ParetoNBDFitter"}
"""What lifetimes calls the models."""

BY_LIFETIMES = """
import json, sys, time
import numpy as np, lifetimes
rows, fitter = np.load(sys.argv[1]), getattr(lifetimes, sys.argv[2])()
started = time.perf_counter()
fitter.fit(rows["x"], rows["t_x"], rows["age"])
print(json.dumps({"seconds": time.perf_counter() - started, "params": dict(fitter.params_)}))
"""


def main() -> None:
    """Print seconds of each fit and of its predictions."""
    histories = _histories()
    print(
        f"models of {CUSTOMERS:,} customers of up to {DAYS_SEEN} days, {len(histories.alike()[0]):,} kinds of histories"
    )
    print(f"\nmodel        fit s  predict s (at most {MOST_SECONDS:g} is wanted)  log-likelihood  by lifetimes")
    for model in (BetaGeometric(), ModifiedBetaGeometric(), ParetoNBD()):
        _measure(model, histories)
    _measure_spend(histories.x)


def _histories() -> Histories:
    """A shop in whole days: customers buy and leave, each at a rate of their own, as Pareto/NBD takes them to."""
    chance = np.random.default_rng(3)
    age = chance.integers(1, DAYS_SEEN + 1, CUSTOMERS).astype(np.float64)
    stay = chance.exponential(1 / chance.gamma(0.6, 1 / 200, CUSTOMERS))
    x = chance.poisson(chance.gamma(0.6, 1 / 60, CUSTOMERS) * np.minimum(stay, age)).astype(np.float64)
    last = np.minimum(stay, age) * chance.uniform(size=CUSTOMERS) ** (1 / np.maximum(x, 1))
    return Histories(x, np.where(x > 0, np.minimum(np.ceil(last), age), 0), age)


def _measure(model: PurchaseModel, histories: Histories) -> None:
    x, t_x, age = histories.x, histories.t_x, histories.age
    fitting, _fitted = _timed(lambda: model.fit(x, t_x, age))
    predicting, _expected = _timed(lambda: model.expected_purchases(DAYS_AHEAD, x, t_x, age))
    compared = _by_lifetimes(model, histories, fitting)
    print(f"{model.name:11} {fitting:6.2f}  {predicting:39.2f}  {model.log_likelihood_:14.1f}  {compared}")


def _measure_spend(x: Floats) -> None:
    chance = np.random.default_rng(4)
    means = chance.gamma(6 * np.maximum(x, 1), 1 / (np.maximum(x, 1) * chance.gamma(4, 1 / 15, CUSTOMERS)))
    fitting, fitted = _timed(lambda: GammaGamma().fit(x, means))
    predicting, _expected = _timed(lambda: fitted.expected_spend(x, means))
    print(f"{fitted.name:11} {fitting:6.2f}  {predicting:39.2f}  {fitted.log_likelihood_:14.1f}")


def _by_lifetimes(model: PurchaseModel, histories: Histories, ours: float) -> str:
    """The same fit by lifetimes, and how high our likelihood is at its parameters."""
    python = os.environ.get("LIFETIMES_PYTHON")
    if not python:
        return "not measured: LIFETIMES_PYTHON names no Python"
    with TemporaryDirectory() as folder:
        rows = Path(folder) / "rows.npz"
        np.savez(rows, x=histories.x, t_x=histories.t_x, age=histories.age)
        done = subprocess.run(
            [python, "-c", BY_LIFETIMES, str(rows), FITTERS[model.name]], capture_output=True, text=True, check=False
        )
    if done.returncode:
        return f"failed: {done.stderr.strip().splitlines()[-1]}"
    told = json.loads(done.stdout.splitlines()[-1])
    params = np.array([told["params"][name] for name in model.parameters])
    firsts, kind = histories.alike()
    counts = np.bincount(kind).astype(np.float64)
    height, _slope = model._likelihood(histories.at(firsts), counts)(params)
    return (
        f"{told['seconds']:.1f} s, {told['seconds'] / ours:.0f} times ours (at least {LEAST_TIMES_FASTER} is wanted), "
        f"log-likelihood {height:.1f}"
    )


def _timed(task: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came out."""
    started = time.perf_counter()
    done = task()
    return time.perf_counter() - started, done


if __name__ == "__main__":
    main()
