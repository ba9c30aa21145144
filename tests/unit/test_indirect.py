"""Slopes, draws and intervals of indirect effects: against refits, and their properties."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from evaluation.analyses.indirect import (
    draw_workers,
    groups_to_draw_in,
    paths,
    percentile_interval,
    standardised,
    sums_by_worker,
    within_offices,
)

WORKERS, OFFICES = 12, 3
OFFICE = np.arange(WORKERS) % OFFICES


def clients(seed, n=150):
    """Columns X, baseline, R, Y, and each client's worker."""
    rng = np.random.default_rng(seed)
    worker = np.concatenate([np.arange(WORKERS), rng.integers(WORKERS, size=n - WORKERS)])
    x = (rng.random(n) < 0.5).astype(float)
    base = rng.normal(50, 10, n)
    r = 0.8 * x + 0.1 * base + OFFICE[worker] + rng.standard_normal(n)
    y = 0.5 * r - 0.2 * x + 0.05 * base + rng.standard_normal(n)
    return np.column_stack([x, base, r, y]), worker


def slopes(values, worker, weights=None):
    weights = np.ones((1, WORKERS)) if weights is None else weights
    columns, spread = standardised(values)
    found = paths(within_offices(sums_by_worker(columns, worker, WORKERS), OFFICE, weights))
    x, r, y = spread[[0, -2, -1]]
    scale = {"a": r / x, "b": y / r, "direct": y / x, "indirect": y / x, "rho": 1}
    return {path: found[path] * scale[path] for path in scale}


def refitted(values, worker):
    """The same by ordinary least squares with a dummy an office, row by row."""
    dummies = np.eye(OFFICES)[OFFICE[worker]]
    x, base, r, y = values.T
    first = sm.OLS(r, np.column_stack([x, base, dummies])).fit()
    second = sm.OLS(y, np.column_stack([x, r, base, dummies])).fit()
    without = sm.OLS(y, np.column_stack([x, base, dummies])).fit()
    a, b, direct = first.params[0], second.params[1], second.params[0]
    rho = np.corrcoef(first.resid, without.resid)[0, 1]
    return {"a": a, "b": b, "direct": direct, "indirect": a * b, "rho": rho}


@pytest.mark.parametrize("seed", range(5))
def test_slopes_are_those_of_ordinary_least_squares(seed):
    values, worker = clients(seed)
    ours, theirs = slopes(values, worker), refitted(values, worker)
    for path, expected in theirs.items():
        assert ours[path][0] == pytest.approx(expected, rel=1e-10, abs=1e-10), path


@pytest.mark.parametrize("seed", range(3))
def test_a_draw_is_a_refit_on_the_workers_drawn(seed):
    """Also when an office has nobody in the draw."""
    values, worker = clients(seed)
    times = np.random.default_rng(seed).integers(0, 4, WORKERS)
    times[seed == OFFICE] = 0
    repeated = np.repeat(np.arange(len(worker)), times[worker])
    ours = slopes(values, worker, times[None, :].astype(float))
    dummies = np.delete(np.eye(OFFICES), seed, axis=1)[OFFICE[worker[repeated]]]
    x, base, r, y = values[repeated].T
    a = sm.OLS(r, np.column_stack([x, base, dummies])).fit().params[0]
    second = sm.OLS(y, np.column_stack([x, r, base, dummies])).fit().params
    assert ours["indirect"][0] == pytest.approx(a * second[1], rel=1e-9)
    assert ours["direct"][0] == pytest.approx(second[0], rel=1e-9)


@given(
    st.integers(0, 10_000),
    arrays(float, 4, elements=st.floats(0.01, 100)),
    arrays(float, 4, elements=st.floats(-100, 100)),
)
def test_units_and_zero_points_do_not_matter(seed, scale, shift):
    values, worker = clients(seed, n=80)
    plain, other = slopes(values, worker), slopes(values * scale + shift, worker)
    x, _, r, y = scale
    assert other["a"][0] * x / r == pytest.approx(plain["a"][0], rel=1e-5, abs=1e-7)
    assert other["b"][0] * r / y == pytest.approx(plain["b"][0], rel=1e-5, abs=1e-7)
    assert other["indirect"][0] * x / y == pytest.approx(plain["indirect"][0], rel=1e-5, abs=1e-7)
    assert other["rho"][0] == pytest.approx(plain["rho"][0], abs=1e-6)


@given(st.integers(0, 10_000))
def test_rho_lies_within_bounds_and_has_the_sign_of_b(seed):
    values, worker = clients(seed, n=60)
    found = slopes(values, worker)
    assert -1 <= found["rho"][0] <= 1
    assert np.sign(found["rho"][0]) == np.sign(found["b"][0])


