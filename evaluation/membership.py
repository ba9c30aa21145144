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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from evaluation.framework import CHANGE, Framework, Indicator
from evaluation.observations import Observations
from evaluation.readings import READERS, Sources, Values, inside
from evaluation.scoring import degree

CRISP = 0.5
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
    sources = Sources.of(observations, framework)
    clients = sources.clients
    columns: dict[str, pd.Series] = {
        name: clients[name] for name in ("office", "worker", "gender", "client_group", "started")
    }
    columns["reached"] = _reached(sources)
    for indicator in framework.indicators.values():
        values = READERS[indicator.reading.table](sources, indicator)
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


def _change(values: Values, indicator: Indicator, index: pd.Index) -> pd.Series:
    """Follow-up minus baseline, better = up; nothing for what is not repeated answers."""
    if indicator.reading.table != "assessments":
        return pd.Series(np.nan, index=index)
    change = values[FOLLOW_UP] - values[BASELINE]
    return -change if indicator.better == "down" else change


def _reached(sources: Sources) -> pd.Series:
    """The last occasion at which the client answered anything at all."""
    own = (sources.observations.assessments["respondent"] == "client").to_numpy()
    who, days = sources.who[own], sources.days[own]
    reached = np.full(len(sources.clients), "none", dtype=object)
    for occasion in sorted(sources.framework.occasions.values(), key=lambda o: o.from_day):
        reached[who[inside(days, occasion)]] = occasion.id
    return pd.Series(reached, index=sources.clients.index, dtype="str")
