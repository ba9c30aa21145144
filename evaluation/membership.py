"""Observations × Framework → one row a client: context, mechanism, what changed.

Every analysis reads this one table. Column names:

========================  =====================================================================
``participation@change``  an indicator at an occasion, in its own units; ``@change`` is follow-up
                          minus baseline, turned so that better is up
``felt-heard``            a condition: degree of membership in [0, 1]; crisp means above 0.5
``office``, ``worker``    where the client is served, and by whom (pseudonyms)
``reached``               the last occasion at which the client answered, or ``none``
========================  =====================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from evaluation.framework import CHANGE, Framework, Indicator
from evaluation.observations import Observations
from evaluation.scoring import degree, t_score

CRISP = 0.5
DAYS_A_MONTH = 365.25 / 12
BASELINE, FOLLOW_UP = "baseline", "follow-up"


@dataclass(frozen=True)
class Memberships:
    """One row a client, with what the numbers rest on.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a client, indexed by office and pseudonym; columns as in this module's docstring.
    offices : tuple of str
        Offices in the frame.
    hashes : mapping of str to str
        SHA-256 of each office's files.
    synthetic : bool
        Whether any of the data are demo data.
    first_day, last_day : str
        ISO dates of the first start of service and the last assessment; "" without clients.
    """

    frame: pd.DataFrame
    offices: tuple[str, ...]
    hashes: Mapping[str, str] = field(default_factory=dict)
    synthetic: bool = False
    first_day: str = ""
    last_day: str = ""

    def value(self, indicator: str, at: str) -> pd.Series:
        """An indicator's values at an occasion (or ``"change"``), one a client, NaN if missing."""
        values: pd.Series = self.frame[f"{indicator}@{at}"]
        return values

    def degree(self, conditions: Sequence[str]) -> pd.Series:
        """Membership in all of ``conditions`` at once: the smallest degree (fuzzy AND).

        Returns
        -------
        pandas.Series
            Degrees in [0, 1]; NaN where any of the conditions is unknown.
        """
        degrees: pd.Series = self.frame[list(conditions)].min(axis=1, skipna=False)
        return degrees

    def of(self, office: str) -> Memberships:
        """Only one office's clients."""
        return replace(
            self,
            frame=self.frame[self.frame["office"] == office],
            offices=(office,),
            hashes={k: v for k, v in self.hashes.items() if k == office},
        )

    def __repr__(self) -> str:
        return f"<Memberships of {len(self.offices)} offices>"


def memberships(observations: Observations, framework: Framework) -> Memberships:
    """Turn observations into the table that every analysis reads.

    Parameters
    ----------
    observations : Observations
        Of one or several offices.
    framework : Framework
        Names the indicators, the occasions and the conditions.

    Returns
    -------
    Memberships
        One row a client of ``observations.clients``, in the same order. Someone who has been a
        client of two offices has a row in each.
    """
    observations = _within_offices(observations)
    clients = observations.clients.set_index("client")
    columns: dict[str, pd.Series] = {
        name: clients[name] for name in ("office", "worker", "gender", "client_group", "started")
    }
    columns["reached"] = _reached(observations, framework, clients.index)
    for indicator in framework.indicators.values():
        values = READERS[indicator.reading.table](observations, framework, indicator, clients)
        columns |= {f"{indicator.id}@{at}": series for at, series in values.items()}
        columns[f"{indicator.id}@{CHANGE}"] = _change(values, indicator, clients.index)
    for condition in framework.conditions.values():
        columns[condition.id] = degree(columns[f"{condition.indicator}@{condition.at}"], condition)
    days = observations.assessments["date"]
    return Memberships(
        frame=pd.DataFrame(columns, index=clients.index),
        offices=observations.offices,
        hashes=observations.hashes,
        synthetic=observations.synthetic,
        first_day=f"{clients['started'].min():%Y-%m-%d}" if len(clients) else "",
        last_day=f"{days.max():%Y-%m-%d}" if len(days) else "",
    )


def _within_offices(observations: Observations) -> Observations:
    """Tell clients and workers apart by office: one person may be known to two."""
    frames = {}
    for name in ("clients", "assessments", "goals", "methods", "workers"):
        frame = observations.table(name)
        ids = frame.columns.intersection(["client", "worker"])
        frames[name] = frame.assign(
            **{id: frame["office"].str.cat(frame[id].astype("str"), sep="/") for id in ids}
        )
    return replace(observations, **frames)  # type: ignore[arg-type]


Values = dict[str, pd.Series]
Reader = Callable[[Observations, Framework, Indicator, pd.DataFrame], Values]


