"""Offices with a planted truth: the whole simulation, from a seed to the contract's tables."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluation.observations import TABLES, Observations
from evaluation.simulation import development, events
from evaluation.simulation.answers import SEEN_BY_WORKER, at_baseline, at_follow_up
from evaluation.simulation.assessments import PHASE_STARTS, assessments, repeats
from evaluation.simulation.mechanisms import run_course
from evaluation.simulation.offices import OFFICES, OfficePlan, scaled
from evaluation.simulation.people import People, Stay, Workers, hire, lose, meet
from evaluation.simulation.truth import (
    BASELINE,
    DEFAULT_SEED,
    DESIGNS,
    GAS_T,
    TRUTH,
    Planted,
    full_truth,
)

IN_TWO_VERSIONS = frozenset(SEEN_BY_WORKER.values())


@dataclass(frozen=True)
class SimulatedRegion:
    """Everything the offices would send, and the truth that was planted.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        One frame a contract table, with an ``office`` column first. Codes are the contract's;
        ``""`` and NaN and NaT are empty cells; clients and workers are the offices' own ids.
    truth : mapping of str to Planted
        Configuration's id → what is true of it.
    offices : tuple of OfficePlan
    seed : int
    """

    tables: Mapping[str, pd.DataFrame]
    truth: Mapping[str, Planted]
    offices: tuple[OfficePlan, ...]
    seed: int

    def observations(self) -> Observations:
        """Return the tables as intake would give them, without going through files.

        Indicators become the framework's ids. Clients and workers become digests of office and
        id, which is no protection: these are nobody's data.
        """
        frames: dict[str, Any] = {
            name: _as_read(name, frame) for name, frame in self.tables.items()
        }
        return Observations(
            **frames,
            offices=tuple(plan.id for plan in self.offices),
            delivered={
                (plan.id, name): int((frame["office"] == plan.id).sum())
                for plan in self.offices
                for name, frame in self.tables.items()
            },
            synthetic=True,
        )

    def __repr__(self) -> str:
        return f"<Simulated region of {len(self.offices)} offices, seed {self.seed}>"


def simulate(
    seed: int = DEFAULT_SEED,
    offices: Sequence[OfficePlan] = OFFICES,
    truth: Mapping[str, Planted] = TRUTH,
    scale: float = 1.0,
    *,
    loss: bool = True,
) -> SimulatedRegion:
    """Simulate offices in which some configurations are true and others are not.

    Parameters
    ----------
    seed : int
        Equal seeds give equal tables.
    offices : sequence of OfficePlan
    truth : mapping of str to Planted
        What to plant; configurations it does not name keep the demo's truth. The random draws do
        not depend on it, so two truths can be compared on one seed.
    scale : float
        Multiplies the number of clients (> 0).
    loss : bool
        Whether clients are lost on the way to follow-up. Answers are drawn alike either way.

    Returns
    -------
    SimulatedRegion

    Raises
    ------
    BadInput
        When the scale is not above 0.
    UnknownCode
        When the truth names a configuration that is not simulated.
    """
    planted = full_truth(truth)
    plans = scaled(tuple(offices), scale)
    rng = np.random.Generator(np.random.PCG64(seed))
    workers = hire(rng, plans)
    people = meet(rng, plans, workers)
    tilt = np.array([plan.tilt for plan in plans])[people.office]

    first = at_baseline(rng, people, workers)
    life, difficulties = first["x10d_life", BASELINE], first["x10d_difficulties", BASELINE]
    stay = lose(rng, people, life, difficulties, loss=loss)
    course = run_course(rng, people, workers, tilt, first, planted)
    earlier = {**first, **course.values}
    by_item = {k: v for k, v in course.planted.items() if k != GAS_T}
    last = at_follow_up(rng, people, workers, len(plans), earlier, by_item)

    repeating = repeats(rng, stay)
    earliest = np.where(repeating, PHASE_STARTS, events.FIRST_MEETING_DAY)
    made = development.actions(rng, plans)
    answers = assessments(rng, plans, people, stay, {**earlier, **last}, repeating)
    goals = events.goals(rng, people, workers, len(plans), stay, course.planted[GAS_T])
    tables = {
        "clients": _clients(rng, people, workers, stay),
        "assessments": _of_clients(answers, people),
        "goals": _of_clients(goals, people),
        "feedback": development.feedback(rng, people, made),
        "actions": made,
        "workers": _workers(rng, workers),
        "facts": development.facts(rng, plans),
    }
    # Last, because how much is drawn here depends on the truth.
    meetings = events.meetings(rng, people, workers, course, stay, earliest)
    tables["methods"] = _of_clients(meetings, people)
    return SimulatedRegion(
        tables={name: _in_contract_order(name, tables[name], plans) for name in TABLES},
        truth={id: planted[id] for id in DESIGNS},
        offices=plans,
        seed=seed,
    )


def small_office(
    seed: int = DEFAULT_SEED,
    clients: int = 40,
    workers: int = 2,
    truth: Mapping[str, Planted] = TRUTH,
) -> SimulatedRegion:
    """Simulate one small office, for quick tests and teaching."""
    return simulate(seed, (OfficePlan("office-a", workers, clients),), truth)


def _clients(
    rng: np.random.Generator, people: People, workers: Workers, stay: Stay
) -> pd.DataFrame:
    n = len(people)
    known = rng.random((3, n)) >= 0.02
    return pd.DataFrame(
        {
            "office": people.office,
            "client": people.id,
            "worker": workers.name[people.worker],
            "birth_year": np.where(known[0], people.birth_year, np.nan),
            "gender": np.where(known[1], people.gender, ""),
            "client_group": np.where(known[2], people.group, ""),
            "started": people.started,
            "ended": stay.ended,
            "end_reason": stay.end_reason,
        }
    )


def _workers(rng: np.random.Generator, workers: Workers) -> pd.DataFrame:
    n = len(workers.office)
    return pd.DataFrame(
        {
            "office": workers.office,
            "worker": workers.name,
            "qualified": np.where(workers.qualified, "yes", "no").astype(object),
            "fte": np.where(rng.random(n) < 0.04, np.nan, workers.fte),
            "caseload": workers.caseload,
            "started": workers.started,
            "ended": workers.ended,
        }
    )


def _of_clients(frame: pd.DataFrame, people: People) -> pd.DataFrame:
    who = frame["who"].to_numpy(dtype=np.int64)
    return frame.assign(office=people.office[who], client=people.id[who])


def _in_contract_order(name: str, frame: pd.DataFrame, plans: Sequence[OfficePlan]) -> pd.DataFrame:
    ids = np.array([plan.id for plan in plans], dtype=object)
    office = ids[frame["office"].to_numpy(dtype=np.int64)]
    columns = [column.name for column in TABLES[name].columns]
    return pd.DataFrame({"office": office, **{c: frame[c].to_numpy() for c in columns}})


def _as_read(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    read = frame.copy()
    if name == "assessments":
        of_worker = (read["respondent"] == "worker") & read["indicator"].isin(IN_TWO_VERSIONS)
        read["indicator"] = read["indicator"].where(~of_worker, read["indicator"] + "_worker")
    for column in TABLES[name].columns:
        values = read[column.name]
        if column.kind in ("client", "worker"):
            read[column.name] = _digests(read["office"], values)
        elif column.kind == "date":
            read[column.name] = values.astype("datetime64[ns]")
        elif column.kind == "number":
            read[column.name] = values.astype("float64")
        elif column.kind == "integer":
            read[column.name] = values.astype("float64").astype("Int64")
        elif column.kind == "truth":
            read[column.name] = values.map({"yes": True, "no": False}).astype("boolean")
        else:
            read[column.name] = values.astype("str").where(values != "")
    return read


def _digests(office: pd.Series[str], ids: pd.Series[str]) -> pd.Series[str]:
    pairs = office.astype(str) + "\n" + ids.astype(str)
    made = {pair: hashlib.sha256(pair.encode("utf-8")).hexdigest()[:16] for pair in pairs.unique()}
    return pairs.map(made).where(ids != "").astype("str")
