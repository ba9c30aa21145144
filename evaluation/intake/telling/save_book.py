"""Saving an Excel file whole or not at all, with the same bytes for the same content."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from evaluation.errors import BadInput


def save_book(book: Workbook, path: Path, day: dt.date) -> None:
    """Save a workbook under another name first; the times in it are the day's, not the clock's.

    Parameters
    ----------
    book : Workbook
        What to save. Like ``Workbook.save``, once.
    path : Path
        Where; an earlier file is replaced.
    day : date
        When it was made.

    Raises
    ------
    BadInput
        When the file cannot be written; an earlier one is then as it was.
    """
    stamp = dt.datetime.combine(day, dt.time())
    book.properties.creator = "evaluation"
    book.properties.created = book.properties.modified = stamp
    made = io.BytesIO()
    # Not Workbook.save: it puts the clock's time into the file.
    ExcelWriter(book, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED)).save()
    part = path.with_name(f".{path.name}.part")
    try:
        _write(made, part, stamp)
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise BadInput(
            "The workbook of problems could not be written. Close it in Excel if it is open, and"
            " check that its folder exists and can be written to."
        ) from None


def _write(made: io.BytesIO, part: Path, stamp: dt.datetime) -> None:
    """Copy the archive with one time for all its parts."""
    with zipfile.ZipFile(made) as stored, zipfile.ZipFile(part, "w") as archive:
        for item in stored.infolist():
            dated = zipfile.ZipInfo(item.filename, stamp.timetuple()[:6])
            archive.writestr(dated, stored.read(item), zipfile.ZIP_DEFLATED)
