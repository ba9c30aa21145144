"""Checks of one table's rows: a frame in; the frame that is left and the problems out.

The frames' index holds positions in the table's :class:`~evaluation.intake.rules.Origin`; ids,
codes and texts are categorical. :mod:`dates` and :mod:`scales` hold further checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from evaluation.contract import KEYS
from evaluation.intake import dates, scales
from evaluation.intake.around import Around, Checked
from evaluation.intake.catalogue import (
    CLIENT_REFUSED,
    DETAIL_REMOVED,
    DIFFERING_ROWS,
    NO_SUCH_CLIENT,
    NO_SUCH_WORKER,
    OTHER_RESPONDENT,
    OUT_OF_RANGE,
    REPEATED_CLIENT,
    REPEATED_ROW,
    REPEATED_WORKER,
)
from evaluation.intake.columns import span
from evaluation.intake.redaction import redact
from evaluation.intake.rules import Origin, refuse
from evaluation.observations import TABLES, Problem


def one_row_a_client(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse a client's later rows; a row that says the same again is only told of."""
    return _one_row_each("client", frame, around)


def one_row_a_worker(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse a worker's later rows; a row that says the same again is only told of."""
    return _one_row_each("worker", frame, around)


def _one_row_each(who: str, frame: pd.DataFrame, around: Around) -> Checked:
    later = frame.duplicated(who)
    if not later.any():
        return frame, ()
    alike = frame.duplicated()
    _, first = refuse(frame, alike, around.origin, REPEATED_ROW)
    rule = {"client": REPEATED_CLIENT, "worker": REPEATED_WORKER}[who]
    _, second = refuse(frame, later & ~alike, around.origin, rule, who)
    return frame[~later], (*first, *second)


def client_is_known(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse rows about a client whom the office's clients do not hold; an empty id is fine."""
    clients = frame["client"].cat
    names = clients.categories.to_numpy(dtype=object)
    known = set(around.clients.index.to_numpy(dtype=object))
    strange = np.array([client not in known for client in names], dtype=bool)
    if not strange.any():
        return frame, ()
    unknown = _of_category(frame["client"], strange)
    sent = np.array([client in around.clients_sent for client in names], dtype=bool)
    own_row_refused = unknown & _of_category(frame["client"], sent)
    _, first = refuse(frame, own_row_refused, around.origin, CLIENT_REFUSED, "client")
    missing = unknown & ~own_row_refused
    _, second = refuse(frame, missing, around.origin, NO_SUCH_CLIENT, "client")
    return frame[~unknown], (*first, *second)


def _of_category(column: pd.Series[Any], chosen: np.ndarray[Any, Any]) -> pd.Series[Any]:
    """Whether each row's category is among the chosen ones; False where it is empty."""
    codes = column.cat.codes.to_numpy()
    return pd.Series(np.append(chosen, False)[codes], index=column.index)


def respondent_fits(frame: pd.DataFrame, around: Around) -> Checked:
    """Put the framework's indicator in place of the office's word for it.

    The same word may mean two indicators, one for each respondent.
    """
    meanings = around.lookups.indicators[around.table]
    words = frame["indicator"].cat
    if "respondent" in frame:
        people = list(frame["respondent"].cat.categories)
        who = frame["respondent"].cat.codes.to_numpy()
    else:
        people, who = [""], np.zeros(len(frame), dtype=np.int8)
    ids = sorted({id for id in meanings.values()})
    number = {id: i for i, id in enumerate(ids)}
    table = np.array(
        [[number.get(meanings.get((word, one), ""), -1) for one in people]
         for word in words.categories],
        dtype=np.int32,
    ).reshape(len(words.categories), len(people))  # fmt: skip
    codes = table[words.codes.to_numpy(), who] if table.size else np.empty(0, dtype=np.int32)
    meant = pd.Categorical.from_codes(codes, pd.Index(ids, dtype="str"))
    frame = frame.assign(indicator=pd.Series(meant, index=frame.index))
    bad = pd.Series(codes < 0, index=frame.index)
    return refuse(frame, bad, around.origin, OTHER_RESPONDENT, "indicator")


def value_in_range(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse values outside their indicator's range, both ends included."""
    bad = pd.Series(scales.out_of_range(frame, around.lookups.ranges), index=frame.index)
    if not bad.any():
        return frame, ()
    problems: list[Problem] = []
    for indicator, rows in frame[bad].groupby("indicator", sort=False, observed=True):
        it = span(*around.lookups.ranges[str(indicator)])
        problems += around.origin.problems(OUT_OF_RANGE, rows.index, "value", it)
    return frame[~bad], tuple(problems)


def one_answer(frame: pd.DataFrame, around: Around) -> Checked:
    """Of rows about the same thing keep the first if all are alike, none if they differ."""
    keys = list(KEYS[around.table])
    numbers = _numbered(frame, keys)
    ordered = np.sort(numbers)  # several times faster than hashing, and mostly the whole answer
    if (ordered[1:] != ordered[:-1]).all():
        return frame, ()
    some = frame[pd.Series(numbers).duplicated(keep=False).to_numpy()]
    alike = some.duplicated()
    firsts = some[~alike]
    differing_firsts = firsts[firsts.duplicated(keys, keep=False)]
    thing = some.groupby(keys, sort=False, observed=True).ngroup()
    differing = thing.isin(thing[differing_firsts.index])
    it = "1 × " + " + ".join(keys)
    _, first = refuse(some, differing, around.origin, DIFFERING_ROWS, "value", it)
    _, second = refuse(some, alike & ~differing, around.origin, REPEATED_ROW)
    out = some.index[differing | alike]
    return frame.drop(index=out), (*first, *second)


def _numbered(frame: pd.DataFrame, keys: list[str]) -> np.ndarray[Any, Any]:
    """Give rows with the same keys the same number, other rows another; shape (n_rows,).

    Falls back to hashing the keys where their combinations are too many for 64 bits.
    """
    number = np.zeros(len(frame), dtype=np.int64)
    size = 1
    for key in keys:
        column = frame[key]
        if isinstance(column.dtype, pd.CategoricalDtype):
            codes, n = column.cat.codes.to_numpy(), len(column.cat.categories)
        else:
            codes, different = pd.factorize(column)
            n = len(different)
        size *= n + 1
        if size > 2**62:
            return np.asarray(frame.groupby(keys, sort=False, observed=True, dropna=False).ngroup())
        number *= n + 1
        number += codes
        number += 1
    return number.astype(np.uint32) if size < 2**32 else number


def no_row_from_two_files(frame: pd.DataFrame, around: Around) -> Checked:
    """Read a row once that two files or sheets both hold: exports often overlap.

    Alike rows of one sheet are as many events: two meetings on one day.
    """
    if len(around.origin.places) < 2 or frame.empty:
        return frame, ()
    columns = list(frame.columns)
    sheet = around.origin.sheet_of_each()[frame.index]
    marked = frame.assign(_sheet=sheet)
    grouped = marked.groupby([*columns, "_sheet"], sort=False, observed=True, dropna=False)
    again = frame.assign(_nth=grouped.cumcount()).duplicated()
    return refuse(frame, again, around.origin, REPEATED_ROW)


def without_personal_details(frame: pd.DataFrame, around: Around) -> Checked:
    """Replace names, identity codes, phone numbers and e-mail addresses in free texts."""
    problems: list[Problem] = []
    for column in TABLES[around.table].columns:
        if column.kind != "text" or column.words:
            continue
        texts = frame[column.name].cat
        cleaned = [redact(text) for text in texts.categories]
        changed = np.array([new != old for new, old in zip(cleaned, texts.categories, strict=True)])
        if not changed.any():
            continue
        at = np.append(changed, False)[texts.codes.to_numpy()]
        problems += around.origin.problems(DETAIL_REMOVED, frame.index[at], column.name)
        which, different = pd.factorize(np.array([*cleaned, None], dtype=object))
        new = pd.Categorical.from_codes(which[texts.codes], pd.Index(different, dtype="str"))
        frame = frame.assign(**{column.name: pd.Series(new, index=frame.index)})
    return frame, tuple(problems)


Check = Callable[[pd.DataFrame, Around], Checked]

CHECKS: Mapping[str, tuple[Check, ...]] = {
    "clients": (one_row_a_client, dates.ended_after_started, dates.born_before_start),
    "assessments": (
        respondent_fits,
        scales.not_shifted,
        value_in_range,
        client_is_known,
        dates.assessed_after_start,
        dates.assessed_soon_enough,
        one_answer,
        dates.first_answer_in_time,
    ),
    "goals": (
        client_is_known,
        dates.reviewed_after_set,
        dates.set_during_service,
        no_row_from_two_files,
        without_personal_details,
    ),
    "methods": (client_is_known, dates.used_during_service, no_row_from_two_files),
    "feedback": (client_is_known, no_row_from_two_files, without_personal_details),
    "actions": (no_row_from_two_files, without_personal_details),
    "workers": (one_row_a_worker, dates.ended_after_started),
    "facts": (respondent_fits, value_in_range, one_answer, without_personal_details),
}


def check(frame: pd.DataFrame, around: Around) -> Checked:
    """Run all of a table's checks, each on the rows that the one before left."""
    problems: list[Problem] = []
    for one in CHECKS[around.table]:
        frame, found = one(frame, around)
        problems += found
    return frame, tuple(problems)


def workers_are_known(
    clients: pd.DataFrame, workers: pd.DataFrame, origin: Origin
) -> tuple[Problem, ...]:
    """Warn of clients whose worker the table workers does not hold."""
    unknown = ~clients["worker"].isin(list(workers["worker"]))
    return origin.problems(NO_SUCH_WORKER, clients.index[unknown], "worker")
