"""The customary way on clients made by hand: what it reads, what it refuses, what it overlooks."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.analyses import classic as module
from evaluation.analyses.classic import analyse, claims, classic
from evaluation.analyses.study import Study
from evaluation.disclosure import release
from evaluation.findings import Findings, Provenance, VerdictKind
from evaluation.membership import Memberships, memberships
from evaluation.simulation import edge_offices, simulate

HEARD, USED, STRAINED = "felt-heard", "interactive-approach-used", "strained-situation"
CLAIM = "interactive-approach"
CHANGE, START = "participation@change", "participation@baseline"


def clients(seed=0, n=400, effect=2.0, sign=1):
    """Clients of ``interactive-approach``; ``effect`` of being heard in points."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            HEARD: rng.choice([0.1, 0.9], n),
            USED: rng.choice([0.2, 0.8], n),
            STRAINED: rng.choice([0.3, 0.7], n),
            START: rng.integers(2, 9, n).astype(float),
            "age_at_start@baseline": rng.integers(18, 80, n).astype(float),
            "months_of_service@baseline": rng.uniform(1, 24, n),
        }
    )
    gain = sign * effect * (frame[HEARD] > 0.5)
    return frame.assign(**{CHANGE: (rng.normal(-effect / 2 * sign, 2, n) + gain).round()})


def found(frame, theory, id=CLAIM, **prediction):
    claim = theory.configurations[id]
    claim = replace(claim, prediction=replace(claim.prediction, **prediction))
    return classic(Study(Memberships(frame, ("office-a",)), theory), claim)


def odds(finding):
    return {e.name.removeprefix("odds:"): e for e in finding.estimates}


def test_a_planted_mechanism_is_found_with_its_odds(framework):
    finding = found(clients(), framework)
    heard = odds(finding)[HEARD]
    assert finding.notes[0] == "classic-finds" and claims(finding)
    assert 2 < heard.lower < heard.value < heard.upper
    assert (heard.unit, heard.level, heard.n) == ("odds", 0.95, 400)
    assert heard.residual_df == 400 - len(finding.estimates) - 1
    assert (finding.id, finding.configuration) == (f"classic/{CLAIM}", f"{CLAIM} v1")


def test_exp_b_of_a_single_yes_or_no_is_the_cross_product_with_woolfs_interval(framework):
    frame = clients(1)
    finding = found(frame, framework)
    assert list(odds(finding)) == [HEARD]
    improved, heard = frame[CHANGE] > 0, frame[HEARD] > 0.5
    a, b, c, d = ((improved == i) & (heard == h) for i in (True, False) for h in (True, False))
    a, b, c, d = (float(cell.sum()) for cell in (a, b, c, d))
    half = 1.959964 * np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    ratio = a * d / (b * c)
    shown = odds(finding)[HEARD]
    assert [shown.value, shown.lower, shown.upper] == pytest.approx(
        [ratio, ratio * np.exp(-half), ratio * np.exp(half)], rel=1e-6
    )


@pytest.mark.parametrize(
    ("effect", "predicted", "reading"),
    [
        (2.0, "better", "classic-finds"),
        (2.0, "worse", "classic-finds-reverse"),
        (-2.0, "better", "classic-finds-reverse"),
        (-2.0, "worse", "classic-finds"),
        (0.0, "better", "classic-finds-not"),
    ],
)
def test_the_reading_follows_the_predicted_direction(effect, predicted, reading, framework):
    finding = found(clients(1, effect=effect), framework, sign=predicted)
    assert finding.notes[0] == reading
    assert claims(finding) == (reading == "classic-finds")


def test_the_resource_counts_where_the_reasoning_was_not_chosen(framework):
    frame = clients().rename(columns={HEARD: USED, USED: HEARD})
    finding = found(frame, framework)
    assert HEARD not in odds(finding) and USED in odds(finding) and claims(finding)


def test_any_improvement_counts_however_small(framework):
    frame = clients()
    small = frame.assign(**{CHANGE: np.where(frame[CHANGE] > 0, 0.01, -0.01)})
    assert found(small, framework) == found(frame, framework)


def test_office_and_worker_are_not_looked_at(framework):
    frame = clients().assign(office="office-a", worker="w")
    assert found(frame, framework) == found(clients(), framework)


def test_only_complete_cases_count(framework):
    frame = clients()
    frame.loc[:49, HEARD] = np.nan
    frame.loc[50:69, CHANGE] = np.nan
    frame.loc[70:79, "age_at_start@baseline"] = np.nan
    assert odds(found(frame, framework))[HEARD].n == 320


def test_what_nobody_has_is_not_offered(framework):
    frame = clients().assign(**{"age_at_start@baseline": np.nan})
    assert odds(found(frame, framework))[HEARD].n == 400


def test_a_low_start_that_improves_is_named_as_a_return_towards_the_mean(framework):
    frame = clients()
    back = frame.assign(**{CHANGE: frame[CHANGE] + 5 - frame[START]})
    assert "classic-towards-mean" in found(back, framework).notes
    away = frame.assign(**{CHANGE: frame[CHANGE] - 5 + frame[START]})
    assert "baseline" in odds(found(away, framework))
    assert "classic-towards-mean" not in found(away, framework).notes


