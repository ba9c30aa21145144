"""Excel's format (ECMA-376): parts of a sent workbook → a clean copy for the reader of values.

Of the sent workbook only sheets' cells and shared texts go into the copy; its table of contents
and its number formats are written anew. A workbook's parts may lie anywhere in its archive, as its
relations say; in the copy they lie where Excel puts them.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from evaluation.intake.workbooks.archive import Archive
from evaluation.intake.workbooks.cell_text import is_day_format, needs_format
from evaluation.intake.workbooks.excel_cells import Setting
from evaluation.intake.workbooks.excel_sheet import cells_of, marks_of
from evaluation.intake.workbooks.marks import CleanCopy, Sheet
from evaluation.intake.workbooks.markup import read_tree, read_utf8
from evaluation.intake.workbooks.shared_texts import sizes_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

# Excel's own ids of formats: "[h]:mm:ss", and "General".
TIME_PASSED, PLAIN = 46, 0

BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
BOOK, TEXTS, STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"


@dataclass(frozen=True)
class Contents:
    """Where a workbook's parts lie, and what all its sheets share.

    ``sheets`` are names and parts in the workbook's order, ``formats`` number formats by style.
    """

    sheets: tuple[tuple[str, str], ...]
    texts: str | None
    formats: tuple[str, ...]
    since_1904: bool


def clean_copy(archive: Archive, wanted: Callable[[str], bool], days: bool = True) -> CleanCopy:
    """Make the copy, and find the cells whose text its reader cannot tell.

    Parameters
    ----------
    archive : Archive
        The sent workbook.
    wanted : callable
        Whether a sheet of this name is to be read; others are not unpacked.
    days : bool
        Whether the reader of values is to tell days from numbers. It fails at numbers of ten
        digits; without, all days are among the marks.

    Raises
    ------
    Refused
        When a part breaks the rules of :mod:`markup` or of :mod:`excel_sheet`.
    Exception
        Of many kinds, when the workbook is broken.
    """
    contents = read_contents(archive)
    epoch = CALENDAR_MAC_1904 if contents.since_1904 else CALENDAR_WINDOWS_1900
    are_days = [days and is_day_format(code) for code in contents.formats]
    texts = read_utf8(archive, contents.texts) if contents.texts else b"<sst></sst>"
    setting = Setting(
        formats={
            str(style): code
            for style, code in enumerate(contents.formats)
            if needs_format(code) or (not days and is_day_format(code))
        },
        epoch=epoch,
        sizes=sizes_of(texts),
    )
    sheets = []
    file = io.BytesIO()
    with ZipFile(file, "w") as copy:
        copy.writestr(TEXTS, texts)
        copy.writestr(STYLES, _styles(are_days))
        for number, (name, part) in enumerate(contents.sheets, start=1):
            if not wanted(name):
                sheets.append(Sheet(name, None, ()))
                continue
            cells = cells_of(read_utf8(archive, part))
            sheets.append(Sheet(name, str(number), marks_of(cells, setting)))
            with copy.open(_part(number), "w") as target:
                for piece in (b"<worksheet>", cells, b"</worksheet>"):
                    target.write(piece)
        for name, content in _table_of_contents(sheets).items():
            copy.writestr(name, content)
    file.seek(0)
    return CleanCopy(file, tuple(sheets), epoch)


def read_contents(archive: Archive) -> Contents:
    """Read what the small parts say."""
    book = next(iter(related(archive, "", "officeDocument").values()))
    tree = read_tree(archive, book)
    worksheets = related(archive, book, "worksheet")
    named = [(e.get("name", ""), _relation_id(e)) for e in _all(tree, "sheet")]
    styles = next(iter(related(archive, book, "styles").values()), None)
    return Contents(
        tuple((name, worksheets[id]) for name, id in named if id in worksheets),
        next(iter(related(archive, book, "sharedStrings").values()), None),
        tuple(_formats(read_tree(archive, styles))) if styles else (),
        any(e.get("date1904") in ("1", "true") for e in _all(tree, "workbookPr")),
    )


def related(archive: Archive, part: str, kind: str) -> dict[str, str]:
    """Parts that ``part`` refers to as its ``kind``, by relation id.

    Strict workbooks name the kinds by other addresses that end in the same word.
    """
    folder, file = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{file}.rels")
    if rels not in archive:
        return {}
    return {
        e.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, e.get("Target", "")))[1:]
        for e in read_tree(archive, rels)
        if e.get("Type", "").endswith(f"/{kind}")
    }


def _formats(tree: Element) -> Iterator[str]:
    """Format codes of the workbook's styles, in their order."""
    own = {e.get("numFmtId", ""): e.get("formatCode", "") for e in _all(tree, "numFmt")}
    for styles in _all(tree, "cellXfs"):
        for style in styles:
            id = style.get("numFmtId", "0")
            yield own.get(id) or BUILTIN_FORMATS.get(int(id), "General")


def _styles(are_days: Sequence[bool]) -> bytes:
    """Write the styles anew: days as time passed since day 0, other numbers plain."""
    styles = "".join(f'<xf numFmtId="{TIME_PASSED if is_day else PLAIN}"/>' for is_day in are_days)
    return f'<styleSheet xmlns="{MAIN}"><cellXfs>{styles}</cellXfs></styleSheet>'.encode()


def _table_of_contents(sheets: Sequence[Sheet]) -> dict[str, bytes]:
    """Write the small parts anew: sheets are called by their numbers."""
    numbers = [sheet.key for sheet in sheets if sheet.key]
    book = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    parts = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/worksheet" Target="/{_part(n)}"/>'
        for n in numbers
    )
    return {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1"'
        f' Type="{RELATIONS}/officeDocument" Target="{BOOK}"/></Relationships>'.encode(),
        BOOK: f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{book}</sheets>'
        "</workbook>".encode(),
        BOOK_RELATIONS: f'<Relationships xmlns="{PACKAGE}">{parts}</Relationships>'.encode(),
    }


def _part(number: int | str) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _all(tree: Element, name: str) -> Iterator[Element]:
    """Yield elements of this name in any namespace: strict workbooks use another than most."""
    return (e for e in tree.iter() if e.tag.rpartition("}")[2] == name)


def _relation_id(element: Element) -> str:
    return next((value for key, value in element.items() if key.endswith("}id")), "")
