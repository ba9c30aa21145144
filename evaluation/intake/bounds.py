"""What no office writes: hundreds of columns, endless cells, letters gone wrong on the way."""

from __future__ import annotations

import re

from evaluation.intake.catalogue import BAD_ENCODING, TOO_LARGE
from evaluation.intake.raw import RawSheet
from evaluation.observations import Problem

# What Excel allows in a cell (LibreOffice twice that); the contract's widest table has eleven
# columns, and an office may have some of its own.
MAX_CELL = 32_767
MAX_COLUMNS = 256
# "Ã¤" for "ä": UTF-8 that some program took for Latin-1 and saved again.
SAVED_TWICE = re.compile("Ã[\u0080-\u00bf„–…†š]|Ã‚|â€")


def in_bounds(sheet: RawSheet, mangled: re.Pattern[str] = SAVED_TWICE) -> RawSheet | Problem:
    """Return the sheet, or the problem that refuses it.

    Parameters
    ----------
    sheet : RawSheet
    mangled : pattern
        Letters that have gone wrong, as one finds them in files of this sort.
    """
    if len(sheet.header) > MAX_COLUMNS:
        return sheet.place.problem(TOO_LARGE)
    headers = tuple(header for header in sheet.header if header)
    for texts in (headers, *(column.different for column in sheet.columns)):
        if max(map(len, texts), default=0) > MAX_CELL:
            return sheet.place.problem(TOO_LARGE)
        # Zero stands in no text, so that no letters of two texts come together.
        if mangled.search("\x00".join(text for text in texts if not text.isascii())):
            return sheet.place.problem(BAD_ENCODING)
    return sheet
