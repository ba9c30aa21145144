"""LibreOffice's format (OpenDocument) → a clean copy for the reader of values.

All sheets lie in one part. A cell may stand for many equal ones, and a sheet usually ends with a
million empty rows written as one; so every sheet is read tag by tag, and its size is that of what
holds something.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from xml.parsers import expat
from zipfile import ZipFile

from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900

from evaluation.intake.bounds import MAX_CELL
from evaluation.intake.catalogue import TOO_LARGE, UNREADABLE
from evaluation.intake.workbooks.archive import Archive, Refused
from evaluation.intake.workbooks.cell_text import percentage_text
from evaluation.intake.workbooks.extent import MAX_TEXT_BYTES, Extent
from evaluation.intake.workbooks.marks import NO_SAVED_RESULT, CleanCopy, Mark, Sheet
from evaluation.intake.workbooks.markup import checked, read_utf8

CONTENT, STYLES = "content.xml", "styles.xml"
MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = "META-INF/manifest.xml"
NO_PARTS = (
    b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)
# The reader of values would join the words on both sides.
BREAK = re.compile(rb"<text:(?:tab|line-break)\s*/>")
# Formats that show a number with leading zeros.
MANY_DIGITS = re.compile(rb"""number:min-integer-digits\s*=\s*["'](?:[2-9]|\d\d)""")
# Cells whose value stands in an attribute of this name.
VALUES = {
    "float": "office:value",
    "percentage": "office:value",
    "currency": "office:value",
    "date": "office:date-value",
    "time": "office:time-value",
    "boolean": "office:boolean-value",
}
ERROR = "#VALUE!"
# Rows that others stand for. One row written as a million takes a few bytes; no ten thousand rows
# of an honest table are alike.
MAX_UNFOLDED_ROWS = 10_000


def clean_copy(archive: Archive, wanted: Callable[[str], bool], days: bool = True) -> CleanCopy:
    """Make the copy, and find the cells whose text its reader cannot tell.

    Parameters
    ----------
    archive : Archive
        The sent workbook.
    wanted : callable
        Whether a sheet of this name is to be read.
    days : bool
        Not used: days are written as days in this format.

    Raises
    ------
    Refused
        When a part breaks the rules of :mod:`markup`, or a sheet is larger than any honest
        delivery, or two have one name.
    Exception
        Of many kinds, when the workbook is broken.
    """
    content = checked(read_utf8(archive, CONTENT))
    styles = checked(read_utf8(archive, STYLES)) if STYLES in archive else b""
    zeros = any(MANY_DIGITS.search(part) for part in (content, styles))
    content = BREAK.sub(b" ", content)
    look = Look(zeros)
    look.over(content)
    names = [name for name, _ in look.sheets]
    if not names or len(set(names)) < len(names):
        raise Refused(UNREADABLE)
    file = io.BytesIO()
    with ZipFile(file, "w") as copy:
        for part, data in (("mimetype", MIMETYPE), (MANIFEST, NO_PARTS), (CONTENT, content)):
            copy.writestr(part, data)
    file.seek(0)
    return CleanCopy(
        file,
        tuple(
            Sheet(name, name if wanted(name) else None, tuple(marks)) for name, marks in look.sheets
        ),
        CALENDAR_WINDOWS_1900,
    )


