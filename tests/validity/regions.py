"""Regions with a planted truth, as tables of memberships made straight from the draws.

``memberships_of`` gives what ``memberships(simulate(seed, ...).observations(), theory)`` gives,
several times faster: no rows are written and read again. A test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.framework import CHANGE, Framework
from evaluation.membership import BASELINE, FOLLOW_UP, Memberships
from evaluation.readings import DAYS_A_MONTH
from evaluation.scoring import degree, t_score_of_sums
from evaluation.simulation import DESIGNS, OFFICES, Planted, development, events
from evaluation.simulation.answers import Answers, at_baseline, at_follow_up
from evaluation.simulation.assessments import (
    PHASE_STARTS,
    REPEATED_ITEMS,
    answered,
    repeats,
    series,
)
from evaluation.simulation.mechanisms import run_course, switched
from evaluation.simulation.people import (
    Floats,
    People,
    Stay,
    Truths,
    Workers,
    hire,
    lose,
    meet,
    workday,
)
from evaluation.simulation.truth import GAS_T, full_truth

OFFICE_LEVEL = "small-office-network"
"""Its context belongs to the office: nothing but ``untestable`` can be planted there."""
TESTED = tuple(id for id in DESIGNS if id != OFFICE_LEVEL)
IN_TURN = ("true", "absent", "works-regardless", "confounded", "harmful", "dormant")
NOTHING = ("absent", "confounded", "dormant")
TIMES: Mapping[str, tuple[float, float]] = {
    "true": (2.2, 0.0),
    "works-regardless": (2.0, 2.0),
    "harmful": (-1.8, 0.0),
}
"""Effect in and outside the context, in smallest effects that matter, as in the demo's truth."""

Truth = dict[str, Planted]


def planted(kind: str, smallest: float) -> Planted:
    """A kind of truth in the demo's size, for an outcome with this smallest effect that matters."""
    inside, outside = TIMES.get(kind, (0.0, 0.0))
    return Planted(kind, inside * smallest, outside * smallest)


def in_turn(turn: int, theory: Framework, kinds: Sequence[str] = IN_TURN) -> Truth:
    """Plant the kinds on the testable configurations, moved on by ``turn`` places."""
    truth = {
        id: planted(kinds[(place + turn) % len(kinds)], smallest_of(theory, id))
        for place, id in enumerate(TESTED)
    }
    return {**truth, OFFICE_LEVEL: planted("untestable", 0.0)}


def true_everywhere(times: float, theory: Framework, nothing_on: Sequence[str]) -> Truth:
    """Every testable configuration is true in its context, by ``times`` the smallest effect."""
    return {
        id: planted("absent", 0.0)
        if id in nothing_on
        else Planted("true", times * smallest_of(theory, id), 0.0)
        for id in TESTED
    } | {OFFICE_LEVEL: planted("untestable", 0.0)}


def smallest_of(theory: Framework, id: str) -> float:
    """The smallest effect that matters, in the outcome's units."""
    return theory.configurations[id].outcome.smallest_that_matters


@dataclass(frozen=True)
class Region:
    """What is drawn for one seed. Answers are complete; ``columns`` holds what was answered."""

    workers: Workers
    people: People
    stay: Stay
    answers: Answers
    columns: Mapping[str, Floats]
    t_scores: Floats
    last_days: np.ndarray
    birth_year: Floats


def draw(seed: int, truth: Mapping[str, Planted], *, loss: bool = True) -> Region:
    """Draw a region of the demo's seven offices, in the order in which ``simulate`` draws."""
    rng = np.random.Generator(np.random.PCG64(seed))
    truth = full_truth(truth)
    workers = hire(rng, OFFICES)
    people = meet(rng, OFFICES, workers)
    tilt = np.array([plan.tilt for plan in OFFICES])[people.office]
    first = at_baseline(rng, people, workers)
    life, difficulties = first["x10d_life", BASELINE], first["x10d_difficulties", BASELINE]
    stay = lose(rng, people, life, difficulties, loss=loss)
    course = run_course(rng, people, workers, tilt, first, truth)
    earlier = {**first, **course.values}
    by_item = {k: v for k, v in course.planted.items() if k != GAS_T}
    last = at_follow_up(rng, people, workers, len(OFFICES), earlier, by_item)
    answers = {
        **earlier,
        **last,
        ("worker_qualified", BASELINE): workers.qualified[people.worker].astype(float),
        ("caseload", BASELINE): workers.caseload[people.worker],
        ("worker_count", BASELINE): np.bincount(workers.office)[people.office].astype(float),
    }

    repeating = repeats(rng, stay)
    made = development.actions(rng, OFFICES)
    columns, last_days = _answered(rng, people, stay, answers, repeating)
    goals = events.goals(rng, people, workers, len(OFFICES), stay, course.planted[GAS_T])
    known = rng.random((3, len(people))) >= 0.02
    development.feedback(rng, people, made)
    rng.random(len(workers.office))
    facts = development.facts(rng, OFFICES)
    earliest = np.where(repeating, PHASE_STARTS, events.FIRST_MEETING_DAY)
    meetings = events.meetings(rng, people, workers, course, stay, earliest)
    return Region(
        workers,
        people,
        stay,
        answers,
        columns | _facts(people, facts) | _sessions(people, meetings),
        _t_scores(goals, len(people)),
        last_days,
        np.where(known[0], people.birth_year, np.nan),
    )


