"""Writing CSV and Excel files in which nothing is ever run as a formula.

A spreadsheet program runs a cell that begins with ``=``, ``+``, ``-`` or ``@``. What offices write
is text, so every CSV and Excel file of the project is written through this module (OWASP, "CSV
Injection").
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["csv_text", "neutral", "put", "put_row", "write_csv"]

# The signs that begin a formula, and their full-width forms, which some programs read alike.
FORMULA_STARTS = frozenset("=+-@＝＋－＠")
# Control characters that a program may drop or split on, so that the next sign comes first.
SPLITTERS = frozenset("\t\r\n")
# Excel holds no more characters in a cell; openpyxl would cut a longer text without a word.
LONGEST_TEXT = 32_767

_NUMBER = re.compile(r"[+-]?[0-9]+(?:[ \u00a0\u202f][0-9]{3})*(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?")
# ``_x000D_`` in a workbook means a character by its number (ECMA-376, ST_Xstring).
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# What XML cannot hold, and halves of characters that UTF-8 cannot.
_ILLEGIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def neutral(text: str) -> str:
    """Return the text so that no spreadsheet program runs it as a formula.

    A text whose first visible sign begins a formula, or that begins with a tab or a line break,
    gets an apostrophe before it. Plain numbers (``-2``, ``+1,5``) stay as they are.

    Parameters
    ----------
    text : str
        Text of one cell.

    Returns
    -------
    str
        The same text, or the text after an apostrophe. Doing it twice changes nothing more.
    """
    return f"'{text}" if _runs(text) else text


def _runs(text: str) -> bool:
    """Whether some program could run the text as a formula."""
    if _NUMBER.fullmatch(text):
        return False
    for sign in text:
        if sign in SPLITTERS or sign in FORMULA_STARTS:
            return True
        if not sign.isspace() and unicodedata.category(sign) not in ("Cc", "Cf"):
            return False
    return False


def put(cell: Cell | MergedCell, value: Any) -> None:
    r"""Put a value in an Excel cell; a text is always a text, whatever it begins with.

    The text itself is not changed: Excel's own mark of a text (``quotePrefix``) keeps it from
    becoming a formula when somebody edits the cell. Signs that a workbook cannot hold become
    ``\ufffd``, and a text longer than 32,767 characters ends in ``…`` there.

    Parameters
    ----------
    cell : Cell
        A cell of openpyxl; of merged cells the first.
    value : None, bool, int, float, date, datetime, time, str or their pandas and NumPy kin
        What to put; missing values leave the cell empty, anything else is put as text.
    """
    value = _plain(value)
    if isinstance(value, str):
        legible = _legible(value)
        cut = legible[: LONGEST_TEXT - 1] + "…" if len(legible) > LONGEST_TEXT else legible
        cell.value = _ESCAPE.sub("_x005F_", cut)
        # openpyxl takes "=…" for a formula and "#N/A" for an error.
        cell.data_type = "s"
        cell.quotePrefix = _runs(cut)
    else:
        cell.value = value


def put_row(sheet: Worksheet, row: int, values: Iterable[Any]) -> None:
    """Put values in a row's cells from the first column on; ``row`` counts from 1."""
    for column, value in enumerate(values, start=1):
        put(sheet.cell(row, column), value)


def write_csv(
    file: Path | str | BinaryIO | TextIO,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Write a CSV file that a Finnish Excel opens as it is.

    UTF-8 with a byte order mark, semicolons between cells, a decimal comma, dates as
    ``2024-03-01``, ``true`` and ``false``, nothing for a missing value; texts through
    :func:`neutral`.

    Parameters
    ----------
    file : Path, str or open file
        Where to write. A text file should be open in UTF-8 with ``newline=""``.
    header : sequence of str
        The first row.
    rows : iterable of sequence
        The other rows.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    text = "\ufeff" + csv_text(header, rows)
    if isinstance(file, Path | str):
        Path(file).write_bytes(text.encode("utf-8"))
    elif isinstance(file, io.TextIOBase):
        file.write(text)
    else:
        file.write(text.encode("utf-8"))  # type: ignore[arg-type]


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return what :func:`write_csv` writes, without the byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([_csv_cell(name) for name in header])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _csv_cell(value: Any) -> str:
    value = _plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # In Finnish a point makes 7.5 the seventh of May.
        return repr(value).removesuffix(".0").replace(".", ",")
    if isinstance(value, dt.datetime):
        day = value.time() == dt.time()
        return value.date().isoformat() if day else value.isoformat(" ", "seconds")
    return neutral(_legible(str(value)))


def _plain(value: Any) -> Any:
    """A value as Python's own type; None where it is missing; text if it is anything else."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if type(value).__module__ == "numpy" and hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return None if math.isnan(value) else value if math.isfinite(value) else str(value)
    return value if isinstance(value, bool | int | dt.date | dt.time | str) else str(value)


def _legible(text: str) -> str:
    return _ILLEGIBLE.sub("\ufffd", text)
