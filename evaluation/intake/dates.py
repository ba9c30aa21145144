"""Checks of the order of days: service, assessments, goals, meetings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evaluation.intake.around import Around, Checked
from evaluation.intake.catalogue import (
    ASSESSED_FIRST,
    ASSESSED_LATE,
    BETWEEN_OCCASIONS,
    BORN_LATER,
    ENDED_FIRST,
    GOAL_OUTSIDE,
    MET_OUTSIDE,
    NO_FIRST_ANSWER,
    REVIEWED_FIRST,
)
from evaluation.intake.rules import refuse

# A first assessment, a goal or a meeting may come up to a month before the service is opened in the
# books, and a goal or a meeting up to a month after it is closed.
SLACK = pd.Timedelta(days=31)


def ended_after_started(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse rows that end before they start; the same day is fine."""
    bad = frame["ended"] < frame["started"]
    return refuse(frame, bad, around.origin, ENDED_FIRST, "ended")


def born_before_start(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse clients born in a later year than their service started."""
    bad = (frame["birth_year"] > frame["started"].dt.year).fillna(False).astype(bool)
    return refuse(frame, bad, around.origin, BORN_LATER, "birth_year")


def assessed_after_start(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse assessments made more than 31 days before the client's service started."""
    bad = around.days_of(frame, "started") - frame["date"] > SLACK
    it = f"≥ started − {SLACK.days} d"
    return refuse(frame, bad, around.origin, ASSESSED_FIRST, "date", it)


def assessed_soon_enough(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse assessments later after the service's end than the last occasion is long.

    A follow-up after the end of the service is what evaluation wants; years later it is another
    service, or another person.
    """
    days = max((to for _, to in around.lookups.windows), default=0)
    bad = frame["date"] - around.days_of(frame, "ended") > pd.Timedelta(days=days)
    it = f"≤ ended + {days} d"
    return refuse(frame, bad, around.origin, ASSESSED_LATE, "date", it)


def first_answer_in_time(frame: pd.DataFrame, around: Around) -> Checked:
    """Tell of answers that no occasion counts, and of clients without a first answer.

    Nothing is refused: the answers are true, but no change can be told from them.
    """
    if not around.lookups.windows or frame.empty:
        return frame, ()
    since = (frame["date"] - around.days_of(frame, "started")).to_numpy()
    counted = np.zeros(len(frame), dtype=bool)
    for first, last in around.lookups.windows:
        counted |= (since >= np.timedelta64(first, "D")) & (since <= np.timedelta64(last, "D"))
    problems = around.origin.problems(BETWEEN_OCCASIONS, frame.index[~counted], "date")
    last_day = around.lookups.windows[0][1]
    client = frame["client"].cat.codes
    earliest = pd.Series(since, index=frame.index).groupby(client, sort=False).min()
    late = earliest[earliest > np.timedelta64(last_day, "D")]
    if len(late):
        rows = client[client.isin(late.index) & (since == client.map(earliest).to_numpy())]
        it = f"≤ started + {last_day} d"
        problems += around.origin.problems(
            NO_FIRST_ANSWER, rows.drop_duplicates().index, "date", it
        )
    return frame, problems


def reviewed_after_set(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse goals reviewed before they were set."""
    bad = frame["reviewed_on"] < frame["set_on"]
    return refuse(frame, bad, around.origin, REVIEWED_FIRST, "reviewed_on")


def set_during_service(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse goals set outside the client's service, a month aside."""
    bad = _outside(frame, "set_on", around)
    return refuse(frame, bad, around.origin, GOAL_OUTSIDE, "set_on")


def used_during_service(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse meetings outside the client's service, a month aside."""
    return refuse(frame, _outside(frame, "date", around), around.origin, MET_OUTSIDE, "date")


def _outside(frame: pd.DataFrame, column: str, around: Around) -> pd.Series[bool]:
    early = around.days_of(frame, "started") - frame[column] > SLACK
    return early | (frame[column] - around.days_of(frame, "ended") > SLACK)
