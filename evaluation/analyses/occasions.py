"""Which answers fall into an occasion's window, and which count on none."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evaluation.findings import Count, CountTable
from evaluation.framework import Framework
from evaluation.observations import Observations
from evaluation.readings import inside

DAY = np.timedelta64(1, "D")


def answers_on_occasions(observations: Observations, framework: Framework) -> CountTable:
    """Count answers (not persons) given on an occasion, and between occasions or after them.

    Days are counted from the start of the client's service at the same office. Of several answers
    on one occasion all count as given on it, though the theory takes one of them.

    Returns
    -------
    CountTable
        ``occasions`` with the parts ``on-occasion`` and ``on-none``.
    """
    answers, clients = observations.assessments, observations.clients
    known, asked = (
        pd.MultiIndex.from_frame(frame[["office", "client"]]) for frame in (clients, answers)
    )
    # An unknown client is place −1, and so the last one here: a day that is no day.
    started = np.append(clients["started"].to_numpy("datetime64[ns]"), np.datetime64("NaT"))
    days = (answers["date"].to_numpy() - started[known.get_indexer(asked)]) / DAY
    on = np.zeros(len(answers), dtype=bool)
    for occasion in framework.occasions.values():
        on |= inside(days, occasion)
    parts = {"on-occasion": int(on.sum()), "on-none": int((~on).sum())}
    return CountTable("occasions", tuple(Count(key, n) for key, n in parts.items()))