def goals(theory, turned=False):
    """Clients of ``planned-work``, whose outcome is read at follow-up."""
    frame = clients().rename(columns={HEARD: "sees-direction", USED: "plan-made"})
    frame["qualified-worker"] = frame["manageable-caseload"] = frame[STRAINED]
    reached = np.where(frame[CHANGE] > 0, 0.9, 0.1)
    frame["goals-reached"] = 1 - reached if turned else reached
    return frame


def test_an_outcome_read_at_follow_up_is_its_condition(framework):
    finding = found(goals(framework), framework, "planned-work")
    assert "sees-direction" in odds(finding) and claims(finding)
    assert "baseline" not in odds(finding)


def test_a_condition_at_the_bad_end_is_turned(framework):
    limit = framework.conditions["goals-reached"]
    low = replace(limit, out=limit.full, full=limit.out)
    theory = replace(framework, conditions={**framework.conditions, low.id: low})
    plain = found(goals(framework), framework, "planned-work")
    assert found(goals(framework, turned=True), theory, "planned-work") == plain


def test_two_contexts_that_are_one_are_said(framework):
    frame = goals(framework)
    kept = np.random.default_rng(0).random(len(frame)) < np.where(frame[STRAINED] > 0.5, 0.9, 0.4)
    frame["goals-reached"] = frame["goals-reached"].where(kept, 0.1)
    assert "classic-same-thing" in found(frame, framework, "planned-work").notes


def test_what_separates_gets_no_number(framework):
    frame = clients()
    heard = frame[HEARD] > 0.5
    wholly = frame.assign(**{CHANGE: np.where(heard, 2.0, -1.0)})
    finding = found(wholly, framework)
    assert finding.notes == ("classic-not-run", "classic-one-sided")
    assert finding.estimates == () and not claims(finding)
    strained = frame[STRAINED] > 0.5
    partly = frame.assign(**{CHANGE: frame[CHANGE].where(strained, 1.0)})
    finding = found(partly, framework)
    assert "classic-one-sided" in finding.notes and HEARD in odds(finding)
    assert STRAINED not in odds(finding)
    assert all(np.isfinite(e.upper) for e in finding.estimates)


@pytest.mark.parametrize("few", [9, 10])
def test_a_group_of_nine_is_not_offered(few, framework):
    frame = clients()
    frame[STRAINED] = np.where(frame.index < few, 0.7, 0.3)
    notes = found(frame, framework).notes
    assert ("classic-one-sided" in notes) == (few < 10) and notes[0] == "classic-finds"


@pytest.mark.parametrize("few", [9, 10])
def test_nine_good_outcomes_are_too_few(few, framework):
    frame = clients()
    frame[CHANGE] = np.where(frame.index < few, 1.0, -1.0)
    assert (found(frame, framework).notes[0] == "classic-not-run") == (few < 10)


@pytest.mark.parametrize(
    "frame",
    [
        clients().iloc[:0],
        clients().iloc[:1],
        clients().iloc[:15],
        clients().assign(**{CHANGE: 1.0}),
        clients().assign(**{CHANGE: np.nan}),
        clients().assign(**{HEARD: 0.9, USED: 0.9}),
        clients().assign(**{HEARD: np.nan}),
    ],
    ids=["empty", "one", "few", "all better", "no outcome", "no variation", "no reasoning"],
)
def test_where_there_is_nothing_to_compare_it_is_not_run(frame, framework):
    finding = found(frame, framework)
    assert finding.notes[0] == "classic-not-run"
    assert finding.estimates == () and not claims(finding)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), effect=st.floats(-3, 3))
def test_every_number_can_pass_the_door_and_the_order_of_clients_is_nothing(
    framework, seed, effect
):
    frame = clients(seed, 120, effect)
    finding = found(frame, framework)
    assert all(0 < e.lower < e.value < e.upper < np.inf for e in finding.estimates)
    other = found(frame.sample(frac=1.0, random_state=seed), framework)
    assert other.notes == finding.notes
    assert [e.name for e in other.estimates] == [e.name for e in finding.estimates]


@pytest.mark.parametrize("plan", edge_offices(), ids=lambda plan: plan.id)
def test_offices_at_the_edge(plan, framework):
    observations = simulate(3, offices=(plan,)).observations()
    study = Study(memberships(observations, framework), framework)
    items = tuple(analyse(study))
    assert [f.about for f in items] == list(framework.configurations)
    source = Provenance("d", "f", "0", "0")
    for finding in release(Findings(plan.id, items, source, (plan.id,))):
        assert all(e.hidden is None for e in finding.estimates)


def test_a_region_where_an_office_explains_it_is_claimed_though_nothing_works(framework):
    """``studying-own-work`` has no effect within an office: the customary way finds one."""
    study = Study(memberships(simulate(1).observations(), framework), framework)
    said = {f.about: claims(f) for f in analyse(study)}
    assert said["studying-own-work"] and said["interactive-approach"]
    assert not said["participation-to-life-situation"] and not said["economic-awareness"]


def test_every_note_has_words():
    from evaluation.report.words import Words, known_keys

    notes = {v for v in vars(module).values() if isinstance(v, str) and v.startswith("classic-")}
    assert len(notes) == 7 and notes <= known_keys("notes")
    for reading in ("finds", "finds-not", "finds-reverse"):
        said = {Words("fi")(f"classic.beside.{reading}.{k}", smallest="1") for k in VerdictKind}
        assert len(said) == len(VerdictKind)
