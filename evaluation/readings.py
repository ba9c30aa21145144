"""What each indicator says of each client on each occasion, read from the tables.

Every value has one reader, by the table it stands in. All tables are read in whole columns: a
region of a million assessments takes about a second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.framework import Framework, Indicator, Occasion
from evaluation.observations import Observations
from evaluation.scoring import t_score_of_sums

DAYS_A_MONTH = 365.25 / 12
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sources:
    """What the readers read, and what is worked out once for all indicators.

    ``clients`` and ``workers`` tell people apart by office: one person may be known to two.
    ``who`` and ``days`` belong to the assessments: whose they are, and on which day of service.
    ``answers`` has one frame an occasion: one row a client, one column an indicator.
    """

    observations: Observations
    framework: Framework
    clients: pd.DataFrame
    workers: pd.DataFrame
    who: Ints
    days: Floats
    answers: Mapping[str, pd.DataFrame]

    @classmethod
    def of(cls, observations: Observations, framework: Framework) -> Sources:
        """Number the clients, date the assessments, and pick the answers that count."""
        clients = _within_offices(observations.clients, "client", "worker").set_index("client")
        workers = _within_offices(observations.workers, "worker")
        rows = observations.assessments
        who = _who(observations, rows)
        days = _days_of_service(observations, who, rows["date"])
        answers = _answers(framework, clients.index, rows, who, days)
        return cls(observations, framework, clients, workers, who, days, answers)


def _within_offices(frame: pd.DataFrame, *ids: str) -> pd.DataFrame:
    return frame.assign(
        **{id: frame["office"].str.cat(frame[id].astype("str"), sep="/") for id in ids}
    )


def _who(observations: Observations, rows: pd.DataFrame) -> Ints:
    """Row number in ``clients`` of each row's client; −1, and so no day, where there is none."""
    known, asked = (
        pd.MultiIndex.from_frame(frame[["office", "client"]])
        for frame in (observations.clients, rows)
    )
    return np.asarray(known.get_indexer(asked), dtype=np.int64)


def _days_of_service(observations: Observations, who: Ints, dates: pd.Series) -> Floats:
    """Days from the start of a client's service to each date; NaN where one is not known."""
    started = observations.clients["started"].reset_index(drop=True).reindex(who)
    return np.asarray((dates - started.set_axis(dates.index)).dt.days, dtype=np.float64)


def inside(days: Floats, occasion: Occasion) -> NDArray[np.bool_]:
    """Which days of service fall into an occasion's window."""
    found: NDArray[np.bool_] = (days >= occasion.from_day) & (days <= occasion.to_day)
    return found


def _answers(
    framework: Framework, index: pd.Index, rows: pd.DataFrame, who: Ints, days: Floats
) -> dict[str, pd.DataFrame]:
    """The first or the last answer in each occasion's window, as the occasion takes it.

    Answers of one day keep the order of their rows.
    """
    indicators = pd.Index(framework.indicators, dtype="str")
    item = indicators.get_indexer(pd.Index(rows["indicator"]))
    value = rows["value"].to_numpy(float)
    by_date = np.argsort(rows["date"].to_numpy(), kind="stable")
    by_date = by_date[item[by_date] >= 0]
    answers = {}
    for occasion in framework.occasions.values():
        kept = by_date[inside(days[by_date], occasion)]
        if occasion.take == "first":
            kept = kept[::-1]
        wide = np.full((len(index), len(indicators)), np.nan)
        wide[who[kept], item[kept]] = value[kept]  # of repeated cells the last one stays
        answers[occasion.id] = pd.DataFrame(wide, index, indicators)
    return answers


Values = dict[str, pd.Series]
Reader = Callable[[Sources, Indicator], Values]


def _from_assessments(sources: Sources, indicator: Indicator) -> Values:
    return {occasion: wide[indicator.id] for occasion, wide in sources.answers.items()}


def _from_methods(sources: Sources, indicator: Indicator) -> Values:
    rows = sources.observations.methods
    rows = rows[rows["method"] == indicator.reading.code]
    who = _who(sources.observations, rows)
    days = _days_of_service(sources.observations, who, rows["date"])
    clients = sources.clients
    known = clients["office"].isin(sources.observations.methods["office"].unique())
    values = {}
    for occasion in sources.framework.occasions.values():
        until = days <= occasion.to_day
        by_client = rows.loc[until, "minutes"].groupby(who[until])
        dose = by_client.sum() if indicator.reading.measure == "minutes" else by_client.size()
        # No row means no session, but only where the office records its methods at all.
        dose = dose.reindex(range(len(clients))).fillna(0).astype(float)
        values[occasion.id] = dose.set_axis(clients.index).where(known)
    return values


def _from_goals(sources: Sources, indicator: Indicator) -> Values:
    rows = sources.observations.goals.dropna(subset=["attainment", "reviewed_on"])
    weights = rows["weight"].fillna(1.0).astype(float)
    rows, weights = rows[weights > 0], weights[weights > 0]
    parts = pd.DataFrame(
        {"wx": weights * rows["attainment"].astype(float), "w": weights, "w2": weights**2}
    )
    sums = parts.groupby(_who(sources.observations, rows)).sum()
    scores = t_score_of_sums(sums["wx"], sums["w"], sums["w2"])
    index = sources.clients.index
    series = scores.reindex(range(len(index))).set_axis(index)
    return dict.fromkeys(sources.framework.occasions, series)


def _from_clients(sources: Sources, indicator: Indicator) -> Values:
    clients = sources.clients
    if indicator.reading.measure == "age_at_start":
        series = (clients["started"].dt.year - clients["birth_year"]).astype(float)
    else:
        last = sources.observations.assessments.groupby("office")["date"].max()
        until = clients["ended"].fillna(_look_up(clients["office"], last))
        series = ((until - clients["started"]).dt.days / DAYS_A_MONTH).astype(float)
    return dict.fromkeys(sources.framework.occasions, series)


def _from_workers(sources: Sources, indicator: Indicator) -> Values:
    clients, workers = sources.clients, sources.workers
    if indicator.reading.measure == "count":
        series = _look_up(clients["office"], workers.groupby("office")["worker"].nunique())
    else:
        by_worker = workers.drop_duplicates("worker").set_index("worker")
        series = _look_up(clients["worker"], by_worker[indicator.reading.measure].astype(float))
    return dict.fromkeys(sources.framework.occasions, series.astype(float))


def _from_facts(sources: Sources, indicator: Indicator) -> Values:
    rows = sources.observations.facts
    rows = rows[rows["indicator"] == indicator.id].sort_values("period", kind="stable")
    latest = rows.drop_duplicates("office", keep="last").set_index("office")["value"]
    series = _look_up(sources.clients["office"], latest).astype(float)
    return dict.fromkeys(sources.framework.occasions, series)


READERS: dict[str, Reader] = {
    "assessments": _from_assessments,
    "methods": _from_methods,
    "goals": _from_goals,
    "clients": _from_clients,
    "workers": _from_workers,
    "facts": _from_facts,
}


def _look_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """Each key's value, missing where there is none (Series.map fails on empty dates)."""
    return values.reindex(keys).set_axis(keys.index)
