"""The planted theory is the framework's theory, and the words are words it knows."""

import pytest

from evaluation.errors import UnknownCode
from evaluation.simulation import DESIGNS, TRUTH, Planted, simulate
from evaluation.simulation.assessments import BASELINE_ITEMS, FOLLOW_UP_ITEMS, MIDWAY_ITEMS
from evaluation.simulation.deeds import DEEDS
from evaluation.simulation.offices import FACTS, OFFICES
from evaluation.simulation.words import SPELLINGS


@pytest.mark.parametrize("id", DESIGNS)
def test_every_switch_is_the_condition_of_the_framework(framework, id):
    configuration, design = framework.configurations[id], DESIGNS[id]
    conditions = [
        framework.conditions[c]
        for c in (
            *configuration.context,
            configuration.mechanism.resource,
            configuration.mechanism.reasoning,
        )
    ]
    ours = [*design.context, design.resource, design.reasoning]
    assert [(s.indicator, s.at, s.cross, s.low_belongs) for s in ours] == [
        (c.indicator, c.at, c.cross, c.out > c.full) for c in conditions
    ]
    assert design.outcome == configuration.outcome.indicator


def test_the_demo_plants_all_configurations_of_the_framework(framework):
    assert set(TRUTH) == set(DESIGNS) == set(framework.configurations)


def test_offices_are_those_of_the_roster(framework):
    assert [plan.id for plan in OFFICES] == list(framework.offices)


@pytest.mark.parametrize("item", {*BASELINE_ITEMS, *MIDWAY_ITEMS, *FOLLOW_UP_ITEMS, *FACTS})
def test_everything_recorded_is_an_indicator(framework, item):
    assert item in framework.indicators


@pytest.mark.parametrize("code", SPELLINGS)
def test_offices_write_words_that_the_code_lists_know(framework, code):
    lists = ("methods", "client-groups", "life-areas", "participation-dimensions")
    entries = {c.id: c for name in lists for c in framework.code_lists[name].codes}
    entry = entries[code]
    assert set(SPELLINGS[code]) <= {entry.label.fi, *entry.aliases}


def test_deeds_follow_from_configurations_and_touch_content_and_structures():
    assert {deed.origin for deed in DEEDS} == {"", *DESIGNS}
    assert {deed.part for deed in DEEDS} == {"content", "structure"}
    assert len({deed.text for deed in DEEDS}) == len(DEEDS)


def test_a_truth_on_an_unknown_configuration_is_refused():
    with pytest.raises(UnknownCode, match="planned-work"):
        simulate(truth={"no-such-configuration": Planted("absent", 0.0, 0.0)})
