"""The validity study itself: its short cuts are exact, its oracle is right, a few regions pass.

``make validity`` runs the whole study; the slow test here holds all its promises.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Known, learn, least_squares
from oracle import verdicts as oracle_verdicts
from page import page
from regions import (
    IN_TURN,
    TESTED,
    TIMES,
    draw,
    in_turn,
    memberships_of,
    smallest_of,
    true_everywhere,
)
from run import study
from tables import confusion, coverage, false_claims, promises, share
from tally import (
    Records,
    at_level,
    examine_seed,
    true_effects,
    verdicts_only,
    what_the_oracle_knows,
)

from evaluation.analyses import contrasts
from evaluation.analyses.study import Study
from evaluation.findings import Estimate, VerdictKind
from evaluation.membership import memberships
from evaluation.simulation import simulate
from evaluation.simulation.answers import RESIDUAL_SD, STABILITY

SEEDS = range(1, 13)


@pytest.fixture(scope="module")
def known(framework):
    return learn(framework, range(900_000, 900_006))


@pytest.fixture(scope="module")
def truths(framework):
    return true_effects(framework, range(950_000, 950_003))


@pytest.fixture(scope="module")
def records(framework, known):
    found = Records()
    for seed in SEEDS:
        found += examine_seed(seed, framework, known)
    return found


@pytest.mark.parametrize(("seed", "loss"), [(1, True), (5, False)])
def test_memberships_made_straight_from_the_draws_are_those_made_from_rows(seed, loss, framework):
    truth = in_turn(seed, framework)
    long_way = memberships(simulate(seed, truth=truth, loss=loss).observations(), framework)
    rows = long_way.frame.reset_index(drop=True)
    straight = memberships_of(draw(seed, truth, loss=loss), framework).frame
    assert set(rows) - set(straight) == {"gender", "client_group", "started"}
    numbers = list(straight.columns.drop(["office", "worker", "reached"]))
    pd.testing.assert_frame_equal(straight[numbers], rows[numbers], check_exact=True)
    assert (straight[["office", "reached"]] == rows[["office", "reached"]]).all(axis=None)
    assert (pd.factorize(straight["worker"])[0] == pd.factorize(rows["worker"])[0]).all()


def test_every_kind_is_planted_on_every_testable_configuration(framework):
    planted = {(id, in_turn(k, framework)[id].kind) for k in range(len(IN_TURN)) for id in TESTED}
    assert planted == {(id, kind) for id in TESTED for kind in IN_TURN}


def test_intervals_at_another_level_are_those_of_the_test_at_that_level(framework):
    told = Study(memberships_of(draw(3, in_turn(3, framework)), framework), framework, None)
    with verdicts_only():
        found = {f.about: f for f in contrasts.analyse(told)}
        for id in ("planned-work", "interactive-approach"):
            alone = contrasts.test(told, framework.configurations[id], level=0.95)
            wanted = {e.name: e for e in alone.estimates}
            for estimate in found[id].estimates:
                if estimate.name in ("generation", "outside", "conditionality"):
                    turned = at_level(estimate, 0.95)
                    assert turned.lower == pytest.approx(wanted[turned.name].lower)
                    assert turned.upper == pytest.approx(wanted[turned.name].upper)


def test_no_verdict_reads_the_checks_that_are_left_out(framework):
    told = Study(memberships_of(draw(1, in_turn(1, framework)), framework), framework, None)
    whole = {f.about: f for f in contrasts.analyse(told)}
    with verdicts_only():
        short = {f.about: f for f in contrasts.analyse(told)}
    for id, finding in whole.items():
        assert short[id].verdict == finding.verdict
        assert set(short[id].estimates) <= set(finding.estimates)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.2, 4), st.floats(0.05, 2), st.floats(0.05, 2))
def test_the_oracles_least_squares_are_those_of_the_whole_matrix(seed, residual, worker, office):
    rng = np.random.default_rng(seed)
    workers = pd.Series(rng.integers(0, 9, 50))
    offices = workers // 3
    x = np.column_stack([np.ones(50), rng.standard_normal((50, 2))])
    y = rng.standard_normal(50)
    same = [np.equal.outer(g.to_numpy(), g.to_numpy()) for g in (workers, offices)]
    v = residual * np.eye(50) + worker * same[0] + office * same[1]
    covariance = np.linalg.inv(x.T @ np.linalg.solve(v, x))
    value = covariance @ x.T @ np.linalg.solve(v, y)
    found = least_squares(x, y, workers, offices, Known(0.0, residual, worker, office))
    np.testing.assert_allclose(found[0], value, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(found[1], covariance, rtol=1e-8, atol=1e-10)


def test_the_oracle_knows_what_was_planted(known):
    participation = known["interactive-approach"]
    assert participation.slope == pytest.approx(STABILITY - 1, abs=0.03)
    rounding = 1 / 12
    assert participation.residual == pytest.approx(RESIDUAL_SD**2 + rounding, rel=0.05)


def test_the_oracle_sees_large_effects_and_refutes_none_at_all(framework, known):
    for times, kind in ((4.0, VerdictKind.SUPPORTED), (0.0, VerdictKind.REFUTED)):
        truth = true_everywhere(times, framework, ["economic-awareness"])
        told = Study(memberships_of(draw(2, truth), framework), framework, None)
        found = oracle_verdicts(told, known)
        assert {found[id] for id in TESTED if id != "economic-awareness"} == {kind}


def test_true_effects_are_planted_ones_less_what_the_ends_of_the_scale_cut_off(framework, truths):
    for t in truths:
        if t.kind not in TIMES or (t.kind != "works-regardless" and t.effect == "outside"):
            assert t.all == t.followed == 0
        elif t.planted:
            assert t.all == pytest.approx(t.planted, rel=0.12)
            assert np.sign(t.followed) == np.sign(t.planted)
    life = [t for t in truths if t.id == "participation-to-life-situation" and t.kind == "true"]
    assert life[0].all < 0.95 * life[0].planted
    assert life[0].planted == pytest.approx(
        2.2 * smallest_of(framework, "participation-to-life-situation")
    )


def test_a_share_of_independent_rows_has_the_binomial_error():
    yes = [1] * 30 + [0] * 70
    found = share(yes, range(100))
    assert (found.value, found.n) == (30.0, 100)
    assert found.error == pytest.approx(100 * np.sqrt(0.3 * 0.7 / 99))


def test_rows_of_one_region_that_agree_tell_no_more_than_one_row():
    yes, region = [1] * 30 + [0] * 70, range(100)
    four_times = share(np.repeat(yes, 4), np.repeat(region, 4))
    assert four_times.error == pytest.approx(share(yes, region).error)


def test_no_event_is_shown_with_its_upper_limit():
    assert str(share([0] * 300, range(300))) == "0.0 (±1.0)"
    assert str(share([], [])) == "–"


def test_an_interval_at_its_own_level_stays_as_it_is():
    estimate = Estimate("generation", 1.0, 0.5, 1.5, 40, 12.5, level=0.99)
    assert at_level(estimate, 0.99).lower == pytest.approx(0.5)
    assert at_level(estimate, 0.95).upper < 1.5


def test_a_few_regions_hold_the_truth_and_are_told_nothing_false(records, truths, framework):
    pooled = coverage(records, truths, framework, ("effect",))
    for covered in pooled["covered"]:
        assert abs(covered.value - 95) < 4 * covered.error
    assert false_claims(records)["theories, ours"].value <= 100 / len(SEEDS)
    for level in ("client", "worker"):
        table = confusion(records, framework, level)
        assert table.loc["true", "refuted"].value == table.loc["true", "harmful"].value == 0
        assert table.loc["harmful", "supported"].value == 0
        assert table.loc["true", "supported"].value > 80
    office = confusion(records, framework, "office")
    assert office.loc["untestable", "untestable"].value == 100
    assert not [i for i in records.intervals if i.id not in TESTED]


def test_the_page_tells_every_promise(records, truths, framework):
    text = page(records, truths, framework, SEEDS)
    for promise in promises(records, truths, framework):
        assert f"| {promise.text} | {promise.found} |" in text
    assert text == page(records, truths, framework, SEEDS)


@pytest.mark.slow
def test_all_promises_are_kept_over_a_thousand_regions(framework):
    found = study(range(1, 1001), framework, what_the_oracle_knows(framework), jobs=2)
    made = promises(found, true_effects(framework), framework)
    assert [p for p in made if not p.kept] == []