def test_no_effect_is_left_at_rho():
    """The indirect effect as a function of ρ (Imai, Keele & Yamamoto 2010, theorem 4)."""
    values, worker = clients(1)
    found, dummies = slopes(values, worker), np.eye(OFFICES)[OFFICE[worker]]
    x, base, r, y = values.T
    total = sm.OLS(y, np.column_stack([x, base, dummies])).fit()
    first = sm.OLS(r, np.column_stack([x, base, dummies])).fit()
    observed = np.corrcoef(total.resid, first.resid)[0, 1]

    def effect(rho):
        ratio = total.resid.std() / first.resid.std()
        corrected = observed - rho * np.sqrt((1 - observed**2) / (1 - rho**2))
        return first.params[0] * ratio * corrected

    assert effect(0.0) == pytest.approx(found["indirect"][0], rel=1e-10)
    assert effect(found["rho"][0]) == pytest.approx(0.0, abs=1e-12)


def constant_resource(v):
    v[:, 0] = 1.0


def constant_reasoning(v):
    v[:, 2] = 3.3


def constant_outcome(v):
    v[:, 3] = 0.1


def reasoning_is_the_resource(v):
    v[:, 2] = 2 * v[:, 0] + 1


def reasoning_is_the_baseline(v):
    v[:, 2] = v[:, 1]


def outcome_is_the_resource(v):
    v[:, 3] = -v[:, 0]


@pytest.mark.parametrize(
    "spoil",
    [
        constant_resource,
        constant_reasoning,
        constant_outcome,
        reasoning_is_the_resource,
        reasoning_is_the_baseline,
        outcome_is_the_resource,
    ],
)
def test_what_cannot_be_told_apart_gives_no_number(spoil):
    values, worker = clients(3)
    spoil(values)
    assert all(np.isnan(found).all() for found in slopes(values, worker).values())


def test_a_resource_that_differs_between_offices_only_gives_no_number():
    values, worker = clients(3)
    values[:, 0] = OFFICE[worker] == 1
    assert np.isnan(slopes(values, worker)["indirect"]).all()


def test_nobody_at_all():
    columns, spread = standardised(np.empty((0, 4)))
    sums = sums_by_worker(columns, np.empty(0, dtype=int), WORKERS)
    assert np.isnan(paths(within_offices(sums, OFFICE, np.ones((3, WORKERS))))["indirect"]).all()
    assert spread.tolist() == [1.0] * 4


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        ([0, 0, 1, 1], [[0, 1], [2, 3]]),
        ([0, 0, 1, 2], [[0, 1], [2, 3]]),
        ([0, 0, 0, 1, 1, 2], [[0, 1, 2], [3, 4, 5]]),
        ([0, 1, 2], [[0, 1, 2]]),
        ([0], [[0]]),
        ([], []),
    ],
    ids=["plain", "two-alone", "one-alone", "all-alone", "one-worker", "none"],
)
def test_workers_alone_in_their_office_are_drawn_together(office, expected):
    group = groups_to_draw_in(np.array(office, dtype=int))
    found = [np.flatnonzero(group == g).tolist() for g in dict.fromkeys(group.tolist())]
    assert found == expected


@given(st.lists(st.integers(0, 4), min_size=1, max_size=25))
def test_every_draw_has_as_many_workers_as_there_are(office):
    group = groups_to_draw_in(np.array(office))
    weights = draw_workers(group, draws=7)
    assert (weights >= 0).all()
    for one in set(group.tolist()):
        there = group == one
        assert weights[:, there].sum(axis=1) == pytest.approx(np.full(7, there.sum()))
    assert (weights == draw_workers(group, draws=7)).all()


@pytest.mark.parametrize("m", [2, 5, 11])
def test_draws_vary_as_means_of_m_workers_do(m):
    """The variance of a mean over draws is s²/m, not the (m − 1)/m of it of a plain bootstrap."""
    values = np.random.default_rng(5).gamma(2, 1, m)
    means = draw_workers(np.zeros(m, dtype=int), draws=40_000) @ values / m
    assert means.var() == pytest.approx(values.var(ddof=1) / m, rel=0.03)
    assert means.mean() == pytest.approx(values.mean(), abs=4 * means.std() / 200)


def test_percentiles_go_as_far_out_as_the_t_distribution():
    draws = np.random.default_rng(1).standard_normal(400_000)
    for df, table in ((1e9, 1.960), (10, 2.228), (30, 2.042)):  # Student's t, two-sided 5 %
        lower, upper = percentile_interval(draws, df)
        assert (-lower, upper) == pytest.approx((table, table), abs=0.02)


def test_draws_that_fail_are_not_passed_over_in_silence():
    draws = np.linspace(0, 1, 1000)
    draws[:10] = np.nan
    assert np.isfinite(percentile_interval(draws, 20)).all()
    draws[:11] = np.nan
    assert np.isnan(percentile_interval(draws, 20)).all()
    assert np.isnan(percentile_interval(np.full(5, np.nan), 20)).all()
    assert np.isnan(percentile_interval(np.linspace(0, 1, 50), 0)).all()
