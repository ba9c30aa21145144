"""The planted truth comes back: verdicts of the region over several simulated regions."""

from dataclasses import replace

import pytest

from evaluation.analyses import examine
from evaluation.findings import VerdictKind
from evaluation.membership import memberships
from evaluation.simulation import DEFAULT_SEED, simulate

SURE = {
    "interactive-approach": VerdictKind.SUPPORTED,
    "economic-awareness": VerdictKind.HARMFUL,
    "development-partnership": VerdictKind.DORMANT,
    "small-office-network": VerdictKind.UNTESTABLE,
}
"""Planted strongly enough that each region of this size should show it."""

NEVER = {
    "planned-work": {VerdictKind.REFUTED, VerdictKind.HARMFUL},
    "participation-to-life-situation": {VerdictKind.SUPPORTED, VerdictKind.WORKS_REGARDLESS},
    "studying-own-work": {VerdictKind.SUPPORTED, VerdictKind.WORKS_REGARDLESS},
}
"""Verdicts that would be wrong: what works is not refuted, what does not is not supported."""


def verdicts(seed, framework):
    table = memberships(simulate(seed).observations(), framework)
    findings = examine(table, framework)
    return {f.about: f.verdict.kind for f in findings if f.analysis == "contrasts"}


def check(seed, framework):
    told = verdicts(seed, framework)
    assert {id: told[id] for id in SURE} == SURE
    assert {id: kind for id, kind in told.items() if kind in NEVER.get(id, ())} == {}


@pytest.mark.parametrize("seed", [DEFAULT_SEED, 1, 2, 3])
def test_verdicts_of_a_region_are_those_planted(seed, framework):
    check(seed, framework)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 140))
def test_verdicts_of_many_regions_are_those_planted(seed, framework):
    check(seed, framework)


def test_planted_harm_supports_a_configuration_that_predicted_it(framework):
    claim = framework.configurations["economic-awareness"]
    turned = replace(claim, prediction=replace(claim.prediction, sign="worse"))
    theory = replace(framework, configurations={**framework.configurations, claim.id: turned})
    assert verdicts(DEFAULT_SEED, theory)[claim.id] is VerdictKind.SUPPORTED


def test_the_default_region_tells_all_seven_kinds_but_one(framework):
    told = verdicts(DEFAULT_SEED, framework)
    assert told["planned-work"] is VerdictKind.WORKS_REGARDLESS
    assert told["participation-to-life-situation"] is VerdictKind.REFUTED
    assert told["studying-own-work"] is VerdictKind.REFUTED
