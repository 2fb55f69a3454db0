"""How many purchases to expect of customers who may drop out after each of them."""

from __future__ import annotations

import numpy as np

from crm_analysis.models.points import Floats

PRECISION = 1e-12
"""Of a sum, relative to it: where the rest is less, the sum ends."""
LOOK = 16
"""After so many terms it is seen whose sum has ended."""


def purchases_until(t: float, r: Floats, alpha: Floats, a: float, b: Floats) -> Floats:
    """Expected purchases in the next ``t`` of customers alive now: Fader, Hardie and Lee (2005), equation 9.

    The equation reads (a+b−1)/(a−1) · [1 − (α/(α+t))^r · ₂F₁(r, b; a+b−1; t/(α+t))]. It is 0/0 at a = 1 and near it
    loses its digits. With 1 = (α/(α+t))^r · Σ (r)ₙ zⁿ/n!, z = t/(α+t), it is the same as Σ P(N = n) · gₙ: N, the
    purchases that a customer who never drops out makes, is negative binomial, and gₙ = Σ_{j<n} (b)ⱼ/(a+b)ⱼ are those
    that one makes of n who drops out after each with a probability p of law beta(a, b). All terms are positive, so that
    no digits are lost, and the rest of the sum is no more than that of a geometric series.

    Args:
        t: Time, in the unit of ``alpha``.
        r: Shape of the gamma law of purchase rates, one per customer.
        alpha: Its rate.
        a: First parameter of the beta law of dropping out.
        b: Its second, one per customer.
    """
    total = np.zeros(np.broadcast(r, alpha, b).shape)
    r, alpha, b = (np.broadcast_to(it, total.shape) for it in (r, alpha, b))
    if t <= 0:
        return total
    z = t / (alpha + t)
    places = np.arange(total.size)
    log_chance = r * np.log(alpha / (alpha + t))
    made, still_there = np.zeros(total.size), np.ones(total.size)
    n = 0
    while places.size:
        log_chance = log_chance + np.log(z * (r + n) / (n + 1))
        made = made + still_there
        still_there = still_there * (b + n) / (a + b + n)
        n += 1
        term = np.exp(log_chance) * made
        total[places] += term
        if n % LOOK == 0:
            # Each term is the one before times at most z (r + n) / n, which falls with n: gₙ₊₁/gₙ ≤ (n + 1)/n.
            ratio = z * (r + n) / n
            open_ = (ratio >= 1) | (term * ratio > PRECISION * total[places] * (1 - ratio))
            places, r, b, z = places[open_], r[open_], b[open_], z[open_]
            log_chance, made, still_there = log_chance[open_], made[open_], still_there[open_]
    return total
