"""A mapping as frozen objects: which cell of an export becomes which cell of a contract table."""

from __future__ import annotations

import collections.abc as abc
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from evaluation.errors import BadInput
from evaluation.spelling import fold

# A folder with one of these is read through it.
MAPPING_NAMES = ("kartta.yaml", "kartta.yml", "mapping.yaml", "mapping.yml")


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of the export, by its header; ``letter`` too where the header is not the only one.

    ``line`` is the line of the mapping file.
    """

    header: str
    letter: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Long:
    """Several columns that become rows of their own: one row for each filled cell.

    Parameters
    ----------
    name_to : str
        Contract column that gets the word the mapping gives to the export's column.
    cell_to : str
        Contract column that gets the cell; ``""`` where the cells are only ticks.
    cells : tuple of (Cell, str)
        The export's columns and their words.
    ticked, not_ticked : frozenset of str
        Folded words of a tick and of no tick. Both are empty where every filled cell makes a row.
    """

    name_to: str
    cell_to: str
    cells: tuple[tuple[Cell, str], ...]
    ticked: frozenset[str] = frozenset()
    not_ticked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Block:
    """One way to make rows of one contract table.

    Parameters
    ----------
    table : str
        The contract's table.
    columns : mapping of str to Cell
        Contract column → column of the export.
    constants : mapping of str to str
        Contract column → the same text on every row.
    values : mapping of str to mapping
        Contract column → folded word of the export → word of the contract.
    only_if_filled : tuple of str
        Contract columns that must all be filled for a row. Where empty, one filled column that is
        neither an id nor a date is enough.
    once : bool
        Whether a row that is just like an earlier one of this block is left out.
    long : Long, optional
    line : int
        Line of the mapping file.
    """

    table: str
    columns: abc.Mapping[str, Cell]
    constants: abc.Mapping[str, str] = field(default_factory=dict)
    values: abc.Mapping[str, abc.Mapping[str, str]] = field(default_factory=dict)
    only_if_filled: tuple[str, ...] = ()
    once: bool = False
    long: Long | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping file.

    Parameters
    ----------
    name : str
        Name of the mapping file, for messages.
    file : str
        Name of the export, in the mapping file's folder.
    blocks : tuple of Block
    sheet : str
        Sheet of the workbook; ``""`` for its only sheet, and for CSV.
    header_row : int, optional
        Row of the headers, from 1; by default the first row with anything on it.
    """

    name: str
    file: str
    blocks: tuple[Block, ...]
    sheet: str = ""
    header_row: int | None = None

    def cells(self) -> Iterator[Cell]:
        """Every column of the export that a block names, in the mapping's order."""
        for block in self.blocks:
            yield from block.columns.values()
            if block.long:
                yield from (cell for cell, _ in block.long.cells)

    @property
    def headers(self) -> frozenset[str]:
        """All headers that the mapping names, folded: a CSV file's separator is found by them."""
        return frozenset(fold(cell.header) for cell in self.cells())


def mapping_file(folder: Path) -> Path | None:
    """Find the mapping file of an office's folder; None where there is none.

    Raises
    ------
    BadInput
        When there are two: nobody knows which one counts.
    """
    found = [p for p in sorted(folder.iterdir()) if p.name.casefold() in MAPPING_NAMES]
    if len(found) > 1:
        raise BadInput(
            "The folder has several mapping files. Keep one of: " + ", ".join(MAPPING_NAMES) + "."
        )
    return found[0] if found else None
