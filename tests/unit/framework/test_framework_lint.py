"""The realist rules: each speaks where it should, and keeps silent where it should."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from evaluation.framework import (
    Condition,
    Configuration,
    Framework,
    Intervention,
    Mechanism,
    Outcome,
    Rival,
    Text,
    lint,
)

Change = Callable[[Framework, Configuration], Configuration]


def with_parts(c: Configuration, **parts: object) -> Configuration:
    """Change parts of a configuration, also nested ones: ``reasoning=...``."""
    for part in ("mechanism", "outcome", "prediction"):
        whole = getattr(c, part)
        inner = {k: v for k, v in parts.items() if k in whole.__dataclass_fields__}
        c = replace(c, **{part: replace(whole, **inner)})
        parts = {k: v for k, v in parts.items() if k not in inner}
    return replace(c, **parts)


UNAFRAID = Condition(
    "unafraid", Text("", ""), "fear_of_consequences", "follow-up", 8.0, 5.5, 3.0, "test"
)
"""A level of which less is better."""


def said(framework: Framework, rule: lint.ConfigurationRule, c: Configuration) -> list[str]:
    whole = replace(
        framework,
        conditions={**framework.conditions, UNAFRAID.id: UNAFRAID},
        configurations={**framework.configurations, c.id: c},
    )
    return [f"{r.severity} {r.path}" for r in rule(whole, c)]


BROKEN: Mapping[lint.ConfigurationRule, tuple[dict[str, object], list[str]]] = {
    lint.has_a_context: ({"context": ()}, ["error context"]),
    lint.reasoning_is_a_persons: (
        {"reasoning": "interactive-approach-used"},
        ["error mechanism.reasoning"],
    ),
    lint.resource_is_not_the_reasoning: ({"resource": "felt-heard"}, ["error mechanism.resource"]),
    lint.context_is_no_activity: (
        {"context": ("strained-situation", "plan-made")},
        ["error context"],
    ),
    lint.outcome_is_not_the_mechanism: ({"reasoning": "takes-part"}, ["error mechanism.reasoning"]),
    lint.outcome_names_its_indicator: ({"indicator": "hope"}, ["error outcome.indicator"]),
    lint.outcome_has_a_direction: (
        {"condition": "resources-scarce"},
        ["error outcome.condition"],
    ),
    lint.outcome_is_better_up: ({"condition": "unafraid"}, ["error outcome.condition"]),
    lint.smallest_effect_is_real: (
        {"smallest_that_matters": 0.0},
        ["error outcome.smallest_that_matters"],
    ),
    lint.has_a_where_not: (
        {"should_not_hold_in": ()},
        ["error prediction.should_not_hold_in"],
    ),
    lint.where_not_is_not_the_context: (
        {"should_not_hold_in": ("strained-situation",)},
        ["error prediction.should_not_hold_in"],
    ),
    lint.has_a_rival: ({"rivals": ()}, ["error rivals"]),
    lint.respondents_differ: ({}, ["warning mechanism.reasoning"]),
    lint.resource_comes_before_outcome: (
        {"condition": "hope-awakened"},
        ["error mechanism.resource"],
    ),
    lint.reasoning_comes_before_outcome: (
        {"reasoning": "life-improved", "condition": "hope-awakened"},
        ["warning mechanism.reasoning"],
    ),
    lint.resource_is_the_interventions: (
        {"intervention": Intervention("home-visit", "sessions")},
        ["warning mechanism.resource"],
    ),
    lint.leads_to_no_circle: ({"leads_to": ("interactive-approach",)}, ["error leads_to"]),
}


def test_every_rule_has_a_failing_example() -> None:
    assert set(BROKEN) == set(lint.CONFIGURATION_RULES)


@pytest.mark.parametrize("rule", lint.CONFIGURATION_RULES, ids=lambda rule: rule.__name__)
def test_rule_speaks_of_a_broken_configuration(theory: Framework, rule) -> None:
    parts, expected = BROKEN[rule]
    broken = with_parts(theory.configurations["interactive-approach"], **parts)
    assert said(theory, rule, broken) == expected


@pytest.mark.parametrize("rule", lint.CONFIGURATION_RULES, ids=lambda rule: rule.__name__)
def test_rule_keeps_silent_of_a_sound_configuration(theory: Framework, rule) -> None:
    assert said(theory, rule, theory.configurations["planned-work"]) == []


def test_the_smallest_effect_stays_within_the_scale(theory: Framework) -> None:
    c = theory.configurations["interactive-approach"]
    for size, fine in ((-1.0, False), (0.0, False), (0.1, True), (9.9, True), (10.0, False)):
        told = said(theory, lint.smallest_effect_is_real, with_parts(c, smallest_that_matters=size))
        assert (told == []) is fine


def test_a_rival_that_nothing_would_show_is_a_warning(theory: Framework) -> None:
    c = theory.configurations["planned-work"]
    c = replace(c, rivals=(*c.rivals, Rival(Text("Sattuma.", "Chance."), ())))
    assert said(theory, lint.has_a_rival, c) == ["warning rivals.2.adjust_for"]


def test_outcome_may_not_be_the_resource_either(theory: Framework) -> None:
    c = theory.configurations["participation-to-life-situation"]
    c = replace(
        c,
        mechanism=Mechanism("life-improved", "hope-awakened"),
        outcome=Outcome("life-improved", "x10d_life", 1.0),
    )
    assert said(theory, lint.outcome_is_not_the_mechanism, c) == ["error mechanism.resource"]


def test_a_long_circle_is_told_with_its_way(theory: Framework) -> None:
    def leads(a: str, *b: str) -> Configuration:
        return replace(theory.configurations[a], leads_to=b)

    changed = (
        leads("planned-work", "interactive-approach"),
        leads("interactive-approach", "economic-awareness"),
        leads("economic-awareness", "planned-work"),
    )
    whole = replace(theory, configurations={**theory.configurations, **{c.id: c for c in changed}})
    told = {c.id: list(lint.leads_to_no_circle(whole, c)) for c in whole.configurations.values()}
    assert [id for id, found in told.items() if found] == [
        "planned-work",
        "interactive-approach",
        "economic-awareness",
    ]
    assert told["planned-work"][0].message == (
        "a circle: planned-work → interactive-approach → economic-awareness → planned-work"
    )


def test_two_ways_to_one_place_are_no_circle(theory: Framework) -> None:
    c = replace(
        theory.configurations["studying-own-work"],
        leads_to=("interactive-approach", "participation-to-life-situation"),
    )
    assert said(theory, lint.leads_to_no_circle, c) == []


def test_a_group_instrument_tells_no_person(theory: Framework) -> None:
    c = Condition("included", Text("a", "b"), "esis_01", "midway", 2, 3.5, 5, "test")
    told = list(lint.group_instrument_tells_no_person(theory, c))
    assert [(r.severity, r.path) for r in told] == [("error", "indicator")]
    for shipped in theory.conditions.values():
        assert list(lint.group_instrument_tells_no_person(theory, shipped)) == []


@pytest.mark.parametrize(
    ("indicator", "fine"),
    [("participation", True), ("gas_t", False), ("caseload", False), ("resources_scarce", False)],
)
def test_a_change_needs_repeated_answers_and_a_direction(
    theory: Framework, indicator: str, fine: bool
) -> None:
    c = Condition("x", Text("a", "b"), indicator, "change", -1, 0.75, 2.5, "test")
    assert (list(lint.change_can_be_counted(theory, c)) == []) is fine


def test_a_remark_points_to_the_line_of_its_key(copy) -> None:
    line = copy.replace("configurations.yaml", "context: [takes-part]", "context: [plan-made]")
    assert copy.told() == [
        (
            "configurations.yaml",
            line,
            "the context 'plan-made' is an activity (read from methods)",
        )
    ]
