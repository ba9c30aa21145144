"""Marked values that may come out nowhere, deliveries full of them, and what looks for them.

All of it is synthetic: the identity codes are made up from the rule of their control character.
"""

import base64
import csv
import hashlib
import io
import re
import struct
import traceback
import unicodedata
import zipfile
import zlib

import openpyxl
import pyarrow.parquet as pq
from openpyxl.comments import Comment

KEY = hashlib.sha256(b"the key of the canaries").digest()
NAME, MAIL = "Kanariina Keltasirkku", "kanariina.keltasirkku@example.fi"
PHONE, OTHER_PHONE = "040 765 4321", "+358407654321"
CODE, OTHER_CODE, WRONG_CODE = "131052-308T", "010190-908Y", "131052-308U"
ALL = f"{NAME}, {CODE}, {PHONE}, {MAIL}"

# Parts of them are looked for, in small letters: half a name is a name.
MARKS = ("kanariina", "keltasirk", "131052", "010190", "765 4321", "7654321")


def marks_in(content):
    """The marks that stand in a text or in bytes, and the key's name if the key does."""
    if isinstance(content, bytes):
        found = [marks_in(content.decode(e, errors="ignore")) for e in ("utf-8", "cp1252")]
        found += [marks_in(content[at:].decode("utf-16-le", errors="ignore")) for at in (0, 1)]
        return set().union(*found, {"key"} if KEY in content else set())
    text = unicodedata.normalize("NFC", content).casefold()
    return {mark for mark in MARKS if mark in text} | ({"key"} if KEY.hex() in text else set())


PICTURE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def pictures_of(page):
    """Every PNG that stands within a page, as bytes."""
    return [base64.b64decode(data, validate=True) for data in PICTURE.findall(page)]


def chunks_of(png):
    """The pieces of a PNG: their four-letter kinds and contents (ISO/IEC 15948, 5.3)."""
    assert png.startswith(SIGNATURE)
    at, chunks = len(SIGNATURE), []
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        chunks.append((kind.decode("ascii"), png[at + 8 : at + 8 + length]))
        at += 12 + length
    return chunks


def marks_in_picture(png):
    """The marks in a PNG's bytes and in its text chunks, which may be packed."""
    found = marks_in(png)
    for kind, content in chunks_of(png):
        if kind in ("zTXt", "iTXt"):  # a keyword, flags, and the text last
            starts = (at for at, byte in enumerate(content) if byte == 0x78)
            found |= set().union(*(marks_in(unpacked(content[at:])) for at in starts))
    return found


def unpacked(content):
    """What zlib makes of bytes; nothing when they are not its own."""
    try:
        return zlib.decompress(content)
    except zlib.error:
        return b""


def marks_in_file(path):
    """The marks in a file's name, bytes, pictures, parts of an archive, columns of Parquet."""
    found = marks_in(path.name) | marks_in(path.read_bytes())
    if path.suffix == ".html":
        for png in pictures_of(path.read_text(encoding="utf-8")):
            found |= marks_in_picture(png)
    elif path.suffix == ".parquet":
        table = pq.read_table(path)
        found |= marks_in(str(table.schema) + str(table.schema.metadata))
        found |= marks_in(str(pq.read_metadata(path).metadata))
        for column in table.columns:
            found |= marks_in("\n".join(map(str, column.to_pylist())))
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for part in archive.namelist():
                found |= marks_in(part) | marks_in(archive.read(part))
    return found


def marks_in_folder(folder, but=()):
    """The marks of everything below a folder, names of folders too: path → marks.

    What is in the folders named in ``but`` is not looked at.
    """
    inside = [path for path in folder.rglob("*") if not {*path.relative_to(folder).parts} & {*but}]
    assert inside
    found = {p: marks_in_file(p) if p.is_file() else marks_in(p.name) for p in inside}
    return {str(path.relative_to(folder)): marks for path, marks in found.items() if marks}


def everything_said(error):
    """All that an error and those behind it can be made to tell, without the frames' variables."""
    said = "".join(traceback.format_exception(error))
    while error is not None:
        said += f"{error}{error!r}{error.args}{vars(error)}{getattr(error, '__notes__', '')}"
        error = error.__cause__ or error.__context__
    return said


