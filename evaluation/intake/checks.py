"""Checks across cells, rows and tables: a frame in; the frame that is left and the problems out.

The frames' index holds the rows' numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from evaluation.intake.catalogue import (
    ASSESSED_FIRST,
    BORN_LATER,
    CLIENT_REFUSED,
    DETAIL_REMOVED,
    DIFFERING_ROWS,
    ENDED_FIRST,
    NO_SUCH_CLIENT,
    NO_SUCH_WORKER,
    OTHER_RESPONDENT,
    OUT_OF_RANGE,
    REPEATED_CLIENT,
    REPEATED_ROW,
    REPEATED_WORKER,
    REVIEWED_FIRST,
)
from evaluation.intake.codes import Lookups
from evaluation.intake.columns import span
from evaluation.intake.rules import Place, refuse
from evaluation.intake.words import redact
from evaluation.observations import TABLES, Problem

Checked = tuple[pd.DataFrame, tuple[Problem, ...]]

# A first assessment may be made up to a month before the service starts: the occasion "baseline"
# of the framework begins 31 days before it.
DAYS_BEFORE_START = 31


@dataclass(frozen=True)
class Around:
    """What a check may look at besides its own frame.

    ``started`` holds each accepted client's first day by client; ``clients_sent`` every client
    that the table clients names, refused rows too.
    """

    table: str
    place: Place
    lookups: Lookups
    started: pd.Series = field(default_factory=lambda: pd.Series(dtype="datetime64[ns]"))
    clients_sent: frozenset[str] = frozenset()


def one_row_a_client(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse a client's later rows."""
    return refuse(frame, frame.duplicated("client"), around.place, REPEATED_CLIENT, "client")


def one_row_a_worker(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse a worker's later rows."""
    return refuse(frame, frame.duplicated("worker"), around.place, REPEATED_WORKER, "worker")


def ended_after_started(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse rows that end before they start; the same day is fine."""
    bad = frame["ended"] < frame["started"]
    return refuse(frame, bad, around.place, ENDED_FIRST, "ended")


def born_before_start(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse clients born in a later year than their service started."""
    bad = (frame["birth_year"] > frame["started"].dt.year).fillna(False).astype(bool)
    return refuse(frame, bad, around.place, BORN_LATER, "birth_year")


def client_is_known(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse rows about a client whom the office's clients do not hold; an empty id is fine."""
    unknown = frame["client"].notna() & ~frame["client"].isin(around.started.index)
    own_row_refused = unknown & frame["client"].isin(around.clients_sent)
    _, first = refuse(frame, own_row_refused, around.place, CLIENT_REFUSED, "client")
    missing = unknown & ~own_row_refused
    _, second = refuse(frame, missing, around.place, NO_SUCH_CLIENT, "client")
    return frame[~unknown], (*first, *second)


def respondent_fits(frame: pd.DataFrame, around: Around) -> Checked:
    """Put the framework's indicator in place of the office's word for it.

    The same word may mean two indicators, one for each respondent.
    """
    meanings = around.lookups.indicators[around.table]
    respondents = frame["respondent"] if "respondent" in frame else pd.Series("", frame.index)
    words = pd.MultiIndex.from_arrays([frame["indicator"], respondents])
    which, different = words.factorize()
    ids = pd.Series([meanings.get((word, who)) for word, who in different], dtype="str")
    meant = ids.take(which).set_axis(frame.index)
    return refuse(
        frame.assign(indicator=meant), meant.isna(), around.place, OTHER_RESPONDENT, "indicator"
    )


def value_in_range(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse values outside their indicator's range, both ends included."""
    low = frame["indicator"].map({id: low for id, (low, _) in around.lookups.ranges.items()})
    high = frame["indicator"].map({id: high for id, (_, high) in around.lookups.ranges.items()})
    bad = ~frame["value"].between(low, high)
    problems: list[Problem] = []
    for indicator, rows in frame[bad].groupby("indicator", sort=False):
        it = span(*around.lookups.ranges[str(indicator)])
        problems += around.place.problems(OUT_OF_RANGE, rows.index, "value", it)
    return frame[~bad], tuple(problems)


def assessed_after_start(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse assessments made more than 31 days before the client's service started."""
    started = around.started.reindex(frame["client"]).set_axis(frame.index)
    before = started - frame["date"]
    bad = before > pd.Timedelta(days=DAYS_BEFORE_START)
    it = f"≥ started − {DAYS_BEFORE_START} d"
    return refuse(frame, bad, around.place, ASSESSED_FIRST, "date", it)


def reviewed_after_set(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse goals reviewed before they were set."""
    bad = frame["reviewed_on"] < frame["set_on"]
    return refuse(frame, bad, around.place, REVIEWED_FIRST, "reviewed_on")


# What makes two rows rows about the same thing.
SAME_THING: Mapping[str, tuple[str, ...]] = {
    "assessments": ("client", "date", "respondent", "indicator"),
    "facts": ("period", "indicator"),
}


def one_answer(frame: pd.DataFrame, around: Around) -> Checked:
    """Of rows about the same thing keep the first if all are alike, none if they differ."""
    keys = list(SAME_THING[around.table])
    alike = frame.duplicated()
    firsts = frame[~alike]
    differing_firsts = firsts[firsts.duplicated(keys, keep=False)]
    thing = frame.groupby(keys, sort=False).ngroup()
    differing = thing.isin(thing[differing_firsts.index])
    it = "1 × " + " + ".join(keys)
    kept, first = refuse(frame, differing, around.place, DIFFERING_ROWS, "value", it)
    kept, second = refuse(kept, alike[~differing], around.place, REPEATED_ROW)
    return kept, (*first, *second)


def without_personal_details(frame: pd.DataFrame, around: Around) -> Checked:
    """Replace identity codes, phone numbers and e-mail addresses in free texts."""
    problems: list[Problem] = []
    for column in TABLES[around.table].columns:
        if column.kind != "text" or column.words:
            continue
        texts = frame[column.name]
        cleaned = texts.map(redact, na_action="ignore").astype("str")
        changed = texts.notna() & (cleaned != texts)
        problems += around.place.problems(DETAIL_REMOVED, frame.index[changed], column.name)
        frame = frame.assign(**{column.name: cleaned})
    return frame, tuple(problems)


Check = Callable[[pd.DataFrame, Around], Checked]

CHECKS: Mapping[str, tuple[Check, ...]] = {
    "clients": (one_row_a_client, ended_after_started, born_before_start),
    "assessments": (
        respondent_fits,
        value_in_range,
        client_is_known,
        assessed_after_start,
        one_answer,
    ),
    "goals": (client_is_known, reviewed_after_set, without_personal_details),
    "methods": (client_is_known,),
    "feedback": (client_is_known, without_personal_details),
    "actions": (without_personal_details,),
    "workers": (one_row_a_worker, ended_after_started),
    "facts": (respondent_fits, value_in_range, one_answer),
}


def check(frame: pd.DataFrame, around: Around) -> Checked:
    """Run all of a table's checks, each on the rows that the one before left."""
    problems: list[Problem] = []
    for one in CHECKS[around.table]:
        frame, found = one(frame, around)
        problems += found
    return frame, tuple(problems)


def workers_are_known(
    clients: pd.DataFrame, workers: pd.DataFrame, place: Place
) -> tuple[Problem, ...]:
    """Warn of clients whose worker the table workers does not hold."""
    unknown = ~clients["worker"].isin(workers["worker"])
    return place.problems(NO_SUCH_WORKER, clients.index[unknown], "worker")
