"""The 95 % interval of an indirect effect covers the truth; the planted paths come back."""

import numpy as np
import pytest
from mediated_clients import CLAIM, mediated

from evaluation.analyses.mediation import mediation
from evaluation.analyses.study import Study
from evaluation.membership import memberships
from evaluation.simulation import simulate

DESIGNS = {
    "region": {},
    "one office": {"workers": 12, "offices": 1, "per_worker": 20},
    "offices of three workers": {"workers": 24, "offices": 8, "skewed": True},
    "the worker's context": {"workers": 60, "worker_context": True},
    "no effect on reasoning": {"a": (0.0, 0.0)},
}
NAMES = ("indirect-in", "indirect-out", "indirect-difference")


def coverage(framework, design, replications, seed):
    """Share of intervals that hold the truth: in context, outside, and of the difference."""
    rng = np.random.default_rng(seed)
    (a_in, a_out), (b_in, b_out) = design.get("a", (1.0, 0.4)), design.get("b", (0.5, 0.5))
    truth = (a_in * b_in, a_out * b_out, a_in * b_in - a_out * b_out)
    held = np.zeros(3)
    for _ in range(replications):
        study = mediated(framework, rng, **design)
        found = {e.name: e for e in mediation(study, framework.configurations[CLAIM]).estimates}
        held += [found[n].lower <= t <= found[n].upper for n, t in zip(NAMES, truth, strict=True)]
    return held / replications


@pytest.mark.parametrize("design", ["region", "one office"])
def test_intervals_hold_the_truth_about_as_often_as_they_say(design, framework):
    """Within four standard errors of 95 % (150 replications)."""
    shares = coverage(framework, DESIGNS[design], 150, seed=20)
    assert (shares > 0.95 - 4 * np.sqrt(0.95 * 0.05 / 150)).all(), shares
    assert shares.mean() < 0.995, shares


@pytest.mark.slow
@pytest.mark.parametrize("design", DESIGNS)
def test_intervals_hold_the_truth_93_to_97_times_of_a_hundred(design, framework):
    """As far as 2,000 replications can tell: two of their own standard errors are allowed."""
    replications = 2000
    shares = coverage(framework, DESIGNS[design], replications, seed=30)
    error = 2 * np.sqrt(shares * (1 - shares) / replications)
    assert (shares + error >= 0.93).all() and (shares - error <= 0.97).all(), shares


@pytest.mark.slow
def test_no_path_at_all_is_seldom_told_to_be_one(framework):
    """Where both slopes are zero, intervals of a·b are wide, never too narrow (Hayes 2015)."""
    design = {"a": (0.0, 0.0), "b": (0.0, 0.0)}
    assert (coverage(framework, design, 1000, seed=40) >= 0.95).all()


@pytest.fixture(scope="module", params=[1, 2, 3])
def region(request, framework):
    observations = simulate(request.param).observations()
    return Study(memberships(observations, framework), framework, observations)


def asked(study, id):
    found = mediation(study, study.framework.configurations[id]).estimates
    return {e.name: e for e in found}


def test_a_planted_mechanism_is_seen_in_context_and_weaker_outside(region):
    found = asked(region, "interactive-approach")
    assert found["indirect-in"].lower > 0
    assert found["indirect-difference"].lower > 0
    assert abs(found["indirect-out"].value) < found["indirect-in"].lower


def test_planted_harm_is_seen_by_way_of_the_reasoning(region):
    assert asked(region, "economic-awareness")["indirect-in"].upper < 0


def test_a_mechanism_that_was_not_planted_does_not_matter(region):
    found = asked(region, "studying-own-work")["indirect-in"]
    smallest = region.framework.configurations["studying-own-work"].outcome.smallest_that_matters
    assert -smallest < found.lower < found.upper < smallest
