"""A workbook of Excel or LibreOffice → its sheets as lines of texts, and the contract's tables.

The values are read by calamine, from a copy that holds checked parts only.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook

from evaluation.contract import FORM_SHEETS
from evaluation.intake.catalogue import TOO_LARGE, UNKNOWN_SHEET, UNREADABLE
from evaluation.intake.raw import RawSheet, sheet_of, table_called
from evaluation.intake.redaction import redact
from evaluation.intake.rules import Place
from evaluation.intake.workbooks import excel, ods
from evaluation.intake.workbooks.archive import Archive, Refused, open_archive
from evaluation.intake.workbooks.cell_text import Texts
from evaluation.intake.workbooks.marks import CleanCopy, Mark
from evaluation.intake.workbooks.markup import read_utf8
from evaluation.observations import Problem, Table
from evaluation.spelling import clean, fold

Line = list[str | None]
Lines = list[tuple[int, Line]]

COPIERS: Mapping[bool, Callable[[Archive, Callable[[str], bool], bool], CleanCopy]] = {
    True: ods.clean_copy,
    False: excel.clean_copy,
}

# Rows turned into texts at a time: their values are many objects, their texts are few.
BATCH = 4096

# What our own collection form writes into its properties (see evaluation/collection), and where:
# Excel keeps it in the first part, LibreOffice in the second when it saves the form as .ods.
FORM = re.compile(rb">\s*evaluation-form:([A-Za-z0-9_-]{1,64})\s*<")
PROPERTIES = ("docProps/core.xml", "meta.xml")

# Where the reader's own exceptions say they come from when it stops in the middle of something.
READER_STOPPED = "pyo3_runtime"


def open_workbook(
    path: Path, place: Place
) -> tuple[list[tuple[Table, RawSheet]], tuple[Problem, ...]]:
    """Read every sheet that is called as a table; other sheets are told of by their number.

    Sheets of our own collection form that hold no data are passed by.

    Parameters
    ----------
    path : Path
        A workbook: ``.xlsx``, ``.xlsm`` or ``.ods``, told by what is in it.
    place : Place
        The office, and the file's name as it may be shown.
    """
    sheets: list[tuple[Table, RawSheet]] = []
    unknown: list[Problem] = []
    try:
        read = _read(path, lambda name: table_called(name) is not None)
    except Refused as refused:
        return [], (place.problem(refused.rule),)
    for number, (name, lines) in enumerate(read, start=1):
        table = table_called(name)
        if table is not None and lines is not None:
            shown = clean(name)
            # What follows a table's name may be a phone number: then the sheet's number tells.
            shown = shown if redact(shown) == shown else str(number)
            where = Place(place.office, place.file, shown)
            sheets.append((table, sheet_of(lines, where, exact=False)))
        elif fold(name) not in FORM_SHEETS:
            where = Place(place.office, place.file, str(number))
            unknown.append(where.problem(UNKNOWN_SHEET))
    return sheets, tuple(unknown)


def sheets_of(path: Path) -> list[tuple[str, Lines]]:
    """All sheets of a workbook in its order, hidden ones too: name, and lines of texts.

    Returns
    -------
    list of (str, list of (int, list of str or None))
        Each line with its row number in the spreadsheet, from 1; empty lines are left out. Every
        line of a sheet is equally long; None is an empty cell.

    Raises
    ------
    Refused
        When the file is broken, unsafe or larger than any honest delivery; its ``rule`` says so.
    """
    return [(name, lines) for name, lines in _read(path, lambda name: True) if lines is not None]


def form_office(path: Path) -> str | None:
    """Office that our own collection form was made for; None for any other workbook or file."""
    try:
        archive = open_archive(path)
        parts = [read_utf8(archive, name) for name in PROPERTIES if name in archive]
    except Exception:  # whoever reads the workbook itself says what is wrong with it
        return None
    match = FORM.search(b"".join(parts))
    return match[1].decode() if match else None


def _read(path: Path, wanted: Callable[[str], bool]) -> list[tuple[str, Lines | None]]:
    """Names of all sheets in order, with the lines of those that are wanted."""
    try:
        with collector_paused():
            archive = open_archive(path)
            copier = COPIERS[ods.CONTENT in archive]
            try:
                return _values(copier(archive, wanted, True))
            except OverflowError:  # a number far outside the calendar, in a cell that shows a day
                return _values(copier(archive, wanted, False))
    except Refused:
        raise
    except MemoryError:
        raise Refused(TOO_LARGE) from None
    except Exception:  # a broken workbook breaks in many ways: zip, XML, missing parts, bad numbers
        raise Refused(UNREADABLE) from None
    except BaseException as stopped:
        if type(stopped).__module__ != READER_STOPPED:
            raise
        raise Refused(UNREADABLE) from None


def _values(copy: CleanCopy) -> list[tuple[str, Lines | None]]:
    book = CalamineWorkbook.from_filelike(copy.file)
    copy.file.close()
    read: list[tuple[str, Lines | None]] = []
    for sheet in copy.sheets:
        lines = None
        if sheet.key is not None:
            lines = lines_of(book.get_sheet_by_name(sheet.key), sheet.marks, Texts(copy.epoch))
        read.append((sheet.name, lines))
    return read


def lines_of(sheet: CalamineSheet, marks: tuple[Mark, ...], texts: Texts) -> Lines:
    """Lines of a sheet as texts, with the marks put in; empty lines are left out."""
    lines: list[Line] = []
    rows = iter(sheet.iter_rows()) if sheet.start else iter(())
    left: Line = [None] * (sheet.start[1] if sheet.start else 0)
    while batch := list(itertools.islice(rows, BATCH)):
        filled = texts.of_rows(batch)
        lines += ([*left, *line] for line in filled) if left else filled
    width = len(lines[0]) if lines else 0
    width = max([width, *(mark.column + mark.columns for mark in marks)])
    for line in lines if lines and len(lines[0]) < width else ():
        line.extend([None] * (width - len(line)))
    for mark in marks:
        while len(lines) < mark.row + mark.rows:
            lines.append([None] * width)
        for line in lines[mark.row : mark.row + mark.rows]:
            line[mark.column : mark.column + mark.columns] = [mark.text] * mark.columns
    return [(number, line) for number, line in enumerate(lines, start=1) if any(line)]


@contextlib.contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the garbage collector: half of a large sheet's time went to it, and it found nothing.

    Cells are many small objects without circles.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
