"""Texts of a table → typed columns, by the contract's kinds; bad cells refuse their rows."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from evaluation.contract import FIRST_DAY, INDICATORS, LAST_PLANNED_DAY, PLANNED
from evaluation.intake import cells
from evaluation.intake.catalogue import (
    NO_VALUE,
    OUT_OF_RANGE,
    TOO_EARLY,
    TOO_FAR,
    UNKNOWN_INDICATOR,
    UNKNOWN_METHOD,
    UNKNOWN_WORD,
)
from evaluation.intake.codes import Lookups
from evaluation.intake.headers import Sent
from evaluation.intake.raw import Coded, none_of
from evaluation.intake.rules import Rule
from evaluation.observations import Column, Kind, Problem, Table
from evaluation.pseudonyms import Pseudonyms
from evaluation.spelling import fold

TRUTH = {"yes": True, "no": False}

CellReader: TypeAlias = Callable[[str], "cells.Value | Rule | None"]


def _cells(reader: cells.Reader) -> CellReader:
    return functools.partial(cells.read_cell, reader=reader)


@dataclass(frozen=True)
class Setting:
    """What reading one office's cells needs besides the cells."""

    office: str
    lookups: Lookups
    pseudonyms: Pseudonyms
    today: dt.date

    @cached_property
    def client(self) -> CellReader:
        """Reader of cells with clients' ids; one id stands in many tables and is read once."""
        return functools.cache(_cells(cells.pseudonym(self.pseudonyms.client, self.office)))

    @cached_property
    def worker(self) -> CellReader:
        """Reader of cells with workers' ids."""
        return functools.cache(_cells(cells.pseudonym(self.pseudonyms.worker, self.office)))


def read_columns(
    sent: Sent, table: Table, setting: Setting
) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Typed columns of the rows without a bad cell, and a problem for every bad cell.

    Returns
    -------
    DataFrame, tuple of Problem
        The index holds positions in ``sent.origin``; texts, ids and codes are categorical.
    """
    n = len(sent.origin.numbers)
    bad_rows = np.zeros(n, dtype=bool)
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in table.columns:
        reader = READERS[column.kind](column, table, setting)
        values[column.name], broken = read_column(sent.columns[column.name], column, reader)
        for rule, bad in broken.items():
            it = expected(rule, column, setting)
            problems += sent.origin.problems(rule, np.flatnonzero(bad), column.name, it)
            bad_rows |= bad
    frame = pd.DataFrame(values, index=pd.RangeIndex(n), copy=False)
    return (frame[~bad_rows] if bad_rows.any() else frame), tuple(problems)


def clients_of(sent: Sent, setting: Setting) -> frozenset[str]:
    """Pseudonyms of all clients that the table clients names, also in rows that are refused."""
    read = map(setting.client, sent.columns["client"].different)
    return frozenset(value for value in read if isinstance(value, str))


def empty(table: Table) -> pd.DataFrame:
    """Return a frame of the table without rows, with the columns' types."""
    return pd.DataFrame({c.name: read_column(none_of(0), c, str)[0] for c in table.columns})


def read_column(
    texts: Coded, column: Column, reader: CellReader
) -> tuple[Any, dict[Rule, np.ndarray[Any, Any]]]:
    """Read each different text once: typed values, and by broken rule where it is broken."""
    nothing = NO_VALUE if column.required else None
    read = map(reader, texts.different)
    answers = [nothing if answer is None else answer for answer in read]
    answers.append(nothing)  # code -1: an empty cell
    rules = {a for a in answers if isinstance(a, Rule)}
    broken = {
        rule: np.array([a is rule for a in answers])[texts.codes]
        for rule in dict.fromkeys(a for a in answers if isinstance(a, Rule))
    }
    if rules:
        answers = [None if isinstance(a, Rule) else a for a in answers]
    return TYPED[column.kind](answers, texts.codes), {
        r: bad for r, bad in broken.items() if bad.any()
    }


def categorical(answers: Sequence[Any], codes: np.ndarray[Any, Any]) -> pd.Categorical:
    """Give each row its answer; two spellings of one id are one category."""
    which, different = pd.factorize(np.array(answers, dtype=object))
    categories = pd.Index(different, dtype="str")
    return pd.Categorical.from_codes(which[codes], categories)


def _typed(dtype: str) -> Callable[[Sequence[Any], np.ndarray[Any, Any]], Any]:
    return lambda answers, codes: pd.Series(answers, dtype=dtype).array.take(codes % len(answers))


# How answers become a column. Floats and days are plain arrays; the others know "nothing".
TYPED: Mapping[Kind, Callable[[Sequence[Any], np.ndarray[Any, Any]], Any]] = {
    "client": categorical,
    "worker": categorical,
    "text": categorical,
    "code": categorical,
    "date": _typed("datetime64[ns]"),
    "number": _typed("float64"),
    "integer": _typed("Int64"),
    "truth": _typed("boolean"),
}


def _client(column: Column, table: Table, setting: Setting) -> CellReader:
    return setting.client


def _worker(column: Column, table: Table, setting: Setting) -> CellReader:
    return setting.worker


def _text(column: Column, table: Table, setting: Setting) -> CellReader:
    return _cells(cells.word_of(_folded(column.words)) if column.words else cells.plain_text)


def _date(column: Column, table: Table, setting: Setting) -> CellReader:
    return _cells(cells.date_until(setting.today, (table.name, column.name) in PLANNED))


def _number(column: Column, table: Table, setting: Setting) -> CellReader:
    bounded = column.high is not None
    highest = column.high if bounded else setting.lookups.highest(table.name)
    return _cells(cells.number_between(column.low, column.high, highest))


def _integer(column: Column, table: Table, setting: Setting) -> CellReader:
    return _cells(cells.whole_between(column.low, column.high))


def _truth(column: Column, table: Table, setting: Setting) -> CellReader:
    return _cells(cells.word_of({word: TRUTH[yes] for word, yes in _folded(column.words).items()}))


def _code(column: Column, table: Table, setting: Setting) -> CellReader:
    if column.codes == INDICATORS:
        return _cells(cells.known_word(setting.lookups.indicator_words, UNKNOWN_INDICATOR))
    unknown = UNKNOWN_METHOD if column.codes == "methods" else UNKNOWN_WORD
    return _cells(cells.word_of(setting.lookups.codes[column.codes or ""], unknown))


READERS: Mapping[Kind, Callable[[Column, Table, Setting], CellReader]] = {
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
        return f"≥ {FIRST_DAY:%Y-%m-%d}"
    if rule is TOO_FAR:
        return f"≤ {LAST_PLANNED_DAY:%Y-%m-%d}"
    if column.codes in setting.lookups.codes:
        return ", ".join(setting.lookups.choices[column.codes or ""])
    return ", ".join(column.words)


def span(low: float | None, high: float | None) -> str:
    """``0 … 10``; an open end is left out."""
    return " … ".join("" if bound is None else f"{bound:g}" for bound in (low, high)).strip()


def _folded(words: Mapping[str, str]) -> dict[str, str]:
    return {fold(word): meaning for word, meaning in words.items()}
