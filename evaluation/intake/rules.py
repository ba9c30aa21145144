"""How a broken rule of the contract is told: where, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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

    def problem(
        self, rule: Rule, row: int | None = None, column: str = "", it: str = ""
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
        )

    def problems(
        self, rule: Rule, rows: Iterable[int], column: str = "", it: str = ""
    ) -> tuple[Problem, ...]:
        """Say the same of several rows."""
        return tuple(self.problem(rule, int(row), column, it) for row in rows)


def refuse(
    frame: pd.DataFrame, bad: pd.Series, place: Place, rule: Rule, column: str = "", it: str = ""
) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Take the rows that are ``bad`` out of ``frame`` (its index: row numbers), and say why."""
    if not bad.any():
        return frame, ()
    return frame[~bad], place.problems(rule, frame.index[bad], column, it)
