"""What one sends back to an office: its sheets without their content, each place to mend marked."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from evaluation.framework.model import Language
from evaluation.intake.telling import words as say
from evaluation.intake.telling.groups import (
    Group,
    column_of,
    file_of,
    groups,
    row_ranges,
    sentence,
    told,
    whole,
)
from evaluation.intake.telling.marks import (
    HEADER_ROW,
    MarkedSheet,
    first_cell,
    marked_sheets,
)
from evaluation.intake.telling.save_book import save_book
from evaluation.intake.workbooks.workbook import collector_paused
from evaluation.observations import Problem, Severity
from evaluation.spreadsheets import put, put_row

# Excel becomes slow above some ten thousand comments.
MOST_COMMENTS = 10_000
# Ranges of rows in one cell of the summary.
MOST_RANGES = 40

# Of the summary's columns, in letters; and of a marked column.
WIDTHS = (23, 9, 22, 14, 20, 22, 8, 30, 28, 32)
MARK_WIDTH = 20
ROW_HEIGHT = 15.0
TALLEST_ROW = 409.0
COMMENT_WIDTH = 340
LINE_HEIGHT = 19
LETTERS_A_LINE = 46

_FACE = "Calibri"
_WHITE = Font(_FACE, 11, bold=True, color="FFFFFF")
_DARK = Font(_FACE, 11, bold=True, color="1B2733")
LOOKS: dict[Severity, tuple[PatternFill, Font]] = {
    "refuses office": (PatternFill("solid", fgColor="8A0F25"), _WHITE),
    "refuses row": (PatternFill("solid", fgColor="FBD0B5"), _DARK),
    "warning": (PatternFill("solid", fgColor="FFF1C9"), _DARK),
}
_HEADER_FILL = PatternFill("solid", fgColor="E9EDF0")
_BOLD = Font(_FACE, 11, bold=True)
_TITLE = Font(_FACE, 16, bold=True)
_LINK = Font(_FACE, 11, color="0A5286", underline="single")
_TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)


def write_problems_workbook(
    problems: Iterable[Problem],
    office_label: str,
    language: Language,
    path: str | Path,
    *,
    day: dt.date | None = None,
    synthetic: bool = False,
) -> None:
    """Write an Excel file that marks what an office is to mend, cell for cell.

    Its first sheet sums the problems up. Each further sheet has the rows and columns of one sheet
    or CSV file of the office, with a mark and a comment in every cell to mend, and none of the
    office's own values. The file appears whole or not at all; the same problems on the same day
    make the same bytes.

    Parameters
    ----------
    problems : iterable of Problem
        The problems of one office.
    office_label : str
        The office's name, as its people know it.
    language : {"fi", "en"}
        Language of the workbook.
    path : path
        Where to write; an earlier file is replaced.
    day : date, optional
        Day of the check; today if not given.
    synthetic : bool
        Whether the data are our own demo data, which the summary then says.

    Raises
    ------
    BadInput
        When the file cannot be written.
    """
    day = day or dt.date.today()
    found = groups(problems)
    book = Workbook()
    summary = book.active
    assert isinstance(summary, Worksheet)
    summary.title = say.SUMMARY.say(language)
    sheets = marked_sheets(found, language, taken=(summary.title,))
    notes = [say.SYNTHETIC.say(language)] if synthetic else []
    notes += _limits(sheets, language)
    _write_summary(summary, found, sheets, office_label, notes, day, language)
    with collector_paused():
        for marked in sheets.values():
            _write_marks(book.create_sheet(marked.title), marked, language)
        save_book(book, Path(path), day)


def _limits(sheets: Mapping[tuple[str, str], MarkedSheet], language: Language) -> list[str]:
    """What the workbook cannot hold, said aloud."""
    notes = [
        say.NO_COMMENTS.say(language).format(
            sheet=marked.title, n=whole(len(marked.cells)), most=whole(MOST_COMMENTS)
        )
        for marked in sheets.values()
        if len(marked.cells) > MOST_COMMENTS
    ]
    return notes + [
        say.BEYOND.say(language).format(file=marked.file, n=whole(marked.beyond))
        for marked in sheets.values()
        if marked.beyond
    ]


def _write_summary(
    sheet: Worksheet,
    found: Sequence[Group],
    sheets: Mapping[tuple[str, str], MarkedSheet],
    office_label: str,
    notes: Sequence[str],
    day: dt.date,
    language: Language,
) -> None:
    """One line a group, with a link to its first cell."""
    lead = (say.LEADS[found[0].severity] if found else say.ALL_WELL).say(language)
    title = f"{office_label}: {say.HEADING.say(language)} {say.day(day, language)}"
    lines = [title, lead, *([say.LEGEND.say(language)] if sheets else []), *notes]
    for row, line in enumerate(lines, start=1):
        put(sheet.cell(row, 1), line)
    sheet.cell(1, 1).font = _TITLE
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if not found:
        return
    at = len(lines) + 2
    put_row(sheet, at, [header.say(language) for header in say.SUMMARY_HEADERS])
    for cell in sheet[at]:
        cell.font, cell.fill, cell.alignment = _BOLD, _HEADER_FILL, _TOP
    sheet.freeze_panes = f"A{at + 1}"
    sheet.print_title_rows = f"{at}:{at}"
    for row, group in enumerate(found, start=at + 1):
        told_line = _summary_line(group, language)
        put_row(sheet, row, told_line)
        sheet.row_dimensions[row].height = _height(told_line)
        for cell in sheet[row]:
            cell.alignment = _TOP
        sheet.cell(row, 1).fill, sheet.cell(row, 1).font = LOOKS[group.severity]
        _link(sheet, row, 2, group, sheets)


def _summary_line(group: Group, language: Language) -> list[object]:
    said = told(group, language)
    ranges = row_ranges(group.rows)
    rows = ", ".join(ranges[:MOST_RANGES])
    if len(ranges) > MOST_RANGES:
        rows += say.MORE_ROWS.say(language)
    return [
        say.KINDS[group.severity].short.say(language),
        "",
        file_of(group, language),
        group.sheet,
        column_of(group, language),
        rows,
        len(group.rows) or None,
        sentence(said.what),
        said.expected,
        sentence(said.mend),
    ]


def _height(line: Sequence[object]) -> float:
    """Height of a row in points, so that its longest cell can be read without stretching."""
    lines = max(
        math.ceil(1.1 * len(str(value)) / width)
        for value, width in zip(line, WIDTHS, strict=True)
        if value is not None
    )
    return min(TALLEST_ROW, ROW_HEIGHT * max(1, lines))


def _link(
    sheet: Worksheet,
    row: int,
    column: int,
    group: Group,
    sheets: Mapping[tuple[str, str], MarkedSheet],
) -> None:
    """Lead from a line of the summary to the group's first cell."""
    at = first_cell(group)
    if at is None:
        return
    place = f"{get_column_letter(at[1])}{at[0]}"
    cell = sheet.cell(row, column)
    put(cell, f"→ {place}")
    title = quote_sheetname(sheets[group.file, group.sheet].title)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{title}!{place}")
    cell.font = _LINK


