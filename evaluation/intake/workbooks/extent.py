"""How large a sheet may be. The reader of values keeps all cells up to the last one in memory."""

from __future__ import annotations

from evaluation.intake.bounds import MAX_COLUMNS
from evaluation.intake.catalogue import TOO_LARGE
from evaluation.intake.workbooks.archive import Refused

# Sixteen columns on every row that Excel has.
MAX_CELLS = 16 * 1_048_576
# A text that many cells share is written once, but kept once for every cell.
MAX_TEXT_BYTES = 2**29


class Extent:
    """Last row and last column of a sheet, counted from 1; 0 when it is empty."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns = 0

    def reach(self, row: int, column: int) -> None:
        """Take in a cell."""
        if row > self.rows:
            self.rows = row
        if column > self.columns:
            self.columns = column

    @property
    def is_fine(self) -> bool:
        """Whether the sheet is within the limits."""
        return self.columns <= MAX_COLUMNS and self.rows * self.columns <= MAX_CELLS

    def check(self) -> None:
        """Refuse a sheet beyond the limits."""
        if not self.is_fine:
            raise Refused(TOO_LARGE)
