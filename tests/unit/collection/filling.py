"""Filling a form in as an office would, through the lists that it offers. Synthetic rows only."""

import datetime as dt

from evaluation.collection.words import sheet_of
from evaluation.contract import TABLES
from evaluation.intake import read_office

KEY = bytes(range(40, 80))
TODAY = dt.date(2024, 12, 31)
OFFICE = "office-c"


def offered(book, name):
    """Cells of a named list of the form, in its order."""
    (place,) = book.defined_names[name].destinations
    return [cell.value for (cell,) in book[place[0]][place[1]]]


def fill(book, table, language, rows):
    """Write rows (dicts by the contract's column names) below a sheet's headers."""
    sheet = book[sheet_of(TABLES[table], language)]
    letters = {column.name: at for at, column in enumerate(TABLES[table].columns, start=1)}
    for at, row in enumerate(rows, start=2):
        for name, value in row.items():
            sheet.cell(at, letters[name], value)


def read(path, framework):
    return read_office(path.parent.parent, framework, OFFICE, KEY, TODAY)


def client(name, **more):
    return {"client": name, "worker": "007", "started": dt.date(2024, 1, 15), **more}


def answer(name, respondent, indicator, value, day=dt.date(2024, 2, 1), **more):
    row = {"client": name, "date": day, "respondent": respondent, "indicator": indicator}
    return {**row, "value": value, **more}
