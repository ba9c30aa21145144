"""Workbooks made to harm: refused at once, in little memory, and the program lives on.

Each file is read in a process of its own, so that its memory is its own and it can take nothing
down. All files are made here, by hand.
"""

import io
import json
import os
import resource
import stat
import struct
import time
import zipfile
import zlib

import pytest

from evaluation.intake.catalogue import TOO_LARGE, UNREADABLE, UNSAFE_FILE
from evaluation.intake.rules import Place
from evaluation.intake.workbooks import form_office, open_workbook, sheets_of

PLACE = Place("office-a", "a.xlsx")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

SECONDS = 1.0
MEGABYTES = 300

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET, TEXTS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"


# --- making files -------------------------------------------------------------------------------


def relations(*targets):
    inner = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets)
    )
    return f"<Relationships>{inner}</Relationships>".encode()


def sheet_of(rows):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()


HONEST = {
    "_rels/.rels": relations(("officeDocument", BOOK)),
    BOOK: f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="workers"'
    ' sheetId="1" r:id="r0"/></sheets></workbook>'.encode(),
    "xl/_rels/workbook.xml.rels": relations(
        ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
    ),
    SHEET: sheet_of('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
    TEXTS: f'<sst xmlns="{MAIN}"><si><t>worker</t></si></sst>'.encode(),
}


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def excel(**parts):
    """An honest workbook but for some of its parts: sheet, texts, book."""
    names = {"sheet": SHEET, "texts": TEXTS, "book": BOOK}
    return zipped({**HONEST, **{names[key]: value for key, value in parts.items()}})


def rows_of(cells):
    return excel(sheet=sheet_of(f'<row r="1">{cells}</row>'))


def ods(rows):
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="workers">{rows}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
        }
    )


def ods_row(cells, repeated=1):
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def ods_number(more=""):
    return (
        f'<table:table-cell office:value-type="float" office:value="1" {more}><text:p>1</text:p>'
        "</table:table-cell>"
    )


def ods_text(text, more=""):
    return (
        f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


class Entry:
    """One entry of an archive, whose headers may say anything."""

    def __init__(self, name, content=b"", *, packed=None, **said):
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        self.name = name.encode()
        self.packed = packer.compress(content) + packer.flush() if packed is None else packed
        self.said = {
            "size": len(content),
            "checksum": zlib.crc32(content),
            "packed": len(self.packed),
            "method": 8,
            "flags": 0,
            "attributes": 0,
            "local_name": self.name,
            **said,
        }


def archive(entries):
    """Bytes of an archive as its entries say."""
    body, contents = bytearray(), bytearray()
    for entry in entries:
        said, start = entry.said, len(body)
        common = struct.pack(
            "<HHHHHIII", 20, said["flags"], said["method"], 0, 33, said["checksum"],
            said["packed"], said["size"],
        )  # fmt: skip
        body += b"PK\x03\x04" + common + struct.pack("<HH", len(said["local_name"]), 0)
        body += said["local_name"] + entry.packed
        contents += b"PK\x01\x02" + struct.pack("<H", 0x314) + common
        contents += struct.pack(
            "<HHHHHII", len(entry.name), 0, 0, 0, 0, said["attributes"], start
        )  # fmt: skip
        contents += entry.name
    count = min(len(entries), 0xFFFF)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(contents), len(body), 0)
    return bytes(body + contents + b"PK\x05\x06" + end)


def book_with(*entries):
    """An honest workbook but for the entries given, which stand for those of their names."""
    own = {entry.name.decode() for entry in entries}
    kept = [Entry(name, content) for name, content in HONEST.items() if name not in own]
    return archive([*kept, *entries])


def unfolding(name, megabytes):
    """A sheet with one cell of so many megabytes, packed to a thousandth without making it."""
    start = b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
    end = b"</t></is></c></row></sheetData></worksheet>"
    block = b"A" * 2**20
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    body = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = head + body * megabytes + packer.compress(end) + packer.flush()
    return Entry(name, packed=packed, size=len(start) + megabytes * 2**20 + len(end), checksum=0)


def lying_small():
    """Says it is small, and its checksum is right for as much as it says."""
    real = sheet_of('<row r="1"><c r="A1" t="inlineStr"><is><t>' + "A" * 10**7 + "</t></is></c>")
    return Entry(SHEET, real, size=200, checksum=zlib.crc32(real[:200]))


def lying_large():
    return Entry(SHEET, HONEST[SHEET], size=len(HONEST[SHEET]) + 50)


