"""One sheet of Excel's format: its size, and the cells whose text the reader of values cannot tell.

The reader keeps every cell between the first and the last one in memory, so that two cells far
apart would take all of it: a sheet's size is found before. Most sheets are looked at in one go,
by the places of their tags; one that holds formulas, percentages or leading zeros, or is written
in an unusual way, is read cell by cell.
"""

from __future__ import annotations

import re

import numpy as np

from evaluation.intake.bounds import MAX_COLUMNS
from evaluation.intake.catalogue import UNREADABLE, UNSAFE_FILE
from evaluation.intake.workbooks.archive import Refused
from evaluation.intake.workbooks.excel_cells import CarefulLook, Setting
from evaluation.intake.workbooks.extent import MAX_CELLS, MAX_TEXT_BYTES, Extent
from evaluation.intake.workbooks.marks import Mark
from evaluation.intake.workbooks.markup import DECLARATION, Bytes, Places, bytes_of, tags_of

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
# A cell that says its text stands in it, and holds a value instead: it would be read as empty.
NO_INLINE_TEXT = re.compile(
    rb"""<(?:\w+:)?c\s[^<>]*\binlineStr\b[^<>]*(?<!/)>(?!<(?:\w+:)?is\b|</)"""
)
STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")

# How a cell's tag begins in the files of most programs: its address comes first.
CELL = b'<c r="'
# The reader of values takes a shared text's number with spaces around it for that of the first.
VALUE = b"<v>"
# The reader of values would take it for a cell, too.
PREFIXED_CELL = re.compile(rb":c[\s/>]")
MAX_LETTERS, MAX_DIGITS = 3, 8


def cells_of(data: bytes) -> bytes:
    """Return the element with the cells; what stands around it is left out.

    An error's cell becomes a text's cell, with the error's name as its text.

    Raises
    ------
    Refused
        When the sheet is cut, declares anything, or comments stand among its cells; when a cell
        holds its value where its kind says that there is none.
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
    # Counting takes a hundredth of the time of searching.
    if cells.count(b"inlineStr") != cells.count(b"<is>") and NO_INLINE_TEXT.search(cells):
        raise Refused(UNREADABLE)
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
        if not of_note and quick.extent.cells * longest <= MAX_TEXT_BYTES:
            return ()
    return CarefulLook(setting).over(cells)


class QuickLook:
    """Finds a sheet's size by the places of its tags, if it is written as most are."""

    def __init__(self) -> None:
        self.extent = Extent()
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
            self.extent.reach(*farthest(codes, cells + len(CELL)), len(cells))


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
        return MAX_CELLS, MAX_COLUMNS + 1
    return int(row.max()), int(column.max())
