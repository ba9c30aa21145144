"""Headers as offices write them → the contract's columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from openpyxl.utils import get_column_letter

from evaluation.intake.catalogue import COLUMN_TWICE, NO_COLUMN, ODD_ROW, UNKNOWN_COLUMN
from evaluation.intake.raw import Coded, RawSheet, joined, none_of
from evaluation.intake.rules import Origin
from evaluation.observations import Column, Problem, Table
from evaluation.spelling import fold

# A column that many exports have: whose office the row is. It must be the folder's own.
OFFICE = "office"
OFFICE_HEADERS = frozenset({"office", "toimisto", "kontor", "socialbyrå"})


@dataclass(frozen=True, eq=False)
class Sent:
    """What was sent of one table: texts by the contract's column, and where each row stands.

    Parameters
    ----------
    columns : mapping of str to Coded
        All columns of the contract; one that was not sent is empty. ``office`` too if it was sent.
    origin : Origin
        Where the rows stand.
    delivered : int
        Rows that were sent, those included that have not one cell for each header.
    """

    columns: Mapping[str, Coded]
    origin: Origin
    delivered: int


def match_headers(raw: RawSheet, table: Table) -> tuple[Sent | None, tuple[Problem, ...]]:
    """Texts of a sheet under the contract's column names; None without a required column.

    An unknown header is told of by its letter: where a header line is missing, the headers are
    somebody's data.
    """
    problems: list[Problem] = []
    places, unknown = _places(raw, table)
    letters = raw.letters or tuple(get_column_letter(i + 1) for i in range(len(raw.header)))
    for position in unknown:
        problems.append(raw.place.problem(UNKNOWN_COLUMN, letter=letters[position]))
    refused = False
    found: dict[str, int] = {}
    for column in table.columns:
        at = places.get(column.name, [])
        if len(at) == 1:
            found[column.name] = at[0]
        elif (at or column.required) and raw.header:
            rule = COLUMN_TWICE if at else NO_COLUMN
            problems.append(raw.place.problem(rule, column=column.name, it=names_of(column)))
            refused = True
    if refused:
        return None, tuple(problems)
    problems += [raw.place.problem(ODD_ROW, row=number) for number in raw.odd]
    n = len(raw.numbers)
    columns = {
        column.name: raw.columns[found[column.name]] if column.name in found else none_of(n)
        for column in table.columns
    }
    if places.get(OFFICE):
        found[OFFICE] = places[OFFICE][0]
        columns[OFFICE] = raw.columns[found[OFFICE]]
    where = {name: letters[position] for name, position in found.items()}
    origin = Origin((raw.place,), (where,), raw.numbers, (n,))
    return Sent(columns, origin, raw.delivered), tuple(problems)


def put_together(pieces: Sequence[Sent]) -> Sent:
    """Join the pieces of a table that came in several sheets or files."""
    if len(pieces) == 1:
        return pieces[0]
    names = dict.fromkeys(name for piece in pieces for name in piece.columns)
    origins = [piece.origin for piece in pieces]
    return Sent(
        {
            name: joined([p.columns.get(name) or none_of(len(p.origin.numbers)) for p in pieces])
            for name in names
        },
        Origin(
            tuple(place for origin in origins for place in origin.places),
            tuple(letters for origin in origins for letters in origin.letters),
            np.concatenate([origin.numbers for origin in origins]),
            tuple(count for origin in origins for count in origin.counts),
        ),
        sum(piece.delivered for piece in pieces),
    )


def _places(raw: RawSheet, table: Table) -> tuple[dict[str, list[int]], list[int]]:
    """Positions of each known column, and of the unknown ones that hold anything."""
    names = {fold(n): column.name for column in table.columns for n in (column.name, *column.names)}
    names = dict.fromkeys(OFFICE_HEADERS, OFFICE) | names
    places: dict[str, list[int]] = {}
    unknown: list[int] = []
    for position, header in enumerate(raw.header):
        name = names.get(fold(header)) if header else None
        if name is not None:
            places.setdefault(name, []).append(position)
        elif header or raw.columns[position].different:
            unknown.append(position)
    return places, unknown


def names_of(column: Column) -> str:
    """All headers that a column may have."""
    return " / ".join((column.name, *column.names))
