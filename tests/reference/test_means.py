"""Standardised change, shares and GAS against published numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.analyses.means import hedges_g, hedges_g_from_summary, mean_estimate, share_estimate
from evaluation.scoring import t_score


def test_hedges_g_of_one_group_is_that_of_borenstein_et_al_2009():
    # Introduction to meta-analysis, ch. 4, worked example of a pre-post study.
    g = hedges_g_from_summary(mean=3.0, spread=5.5, r=0.7, n=50)
    standard_error = (g.upper - g.lower) / 2 / 1.959964
    assert g.value == pytest.approx(0.4160, abs=5e-5)
    assert standard_error == pytest.approx(0.1126, abs=5e-5)


def test_hedges_g_of_pairs_equals_that_of_their_summary():
    rng = np.random.default_rng(1)
    before = rng.normal(5, 2, 60)
    after = before + rng.normal(0.5, 1, 60)
    difference = after - before
    expected = hedges_g_from_summary(
        difference.mean(), difference.std(ddof=1), np.corrcoef(before, after)[0, 1], 60
    )
    assert hedges_g(before, after) == expected


def test_a_change_without_spread_has_no_g():
    assert np.isnan(hedges_g(np.array([1.0, 2, 3, 4]), np.array([2.0, 3, 4, 5])).value)


def test_wilson_interval_is_that_of_newcombe_1998():
    # Newcombe (1998), Statistics in Medicine 17, table I: 15 of 148 and 0 of 20.
    share = share_estimate("x", 15, 148)
    assert (share.lower, share.upper) == (
        pytest.approx(0.0624, abs=5e-5),
        pytest.approx(0.1605, abs=5e-5),
    )
    share = share_estimate("x", 0, 20)
    assert (share.lower, share.upper) == (pytest.approx(0), pytest.approx(0.1611, abs=5e-5))


@pytest.mark.parametrize(
    ("attainment", "expected"),
    [
        ([0, 0, 0], 50.0),
        ([-1, -1, -1], 36.307),
        ([2, 2, 2], 77.386),
        ([-2], 30.0),
        ([-2] * 2, 25.2),
        ([-2] * 3, 22.6),
        ([-2] * 4, 21.0),
        ([-2] * 5, 19.85),
    ],
)
def test_gas_t_scores_are_those_of_kiresuk_and_sherman(attainment, expected):
    digits = 5e-4 if expected in (36.307, 77.386) else 0.05
    assert t_score(attainment, [1] * len(attainment)) == pytest.approx(expected, abs=digits)


@given(st.lists(st.integers(-2, 2), min_size=1, max_size=6), st.integers(1, 9))
def test_a_t_score_does_not_depend_on_the_scale_of_the_weights(attainment, weight):
    n = len(attainment)
    assert t_score(attainment, [weight] * n) == pytest.approx(t_score(attainment, [1] * n))


@given(st.lists(st.floats(-10, 10), min_size=2, max_size=50))
def test_a_mean_lies_in_its_interval(values):
    mean = mean_estimate("x", np.array(values))
    assert mean.lower <= mean.value + 1e-9 and mean.value <= mean.upper + 1e-9
