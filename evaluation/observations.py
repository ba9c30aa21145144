"""The tables everything is computed from, and the problems that travel with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Literal

from evaluation.contract import TABLES, Column, Kind, Table
from evaluation.row_counts import RowCounts, row_counts

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "TABLES",
    "Column",
    "Kind",
    "Observations",
    "Problem",
    "Problems",
    "RowCounts",
    "Severity",
    "Table",
]

Severity = Literal["refuses office", "refuses row", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in what an office sent, told so that the office can mend it.

    ``row`` is the row as a spreadsheet numbers it (the header is row 1), None for a whole file;
    ``letter`` is the column's letter there, ``column`` its name in the contract. ``table`` is the
    contract's table, ``""`` for a whole office. The message never holds the value itself.
    """

    severity: Severity
    office: str
    file: str
    rule: str
    expected: str
    mend: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    table: str = ""
    letter: str = ""

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                f"sheet {self.sheet}" if self.sheet else "",
                f"row {self.row}" if self.row is not None else "",
                f"column {self.column}" if self.column else "",
            )
            if part
        )
        return f"[{self.severity}] {place}: {self.rule}. Expected: {self.expected}. {self.mend}"


@dataclass(frozen=True)
class Problems:
    """All problems found; iterate, count, or show as a table in a notebook."""

    items: tuple[Problem, ...] = ()

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __add__(self, other: Problems) -> Problems:
        return Problems((*self.items, *other.items))

    def of(self, severity: Severity) -> Problems:
        """Only the problems of one severity."""
        return Problems(tuple(p for p in self.items if p.severity == severity))

    def frame(self) -> pd.DataFrame:
        """One row a problem."""
        import pandas as pd

        names = [f.name for f in fields(Problem)]
        return pd.DataFrame([[getattr(p, n) for n in names] for p in self.items], columns=names)

    def _repr_html_(self) -> str:
        return str(self.frame().to_html(index=False)) if self.items else "<p>No problems.</p>"


@dataclass(frozen=True)
class Observations:
    """Validated tables of one or several offices, with the problems found on the way in.

    Every frame has an ``office`` column and the contract's columns, in the contract's order:
    ids and codes as strings, dates as datetime64, numbers as float64, truth values as boolean.
    ``client`` and ``worker`` are keyed pseudonyms.

    ``delivered`` counts rows by office and table before any was refused; ``hashes`` are SHA-256
    of each office's files; ``synthetic`` says whether any office's files are our own demo data;
    ``missing`` names offices that could not be read, with the reason.
    """

    clients: pd.DataFrame
    assessments: pd.DataFrame
    goals: pd.DataFrame
    methods: pd.DataFrame
    feedback: pd.DataFrame
    actions: pd.DataFrame
    workers: pd.DataFrame
    facts: pd.DataFrame
    offices: tuple[str, ...]
    problems: Problems = field(default_factory=Problems)
    delivered: Mapping[tuple[str, str], int] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)
    synthetic: bool = False
    missing: Mapping[str, str] = field(default_factory=dict)

    def table(self, name: str) -> pd.DataFrame:
        """The frame of one contract table."""
        frame: pd.DataFrame = getattr(self, name)
        return frame

    def row_counts(self) -> dict[tuple[str, str], RowCounts]:
        """Rows delivered, accepted, refused and repeated, by office and table."""
        return row_counts(self.delivered, self.problems)

    def of(self, office: str) -> Observations:
        """Only one office's rows.

        Raises
        ------
        KeyError
            When the office is not among :attr:`offices`.
        """
        if office not in self.offices:
            raise KeyError(office)
        frames = {
            name: self.table(name).loc[lambda f: f["office"] == office].reset_index(drop=True)
            for name in TABLES
        }
        return replace(
            self,
            **frames,  # type: ignore[arg-type]
            offices=(office,),
            problems=Problems(tuple(p for p in self.problems if p.office == office)),
            delivered={k: v for k, v in self.delivered.items() if k[0] == office},
            hashes={k: v for k, v in self.hashes.items() if k == office},
        )

    def __repr__(self) -> str:
        return f"<Observations of {len(self.offices)} offices, {len(self.problems)} problems>"