class Look:
    """Reads the sheets tag by tag: their names, their sizes, and their marks.

    Parameters
    ----------
    zeros : bool
        Whether a format of the workbook shows numbers with leading zeros.
    """

    def __init__(self, zeros: bool) -> None:
        self.zeros = zeros
        self.sheets: list[tuple[str, list[Mark]]] = []
        self.extent = Extent()
        self.in_sheet = self.has_drawing = False
        self.row = self.rows = self.column = self.columns = 0
        self.cell: Mapping[str, str] = {}
        # How deep in a cell, 0 outside of all; its text stands in its paragraphs, one level down.
        self.depth = 0
        self.in_paragraph = False
        self.shown = ""
        self.text_bytes = 0
        # Rows that others stand for, and the last row that did.
        self.unfolded_rows, self.unfolded_at = 0, -1

    def over(self, content: bytes) -> None:
        """Look at the whole part.

        Raises
        ------
        Refused
            When a sheet is larger than any honest delivery.
        Exception
            Of many kinds, when it is broken.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.Parse(content, True)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the beginning of an element."""
        if self.depth:
            self.depth += 1
        begin = STARTS.get(tag)
        if begin is not None:
            begin(self, attributes)
        elif self.depth == 2 and tag.startswith("draw:"):
            self.has_drawing = True

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        if self.depth:
            self.depth -= 1
            if self.depth == 1:
                self.in_paragraph = False
            elif self.depth == 0:
                self.end_cell()
        elif tag == "table:table":
            self.in_sheet = False

    def text(self, text: str) -> None:
        """Take in a piece of text."""
        if self.in_paragraph:
            self.shown += text

    def start_sheet(self, attributes: dict[str, str]) -> None:
        """Begin a sheet; none lies within another."""
        if self.in_sheet:
            raise Refused(UNREADABLE)
        self.in_sheet = True
        self.sheets.append((attributes["table:name"], []))
        self.extent = Extent()
        self.row = self.rows = 0
        self.unfolded_at = -1

    def start_row(self, attributes: dict[str, str]) -> None:
        """Begin a row, which may stand for many."""
        self.row += self.rows
        self.rows = int(attributes.get("table:number-rows-repeated", 1))
        self.column = self.columns = 0

    def start_cell(self, attributes: dict[str, str]) -> None:
        """Begin a cell, which may stand for many."""
        self.column += self.columns
        self.columns = int(attributes.get("table:number-columns-repeated", 1))
        self.cell = attributes
        self.depth, self.shown = 1, ""
        self.in_paragraph = self.has_drawing = False

    def start_paragraph(self, attributes: dict[str, str]) -> None:
        """Begin a paragraph; those of a note or a drawing lie deeper."""
        if self.depth == 2:
            if self.shown:
                self.shown += "\n"
            self.in_paragraph = True

    def start_spaces(self, attributes: dict[str, str]) -> None:
        """Take in several spaces, written as their number."""
        count = int(attributes.get("text:c", 1))
        if not 0 <= count <= MAX_CELL:
            raise Refused(TOO_LARGE)
        self.weigh(count)
        self.text(" " * count)

    def end_cell(self) -> None:
        """Decide what the cell's text is, where the reader of values cannot tell."""
        text = self.text_beside_value()
        if text is not None:
            self.sheets[-1][1].append(Mark(self.row, self.rows, self.column, self.columns, text))
        value = self.cell.get(VALUES.get(self.cell.get("office:value-type", ""), ""))
        if self.rows > 1 and (text or self.shown or value):
            self.unfold()
        if text or self.shown or "office:value-type" in self.cell:
            cells = self.rows * self.columns
            self.extent.reach(self.row + self.rows, self.column + self.columns, cells)
            self.extent.check()
            if cells > 1:
                self.weigh(len(self.shown) + len(self.cell.get("office:string-value", "")))

    def text_beside_value(self) -> str | None:
        """Text of the cell, if it is another than the reader of values gives; else None."""
        kind = self.cell.get("office:value-type", "")
        value = self.cell.get(VALUES.get(kind, ""))
        if self.cell.get("calcext:value-type") == "error":
            return self.shown if self.shown.startswith("#") else ERROR
        if kind == "percentage" and value is not None:
            return percentage_text(float(value))
        if kind == "string":
            return self.shown if self.has_drawing else None
        if value is None:
            return self.shown or (NO_SAVED_RESULT if "table:formula" in self.cell else None)
        is_padded = self.zeros and kind == "float" and self.shown.startswith("0")
        if is_padded and self.shown.isdecimal() and float(self.shown) == float(value):
            return self.shown
        return None

    def unfold(self) -> None:
        """Count the rows that this one stands for, once; refuse too many."""
        if self.row != self.unfolded_at:
            self.unfolded_at = self.row
            self.unfolded_rows += self.rows - 1
        if self.unfolded_rows > MAX_UNFOLDED_ROWS:
            raise Refused(TOO_LARGE)

    def weigh(self, length: int) -> None:
        """Refuse a text that unfolds beyond measure."""
        self.text_bytes += length * max(1, self.rows * self.columns)
        if self.text_bytes > MAX_TEXT_BYTES:
            raise Refused(TOO_LARGE)


STARTS: Mapping[str, Callable[[Look, dict[str, str]], None]] = {
    "table:table": Look.start_sheet,
    "table:table-row": Look.start_row,
    "table:table-cell": Look.start_cell,
    "table:covered-table-cell": Look.start_cell,
    "text:p": Look.start_paragraph,
    "text:s": Look.start_spaces,
}