def memberships_of(region: Region, theory: Framework) -> Memberships:
    """One row a client with the columns that the analyses of a theory read."""
    people, workers = region.people, region.workers
    ended = np.where(
        np.isnat(region.stay.ended), region.last_days[people.office], region.stay.ended
    )
    years = people.started.astype("datetime64[Y]").astype(int) + 1970
    fixed = {
        GAS_T: region.t_scores,
        "age_at_start": years - region.birth_year,
        "months_of_service": (ended - people.started).astype(float) / DAYS_A_MONTH,
    }
    for name in ("caseload", "worker_qualified", "worker_count"):
        fixed[name] = region.answers[name, BASELINE]
    columns = dict(region.columns)
    columns |= {f"{name}@{at}": v for name, v in fixed.items() for at in theory.occasions}
    never = np.full(len(people), np.nan)
    for name, item in theory.indicators.items():
        for at in theory.occasions:
            columns.setdefault(f"{name}@{at}", never)
        change = columns[f"{name}@{FOLLOW_UP}"] - columns[f"{name}@{BASELINE}"]
        repeated = item.reading.table == "assessments"
        turned = -change if item.better == "down" else change
        columns[f"{name}@{CHANGE}"] = turned if repeated else never
    frame = pd.DataFrame(np.column_stack(list(columns.values())), columns=list(columns))
    conditions = {
        c.id: degree(frame[f"{c.indicator}@{c.at}"], c) for c in theory.conditions.values()
    }
    offices = np.array([plan.id for plan in OFFICES])
    names = {
        "office": offices[people.office],
        "worker": np.array([f"worker-{k:03d}" for k in range(len(workers.office))])[people.worker],
        "reached": _reached(region, theory),
    }
    frame = pd.concat([pd.DataFrame(names), frame, pd.DataFrame(conditions)], axis=1)
    return Memberships(frame=frame, offices=tuple(offices), synthetic=True)


def outcome_of(region: Region, id: str) -> Floats:
    """Everybody's outcome as it would be written, before anybody is lost or leaves it out."""
    outcome = DESIGNS[id].outcome
    if outcome == GAS_T:
        return region.t_scores
    return region.answers[outcome, FOLLOW_UP] - region.answers[outcome, BASELINE]


def in_context_and_fired(region: Region, id: str) -> tuple[Truths, Truths]:
    """Who is in the context, and in whom the mechanism fires."""
    design, values = DESIGNS[id], region.answers
    inside = np.logical_and.reduce([switched(c, values) for c in design.context])
    return inside, switched(design.resource, values) & switched(design.reasoning, values)


WINDOWS = {BASELINE: (-31, 60, "first"), "midway": (90, 210, "last"), FOLLOW_UP: (270, 540, "last")}


def _answered(
    rng: np.random.Generator, people: People, stay: Stay, answers: Answers, repeating: Truths
) -> tuple[dict[str, Floats], np.ndarray]:
    """Values answered on each occasion, and each office's last day of answers."""
    n = len(people)
    columns: dict[str, Floats] = {}
    last_days = np.full(len(OFFICES), np.datetime64("1900-01-01"))
    for a in answered(rng, OFFICES, people, stay):
        column = columns[f"{a.item}@{a.occasion}"] = np.full(n, np.nan)
        column[a.who] = answers[a.item, a.occasion][a.who]
        days = workday(people.started[a.who] + a.day[a.who].astype("timedelta64[D]"))
        np.maximum.at(last_days, people.office[a.who], days)
    parts = series(rng, people, answers, repeating)
    rows = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
    who, days = rows["who"], (rows["date"] - people.started[rows["who"]]).astype(int)
    np.maximum.at(last_days, people.office[who], rows["date"])
    for item in REPEATED_ITEMS:
        for occasion, (first, last, take) in WINDOWS.items():
            kept = np.flatnonzero((rows["item"] == item) & (days >= first) & (days <= last))
            kept = kept[::-1] if take == "first" else kept
            between = np.full(n, np.nan)
            between[who[kept]] = rows["value"][kept]
            own = columns.get(f"{item}@{occasion}", between)
            columns[f"{item}@{occasion}"] = np.where(np.isnan(own), between, own)
    return columns, last_days


def _t_scores(goals: pd.DataFrame, n: int) -> Floats:
    goals = goals.dropna(subset=["attainment"])
    who, w, x = (goals[c].to_numpy() for c in ("who", "weight", "attainment"))
    wx, sum_w, w2 = (np.bincount(who, part, minlength=n) for part in (w * x, w, w * w))
    with np.errstate(invalid="ignore"):
        return np.asarray(t_score_of_sums(wx, sum_w, w2))


def _sessions(people: People, meetings: pd.DataFrame) -> dict[str, Floats]:
    who, method = meetings["who"].to_numpy(), meetings["method"].to_numpy()
    days = (meetings["date"].to_numpy() - people.started[who]) / np.timedelta64(1, "D")
    return {
        f"{indicator}@{at}": np.bincount(
            who[(method == code) & (days <= last)], minlength=len(people)
        ).astype(float)
        for code, indicator in events.COUNTED.items()
        for at, (_, last, _) in WINDOWS.items()
    }


def _facts(people: People, facts: pd.DataFrame) -> dict[str, Floats]:
    latest = facts.drop_duplicates(["office", "indicator"], keep="last")
    by_office = latest.pivot(index="office", columns="indicator", values="value")
    return {
        f"{name}@{at}": by_office[name].to_numpy()[people.office]
        for name in by_office
        for at in WINDOWS
    }


def _reached(region: Region, theory: Framework) -> np.ndarray:
    reached = np.full(len(region.people), "none", dtype=object)
    by_client = [i.id for i in theory.indicators.values() if i.reading.respondent == "client"]
    for occasion in WINDOWS:
        own = [v for i in by_client if (v := region.columns.get(f"{i}@{occasion}")) is not None]
        reached[~np.isnan(own).all(axis=0)] = occasion
    return reached
