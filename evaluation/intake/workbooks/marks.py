"""What the reader of values cannot tell of a workbook's cells, and goes beside them."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import NamedTuple

# Stands in a cell whose formula has no saved result. No file that we read can hold this character.
NO_SAVED_RESULT = "\x00"
# Stands in a cell whose number lies outside the calendar although its format says that it is a day.
NO_DATE = "#VALUE!"
NO_NUMBER = "#NUM!"


class Mark(NamedTuple):
    """Equal cells side by side whose text the reader of values cannot tell; counted from 0."""

    row: int
    rows: int
    column: int
    columns: int
    text: str


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name as sent, its name in the clean copy (None: not asked for), its marks."""

    name: str
    key: str | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class CleanCopy:
    """A workbook made of checked parts, as a file in memory; its sheets in order; its day 0."""

    file: io.BytesIO
    sheets: tuple[Sheet, ...]
    epoch: dt.datetime
