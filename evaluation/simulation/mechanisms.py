"""What happens between the first and the last answers: resources offered, reasoning changed.

For every configuration, in the order of their ripple: is the client in the context, is the
resource offered, does the reasoning change? Both are told by values that will be written
(sessions, answers 0–10), and the crisp switches on those values carry the planted effects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evaluation.simulation.answers import (
    GENERAL_GAIN,
    PROCESS,
    RESIDUAL_SD,
    SEEN_BY_WORKER,
    STABILITY,
    USUAL_SPREAD,
    Answers,
    mixed,
    own_level,
    score,
    seen_by_worker,
    whole,
)
from evaluation.simulation.people import Floats, Ints, People, Truths, Workers, probit
from evaluation.simulation.truth import (
    BASELINE,
    DESIGNS,
    FIRES_DORMANT,
    FIRES_IN,
    FIRES_OUT,
    FIRES_UNOFFERED,
    FOLLOW_UP,
    GAS_T,
    MIDWAY,
    OFFERED_IN,
    OFFERED_OUT,
    OFFICE_GAIN,
    OFFICE_PULL,
    Planted,
    Switch,
)

MORE_SESSIONS: Mapping[str, float] = {
    "planning_sessions": 1.0,
    "interactive_sessions": 1.5,
    "case_analysis_sessions": 0.4,
    "consultation_sessions": 0.4,
}
"""Sessions offered beyond the fewest that count as a resource (mean of a Poisson)."""
WORKER_ITEMS = ("practice_seen_anew", "resources_discussed", "dares_hard_cases")
FEEDBACK_ASKED_SHARE = 0.5
HALFWAY = 0.5
"""Share of an effect on participation that shows at midway already."""
DORMANT_SPREAD = 1.3
T_RESIDUAL_SD = 8.0
"""About the SD of GAS T within cells, in T points: the unit of office and worker effects."""


@dataclass(frozen=True)
class Course:
    """Values between baseline and follow-up, and what they add to the outcomes.

    ``values`` holds midway answers and counts of sessions; ``planted`` one array an outcome,
    in its own units.
    """

    values: Answers
    planted: dict[str, Floats]


def switched(switch: Switch, values: Answers) -> Truths:
    """Who is beyond the cross-over of a condition."""
    value = values[switch.indicator, switch.at]
    return value < switch.cross if switch.low_belongs else value > switch.cross


def run_course(
    rng: np.random.Generator,
    people: People,
    workers: Workers,
    tilt: Floats,
    baseline: Answers,
    truth: Mapping[str, Planted],
) -> Course:
    """Let every configuration work on everybody.

    Parameters
    ----------
    rng : numpy.random.Generator
    people, workers : People, Workers
    tilt : ndarray of float, shape (n,)
        The tilt of each client's office.
    baseline : Answers
    truth : mapping of str to Planted
        One entry for every configuration.
    """
    values: Answers = {**baseline, **_of_workers(people, workers)}
    planted = {design.outcome: np.zeros(len(people)) for design in DESIGNS.values()}
    for id, design in DESIGNS.items():
        true = truth[id]
        _settle_midway_context(rng, design.context, people, values, planted)
        inside = np.logical_and.reduce([switched(c, values) for c in design.context])
        pull = OFFICE_PULL * tilt if true.kind == "confounded" else 0.0 * tilt
        chance = np.where(inside, probit(OFFERED_IN), probit(OFFERED_OUT)) + pull
        values[design.resource.indicator, design.resource.at] = _offer(
            rng, design.resource, chance, people, workers, values
        )
        offered = switched(design.resource, values)
        chance = _chance_of_firing(inside, offered, dormant=true.kind == "dormant") + pull
        spread = DORMANT_SPREAD if true.kind == "dormant" else USUAL_SPREAD
        z = _leaning(rng, design.reasoning.indicator, people, workers, values)
        values[design.reasoning.indicator, MIDWAY] = score(chance, z, spread)
        fired = offered & switched(design.reasoning, values)
        size: Floats = np.where(inside, true.effect_in, true.effect_out)
        effect = np.where(fired, size, 0.0)
        if true.kind == "confounded":
            unit = T_RESIDUAL_SD if design.outcome == GAS_T else RESIDUAL_SD
            effect = effect + OFFICE_GAIN * unit * tilt
        planted[design.outcome] = planted[design.outcome] + effect
    _answer_the_rest(rng, people, values)
    return Course({k: v for k, v in values.items() if k[1] != BASELINE}, planted)


def _of_workers(people: People, workers: Workers) -> Answers:
    count = np.bincount(workers.office) if len(workers.office) else np.zeros(1, dtype=int)
    return {
        ("worker_qualified", BASELINE): workers.qualified[people.worker].astype(float),
        ("caseload", BASELINE): workers.caseload[people.worker],
        ("worker_count", BASELINE): count[people.office].astype(float),
    }


def _settle_midway_context(
    rng: np.random.Generator,
    context: tuple[Switch, ...],
    people: People,
    values: Answers,
    planted: Mapping[str, Floats],
) -> None:
    """Answer the midway items that are a context, when their configuration's turn comes."""
    asked = {switch.indicator for switch in context if switch.at == MIDWAY}
    if "participation" in asked:
        mean, _ = PROCESS["participation"]
        before = values["participation", BASELINE] - mean
        noise = RESIDUAL_SD * rng.standard_normal(len(people))
        level = mean + 2 * GENERAL_GAIN + STABILITY * before
        values["participation", MIDWAY] = whole(level + HALFWAY * planted["participation"] + noise)
    if "feedback_asked" in asked:
        z = mixed(rng, (0.2, people.spirits))
        values["feedback_asked", MIDWAY] = score(probit(FEEDBACK_ASKED_SHARE), z)


