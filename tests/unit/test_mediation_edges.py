"""What the mediation of a configuration says when the data do not allow a number."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from mediated_clients import (
    BASELINE,
    CLAIM,
    CONTEXT,
    OUTCOME,
    REASONING,
    RESOURCE,
    mediated,
    of_frame,
)

from evaluation.analyses.mediation import analyse, mediation
from evaluation.analyses.study import Study
from evaluation.membership import memberships
from evaluation.report import known_keys
from evaluation.simulation import edge_offices, simulate


@pytest.fixture(scope="module")
def study(framework):
    return mediated(framework, np.random.default_rng(4))


def frame_of(study):
    return study.memberships.frame.copy()


def asked(frame, framework):
    found = mediation(of_frame(frame, framework), framework.configurations[CLAIM])
    assert set(found.notes) <= known_keys("notes")
    return found


def named(found):
    return {e.name: e for e in found.estimates}


def test_all_paths_are_given_where_the_data_allow(study, framework):
    found = mediation(study, framework.configurations[CLAIM])
    estimates = named(found)
    assert set(estimates) == {
        *(f"{path}-{side}" for path in ("indirect", "a", "b", "direct") for side in ("in", "out")),
        "indirect-difference",
        "rho-in",
    }
    assert all(e.lower < e.value < e.upper for e in found.estimates)
    assert found.configuration == framework.configurations[CLAIM].key
    inside = estimates["indirect-in"]
    assert inside.n == (study.memberships.frame[CONTEXT] == 1).sum()
    assert inside.residual_df == inside.n - 7 - 3
    difference = estimates["indirect-difference"]
    assert difference.value == pytest.approx(inside.value - estimates["indirect-out"].value)
    assert difference.n == len(study.memberships.frame)


def test_the_same_data_give_the_same_numbers_in_any_order(study, framework):
    frame = frame_of(study)
    shuffled = frame.sample(frac=1, random_state=1)
    first, again = named(asked(frame, framework)), named(asked(frame, framework))
    assert first == again
    for name, e in named(asked(shuffled, framework)).items():
        told = first[name]
        assert (e.value, e.lower, e.upper) == pytest.approx((told.value, told.lower, told.upper))


def test_rows_with_something_missing_are_left_out(study, framework):
    frame = frame_of(study)
    more = frame.copy()
    for k, column in enumerate([RESOURCE, REASONING, OUTCOME, BASELINE, CONTEXT, "worker"]):
        row = frame.iloc[[k]].copy()
        row[REASONING] += 1000
        row[column] = None if column == "worker" else np.nan
        more = pd.concat([more, row], ignore_index=True)
    assert named(asked(more, framework)) == named(asked(frame, framework))


def test_a_reasoning_that_low_values_belong_to_is_turned(study, framework):
    condition = framework.conditions["felt-heard"]
    turned = replace(condition, out=condition.full, full=condition.out)
    theory = replace(framework, conditions={**framework.conditions, "felt-heard": turned})
    plain, other = named(asked(frame_of(study), framework)), named(asked(frame_of(study), theory))
    for path in ("a-in", "b-in", "a-out", "b-out"):
        assert other[path].value == pytest.approx(-plain[path].value)
    assert other["indirect-in"].value == pytest.approx(plain["indirect-in"].value)


def nobody(frame):
    return frame.iloc[:0]


def one_client(frame):
    return frame.iloc[:1]


def all_missing(frame):
    return frame.assign(**{REASONING: np.nan})


def all_offered(frame):
    return frame.assign(**{RESOURCE: 1.0})


def nine_offered_in_context(frame):
    both = (frame[CONTEXT] == 1) & (frame[RESOURCE] == 1)
    return frame.drop(frame.index[both][9:])


def offered_by_two_workers_only(frame):
    both = (frame[CONTEXT] == 1) & (frame[RESOURCE] == 1)
    return frame.drop(frame.index[both][10:])


def one_worker(frame):
    return frame.assign(worker="w", office="o")


def nine_workers(frame):
    return frame.assign(worker=[f"w{k % 9}" for k in range(len(frame))], office="o")


def each_worker_alone_but_few(frame):
    """Ten workers of five offices who meet the context alone: two an office, one on each side."""
    sides = np.where(frame[CONTEXT] == 1, "in", "out")
    office = np.array([f"o{k % 12}" for k in range(len(frame))])
    return frame.assign(office=office, worker=np.char.add(office, sides))


def constant_reasoning(frame):
    return frame.assign(**{REASONING: 5.0})


def constant_outcome(frame):
    return frame.assign(**{OUTCOME: 0.0})


def perfect_separation(frame):
    return frame.assign(**{REASONING: np.where(frame[RESOURCE] == 1, 9.0, 2.0)})


@pytest.mark.parametrize(
    ("spoil", "note"),
    [
        (nobody, "mediation-too-few-clients"),
        (one_client, "mediation-too-few-clients"),
        (all_missing, "mediation-too-few-clients"),
        (all_offered, "mediation-too-few-clients"),
        (nine_offered_in_context, "mediation-too-few-clients"),
        (offered_by_two_workers_only, "mediation-too-few-workers"),
        (one_worker, "mediation-too-few-workers"),
        (nine_workers, "mediation-too-few-workers"),
        (each_worker_alone_but_few, "mediation-too-few-workers"),
        (constant_reasoning, "mediation-no-variation"),
        (constant_outcome, "mediation-no-variation"),
        (perfect_separation, "mediation-no-variation"),
    ],
)
def test_without_a_number_the_reason_is_said_and_nothing_else(study, framework, spoil, note):
    found = asked(spoil(frame_of(study)), framework)
    assert found.estimates == ()
    assert found.notes == (note,)


def test_ten_clients_a_cell_and_ten_workers_are_enough(study, framework):
    frame = frame_of(study)
    both = (frame[CONTEXT] == 1) & (frame[RESOURCE] == 1)
    ten_spread_out = frame.index[both][:: int(both.sum()) // 10][:10]
    enough = frame.drop(frame.index[both].difference(ten_spread_out))
    assert "indirect-in" in named(asked(enough, framework))
    ten = frame.assign(worker=[f"w{k % 10}" for k in range(len(frame))], office="o")
    found = asked(ten, framework)
    assert "indirect-in" in named(found)
    assert "mediation-few-workers" in found.notes


def test_a_baseline_that_does_not_vary_is_left_out(study, framework):
    found = named(asked(frame_of(study).assign(**{BASELINE: 5.0}), framework))
    assert found["indirect-in"].residual_df == found["indirect-in"].n - 7 - 2


def test_without_anyone_outside_there_is_no_comparison(study, framework):
    frame = frame_of(study)
    found = asked(frame[frame[CONTEXT] == 1], framework)
    assert "indirect-in" in named(found)
    assert not {"indirect-out", "indirect-difference"} & set(named(found))
    assert "mediation-too-few-clients" in found.notes


def test_without_anyone_in_context_nothing_is_given(study, framework):
    frame = frame_of(study)
    assert asked(frame[frame[CONTEXT] == 0], framework).estimates == ()


@pytest.mark.parametrize(
    ("resource_at", "note"),
    [
        ("follow-up", {"resource-after-reasoning"}),
        ("midway", {"resource-with-reasoning"}),
        ("baseline", set()),
    ],
)
def test_the_order_of_resource_and_reasoning_is_said(study, framework, resource_at, note):
    resource = replace(framework.conditions[RESOURCE], at=resource_at)
    theory = replace(framework, conditions={**framework.conditions, RESOURCE: resource})
    found = asked(frame_of(study), theory)
    assert {n for n in found.notes if n.startswith("resource-")} == note
    assert "mediation-assumption" in found.notes


def test_a_context_of_the_office_is_not_compared(framework):
    claim = framework.configurations["small-office-network"]
    found = mediation(of_frame(pd.DataFrame({"office": []}), framework), claim)
    assert (found.estimates, found.notes) == ((), ("mediation-office-level",))


@pytest.mark.parametrize("plan", edge_offices(), ids=lambda plan: plan.id)
def test_an_office_at_the_edge_gets_a_reason_a_claim(plan, framework):
    observations = simulate(3, offices=(plan,)).observations()
    study = Study(memberships(observations, framework), framework)
    found = list(analyse(study))
    assert [f.about for f in found] == list(framework.configurations)
    assert all(f.notes and not f.estimates for f in found)
    assert {note for f in found for note in f.notes} <= known_keys("notes")
