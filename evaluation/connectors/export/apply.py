"""An export's rows, through a mapping, as rows of contract tables. Pure: no files, nothing guessed.

A table comes in pieces, one for each block and, where columns become rows, one for each such
column. So every row of a piece has its own number in the export, and every column of a piece one
letter there: later problems are told with the place in the office's own file.
"""

from __future__ import annotations

import collections.abc as abc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from evaluation.connectors.export.columns import SourceProblem, find_columns, letter_of
from evaluation.connectors.export.model import Block, Cell, Long, Mapping
from evaluation.contract import MISSING, TABLES
from evaluation.spelling import clean, fold

Line: TypeAlias = tuple[int, Sequence[str | None]]
Filled: TypeAlias = Callable[[str | None], bool]

NOTHING = frozenset(map(fold, MISSING))
# Tables in which a row is about somebody: it is a row when that somebody is named.
PEOPLE = {"clients": "client", "workers": "worker"}


@dataclass(frozen=True, slots=True)
class MappedTable:
    """A piece of a contract table.

    Parameters
    ----------
    table : str
        The contract's table.
    header : tuple of str
        Contract columns.
    lines : tuple of (int, tuple of str or None)
        Each row's number in the export, increasing, and its cells in the order of ``header``.
    letters : tuple of str
        Each column's letter in the export; ``""`` where it comes from the mapping file alone.
    header_row : int
        Number of the export's header row.
    """

    table: str
    header: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str | None, ...]], ...]
    letters: tuple[str, ...]
    header_row: int = 1

    def with_header(self) -> list[Line]:
        """Return header and lines as one list, as a sheet is read."""
        return [(self.header_row, self.header), *self.lines]


