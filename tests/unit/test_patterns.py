"""The demi-regularity: four cells, where it should not hold, and as a relation of sets."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_study import CLAIM, CONTEXT, ELSEWHERE, INDICATOR, OUTCOME, REASONING, study_of

from evaluation.analyses.patterns import (
    OVERLAPS,
    SAME,
    TOO_CLOSE,
    analyse,
    can_be_told_apart,
    cells_by_client,
)
from evaluation.report.words import known_keys
from evaluation.simulation import edge_offices, simulate

THIRD = "time-to-develop"


def spread(*sizes):
    """0/1 columns that count up in binary: one block of clients for each combination."""
    width = (len(sizes) - 1).bit_length()
    return np.array(
        [
            [(k >> b) & 1 for b in reversed(range(width))]
            for k, n in enumerate(sizes)
            for _ in range(n)
        ],
        dtype=float,
    ).T


def about(found, name):
    return {f.about: f for f in found}[name]


def estimates(finding):
    return {e.name: e for e in finding.estimates}


def test_the_four_cells_have_their_means_and_counts(framework):
    context, fired = spread(11, 12, 13, 14)
    outcome = 2 * context + fired
    study = study_of(
        framework,
        {CONTEXT: context, REASONING: fired, INDICATOR: outcome, OUTCOME: context * fired},
    )
    found = about(list(analyse(study)), CLAIM)
    told = estimates(found)
    assert [told[f"mean:{c}"].value for c in ("C·M", "C·~M", "~C·M", "~C·~M")] == [3, 2, 1, 0]
    counts = {t.name: [p.n for p in t.parts] for t in found.tables}
    assert counts["cells"] == [14, 13, 12, 11]
    assert counts["outcome:C·M"] == [14, 0] and counts["outcome:C·~M"] == [0, 13]
    # Crisp degrees: consistency and coverage are plain shares.
    assert told["consistency"].value == told["coverage"].value == 1
    assert told["consistency-without"].value == 0


def test_a_client_with_anything_unknown_is_in_no_cell(framework):
    context, fired = spread(11, 12, 13, 14)
    columns = {CONTEXT: context, REASONING: fired, INDICATOR: np.zeros(50)}
    for name, place in ((CONTEXT, 0), (REASONING, 11), (INDICATOR, 30)):
        columns[name] = columns[name].copy()
        columns[name][place] = np.nan
    found = about(list(analyse(study_of(framework, columns))), CLAIM)
    assert [p.n for p in found.tables[0].parts] == [14, 12, 11, 10]


def test_a_claim_of_a_worse_outcome_is_consistent_with_the_outcomes_absence(framework):
    rng = np.random.default_rng(3)
    columns = {name: rng.uniform(0, 1, 60) for name in (CONTEXT, REASONING, OUTCOME)}
    better, worse = (
        estimates(next(analyse(study_of(framework, columns, sign=sign))))
        for sign in ("better", "worse")
    )
    x = np.minimum(columns[CONTEXT], columns[REASONING])
    for told, y in ((better, columns[OUTCOME]), (worse, 1 - columns[OUTCOME])):
        assert told["consistency"].value == pytest.approx(np.minimum(x, y).sum() / x.sum())
        assert told["coverage"].value == pytest.approx(np.minimum(x, y).sum() / y.sum())


def test_what_is_simply_elsewhere_is_not_told_twice(framework):
    context, fired = spread(11, 12, 13, 14)
    study = study_of(framework, {CONTEXT: context, REASONING: fired})
    found = about(list(analyse(study)), f"{CLAIM}:{ELSEWHERE}")
    assert found.notes == (SAME,) and found.estimates == ()


def test_another_circumstance_has_its_own_two_cells(framework):
    third, context, fired = spread(20, 21, 22, 23, 24, 25, 26, 27)
    outcome = 4 * third + 2 * context + fired
    study = study_of(
        framework,
        {CONTEXT: context, REASONING: fired, THIRD: third * (1 - context), INDICATOR: outcome},
        conditions=(THIRD,),
        should_not_hold_in=(THIRD,),
    )
    found = about(list(analyse(study)), f"{CLAIM}:{THIRD}")
    told = estimates(found)
    assert found.notes == ()
    assert (told["mean:M"].value, told["mean:M"].n) == (5, 25)
    assert (told["mean:~M"].value, told["mean:~M"].n) == (4, 24)
    assert told["reached:M"].n == 25


@pytest.mark.parametrize(
    ("inside", "notes"), [(0, ()), (9, (TOO_CLOSE,)), (10, (OVERLAPS,)), (22, (OVERLAPS,))]
)
def test_a_circumstance_that_reaches_into_the_context_is_remarked_on(framework, inside, notes):
    context, fired = spread(40, 40, 40, 40)
    here = np.zeros(160)
    here[:20] = here[40:60] = 1  # twenty outside in whom it fired, twenty others
    here[120 : 120 + inside] = 1
    study = study_of(
        framework,
        {CONTEXT: context, REASONING: fired, THIRD: here},
        conditions=(THIRD,),
        should_not_hold_in=(THIRD,),
    )
    assert about(list(analyse(study)), f"{CLAIM}:{THIRD}").notes == notes


@pytest.mark.parametrize(("left_out", "told"), [(1, False), (9, False), (10, True)])
def test_numbers_that_differ_by_a_few_clients_are_told_once(framework, left_out, told):
    context, fired = spread(30, 30, 30, 30)
    here = 1 - context
    here[:left_out] = 0
    study = study_of(
        framework,
        {CONTEXT: context, REASONING: fired, THIRD: here},
        conditions=(THIRD,),
        should_not_hold_in=(THIRD,),
    )
    found = about(list(analyse(study)), f"{CLAIM}:{THIRD}")
    assert bool(found.estimates) == told and (found.notes == (TOO_CLOSE,)) != told


@given(st.integers(1, 6), st.integers(0, 10**6))
def test_no_difference_of_two_told_numbers_is_about_few(groups, seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(10, 200))
    cell = rng.integers(0, 4, n)
    told = []
    for _ in range(groups):
        # Blocks of various sizes, so that some are near others and some are not.
        here = np.isin(rng.permutation(n) // rng.integers(1, 30), rng.integers(0, 6, 3))
        if can_be_told_apart(here, told, cell):
            told.append(here)
    for k in range(4):
        sets = [frozenset(np.flatnonzero((cell == k) & here)) for here in told]
        sets.append(frozenset(np.flatnonzero(cell == k)))
        touched = any(s for s in sets[:-1])
        for a in sets:
            for b in sets:
                if touched and b < a:
                    assert len(a - b) >= 10


def test_nobody_one_client_one_worker_and_all_missing(framework):
    for columns in (
        {CONTEXT: []},
        {CONTEXT: [1.0]},
        {CONTEXT: np.ones(30), "worker": ["w"] * 30},
        {CONTEXT: np.full(30, np.nan)},
        {CONTEXT: np.ones(30), "worker": [None] * 30},
    ):
        study = study_of(framework, columns)
        told = estimates(about(list(analyse(study)), CLAIM))
        assert not np.isfinite(told["consistency"].lower)


def test_notes_have_words():
    assert {SAME, TOO_CLOSE, OVERLAPS} <= known_keys("notes")


@pytest.mark.parametrize("plan", edge_offices(), ids=lambda plan: plan.id)
def test_cells_agree_with_the_nullable_arithmetic_of_pandas(plan, framework):
    """The arrays against the same question asked of the memberships' own methods."""
    from evaluation.analyses.study import Study
    from evaluation.membership import memberships

    observations = simulate(4, offices=(plan,)).observations()
    study = Study(memberships(observations, framework), framework, observations)
    for configuration in framework.configurations.values():
        mechanism = configuration.mechanism
        expected = pd.DataFrame(
            {
                "context": study.crisp(*configuration.context),
                "mechanism": study.crisp(mechanism.resource, mechanism.reasoning),
                "outcome": study.outcome(configuration),
            }
        ).dropna()
        found = cells_by_client(study, configuration)
        assert found.index.equals(expected.index)
        for name in expected:
            assert found[name].tolist() == expected[name].tolist()
