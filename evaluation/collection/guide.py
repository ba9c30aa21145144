"""The form's first sheet: how to fill it in, what happens to ids, and what each column means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from evaluation.collection.looks import BOLD, HEADING, OPTIONAL, PLAIN, TITLE, WRAPPED, finish
from evaluation.collection.words import header_of, meaning_of, row_of, say, sheet_of, title_of
from evaluation.contract import TABLES, Table
from evaluation.framework.model import Framework, Language
from evaluation.spreadsheets import put

WIDTHS = {"A": 26, "B": 18, "C": 84}
# Signs on a line of all three columns together, and of the last one.
LINE, LAST_LINE = 145, 98
# Height of a line of text, and of a heading with the room above it.
POINTS, HEADING_POINTS = 15.5, 30.0

TEXTS = {
    "fill": ("first", "second", "boxes", "required", "paste", "keep"),
    "privacy": ("names", "ids", "safe"),
    "send": ("where",),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet: one text over all columns, or a cell in each."""

    cells: tuple[str, ...]
    font: Font = PLAIN
    shaded: bool = False


def write_guide(book: Workbook, framework: Framework, office: str, language: Language) -> None:
    """Add the sheet of instructions for one office."""
    sheet = book.create_sheet(say("form.instructions", language))
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    for row, line in enumerate(_lines(framework, office, language), start=1):
        _write(sheet, row, line)
    sheet.sheet_view.showGridLines = False
    finish(sheet, header_row=False)


def _lines(framework: Framework, office: str, language: Language) -> Iterator[Line]:
    names = {
        "office": framework.offices[office].name.say(language),
        "version": framework.version,
        "clients": sheet_of(TABLES["clients"], language),
        "assessments": sheet_of(TABLES["assessments"], language),
        "choices": say("form.choices", language),
    }
    yield Line((say("form.title", language, **names),), TITLE)
    yield Line((say("form.about", language, **names),))
    for part, keys in TEXTS.items():
        yield Line((say(f"form.{part}.title", language),), HEADING)
        for key in keys:
            yield Line((say(f"form.{part}.{key}", language, **names),))
    yield Line((say("form.sheets.title", language),), HEADING)
    yield Line((say("form.sheets.choices", language, **names),))
    for table in TABLES.values():
        yield from _table(table, language)


def _table(table: Table, language: Language) -> Iterator[Line]:
    name, title = sheet_of(table, language), title_of(table).say(language)
    need = say("form.sheets.always" if table.required else "form.sheets.if-any", language)
    yield Line(("",))
    yield Line(
        (f"{name} ({need})" if name == title.lower() else f"{name}: {title} ({need})",), BOLD
    )
    yield Line((row_of(table).say(language),))
    heads = ("column", "needed", "meaning")
    yield Line(tuple(say(f"form.sheets.{head}", language) for head in heads), BOLD, shaded=True)
    for column in table.columns:
        must = say("form.sheets.must" if column.required else "form.sheets.may", language)
        yield Line((header_of(column, language), must, meaning_of(table, column).say(language)))


def _write(sheet: Worksheet, row: int, line: Line) -> None:
    heading = line.font in (TITLE, HEADING)
    for at, text in enumerate(line.cells, start=1):
        cell = sheet.cell(row, at)
        put(cell, text or None)
        cell.font = line.font
        cell.alignment = Alignment(vertical="bottom") if heading else WRAPPED
        if line.shaded:
            cell.fill = OPTIONAL
    alone = len(line.cells) == 1
    if alone:
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(WIDTHS))
    # Programs do not fit the height of merged cells by themselves.
    lines = max(1, -(-len(line.cells[-1]) // (LINE if alone else LAST_LINE)))
    sheet.row_dimensions[row].height = HEADING_POINTS if heading else POINTS * lines
