"""Meetings and goals: the rows behind the counts of sessions and the GAS T score."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from evaluation.simulation.answers import clustered
from evaluation.simulation.mechanisms import T_RESIDUAL_SD, Course, sessions
from evaluation.simulation.people import Floats, Ints, People, Stay, Truths, Workers, workday
from evaluation.simulation.words import GOALS

COUNTED: Mapping[str, str] = {
    "planning-meeting": "planning_sessions",
    "interactive-meeting": "interactive_sessions",
    "case-analysis": "case_analysis_sessions",
    "cross-office-consultation": "consultation_sessions",
}
OTHERS: Mapping[str, float] = {"home-visit": 0.5, "group-work": 0.3, "service-guidance": 0.6}
"""Other methods and how many sessions a client has on average. Invented."""
MINUTES: Mapping[str, int] = {
    "planning-meeting": 75,
    "interactive-meeting": 60,
    "case-analysis": 90,
    "cross-office-consultation": 45,
    "home-visit": 90,
    "group-work": 120,
    "service-guidance": 30,
}
FIRST_MEETING_DAY, LAST_MEETING_DAY = 7, 255
"""All sessions fall before the earliest follow-up (day 270), so the dose precedes the outcome."""

GAS_RHO = 0.3
"""Expected correlation of goals (Kiresuk & Sherman 1968)."""
T_CENTRE = 48.0
T_CLIENT_SD = 5.0
GOAL_SD = 0.72
T_GAIN = 1.04
"""Makes good for attainments that cannot go beyond ±2."""


def meetings(
    rng: np.random.Generator,
    people: People,
    workers: Workers,
    course: Course,
    stay: Stay,
    first_day: Ints,
) -> pd.DataFrame:
    """One row a session: ``who`` (row of the client), worker, date, method, minutes.

    ``first_day`` is the earliest day of each client's sessions, counted from the start. Sessions
    after a service has ended are left out.
    """
    parts = []
    for method, usual in MINUTES.items():
        if method in COUNTED:
            count = sessions(course, COUNTED[method])
        else:
            count = rng.poisson(OTHERS[method], len(people))
        who = np.repeat(np.arange(len(people)), count)
        share = rng.random(len(who))
        day = first_day[who] + (share * (LAST_MEETING_DAY - first_day[who])).astype(np.int64)
        minutes = 15.0 * np.clip(np.rint(usual / 15 * rng.lognormal(0, 0.3, len(who))), 1, 16)
        minutes[rng.random(len(who)) < 0.04] = np.nan
        worker = workers.name[people.worker[who]].copy()
        worker[rng.random(len(who)) < 0.03] = ""
        date = workday(people.started[who] + day.astype("timedelta64[D]"))
        parts.append(
            pd.DataFrame(
                {
                    "who": who,
                    "worker": worker,
                    "date": date,
                    "method": np.full(len(who), method, dtype=object),
                    "minutes": minutes,
                }
            )
        )
    rows = pd.concat(parts, ignore_index=True)
    ended = stay.ended[rows["who"].to_numpy()]
    kept: pd.DataFrame = rows[np.isnat(ended) | (rows["date"].to_numpy() <= ended)]
    return kept.sort_values(["who", "date", "method"], kind="stable", ignore_index=True)


def goals(
    rng: np.random.Generator,
    people: People,
    workers: Workers,
    offices: int,
    stay: Stay,
    planted_t: Floats,
) -> pd.DataFrame:
    """One row a goal: ``who``, life area, goal, weight, dates and attainment.

    The planted T points are carried by the attainment of each goal: T = 50 + 10·Σwx / √((1−ρ)Σw²
    + ρ(Σw)²), so a mean attainment of x moves T by 10·x·Σw / √(…).

    Parameters
    ----------
    rng : numpy.random.Generator
    people, workers, offices, stay
        As elsewhere.
    planted_t : ndarray of float, shape (n,)
        What the configurations add to each client's T score.
    """
    n = len(people)
    count = rng.choice([1, 2, 3, 4, 5], n, p=[0.1, 0.25, 0.35, 0.2, 0.1])
    who = np.repeat(np.arange(n), count)
    areas = list(GOALS)
    order = np.argsort(rng.random((n, len(areas))), axis=1)
    nth = np.arange(len(who)) - np.repeat(np.cumsum(count) - count, count)
    area = np.array(areas, dtype=object)[order[who, nth]]
    text = np.array([GOALS[a][k] for a, k in zip(area, rng.integers(0, 3, len(who)), strict=True)])
    weight = rng.choice([1.0, 2.0, 3.0], len(who), p=[0.45, 0.35, 0.2])
    pull = _weight_sum(weight, who, n) / np.sqrt(
        (1 - GAS_RHO) * _weight_sum(weight**2, who, n) + GAS_RHO * _weight_sum(weight, who, n) ** 2
    )
    level = T_CENTRE - 50 + T_GAIN * planted_t + T_CLIENT_SD * rng.standard_normal(n)
    level = level + T_RESIDUAL_SD * clustered(rng, people, workers, offices)
    latent = (level / (10 * pull))[who] + GOAL_SD * rng.standard_normal(len(who))
    reviewed = _reviewed(rng, stay)[who]
    set_on = workday(people.started + (people.baseline_day + 4).astype("timedelta64[D]"))
    reviewed_on = people.started + people.follow_up_day.astype("timedelta64[D]")
    return pd.DataFrame(
        {
            "who": who,
            "goal": text.astype(object),
            "life_area": np.where(rng.random(len(who)) < 0.02, "", area),
            "weight": weight,
            "set_on": set_on[who],
            "reviewed_on": np.where(reviewed, workday(reviewed_on)[who], np.datetime64("NaT")),
            "attainment": np.where(reviewed, np.clip(np.rint(latent), -2, 2), np.nan),
        }
    )


def _weight_sum(weight: Floats, who: Ints, n: int) -> Floats:
    return np.bincount(who, weight, minlength=n).astype(float)


def _reviewed(rng: np.random.Generator, stay: Stay) -> Truths:
    return stay.at_follow_up & (rng.random(len(stay.at_follow_up)) >= 0.03)
