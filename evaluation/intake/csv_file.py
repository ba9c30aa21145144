"""A CSV file → its cells as text. Encoding and separator are found out, nothing else is.

A file without quotation marks is split by Arrow, many times faster; all others by Python's ``csv``
in its strict form. Both give the same (a test compares them).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.intake.bounds import MAX_COLUMNS, SAVED_TWICE, in_bounds
from evaluation.intake.catalogue import BAD_ENCODING, BROKEN_CSV, TOO_LARGE, UNREADABLE
from evaluation.intake.raw import (
    Coded,
    RawSheet,
    headers_of,
    is_empty,
    is_odd,
    none_of,
    sheet_of,
    table_called,
)
from evaluation.intake.rules import Place, Rule
from evaluation.observations import Problem, Table
from evaluation.spelling import fold

# Five million answers take about this much; an office sends some megabytes.
MAX_BYTES = 256 * 2**20
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Without a mark: UTF-8 if every byte fits, else the Western European page of Windows, which
# extends Latin-1 with š, ž and €.
FALLBACK = "cp1252"
# Signs inside words, of bytes that are letters on the pages of DOS, Macintosh and Latin-9.
OTHER_PAGE = re.compile(
    SAVED_TWICE.pattern
    + "|[^\\W\\d_][„”†™¨¦][^\\W\\d_]|[^\\W\\d_][ŠŽ][a-zåäö]|[a-zåäö][ŠŽ]|[¨¸¦][^\\W\\d_]"
)
SEPARATORS = (";", "\t", ",")
# Bytes that Arrow splits at a time; found by measuring.
BLOCK = 4 * 2**20
# As much of a file as the longest line of headers may take.
HEAD = 4 * MAX_COLUMNS * 256


def read_csv(path: Path, place: Place) -> tuple[list[tuple[Table, RawSheet]], tuple[Problem, ...]]:
    """Read one CSV file; its name says which table it is, and another name none."""
    table = table_called(path.stem)
    if table is None:
        return [], ()
    sheet = read_table(path, table, Place(place.office, place.file, "", table.name))
    return ([], (sheet,)) if isinstance(sheet, Problem) else ([(table, sheet)], ())


def read_table(path: Path, table: Table, place: Place) -> RawSheet | Problem:
    """Read a CSV file that holds one table, or say why it cannot be read."""
    data = bytes_of(path)
    if isinstance(data, Rule):
        return place.problem(data)
    names = (name for column in table.columns for name in (column.name, *column.names))
    headers = frozenset(map(fold, names))
    mangled = SAVED_TWICE
    # A plain file in UTF-8 needs no other look at its letters than Arrow's own. Arrow stumbles over
    # an odd row in other letters, and says so on the screen: such rows come after a look.
    sheet: RawSheet | Problem | None = quick_sheet(
        data, *separator_of(data, headers), place, odd_rows=False
    )
    if sheet is None:
        decoded = utf8(data)
        if isinstance(decoded, Rule):
            return place.problem(decoded)
        data, mangled = decoded
        separator, skipped = separator_of(data, headers)
        sheet = quick_sheet(data, separator, skipped, place)
    if sheet is None:
        sheet = careful_sheet(data, separator, skipped, place)
    return sheet if isinstance(sheet, Problem) else in_bounds(sheet, mangled)


def bytes_of(path: Path) -> bytes | Rule:
    """Bytes of a file, without the mark of UTF-8; or the rule that the file breaks."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return TOO_LARGE
        return path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError:
        return UNREADABLE


def utf8(data: bytes) -> tuple[bytes, re.Pattern[str]] | Rule:
    """Text as UTF-8 without a mark, or the rule that it breaks.

    With it comes the pattern of letters gone wrong that the text must not hold.
    """
    try:
        for mark, encoding in BYTE_ORDER_MARKS:
            if data.startswith(mark):
                return _decoded(data.removeprefix(mark), encoding), SAVED_TWICE
        try:
            return _decoded(data, "utf-8"), SAVED_TWICE
        except UnicodeDecodeError:
            return _decoded(data, FALLBACK), OTHER_PAGE
    except UnicodeError:
        return BAD_ENCODING


def utf8_of(path: Path) -> tuple[bytes, re.Pattern[str]] | Rule:
    """Do as :func:`utf8` with the text of a file."""
    data = bytes_of(path)
    return data if isinstance(data, Rule) else utf8(data)


def _decoded(data: bytes, encoding: str) -> bytes:
    text = data.decode(encoding)
    # A zero character means UTF-16 without its mark, or no text at all.
    if "\x00" in text:
        raise UnicodeError
    return data if encoding == "utf-8" else text.encode()


def separator_of(data: bytes, names: frozenset[str]) -> tuple[str, int]:
    """Separator that finds most of the headers, and how many lines stand before them.

    ``names`` are headers, folded. One line stands before them when the file begins with ``sep=``.
    """
    first = next(iter(data[:HEAD].lstrip().splitlines()), b"").decode(errors="replace")
    if first.lower().startswith("sep=") and first[4:5] in SEPARATORS:
        return first[4:5], 1

    def headers_found(separator: str) -> int:
        return sum(fold(cell.strip('" ')) in names for cell in first.split(separator))

    return max(SEPARATORS, key=headers_found), 0


