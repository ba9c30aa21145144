"""How the sheets of the form look and what may be changed in them."""

from __future__ import annotations

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from evaluation.spreadsheets import put

# Dark blue under white text and pale blue under black: both have a contrast above 7 to 1.
REQUIRED = PatternFill("solid", fgColor="FF1F3864")
OPTIONAL = PatternFill("solid", fgColor="FFDDE6F2")
PLAIN = Font(name="Calibri", size=11)
BOLD = Font(name="Calibri", size=11, bold=True)
WHITE_BOLD = Font(name="Calibri", size=11, bold=True, color="FFFFFFFF")
HEADING = Font(name="Calibri", size=13, bold=True)
TITLE = Font(name="Calibri", size=16, bold=True)
WRAPPED = Alignment(wrap_text=True, vertical="top")


def header(sheet: Worksheet, column: int, text: str, required: bool) -> None:
    """Write a bold header on the first row; cells are locked unless told otherwise."""
    cell = sheet.cell(1, column)
    put(cell, text)
    cell.font = WHITE_BOLD if required else BOLD
    cell.fill = REQUIRED if required else OPTIONAL
    cell.alignment = WRAPPED


def finish(sheet: Worksheet, header_row: bool = True) -> None:
    """Freeze the header, lock what is locked (without a password) and set the page for printing."""
    if header_row:
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        for selection in sheet.sheet_view.selection:
            selection.activeCell = selection.sqref = "A2"
    sheet.protection.enable()
    # In openpyxl a protection's flag says what is locked: widths, heights and sorting are not.
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.sort = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
