"""The sheet of choices: what the drop-down lists and the checks of values read.

Ranges have names, so that a check reads ``clients_gender`` and not ``valinnat!$A$2:$A$4``.
"""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from evaluation.collection.choices import Choice, choices_of
from evaluation.collection.looks import finish, header
from evaluation.collection.words import header_of, say, sheet_of, word_for
from evaluation.contract import INDICATORS, TABLES, Column, Table
from evaluation.framework.model import Framework, Language
from evaluation.spreadsheets import put

RESPONDENT = TABLES["assessments"].column("respondent")


def list_name(table: Table, column: Column, part: str = "") -> str:
    """Name of a list's range; ``part`` is a respondent's code, ``who``, ``low`` or ``high``."""
    return "_".join(filter(None, (table.name, column.name, part)))


def write_choices(book: Workbook, framework: Framework, language: Language) -> None:
    """Add the sheet of choices, and a name for each list in it."""
    sheet = book.create_sheet(say("form.choices", language))
    for table in TABLES.values():
        for column in table.columns:
            choices = choices_of(framework, table, column, language)
            if choices:
                write = _write_indicators if column.codes == INDICATORS else _write_list
                write(sheet, table, column, choices, language)
    finish(sheet)


def _write_list(
    sheet: Worksheet, table: Table, column: Column, choices: Sequence[Choice], language: Language
) -> None:
    title = f"{sheet_of(table, language)}: {header_of(column, language)}"
    at = _write_column(sheet, title, [choice.text for choice in choices])
    _name(sheet, list_name(table, column), at, 0, len(choices))


def _write_indicators(
    sheet: Worksheet, table: Table, column: Column, choices: Sequence[Choice], language: Language
) -> None:
    """Write the indicators with who answers them and their scales, one below another."""
    _write_list(sheet, table, column, choices, language)
    text = sheet.max_column
    respondents = [choice.respondent for choice in choices]
    for respondent in filter(None, dict.fromkeys(respondents)):
        first, number = respondents.index(respondent), respondents.count(respondent)
        _name(sheet, list_name(table, column, respondent), text, first, number)
    parts: dict[str, list[object]] = {
        "who": [word_for(RESPONDENT, r).say(language) if r else None for r in respondents],
        "low": [choice.low for choice in choices],
        "high": [choice.high for choice in choices],
        "unit": [choice.unit for choice in choices],
        "question": [choice.question for choice in choices],
    }
    for part, values in parts.items():
        if any(value not in (None, "") for value in values):
            at = _write_column(sheet, say(f"choice-sheet.{part}", language), values)
            _name(sheet, list_name(table, column, part), at, 0, len(choices))


def _write_column(sheet: Worksheet, title: str, values: Sequence[object]) -> int:
    """Write a title and values in the next free column; return its number, from 1."""
    at = 1 if sheet.cell(1, 1).value is None else sheet.max_column + 1
    header(sheet, at, title, required=False)
    for row, value in enumerate(values, start=2):
        put(sheet.cell(row, at), value)
    longest = max(len(str(value)) for value in (title, *values))
    sheet.column_dimensions[get_column_letter(at)].width = min(max(longest + 2, 12), 60)
    return at


def _name(sheet: Worksheet, name: str, column: int, first: int, number: int) -> None:
    """Give a name to ``number`` cells of a column, from the ``first`` one (0) below the title."""
    letter = get_column_letter(column)
    place = f"{quote_sheetname(sheet.title)}!${letter}${first + 2}:${letter}${first + 1 + number}"
    book = sheet.parent
    assert book is not None
    book.defined_names[name] = DefinedName(name, attr_text=place)
