"""A CSV file → its cells as text. Encoding and separator are found out, nothing else is."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path

from evaluation.intake.catalogue import BAD_ENCODING, BROKEN_CSV, UNREADABLE
from evaluation.intake.raw import RawSheet, sheet_of, table_called
from evaluation.intake.rules import Place, Rule
from evaluation.intake.words import fold
from evaluation.observations import Problem, Table

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Without a mark: UTF-8 if every byte fits, else the Western European page of Windows, which
# extends Latin-1 with š, ž and €.
GUESSES = ("utf-8", "cp1252")
# "Ã¤" for "ä": UTF-8 that some program took for Latin-1 and saved again.
MANGLED = re.compile("Ã[\u0080-\u00bf„–…]")
SEPARATORS = (";", "\t", ",")


def read_csv(path: Path, office: str) -> tuple[list[tuple[Table, RawSheet]], tuple[Problem, ...]]:
    """Read one CSV file; its name says which table it is, and another name none."""
    place = Place(office, path.name)
    table = table_called(path.stem)
    if table is None:
        return [], ()
    text = decode(path)
    if isinstance(text, Rule):
        return [], (place.problem(text),)
    separator, text = separator_of(text, table)
    lines = split(text, separator)
    if isinstance(lines, int):
        return [], (place.problem(BROKEN_CSV, row=lines),)
    return [(table, sheet_of(list(enumerate(lines, start=1)), place, exact=True))], ()


def decode(path: Path) -> str | Rule:
    """Text of a file, or the rule that the file breaks."""
    try:
        data = path.read_bytes()
    except OSError:
        return UNREADABLE
    encodings: tuple[str, ...] = GUESSES
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            data, encodings = data.removeprefix(mark), (name,)
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # A zero character means UTF-16 without its mark, or no text at all.
        return BAD_ENCODING if "\x00" in text or MANGLED.search(text) else text
    return BAD_ENCODING


def separator_of(text: str, table: Table) -> tuple[str, str]:
    """Separator that finds most of the table's headers, and the text without a ``sep=`` line."""
    first, _, rest = text.lstrip().partition("\n")
    if first.lower().startswith("sep=") and first[4:5] in SEPARATORS:
        return first[4:5], rest
    names = {fold(name) for column in table.columns for name in (column.name, *column.names)}

    def headers_found(separator: str) -> int:
        return sum(fold(cell.strip('" \r')) in names for cell in first.split(separator))

    return max(SEPARATORS, key=headers_found), text


def split(text: str, separator: str) -> list[list[str]] | int:
    """All lines of a CSV text, or the number of the line whose quotation marks do not match."""
    lines: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        lines.extend(reader)
    except csv.Error:
        return len(lines) + 1
    return lines
