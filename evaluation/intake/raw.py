"""A table as it was sent: cells as text, with the row numbers that a spreadsheet shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.intake.rules import Place
from evaluation.intake.words import clean, fold
from evaluation.observations import TABLES, Table

Row = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """Cells as text, None where empty; ``header`` is None where a column has no header.

    ``numbers`` are the rows' numbers (the first line is 1); ``odd`` those of rows that have not
    one cell for each header.
    """

    place: Place
    header: tuple[str | None, ...] = ()
    rows: tuple[Row, ...] = ()
    numbers: tuple[int, ...] = ()
    odd: tuple[int, ...] = ()


def sheet_of(lines: Sequence[tuple[int, Row]], place: Place, exact: bool) -> RawSheet:
    """Header (the first line with anything on it) and rows; empty lines are left out.

    Parameters
    ----------
    lines : sequence of (int, sequence of str or None)
        Each line's number, from 1, and its cells.
    exact : bool
        Whether every row must have one cell for each header, as in CSV; else short rows are
        filled with empty cells, as in a workbook.
    """
    filled = [(number, line) for number, line in lines if not is_empty(line)]
    if not filled:
        return RawSheet(place)
    header = [clean(cell or "") or None for cell in filled[0][1]]
    if not exact:
        header += [None] * (max(len(line) for _, line in filled) - len(header))
    width = len(header)
    return RawSheet(
        place,
        tuple(header),
        tuple((*line[:width], *[None] * (width - len(line))) for _, line in filled[1:]),
        tuple(number for number, _ in filled[1:]),
        tuple(
            number
            for number, line in filled[1:]
            if exact and (len(line) < width or not is_empty(line[width:]))
        ),
    )


def is_empty(line: Row) -> bool:
    """Whether no cell of the line holds anything but spaces."""
    return not any(cell is not None and cell.strip() for cell in line)


TABLE_NAMES: dict[str, Table] = {
    fold(name): table for table in TABLES.values() for name in (table.name, *table.names)
}


def table_called(name: str) -> Table | None:
    """Return the table that a sheet or a file of this name holds, None if the name is unknown."""
    return TABLE_NAMES.get(fold(name))