def _offer(
    rng: np.random.Generator,
    resource: Switch,
    chance: Floats,
    people: People,
    workers: Workers,
    values: Answers,
) -> Floats:
    z = _leaning(rng, resource.indicator, people, workers, values)
    if resource.at == MIDWAY:
        return score(chance, z)
    fewest = int(np.ceil(resource.cross))
    more = rng.poisson(MORE_SESSIONS[resource.indicator], len(people))
    too_few = rng.integers(0, fewest, len(people))
    return np.where(chance + z > 0, fewest + more, too_few).astype(float)


def _chance_of_firing(inside: Truths, offered: Truths, *, dormant: bool) -> Floats:
    if dormant:
        return np.full(len(inside), probit(FIRES_DORMANT))
    given = np.where(inside, probit(FIRES_IN), probit(FIRES_OUT))
    return np.where(offered, given, probit(FIRES_UNOFFERED))


def _leaning(
    rng: np.random.Generator, indicator: str, people: People, workers: Workers, values: Answers
) -> Floats:
    """Return standard normal scores: who is likelier to be offered a resource, or to answer higher.

    They depend on the client's own baseline answer, the worker and, barely, on the client's
    spirits: reasonings of different configurations are only weakly related.
    """
    if indicator in WORKER_ITEMS or indicator in MORE_SESSIONS:
        return mixed(rng, (0.45, own_level(rng, people, workers)))
    if indicator in PROCESS:
        mean, sd = PROCESS[indicator]
        own = (values[indicator, BASELINE] - mean) / sd
        return mixed(rng, (0.35, own), (0.2, people.spirits))
    return mixed(rng, (0.2, people.spirits), (0.25, own_level(rng, people, workers)))


def _answer_the_rest(rng: np.random.Generator, people: People, values: Answers) -> None:
    """Midway answers that no configuration reads."""
    for item in ("trust", "could_influence", "fear_of_consequences"):
        mean, _ = PROCESS[item]
        before = values[item, BASELINE] - mean
        noise = RESIDUAL_SD * rng.standard_normal(len(people))
        heard = 0.3 * (values["felt_heard", MIDWAY] - 5.5)
        sign = -1 if item == "fear_of_consequences" else 1
        values[item, MIDWAY] = whole(mean + STABILITY * before + sign * heard + noise)
    for item, client_item in SEEN_BY_WORKER.items():
        if (client_item, MIDWAY) in values:
            values[item, MIDWAY] = seen_by_worker(rng, values[client_item, MIDWAY])


def sessions(course: Course, indicator: str) -> Ints:
    """How many sessions of one kind each client had, as whole numbers."""
    return course.values[indicator, FOLLOW_UP].astype(np.int64)
