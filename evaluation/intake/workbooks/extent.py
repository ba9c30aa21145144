"""How large a sheet may be. The reader of values keeps all cells up to the last one in memory."""

from __future__ import annotations

from evaluation.intake.bounds import MAX_COLUMNS
from evaluation.intake.catalogue import TOO_LARGE
from evaluation.intake.workbooks.archive import Refused

# Sixteen columns on every row that Excel has.
MAX_CELLS = 16 * 1_048_576
# A sheet larger than this must be filled: one stray cell far away takes memory for all before it.
MAX_SPARSE_CELLS = 4 * 1_048_576
LEAST_FILLED = 0.05
# A text that many cells share is written once, but kept once for every cell.
MAX_TEXT_BYTES = 2**29


class Extent:
    """Last row and last column of a sheet, counted from 1; 0 when it is empty; its filled cells."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns = 0
        self.cells = 0

    def reach(self, row: int, column: int, cells: int = 1) -> None:
        """Take in a cell, or several of which the last row and column are these."""
        self.cells += cells
        if row > self.rows:
            self.rows = row
        if column > self.columns:
            self.columns = column

    @property
    def is_fine(self) -> bool:
        """Whether the sheet is within the limits."""
        size = self.rows * self.columns
        filled = size <= MAX_SPARSE_CELLS or self.cells >= LEAST_FILLED * size
        return self.columns <= MAX_COLUMNS and size <= MAX_CELLS and filled

    def check(self) -> None:
        """Refuse a sheet beyond the limits."""
        if not self.is_fine:
            raise Refused(TOO_LARGE)