@dataclass(frozen=True, slots=True)
class Mapped:
    """What became of an export; every row and every mapped cell is accounted for.

    Parameters
    ----------
    tables : tuple of MappedTable
        None at all while there are ``problems``.
    problems : tuple of SourceProblem
        Columns that the mapping names and the export does not have, or has twice.
    delivered : int
        Rows of the export that hold anything, without the header.
    unmapped : tuple of str
        Letters of columns that hold anything and that the mapping does not name.
    odd_rows : tuple of int
        Rows that have not one cell for each header (CSV): their cells may have moved, so none
        is read.
    unused_rows : tuple of int
        Rows that no block made anything of.
    left_out : tuple of (int, str)
        Filled cells (row, letter) of the other rows that the mapping names and no block used.
    repeated : tuple of (str, int)
        Table and row where a row was just like an earlier one of a block with ``once``.
    """

    tables: tuple[MappedTable, ...] = ()
    problems: tuple[SourceProblem, ...] = ()
    delivered: int = 0
    unmapped: tuple[str, ...] = ()
    odd_rows: tuple[int, ...] = ()
    unused_rows: tuple[int, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()
    repeated: tuple[tuple[str, int], ...] = ()


def apply_mapping(mapping: Mapping, lines: Sequence[Line], exact: bool = False) -> Mapped:
    """Make contract tables of an export.

    Parameters
    ----------
    mapping : Mapping
    lines : sequence of (int, sequence of str or None)
        Each line's number as a spreadsheet shows it, and its cells as text; the header too.
    exact : bool
        Whether a row must have one cell for each header, as in CSV; else short rows are filled
        with empty cells, as in a workbook.
    """
    filled = _filled_test()
    header_row, header, rows = _split(mapping, lines)
    odd = [n for n, cells in rows if exact and _is_odd(cells, len(header))]
    width = max([len(header), *(len(cells) for _, cells in rows)])
    sound = _padded(rows, width, set(odd))
    header += [""] * (width - len(header))
    places, problems = find_columns(mapping, header)
    mapped = set(places.values())
    unmapped = tuple(
        letter_of(at)
        for at in range(width)
        if at not in mapped and (header[at] or any(filled(cells[at]) for _, cells in sound))
    )
    if problems:
        return Mapped((), problems, len(rows), unmapped, tuple(odd))
    used: dict[int, set[int]] = {n: set() for n, _ in sound}
    fed: set[int] = set()
    repeated: list[tuple[str, int]] = []
    tables: list[MappedTable] = []
    for block in mapping.blocks:
        for piece in _pieces(block, places, sound, filled, used):
            kept, again = _once(piece) if block.once else (piece, ())
            fed.update(n for n, _ in piece.lines)
            repeated += ((block.table, n) for n in again)
            tables.append(_at(kept, header_row))
    left_out = tuple(
        (n, letter_of(at))
        for n, cells in sound
        if n in fed
        for at in sorted(mapped - used[n])
        if filled(cells[at])
    )
    unused = tuple(n for n, _ in sound if n not in fed)
    return Mapped(
        tuple(tables), (), len(rows), unmapped, tuple(odd), unused, left_out, tuple(repeated)
    )


def _filled_test() -> Filled:
    """Return what tells whether a cell holds anything; each different text is looked at once."""
    known: dict[str, bool] = {}

    def filled(cell: str | None) -> bool:
        if not cell:
            return False
        if cell not in known:
            known[cell] = fold(cell) not in NOTHING
        return known[cell]

    return filled


def _split(mapping: Mapping, lines: Sequence[Line]) -> tuple[int, list[str], list[Line]]:
    """Header row's number, headers in one spelling, and the rows below that hold anything."""
    some = [(n, cells) for n, cells in lines if any(cell and cell.strip() for cell in cells)]
    if mapping.header_row is not None:
        some = [(n, cells) for n, cells in some if n >= mapping.header_row]
        if not some or some[0][0] != mapping.header_row:
            return mapping.header_row, [], some
    if not some:
        return 1, [], []
    return some[0][0], [clean(cell or "") for cell in some[0][1]], some[1:]


def _is_odd(cells: Sequence[str | None], width: int) -> bool:
    return len(cells) < width or any(cell and cell.strip() for cell in cells[width:])


def _padded(rows: Sequence[Line], width: int, without: set[int]) -> list[Line]:
    """Rows with a cell in every column."""
    return [(n, [*cells, *[None] * (width - len(cells))]) for n, cells in rows if n not in without]


def _pieces(
    block: Block,
    places: dict[Cell, int],
    rows: Sequence[Line],
    filled: Filled,
    used: dict[int, set[int]],
) -> Iterator[MappedTable]:
    """Pieces of one block, at least one; notes in ``used`` which cells were used."""
    names = (*block.columns, *block.constants)
    at = [places[cell] for cell in block.columns.values()]
    letters = [letter_of(position) for position in at] + [""] * len(block.constants)
    words = [block.values.get(name, {}) for name in block.columns]
    constants = tuple(block.constants.values())
    wanted = _condition(block, places, filled)

    def cells_of(cells: Sequence[str | None]) -> tuple[str | None, ...]:
        found = (_meant(cells[p], w, filled) for p, w in zip(at, words, strict=True))
        return (*found, *constants)

    basis = [(n, cells, cells_of(cells)) for n, cells in rows if wanted(cells)]
    if block.long is None:
        for n, _, _ in basis:
            used[n].update(at)
        yield MappedTable(
            block.table, names, tuple((n, made) for n, _, made in basis), tuple(letters)
        )
        return
    long = block.long
    for number, (source, word) in enumerate(long.cells):
        position = places[source]
        lines = []
        for n, cells, made in basis:
            cell = cells[position]
            tick = _tick(cell, long, filled)
            if tick is not None:
                used[n].add(position)
            if tick:
                used[n].update(at)
                meant = _meant(cell, block.values.get(long.cell_to, {}), filled)
                lines.append((n, (*made, word, *([meant] if long.cell_to else []))))
        if lines or not number:
            more = (long.name_to, long.cell_to) if long.cell_to else (long.name_to,)
            places_of_more = (letter_of(position),) * len(more)
            yield MappedTable(
                block.table, (*names, *more), tuple(lines), (*letters, *places_of_more)
            )


def _condition(
    block: Block, places: dict[Cell, int], filled: Filled
) -> Callable[[Sequence[str | None]], bool]:
    """Return what tells whether a row of the export is a row of this block."""
    if block.only_if_filled:
        must = [places[block.columns[name]] for name in block.only_if_filled]
        return lambda cells: all(filled(cells[at]) for at in must)
    if block.long is not None:
        return lambda cells: True
    telling = [places[block.columns[name]] for name in telling_columns(block)]
    return lambda cells: any(filled(cells[at]) for at in telling)


def telling_columns(block: Block) -> list[str]:
    """Columns of which one filled cell is enough for a row, where the mapping names none.

    The client or worker of their own tables; else what is neither an id nor a date; else dates;
    else ids.
    """
    if block.table in PEOPLE:
        return [PEOPLE[block.table]]
    kinds = {name: TABLES[block.table].column(name).kind for name in block.columns}
    ids = [name for name, kind in kinds.items() if kind in ("client", "worker")]
    dates = [name for name, kind in kinds.items() if kind == "date"]
    return [name for name in kinds if name not in ids + dates] or dates or ids


def _tick(cell: str | None, long: Long, filled: Filled) -> bool | None:
    """Whether a cell makes a row; None where it makes none and says nothing that is understood."""
    if not filled(cell):
        return None
    if not long.ticked:
        return True
    word = fold(cell or "")
    return True if word in long.ticked else False if word in long.not_ticked else None


def _meant(cell: str | None, words: abc.Mapping[str, str], filled: Filled) -> str | None:
    """Text of a cell in the contract's words; a word that the mapping lacks stays as it is."""
    return words.get(fold(cell or ""), cell) if filled(cell) else None


def _once(piece: MappedTable) -> tuple[MappedTable, tuple[int, ...]]:
    """Leave out rows that are just like an earlier one; their numbers too."""
    first: dict[tuple[str | None, ...], int] = {}
    for n, cells in piece.lines:
        first.setdefault(cells, n)
    kept = tuple((n, cells) for cells, n in first.items())
    numbers = set(first.values())
    again = tuple(n for n, _ in piece.lines if n not in numbers)
    return MappedTable(piece.table, piece.header, kept, piece.letters), again


def _at(piece: MappedTable, header_row: int) -> MappedTable:
    return MappedTable(piece.table, piece.header, piece.lines, piece.letters, header_row)
