"""How a broken rule of the contract is told: where, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from evaluation.errors import BadInput, EvaluationError
from evaluation.framework.model import Text
from evaluation.observations import Problem, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the contract, in Finnish and English; :mod:`catalogue` has them all.

    ``what`` is wrong, what was ``expected`` (``{it}`` stands for a part that differs from place to
    place) and how to ``mend`` it. The English ``what`` is the rule's name in
    :attr:`Problem.rule`. ``error`` is raised when breaking the rule refuses an office.
    """

    severity: Severity
    what: Text
    expected: Text
    mend: Text
    error: type[EvaluationError] = BadInput


@dataclass(frozen=True, slots=True)
class Place:
    """A file, or a sheet of a workbook, that an office sent."""

    office: str
    file: str
    sheet: str = ""
    table: str = ""

    def problem(
        self, rule: Rule, row: int | None = None, column: str = "", it: str = "", letter: str = ""
    ) -> Problem:
        """Say that ``rule`` is broken here; ``it`` fills in what was expected, never a value."""
        return Problem(
            severity=rule.severity,
            office=self.office,
            file=self.file,
            rule=rule.what.en,
            expected=rule.expected.en.format(it=it),
            mend=rule.mend.en,
            sheet=self.sheet,
            row=row,
            column=column,
            table=self.table,
            letter=letter,
        )


@dataclass(frozen=True, eq=False)
class Origin:
    """Where each row of a table stands in what an office sent: row ``i`` of several sheets.

    Parameters
    ----------
    places : tuple of Place
        The sheets, in the order they were read.
    letters : tuple of mapping
        For each sheet, the contract's columns → the column's letter there.
    numbers : ndarray of int, shape (n_rows,)
        Each row's number in its own sheet, sheet after sheet.
    counts : tuple of int
        How many of the rows each sheet gave.
    """

    places: tuple[Place, ...] = ()
    letters: tuple[Mapping[str, str], ...] = ()
    numbers: np.ndarray[Any, Any] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    counts: tuple[int, ...] = ()

    def sheet_of_each(self) -> np.ndarray[Any, Any]:
        """Which sheet each row comes from, shape (n_rows,)."""
        return np.repeat(np.arange(len(self.places)), self.counts)

    def problems(
        self, rule: Rule, rows: Iterable[int], column: str = "", it: str = ""
    ) -> tuple[Problem, ...]:
        """Say that ``rule`` is broken in each of ``rows`` (positions in the joined table)."""
        at = np.fromiter(rows, dtype=np.int64)
        sheets = np.searchsorted(np.cumsum(self.counts), at, side="right")
        return tuple(
            self.places[sheet].problem(
                rule, int(self.numbers[i]), column, it, self.letters[sheet].get(column, "")
            )
            for i, sheet in zip(at, sheets, strict=True)
        )


def refuse(
    frame: pd.DataFrame, bad: pd.Series, origin: Origin, rule: Rule, column: str = "", it: str = ""
) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Take the rows that are ``bad`` out of ``frame`` (its index: positions), and say why."""
    if not bad.any():
        return frame, ()
    return frame[~bad], origin.problems(rule, frame.index[bad], column, it)
