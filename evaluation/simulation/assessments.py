"""From complete answers to the rows that offices write: who was asked what, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from evaluation.simulation.answers import (
    ESIS,
    KYKYVIISARI,
    PROCESS,
    SEEN_BY_WORKER,
    WORKER_SHARES,
    X10D,
    Answers,
    whole,
)
from evaluation.simulation.mechanisms import WORKER_ITEMS
from evaluation.simulation.offices import OfficePlan
from evaluation.simulation.people import Floats, Ints, People, Stay, Truths, workday
from evaluation.simulation.truth import BASELINE, FOLLOW_UP, MIDWAY

UNANSWERED = 0.015
"""Share of single answers left out, by nobody's plan."""
ESIS_SHARE = 0.3
REPEATED_SHARE = 0.05
REPEATED_ITEMS = ("participation", "x10d_life")
"""A few clients answer these between the occasions too: the series of single-case designs."""
REPEATED_FIRST_PHASE = (28, 35, 42, 49, 56)
REPEATED_SECOND_PHASE = tuple(range(70, 270, 14))
PHASE_STARTS = 62
"""Day when the sessions of those clients begin: the first phase is without the intervention."""
MIDWAY_WINDOW = (90, 210)
ANSWERED_BY_WORKER = frozenset({*SEEN_BY_WORKER, *WORKER_SHARES, *WORKER_ITEMS})
Rows = dict[str, Any]
"""Column → array, all of one length."""

BASELINE_ITEMS = (*X10D, *KYKYVIISARI, *PROCESS, *SEEN_BY_WORKER, *WORKER_SHARES)
MIDWAY_ITEMS = (
    "participation", "felt_heard", "trust", "could_influence", "sees_direction", "hope",
    "choices_known", "feedback_asked", "feedback_led_to_change", "experience_matters",
    "realistic_goals", "fear_of_consequences", "felt_heard_worker", *WORKER_ITEMS,
)  # fmt: skip
FOLLOW_UP_ITEMS = (*X10D, *KYKYVIISARI, *PROCESS, *SEEN_BY_WORKER)


class Answered(NamedTuple):
    """One item on one occasion: which clients (row numbers) it is answered of, and when.

    ``day`` and ``present`` (was the client present) have one entry for each of all clients.
    """

    occasion: str
    item: str
    who: Ints
    day: Ints
    present: Truths


def repeats(rng: np.random.Generator, stay: Stay) -> Truths:
    """Choose the clients who answer a few items every second week."""
    chosen = rng.random(len(stay.at_midway)) < REPEATED_SHARE
    return chosen & stay.at_midway & stay.at_follow_up


def assessments(
    rng: np.random.Generator,
    offices: Sequence[OfficePlan],
    people: People,
    stay: Stay,
    answers: Answers,
    repeating: Truths,
) -> pd.DataFrame:
    """One row an answer: ``who``, date, respondent, client_present, indicator, value.

    The indicator is the code as offices write it: one code for the client's and the worker's
    version of an item.
    """
    parts = [
        _rows(a.who, people, a.day[a.who], a.item, answers[a.item, a.occasion][a.who], a.present)
        for a in answered(rng, offices, people, stay)
    ]
    parts.extend(series(rng, people, answers, repeating))
    rows = pd.DataFrame({name: np.concatenate([p[name] for p in parts]) for name in parts[0]})
    rows = rows[~_never_recorded(offices, people, rows)]
    return rows.drop(columns="item").sort_values(["who", "date"], kind="stable", ignore_index=True)


def answered(
    rng: np.random.Generator, offices: Sequence[OfficePlan], people: People, stay: Stay
) -> Iterator[Answered]:
    """Draw who answers what of what they are asked, item by item."""
    everybody = np.ones(len(people), dtype=bool)
    met = (
        (BASELINE, BASELINE_ITEMS, people.baseline_day, everybody),
        (MIDWAY, MIDWAY_ITEMS, people.midway_day, stay.at_midway),
        (FOLLOW_UP, FOLLOW_UP_ITEMS, people.follow_up_day, stay.at_follow_up),
    )
    esis = np.array([o.esis for o in offices], dtype=bool)[people.office]
    esis = esis & (rng.random(len(people)) < ESIS_SHARE)
    for occasion, items, day, there in met:
        present = rng.random(len(people)) < 0.93
        asked = [(item, there) for item in items]
        if occasion != MIDWAY:
            asked += [(item, there & esis) for item in ESIS]
        for item, answering in asked:
            who = np.flatnonzero(answering & (rng.random(len(people)) >= UNANSWERED))
            yield Answered(occasion, item, who, day, present)


def _rows(who: Ints, people: People, day: Ints, item: str, value: Floats, present: Truths) -> Rows:
    n, by_worker = len(who), item in ANSWERED_BY_WORKER
    with_client = present[who] | (not by_worker)
    return {
        "who": who,
        "date": workday(people.started[who] + day.astype("timedelta64[D]")),
        "respondent": np.full(n, "worker" if by_worker else "client", dtype=object),
        "client_present": np.where(with_client, "yes", "no").astype(object),
        "indicator": np.full(n, item.removesuffix("_worker"), dtype=object),
        "value": value,
        "item": np.full(n, item, dtype=object),
    }


def series(
    rng: np.random.Generator, people: People, answers: Answers, repeating: Truths
) -> list[Rows]:
    """Answers between the occasions: level at first, then on the way to the last answer.

    None of them is the first of the baseline window nor the last of another, so the occasions'
    own answers stay what they are.
    """
    chosen = np.flatnonzero(repeating)
    parts = []
    for item in REPEATED_ITEMS:
        first, last = answers[item, BASELINE][chosen], answers[item, FOLLOW_UP][chosen]
        for day in (*REPEATED_FIRST_PHASE, *REPEATED_SECOND_PHASE):
            way = min(max((day - PHASE_STARTS) / 90, 0.0), 1.0)
            noise = 0.7 * rng.standard_normal(len(chosen))
            value = whole(first + way * (last - first) + noise)
            midway = people.midway_day[chosen]
            free = (day < midway - 7) | (day > MIDWAY_WINDOW[1] + 3)
            who = chosen[free]
            everybody = np.ones(len(people), dtype=bool)
            parts.append(_rows(who, people, np.full(len(who), day), item, value[free], everybody))
    return parts


def _never_recorded(
    offices: Sequence[OfficePlan], people: People, rows: pd.DataFrame
) -> pd.Series[bool]:
    left_out = pd.Series(False, index=rows.index)
    office = people.office[rows["who"].to_numpy(dtype=np.int64)]
    for k, plan in enumerate(offices):
        if plan.without:
            left_out |= (office == k) & rows["item"].isin(plan.without)
    return left_out