def noise(length):
    """Text that hardly shrinks."""
    return os.urandom(length // 2).hex()


# --- the files ----------------------------------------------------------------------------------

DOCTYPE = '<?xml version="1.0"?><!DOCTYPE a [{}]>'
OUTSIDE = DOCTYPE.format('<!ENTITY x SYSTEM "file:///etc/hostname">')
PARAMETER = DOCTYPE.format('<!ENTITY % x SYSTEM "http://localhost/x"> %x;')
LAUGHS = DOCTYPE.format(
    '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
)
CELL = (
    '<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>{}</v></c></row></sheetData></worksheet>'
)


def deep(levels):
    names = [f"a{n}" for n in range(levels)]
    opening = "".join(f"<{name}>" for name in names)
    return opening + "".join(f"</{name}>" for name in reversed(names[1:]))


def column(number):
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def number_at(address):
    return f'<c r="{address}"><v>1</v></c>'


def wide(columns, rows=1):
    return "".join(
        f'<row r="{row}">' + "".join(number_at(f"{column(n)}{row}") for n in range(1, columns + 1))
        + "</row>"
        for row in range(1, rows + 1)
    )  # fmt: skip


CORNERS = '<row r="1">' + number_at("A1") + '</row><row r="{1}">' + number_at("{0}{1}") + "</row>"

LARGE = {
    "a cell of 1 GB": lambda: book_with(unfolding(SHEET, 1024 - 1)),
    "a text of 1 GB": lambda: book_with(unfolding(TEXTS, 1024 - 1)),
    "a form's property of 1 GB": lambda: book_with(unfolding("docProps/core.xml", 1024 - 1),
                                                   unfolding(SHEET, 900)),
    "many parts of 1 GB each": lambda: book_with(
        *(unfolding(f"xl/worksheets/sheet{n}.xml", 1024) for n in range(2, 18))
    ),
    "a petabyte, as it says": lambda: book_with(
        *(Entry(f"xl/{n}.xml", b"x", size=2**32 - 2) for n in range(5000))
    ),
    "70,000 entries": lambda: archive([Entry(f"{n}", packed=b"") for n in range(70_000)]),
    "300,000 entries": lambda: archive([Entry("a", packed=b"")] * 300_000),
    "a cell of 40,000 characters": lambda: excel(sheet=CELL.format(noise(40_000)).encode()),
    "a cell of 5 MB that hardly shrinks": lambda: excel(
        sheet=CELL.format(noise(5 * 10**6)).encode()
    ),
    "a tag of 5 MB": lambda: excel(
        sheet=CELL.replace("<v>", f'<v a="{noise(5 * 10**6)}">').encode()
    ),
    "a tree of 9 MB": lambda: excel(
        book=HONEST[BOOK].replace(b"<sheets>", b"<sheets>" + b"<a/>".join([b" "] * 1_800_000))
    ),
    "16,384 columns": lambda: excel(sheet=sheet_of(wide(16_384))),
    "16,384 columns, 20 rows": lambda: excel(sheet=sheet_of(wide(16_384, 20))),
    "257 columns": lambda: excel(sheet=sheet_of(wide(257))),
    "two corners": lambda: excel(sheet=sheet_of(CORNERS.format("XFD", 1_048_576))),
    "two corners of narrow columns": lambda: excel(sheet=sheet_of(CORNERS.format("IV", 1_048_576))),
    "a stray cell far below": lambda: excel(sheet=sheet_of(CORNERS.format("P", 1_048_576))),
    "a row beyond Excel's": lambda: excel(sheet=sheet_of(CORNERS.format("A", 99_999_999))),
    "two corners, the row's number elsewhere": lambda: rows_of(
        number_at("A1") + number_at("XFD1048576")
    ),
    "two corners with a prefix": lambda: rows_of(
        number_at("A1") + number_at("XFD1048576").replace("<c", "<x:c").replace("</c", "</x:c")
    ),
    "two corners, the address not first": lambda: rows_of(
        number_at("A1") + '<c s="0" r="XFD1048576"><v>1</v></c>'
    ),
    "two corners, a formula": lambda: rows_of(
        number_at("A1") + '<c r="XFD1048576"><f>1</f></c>'
    ),
    "many cells of one long text": lambda: excel(
        texts=f"<sst><si><t>{'A' * 32_000}</t></si></sst>".encode(),
        sheet=sheet_of("".join(
            f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 50_001)
        )),
    ),
    "LibreOffice: a billion columns": lambda: ods(
        ods_row(ods_number('table:number-columns-repeated="1000000000"'))
    ),
    "LibreOffice: a billion rows": lambda: ods(ods_row(ods_number(), 10**9)),
    "LibreOffice: two corners": lambda: ods(
        ods_row(ods_number())
        + ods_row("<table:table-cell/>", 1_048_574)
        + ods_row('<table:table-cell table:number-columns-repeated="255"/>' + ods_number())
    ),
    "LibreOffice: a billion spaces": lambda: ods(ods_row(ods_text('<text:s text:c="999999999"/>'))),
    "LibreOffice: half a billion spaces": lambda: ods(
        ods_row(ods_text('<text:s text:c="500000000"/>'))
    ),
    "LibreOffice: many spaces": lambda: ods(
        "".join(ods_row(ods_text('<text:s text:c="32000"/>', f'a="{n}"')) for n in range(20_000))
    ),
    "LibreOffice: a long text often": lambda: ods(ods_row(ods_text("A" * 30_000), 1_000_000)),
    "LibreOffice: a text of 2 MB": lambda: ods(ods_row(ods_text(noise(2 * 10**6)))),
}  # fmt: skip

