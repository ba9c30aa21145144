"""A table as it was sent: cells as text, with the row numbers that a spreadsheet shows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from evaluation.intake.rules import Place
from evaluation.observations import TABLES, Table
from evaluation.spelling import clean, fold

Row = Sequence[str | None]

# Rows taken at a time: their cells are many small objects, their codes are few bytes.
BATCH = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A column of texts: every different text once, and which of them each row has.

    A column of a million answers holds some ten different texts; each is read once.

    Parameters
    ----------
    codes : ndarray of int, shape (n_rows,)
        Position in ``different``; -1 where the cell is empty.
    different : tuple of str
        The texts, each once.
    """

    codes: np.ndarray[Any, Any]
    different: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)


def coded(texts: Iterable[str | None]) -> Coded:
    """Find the different texts of a column."""
    codes, different = pd.factorize(np.array(list(texts), dtype=object))
    return Coded(codes.astype(np.int32), tuple(different))


def none_of(n: int) -> Coded:
    """Return a column of ``n`` empty cells."""
    return Coded(np.full(n, -1, dtype=np.int32), ())


def joined(columns: Sequence[Coded]) -> Coded:
    """Put columns one below the other."""
    if len(columns) == 1:
        return columns[0]
    places = pd.Index([text for column in columns for text in column.different], dtype=object)
    which, different = places.factorize()
    codes, first = [], 0
    for column in columns:
        new = np.append(which[first : first + len(column.different)], -1)
        codes.append(new[column.codes])
        first += len(column.different)
    return Coded(np.concatenate(codes).astype(np.int32), tuple(different))


@dataclass(frozen=True, slots=True, eq=False)
class RawSheet:
    """Columns of texts; ``header`` is None where a column has no header.

    ``numbers`` are the rows' numbers (the first line is 1), shape (n_rows,). ``odd`` are the
    numbers of further rows that have not one cell for each header: they are not in ``columns``.
    ``letters`` are the columns' letters where they are not simply A, B, C …
    """

    place: Place
    header: tuple[str | None, ...] = ()
    columns: tuple[Coded, ...] = ()
    numbers: np.ndarray[Any, Any] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    odd: tuple[int, ...] = ()
    letters: tuple[str, ...] = ()

    @property
    def delivered(self) -> int:
        """Rows that were sent: those that can be read, and the odd ones."""
        return len(self.numbers) + len(self.odd)


def sheet_of(
    lines: Iterable[tuple[int, Row]], place: Place, exact: bool, letters: tuple[str, ...] = ()
) -> RawSheet:
    """Header (the first line with anything on it) and rows; empty lines are left out.

    Parameters
    ----------
    lines : iterable of (int, sequence of str or None)
        Each line's number, from 1, and its cells.
    exact : bool
        Whether every row must have one cell for each header, as in CSV; else short rows are
        filled with empty cells, as in a workbook.
    letters : tuple of str
        Letters of the columns where they stand otherwise in the office's file.
    """
    filled: Iterator[tuple[int, Row]] = (
        (number, line) for number, line in lines if not is_empty(line)
    )
    first = next(filled, None)
    if first is None:
        return RawSheet(place)
    header = headers_of(first[1])
    if not exact:
        rest = list(filled)
        header += [None] * (max((len(line) for _, line in rest), default=0) - len(header))
        filled = iter(rest)
    width = len(header)
    filler = [None] * width
    odd: list[int] = []
    numbers: list[int] = []
    pieces: list[list[Coded]] = [[] for _ in header]
    while batch := list(itertools.islice(filled, BATCH)):
        rows = []
        for number, line in batch:
            if exact and is_odd(line, width):
                odd.append(number)
            else:
                numbers.append(number)
                rows.append(line if len(line) == width else [*line, *filler][:width])
        for column, cells in zip(pieces, zip(*rows, strict=True), strict=False):
            column.append(coded(cells))
    return RawSheet(
        place,
        tuple(header),
        tuple(joined(column) if column else none_of(0) for column in pieces),
        np.array(numbers, dtype=np.int64),
        tuple(odd),
        letters,
    )


def headers_of(line: Row) -> list[str | None]:
    """Headers in one spelling, None where there is none."""
    return [clean(cell or "") or None for cell in line]


def is_odd(line: Row, width: int) -> bool:
    """Whether a line has not one cell for each header; empty cells beyond them are fine."""
    return len(line) < width or not is_empty(line[width:])


def is_empty(line: Row) -> bool:
    """Whether no cell of the line holds anything but spaces."""
    for cell in line:  # noqa: SIM110  in most lines the first cell is the answer: three times faster
        if cell and not cell.isspace():
            return False
    return True


TABLE_NAMES: dict[str, Table] = {
    fold(name): table for table in TABLES.values() for name in (table.name, *table.names)
}
# "arvioinnit 2024", "arvioinnit-2", "arvioinnit (1)": a table may come in several pieces.
PIECE = re.compile(r"[\s.(-]*\d[\d\s.)-]*$")


def table_called(name: str) -> Table | None:
    """Return the table that a sheet or a file of this name holds, None if the name is unknown."""
    folded = fold(name)
    return TABLE_NAMES.get(folded) or TABLE_NAMES.get(PIECE.sub("", folded))