def _from_assessments(
    observations: Observations, framework: Framework, indicator: Indicator, clients: pd.DataFrame
) -> Values:
    rows = observations.assessments
    rows = rows[rows["indicator"] == indicator.id].sort_values("date", kind="stable")
    since = _days_of_service(rows, clients["started"])
    values = {}
    for occasion in framework.occasions.values():
        inside = rows[since.between(occasion.from_day, occasion.to_day)]
        kept = inside.drop_duplicates("client", keep=occasion.take)
        values[occasion.id] = kept.set_index("client")["value"].reindex(clients.index)
    return values


def _from_methods(
    observations: Observations, framework: Framework, indicator: Indicator, clients: pd.DataFrame
) -> Values:
    recorded = set(observations.methods["office"])
    rows = observations.methods
    rows = rows[rows["method"] == indicator.reading.code]
    since = _days_of_service(rows, clients["started"])
    known = clients["office"].isin(recorded)
    values = {}
    for occasion in framework.occasions.values():
        by_client = rows[since <= occasion.to_day].groupby("client")["minutes"]
        dose = by_client.sum() if indicator.reading.measure == "minutes" else by_client.size()
        # No row means no session, but only where the office records its methods at all.
        values[occasion.id] = dose.reindex(clients.index).fillna(0).astype(float).where(known)
    return values


def _from_goals(
    observations: Observations, framework: Framework, indicator: Indicator, clients: pd.DataFrame
) -> Values:
    rows = observations.goals.dropna(subset=["attainment", "reviewed_on"])
    weights = rows["weight"].fillna(1.0).astype(float)
    scores = {
        client: t_score(goals["attainment"].astype(float), weights.loc[goals.index])
        for client, goals in rows[weights > 0].groupby("client")
    }
    series = pd.Series(scores, dtype=float).reindex(clients.index)
    return dict.fromkeys(framework.occasions, series)


def _from_clients(
    observations: Observations, framework: Framework, indicator: Indicator, clients: pd.DataFrame
) -> Values:
    if indicator.reading.measure == "age_at_start":
        series = (clients["started"].dt.year - clients["birth_year"]).astype(float)
    else:
        last = observations.assessments.groupby("office")["date"].max()
        until = clients["ended"].fillna(_look_up(clients["office"], last))
        series = ((until - clients["started"]).dt.days / DAYS_A_MONTH).astype(float)
    return dict.fromkeys(framework.occasions, series)


def _from_workers(
    observations: Observations, framework: Framework, indicator: Indicator, clients: pd.DataFrame
) -> Values:
    workers = observations.workers
    if indicator.reading.measure == "count":
        series = _look_up(clients["office"], workers.groupby("office")["worker"].nunique())
    else:
        by_worker = workers.drop_duplicates("worker").set_index("worker")
        series = _look_up(clients["worker"], by_worker[indicator.reading.measure].astype(float))
    return dict.fromkeys(framework.occasions, series.astype(float))


def _from_facts(
    observations: Observations, framework: Framework, indicator: Indicator, clients: pd.DataFrame
) -> Values:
    rows = observations.facts
    rows = rows[rows["indicator"] == indicator.id].sort_values("period", kind="stable")
    latest = rows.drop_duplicates("office", keep="last").set_index("office")["value"]
    return dict.fromkeys(framework.occasions, _look_up(clients["office"], latest).astype(float))


READERS: dict[str, Reader] = {
    "assessments": _from_assessments,
    "methods": _from_methods,
    "goals": _from_goals,
    "clients": _from_clients,
    "workers": _from_workers,
    "facts": _from_facts,
}


def _days_of_service(rows: pd.DataFrame, started: pd.Series) -> pd.Series:
    """Days from the start of a client's service to each row's date."""
    return (rows["date"] - _look_up(rows["client"], started)).dt.days


def _look_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """Each key's value, missing where there is none (Series.map fails on empty dates)."""
    return values.reindex(keys).set_axis(keys.index)


def _change(values: Values, indicator: Indicator, index: pd.Index) -> pd.Series:
    """Follow-up minus baseline, better = up; nothing for what is not repeated answers."""
    if indicator.reading.table != "assessments":
        return pd.Series(np.nan, index=index)
    change = values[FOLLOW_UP] - values[BASELINE]
    return -change if indicator.better == "down" else change


def _reached(observations: Observations, framework: Framework, index: pd.Index) -> pd.Series:
    """The last occasion at which the client answered anything at all."""
    rows = observations.assessments
    rows = rows[rows["respondent"] == "client"]
    started = observations.clients.set_index("client")["started"]
    since = _days_of_service(rows, started)
    reached = pd.Series("none", index=index)
    for occasion in sorted(framework.occasions.values(), key=lambda o: o.from_day):
        answered = rows.loc[since.between(occasion.from_day, occasion.to_day), "client"]
        reached[reached.index.isin(answered)] = occasion.id
    return reached
