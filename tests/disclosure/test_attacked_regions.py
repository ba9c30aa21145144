"""Nobody is found by adding and subtracting: eight reports, two editions, over many regions.

``make attacks`` runs a thousand regions and writes ``docs/attacks.md``; so does the slow test here.
"""

from dataclasses import replace

import numpy as np
import pytest
from attacked_clients import OFFICES
from attacked_findings import findings_without_numbers
from attacked_regions import SCOPES, region
from attacked_ways import WAYS, told_in
from attacking import (
    ANYTHING,
    Figures,
    attacked,
    counted,
    exact_with_totals,
    figures,
    holds,
    learned,
    ours,
    published,
    unguarded,
    values_left,
)
from attacks_page import page
from run_attacks import ROOT, attack_one, broken_promises, study

import evaluation as ev
from evaluation.analyses import examine
from evaluation.attack import solved
from evaluation.findings import REGION
from evaluation.puzzle import Contradiction
from evaluation.ties import may_grow

SEEDS = (2,)
"""In all but the first a door that did not look at earlier editions let a count be narrowed."""


@pytest.fixture(scope="module")
def told(observations, framework):
    """The findings of the analyses, by id."""
    whole = ev.memberships(observations, framework)
    found = examine(whole.of("office-a"), framework, observations.of("office-a"), "office-a")
    return {finding.id: finding for finding in found}


@pytest.mark.parametrize("made", findings_without_numbers(), ids=lambda finding: finding.id)
def test_names_and_ties_are_those_of_the_analyses(made, told):
    true = told[made.id]
    for table in made.tables:
        same = next(t for t in true.tables if t.name == table.name)
        assert table.of == same.of
        if table.name != "started-by-year":
            assert table.coarser == same.coarser
            assert [(p.key, p.who, p.within) for p in table.parts] == [
                (p.key, p.who, p.within) for p in same.parts
            ]
    estimates = {(e.name, e.unit, e.of, e.quantity) for e in true.estimates}
    assert {(e.name, e.unit, e.of, e.quantity) for e in made.estimates} <= estimates
    assert set(made.unions) <= set(true.unions)
    assert set(made.unions) == set(true.unions) or made.id == "dropout/clients"


def test_regions_are_what_they_are_drawn_as():
    for seed in SEEDS:
        first, second = region(seed)
        assert list(first) == list(second) == list(SCOPES)
        sizes = [dict(counted(first[office]))["clients"] for office in OFFICES]
        assert min(sizes) <= 5 and max(sizes) >= 300
        for scopes in (first, second):
            whole = dict(counted(scopes[REGION]))
            assert whole["clients"] == sum(
                dict(counted(scopes[office]))["clients"] for office in OFFICES
            )
        before, after = (dict(counted(scopes[REGION])) for scopes in (first, second))
        assert before["clients"] <= after["clients"] <= 1.3 * before["clients"]
        assert before["followed-up"] <= after["followed-up"]


def test_a_region_is_the_same_each_time():
    assert region(3) == region(3) != region(4)


@pytest.mark.parametrize("name", WAYS)
def test_all_that_readers_know_is_true(name):
    """Of our own way each attack asks this first."""
    for seed in (1, 2):
        editions = region(seed)
        bare = unguarded(seed, editions)
        assert holds(attacked(told_in(WAYS[name], bare, editions), bare, editions))


@pytest.fixture(scope="module")
def by_seed():
    return {seed: {"ours": ours(seed)} for seed in SEEDS}


def test_nobody_is_found_in_a_few_regions(by_seed):
    assert broken_promises(by_seed) == []


def test_enough_is_left_to_read(by_seed):
    whole = sum((found["ours"] for found in by_seed.values()), Figures())
    assert whole.shown > 0.2 * whole.counts
    assert whole.error < 2.5 * whole.shown


@pytest.fixture(scope="module")
def customary():
    """A region as it is customarily published: a few hidden, true totals printed."""
    editions = region(1)
    bare = unguarded(1, editions)
    return attacked(told_in(WAYS["customary"], bare, editions), bare, editions)


def test_the_attack_finds_what_is_known_to_be_unsafe(customary):
    hidden = customary.true(customary.truth)[customary.told] < 5
    found = figures(customary, hidden)
    assert found.protected == hidden.sum() > 100
    assert found.exact > 0.3 * found.protected
    assert found.narrowest == 1


def test_what_the_attack_finds_is_true(customary):
    true = customary.true(customary.truth)[customary.told]
    exact = values_left(customary.puzzle, 2)[customary.told] == 1
    low, high = solved(customary.puzzle, 2)
    assert exact.any()
    assert (low[customary.told] == true)[exact].all() and (high[customary.told] == true)[
        exact
    ].all()


def test_what_totals_alone_tell_is_not_counted(customary):
    nothing = replace(
        customary.puzzle,
        low=np.zeros_like(customary.puzzle.low),
        high=np.full_like(customary.puzzle.high, ANYTHING),
        ratios=(),
    )
    assert not exact_with_totals(customary, nothing).any()


def test_a_truth_that_readers_know_to_be_false_is_seen():
    editions = region(3)
    released = published(3, editions)
    case = attacked(learned(released), released, editions)
    name = next(name for name in case.truth if name.endswith("|clients"))
    assert not holds(replace(case, truth={**case.truth, name: -1 + 10**7 * 2}))
    with pytest.raises(Contradiction):
        holds(replace(case, truth={**case.truth, name: case.truth[name] + 1}))


def test_sets_that_clients_leave_are_not_said_to_grow():
    assert may_grow("0|office-a|clients") and may_grow("0|office-a|both:trust")
    for name in ("lost", "midway-only", "context:x:in:lost", "worse-half:trust", "a:but:b"):
        assert not may_grow(f"0|office-a|{name}")


def test_broken_promises_are_named_with_their_regions():
    good = Figures(counts=1000, protected=1000, narrowest=5)
    assert broken_promises({1: {"ours": good}}) == []
    bad = replace(good, exact=1, narrow=2, exact_with_totals=11, narrowest=1)
    told = broken_promises({7: {"ours": bad}})
    assert len(told) == 3 and "[7]" in told[0] and "[7]" in told[1]
    assert broken_promises({1: {"ours": replace(good, exact_with_totals=10)}}) == []


def test_the_page_tells_every_way_and_no_place_on_this_machine(customary):
    found = Figures(100, 50, 50, 75, 100, 3, 20, 9, 1)
    by_seed = {1: {**dict.fromkeys(WAYS, found), "ours": replace(found, exact=0)}}
    text = page(by_seed, 20, ["Something."])
    assert "make attacks REGIONS=1 FIRST=" in text
    assert "| 1 | 100 | 3.0 | 20.0 | 1 | 9.0 | 50.0 | 1.50 |" in text
    assert "| 1 | 100 | 0 | 20.0 |" in text
    assert "- Something." in text and "promises were kept**" in page(by_seed, 20)
    assert str(ROOT) not in text


@pytest.mark.slow
def test_other_ways_to_publish_give_counts_away():
    _, found = attack_one(1, first=1)
    assert found["nearest, exact region"].exact > 0
    assert found["nearest, sums"].narrow > 0.02 * found["nearest, sums"].protected


@pytest.mark.slow
def test_nobody_is_found_in_a_thousand_regions():
    assert broken_promises(study(range(1, 1001), jobs=2, every=0)) == []
