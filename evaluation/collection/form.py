"""The collection form: an Excel workbook for one office, made from the contract and the theory."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter

from evaluation.collection.checks import Of, check_of
from evaluation.collection.choices import choices_of
from evaluation.collection.guide import write_guide
from evaluation.collection.lists import write_choices
from evaluation.collection.looks import WRAPPED, finish, header
from evaluation.collection.words import header_of, say, sheet_of
from evaluation.contract import TABLES, Column, Kind, Table
from evaluation.errors import BadInput, UnknownCode
from evaluation.framework.model import LANGUAGES, Framework, Language

# In the workbook's property "category": whose form this is. Intake reads it.
MARK = "evaluation-form:"

# "@" is text: leading zeros of an id stay, and a number is not taken for a date.
FORMATS: Mapping[Kind, str] = {
    "client": "@",
    "worker": "@",
    "text": "@",
    "code": "@",
    "truth": "@",
    "number": "General",
    "integer": "0",
}
DATES: Mapping[Language, str] = {"fi": "d.m.yyyy", "en": "yyyy-mm-dd"}
WIDTHS: Mapping[Kind, float] = {
    "client": 18, "worker": 18, "text": 30, "code": 30, "truth": 12,
    "date": 14, "number": 12, "integer": 14,
}  # fmt: skip
WIDEST = 52.0


def form_name(office: str, language: Language) -> str:
    """Usual name of an office's form: ``lomake-office-c.xlsx``."""
    return f"{'lomake' if language == 'fi' else 'form'}-{office}.xlsx"


def write_form(framework: Framework, office: str, language: Language, path: str | Path) -> Path:
    """Write an office's empty collection form.

    A sheet of instructions, a sheet for each table of the contract with drop-down lists and checks,
    and a sheet of all choices. Only the cells below the headers can be written in; there is no
    password. What is chosen from the lists passes intake.

    Parameters
    ----------
    framework : Framework
        Gives the indicators with their scales, the code lists and the roster.
    office : str
        The office's id, as in the roster.
    language : {"fi", "en"}
        Of instructions, headers and choices.
    path : path
        The new ``.xlsx`` file. Its folder must exist.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    UnknownCode
        When the roster has no such office, or the language is another one.
    BadInput
        When the file exists (it may be a filled form), or cannot be written there.
    TheoryError
        When the framework lacks a code list, or two of its entries cannot be told apart.
    """
    path = Path(path)
    if office not in framework.offices:
        raise UnknownCode(
            f"The roster has no such office. Choose one of: {', '.join(framework.offices)}."
        )
    if language not in LANGUAGES:
        raise UnknownCode("A form is written in 'fi' or in 'en'.")
    if path.suffix.lower() != ".xlsx":
        raise BadInput("A form is an Excel workbook: give it a name that ends in .xlsx.")
    book = Workbook()
    book.remove(book.worksheets[0])
    write_guide(book, framework, office, language)
    for table in TABLES.values():
        _write_table(book, framework, table, language)
    write_choices(book, framework, language)
    book.properties = DocumentProperties(
        title=say("form.title", language, office=framework.offices[office].name.say(language)),
        category=f"{MARK}{office}",
        keywords=f"theory {framework.version} {framework.hash[:12]}".strip(),
        creator="evaluation",
        language=language,
    )
    _save(book, path)
    return path


def _write_table(book: Workbook, framework: Framework, table: Table, language: Language) -> None:
    sheet = book.create_sheet(sheet_of(table, language))
    for at, column in enumerate(table.columns, start=1):
        header(sheet, at, header_of(column, language), column.required)
        # The look of a whole column holds for all its empty cells and takes one line of the file.
        below = sheet.column_dimensions[get_column_letter(at)]
        below.number_format = FORMATS.get(column.kind, DATES[language])
        below.protection = Protection(locked=False)
        below.alignment = WRAPPED
        below.width = _width(framework, table, column, language)
        sheet.add_data_validation(check_of(Of(framework, table, column, language)))
    finish(sheet)


def _width(framework: Framework, table: Table, column: Column, language: Language) -> float:
    texts = [choice.text for choice in choices_of(framework, table, column, language)]
    longest = max(map(len, texts), default=0) + 4.0 if texts else WIDTHS[column.kind]
    return min(max(longest, len(header_of(column, language)) + 3.0), WIDEST)


def _save(book: Workbook, path: Path) -> None:
    """Write a new file; an older one may be somebody's filled form and stays."""
    out = io.BytesIO()
    book.save(out)
    try:
        with path.open("xb") as file:
            file.write(out.getvalue())
    except FileExistsError:
        raise BadInput(
            "A file of this name is there already. Move it away, or give the form another name."
        ) from None
    except OSError:
        raise BadInput("The form cannot be written there. Give a folder that exists.") from None
