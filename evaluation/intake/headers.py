"""Headers as offices write them → the contract's columns."""

from __future__ import annotations

import pandas as pd
from openpyxl.utils import get_column_letter

from evaluation.intake.catalogue import (
    COLUMN_TWICE,
    EMPTY_TABLE,
    NO_COLUMN,
    ODD_ROW,
    UNKNOWN_COLUMN,
)
from evaluation.intake.raw import RawSheet
from evaluation.intake.words import fold
from evaluation.observations import Column, Problem, Table


def match_headers(raw: RawSheet, table: Table) -> tuple[pd.DataFrame | None, tuple[Problem, ...]]:
    """Texts under the contract's column names; the index holds the rows' numbers.

    An optional column that was not sent is there and empty. Without a required column there is no
    frame. An unknown header is told of by its letter: where a header line is missing, the headers
    are somebody's data.
    """
    problems: list[Problem] = []
    if table.required and not raw.rows:
        problems.append(raw.place.problem(EMPTY_TABLE))
    if not raw.header:
        return _texts(raw, table, {}), tuple(problems)
    places, unknown = _places(raw, table)
    for position in unknown:
        letter = get_column_letter(position + 1)
        problems.append(raw.place.problem(UNKNOWN_COLUMN, column=letter))
    found: dict[str, int] = {}
    for column in table.columns:
        at = places.get(column.name, [])
        if len(at) == 1:
            found[column.name] = at[0]
        elif at:
            problems.append(raw.place.problem(COLUMN_TWICE, column=column.name, it=_names(column)))
        elif column.required:
            problems.append(raw.place.problem(NO_COLUMN, column=column.name, it=_names(column)))
    if any(p.rule in (COLUMN_TWICE.what.en, NO_COLUMN.what.en) for p in problems):
        return None, tuple(problems)
    problems += raw.place.problems(ODD_ROW, raw.odd)
    return _texts(raw, table, found), tuple(problems)


def _places(raw: RawSheet, table: Table) -> tuple[dict[str, list[int]], list[int]]:
    """Positions of each known column, and of the unknown ones that hold anything."""
    names = {fold(n): column.name for column in table.columns for n in (column.name, *column.names)}
    places: dict[str, list[int]] = {}
    unknown: list[int] = []
    for position, header in enumerate(raw.header):
        name = names.get(fold(header)) if header else None
        if name is not None:
            places.setdefault(name, []).append(position)
        elif header or any(row[position] for row in raw.rows):
            unknown.append(position)
    return places, unknown


def _texts(raw: RawSheet, table: Table, found: dict[str, int]) -> pd.DataFrame:
    odd = set(raw.odd)
    kept = [i for i, number in enumerate(raw.numbers) if number not in odd]
    texts = {
        column.name: [raw.rows[i][found[column.name]] for i in kept]
        if column.name in found
        else [None] * len(kept)
        for column in table.columns
    }
    return pd.DataFrame(texts, index=[raw.numbers[i] for i in kept], dtype=object)


def _names(column: Column) -> str:
    return " / ".join((column.name, *column.names))