UNSAFE = {
    "another file, in a sheet": lambda: excel(sheet=(OUTSIDE + CELL.format("&x;")).encode()),
    "another file, in the texts": lambda: excel(
        texts=(OUTSIDE + "<sst><si><t>&x;</t></si></sst>").encode()
    ),
    "another file, in the book": lambda: excel(book=OUTSIDE.encode() + HONEST[BOOK]),
    "another file, in UTF-16": lambda: excel(sheet=(OUTSIDE + CELL.format("&x;")).encode("utf-16")),
    "another file, in UTF-16 without its mark": lambda: excel(
        sheet=(OUTSIDE + CELL.format("&x;")).encode("utf-16-be")
    ),
    "another address": lambda: excel(sheet=(PARAMETER + CELL.format("")).encode()),
    "a billion laughs": lambda: excel(sheet=(LAUGHS + CELL.format("&a9;")).encode()),
    "a billion laughs in the texts": lambda: excel(
        texts=(LAUGHS + "<sst><si><t>&a9;</t></si></sst>").encode()
    ),
    "a declaration among the cells": lambda: excel(
        sheet=sheet_of('<!ENTITY x "y"><row r="1">' + number_at("A1") + "</row>")
    ),
    "LibreOffice: a billion laughs": lambda: zipped({"content.xml": LAUGHS + "<a>&a9;</a>"}),
    "a path upwards": lambda: book_with(Entry("../../evil.xml", b"x")),
    "a path upwards inside": lambda: book_with(Entry("xl/../../evil.xml", b"x")),
    "an absolute path": lambda: book_with(Entry("/etc/evil.xml", b"x")),
    "a drive": lambda: book_with(Entry("C:/evil.xml", b"x")),
    "a path of Windows": lambda: book_with(Entry("xl\\..\\evil.xml", b"x")),
    "a zero byte in a name": lambda: book_with(Entry("xl/evil.xml\x00.png", b"x")),
    "a link": lambda: book_with(
        Entry("xl/link.xml", b"/etc/passwd", attributes=(stat.S_IFLNK | 0o777) << 16)
    ),
    "a part twice": lambda: archive(
        [*(Entry(n, c) for n, c in HONEST.items()), Entry(SHEET, HONEST[SHEET])]
    ),
    "a part twice, in capitals": lambda: archive(
        [*(Entry(n, c) for n, c in HONEST.items()), Entry(SHEET.upper(), HONEST[SHEET])]
    ),
}

