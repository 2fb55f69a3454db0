"""What a purchase brings and customers are worth: the published figures, other means, and when it is declined."""

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.special import gammaln

import histories
from crm_analysis.errors import NotEnoughEvidence
from crm_analysis.models.likelihood import RAN_AWAY
from crm_analysis.models.purchases import BetaGeometric
from crm_analysis.models.spend import (
    CORRELATED,
    FEWEST_CUSTOMERS,
    LEFT_OUT,
    MEAN_IN_DOUBT,
    NO_MEAN,
    TOO_FEW,
    GammaGamma,
    _likelihood,
)

NOTE = (6.25, 3.74, 15.44)
"""p, q, γ of the CDNOW sample in Fader and Hardie (2013)."""
FITTED = (6.2499, 3.7442, 15.4433)


def known(model, *params):
    """A model whose parameters are given."""
    made = model()
    made._learn_nothing(1_000)
    made.params_ = dict(zip(model.parameters, params, strict=True))
    return made


def simulated(params, customers, seed):
    """``x, mean_spend`` of customers whose amounts follow the law."""
    chance = np.random.default_rng(seed)
    p, q, gamma = params
    x = chance.integers(1, 8, customers)
    return x, chance.gamma(p * x, 1 / (x * chance.gamma(q, 1 / gamma, customers)))


@pytest.fixture(scope="module")
def cdnow(real_data):
    return histories.cdnow(real_data)


# Published figures


@pytest.mark.real
def test_cdnow_parameters(cdnow):
    found = GammaGamma().fit(cdnow["x"], cdnow["mean_spend"])
    assert (found.customers_, found.left_out_) == (946, 0)
    assert found.converged_ and not found.doubts_ and not found.warnings_
    assert [round(value, 2) for value in found.params_.values()] == list(NOTE)
    assert tuple(found.params_.values()) == pytest.approx(FITTED, rel=2e-4)
    assert round(found.log_likelihood_, 3) == -4055.918
    assert round(found.correlation_, 3) == 0.114
    assert round(found.expected_spend_of_a_new_customer(), 2) == 35.17


@pytest.mark.real
def test_cdnow_first_ten_customers(cdnow):
    found = GammaGamma().fit(cdnow["x"], cdnow["mean_spend"])
    first = cdnow.head(10)
    means = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    assert list(found.expected_spend(first["x"], first["mean_spend"])) == pytest.approx(means, abs=6e-3)


def test_spend_of_the_first_customer_of_the_note():
    """Two repeat purchases of 22.345 on average give 24.65; nobody known gives the mean of all, 35.17."""
    model = known(GammaGamma, *FITTED)
    assert list(model.expected_spend([2, 0], [22.345, np.nan])) == pytest.approx([24.65, 35.17], abs=6e-3)


@pytest.mark.real
def test_online_retail_parameters(real_data):
    shop = histories.online_retail(real_data, "2011-09-10")
    found = GammaGamma().fit(shop["x"], shop["mean_spend"])
    assert [round(value, 2) for value in found.params_.values()] == [2.33, 3.35, 413.78]
    assert not found.doubts_ and not found.warnings_
    # In 90 days £1.57 M were to be expected, and £2.67 M came: the season before Christmas is not in the model.
    purchases = BetaGeometric(despite_doubts=True).fit(shop["x"], shop["t_x"], shop["age"])
    each = found.expected_spend(shop["x"], shop["mean_spend"])
    worth = purchases.expected_purchases(90 / 7, shop["x"], shop["t_x"], shop["age"]) * each
    spent = shop["spent"].to_numpy()
    assert (worth.sum() / 1e6, spent.sum() / 1e6) == pytest.approx((1.57, 2.67), abs=6e-3)
    best = lorenz_area(spent, spent)
    assert lorenz_area(spent, worth) / best == pytest.approx(0.774, abs=2e-3)
    assert lorenz_area(spent, shop["past_spent"].to_numpy()) / best == pytest.approx(0.765, abs=2e-3)


def lorenz_area(worth, order):
    """Twice the area between the curve of shares of what came, best first, and the diagonal."""
    shares = np.cumsum(worth[np.argsort(-order, kind="stable")]) / worth.sum()
    return 2 * (shares - np.arange(1, len(worth) + 1) / len(worth)).mean()


