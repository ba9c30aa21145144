"""Cases that do not fit: counted in full, compared with care, found where planted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_study import CONTEXT, INDICATOR, OUTCOME, REASONING, RESOURCE, study_of

from evaluation.analyses.negative_cases import (
    CASES,
    FIRED_WITHOUT,
    WITHOUT_FIRING,
    analyse,
    differences,
)
from evaluation.analyses.profiles import Variable, background, beside, conditions
from evaluation.report.words import known_keys
from evaluation.simulation import edge_offices, simulate

OTHER = "time-to-develop"


def variable(values, name="x"):
    codes = np.where(np.isnan(values), -1, np.where(np.nan_to_num(values) > 0.5, 0, 1))
    return Variable(name, ("in", "out"), codes.astype(np.int64), ("in",))


def difference(values, negative, workers=None):
    negative = np.asarray(negative, dtype=bool)
    n = len(negative)
    workers = np.arange(n) if workers is None else workers
    found = differences(
        "case", [variable(np.asarray(values, float))], np.arange(n), negative, workers
    )
    return found[0] if found else None


def shares(with1, n1, with2, n2):
    """Negative cases first, then the others; those who have it first in each."""
    values = np.repeat([1.0, 0.0, 1.0, 0.0], [with1, n1 - with1, with2, n2 - with2])
    return values, np.repeat([True, False], [n1, n2])


def test_a_difference_by_hand():
    # p₁ = 0.6, p₂ = 0.3: d = 0.3 / √((0.24 + 0.21)/2).
    found = difference(*shares(24, 40, 30, 100))
    assert found.value == pytest.approx(0.3 / np.sqrt(0.225))
    assert (found.n, found.residual_df, found.unit, found.level) == (140, 139, "sd", 0.95)
    # Each client alone: the delta method on two independent shares, times n/(n−1).
    s, gap = np.sqrt(0.225), 0.3
    slope1 = 1 / s - gap * (1 - 1.2) / (4 * s**3)
    slope2 = -1 / s - gap * (1 - 0.6) / (4 * s**3)
    error = np.sqrt((slope1**2 * 0.24 / 40 + slope2**2 * 0.21 / 100) * 140 / 139)
    assert found.upper - found.value == pytest.approx(1.97718 * error, rel=1e-5)


def test_the_error_is_that_of_the_jackknife_over_workers():
    rng = np.random.default_rng(5)
    workers = rng.integers(0, 60, 600)
    of_worker = rng.normal(size=(60, 2))[workers]
    values = (rng.normal(size=600) + of_worker[:, 0] > 0.3).astype(float)
    negative = rng.normal(size=600) + 0.5 * of_worker[:, 0] + of_worker[:, 1] > 0.2
    found = difference(values, negative, workers)

    def d(keep):
        p = [values[keep & side].mean() for side in (negative, ~negative)]
        return (p[0] - p[1]) / np.sqrt(sum(q * (1 - q) for q in p) / 2)

    assert found.value == pytest.approx(d(np.ones(600, bool)))
    left_out = np.array([d(workers != w) for w in range(60)])
    jackknife = np.sqrt(59 / 60 * ((left_out - left_out.mean()) ** 2).sum())
    assert (found.upper - found.value) / 2.00100 == pytest.approx(jackknife, rel=0.05)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((10, 20, 10, 20), True),
        ((9, 20, 10, 20), False),
        ((11, 20, 10, 20), False),
        ((10, 20, 9, 20), False),
        ((10, 20, 11, 20), False),
        ((0, 0, 20, 40), False),
    ],
)
def test_nothing_is_compared_where_a_count_is_below_ten(counts, told):
    assert (difference(*shares(*counts)) is not None) == told


def test_an_unknown_value_is_neither_in_nor_out():
    values, negative = shares(24, 40, 30, 100)
    more = np.append(values, [np.nan] * 30), np.append(negative, [True] * 30)
    assert difference(*more).value == pytest.approx(difference(values, negative).value)
    assert difference(*more).n == 140


@given(st.integers(10, 60), st.integers(10, 60), st.integers(10, 60), st.integers(10, 60))
def test_turning_the_groups_or_the_part_turns_the_sign(a, b, c, e):
    values, negative = shares(a, a + b, c, c + e)
    found = difference(values, negative)
    assert found.lower <= found.value <= found.upper
    for turned in (difference(values, ~negative), difference(1 - values, negative)):
        assert turned.value == pytest.approx(-found.value)
        assert turned.upper == pytest.approx(-found.lower)


def test_with_nothing_to_find_a_theory_seldom_finds_anything():
    """Of 400 cases without a cause at most about one in twenty has anything that stands out."""
    rng = np.random.default_rng(7)
    n, found = 250, 0
    for _ in range(400):
        workers = rng.integers(0, 60, n)
        of_worker = rng.normal(size=(60, 13))[workers] * 0.4
        negative = rng.normal(size=n) + of_worker[:, 0] > 0.3
        client = [variable(rng.normal(size=n) + of_worker[:, k] > 0, str(k)) for k in range(1, 10)]
        worker = [variable(of_worker[:, k] > 0.4, str(k)) for k in range(10, 13)]
        told = differences("case", [*client, *worker], np.arange(n), negative, workers)
        found += any(e.lower > 0 or e.upper < 0 for e in told)
    assert found / 400 <= 0.07


def planted(framework, seed, sign="better", conditions=()):
    """In context; whether the outcome comes is decided by ``OTHER``, where the mechanism fired."""
    rng = np.random.default_rng(seed)
    n = 400
    fired = (np.arange(n) % 2).astype(float)
    other = (rng.uniform(size=n) < 0.5).astype(float)
    reached = (rng.uniform(size=n) < np.where(fired == 1, 0.3 + 0.5 * other, 0.4)).astype(float)
    if sign == "worse":
        reached = 1 - reached
    return study_of(
        framework,
        {
            CONTEXT: np.ones(n),
            REASONING: fired,
            OUTCOME: reached,
            INDICATOR: reached,
            OTHER: other,
            "gender": np.where(rng.uniform(size=n) < 0.5, "female", "male"),
            "worker": [f"w{k}" for k in rng.integers(0, 60, n)],
        },
        conditions=(OTHER, *conditions),
        sign=sign,
    )


@pytest.mark.parametrize("sign", ["better", "worse"])
def test_what_made_the_difference_is_found_and_nothing_else(framework, sign):
    names = []
    for seed in range(20):
        (finding,) = analyse(planted(framework, seed, sign))
        assert finding.exploratory
        names += [e.name for e in finding.estimates if e.lower > 0 or e.upper < 0]
        first = next(e for e in finding.estimates if e.name.startswith(FIRED_WITHOUT))
        assert first.name == f"{FIRED_WITHOUT}:{OTHER}:in" and first.value < 0
    assert names.count(f"{FIRED_WITHOUT}:{OTHER}:in") == 20
    assert len(names) <= 22


def test_a_difference_rests_on_those_of_the_cell_of_whom_the_variable_is_known(framework):
    study = planted(framework, 1)
    frame = study.memberships.frame
    frame.loc[frame.index[:30], "gender"] = None
    frame.loc[frame.index[40:45], OTHER] = np.nan
    (finding,) = analyse(study)
    wholes = dict((part, whole) for whole, (part, _) in finding.unions)
    for case, cell, fired in ((FIRED_WITHOUT, "C·M", 1), (WITHOUT_FIRING, "C·~M", 0)):
        there = frame[REASONING] == fired
        for name, column in (("GENDER:female", "gender"), (f"{OTHER}:in", OTHER)):
            found = next(e for e in finding.estimates if e.name == f"{case}:{name}")
            assert found.n == (there & frame[column].notna()).sum()
            assert found.of == f"known:{finding.about}:{cell}:with:{name.split(':')[0]}"
            assert wholes[found.of] == f"known:{finding.about}:{cell}"


def test_the_ten_largest_differences_of_a_case_are_told_and_no_counts(framework):
    others = [id for id in framework.conditions if id not in (CONTEXT, RESOURCE, REASONING)][:30]
    study = planted(framework, 1, conditions=others)
    rng = np.random.default_rng(1)
    frame = study.memberships.frame
    for other in others:
        if other not in (OUTCOME, OTHER):
            frame[other] = rng.integers(0, 2, len(frame)).astype(float)
    (finding,) = analyse(study)
    assert finding.tables == ()
    for case in CASES:
        told = [e for e in finding.estimates if e.name.startswith(case)]
        sizes = [abs(e.value) for e in told]
        assert len(told) == 10 and sizes == sorted(sizes, reverse=True)
        assert round(0.05 / (1 - told[0].level)) > 10  # corrected for all that were compared


def test_what_differs_by_itself_is_not_compared(framework):
    claim = framework.configurations["interactive-approach"]
    study = study_of(framework, {CONTEXT: np.ones(3)}, conditions=("takes-part", OTHER))
    known = conditions(study)
    # Calm is strained the other way round; taking part is the outcome's own indicator.
    assert "calm-situation" not in known and "strained-situation" in known
    fired, not_fired = (
        {v.name for v in beside(study, claim, fired, known)} for fired in (True, False)
    )
    assert fired == {OTHER, "DOSE"}
    assert not_fired == {OTHER, "DOSE", RESOURCE, REASONING}


def test_the_whole_offices_circumstances_are_not_compared(framework):
    observations = simulate(1, offices=edge_offices()[:1]).observations()
    from evaluation.analyses.study import Study
    from evaluation.membership import memberships

    study = Study(memberships(observations, framework), framework)
    assert not {"small-office", "large-office"} & set(conditions(study))
    assert [v.name for v in background(study)] == ["CLIENT_GROUP", "GENDER"]


def test_too_few_say_so(framework):
    for columns in (
        {CONTEXT: []},
        {CONTEXT: [1.0]},
        {CONTEXT: np.full(30, np.nan)},
        {CONTEXT: np.ones(60), "worker": ["w"] * 60},
        {CONTEXT: np.ones(60), "worker": [None] * 60, "gender": [None] * 60},
    ):
        (finding,) = analyse(study_of(framework, columns))
        assert finding.notes == tuple(f"{case}-too-few" for case in CASES)
        assert finding.estimates == ()


def test_few_workers_say_so(framework):
    study = planted(framework, 1)
    study.memberships.frame["worker"] = [f"w{k % 10}" for k in range(400)]
    (finding,) = analyse(study)
    assert finding.estimates and len(finding.notes) == 2


def test_notes_have_words():
    assert {f"{case}-too-few" for case in CASES} <= known_keys("notes")


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_estimates_stand_largest_first_within_a_case(seed):
    rng = np.random.default_rng(seed)
    values = [variable(rng.uniform(size=200) < rng.uniform(0.2, 0.8), str(k)) for k in range(5)]
    told = differences("case", values, np.arange(200), rng.uniform(size=200) < 0.4, np.arange(200))
    assert all(e.level == pytest.approx(1 - 0.05 / len(told)) for e in told)
