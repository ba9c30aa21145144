"""Writes an Excel workbook with openpyxl, the same bytes for the same cells."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Font
from openpyxl.writer.excel import ExcelWriter

from evaluation.simulation.dialects import Cells

FIXED = dt.datetime(2010, 1, 1)


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Cells]]) -> None:
    """Write a workbook with one sheet a table: a bold header, then the rows.

    Parameters
    ----------
    path : Path
        The ``.xlsx`` file; an existing one is replaced.
    sheets : mapping of str to sequence of Cells
        Title → columns, all of one length. Dates are ISO 8601, numbers have a decimal point.
    """
    book, stamped = Workbook(write_only=True), io.BytesIO()
    book.properties = DocumentProperties(title="Synthetic demo data", created=FIXED, modified=FIXED)
    for name, columns in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes, sheet.sheet_format.defaultColWidth = "A2", 16
        sheet.append([_styled(sheet, column.header, font=Font(bold=True)) for column in columns])
        for row in zip(*(_values(sheet, column) for column in columns), strict=True):
            sheet.append(row)
    ExcelWriter(book, ZipFile(stamped, "w")).save()  # Workbook.save would put the hour in
    with ZipFile(stamped) as parts, ZipFile(path, "w") as archive:
        for part in parts.namelist():
            archive.writestr(ZipInfo(part, FIXED.timetuple()[:6]), parts.read(part), ZIP_DEFLATED)


def _values(sheet: Any, column: Cells) -> list[Any]:
    write: Mapping[str, Callable[[str], Any]] = {
        "text": str,
        "number": float,
        "date": lambda day: _styled(sheet, dt.date.fromisoformat(day), number_format="d.m.yyyy"),
    }
    known = {text: write[column.type](text) if text else None for text in set(column.cells)}
    return [known[text] for text in column.cells]  # equal dates share a cell: making one is slow


def _styled(sheet: Any, value: Any, **style: Any) -> Any:
    cell = WriteOnlyCell(sheet, value)
    for name, choice in style.items():
        setattr(cell, name, choice)
    return cell