@pytest.mark.real
def test_cdnow_39_weeks_of_value(cdnow):
    """The forecast table: $59,932 of the $70,976 that came, and how well customers are ranked by it."""
    purchases = BetaGeometric().fit(cdnow["x"], cdnow["t_x"], cdnow["age"])
    spend = GammaGamma().fit(cdnow["x"], cdnow["mean_spend"])
    each = spend.expected_spend(cdnow["x"], cdnow["mean_spend"])
    worth = purchases.expected_purchases(39, cdnow["x"], cdnow["t_x"], cdnow["age"]) * each
    spent = cdnow["spent"].to_numpy()
    assert worth.sum() == pytest.approx(59_932, rel=0.01)
    assert spent.sum() == pytest.approx(70_976, abs=1)
    best = lorenz_area(spent, spent)
    assert lorenz_area(spent, worth) / best == pytest.approx(0.638, abs=2e-3)
    assert pd.Series(worth).corr(cdnow["spent"], method="spearman") == pytest.approx(0.426, abs=2e-3)
    top = np.argsort(-worth)[: len(worth) // 10]
    assert spent[top].sum() / spent.sum() == pytest.approx(0.502, abs=5e-3)


# The equations by other means


@pytest.mark.parametrize(("x", "mean"), [(1, 30.0), (3, 12.5), (20, 41.0)])
def test_likelihood_of_a_customer_by_integration(x, mean):
    """The mean of x amounts has a gamma law of shape px and rate νx; ν has one of shape q and rate γ."""
    p, q, gamma = NOTE

    def law(value, shape, rate):
        return np.exp(shape * np.log(rate) + (shape - 1) * np.log(value) - rate * value - gammaln(shape))

    def density(nu):
        return law(mean, p * x, nu * x) * law(nu, q, gamma)

    integral, _error = quad(density, 0, 3, epsabs=0, limit=200)
    height, _slope = _likelihood(np.array([float(x)]), np.array([mean]))(np.array(NOTE))
    assert height == pytest.approx(np.log(integral), abs=1e-7)


@pytest.mark.parametrize("params", [(0.6, 1.3, 0.5), (6.0, 4.0, 0.5), (2.0, 0.8, 3.0)])
def test_slopes_are_those_of_the_likelihood(params):
    x, means = simulated((2.0, 3.0, 1.0), 300, seed=1)
    likelihood = _likelihood(x.astype(float), means)
    _height, slope = likelihood(np.array(params))
    for place, step in enumerate(1e-6 * np.eye(3) * params):
        up, down = (likelihood(np.array(params) + side * step)[0] for side in (1, -1))
        assert slope[place] == pytest.approx((up - down) / (2 * step[place]), rel=1e-5, abs=1e-3)


def test_expected_spend_weighs_the_customer_against_all():
    """By hand: p = 2, q = 3, γ = 10 give a mean of 10; four purchases of 20 weigh 8 to 2: (10 · 2 + 20 · 8) / 10."""
    model = known(GammaGamma, 2, 3, 10)
    assert list(model.expected_spend([0, 4, 4], [99, 20, -5])) == pytest.approx([10, 18, 2])


def test_the_unit_of_money_and_the_order_of_customers_change_nothing():
    x, means = simulated(NOTE, 2_000, seed=3)
    found = GammaGamma().fit(x, means)
    in_cents = GammaGamma().fit(x[::-1], 100 * means[::-1])
    assert in_cents.params_["gamma"] == pytest.approx(100 * found.params_["gamma"], rel=1e-3)
    assert in_cents.params_["q"] == pytest.approx(found.params_["q"], rel=1e-3)
    assert in_cents.log_likelihood_ == pytest.approx(found.log_likelihood_ - 2_000 * np.log(100))
    assert in_cents.expected_spend(3, 5_000) == pytest.approx(100 * found.expected_spend(3, 50), rel=1e-3)


@pytest.mark.heavy
def test_laws_are_found_again_within_two_standard_errors():
    """Each parameter in 90 of 100 shops of 4,000 customers or more."""
    near = np.zeros(3)
    for seed in range(100):
        found = GammaGamma().fit(*simulated(NOTE, 4_000, seed))
        off = np.array(list(found.params_.values())) - NOTE
        near += np.abs(off) <= 2 * np.array(list(found.standard_errors_.values()))
    assert near.min() >= 90, near


# When the model declines


@pytest.mark.parametrize("customers", [0, 1, FEWEST_CUSTOMERS - 1])
def test_few_customers_are_not_enough(customers):
    found = GammaGamma().fit(np.ones(customers), np.linspace(5, 9, customers))
    (doubt,) = found.doubts_
    assert doubt.template == TOO_FEW and found.params_ == {}
    with pytest.raises(NotEnoughEvidence, match=f"came back and paid: {customers} of 50"):
        found.expected_spend(1, 5)


def test_customers_who_never_came_back_tell_nothing():
    assert GammaGamma().fit(np.zeros(5_000), np.full(5_000, np.nan)).customers_ == 0


def test_spend_that_has_no_mean_is_refused():
    found = GammaGamma().fit(*simulated((2.0, 0.7, 5.0), 3_000, seed=2))
    (doubt,) = found.doubts_
    assert doubt.template == NO_MEAN and found.params_["q"] == pytest.approx(0.7, abs=0.1)
    assert found.warnings_ == ()
    with pytest.raises(NotEnoughEvidence, match="Go by what they have spent so far"):
        found.expected_spend_of_a_new_customer()


def test_a_mean_that_rests_on_few_customers_is_told():
    found = GammaGamma().fit(*simulated((2.0, 1.1, 5.0), 400, seed=4))
    assert not found.doubts_
    assert MEAN_IN_DOUBT in [warning.template for warning in found.warnings_]


def test_equal_amounts_have_no_likeliest_law():
    found = GammaGamma().fit(np.arange(200) % 5 + 1, np.full(200, 12.0))
    (said,) = found.warnings_
    assert said.template == RAN_AWAY and not found.declined_
    assert np.isnan(found.correlation_)
    assert list(found.expected_spend([0, 1, 9], [0, 12, 12])) == pytest.approx([12] * 3, rel=1e-4)


def test_where_all_customers_spend_alike_past_means_are_chance_and_drawn_to_that_of_all():
    """Amounts of one gamma law of mean 30, whoever pays: q grows without an end, and the mean rests on everybody."""
    chance = np.random.default_rng(3)
    x = np.arange(500) % 8 + 1
    found = GammaGamma().fit(x, chance.gamma(3 * x, 10 / x))
    assert not found.declined_ and MEAN_IN_DOUBT not in [warning.template for warning in found.warnings_]
    assert found.expected_spend([1, 8], [90, 12]) == pytest.approx([30, 30], rel=0.1)
    drawn = [found.varied(chance).drawn_spend(np.full((100, 1), 2.0), 1, 90, chance) for _variant in range(50)]
    assert np.isfinite(drawn).all() and np.mean(drawn) == pytest.approx(60, rel=0.1)


def test_frequent_customers_who_spend_more_are_told_of():
    x, means = simulated(NOTE, 2_000, seed=5)
    found = GammaGamma().fit(x, means * x)
    assert found.correlation_ > 0.3
    assert CORRELATED in [warning.template for warning in found.warnings_]


def test_a_refund_larger_than_the_sales_is_left_out_and_told():
    x, means = simulated(NOTE, 1_000, seed=6)
    found = GammaGamma().fit(np.append(x, [1] * 90), np.append(means, [0, -20] * 45))
    assert (found.customers_, found.left_out_) == (1_000, 90)
    assert [str(warning) for warning in found.warnings_] == [
        "Gamma-Gamma: 90 customers whose repeat purchases brought nothing or less are left out."
    ]
    assert found.warnings_[0].template == LEFT_OUT
    assert found.params_ == GammaGamma().fit(x, means).params_


@pytest.mark.parametrize(("x", "mean"), [(-1, 5), (1.5, 5), (1, np.nan), (1, np.inf)])
def test_amounts_that_cannot_be_are_refused(x, mean):
    with pytest.raises(ValueError, match=r"customer 1: .* cannot be"):
        GammaGamma().fit([1, x], [5, mean])