BROKEN = {
    "nothing": lambda: b"",
    "not an archive": lambda: b"worker;qualified\n1;yes\n",
    "cut": lambda: excel()[:-40],
    "cut in the middle": lambda: excel()[: len(excel()) // 2],
    "its beginning is lost": lambda: excel()[300:],
    "a file with a password": lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5000),
    "a part with a password": lambda: book_with(Entry(SHEET, HONEST[SHEET], flags=1)),
    "a part packed otherwise": lambda: zipped(HONEST, zipfile.ZIP_LZMA),
    "says less than there is": lambda: book_with(lying_small()),
    "says more than there is": lambda: book_with(lying_large()),
    "a wrong checksum": lambda: book_with(Entry(SHEET, HONEST[SHEET], checksum=1)),
    "another name inside": lambda: book_with(
        Entry(SHEET, HONEST[SHEET], local_name=b"xl/worksheets/sheet2.xml")
    ),
    "an archive in an archive": lambda: zipped({"a.xlsx": excel()}),
    "deep": lambda: excel(book=deep(120_000).encode()),
    "cells in cells": lambda: rows_of("".join(f'<c r="A{n}">' for n in range(1, 120_000))),
    "a formula among deep tags": lambda: rows_of("<c><f/></c>" + deep(120_000)),
    "bytes of no language": lambda: excel(
        sheet=sheet_of('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
        texts=b"<sst><si><t>\xff\xfe\xfa</t></si></sst>",
    ),
    "a text that is not there": lambda: rows_of('<c r="A1" t="s"><v>4294967296</v></c>'),
    "a sheet that is not there": lambda: zipped(
        {name: content for name, content in HONEST.items() if name != SHEET}
    ),
    "LibreOffice: a negative number of columns": lambda: ods(
        ods_row(ods_number('table:number-columns-repeated="-1"'))
    ),
}

CASES = [
    pytest.param(make, rule, id=name)
    for files, rule in ((LARGE, TOO_LARGE), (UNSAFE, UNSAFE_FILE), (BROKEN, UNREADABLE))
    for name, make in files.items()
]


# --- reading them -------------------------------------------------------------------------------


def in_own_process(job):
    """What ``job`` returns, the seconds of work it took and the megabytes it needed besides."""
    source, target = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            start = time.process_time()
            answer = job()
            taken = time.process_time() - start
            memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
            os.write(target, json.dumps([answer, taken, memory]).encode())
        finally:
            os._exit(0)
    os.close(target)
    with os.fdopen(source, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return json.loads(told)


def rules_broken(path):
    tables, problems = open_workbook(path, PLACE)
    form_office(path)
    return [len(tables), *(problem.rule for problem in problems)]


def test_the_honest_workbook_that_the_others_are_made_of(tmp_path):
    for data in (excel(), book_with()):
        (tmp_path / "a.xlsx").write_bytes(data)
        assert sheets_of(tmp_path / "a.xlsx") == [("workers", [(1, ["worker"])])]
    (tmp_path / "a.ods").write_bytes(ods(ods_row(ods_text("worker"))))
    assert sheets_of(tmp_path / "a.ods") == [("workers", [(1, ["worker"])])]


@pytest.mark.parametrize(("make", "rule"), CASES)
def test_it_is_refused_at_once(tmp_path, make, rule):
    path = tmp_path / "a.xlsx"
    path.write_bytes(make())
    answer, seconds, megabytes = in_own_process(lambda: rules_broken(path))
    assert answer == [0, rule.what.en]
    assert seconds < SECONDS
    assert megabytes < MEGABYTES


def test_a_file_larger_than_any_delivery_is_not_even_opened(tmp_path):
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(2**33)
    answer, seconds, megabytes = in_own_process(lambda: rules_broken(path))
    assert answer == [0, TOO_LARGE.what.en]
    assert seconds < SECONDS and megabytes < MEGABYTES


def test_no_other_file_is_read_or_written(tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "a.xlsx"
    for make in UNSAFE.values():
        path.write_bytes(make())
        open_workbook(path, PLACE)
    assert [p.name for p in tmp_path.rglob("*")] == ["in", "a.xlsx"]


# --- honest files that look a little like them --------------------------------------------------

FORMATTED = "".join(
    f'<row r="{row}">' + "".join(f'<c r="{column(n)}{row}" s="0"/>' for n in range(2, 16_385, 400))
    + "</row>"
    for row in range(2, 50)
)  # fmt: skip

HARMLESS = {
    "formatted empty cells far away": excel(
        sheet=sheet_of('<row r="1"><c r="A1" t="s"><v>0</v></c></row>' + FORMATTED)
    ),
    "a picture that shrinks well": zipped({**HONEST, "xl/media/white.bmp": bytes(2 * 10**7)}),
    "a part of a bomb that is not read": book_with(unfolding("xl/media/a.xml", 900)),
    "folders": zipped({"xl/": b"", **HONEST}),
    "rows of LibreOffice that end far away": ods(
        ods_row(ods_text("worker") + '<table:table-cell table:number-columns-repeated="16383"/>')
        + ods_row('<table:table-cell table:number-columns-repeated="16384"/>', 1_048_575)
    ),
}


@pytest.mark.parametrize("kind", HARMLESS)
def test_honest_files_are_read(tmp_path, kind):
    (tmp_path / "a.xlsx").write_bytes(HARMLESS[kind])
    assert sheets_of(tmp_path / "a.xlsx") == [("workers", [(1, ["worker"])])]


@pytest.mark.slow
def test_a_million_rows_are_read(tmp_path):
    texts = "".join(f"<si><t>{n:05d}</t></si>" for n in range(10_000))
    row = (
        '<row r="{0}"><c r="A{0}" t="s"><v>{1}</v></c><c r="B{0}"><v>45352</v></c><c r="C{0}"'
        ' t="s"><v>1</v></c><c r="D{0}" t="b"><v>1</v></c><c r="E{0}" t="s"><v>2</v></c>'
        '<c r="F{0}"><v>{2}</v></c></row>'
    )
    rows = "".join(row.format(n, n % 10_000, n % 11) for n in range(1, 1_000_001))
    (tmp_path / "a.xlsx").write_bytes(
        excel(texts=f"<sst>{texts}</sst>".encode(), sheet=sheet_of(rows))
    )
    ((_, lines),) = sheets_of(tmp_path / "a.xlsx")
    assert len(lines) == 1_000_000
    assert lines[-1] == (1_000_000, ["00000", "45352", "00001", "true", "00002", str(10**6 % 11)])
