"""Models of purchases and of spend on a million customers: seconds to fit, and to predict all of them.

``lifetimes`` 0.11.3 is archived and wants older libraries, so it is measured only where ``make bench-rival`` has given
it an environment of its own.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from crm_analysis.models.likelihood import Likelihood
from crm_analysis.models.points import Floats
from crm_analysis.models.purchases import BetaGeometric, ModifiedBetaGeometric, ParetoNBD, PurchaseModel
from crm_analysis.models.purchases.histories import Histories
from crm_analysis.models.spend import GammaGamma
from crm_analysis.models.spend import _likelihood as spend_likelihood

CUSTOMERS = 1_000_000
DAYS_SEEN = 730
DAYS_AHEAD = 365
MOST_SECONDS = 1.0
"""Wanted of the predictions for all customers."""
LEAST_TIMES_FASTER = 20
"""Wanted of a fit, than by lifetimes on the same rows."""
PATIENCE = 300
"""Seconds after which lifetimes is stopped."""
RIVAL = Path("build/lifetimes/bin/python")

FITTERS = {"BG/NBD": "BetaGeoFitter", "MBG/NBD": "ModifiedBetaGeoFitter", "Pareto/NBD": "ParetoNBDFitter"}
"""What lifetimes calls the models."""

BY_LIFETIMES = """
import json, sys, time
import numpy as np, lifetimes
rows, fitter = np.load(sys.argv[1]), getattr(lifetimes, sys.argv[2])()
started = time.perf_counter()
fitter.fit(*(rows[name] for name in rows.files))
print(json.dumps({"seconds": time.perf_counter() - started, "params": [float(it) for it in fitter.params_]}))
"""


def main() -> None:
    """Print seconds of each fit and of its predictions."""
    histories = _histories()
    _warm_up(histories)
    print(
        f"models of {CUSTOMERS:,} customers of up to {DAYS_SEEN} days, {len(histories.alike()[0]):,} kinds of histories"
    )
    print(f"\nmodel        fit s  predict s (at most {MOST_SECONDS:g} is wanted)  log-likelihood  by lifetimes")
    for model in (BetaGeometric(), ModifiedBetaGeometric(), ParetoNBD()):
        _measure(model, histories)
    _measure_spend(histories.x)


def _warm_up(histories: Histories) -> None:
    """Load what fits need: lifetimes has it loaded, too, before its time begins."""
    some = histories.at(slice(0, 1_000))
    BetaGeometric().fit(some.x, some.t_x, some.age)


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
    firsts, kind = histories.alike()
    likelihood = model._likelihood(histories.at(firsts), np.bincount(kind).astype(np.float64))
    compared = _by_lifetimes(FITTERS[model.name], {"x": x, "t_x": t_x, "age": age}, likelihood, fitting)
    print(f"{model.name:11} {fitting:6.2f}  {predicting:39.2f}  {model.log_likelihood_:14.1f}  {compared}")


def _measure_spend(x: Floats) -> None:
    chance = np.random.default_rng(4)
    paid = np.maximum(x, 1)
    means = chance.gamma(6 * paid, 1 / (paid * chance.gamma(4, 1 / 15, CUSTOMERS)))
    fitting, fitted = _timed(lambda: GammaGamma().fit(paid, means))
    predicting, _expected = _timed(lambda: fitted.expected_spend(paid, means))
    compared = _by_lifetimes("GammaGammaFitter", {"x": paid, "means": means}, spend_likelihood(paid, means), fitting)
    print(f"{fitted.name:11} {fitting:6.2f}  {predicting:39.2f}  {fitted.log_likelihood_:14.1f}  {compared}")


def _by_lifetimes(fitter: str, columns: Mapping[str, Any], likelihood: Likelihood, ours: float) -> str:
    """The same fit by lifetimes, and how high our likelihood is at its parameters.

    Args:
        fitter: What lifetimes calls the model.
        columns: What it is fitted to, in its order.
        likelihood: Ours, of the same rows.
        ours: Seconds of our fit.
    """
    if not RIVAL.exists():
        return "not measured: make bench-rival"
    with TemporaryDirectory() as folder:
        rows = Path(folder) / "rows.npz"
        np.savez(rows, **columns)
        command = [str(RIVAL), "-W", "ignore", "-c", BY_LIFETIMES, str(rows), fitter]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return f"stopped after {PATIENCE} s, more than {PATIENCE / ours:.0f} times ours"
    if done.returncode:
        return f"failed: {done.stderr.strip().splitlines()[-1]}"
    told = json.loads(done.stdout.splitlines()[-1])
    height, _slope = likelihood(np.array(told["params"]))
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
