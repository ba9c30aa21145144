"""How an office writes its tables: language, spelling of codes, dates, decimals.

A frame of the simulation becomes columns of text, ready for a sheet or a CSV file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import pandas as pd

from evaluation.observations import Column, Table
from evaluation.simulation.offices import Form, OfficePlan
from evaluation.simulation.words import FINNISH, SPELLINGS

Type = Literal["text", "number", "date"]
SLIP_EVERY = 613
"""Every so-manieth client id is written a little otherwise, as happens to people who type."""
WRITTEN_AS_NUMBERS = frozenset({"period"})
"""Text columns into which people type numbers, so that a workbook holds numbers."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of a sheet: its header and its cells as text, ``""`` where empty."""

    header: str
    type: Type
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """The ways of one office.

    Parameters
    ----------
    finnish : bool
        Whether headers and words are Finnish; else they are the contract's English.
    spelling : int
        Which of the two Finnish spellings of a code the office uses.
    date : callable
        A date to the text of its cell.
    decimal : str
        Decimal mark of numbers.
    separator, encoding : str
        Of CSV files; ``""`` for a workbook.
    """

    finnish: bool
    spelling: int
    date: Callable[[np.datetime64], str]
    decimal: str = "."
    separator: str = ""
    encoding: str = ""

    def name(self, thing: Table | Column) -> str:
        """Return a table's or a column's name as this office writes it."""
        return thing.names[0] if self.finnish else thing.name


def finnish_date(day: np.datetime64) -> str:
    """Return a date as people write it in Finland: ``1.10.2007``."""
    year, month, date = str(day).split("-")
    return f"{int(date)}.{int(month)}.{year}"


DIALECTS: Mapping[Form, Dialect] = MappingProxyType(
    {
        "workbook": Dialect(True, 0, str),
        "english workbook": Dialect(False, 0, str),
        "latin csv": Dialect(True, 0, finnish_date, ",", ";", "cp1252"),
        "utf-8 csv": Dialect(True, 0, str, ".", ",", "utf-8-sig"),
    }
)


def dialect_of(plan: OfficePlan) -> Dialect:
    """Return the dialect of an office; offices with identity codes use the other spelling."""
    return replace(DIALECTS[plan.form], spelling=int(plan.ids == "identity"))


def written(table: Table, frame: pd.DataFrame, dialect: Dialect) -> list[Cells]:
    """Write one office's rows of a table the way the office does."""
    return [
        Cells(dialect.name(column), *WRITERS[column.kind](column, frame[column.name], dialect))
        for column in table.columns
    ]


def _written(values: Iterable[Any], text: Callable[[Any], str]) -> list[str]:
    """Write each of few distinct values once; empty cells become ``""``."""
    known: dict[Any, str] = {}
    cells = []
    for value in values:
        if value not in known:
            known[value] = "" if pd.isna(value) else text(value)
        cells.append(known[value])
    return cells


def _dates(column: Column, values: pd.Series[Any], dialect: Dialect) -> tuple[Type, list[str]]:
    days = pd.Series(values.to_numpy(dtype="datetime64[D]").astype(object))
    return "date", _written(days, lambda day: dialect.date(np.datetime64(day, "D")))


def _numbers(column: Column, values: pd.Series[Any], dialect: Dialect) -> tuple[Type, list[str]]:
    cells = _written(
        values.astype(float).tolist(), lambda v: f"{v:g}".replace(".", dialect.decimal)
    )
    return "number", cells


def _words(column: Column, values: pd.Series[Any], dialect: Dialect) -> tuple[Type, list[str]]:
    type: Type = "number" if column.name in WRITTEN_AS_NUMBERS else "text"
    if not dialect.finnish:
        return type, values.astype(str).tolist()
    words = FINNISH.get("truth" if column.kind == "truth" else column.name, {})
    return type, _written(values, lambda v: words.get(str(v), str(v)))


def _codes(column: Column, values: pd.Series[Any], dialect: Dialect) -> tuple[Type, list[str]]:
    if not dialect.finnish:
        return "text", values.astype(str).tolist()
    return "text", _written(values, lambda v: SPELLINGS.get(v, (v, v))[dialect.spelling])


def _clients(column: Column, values: pd.Series[Any], dialect: Dialect) -> tuple[Type, list[str]]:
    cells = values.astype(str).tolist()
    for row in range(SLIP_EVERY, len(cells), SLIP_EVERY):
        cells[row] = f"{cells[row].lower()} " if cells[row][:6].isdigit() else f"{cells[row]} "
    return "text", cells


WRITERS: Mapping[str, Callable[[Column, pd.Series[Any], Dialect], tuple[Type, list[str]]]] = {
    "client": _clients,
    "worker": _words,
    "text": _words,
    "truth": _words,
    "date": _dates,
    "number": _numbers,
    "integer": _numbers,
    "code": _codes,
}
