"""Problems: what is wrong in what an office sent, told so that the office can mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

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
