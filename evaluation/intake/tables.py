"""The tables of one delivery: texts → accepted rows, and a problem for each row left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from evaluation.intake.around import Around
from evaluation.intake.catalogue import EMPTY_TABLE, MAY_BE_A_CODE, NO_ROW_LEFT, WRONG_OFFICE
from evaluation.intake.checks import check, workers_are_known
from evaluation.intake.codes import Lookups
from evaluation.intake.columns import Setting, clients_of, empty, read_columns
from evaluation.intake.delivery import Delivery
from evaluation.intake.headers import OFFICE, Sent, match_headers, put_together
from evaluation.observations import TABLES, Problem, Table
from evaluation.pseudonyms import may_lack_its_mark
from evaluation.spelling import fold

Frames = Mapping[str, pd.DataFrame]


def tables_of(
    delivery: Delivery, setting: Setting
) -> tuple[Frames | None, dict[str, int], tuple[Problem, ...]]:
    """Accepted rows of each table (None when the office is refused), rows delivered, problems."""
    sent, problems = _sent(delivery)
    typed: dict[str, pd.DataFrame] = {}
    clients_sent: frozenset[str] = frozenset()
    for name, piece in sent.items():
        problems += _other_office(piece, setting)
        problems += _codes_without_mark(piece, TABLES[name])
        typed[name], found = read_columns(piece, TABLES[name], setting)
        problems += found
        if name == "clients":
            clients_sent = clients_of(piece, setting)
    delivered = {name: sent[name].delivered if name in sent else 0 for name in TABLES}
    # Rows are compared with each other only when everything could be read: one table that is
    # missing would make every row of the others look wrong.
    if _refused(delivery.problems) or _refused(problems):
        return None, delivered, tuple(problems)
    frames, found = _checked(sent, typed, clients_sent, setting.lookups)
    problems += found
    for name, table in TABLES.items():
        if table.required and frames[name].empty:
            problems.append(delivery.sheets[name][0].place.problem(NO_ROW_LEFT))
    return (None if _refused(problems) else frames), delivered, tuple(problems)


def _sent(delivery: Delivery) -> tuple[dict[str, Sent], list[Problem]]:
    """Put each table together from the sheets that hold it; a sheet without its columns is out."""
    problems: list[Problem] = []
    sent: dict[str, Sent] = {}
    for name, sheets in delivery.sheets.items():
        pieces: list[Sent] = []
        for sheet in sheets:
            piece, found = match_headers(sheet, TABLES[name])
            problems += found
            pieces += [piece] if piece else []
        if TABLES[name].required and not any(sheet.delivered for sheet in sheets):
            problems.append(sheets[0].place.problem(EMPTY_TABLE))
        if pieces:
            sent[name] = put_together(pieces)
    return sent, problems


def _other_office(sent: Sent, setting: Setting) -> tuple[Problem, ...]:
    """Refuse a delivery whose rows say that they are another office's."""
    column = sent.columns.get(OFFICE)
    if column is None:
        return ()
    own = setting.lookups.offices[setting.office]
    other = [bool(text.strip()) and fold(text) not in own for text in column.different]
    rows = np.flatnonzero(np.array([*other, False])[column.codes])
    return sent.origin.problems(WRONG_OFFICE, rows, OFFICE, setting.office)


def _codes_without_mark(sent: Sent, table: Table) -> tuple[Problem, ...]:
    """Warn of ids that may be identity codes without their century mark."""
    problems: list[Problem] = []
    for column in table.columns:
        if column.kind not in ("client", "worker"):
            continue
        ids = sent.columns[column.name]
        looks_so = [may_lack_its_mark(text) for text in ids.different]
        if any(looks_so):
            rows = np.flatnonzero(np.array([*looks_so, False])[ids.codes])
            problems += sent.origin.problems(MAY_BE_A_CODE, rows, column.name)
    return tuple(problems)


def _refused(problems: Iterable[Problem]) -> bool:
    return any(p.severity == "refuses office" for p in problems)


def _checked(
    sent: Mapping[str, Sent],
    typed: Mapping[str, pd.DataFrame],
    clients_sent: frozenset[str],
    lookups: Lookups,
) -> tuple[Frames, tuple[Problem, ...]]:
    """Run the checks in the contract's order: clients come first, and others look at them."""
    problems: list[Problem] = []
    frames: dict[str, pd.DataFrame] = {}
    for name, table in TABLES.items():
        if name not in typed:
            frames[name] = empty(table)
            continue
        clients = frames["clients"] if "clients" in frames else empty(TABLES["clients"])
        around = Around(
            name,
            sent[name].origin,
            lookups,
            clients[["started", "ended"]].set_index(clients["client"].astype("str")),
            clients_sent,
        )
        frames[name], found = check(typed[name], around)
        problems += found
    if not frames["workers"].empty:
        origin = sent["clients"].origin
        problems += workers_are_known(frames["clients"], frames["workers"], origin)
    return frames, tuple(problems)
