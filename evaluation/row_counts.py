"""What became of the rows that were sent: accepted, refused, or the same row again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from evaluation.problems import Problem

# An office and a table of the contract.
At: TypeAlias = tuple[str, str]

# The rule of a row that another row has said already, by its English name.
REPEATED = "the same row stands twice, read once"


class RowCounts(NamedTuple):
    """Rows of one table: ``delivered`` = ``accepted`` + ``refused`` + ``repeated``."""

    delivered: int
    accepted: int
    refused: int
    repeated: int


def row_counts(
    delivered: Mapping[At, int], problems: Iterable[Problem], accepted: bool = True
) -> dict[At, RowCounts]:
    """Rows delivered, accepted, refused and repeated, by office and table.

    Parameters
    ----------
    delivered : mapping of (office, table) to int
        For example :attr:`Observations.delivered`.
    problems : iterable of Problem
        A row counts once, however many problems it has; one both refused and repeated is refused.
    accepted : bool
        False for an office that is refused: then every row is.
    """
    refused, repeated = _left_out(problems)
    return {
        at: RowCounts(n, n - refused[at] - repeated[at], refused[at], repeated[at])
        if accepted
        else RowCounts(n, 0, n, 0)
        for at, n in delivered.items()
    }


def _left_out(problems: Iterable[Problem]) -> tuple[Counter[At], Counter[At]]:
    refused: set[tuple[At, str, str, int]] = set()
    repeated: set[tuple[At, str, str, int]] = set()
    for p in problems:
        if p.row is not None and p.severity == "refuses row":
            refused.add(((p.office, p.table), p.file, p.sheet, p.row))
        elif p.row is not None and p.rule == REPEATED:
            repeated.add(((p.office, p.table), p.file, p.sheet, p.row))
    return Counter(at for at, *_ in refused), Counter(at for at, *_ in repeated - refused)
