"""One sheet of Excel's format: its size, and the cells whose text the reader of values cannot tell.

The reader keeps every cell between the first and the last one in memory, so that two cells far
apart would take all of it: a sheet's size is found before. Most sheets are looked at in one go,
by the places of their tags; one that holds formulas, percentages or leading zeros, or is written
in an unusual way, is read cell by cell.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

import numpy as np
from openpyxl.utils import column_index_from_string

from evaluation.intake.archive import Refused
from evaluation.intake.catalogue import TOO_LARGE, UNREADABLE, UNSAFE_FILE
from evaluation.intake.cell_text import formatted_text
from evaluation.intake.extent import MAX_COLUMNS, MAX_ROWS, MAX_TEXT_BYTES, Extent
from evaluation.intake.marks import NO_SAVED_RESULT, Mark
from evaluation.intake.markup import DECLARATION, Bytes, Places, bytes_of, tags_of

SHEET_DATA = re.compile(rb"<(\w+:)?sheetData(?:\s[^<>]*)?(/)?>")
END_OF_SHEET = re.compile(rb"</(?:\w+:)?worksheet\s*>\s*\Z")
TAIL = 256
# A cell that holds an error of Excel; the reader of values would give it as empty.
ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c\s[^<>]*?\bt\s*=\s*["'])e(?=["'])""")
# A number, or the number of a shared text, written with "&#…;": the reader of values would take
# the digits before it only.
ESCAPED_NUMBER = re.compile(
    rb"""<(?:\w+:)?c(?![^<>]*\bt\s*=\s*["'](?:str|d)["'])(?:\s[^<>]*)?>"""
    rb"""(?:<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v>[^<]*&"""
)
STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")

# How a cell's tag begins in the files of most programs: its address comes first.
CELL = b'<c r="'
# The reader of values takes a shared text's number with spaces around it for that of the first.
VALUE = b"<v>"
# The reader of values would take it for a cell, too.
PREFIXED_CELL = re.compile(rb":c[\s/>]")
MAX_LETTERS, MAX_DIGITS = 3, 8
ADDRESS = re.compile("([A-Z]{1,3})([0-9]{1,8})")
DECIMALS = re.compile("[0-9]{1,9}")


@dataclass(frozen=True)
class Setting:
    """What the sheets of a workbook share: formats that matter by style, calendar, texts' sizes."""

    formats: Mapping[str, str]
    epoch: dt.datetime
    sizes: np.ndarray[Any, Any]


def cells_of(data: bytes) -> bytes:
    """Return the element with the cells; what stands around it is left out.

    An error's cell becomes a text's cell, with the error's name as its text.

    Raises
    ------
    Refused
        When the sheet is cut, declares anything, or comments stand among its cells.
    """
    start = SHEET_DATA.search(data)
    if start is None or not END_OF_SHEET.search(data[-TAIL:]):
        raise Refused(UNREADABLE)
    if DECLARATION.search(data, 0, start.start()):
        raise Refused(UNSAFE_FILE)
    if start[2]:
        return b"<sheetData></sheetData>"
    closing = b"</%bsheetData>" % (start[1] or b"")
    end = data.rfind(closing)
    if end < 0:
        raise Refused(UNREADABLE)
    cells = data[start.start() : end + len(closing)]
    if b"#" in cells:
        if b"&#" in cells and ESCAPED_NUMBER.search(cells):
            raise Refused(UNREADABLE)
        cells = ERROR_CELL.sub(rb"\1str", cells)
    return cells


def marks_of(cells: bytes, setting: Setting) -> tuple[Mark, ...]:
    """Cells whose text the reader of values cannot tell.

    Raises
    ------
    Refused
        When the sheet is larger than any honest delivery.
    """
    quick = QuickLook()
    for tags in tags_of(cells):
        quick.pass_over(cells, tags)
    usual = b":" not in cells or not PREFIXED_CELL.search(cells)
    if usual and quick.tells_all and quick.extent.is_fine:
        longest = int(setting.sizes.max(initial=0))
        of_note = setting.formats and not setting.formats.keys().isdisjoint(
            style.decode() for style in set(STYLE.findall(cells))
        )
        if not of_note and quick.cells * longest <= MAX_TEXT_BYTES:
            return ()
    return CarefulLook(setting).over(cells)


class QuickLook:
    """Finds a sheet's size by the places of its tags, if it is written as most are."""

    def __init__(self) -> None:
        self.extent = Extent()
        self.cells = 0
        self.tells_all = True
        self.letter = np.uint8(0)

    def pass_over(self, data: bytes, tags: Places) -> None:
        """Look at the tags of one chunk.

        Raises
        ------
        Refused
            At a declaration, a comment or an instruction: the reader of values would lose a
            number that stands beside one.
        """
        codes = bytes_of(data)
        first = codes.take(tags + 1, mode="clip")
        if ((first == ord("!")) | (first == ord("?"))).any():
            raise Refused(UNSAFE_FILE if DECLARATION.search(data) else UNREADABLE)
        before = np.append(self.letter, first[:-1])
        self.letter = first[-1]
        cells, values, ends = (tags[first == ord(letter)] for letter in "cv/")
        self.tells_all = bool(
            self.tells_all
            and not (first == ord("f")).any()
            and begin_so(codes, cells, CELL)
            and begin_so(codes, values, VALUE)
            # A value after a text in one cell would take the text's place.
            and (before[first == ord("v")] == ord("c")).all()
            and not are_spaces(codes, values + len(VALUE))
            and not are_spaces(codes, ends[codes.take(ends + 2, mode="clip") == ord("v")] - 1)
        )
        if self.tells_all and cells.size:
            self.cells += len(cells)
            row, column = farthest(codes, cells + len(CELL))
            self.extent.reach(row, column)


