"""Workers and clients: who they are, when they came, and who is lost on the way.

Every array of :class:`People` has one entry a client, in one order, all offices together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from evaluation.simulation.offices import OfficePlan

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]
Dates = NDArray[np.datetime64]
Words = NDArray[np.object_]

FIRST_DAY = np.datetime64("2007-10-01")
STARTS_OVER_DAYS = 456
QUALIFIED_SHARE = 0.72
CASELOAD_MEAN, CASELOAD_SD = 45.5, 12.0
IDENTITY_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
"""Check characters of the Finnish personal identity code (Digital and Population Data Agency)."""
ARTIFICIAL_FROM = 900
"""Individual numbers 900–999 are never given to a person: they are for artificial identities."""

GROUPS: dict[str, tuple[float, int, int]] = {
    "adults": (0.34, 25, 64),
    "young-adults": (0.20, 18, 29),
    "families-with-children": (0.20, 20, 48),
    "older-people": (0.09, 65, 89),
    "disability": (0.07, 18, 70),
    "substance-use": (0.10, 20, 60),
}
"""Client groups: share, youngest and oldest age at the start. Invented."""
TYPICAL_ANSWER = 5.6
"""About the mean baseline answer of service users to the two items that loss depends on."""
GENDERS = {"female": 0.53, "male": 0.45, "other": 0.02}


@dataclass(frozen=True)
class Workers:
    """One entry a worker; ``name`` is the office's own, such as ``Työntekijä 3``."""

    office: Ints
    name: Words
    qualified: Truths
    caseload: Floats
    fte: Floats
    started: Dates
    ended: Dates


@dataclass(frozen=True)
class People:
    """One entry a client; ``office`` and ``worker`` are row numbers, ``severity`` is a z score.

    ``severity`` above 0 means better off. ``spirits`` (z score) colours every midway answer a
    little.
    """

    office: Ints
    worker: Ints
    id: Words
    birth_year: Ints
    gender: Words
    group: Words
    started: Dates
    severity: Floats
    spirits: Floats
    baseline_day: Ints
    midway_day: Ints
    follow_up_day: Ints

    def __len__(self) -> int:
        return len(self.office)


@dataclass(frozen=True)
class Stay:
    """Who was met when: one entry a client; ``ended`` is NaT where the service goes on."""

    at_midway: Truths
    at_follow_up: Truths
    ended: Dates
    end_reason: Words


def workday(days: Dates) -> Dates:
    """Move Saturdays and Sundays back to the Friday before."""
    weekday = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
    moved: Dates = days - np.maximum(weekday - 4, 0).astype("timedelta64[D]")
    return moved


def probit(share: float) -> float:
    """Return the standard normal quantile of a share in (0, 1)."""
    return NormalDist().inv_cdf(share)


def even_normal(rng: np.random.Generator, n: int) -> Floats:
    """Shuffle ``n`` even quantiles of the standard normal: no unlucky regions of few workers."""
    return rng.permutation(np.array([probit((k + 0.5) / n) for k in range(n)], dtype=float))


def hire(rng: np.random.Generator, offices: Sequence[OfficePlan]) -> Workers:
    """Draw the workers; qualification and caseload have fixed shares over the region.

    Caseload is normal around the framework's 45.5: about half of any region's workers lie on either
    side of it.
    """
    office = np.repeat(np.arange(len(offices)), [o.workers for o in offices])
    n = len(office)
    qualified = rng.permutation(np.arange(n) < QUALIFIED_SHARE * n)
    caseload = np.clip(np.round(CASELOAD_MEAN + CASELOAD_SD * even_normal(rng, n)), 12, 95)
    started = FIRST_DAY - rng.integers(30, 4000, n).astype("timedelta64[D]")
    left = rng.random(n) < 0.05
    ended = np.where(left, np.datetime64("2010-05-31"), np.datetime64("NaT")).astype(
        "datetime64[D]"
    )
    number = np.concatenate([np.arange(o.workers) + 1 for o in offices]) if n else office
    english = np.array([o.form == "english workbook" for o in offices], dtype=np.bool_)[office]
    name = np.where(english, "Worker ", "Työntekijä ").astype(object) + number.astype(str)
    return Workers(
        office, name, qualified, caseload, rng.choice([1.0, 1.0, 1.0, 0.8, 0.6], n), started, ended
    )