def _write_marks(sheet: Worksheet, marked: MarkedSheet, language: Language) -> None:
    """Write headers and marks of one sheet, at the office's own rows and columns."""
    for column, header in marked.headers.items():
        put(sheet.cell(HEADER_ROW, column), header)
        sheet.cell(HEADER_ROW, column).font = _BOLD
        sheet.cell(HEADER_ROW, column).fill = _HEADER_FILL
    texts: dict[tuple[Group, ...], str] = {}
    styles: dict[Severity, StyleArray] = {}
    for number, (row, column) in enumerate(sorted(marked.cells)):
        here = marked.cells[row, column]
        cell: Any = sheet.cell(row, column)
        mark = _mark(here, row, language)
        header = marked.headers.get(column, "") if row == HEADER_ROW else ""
        severity = here[0].severity
        if severity not in styles:
            cell.fill, cell.font = LOOKS[severity]
            styles[severity] = cell._style
        # Looking a style up for each cell would take a third of the time.
        cell._style = copy(styles[severity])
        put(cell, f"{header}: {mark}" if header else mark)
        if number < MOST_COMMENTS:
            if here not in texts:
                texts[here] = "\n\n".join(_comment(group, language) for group in here)
            cell.comment = _note(texts[here], language)
    for column in {column for _, column in marked.cells} | set(marked.headers):
        sheet.column_dimensions[get_column_letter(column)].width = MARK_WIDTH
    sheet.freeze_panes = "A2"


def _mark(here: Sequence[Group], row: int, language: Language) -> str:
    kind = say.KINDS[here[0].severity]
    of_row = row != HEADER_ROW and not here[0].letter
    return (kind.in_row if of_row else kind.in_cell).say(language)


def _comment(group: Group, language: Language) -> str:
    """What is wrong in a cell, what was expected, what to do."""
    said = told(group, language)
    # A mark in the first column may be about another one whose letter is not known.
    elsewhere = "" if group.letter else column_of(group, language)
    what = f"{elsewhere}: {said.what}" if elsewhere else said.what
    lines = [sentence(what)]
    if said.expected:
        lines.append(f"{say.EXPECTED.say(language)}: {said.expected}.")
    return "\n".join([*lines, sentence(said.mend)])


def _note(text: str, language: Language) -> Comment:
    lines = sum(1 + len(line) // LETTERS_A_LINE for line in text.split("\n"))
    return Comment(
        text, say.AUTHOR.say(language), height=LINE_HEIGHT * (lines + 1), width=COMMENT_WIDTH
    )
