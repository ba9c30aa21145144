"""Do clients and workers see the same thing alike?

AVAIN, the measure used in Finnish adult social work, became less reliable where workers filled it
in without the client (THL): a claim may depend on who was asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

import numpy as np

from evaluation.analyses.influence import numbered
from evaluation.analyses.means import LEVEL
from evaluation.analyses.paired_answers import (
    AS_IT_IS,
    FISHER_Z,
    LOG,
    LOGIT,
    Floats,
    Ints,
    Link,
    Statistic,
    ac1,
    alpha,
    difference,
    icc,
    same_side,
    sums_of_ratings,
    sums_of_sides,
    typical_difference,
    with_interval,
)
from evaluation.analyses.sets import UNKNOWN, Union, answered, around_answered, part_of
from evaluation.analyses.study import MIN_CELL, Study
from evaluation.findings import Count, CountTable, Estimate, Finding
from evaluation.framework import Condition, Indicator
from evaluation.membership import CRISP
from evaluation.scoring import degree

Pair = tuple[Indicator, Indicator]

Statistics = Mapping[str, tuple[Statistic, Link, str]]

RATINGS: Statistics = {
    "icc": (icc, FISHER_Z, "ratio"),
    "alpha": (alpha, FISHER_Z, "ratio"),
    "difference": (difference, AS_IT_IS, "points"),
    "typical-difference": (typical_difference, LOG, "points"),
}
SIDES: Statistics = {
    "same-side": (same_side, LOGIT, "share"),
    "ac1": (ac1, FISHER_Z, "ratio"),
}
ONE_WORKER = "agreement-one-worker"


def analyse(study: Study) -> Iterator[Finding]:
    """One finding a pair of indicators, about the client's.

    Estimates are ``icc``, ``alpha``, ``difference`` (worker − client) and ``typical-difference``
    for each occasion on which at least :data:`MIN_CELL` clients have both answers, and
    ``same-side`` and ``ac1`` for each condition that rests on one of the two. The finding is there
    also when nothing could be compared, so that a region can add up its offices' tables.
    """
    workers = numbered(study.memberships.frame["worker"])
    for client, worker in pairs(study):
        conditions = [
            c for c in study.framework.conditions.values() if c.indicator in (client.id, worker.id)
        ]
        compared = [
            *(_ratings(study, (client, worker), at, workers) for at in study.framework.occasions),
            *(_sides(study, (client, worker), condition, workers) for condition in conditions),
        ]
        estimates = tuple(chain.from_iterable(compared))
        alone = bool(estimates) and len(np.unique(workers)) == 1
        compared_at = dict.fromkeys((*study.framework.occasions, *(c.at for c in conditions)))
        yield Finding(
            "agreement",
            client.id,
            estimates=estimates,
            tables=_presence(study, worker),
            notes=(ONE_WORKER,) if alone else (),
            unions=tuple(chain.from_iterable(_around((client, worker), at) for at in compared_at)),
        )


def pairs(study: Study) -> list[Pair]:
    """Client's and worker's version of one question, on one scale; none for groups only."""
    asked = {
        (i.reading.code, i.reading.respondent): i
        for i in study.framework.indicators.values()
        if i.reading.table == "assessments" and not study.for_groups_only(i)
    }
    found = [(asked[code, who], asked.get((code, "worker"))) for code, who in asked]
    return [
        (client, worker)
        for client, worker in found
        if client.reading.respondent == "client"
        and worker is not None
        and (client.low, client.high) == (worker.low, worker.high)
    ]


def _ratings(study: Study, pair: Pair, at: str, workers: Ints) -> list[Estimate]:
    first, second = (study.memberships.value(i.id, at).to_numpy(float) for i in pair)
    there = np.isfinite(first) & np.isfinite(second)
    if there.sum() < MIN_CELL:
        return []
    sums = sums_of_ratings(first[there], second[there], workers[there])
    return _estimates(at, RATINGS, sums, int(there.sum()), _rated(pair, at))


def _sides(study: Study, pair: Pair, condition: Condition, workers: Ints) -> list[Estimate]:
    """Would the client be in the set by both answers? Withheld where fewer than 10 would differ.

    The share would tell a count that the door hides.
    """
    first, second = (
        degree(study.memberships.value(i.id, condition.at), condition).to_numpy(float) for i in pair
    )
    there = np.isfinite(first) & np.isfinite(second)
    n = int(there.sum())
    if n < MIN_CELL:
        return []
    first, second = first[there] > CRISP, second[there] > CRISP
    alike = int((first == second).sum())
    told = min(alike, n - alike) >= MIN_CELL
    sums = sums_of_sides(first, second, workers[there]) if told else None
    return _estimates(condition.id, SIDES, sums, n, _rated(pair, condition.at))


def _estimates(
    about: str, statistics: Statistics, sums: Floats | None, n: int, who: str
) -> list[Estimate]:
    found = []
    for name, (statistic, link, unit) in statistics.items():
        value, lower, upper = (
            (np.nan,) * 3 if sums is None else with_interval(sums, statistic, link, LEVEL)
        )
        found.append(Estimate(f"{name}:{about}", value, lower, upper, n, n - 1, unit, LEVEL, who))
    return found


def _rated(pair: Pair, at: str) -> str:
    """Clients of whom both answers are known at an occasion, or both of their changes."""
    return f"rated:{pair[0].id}:{at}"


def _around(pair: Pair, at: str) -> Iterator[Union]:
    """They lie among those who answered, and among those whose worker did."""
    for indicator in pair:
        yield part_of(answered(indicator, at), _rated(pair, at))
        yield from around_answered(indicator, at)


def _presence(study: Study, worker: Indicator) -> tuple[CountTable, ...]:
    """Answers (not persons) that the worker gave with the client, without, or nobody knows."""
    if study.observations is None:
        return ()
    answers = study.observations.assessments
    present = answers.loc[answers["indicator"] == worker.id, "client_present"]
    parts = (
        Count("present", int(present.sum())),
        Count("absent", int((~present).sum())),
        Count(UNKNOWN, int(present.isna().sum())),
    )
    return (CountTable("client-present", parts),)
