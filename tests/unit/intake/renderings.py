"""One office's data as values, and the many ways in which an office may write them down.

All data are synthetic.
"""

import csv
import datetime as dt
import io
import itertools
import random
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import pandas as pd

from evaluation.observations import TABLES
from evaluation.pseudonyms import Pseudonyms

D = dt.date
# A meaning in the contract's codes; None is an empty cell. Ids, days, numbers and texts are bare.
DATA = {
    "clients": [
        ("00123", "Šárka Mäki", 1980, "female", "adults", D(2024, 3, 1), D(2024, 11, 3), "moved"),
        ("0123", "7", 1975, None, "older-people", D(2024, 3, 2), None, None),
        ("Väinö-7", "Šárka Mäki", None, "other", None, D(2023, 12, 31), None, None),
        ("131052-308T", "7", 1952, "male", "adults", D(2024, 2, 29), D(2024, 10, 1),
         "goal-reached"),
    ],
    "assessments": [
        ("00123", D(2024, 3, 2), "client", True, "hope", 7.5),
        ("00123", D(2024, 3, 2), "worker", False, "plan_together_worker", 3.0),
        ("0123", D(2024, 6, 15), "client", None, "hope", 10.0),
        ("Väinö-7", D(2023, 12, 1), "client", True, "plan_together", 0.0),
        ("131052-308T", D(2024, 4, 4), "client", False, "esis_01", 1.25),
    ],
    "goals": [
        ("0123", "oma äänikirja, š ja ž; \"lainaus\"", "housing", 1.5, D(2024, 3, 5), D(2024, 9, 5),
         -1),
        ("00123", "yö töissä", None, None, D(2024, 3, 12), None, None),
    ],
    "methods": [
        ("00123", "Šárka Mäki", D(2024, 3, 4), "home-visit", 1200.0),
        ("0123", None, D(2024, 12, 4), "planning-meeting", None),
        ("0123", "7", D(2024, 4, 11), "home-visit", 45.5),
    ],
    "feedback": [
        (D(2024, 4, 1), None, "planning", "hyvä; mutta pitkä jono, ja öisin \"kiire\"", "a1"),
        (D(2024, 4, 2), "0123", None, None, None),
    ],
    "actions": [
        ("a1", "planned-work", "work-group", "content", "puhelinaika pidemmäksi", "esimies",
         D(2024, 4, 3), D(2099, 12, 31), None, None, None),
        ("a2", None, None, "structure", None, None, None, None, D(2024, 5, 1), D(2024, 5, 6), "ok"),
    ],
    "workers": [
        ("Šárka Mäki", True, 0.8, 45.0, D(2020, 1, 1), None),
        ("7", False, 1.0, 1000.0, None, D(2030, 10, 12)),
    ],
    "facts": [("2024", "unemployment_rate", 12.5), ("2023", "unemployment_rate", 100.0)],
}  # fmt: skip

# What offices write for a meaning; the plan is asked of both respondents under one name.
WRITTEN = {
    "female": ("nainen", "Female", "kvinna"), "male": ("mies", "m", "man"),
    "other": ("muu", "OTHER", "annat"), "moved": ("muutto", "moved", "moved"),
    "goal-reached": ("tavoite saavutettu", "goal reached", "goal-reached"),
    "client": ("asiakas", "client", "klient"), "worker": ("työntekijä", "worker", "arbetare"),
    "work-group": ("työryhmä", "Work group", "work-group"),
    "content": ("sisältö", "content", "content"), "structure": ("rakenne", "structure", "rakenne"),
    "adults": ("aikuissosiaalityö", "adults", "Aikuiset"),
    "older-people": ("iäkkäät", "older people", "older-people"),
    "housing": ("asuminen", "Housing", "housing"), "planning": ("suunnittelu",) * 3,
    "home-visit": ("KÄYNTI KOTONA", "home visit", "kotikäynti"),
    "planning-meeting": ("suunnittelutapaaminen", "planning meeting", "planning-meeting"),
    "hope": ("Toivo", "hope", "HOPE"), "plan_together_worker": ("plan_together",) * 3,
    "unemployment_rate": ("työttömyysaste", "Unemployment rate", "unemployment_rate"),
}  # fmt: skip
TRUTH = {True: ("kyllä", "yes", "ja"), False: ("ei", "No", "nej")}


@dataclass(frozen=True)
class Dialect:
    """How one office writes: which of the words and headers (0 fi, 1 en, 2 sv), and its signs."""

    encoding: str = "utf-8"
    separator: str = ";"
    decimal: str = ","
    date: str = "d.m.yyyy"
    words: int = 0
    thousands: str = " "
    ending: str = "\r\n"
    quoting: int = csv.QUOTE_MINIMAL
    nothing: str = ""

    def __str__(self):
        separator = {";": "semicolon", "\t": "tab", ",": "comma"}[self.separator]
        return f"{self.encoding} {separator} {self.decimal} {self.date}"


BYTE_ORDER = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16-le", "utf-16-be")
DATES = {
    "d.m.yyyy": lambda day: f"{day.day}.{day.month}.{day.year}",
    "dd.mm.yyyy": lambda day: f"{day:%d.%m.%Y}",
    "yyyy-mm-dd": lambda day: f"{day:%Y-%m-%d}",
}


