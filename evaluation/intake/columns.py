"""Texts of a table → typed columns, by the contract's kinds; bad cells refuse their rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluation.intake import cells
from evaluation.intake.catalogue import (
    EXCEL_ERROR,
    NO_RESULT,
    NO_VALUE,
    OUT_OF_RANGE,
    TOO_EARLY,
    TOO_FAR,
    UNKNOWN_INDICATOR,
    UNKNOWN_METHOD,
    UNKNOWN_WORD,
)
from evaluation.intake.codes import INDICATORS, Lookups
from evaluation.intake.rules import Place, Rule
from evaluation.intake.words import clean, fold
from evaluation.intake.xlsx import NO_SAVED_RESULT
from evaluation.observations import TABLES, Column, Kind, Problem, Table
from evaluation.pseudonyms import Pseudonyms

DTYPES: Mapping[Kind, str] = {
    "client": "str",
    "worker": "str",
    "text": "str",
    "code": "str",
    "date": "datetime64[ns]",
    "number": "float64",
    "integer": "Int64",
    "truth": "boolean",
}

# Dates that are plans and may lie ahead: when an action falls due, when a contract of work ends.
PLANNED = frozenset({("actions", "due_on"), ("workers", "ended")})

TRUTH = {"yes": True, "no": False}


@dataclass(frozen=True)
class Setting:
    """What reading one office's cells needs besides the cells."""

    office: str
    lookups: Lookups
    pseudonyms: Pseudonyms
    today: dt.date


def read_columns(
    texts: pd.DataFrame, table: Table, place: Place, setting: Setting
) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Typed columns of the rows without a bad cell, and a problem for every bad cell.

    Parameters
    ----------
    texts : DataFrame
        The contract's columns as text; the index holds the rows' numbers.
    """
    bad_rows = np.zeros(len(texts), dtype=bool)
    values: dict[str, pd.Series[Any]] = {}
    problems: list[Problem] = []
    for column in table.columns:
        reader = READERS[column.kind](column, table, setting)
        values[column.name], broken = read_column(texts[column.name], column, reader)
        for rule, bad in broken.items():
            it = expected(rule, column, setting)
            problems += place.problems(rule, texts.index[bad], column.name, it)
            bad_rows |= bad
    return pd.DataFrame(values, index=texts.index)[~bad_rows], tuple(problems)


def clients_of(texts: pd.DataFrame, setting: Setting) -> frozenset[str]:
    """Pseudonyms of all clients that the table clients names, also in rows that are refused."""
    column = TABLES["clients"].column("client")
    values, _ = read_column(texts["client"], column, _client(column, TABLES["clients"], setting))
    return frozenset(values.dropna())


def empty(table: Table) -> pd.DataFrame:
    """Return a frame of the table without rows, with the columns' types."""
    return pd.DataFrame({c.name: pd.Series(dtype=DTYPES[c.kind]) for c in table.columns})


def read_column(
    texts: pd.Series[Any], column: Column, reader: cells.Reader
) -> tuple[pd.Series[Any], dict[Rule, np.ndarray[Any, Any]]]:
    """Read each different text once: typed values, and by broken rule where it is broken."""
    which, different = pd.factorize(texts.to_numpy())
    answers = [read_cell(text, column, reader) for text in different]
    answers.append(NO_VALUE if column.required else None)  # which == -1: an empty cell
    values = pd.Series(
        [None if isinstance(a, Rule) else a for a in answers], dtype=DTYPES[column.kind]
    )
    broken = {
        rule: np.array([a is rule for a in answers])[which]
        for rule in dict.fromkeys(a for a in answers if isinstance(a, Rule))
    }
    at = np.where(which < 0, len(answers) - 1, which)
    typed = values.take(at).set_axis(texts.index)
    return typed, {rule: bad for rule, bad in broken.items() if bad.any()}


def read_cell(text: str, column: Column, reader: cells.Reader) -> cells.Value | Rule | None:
    """Value of one cell, None where there is none, or the rule it breaks."""
    if text == NO_SAVED_RESULT:
        return NO_RESULT
    text = clean(text)
    folded = fold(text)
    if folded in cells.NOTHING:
        return NO_VALUE if column.required else None
    return EXCEL_ERROR if folded in cells.EXCEL_ERRORS else reader(text)


def _client(column: Column, table: Table, setting: Setting) -> cells.Reader:
    return cells.pseudonym(setting.pseudonyms.client, setting.office)


def _worker(column: Column, table: Table, setting: Setting) -> cells.Reader:
    return cells.pseudonym(setting.pseudonyms.worker, setting.office)


def _text(column: Column, table: Table, setting: Setting) -> cells.Reader:
    return cells.word_of(_folded(column.words)) if column.words else cells.plain_text


def _date(column: Column, table: Table, setting: Setting) -> cells.Reader:
    return cells.date_until(setting.today, (table.name, column.name) in PLANNED)


def _number(column: Column, table: Table, setting: Setting) -> cells.Reader:
    return cells.number_between(column.low, column.high)


def _integer(column: Column, table: Table, setting: Setting) -> cells.Reader:
    return cells.whole_between(column.low, column.high)


def _truth(column: Column, table: Table, setting: Setting) -> cells.Reader:
    return cells.word_of({word: TRUTH[yes] for word, yes in _folded(column.words).items()})


def _code(column: Column, table: Table, setting: Setting) -> cells.Reader:
    if column.codes == INDICATORS:
        return cells.known_word(setting.lookups.indicator_words, UNKNOWN_INDICATOR)
    unknown = UNKNOWN_METHOD if column.codes == "methods" else UNKNOWN_WORD
    return cells.word_of(setting.lookups.codes[column.codes or ""], unknown)


READERS: Mapping[Kind, Callable[[Column, Table, Setting], cells.Reader]] = {
    "client": _client,
    "worker": _worker,
    "text": _text,
    "date": _date,
    "number": _number,
    "integer": _integer,
    "truth": _truth,
    "code": _code,
}


def expected(rule: Rule, column: Column, setting: Setting) -> str:
    """Say what may stand in a column, in figures and words of the contract."""
    if rule is OUT_OF_RANGE:
        return span(column.low, column.high)
    if rule is TOO_EARLY:
        return f"≥ {cells.FIRST_DAY:%Y-%m-%d}"
    if rule is TOO_FAR:
        return f"≤ {cells.LAST_PLANNED_DAY:%Y-%m-%d}"
    if column.codes in setting.lookups.codes:
        return ", ".join(dict.fromkeys(setting.lookups.codes[column.codes or ""].values()))
    return ", ".join(column.words)


def span(low: float | None, high: float | None) -> str:
    """``0 … 10``; an open end is left out."""
    return " … ".join("" if bound is None else f"{bound:g}" for bound in (low, high)).strip()


def _folded(words: Mapping[str, str]) -> dict[str, str]:
    return {fold(word): meaning for word, meaning in words.items()}