def quick_sheet(
    data: bytes, separator: str, skipped: int, place: Place, odd_rows: bool = True
) -> RawSheet | None:
    """Split a plain file with Arrow; None when the file is not that plain.

    Nor is it without ``odd_rows`` when one row has not one cell for each header.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow

    head = data[:HEAD].splitlines()[: skipped + 1]
    if b'"' in data or b"\x00" in data or len(head) <= skipped:
        return None
    # Two returns are an empty line to programs that show the file, and none to Arrow.
    if b"\r" in data and b"\r\r" in data:
        return None
    try:
        named = head[skipped].decode()
    except UnicodeDecodeError:
        return None
    header = headers_of(named.split(separator))
    if not any(header) or len(header) == 1:  # with one column an empty line is an empty cell
        return None
    strange: list[tuple[int, list[str]]] = []

    def set_aside(row: Any) -> str:
        strange.append((row.number, row.text.split(separator)))
        return "skip"

    names = [str(i) for i in range(len(header))]
    parse = arrow.ParseOptions(
        delimiter=separator,
        quote_char=False,
        ignore_empty_lines=False,
        invalid_row_handler=set_aside if odd_rows else None,
    )
    convert = arrow.ConvertOptions(
        column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
        strings_can_be_null=False,
    )

    def split(threads: bool) -> pa.Table:
        strange.clear()
        options = arrow.ReadOptions(
            column_names=names, skip_rows=skipped + 1, use_threads=threads, block_size=BLOCK
        )
        return arrow.read_csv(pa.py_buffer(data), options, parse, convert)

    try:
        table = split(threads=True)
        if strange:  # rows have numbers only when one thread reads them
            table = split(threads=False)
    except pa.ArrowInvalid:
        return None
    aside = [(number, cells) for number, cells in strange if not is_empty(cells)]
    if not all(is_odd(cells, len(header)) for _, cells in aside):
        return None  # only empty cells beyond the headers: such a row is fine
    columns = [_coded(column) for column in table.unify_dictionaries().columns]
    first = skipped + 2
    numbers = np.arange(first, first + table.num_rows + len(strange))
    if strange:
        numbers = np.delete(numbers, [number - first for number, _ in strange])
    filled = _filled(columns, table.num_rows)
    if not filled.all():
        columns = [Coded(column.codes[filled], column.different) for column in columns]
        numbers = numbers[filled]
    odd = tuple(number for number, _ in aside)
    return RawSheet(place, tuple(header), tuple(columns), numbers, odd)


def _filled(columns: Sequence[Coded], rows: int) -> np.ndarray[Any, Any]:
    """Which rows hold anything but spaces; in most files the first column is the answer."""
    filled = np.zeros(rows, dtype=bool)
    for column in columns:
        texts = np.array([bool(text.strip()) for text in column.different], dtype=bool)
        if texts.all():
            return np.ones(rows, dtype=bool)
        filled |= texts[column.codes]
    return filled


def _coded(column: Any) -> Coded:
    """Take codes and texts over from an Arrow column of the type dictionary."""
    if not len(column):
        return none_of(0)
    array = column.combine_chunks()
    array = array.chunk(0) if hasattr(array, "chunk") else array
    return Coded(array.indices.to_numpy(), tuple(array.dictionary.to_pylist()))


def careful_sheet(data: bytes, separator: str, skipped: int, place: Place) -> RawSheet | Problem:
    """Split any file; a misplaced or open quotation mark refuses it, with the line's number."""
    try:
        return sheet_of(lines_of(data, separator, skipped), place, exact=True)
    except CannotSplit as stop:
        return place.problem(stop.rule, row=stop.row)


class CannotSplit(Exception):
    """A text cannot be split into cells; ``rule`` is broken in line ``row``."""

    def __init__(self, rule: Rule, row: int) -> None:
        super().__init__()
        self.rule, self.row = rule, row


def lines_of(data: bytes, separator: str, skipped: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Yield each line's number, from 1, and its cells.

    Raises
    ------
    CannotSplit
        At a misplaced or open quotation mark, a pair of them that closes around whole rows, and an
        endless cell.
    """
    source = io.StringIO(data.decode(), newline="")
    lines = csv.reader(source, delimiter=separator, strict=True)
    width = number = 0
    try:
        for number, line in enumerate(lines, start=1):
            if number <= skipped:
                continue
            width = width or len(line)
            if any(_swallows_rows(cell, separator, width) for cell in line):
                raise CannotSplit(BROKEN_CSV, number)
            yield number, line
    except csv.Error as error:
        endless = "limit" in str(error)
        raise CannotSplit(TOO_LARGE if endless else BROKEN_CSV, number + 1) from None


def _swallows_rows(cell: str, separator: str, width: int) -> bool:
    """Whether a cell holds whole rows: two stray quotation marks can close around them."""
    if "\n" not in cell and "\r" not in cell:
        return False
    return width > 1 and any(line.count(separator) >= width - 1 for line in cell.splitlines())