def meet(rng: np.random.Generator, offices: Sequence[OfficePlan], workers: Workers) -> People:
    """Draw the clients of every office, in the order they came."""
    office = np.repeat(np.arange(len(offices)), [o.clients for o in offices])
    n = len(office)
    first = np.searchsorted(workers.office, np.arange(len(offices)))
    size = np.array([o.workers for o in offices], dtype=np.int64)
    turn = np.concatenate([np.arange(o.clients) % max(o.workers, 1) for o in offices])
    came = rng.integers(0, STARTS_OVER_DAYS, n)
    came = came[np.lexsort((came, office))]
    worker = first[office] + (turn + rng.integers(0, 3, n)) % np.maximum(size[office], 1)
    started = workday(FIRST_DAY + came.astype("timedelta64[D]"))
    started = np.maximum(started, FIRST_DAY)
    group = rng.choice(list(GROUPS), n, p=[share for share, _, _ in GROUPS.values()])
    youngest = np.array([GROUPS[g][1] for g in group], dtype=np.int64)
    oldest = np.array([GROUPS[g][2] for g in group], dtype=np.int64)
    age = youngest + np.floor(rng.random(n) * (oldest - youngest + 1)).astype(np.int64)
    birth_year = started.astype("datetime64[Y]").astype(np.int64) + 1970 - age
    gender = rng.choice(list(GENDERS), n, p=list(GENDERS.values()))
    return People(
        office=office,
        worker=worker.astype(np.int64),
        id=_ids(rng, offices, office, birth_year, gender),
        birth_year=birth_year,
        gender=gender.astype(object),
        group=group.astype(object),
        started=started,
        severity=rng.standard_normal(n),
        spirits=rng.standard_normal(n),
        baseline_day=rng.integers(3, 22, n),
        midway_day=rng.integers(125, 176, n),
        follow_up_day=rng.integers(335, 386, n),
    )


def lose(
    rng: np.random.Generator,
    people: People,
    life: Floats,
    difficulties: Floats,
    *,
    loss: bool = True,
) -> Stay:
    """Decide who is lost: the worse off at baseline, the likelier; nothing else counts.

    Loss depends on the written baseline answers only, so it is ignorable given the baseline
    (Rubin 1976). About half are lost by the follow-up, a third of these before midway.

    Parameters
    ----------
    people : People
    life, difficulties : ndarray of float, shape (n,)
        Baseline answers 0–10 to two 3X10D items.
    loss : bool
        Without loss everybody is met on every occasion; the same random numbers are drawn.
    """
    n = len(people)
    worse = -0.30 * (life - TYPICAL_ANSWER) - 0.15 * (difficulties - TYPICAL_ANSWER)
    lost = loss & (rng.random(n) < 1 / (1 + np.exp(-worse)))
    early = lost & (rng.random(n) < 0.33)
    skipped = loss & ~lost & (rng.random(n) < 0.03)
    last = np.where(early, rng.integers(40, 88, n), rng.integers(212, 330, n))
    stays_on = rng.random(n) < 0.45
    after = people.follow_up_day + rng.integers(5, 60, n)
    ended = people.started + np.where(lost, last, after).astype("timedelta64[D]")
    open_end = np.where(lost, rng.random(n) < 0.25, stays_on)
    ended = np.where(open_end, np.datetime64("NaT"), workday(ended)).astype("datetime64[D]")
    reason = np.where(
        lost,
        rng.choice(["interrupted", "moved", "other"], n, p=[0.6, 0.2, 0.2]),
        rng.choice(["goal-reached", "moved", "other"], n, p=[0.75, 0.1, 0.15]),
    ).astype(object)
    reason[open_end | (rng.random(n) < 0.05)] = ""
    return Stay(~early & ~skipped, ~lost, ended, reason)


def identity_codes(rng: np.random.Generator, birth_year: Ints, gender: Words) -> Words:
    """Make artificial Finnish personal identity codes with valid check characters.

    Parameters
    ----------
    birth_year : ndarray of int, shape (n,)
        1900–1999.
    gender : ndarray of str, shape (n,)
        ``female`` takes an even individual number, ``male`` an odd one.

    Returns
    -------
    ndarray of str, shape (n,)
        ``DDMMYY-9NNC``; no two alike, and none that a person could have.
    """
    n = len(birth_year)
    odd = np.where(gender == "male", 1, np.where(gender == "female", 0, rng.integers(0, 2, n)))
    made: dict[str, None] = {}
    for year, parity in zip(birth_year.tolist(), odd.tolist(), strict=True):
        while True:
            day = np.datetime64(f"{year}-01-01") + int(rng.integers(0, 365))
            date = str(day)
            digits = date[8:10] + date[5:7] + date[2:4]
            number = ARTIFICIAL_FROM + parity + 2 * int(rng.integers(0, 50))
            check = IDENTITY_CHECK[int(f"{digits}{number}") % 31]
            code = f"{digits}-{number}{check}"
            if code not in made:
                made[code] = None
                break
    return np.array(list(made), dtype=object)


def _ids(
    rng: np.random.Generator,
    offices: Sequence[OfficePlan],
    office: Ints,
    birth_year: Ints,
    gender: Words,
) -> Words:
    ids = np.empty(len(office), dtype=object)
    for k, plan in enumerate(offices):
        rows = np.flatnonzero(office == k)
        if plan.ids == "identity":
            ids[rows] = identity_codes(rng, birth_year[rows], gender[rows])
        else:
            steps = np.cumsum(rng.integers(1, 4, len(rows)))
            ids[rows] = [str(step).zfill(plan.width) for step in steps]
            if plan.form == "latin csv" and len(rows) > 6:
                ids[rows[3]], ids[rows[6]] = "ÄÖ-0007", "Š-12"
    return ids