def begin_so(codes: Bytes, places: Places, text: bytes) -> bool:
    """Whether the same text stands at all places."""
    return all((codes.take(places + n, mode="clip") == code).all() for n, code in enumerate(text))


def are_spaces(codes: Bytes, places: Places) -> bool:
    """Whether a space or a line break stands at any of the places."""
    return bool((codes.take(places, mode="clip") <= ord(" ")).any())


def farthest(codes: Bytes, addresses: Places) -> tuple[int, int]:
    """Largest row and column of addresses such as ``AB12``, given the places where they begin.

    An address that is written otherwise is taken to be far away.
    """
    at = addresses.copy()
    column = np.zeros(len(at), dtype=np.int64)
    for _ in range(MAX_LETTERS):
        letter = codes.take(at, mode="clip").astype(np.int64) - (ord("A") - 1)
        is_letter = (letter >= 1) & (letter <= 26)
        if not is_letter.any():
            break
        column = np.where(is_letter, column * 26 + letter, column)
        at += is_letter
    row = np.zeros(len(at), dtype=np.int64)
    for _ in range(MAX_DIGITS):
        digit = codes.take(at, mode="clip").astype(np.int64) - ord("0")
        is_digit = (digit >= 0) & (digit <= 9)
        if not is_digit.any():
            break
        row = np.where(is_digit, row * 10 + digit, row)
        at += is_digit
    if (codes.take(at, mode="clip") != ord('"')).any():
        return MAX_ROWS + 1, MAX_COLUMNS + 1
    return int(row.max()), int(column.max())


class CarefulLook:
    """Reads a sheet cell by cell: its size by the cells that hold something, and their marks.

    Parameters
    ----------
    setting : Setting
        What the workbook's sheets share.
    """

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.marks: list[Mark] = []
        self.extent = Extent()
        self.text_bytes = 0
        self.row = self.column = 0
        self.cell: Mapping[str, str] = {}
        self.has_formula = self.has_text = self.in_value = False
        self.value = ""

    def over(self, cells: bytes) -> tuple[Mark, ...]:
        """Look at all cells of a sheet.

        Raises
        ------
        Refused
            When the sheet is larger than any honest delivery.
        Exception
            Of many kinds, when it is broken.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.Parse(cells, True)
        return tuple(self.marks)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the beginning of an element."""
        begin = STARTS.get(tag if ":" not in tag else tag.rpartition(":")[2])
        if begin is not None:
            begin(self, attributes)

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        tag = tag if ":" not in tag else tag.rpartition(":")[2]
        if tag == "c":
            self.end_cell()
        elif tag == "v":
            self.in_value = False

    def text(self, text: str) -> None:
        """Take in a piece of text."""
        if self.in_value:
            self.value += text

    def start_row(self, attributes: dict[str, str]) -> None:
        """Count a row; its number may be left out."""
        self.row = int(attributes.get("r", self.row + 1))
        self.column = 0

    def start_cell(self, attributes: dict[str, str]) -> None:
        """Find where a cell is; its address may be left out."""
        address = attributes.get("r")
        if address is None:
            self.column += 1
        else:
            match = ADDRESS.fullmatch(address)
            if match is None:
                raise Refused(UNREADABLE)
            self.row, self.column = int(match[2]), column_index_from_string(match[1])
        self.cell = attributes
        self.has_formula = self.has_text = self.in_value = False
        self.value = ""

    def start_formula(self, attributes: dict[str, str]) -> None:
        """Remember that the cell is computed."""
        self.has_formula = True

    def start_value(self, attributes: dict[str, str]) -> None:
        """Gather the text that follows.

        Raises
        ------
        Refused
            When the cell holds a text, too: the reader of values would lose it.
        """
        if self.has_text:
            raise Refused(UNREADABLE)
        self.in_value = True

    def start_text(self, attributes: dict[str, str]) -> None:
        """Remember that the text stands in the cell itself."""
        self.has_text = True

    def end_cell(self) -> None:
        """Decide what the cell's text is, where the reader of values cannot tell."""
        kind, text = self.cell.get("t", "n"), None
        if self.value and kind == "n":
            code = self.setting.formats.get(self.cell.get("s", "0"))
            if code is not None:
                text = formatted_text(self.value, code, self.setting.epoch)
        elif self.has_formula and not self.value and not self.has_text and kind != "str":
            # A saved result that is an empty text is a result.
            text = NO_SAVED_RESULT
        if text is not None:
            self.marks.append(Mark(self.row - 1, 1, self.column - 1, 1, text))
        if text is not None or self.value or self.has_text:
            self.extent.reach(self.row, self.column)
            self.extent.check()
        if kind == "s" and self.value:
            if not DECIMALS.fullmatch(self.value):
                raise Refused(UNREADABLE)
            self.text_bytes += int(self.setting.sizes[int(self.value)])
            if self.text_bytes > MAX_TEXT_BYTES:
                raise Refused(TOO_LARGE)


STARTS: Mapping[str, Callable[[CarefulLook, dict[str, str]], None]] = {
    "row": CarefulLook.start_row,
    "c": CarefulLook.start_cell,
    "f": CarefulLook.start_formula,
    "v": CarefulLook.start_value,
    "is": CarefulLook.start_text,
}
