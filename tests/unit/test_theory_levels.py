"""Holm's levels, the clearest answer, and what effects and shares say at a level."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from evaluation.analyses.contrasts import _persons_needed
from evaluation.analyses.effects import Effect, Share, share
from evaluation.analyses.holm import holm_levels
from evaluation.analyses.verdicts import Evidence, clearest, verdict
from evaluation.findings import VerdictKind

DECIDED = {
    VerdictKind.SUPPORTED,
    VerdictKind.WORKS_REGARDLESS,
    VerdictKind.REFUTED,
    VerdictKind.HARMFUL,
    VerdictKind.DORMANT,
}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_an_answer_is_clear_at_its_level_just_when_holm_rejects(p_values):
    levels = holm_levels({str(k): p for k, p in enumerate(p_values)})
    ours = [p <= 1 - levels[str(k)] for k, p in enumerate(p_values)]
    reject, adjusted, *_ = multipletests(p_values, alpha=0.05, method="holm")
    near = np.isclose(adjusted, 0.05, atol=1e-9).any()
    assume(not near)
    assert ours == reject.tolist()


def test_levels_are_those_of_a_worked_example():
    # Four claims: 0.01 ≤ 0.05/4, 0.013 ≤ 0.05/3, 0.03 > 0.05/2 stops; 0.04 is not looked at.
    levels = holm_levels({"a": 0.03, "b": 0.01, "c": 0.04, "d": 0.013, "none": None})
    errors = {key: 1 - level for key, level in levels.items()}
    assert errors == pytest.approx(
        {"b": 0.05 / 4, "d": 0.05 / 3, "a": 0.05 / 2, "c": 0.05 / 2, "none": 0.05 / 2}
    )


@pytest.mark.parametrize("p_values", [{}, {"a": None}])
def test_a_theory_without_an_answer_has_levels_still(p_values):
    assert holm_levels(p_values) == {key: 0.95 for key in p_values}


effects = st.builds(Effect, st.floats(-4, 4), st.floats(0.05, 2), st.floats(3, 500), st.just(100))


@settings(max_examples=300)
@given(
    effects, effects, effects, effects, st.floats(0.01, 0.99), st.sampled_from(["better", "worse"])
)
def test_the_clearest_answer_is_where_the_table_begins_to_answer(
    generation, outside, difference, rival, offered, sign
):
    found = {
        "generation": generation,
        "outside": outside,
        "conditionality": difference,
        "rival": rival,
    }
    given_share, smallest = Share(offered, 60, 40.0, 12.0), 1.0
    p = clearest(found, given_share, smallest, sign)
    assume(1e-9 < p < 0.9)

    def told(level):
        estimates = {name: e.estimate(name, level) for name, e in found.items()}
        reading = Evidence(
            smallest,
            **estimates,
            activation=given_share.estimate("activation-in", level),
            sign=sign,
        )
        return verdict(reading).kind

    assert told(1 - p * 1.001) in DECIDED
    assert told(1 - p * 0.999) not in DECIDED


def test_nothing_is_clear_where_nothing_was_estimated():
    assert clearest({}, None, 1.0, "better") is None
    alone = {"generation": Effect(-3, 0.5, 40, 60)}
    assert clearest(alone, None, 1.0, "better") == pytest.approx(
        2 * stats.t.cdf(-6, 40)
    )  # harm needs nobody to compare with
    assert clearest(alone, None, 1.0, "worse") is None


def test_an_effect_has_the_interval_and_p_of_its_t_distribution():
    effect = Effect(2.0, 0.5, 20, 100)
    estimate = effect.estimate("x", 0.9)
    assert (estimate.lower, estimate.upper) == pytest.approx((1.1376, 2.8624), abs=5e-5)
    assert effect.p_above(1.0) == pytest.approx(0.0296, abs=5e-5)  # t = 2, 20 df
    assert effect.p_below(1.0) == pytest.approx(1 - 0.0296, abs=5e-5)
    assert effect.detectable(0.95) == pytest.approx(0.5 * (2.0860 + 0.8600), abs=5e-4)


def test_persons_needed_would_make_the_answer_clear_with_the_power_promised():
    effect = Effect(1.4, 0.5, 1e6, 100)
    factor = effect.persons_needed(1.0, 0.95) / 100
    error = effect.standard_error / math.sqrt(factor)
    power = stats.norm.sf(stats.norm.ppf(0.975) - (1.4 - 1.0) / error)
    assert power == pytest.approx(0.8, abs=1e-3)
    assert Effect(1.0, 0.5, 30, 100).persons_needed(1.0, 0.95) == math.inf


@given(st.integers(1, 300), st.data())
def test_a_share_of_independent_persons_has_wilsons_interval(n, data):
    of = data.draw(st.integers(0, n))
    ours = Share(of / n, n, n, np.inf).estimate("x", 0.95)
    lower, upper = proportion_confint(of, n, alpha=0.05, method="wilson")
    assert (ours.lower, ours.upper) == pytest.approx((lower, upper), abs=1e-12)


@given(st.floats(0.01, 0.99), st.floats(2, 400), st.floats(1, 80), st.floats(0.5, 0.999))
def test_the_share_test_is_the_interval_turned_round(value, effective, df, level):
    found = Share(value, 400, effective, df)
    upper = found.estimate("x", level).upper
    assume(abs(upper - 0.2) > 1e-9)
    assert (upper < 0.2) == (found.p_below(0.2) < (1 - level) / 2)


def test_clients_who_resemble_each_other_count_for_fewer():
    alike = share(np.repeat([True, False], 50), np.repeat(np.arange(10), 10))
    assert alike.effective == pytest.approx(100 * 0.9 / 10)  # ten workers tell as ten persons
    mixed = share(np.tile([True, False], 50), np.repeat(np.arange(10), 10))
    assert mixed.effective == 100
    assert share(np.array([], bool), np.array([])) is None
    assert share(np.array([True, False]), np.array(["w", "w"])).effective == 2


def test_intervals_of_shares_cover_the_truth_when_workers_differ():
    """Beta-distributed workers, intraclass correlation 0.1; 20 workers of 15 clients."""
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(2000):
        p = rng.beta(0.3 * 9, 0.7 * 9, 20)
        yes = rng.random(300) < np.repeat(p, 15)
        found = share(yes, np.repeat(np.arange(20), 15)).estimate("x", 0.95)
        hits += found.lower <= 0.3 <= found.upper
    assert 0.935 <= hits / 2000 <= 0.965


@given(effects, effects, st.sampled_from([0.95, 0.99]))
def test_persons_needed_take_the_shortest_way_to_an_answer(generation, outside, level):
    difference = Effect(generation.value - outside.value, 0.7, 80, 100)
    found = {"generation": generation, "outside": outside, "conditionality": difference}
    needed, alone = _persons_needed(found, 1.0, level), generation.persons_needed(1.0, level)
    assert needed >= alone
    if generation.value <= 1:
        assert needed == alone
    elif outside.value > 1:
        assert needed <= max(alone, outside.persons_needed(1.0, level))
    assert _persons_needed({"generation": generation}, 1.0, level) is None
