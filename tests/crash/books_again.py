"""A second, slow reading of workbooks: what stands in their XML, cell by cell.

Where a file says two things about one cell (two cells at one address, a number that is said to be a
text), all that it may mean is kept; the readers may disagree on such, but none may say a third.
"""

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import column_index_from_string

NO_RESULT = "\x00"
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Unclear(Exception):
    """The file is too odd for this reading."""


def name_of(element):
    return element.tag.rpartition("}")[2]


def all_of(tree, name):
    return [e for e in tree.iter() if name_of(e) == name]


def attribute(element, name):
    return next((v for k, v in element.items() if k.rpartition("}")[2] == name), None)


def positional(number):
    return format(Decimal(repr(number)), "f") if not number.is_integer() else str(int(number))


def as_lines(cells):
    """{(row, column): texts} → numbered lines, each cell a tuple of the texts that it may mean."""
    width = max((column for _, column in cells), default=0)
    for number in sorted({row for row, _ in cells}):
        line = [cells.get((number, column), ("",)) for column in range(1, width + 1)]
        if any(any(text.strip() for text in texts) for texts in line):
            yield number, line


# --- Excel ---------------------------------------------------------------------------------------


class Parts(dict):
    """Parts of an archive as trees, read when they are asked for."""

    def __init__(self, data):
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        self.names = {name.casefold(): name for name in self.archive.namelist()}

    def __missing__(self, name):
        found = self.names.get(name.casefold())
        tree = (
            ElementTree.fromstring(self.archive.read(found)) if found else ElementTree.Element("x")
        )
        self[name] = tree
        return tree


def xlsx_sheets(data):
    """Yield every sheet's name and its numbered lines."""
    parts = Parts(data)
    book = parts["xl/workbook.xml"]
    since_1904 = any(e.get("date1904") in ("1", "true") for e in all_of(book, "workbookPr"))
    targets = {e.get("Id"): e.get("Target", "") for e in parts["xl/_rels/workbook.xml.rels"]}
    texts = [text_of(item) for item in all_of(parts["xl/sharedStrings.xml"], "si")]
    formats = list(formats_of(parts["xl/styles.xml"]))
    for sheet in all_of(book, "sheet"):
        target = targets.get(attribute(sheet, "id"), "").lstrip("/")
        part = parts[target if target.startswith("xl/") else f"xl/{target}"]
        yield sheet.get("name", ""), list(as_lines(xlsx_cells(part, texts, formats, since_1904)))


def formats_of(styles):
    own = {e.get("numFmtId"): e.get("formatCode", "") for e in all_of(styles, "numFmt")}
    for xfs in all_of(styles, "cellXfs"):
        for xf in xfs:
            id = xf.get("numFmtId", "0")
            yield own.get(id) or BUILTIN_FORMATS.get(int(id), "")


def text_of(item):
    """All its text, but reading aids; written with escapes for what XML cannot hold."""
    aids = {t for aid in all_of(item, "rPh") for t in all_of(aid, "t")}
    text = "".join(t.text or "" for t in all_of(item, "t") if t not in aids)
    return unescaped(text)


def unescaped(text):
    """Half a character, which no text can hold, stays as it is written."""

    def sign(found):
        code = int(found[1], 16)
        return found[0] if 0xD800 <= code < 0xE000 else chr(code)

    return ESCAPED.sub(sign, text)


def xlsx_cells(part, texts, formats, since_1904):
    cells, row = {}, 0
    for element in all_of(part, "row"):
        row = int(element.get("r", row + 1))
        column = 0
        for cell in all_of(element, "c"):
            address = re.fullmatch(r"([A-Z]{1,3})([0-9]+)", cell.get("r", "A1"))
            if address is None:
                raise Unclear
            here = (row, column + 1)
            if cell.get("r") is not None:
                here = (int(address[2]), column_index_from_string(address[1]))
            column = here[1]
            meant = tuple(xlsx_texts(cell, texts, formats, since_1904))
            cells[here] = (*cells.get(here, ()), *meant)
    return cells


def xlsx_texts(cell, texts, formats, since_1904):
    kind, values = cell.get("t", "n"), [v.text or "" for v in all_of(cell, "v")]
    inline = [text_of(item) for item in all_of(cell, "is")]
    yield from inline
    for value in (*values, "".join(values)) if len(values) > 1 else values:
        if kind == "s":
            if not value.strip().isdecimal() or int(value) >= len(texts):
                raise Unclear
            yield texts[int(value)]
        elif kind == "b":
            yield {"0": "false", "1": "true"}.get(value, value)
        elif kind == "n" and value.strip():
            yield number_text(float(value), int(cell.get("s", "0")), formats, since_1904)
            if cell.get("s") is None:  # the first style, or none: programs differ
                yield positional(float(value))
        elif kind == "n":
            yield ""
        else:
            yield unescaped(value)
    if not values and not inline:
        yield NO_RESULT if all_of(cell, "f") else ""


def number_text(number, style, formats, since_1904):
    code = formats[style] if style < len(formats) else ""
    if code and is_date_format(code):
        days = number + 1462 * since_1904
        if not 1 <= days < 2958466:
            return "#VALUE!"
        # Excel's calendar has a 29th of February in 1900.
        moment = dt.datetime(1899, 12, 30 if days >= 60 else 31) + dt.timedelta(days=days)
        return str(moment)
    if "%" in code:
        return f"{positional(number * 100)} %"
    text = positional(number)
    return text.zfill(len(code)) if re.fullmatch("0{2,}", code) else text


# --- LibreOffice ---------------------------------------------------------------------------------


def ods_sheets(data):
    """Yield every sheet's name and its numbered lines."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        tree = ElementTree.fromstring(archive.read("content.xml"))
    for sheet in all_of(tree, "table"):
        cells, row = {}, 0
        for line in all_of(sheet, "table-row"):
            times = int(attribute(line, "number-rows-repeated") or 1)
            column, here = 0, {}
            for cell in line:
                if name_of(cell) not in ("table-cell", "covered-table-cell"):
                    raise Unclear
                across = int(attribute(cell, "number-columns-repeated") or 1)
                texts = tuple(ods_texts(cell))
                if any(texts):
                    here |= {column + n + 1: texts for n in range(across)}
                column += across
            if here and times > 1000:
                raise Unclear
            for n in range(times if here else 0):
                cells |= {(row + n + 1, at): texts for at, texts in here.items()}
            row += times
        yield attribute(sheet, "name"), list(as_lines(cells))


def ods_texts(cell):
    kind = attribute(cell, "value-type")
    shown = "\n".join("".join(p.itertext()) for p in cell if name_of(p) == "p")
    value = {
        "float": attribute(cell, "value"),
        "date": attribute(cell, "date-value"),
        "boolean": attribute(cell, "boolean-value"),
        "percentage": attribute(cell, "value"),
    }.get(kind)
    if kind == "percentage" and value:
        yield f"{positional(float(value) * 100)} %"
    elif kind == "float" and value:
        yield positional(float(value))
    elif value:
        yield value
    else:
        yield shown
    if kind == "float":  # an id that is shown with leading zeros
        yield shown
