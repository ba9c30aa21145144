"""Which cells of an office's own sheets are to be mended, at the same rows and columns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from openpyxl.utils import column_index_from_string

from evaluation.framework.model import Language
from evaluation.intake.telling.groups import Group, header_of

# What a sheet of Excel can hold.
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
HEADER_ROW = 1
# Where a problem of a whole row is marked.
WHOLE_ROW = 1

LONGEST_TITLE = 31
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel keeps this name for itself.
_RESERVED = frozenset({"history"})

At = tuple[int, int]
"""Row and column of a cell, each from 1."""


@dataclass
class MarkedSheet:
    """The marks of one sheet or CSV file of the office.

    ``cells`` are the groups that concern each cell, the most severe first; ``headers`` the known
    headers by column; ``beyond`` counts what lies where Excel has no cell.
    """

    title: str
    file: str
    cells: dict[At, tuple[Group, ...]] = field(default_factory=dict)
    headers: dict[int, str] = field(default_factory=dict)
    beyond: int = 0

    def add(self, group: Group, language: Language) -> None:
        """Mark the cells of one group; groups come the most severe first."""
        column = column_of_cell(group)
        if group.letter and column <= LAST_COLUMN and group.column != group.letter:
            header = header_of(group.table, group.column, language)
            if header:
                self.headers.setdefault(column, header)
        for row in group.rows or (HEADER_ROW,):
            if row > LAST_ROW or column > LAST_COLUMN:
                self.beyond += 1
            else:
                self.cells[row, column] = (*self.cells.get((row, column), ()), group)


def marked_sheets(
    found: Iterable[Group], language: Language, taken: Iterable[str] = ()
) -> dict[tuple[str, str], MarkedSheet]:
    """Marks of every file and sheet that has a place to mark, in the order of the groups.

    What has neither a row nor a column (a file that cannot be opened) has no cell.

    Parameters
    ----------
    found : iterable of Group
        As :func:`~evaluation.intake.telling.groups.groups` gives them.
    language : {"fi", "en"}
        Language of the headers.
    taken : iterable of str
        Titles that other sheets of the workbook have.

    Returns
    -------
    dict
        File and sheet → its marks.
    """
    titles = {title.casefold() for title in taken}
    sheets: dict[tuple[str, str], MarkedSheet] = {}
    for group in found:
        if not has_cell(group):
            continue
        key = (group.file, group.sheet)
        if key not in sheets:
            title = _title(group.sheet or group.file.rpartition("/")[2], titles)
            titles.add(title.casefold())
            sheets[key] = MarkedSheet(title, group.file)
        sheets[key].add(group, language)
    return sheets


def has_cell(group: Group) -> bool:
    """Whether the group's problems stand at a row or a column."""
    return bool(group.rows or group.letter)


def column_of_cell(group: Group) -> int:
    """Position of the column where the group is marked, from 1."""
    if not group.letter:
        return WHOLE_ROW
    try:
        return column_index_from_string(group.letter)
    except ValueError:  # beyond what Excel has
        return LAST_COLUMN + 1


def first_cell(group: Group) -> At | None:
    """The first cell where the group is marked; None when Excel has no such cell."""
    if not has_cell(group):
        return None
    row, column = (group.rows or (HEADER_ROW,))[0], column_of_cell(group)
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def _title(name: str, taken: set[str]) -> str:
    """A sheet's title that Excel takes, unlike those ``taken`` (in small letters)."""
    name = _NOT_IN_TITLES.sub(" ", name).strip(" '")[:LONGEST_TITLE].rstrip(" '") or "-"
    number, title = 1, name
    while title.casefold() in taken | _RESERVED:
        number += 1
        ending = f" ({number})"
        title = f"{name[: LONGEST_TITLE - len(ending)]}{ending}"
    return title
