"""The realist rules: what makes a configuration one that can be tested.

One function a rule; each takes the theory and one of its configurations (or conditions) and yields
what it has to remark. Sources: Pawson & Tilley 1997; Dalkin et al. 2015 (resource and reasoning);
Bonell et al. 2016 (where it should not hold); Jagosh et al. 2015 (ripple).
"""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.framework.model import CHANGE, Condition, Configuration, Framework, Indicator
from evaluation.framework.references import FOLLOW_UP
from evaluation.framework.remark import ConditionRule, ConfigurationRule, Remark


def remarks(framework: Framework) -> Iterator[Remark]:
    """Yield everything the rules have to remark about a theory."""
    for condition in framework.conditions.values():
        for check in CONDITION_RULES:
            yield from check(framework, condition)
    for configuration in framework.configurations.values():
        for rule in CONFIGURATION_RULES:
            yield from rule(framework, configuration)


def has_a_context(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Require the circumstances in which a configuration works."""
    if not c.context:
        yield Remark("error", c, "context", f"'{c.id}' has no context", "at least one condition")


def reasoning_is_a_persons(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Require that a person has told of the reasoning: it is read from assessments."""
    table = _indicator(framework, c.mechanism.reasoning).reading.table
    if table != "assessments":
        yield Remark(
            "error",
            c,
            "mechanism.reasoning",
            f"the reasoning of '{c.id}' is no person's own answer (read from {table})",
            "a condition on what a client or a worker has answered",
        )


def resource_is_not_the_reasoning(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Require two things of a mechanism: a resource, and the reasoning it changes."""
    resource = _indicator(framework, c.mechanism.resource)
    reasoning = _indicator(framework, c.mechanism.reasoning)
    if resource.id == reasoning.id:
        yield Remark(
            "error",
            c,
            "mechanism.resource",
            f"resource and reasoning of '{c.id}' are one and the same ('{resource.id}')",
            "what is offered, and what it changes in a person's thinking",
        )


def context_is_no_activity(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Refuse work as a context: work is an intervention, a context is there without it."""
    for name in c.context:
        if _indicator(framework, name).reading.table == "methods":
            yield Remark(
                "error",
                c,
                "context",
                f"the context '{name}' is an activity (read from methods)",
                "circumstances that are there before the work starts",
            )


def outcome_is_not_the_mechanism(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Keep what explains and what is explained apart: different variables."""
    outcome = _indicator(framework, c.outcome.condition)
    for part, name in (("resource", c.mechanism.resource), ("reasoning", c.mechanism.reasoning)):
        if _indicator(framework, name).id == outcome.id:
            yield Remark(
                "error",
                c,
                f"mechanism.{part}",
                f"{part} and outcome of '{c.id}' are the same indicator ('{outcome.id}')",
                "different indicators",
            )


def outcome_names_its_indicator(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Require that the outcome names the indicator that its condition is about."""
    indicator = _indicator(framework, c.outcome.condition)
    if indicator.id != c.outcome.indicator:
        yield Remark(
            "error",
            c,
            "outcome.indicator",
            f"the outcome '{c.outcome.condition}' is about another indicator",
            f"indicator: {indicator.id}",
        )


def outcome_has_a_direction(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Require an outcome that can be better or worse."""
    indicator = _indicator(framework, c.outcome.condition)
    if indicator.better is None:
        yield Remark(
            "error",
            c,
            "outcome.condition",
            f"'{indicator.id}' has no better direction",
            f"an outcome whose indicator is better up or down ('better' of '{indicator.id}')",
        )


def outcome_is_better_up(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Refuse a level of which less is better: effects are read with better = up, as changes are."""
    condition = framework.conditions[c.outcome.condition]
    indicator = _indicator(framework, c.outcome.condition)
    if condition.at != CHANGE and indicator.better == "down":
        yield Remark(
            "error",
            c,
            "outcome.condition",
            f"less is better of '{indicator.id}', and '{condition.id}' reads its level",
            "an outcome that reads the change (at: change), which is turned so that better is up",
        )


def smallest_effect_is_real(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Require a smallest effect that is above zero and can be shown on the scale."""
    indicator = _indicator(framework, c.outcome.condition)
    width = indicator.high - indicator.low
    if not 0 < c.outcome.smallest_that_matters < width:
        yield Remark(
            "error",
            c,
            "outcome.smallest_that_matters",
            f"the smallest effect that matters of '{c.id}' cannot be shown",
            f"a number above 0 and below {width:g}, in the outcome's units",
        )


def has_a_where_not(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Require a where-not: what should hold everywhere is not refuted by where it holds."""
    if not c.prediction.should_not_hold_in:
        yield Remark(
            "error",
            c,
            "prediction.should_not_hold_in",
            f"'{c.id}' does not say where it should not hold",
            "at least one condition",
        )


def where_not_is_not_the_context(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Refuse a prediction to hold and not to hold in one and the same circumstance."""
    for name in set(c.context) & set(c.prediction.should_not_hold_in):
        yield Remark(
            "error",
            c,
            "prediction.should_not_hold_in",
            f"'{name}' is also a context of '{c.id}'",
            "circumstances that differ from the context",
        )


def has_a_rival(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Require another explanation, named before the data are seen, and what would show it."""
    if not c.rivals:
        yield Remark(
            "error", c, "rivals", f"'{c.id}' names no rival explanation", "at least one rival"
        )
    for n, rival in enumerate(c.rivals):
        if not rival.adjust_for:
            yield Remark(
                "warning",
                c,
                f"rivals.{n}.adjust_for",
                "nothing in the data would show this rival",
                "variables to adjust for, such as baseline",
            )


def respondents_differ(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Warn of one person answering on both: that alone can make them look related."""
    reasoning = _indicator(framework, c.mechanism.reasoning).reading.respondent
    outcome = _indicator(framework, c.outcome.condition).reading.respondent
    if reasoning is not None and reasoning == outcome:
        yield Remark(
            "warning",
            c,
            "mechanism.reasoning",
            f"the {reasoning} answers on both the reasoning and the outcome of '{c.id}'",
            "another respondent on one of them, or caution in reading the result",
        )


def resource_comes_before_outcome(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Refuse a resource that is measured after the outcome: it did not bring it."""
    if _day(framework, c.mechanism.resource) > _day(framework, c.outcome.condition):
        yield Remark(
            "error",
            c,
            "mechanism.resource",
            f"the resource of '{c.id}' is measured after its outcome",
            "a resource measured on the same occasion as the outcome or before",
        )


def reasoning_comes_before_outcome(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Warn of reasoning measured after the outcome: it may be a consequence of it."""
    if _day(framework, c.mechanism.reasoning) > _day(framework, c.outcome.condition):
        yield Remark(
            "warning",
            c,
            "mechanism.reasoning",
            f"the reasoning of '{c.id}' is measured after its outcome",
            "reasoning measured on the same occasion as the outcome or before",
        )


def resource_is_the_interventions(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Compare a resource counted as sessions with the method that carries it."""
    reading = _indicator(framework, c.mechanism.resource).reading
    if reading.table == "methods" and reading.code != c.intervention.method:
        yield Remark(
            "warning",
            c,
            "mechanism.resource",
            f"the resource of '{c.id}' counts another method ('{reading.code}')",
            f"sessions of '{c.intervention.method}'",
        )


def leads_to_no_circle(framework: Framework, c: Configuration) -> Iterator[Remark]:
    """Refuse circles: ripples run onwards, and none comes back to where it began."""
    waiting = [(c.id, name) for name in c.leads_to]
    seen: set[str] = set()
    while waiting:
        *path, name = waiting.pop()
        if name == c.id:
            way = " → ".join((*path, name))
            yield Remark("error", c, "leads_to", f"a circle: {way}", "links that run onwards only")
            return
        if name not in seen:
            seen.add(name)
            onwards = framework.configurations[name].leads_to
            waiting += [(*path, name, after) for after in onwards]  # type: ignore[misc]


def group_instrument_tells_no_person(framework: Framework, c: Condition) -> Iterator[Remark]:
    """Refuse instruments for groups: a condition tells each client's degree."""
    indicator = framework.indicators[c.indicator]
    instrument = framework.instruments.get(indicator.instrument or "")
    if instrument is not None and instrument.level_of_use == "group":
        yield Remark(
            "error",
            c,
            "indicator",
            f"'{c.id}' is told person by person, but '{instrument.id}' is for groups only",
            "an indicator of an instrument for persons",
        )


def change_can_be_counted(framework: Framework, c: Condition) -> Iterator[Remark]:
    """Require repeated answers and a better direction where a change is counted."""
    indicator = framework.indicators[c.indicator]
    if c.at == CHANGE and (indicator.reading.table != "assessments" or indicator.better is None):
        yield Remark(
            "error",
            c,
            "at",
            f"no change can be counted on '{indicator.id}'",
            "an assessment that is repeated and is better up or down, or another occasion",
        )


def _indicator(framework: Framework, condition: str) -> Indicator:
    return framework.indicators[framework.conditions[condition].indicator]


def _day(framework: Framework, condition: str) -> int:
    at = framework.conditions[condition].at
    return framework.occasions[FOLLOW_UP if at == CHANGE else at].from_day


CONDITION_RULES: tuple[ConditionRule, ...] = (
    group_instrument_tells_no_person,
    change_can_be_counted,
)

CONFIGURATION_RULES: tuple[ConfigurationRule, ...] = (
    has_a_context,
    reasoning_is_a_persons,
    resource_is_not_the_reasoning,
    context_is_no_activity,
    outcome_is_not_the_mechanism,
    outcome_names_its_indicator,
    outcome_has_a_direction,
    outcome_is_better_up,
    smallest_effect_is_real,
    has_a_where_not,
    where_not_is_not_the_context,
    has_a_rival,
    respondents_differ,
    resource_comes_before_outcome,
    reasoning_comes_before_outcome,
    resource_is_the_interventions,
    leads_to_no_circle,
)