def tables():
    """A delivery that is accepted although many of its rows are not; marks wherever one can be."""
    return {
        "asiakkaat": [
            ["asiakas", "työntekijä", "syntymävuosi", "sukupuoli", "asiakasryhmä", "alkoi",
             "päättyi", "päättymissyy", NAME, ALL],
            [CODE, NAME, "1952", "nainen", "aikuiset", "1.3.2024", "3.11.2024", "muutto", NAME, ""],
            [NAME, "7", "1975", "", "iäkkäät", "2.3.2024", "", "", "", CODE],
            [OTHER_CODE, CODE, "1975", "", "iäkkäät", "2.3.2024", "", "", PHONE, MAIL],
            ["3", "7", NAME, "", "", "2.3.2024", "", "", "", ""],
            ["4", "7", "", NAME, "", "2.3.2024", "", "", "", ""],
            ["5", "7", "", "", PHONE, "2.3.2024", "", "", "", ""],
            ["6", "7", "", "", "", CODE, "", "", "", ""],
            ["8", "7", "", "", "", "2.3.2024", f"{NAME} 1.4.2024", "", "", ""],
            ["9", "7", "", "", "", "2.3.2024", "", MAIL, "", ""],
            [WRONG_CODE, WRONG_CODE, "", "", "", "2.3.2024", "", "", "", ""],
            [f"{NAME}\n", "7", "", "", "", "2.3.2024", "", "", "", ""],
        ],
        "arvioinnit": [
            ["asiakas", "päivä", "vastaaja", "asiakas läsnä", "mittari", "arvo"],
            [CODE, "2.3.2024", "asiakas", "kyllä", "participation", "7,5"],
            [NAME, "12.3.2024", "asiakas", "ei", "trust", "3"],
            ["Kanariina", "12.3.2024", "asiakas", "ei", "trust", "3"],
            [CODE, NAME, "asiakas", "", "trust", "10"],
            [CODE, "2.3.2024", NAME, "", "trust", "10"],
            [CODE, "2.3.2024", "asiakas", CODE, "trust", "10"],
            [CODE, "2.3.2024", "asiakas", "", "trust", MAIL],
            [CODE, "2.3.2024", "asiakas", "", "felt_heard", PHONE],
        ],
        "tavoitteet": [
            ["asiakas", "tavoite", "elämänalue", "paino", "asetettu", "arvioitu", "toteutuma"],
            [CODE, f"asua lähellä: {ALL}", "asuminen", "1,5", "5.3.2024", "5.9.2024", "-1"],
            [NAME, f"{NAME} muuttaa", "", "", "5.3.2024", "", ""],
            [NAME, "asunto", NAME, "", "5.3.2024", "", ""],
            [NAME, "asunto", "", CODE, "5.3.2024", "", ""],
            [NAME, "asunto", "", "", "5.3.2024", PHONE, NAME],
        ],
        "menetelmät": [
            ["asiakas", "työntekijä", "päivä", "menetelmä", "minuutit"],
            [CODE, NAME, "4.3.2024", "kotikäynti", "60"],
            [CODE, CODE, "4.3.2024", "kotikäynti", NAME],
        ],
        "palaute": [
            ["päivä", "asiakas", "ulottuvuus", "teksti", "toimi"],
            ["1.4.2024", CODE, "suunnittelu", f"hetu:{CODE}. Hyvä, {NAME} kuunteli", NAME],
            ["1.4.2024", NAME, "", ALL, f"soita {PHONE}"],
            ["1.4.2024", "", NAME, ALL, ""],
        ],
        "kehittämistoimet": [
            ["toimi", "lähtökohta", "taso", "sisältö vai rakenne", "kuvaus", "vastuurooli",
             "sovittu", "määräpäivä", "tehty", "kerrottu takaisin", "tulos"],
            [NAME, ALL, "kunta", "sisältö", ALL, f"esimies {NAME}", "1.4.2024", "", "", "", ALL],
            ["a2", MAIL, "", "", OTHER_PHONE, CODE, "1.4.2024", "", "", "", f"{NAME} tuli"],
            ["a3", "", NAME, "", "", "", "1.4.2024", "", "", "", ""],
            ["a4", "", "", CODE, "", "", NAME, "", "", "", ""],
        ],
        "työntekijät": [
            ["työntekijä", "kelpoinen", "htv", "asiakasmäärä", "alkoi", "päättyi"],
            [NAME, "kyllä", "0,8", "45", "1.1.2020", ""],
            [CODE, NAME, "", "", "", ""],
            ["7", "", MAIL, PHONE, "", ""],
        ],
        "toimisto": [
            ["jakso", "mittari", "arvo"],
            [f"2024, {NAME}", "unemployment_rate", "12,5"],
            [CODE, "unemployment_rate", "12,5"],
            ["2023", "unemployment_rate", NAME],
        ],
    }  # fmt: skip


def broken(cell):
    """The same, but refused as a whole: a word that is in no list of the theory."""
    spoilt = tables()
    spoilt["arvioinnit"][1][4] = cell
    spoilt["menetelmät"][1][3] = cell
    del spoilt["toimisto"][0][2]
    for rows in spoilt.values():  # no file is the same as another office's
        rows.append(list(rows[1]))
    return spoilt


def write_csv(folder, sent):
    folder.mkdir(parents=True)
    for name, rows in sent.items():
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows(rows)
        (folder / f"{name}.csv").write_bytes(out.getvalue().encode("utf-8-sig"))
    for name in (f"{NAME}.csv", f"{CODE}.csv", f"arvioinnit {NAME}.csv", f"{NAME}.docx", CODE):
        (folder / name).write_text(ALL, encoding="utf-8")
    (folder / f"arvioinnit {PHONE}.csv").write_bytes((folder / "arvioinnit.csv").read_bytes())
    (folder / f"menetelmät {CODE}.csv").write_bytes(b"asiakas;p\xe4iv\xe4\r\n1;2;3\r\n")
    (folder / NAME).mkdir()


def write_xlsx(folder, sent):
    folder.mkdir(parents=True)
    book = openpyxl.Workbook()
    book.active.title = NAME
    book.active.append([ALL])
    book.create_sheet(CODE).append([ALL])
    book.properties.creator = book.properties.title = ALL
    for name, rows in sent.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
        sheet["A1"].comment = Comment(ALL, NAME)
    # Numbers after a table's name are its pieces' numbers; these are none.
    book.create_sheet(f"arvioinnit {PHONE}").append([*sent["arvioinnit"][0], NAME])
    book.create_sheet("palaute 131052-308").append([*sent["palaute"][0], NAME])
    book.save(folder / f"{NAME} {CODE}.xlsx")
