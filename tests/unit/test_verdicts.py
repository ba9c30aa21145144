"""The decision table, row by row and at its borders."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.analyses.verdicts import DORMANT_BELOW, Evidence, verdict
from evaluation.findings import Estimate, VerdictKind


def effect(lower, upper, name="generation"):
    return Estimate(name, (lower + upper) / 2, lower, upper, 200, 150)


def share(upper):
    return Estimate("activation-in", upper / 2, 0.0, upper, 100, 99, "share")


STRONG = Evidence(
    smallest=1.0,
    generation=effect(1.5, 2.5),
    outside=effect(-0.5, 0.5),
    conditionality=effect(1.0, 3.0),
    rival=effect(1.4, 2.4),
    activation=share(0.7),
    smallest_detectable=0.8,
)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, VerdictKind.SUPPORTED),
        ({"generation": effect(1.0, 2.5)}, VerdictKind.UNDETERMINED),
        ({"generation": effect(0.2, 1.0)}, VerdictKind.UNDETERMINED),
        ({"generation": effect(-0.2, 0.99)}, VerdictKind.REFUTED),
        ({"generation": effect(-2.0, -0.01)}, VerdictKind.HARMFUL),
        ({"generation": effect(-0.9, -0.1)}, VerdictKind.REFUTED),
        ({"generation": effect(-1.0, -0.1)}, VerdictKind.HARMFUL),
        ({"generation": effect(-2.0, 0.0)}, VerdictKind.REFUTED),
        ({"rival": effect(0.0, 2.0)}, VerdictKind.UNDETERMINED),
        ({"rival": None}, VerdictKind.UNDETERMINED),
        ({"conditionality": effect(0.0, 2.0)}, VerdictKind.UNDETERMINED),
        (
            {"conditionality": effect(-1.0, 1.0), "outside": effect(1.1, 2.0)},
            VerdictKind.WORKS_REGARDLESS,
        ),
        (
            {"conditionality": effect(-1.0, 1.0), "outside": effect(1.0, 2.0)},
            VerdictKind.UNDETERMINED,
        ),
        ({"activation": share(DORMANT_BELOW - 0.01)}, VerdictKind.DORMANT),
        ({"activation": share(DORMANT_BELOW)}, VerdictKind.SUPPORTED),
        ({"activation": None}, VerdictKind.SUPPORTED),
        ({"generation": None, "obstacles": ("too-few-clients",)}, VerdictKind.UNTESTABLE),
        ({"conditionality": None, "outside": None}, VerdictKind.UNTESTABLE),
        ({"obstacles": ("office-level-context",)}, VerdictKind.UNTESTABLE),
    ],
)
def test_each_row_of_the_table(change, kind):
    assert verdict(replace(STRONG, **change)).kind is kind


TURNED = Evidence(
    smallest=1.0,
    generation=effect(-2.5, -1.5),
    outside=effect(-0.5, 0.5),
    conditionality=effect(-3.0, -1.0),
    rival=effect(-2.4, -1.4),
    activation=share(0.7),
    sign="worse",
)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, VerdictKind.SUPPORTED),
        ({"generation": effect(-0.99, 0.5)}, VerdictKind.REFUTED),
        ({"generation": effect(1.5, 2.5)}, VerdictKind.REFUTED),
        ({"generation": effect(-2.0, -0.5)}, VerdictKind.UNDETERMINED),
        (
            {"conditionality": effect(-1.0, 1.0), "outside": effect(-2.0, -1.1)},
            VerdictKind.WORKS_REGARDLESS,
        ),
    ],
)
def test_a_counter_mechanism_is_read_the_other_way_round(change, kind):
    assert verdict(replace(TURNED, **change)).kind is kind


def test_harm_is_told_before_sleep():
    both = replace(STRONG, generation=effect(-3, -2), activation=share(0.05))
    assert verdict(both).kind is VerdictKind.HARMFUL


def test_harm_is_told_even_without_anyone_outside_the_context():
    alone = replace(STRONG, generation=effect(-3, -2), outside=None, conditionality=None)
    assert verdict(alone).kind is VerdictKind.HARMFUL


def test_undetermined_says_what_these_data_could_have_shown():
    assert verdict(replace(STRONG, generation=effect(-2, 4))).smallest_detectable == 0.8


bounds = st.tuples(st.floats(-9, 9), st.floats(0.01, 5)).map(lambda b: (b[0], b[0] + b[1]))


@given(bounds, bounds, bounds, bounds, st.floats(0.1, 2))
def test_support_needs_all_of_its_parts(generation, outside, conditionality, rival, smallest):
    given_verdict = verdict(
        Evidence(
            smallest,
            effect(*generation),
            effect(*outside),
            effect(*conditionality),
            effect(*rival),
            share(0.9),
        )
    )
    if given_verdict.kind is VerdictKind.SUPPORTED:
        assert generation[0] > smallest and conditionality[0] > 0 and rival[0] > 0
    if generation[1] < 0 and generation[0] <= -smallest:
        assert given_verdict.kind is VerdictKind.HARMFUL
