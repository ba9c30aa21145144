"""The tables everything is computed from, and the problems that travel with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from evaluation.contract import TABLES, Column, Kind, Table
from evaluation.problems import Problem, Problems, Severity
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
