"""A small sound delivery under the shipped theory: CSV, .xlsx and .ods. All of it is synthetic."""

import csv
import datetime as dt
import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

import openpyxl

OFFICE = "office-a"
KEY = b"a key for tests, thirty-two bytes"
TODAY = dt.date(2024, 12, 31)

# What stands in ids and texts, and may be told nowhere.
SECRETS = ("Kanariina", "Keltasirkku", "131052-308", "kanarialin", "040 765")


def sound():
    """Sheet name → rows as texts, header first. A new copy each time."""
    return {
        "asiakkaat": [
            ["asiakas", "työntekijä", "syntymävuosi", "sukupuoli", "asiakasryhmä", "alkoi",
             "päättyi", "päättymissyy"],
            ["131052-308T", "Kanariina Keltasirkku", "1952", "nainen", "aikuiset", "1.3.2024",
             "3.11.2024", "muutto"],
            ["00123", "7", "1975", "", "iäkkäät", "02.03.2024", "", ""],
            ["Kanariina-7", "7", "-", "muu", "", "2024-03-13", "", ""],
        ],
        "arvioinnit": [
            ["asiakas", "päivä", "vastaaja", "asiakas läsnä", "mittari", "arvo"],
            ["131052-308T", "2.3.2024", "asiakas", "kyllä", "participation", "7,5"],
            ["131052-308T", "12.10.2024", "asiakas", "ei", "Trust", "3"],
            ["00123", "15.3.2024", "asiakas", "", "terveys", "10"],
            ["Kanariina-7", "2024-03-15", "asiakas", "k", "felt_heard", "0"],
        ],
        "tavoitteet": [
            ["asiakas", "tavoite", "elämänalue", "paino", "asetettu", "arvioitu", "toteutuma"],
            ["00123", "šakki ja äänikirja kanarialinnuista, maža", "asuminen", "1,5", "5.3.2024",
             "5.9.2024", "-1"],
        ],
        "menetelmät": [
            ["asiakas", "työntekijä", "päivä", "menetelmä", "minuutit"],
            ["00123", "7", "4.3.2024", "kotikäynti", "1 200"],
            ["131052-308T", "", "14.3.2024", "ryhmätyö", "45,25"],
        ],
        "palaute": [
            ["päivä", "asiakas", "ulottuvuus", "teksti", "toimi"],
            ["1.4.2024", "", "suunnittelu", "kanarialintu lauloi; öisin pitkä jono", "a1"],
            ["2.4.2024", "00123", "", "soita 040 765 4321", ""],
        ],
    }  # fmt: skip


def csv_file(rows, separator=";", encoding="utf-8", quoting=csv.QUOTE_MINIMAL):
    """One table as the bytes of a CSV file."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n", quoting=quoting).writerows(rows)
    return out.getvalue().encode(encoding, errors="replace")


def xlsx_file(tables, typed=True):
    """All tables as the bytes of a workbook; ``typed`` makes days and numbers of what is so."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows):
            sheet.append([_typed(cell) if typed and number else cell or None for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _typed(cell):
    """A day or a number of a cell that is written as one; an id of digits stays a text."""
    if not cell:
        return None
    try:
        day, month, year = map(int, cell.split("."))
        return dt.datetime(year, month, day)
    except ValueError:
        pass
    whole, comma, decimals = cell.partition(",")
    if comma and whole.isdecimal() and decimals.isdecimal():
        return float(f"{whole}.{decimals}")
    return int(cell) if cell.isdecimal() and not cell.startswith("0") else cell


NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
    for short in ("office", "table", "text")
)


def ods_file(tables, typed=True):
    """All tables as the bytes of a workbook of LibreOffice."""
    sheets = []
    for name, rows in tables.items():
        body = ""
        for number, row in enumerate(rows):
            cells = "".join(_ods_cell(_typed(cell) if typed and number else cell) for cell in row)
            body += f"<table:table-row>{cells}</table:table-row>"
        body += (
            '<table:table-row table:number-rows-repeated="99"><table:table-cell/></table:table-row>'
        )
        sheets.append(f"<table:table table:name={quoteattr(name)}>{body}</table:table>")
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES}><office:body>'
        f"<office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return out.getvalue()


def _ods_cell(value):
    if value is None or value == "":
        return '<table:table-cell table:number-columns-repeated="1"/>'
    if isinstance(value, dt.date):
        kind = f'office:value-type="date" office:date-value="{value:%Y-%m-%d}"'
    elif isinstance(value, (int, float)):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"
