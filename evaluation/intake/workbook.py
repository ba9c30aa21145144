"""An Excel workbook → its tables, a sheet a table."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from pathlib import Path

from evaluation.intake.catalogue import UNKNOWN_SHEET, UNREADABLE
from evaluation.intake.raw import RawSheet, sheet_of, table_called
from evaluation.intake.rules import Place
from evaluation.intake.words import clean, redact
from evaluation.intake.xlsx import lines_of, open_book
from evaluation.observations import Problem, Table


def read_workbook(
    path: Path, office: str
) -> tuple[list[tuple[Table, RawSheet]], tuple[Problem, ...]]:
    """Read every sheet that is called as a table; other sheets are told of by their number."""
    file = redact(path.name)
    sheets: list[tuple[Table, RawSheet]] = []
    unknown: list[Problem] = []
    try:
        with collector_paused():
            book = open_book(path.read_bytes())
            for number, (name, part) in enumerate(book.sheets, start=1):
                table = table_called(name)
                if table is None:
                    unknown.append(Place(office, file, str(number)).problem(UNKNOWN_SHEET))
                    continue
                place = Place(office, file, clean(name))
                sheets.append((table, sheet_of(lines_of(book, part), place, exact=False)))
    except Exception:  # a broken workbook breaks in many ways: zip, XML, missing parts, bad numbers
        return [], (Place(office, file).problem(UNREADABLE),)
    return sheets, tuple(unknown)


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
