"""What the theory test says of data that could make it lie: each with warnings as errors."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

from evaluation.analyses import contrasts
from evaluation.analyses.questions import ask
from evaluation.analyses.study import Study
from evaluation.findings import VerdictKind
from evaluation.membership import memberships
from evaluation.simulation import simulate

CLAIM, CHANGED = "interactive-approach", "participation@change"


@pytest.fixture(scope="module")
def office(framework):
    return memberships(simulate(1).observations(), framework).of("office-a")


def told(office, framework, **columns):
    study = Study(replace(office, frame=office.frame.assign(**columns)), framework, None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return contrasts.test(study, framework.configurations[CLAIM]), study


@pytest.mark.parametrize("column", [{CHANGED: np.nan}, {"worker": None}])
def test_nobody_complete_is_told_as_too_few_clients(column, office, framework):
    finding, study = told(office, framework, **column)
    assert finding.verdict.kind is VerdictKind.UNTESTABLE
    assert finding.verdict.reasons == ("too-few-clients",)
    assert ask(study, framework.configurations[CLAIM]).rows.empty


def test_an_outcome_that_does_not_differ_gives_no_number(office, framework):
    finding, _ = told(office, framework, **{CHANGED: 1.0})
    assert finding.verdict.kind is VerdictKind.UNTESTABLE
    assert "generation" not in {e.name for e in finding.estimates}


def test_one_worker_is_said(office, framework):
    finding, _ = told(office, framework, worker="w")
    assert {"one-worker", "weights-too-few-workers"} <= set(finding.notes)