def dialects(separators):
    """Every encoding, separator, decimal sign and form of dates; the small things by chance."""
    chance = random.Random(3)
    for encoding, separator, decimal, date in itertools.product(
        ENCODINGS, separators, (",", "."), DATES
    ):
        # Windows' page has no narrow space.
        spaces = (" ", "\u00a0", "") if encoding == "cp1252" else (" ", "\u00a0", "", "\u202f")
        yield Dialect(
            encoding,
            separator,
            decimal,
            date,
            words=chance.randrange(3),
            thousands=chance.choice(spaces),
            ending=chance.choice(("\r\n", "\n")),
            quoting=chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
            nothing=chance.choice(("", "", "-", "NA", "ei tietoa")),
        )


def kind_of(table, position):
    return TABLES[table].columns[position].kind


def header(table, words):
    """The headers in Finnish, English or Swedish, as far as the contract has them."""
    for column in TABLES[table].columns:
        finnish = column.names[0] if column.names else column.name
        yield (finnish, column.name.replace("_", " ").upper(), (column.names or (finnish,))[-1])[
            words
        ]


def as_text(value, kind, dialect):
    """A value as the office writes it."""
    if value is None:
        return dialect.nothing
    if isinstance(value, bool):
        return TRUTH[value][dialect.words]
    if isinstance(value, dt.date):
        return DATES[dialect.date](value)
    if kind == "number":
        whole, _, decimals = f"{value:g}".partition(".")
        whole = f"{int(whole):,}".replace(",", dialect.thousands)
        return whole + (dialect.decimal + decimals if decimals else "")
    return WRITTEN.get(value, (str(value),) * 3)[dialect.words]


def lines(table, dialect):
    """Header and rows of a table as texts."""
    yield list(header(table, dialect.words))
    for row in DATA[table]:
        yield [as_text(value, kind_of(table, i), dialect) for i, value in enumerate(row)]


def write_csv(folder, dialect):
    folder.mkdir(parents=True)
    for table in DATA:
        out = io.StringIO()
        writer = csv.writer(
            out,
            delimiter=dialect.separator,
            lineterminator=dialect.ending,
            quoting=dialect.quoting,
        )
        writer.writerows(lines(table, dialect))
        data = BYTE_ORDER.get(dialect.encoding, b"") + out.getvalue().encode(dialect.encoding)
        name = (table, *TABLES[table].names)[dialect.words % 2]
        kind = "tsv" if dialect.separator == "\t" and dialect.words else "csv"
        (folder / f"{name}.{kind}").write_bytes(data)


def as_cell(value, kind, words):
    """A value as the cell of a workbook: days, numbers and truth are what they are."""
    if value is None or isinstance(value, (bool, dt.date, float, int)):
        return value
    return as_text(value, kind, Dialect(words=words))


def write_xlsx(folder, words=0, zeros=False):
    """Write a workbook with real days and numbers; ``zeros``: an id is a number shown as 00123."""
    folder.mkdir(parents=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for table, rows in DATA.items():
        sheet = book.create_sheet((table, *TABLES[table].names)[(words + 1) % 2])
        sheet.append(list(header(table, words)))
        for row in rows:
            sheet.append([as_cell(v, kind_of(table, i), words) for i, v in enumerate(row)])
            for cell in sheet[sheet.max_row]:
                if isinstance(cell.value, dt.date):
                    cell.number_format = "d.m.yyyy"
                if zeros and cell.value == "00123":
                    cell.value, cell.number_format = 123, "00000"
    book.save(folder / "aineisto.xlsx")


NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
)
LAST_ROWS = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
)


def ods_cell(value):
    if value is None:
        return '<table:table-cell table:number-columns-repeated="1"/>'
    if isinstance(value, bool):
        kind, named = "boolean", f'office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, dt.date):
        kind, named = "date", f'office:date-value="{value:%Y-%m-%d}"'
    elif isinstance(value, (int, float)):
        kind, named = "float", f'office:value="{value}"'
    else:
        kind, named = "string", ""
    shown = f"<text:p>{escape(str(value))}</text:p>"
    return f'<table:table-cell office:value-type="{kind}" {named}>{shown}</table:table-cell>'


def write_ods(folder, words=0):
    """Write a workbook as LibreOffice does: one part, and a million empty rows at each end."""
    folder.mkdir(parents=True)
    sheets = []
    for table, rows in DATA.items():
        cells = [list(header(table, words))]
        cells += [[as_cell(v, kind_of(table, i), words) for i, v in enumerate(r)] for r in rows]
        body = "".join(
            f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in cells
        )
        name = quoteattr((table, *TABLES[table].names)[(words + 1) % 2])
        sheets.append(f"<table:table table:name={name}>{body}{LAST_ROWS}</table:table>")
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES}><office:body>'
        f"<office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(folder / "aineisto.ods", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")


DTYPES = {
    "date": "datetime64[ns]", "number": "float64", "integer": "Int64", "truth": "boolean",
    "client": "str", "worker": "str", "text": "str", "code": "str",
}  # fmt: skip


def expected(table, office, key):
    """The frame that every way of writing must give."""
    made = Pseudonyms(key)
    columns = {"office": pd.Series([office] * len(DATA[table]), dtype="str")}
    for i, column in enumerate(TABLES[table].columns):
        values = [row[i] for row in DATA[table]]
        if column.kind in ("client", "worker"):
            make = getattr(made, column.kind)
            values = [None if v is None else make(v, office) for v in values]
        columns[column.name] = pd.Series(values, dtype=DTYPES[column.kind])
    return pd.DataFrame(columns)
