"""Feedback, development actions and office facts: what is not about one client's change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from evaluation.observations import TABLES
from evaluation.simulation.deeds import DEEDS
from evaluation.simulation.offices import FACTS, FACTS_PERIODS, OfficePlan
from evaluation.simulation.people import Dates, People, workday
from evaluation.simulation.words import FEEDBACK

FEEDBACK_PER_CLIENT = 0.25
WITHOUT_CLIENT = 0.35
LINKED = 0.3
DIMENSIONS = {
    "information": 0.28,
    "planning": 0.22,
    "action": 0.14,
    "evaluation": 0.14,
    "development-and-influence": 0.10,
    "client-as-developer": 0.04,
    "decision": 0.08,
}
"""Dimensions of participation and their shares among feedback. Invented."""
FIRST_ACTION = np.datetime64("2008-02-01")
NOT_YET = np.datetime64("NaT", "D")


def actions(rng: np.random.Generator, offices: Sequence[OfficePlan]) -> pd.DataFrame:
    """One row a development action, about three for every five workers and at least two."""
    parts = []
    for k, plan in enumerate(offices):
        if not plan.clients:
            continue
        n = min(len(DEEDS), max(2, round(0.6 * plan.workers)))
        chosen = rng.choice(len(DEEDS), n, replace=False)
        agreed = workday(FIRST_ACTION + rng.integers(0, 480, n).astype("timedelta64[D]"))
        done = _maybe(rng, workday(_later(rng, agreed, 20, 200)), 0.65)
        told = _maybe(rng, workday(_later(rng, done, 5, 60)), 0.6)
        deeds = [DEEDS[c] for c in chosen]
        result = np.array([deed.result for deed in deeds], dtype=object)
        parts.append(
            pd.DataFrame(
                {
                    "office": k,
                    "action": [f"KT{j + 1}" for j in range(n)],
                    "origin": [deed.origin for deed in deeds],
                    "level": [deed.level for deed in deeds],
                    "content_or_structure": [deed.part for deed in deeds],
                    "text": [deed.text for deed in deeds],
                    "owner_role": [deed.owner for deed in deeds],
                    "agreed_on": agreed,
                    "due_on": _maybe(rng, workday(_later(rng, agreed, 60, 180)), 0.85),
                    "done_on": done,
                    "told_back_on": told,
                    "result": np.where(np.isnat(done), "", result),
                }
            )
        )
    columns = ["office", *(column.name for column in TABLES["actions"].columns)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def feedback(rng: np.random.Generator, people: People, made: pd.DataFrame) -> pd.DataFrame:
    """One row a piece of feedback; some name no client, some led to an action of the office."""
    n = round(FEEDBACK_PER_CLIENT * len(people))
    who = np.sort(rng.integers(0, len(people), n)) if n else np.zeros(0, dtype=np.int64)
    day = rng.integers(20, 270, n).astype("timedelta64[D]")
    text = np.array(FEEDBACK, dtype=object)[rng.integers(0, len(FEEDBACK), n)]
    text[rng.random(n) < 0.05] = ""
    dimension = rng.choice(list(DIMENSIONS), n, p=list(DIMENSIONS.values())).astype(object)
    dimension[rng.random(n) < 0.05] = ""
    date = workday(people.started[who] + day)
    action = np.full(n, "", dtype=object)
    of_office, agreed_on, names = (made[c].to_numpy() for c in ("office", "agreed_on", "action"))
    for row in np.flatnonzero(rng.random(n) < LINKED):
        possible = names[(of_office == people.office[who[row]]) & (agreed_on >= date[row])]
        if len(possible):
            action[row] = possible[int(rng.integers(0, len(possible)))]
    return pd.DataFrame(
        {
            "office": people.office[who],
            "date": date,
            "client": np.where(rng.random(n) < WITHOUT_CLIENT, "", people.id[who]),
            "dimension": dimension,
            "text": text,
            "action": action,
        }
    )


def facts(rng: np.random.Generator, offices: Sequence[OfficePlan]) -> pd.DataFrame:
    """One row an office, a year and an indicator; distances do not change over the years."""
    rows = []
    for k in range(len(offices)):
        for indicator, (mean, sd) in FACTS.items():
            level = max(mean / 5, mean + sd * rng.standard_normal())
            drift = 0.0 if indicator == "distance_to_services_km" else 0.02
            for period in FACTS_PERIODS:
                level *= 1 + drift * rng.standard_normal()
                rows.append((k, period, indicator, round(level, 1)))
    return pd.DataFrame(rows, columns=["office", "period", "indicator", "value"])


def _later(rng: np.random.Generator, dates: Dates, least: int, most: int) -> Dates:
    later: Dates = dates + rng.integers(least, most, len(dates)).astype("timedelta64[D]")
    return later


def _maybe(rng: np.random.Generator, dates: Dates, share: float) -> Dates:
    kept: Dates = np.where(rng.random(len(dates)) < share, dates, NOT_YET)
    return kept
