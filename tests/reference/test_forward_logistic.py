"""Forward conditional logistic regression against Greene, statsmodels and the algorithm redone."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import linprog
from scipy.special import expit

from evaluation.analyses.forward_logistic import ENTRY_CUT, REMOVAL_CUT, forward_conditional
from evaluation.analyses.logistic import (
    conditional_statistics,
    fit_logistic,
    log_likelihood,
    score_statistics,
)

SEEDS = st.integers(0, 10**6)


def columns(rng, n=300, k=6):
    """Yes-or-no and whole-number columns, some of them related, in their order."""
    made = {}
    for i in range(k):
        values = rng.random(n) < 0.4 if i % 2 else rng.normal(50, 12, n).round()
        made[f"x{i}"] = values.astype(float)
    made["x2"] = (made["x0"] + rng.normal(0, 8, n)).round()
    return made


def answers(rng, made, slopes):
    log_odds = sum(b * (made[n] - made[n].mean()) for n, b in slopes.items()) - 0.3
    return (rng.random(len(log_odds)) < expit(log_odds)).astype(float)


def design(made, names):
    n = len(next(iter(made.values())))
    return np.column_stack([np.ones(n), *(made[name] for name in names)])


def example(seed, **slopes):
    rng = np.random.default_rng(seed)
    made = columns(rng)
    return made, answers(rng, made, slopes or {"x0": 0.04, "x1": 0.7})


def test_the_published_logit_of_spector_and_mazzeo():
    """Greene, Econometric analysis: grade on GPA, TUCE and PSI, 32 students."""
    data = sm.datasets.spector.load_pandas().data
    made = {name: data[name].to_numpy(float) for name in ("GPA", "TUCE", "PSI")}
    fit = fit_logistic(design(made, made), data["GRADE"].to_numpy(float))
    assert fit.coefficients == pytest.approx([-13.021, 2.826, 0.095, 2.379], abs=6e-4)
    errors = np.sqrt(np.diag(fit.covariance))
    assert errors == pytest.approx([4.931, 1.263, 0.142, 1.065], abs=6e-4)
    assert fit.log_likelihood == pytest.approx(-12.890, abs=6e-4)


@pytest.mark.parametrize("seed", range(5))
def test_the_fit_is_that_of_statsmodels(seed):
    made, y = example(seed)
    x = design(made, made)
    ours, theirs = fit_logistic(x, y), sm.Logit(y, x).fit(disp=0, method="newton", tol=1e-13)
    assert ours.coefficients == pytest.approx(theirs.params, abs=1e-8)
    assert np.sqrt(np.diag(ours.covariance)) == pytest.approx(theirs.bse, abs=1e-8)
    assert ours.log_likelihood == pytest.approx(theirs.llf, abs=1e-8)


@pytest.mark.parametrize("seed", range(5))
def test_the_score_statistics_are_those_of_statsmodels(seed):
    made, y = example(seed)
    x, z = design(made, ["x0", "x1"]), design(made, ["x2", "x3", "x4"])[:, 1:]
    glm = sm.GLM(y, x, family=sm.families.Binomial())
    params = glm.fit(tol=1e-13).params
    theirs = [glm.score_test(params, exog_extra=z[:, [j]])[0].item() for j in range(3)]
    assert score_statistics(x, y, fit_logistic(x, y), z) == pytest.approx(theirs, rel=1e-7)


@pytest.mark.parametrize("seed", range(5))
def test_the_conditional_ratio_is_at_the_conditional_mean_and_above_the_ordinary_one(seed):
    made, y = example(seed)
    x = design(made, ["x0", "x1", "x2", "x3"])
    found = conditional_statistics(x, y, fit_logistic(x, y))
    theirs = sm.Logit(y, x).fit(disp=0, method="newton", tol=1e-13)
    information = -theirs.model.hessian(theirs.params)
    for j in range(1, x.shape[1]):
        rest = [i for i in range(x.shape[1]) if i != j]
        # Mean of the rest given b[j] = 0, from the information instead of the covariance.
        moved = np.linalg.solve(information[np.ix_(rest, rest)], information[rest, j])
        b = theirs.params[rest] + moved * theirs.params[j]
        without = sm.Logit(y, x[:, rest])
        assert found[j] == pytest.approx(2 * (theirs.llf - without.loglike(b)), rel=1e-6)
        refitted = without.fit(disp=0, method="newton", tol=1e-13)
        assert found[j] >= 2 * (theirs.llf - refitted.llf) - 1e-9


def redone(made, y):
    """The documented algorithm, word for word, refitting with statsmodels at every turn."""

    def fitted(names):
        return sm.GLM(y, design(made, names), family=sm.families.Binomial()).fit(tol=1e-12)

    def leaving(names):
        model = fitted(names)
        v, b = model.cov_params(), model.params
        p = {}
        for j, name in enumerate(names, start=1):
            without = b - v[:, j] * b[j] / v[j, j]
            p[name] = stats.chi2.sf(2 * (model.llf - model.model.loglike(without)), 1)
        return max(p.items(), key=lambda item: item[1])

    names, seen = [], [set()]
    while True:
        model = fitted(names)
        p = {
            n: model.model.score_test(model.params, exog_extra=made[n][:, None])[1].item()
            for n in made
            if n not in names
        }
        if not p or min(p.values()) >= 0.05:
            return names
        entering = min(p, key=p.get)
        if {*names, entering} in seen:
            return names
        names = [*names, entering]
        seen.append(set(names))
        while names and (worst := leaving(names))[1] > 0.10:
            if {*names} - {worst[0]} in seen:
                return names
            names = [n for n in names if n != worst[0]]
            seen.append(set(names))


@pytest.mark.parametrize("seed", range(12))
def test_the_selection_is_that_of_the_documented_algorithm(seed):
    made, y = example(seed, x0=0.03, x1=0.5, x5=0.4)
    assert list(forward_conditional(made, y).names) == redone(made, y)


def sum_of_two(seed):
    """A noisy sum of two factors: it enters first, and leaves when both are in."""
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(2, 400))
    made = {"sum": a + b + rng.normal(0, 0.5, 400), "a": a, "b": b}
    return made, (rng.random(400) < expit(a + b)).astype(float)


def test_what_no_longer_adds_leaves():
    made, y = sum_of_two(0)
    chosen = forward_conditional(made, y)
    assert [(s.action, s.name) for s in chosen.steps] == [
        ("entered", "sum"),
        ("entered", "b"),
        ("entered", "a"),
        ("left", "sum"),
    ]
    assert chosen.names == ("b", "a") == tuple(redone(made, y))
    assert chosen.steps[-1].chi_square < REMOVAL_CUT < ENTRY_CUT < chosen.steps[0].chi_square


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, factor=st.sampled_from([0.01, 3.0, 1000.0]), shift=st.floats(-50, 50))
def test_units_change_no_choice_and_only_their_own_odds(seed, factor, shift):
    made, y = example(seed)
    one = forward_conditional(made, y)
    other = forward_conditional({**made, "x0": made["x0"] * factor + shift}, y)
    assert one.names == other.names
    for k, name in enumerate(one.names, start=1):
        b = other.fit.coefficients[k] * (factor if name == "x0" else 1)
        assert b == pytest.approx(one.fit.coefficients[k], rel=1e-5, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_the_other_answer_turns_the_signs(seed):
    made, y = example(seed)
    one, other = forward_conditional(made, y), forward_conditional(made, 1 - y)
    assert one.names == other.names
    assert one.fit.coefficients == pytest.approx(-other.fit.coefficients, abs=1e-7)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_nothing_left_outside_would_enter(seed):
    made, y = example(seed)
    chosen = forward_conditional(made, y)
    x = design(made, chosen.names)
    outside = [n for n in made if n not in chosen.names]
    scores = score_statistics(x, y, chosen.fit, design(made, outside)[:, 1:])
    if all(step.action == "entered" for step in chosen.steps):
        assert (scores <= ENTRY_CUT).all()
    assert chosen.fit.log_likelihood == pytest.approx(
        float(log_likelihood(x, y, chosen.fit.coefficients))
    )


def separated(x, y):
    """Whether a sum of columns separates the answers, wholly or in part (Konis 2007)."""
    signed = (2 * y - 1)[:, None] * x
    best = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(y)), bounds=(-1, 1))
    return -best.fun > 1e-7


@settings(max_examples=150, deadline=None)
@given(seed=SEEDS, n=st.integers(4, 40), k=st.integers(1, 3), steps=st.integers(2, 9))
def test_a_fit_is_refused_exactly_where_the_answers_are_separated(seed, n, k, steps):
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.integers(0, steps, (n, k))]).astype(float)
    y = (rng.random(n) < expit(rng.normal(0, 3) * (x[:, 1] - steps / 2))).astype(float)
    if np.linalg.matrix_rank(x) == k + 1:
        assert (fit_logistic(x, y) is None) == separated(x, y)


@pytest.mark.parametrize("far", [1.0, 1e3, 1e6])
def test_answers_separated_by_far_ends(far):
    """Log odds of millions at the ends: refused, and the search comes to an end."""
    x = np.concatenate([-np.linspace(1, far, 1500), np.linspace(1, far, 1500)])
    assert fit_logistic(np.column_stack([np.ones(3000), x]), (x > 0).astype(float)) is None


def test_what_separates_is_set_aside_and_the_rest_goes_on():
    made, y = example(0)
    rng = np.random.default_rng(1)
    partly = np.where(y == 1, rng.random(len(y)) < 0.5, 0.0)
    chosen = forward_conditional({"wholly": y * 3 - 1, "partly": partly, **made}, y)
    assert set(chosen.separated) == {"wholly", "partly"}
    assert chosen.names == forward_conditional(made, y).names != ()
    assert np.isfinite(chosen.fit.coefficients).all()


def test_what_tells_the_same_thing_is_skipped_and_what_does_not_vary_is_left_out():
    made, y = example(0)
    more = {**made, "again": 7 - 2 * made["x1"], "flat": np.full(len(y), 3.0)}
    chosen = forward_conditional(more, y)
    assert len({"x1", "again"} & set(chosen.names)) == 1 == len(chosen.same_thing)
    assert {*chosen.names, *chosen.same_thing} == {*forward_conditional(made, y).names, "again"}
    assert chosen.constant == ("flat",)


@pytest.mark.parametrize("y", [np.array([]), np.zeros(30), np.ones(30)], ids=["none", "0", "1"])
def test_without_two_answers_there_is_no_model(y):
    chosen = forward_conditional({"x": np.arange(len(y), dtype=float)}, y)
    assert chosen.fit is None and chosen.names == () == chosen.steps


def test_without_candidates_the_model_is_the_share():
    chosen = forward_conditional({}, np.array([1.0, 0, 0, 0]))
    assert chosen.names == () and chosen.fit.coefficients == pytest.approx([np.log(1 / 3)])


def test_pure_noise_is_found_about_every_third_time():
    """1 − 0.95⁸ = 34 %: eight factors without any effect, 600 samples of 300 clients."""
    rng = np.random.default_rng(20071001)
    found = 0
    for _ in range(600):
        noise = {f"x{i}": rng.normal(size=300) for i in range(8)}
        found += bool(forward_conditional(noise, (rng.random(300) < 0.4).astype(float)).names)
    assert found / 600 == pytest.approx(1 - 0.95**8, abs=0.05)


def test_workers_that_differ_make_a_worker_level_factor_of_no_effect_seem_to_work():
    """40 workers of 15 clients; one test at 5 % errs many times as often as it says."""
    rng = np.random.default_rng(7)
    worker = np.repeat(np.arange(40), 15)
    found = 0
    for _ in range(300):
        factor = rng.permutation(np.arange(40) % 2)[worker].astype(float)
        y = (rng.random(600) < expit(rng.normal(0, 0.8, 40)[worker])).astype(float)
        found += "factor" in forward_conditional({"factor": factor}, y).names
    assert found / 300 > 0.15
