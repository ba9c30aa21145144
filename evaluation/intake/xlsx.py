"""The .xlsx format (ECMA-376) → each sheet's cells as text.

Read here and not with openpyxl's own reader because cells carry more than values: a number's
format says whether it is a date, a percentage or an id with leading zeros, and a formula may have
no saved result. It is also several times faster. openpyxl's rules for dates are used.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

Line = list[str | None]

# Stands in a cell whose formula has no saved result. No file that we read can hold this character.
NO_SAVED_RESULT = "\x00"
NO_DATE = "#VALUE!"

LEADING_ZEROS = re.compile("0{2,}")
# Characters that the format cannot hold are written as _x000D_ (ECMA-376, ST_Xstring).
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Book:
    """What all sheets of a workbook share: texts, number formats by style, first day of dates."""

    archive: zipfile.ZipFile
    sheets: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]
    formats: tuple[str, ...]
    epoch: dt.datetime


def open_book(data: bytes) -> Book:
    """Open a workbook: names and parts of its worksheets, in its order.

    Raises
    ------
    Exception
        Of many kinds, when the file is no sound workbook.
    """
    archive = zipfile.ZipFile(io.BytesIO(data))
    part = next(iter(_related(archive, "", "officeDocument").values()))
    root = ElementTree.fromstring(archive.read(part))
    worksheets = _related(archive, part, "worksheet")
    named = [(e.get("name", ""), _relation_id(e)) for e in _all(root, "sheet")]
    texts = [
        t for p in _related(archive, part, "sharedStrings").values() for t in _shared(archive, p)
    ]
    formats = [f for p in _related(archive, part, "styles").values() for f in _formats(archive, p)]
    mac = any(e.get("date1904") in ("1", "true") for e in _all(root, "workbookPr"))
    return Book(
        archive,
        tuple((name, worksheets[id]) for name, id in named if id in worksheets),
        tuple(texts),
        tuple(formats) or ("General",),
        CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900,
    )


def lines_of(book: Book, part: str) -> list[tuple[int, Line]]:
    """Rows of one worksheet with their numbers; rows that the file leaves out are left out."""
    root = ElementTree.fromstring(book.archive.read(part))
    space = _namespace(root)
    text_of = cell_reader(book, space)
    columns: dict[str, int] = {}
    lines: list[tuple[int, Line]] = []
    number = 0
    for row in root.iterfind(f"{space}sheetData/{space}row"):
        number = int(row.get("r", number + 1))
        line: Line = []
        for cell in row:
            letters = cell.get("r", "").rstrip("0123456789")
            at = columns.get(letters)
            if at is None:
                at = column_index_from_string(letters) - 1 if letters else len(line)
                if letters:
                    columns[letters] = at
            while len(line) <= at:
                line.append(None)
            line[at] = text_of(cell)
        lines.append((number, line))
    return lines


def cell_reader(book: Book, space: str) -> Callable[[Element], str | None]:
    """Return what reads a cell's text; each different number is read once."""
    value_tag, formula_tag, inline_tag = f"{space}v", f"{space}f", f"{space}is"
    numbers: dict[tuple[str, str], str] = {}

    def text_of(cell: Element) -> str | None:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _plain(cell.find(inline_tag), space)
        value = cell.findtext(value_tag)
        if not value:
            # A saved result that is an empty text is a result.
            lost = kind != "str" and cell.find(formula_tag) is not None
            return NO_SAVED_RESULT if lost else None
        if kind != "n":
            return KINDS[kind](value, book)
        style = cell.get("s", "0")
        text = numbers.get((value, style))
        if text is None:
            text = numbers[value, style] = number_text(value, book.formats[int(style)], book.epoch)
        return text

    return text_of


KINDS: Mapping[str, Callable[[str, Book], str]] = {
    "s": lambda value, book: book.texts[int(value)],
    "str": lambda value, book: _unescaped(value),
    "b": lambda value, book: "true" if value in ("1", "true") else "false",
    "e": lambda value, book: value,
    "d": lambda value, book: value,
}


def number_text(value: str, number_format: str, epoch: dt.datetime) -> str:
    """Text of a number: as a date, a percentage or with leading zeros where its format says so."""
    if number_format == "General" and value.isdecimal():
        return value
    number = float(value)
    if is_date_format(number_format):
        return _date_text(number, epoch)
    if "%" in number_format:
        return f"{_positional(number * 100)} %"
    text = _positional(number)
    zeros = LEADING_ZEROS.fullmatch(number_format)
    return text.zfill(len(number_format)) if zeros and text.isdecimal() else text


def _positional(number: float) -> str:
    return str(np.format_float_positional(number, trim="-"))


def _date_text(number: float, epoch: dt.datetime) -> str:
    try:
        moment = from_excel(number, epoch)
    except (OverflowError, ValueError):
        return NO_DATE
    if isinstance(moment, dt.datetime) and moment.time() == dt.time():
        return moment.date().isoformat()
    return str(moment)


def _related(archive: zipfile.ZipFile, part: str, kind: str) -> dict[str, str]:
    """Parts that ``part`` refers to as its ``kind``, by relation id."""
    folder, file = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{file}.rels")
    if rels not in archive.namelist():
        return {}
    return {
        e.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, e.get("Target", "")))[1:]
        for e in ElementTree.fromstring(archive.read(rels))
        if e.get("Type", "").endswith(f"/{kind}")
    }


def _shared(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    root = ElementTree.fromstring(archive.read(part))
    space = _namespace(root)
    for item in root.iterfind(f"{space}si"):
        yield _plain(item, space) or ""


def _plain(item: Element | None, space: str) -> str | None:
    """Text of an item, its formatted runs joined; reading aids (``rPh``) are no text."""
    if item is None:
        return None
    text = item.findtext(f"{space}t")
    if text is None:
        text = "".join(run.findtext(f"{space}t", "") for run in item.iterfind(f"{space}r"))
    return _unescaped(text)


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _formats(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    root = ElementTree.fromstring(archive.read(part))
    own = {int(e.get("numFmtId", 0)): e.get("formatCode", "") for e in _all(root, "numFmt")}
    for styles in _all(root, "cellXfs"):
        for style in styles:
            id = int(style.get("numFmtId", 0))
            yield own.get(id) or BUILTIN_FORMATS.get(id, "General")


def _namespace(root: Element) -> str:
    """Namespace in braces: strict files use another than most."""
    return root.tag[: root.tag.find("}") + 1]


def _all(root: Element, name: str) -> Iterator[Element]:
    """Yield elements of this name in any namespace."""
    return (e for e in root.iter() if e.tag.rpartition("}")[2] == name)


def _relation_id(element: Element) -> str:
    return next((v for k, v in element.items() if k.endswith("}id")), "")
