"""One sheet of Excel's format, cell by cell: what the reader of values cannot tell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

import numpy as np
from openpyxl.utils import column_index_from_string

from evaluation.intake.catalogue import TOO_LARGE, UNREADABLE
from evaluation.intake.workbooks.archive import Refused
from evaluation.intake.workbooks.cell_text import formatted_text
from evaluation.intake.workbooks.extent import MAX_TEXT_BYTES, Extent
from evaluation.intake.workbooks.marks import NO_SAVED_RESULT, Mark

ADDRESS = re.compile("([A-Z]{1,3})([0-9]{1,8})")
DECIMALS = re.compile("[0-9]{1,9}")


@dataclass(frozen=True)
class Setting:
    """What the sheets of a workbook share: formats that matter by style, calendar, texts' sizes."""

    formats: Mapping[str, str]
    epoch: dt.datetime
    sizes: np.ndarray[Any, Any]


class CarefulLook:
    """Reads a sheet cell by cell: its size by the cells that hold something, and their marks.

    Parameters
    ----------
    setting : Setting
        What the workbook's sheets share.
    """

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.marks: list[Mark] = []
        self.extent = Extent()
        self.text_bytes = 0
        self.row = self.column = 0
        self.cell: Mapping[str, str] = {}
        self.has_formula = self.has_text = self.has_value = self.in_value = False
        self.value = ""

    def over(self, cells: bytes) -> tuple[Mark, ...]:
        """Look at all cells of a sheet.

        Raises
        ------
        Refused
            When the sheet is larger than any honest delivery.
        Exception
            Of many kinds, when it is broken.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.Parse(cells, True)
        return tuple(self.marks)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the beginning of an element."""
        begin = STARTS.get(tag if ":" not in tag else tag.rpartition(":")[2])
        if begin is not None:
            begin(self, attributes)

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        tag = tag if ":" not in tag else tag.rpartition(":")[2]
        if tag == "c":
            self.end_cell()
        elif tag == "v":
            self.in_value = False

    def text(self, text: str) -> None:
        """Take in a piece of text."""
        if self.in_value:
            self.value += text

    def start_row(self, attributes: dict[str, str]) -> None:
        """Count a row; its number may be left out."""
        self.row = int(attributes.get("r", self.row + 1))
        self.column = 0

    def start_cell(self, attributes: dict[str, str]) -> None:
        """Find where a cell is; its address may be left out."""
        address = attributes.get("r")
        if address is None:
            self.column += 1
        else:
            match = ADDRESS.fullmatch(address)
            if match is None:
                raise Refused(UNREADABLE)
            self.row, self.column = int(match[2]), column_index_from_string(match[1])
        self.cell = attributes
        self.has_formula = self.has_text = self.has_value = self.in_value = False
        self.value = ""

    def start_formula(self, attributes: dict[str, str]) -> None:
        """Remember that the cell is computed.

        Raises
        ------
        Refused
            When the result stands before its formula: the reader of values would lose it.
        """
        if self.has_value:
            raise Refused(UNREADABLE)
        self.has_formula = True

    def start_value(self, attributes: dict[str, str]) -> None:
        """Gather the text that follows.

        Raises
        ------
        Refused
            When the cell holds another value, too: the reader of values would lose one.
        """
        if self.has_text or self.has_value:
            raise Refused(UNREADABLE)
        self.has_value = self.in_value = True

    def start_text(self, attributes: dict[str, str]) -> None:
        """Remember that the text stands in the cell itself."""
        self.has_text = True

    def end_cell(self) -> None:
        """Decide what the cell's text is, where the reader of values cannot tell."""
        kind, text = self.cell.get("t", "n"), None
        if self.value and kind == "n":
            code = self.setting.formats.get(self.cell.get("s", "0"))
            if code is not None:
                text = formatted_text(self.value, code, self.setting.epoch)
        elif self.has_formula and not self.value and not self.has_text and kind != "str":
            # A saved result that is an empty text is a result.
            text = NO_SAVED_RESULT
        if text is not None:
            self.marks.append(Mark(self.row - 1, 1, self.column - 1, 1, text))
        if text is not None or self.value or self.has_text:
            self.extent.reach(self.row, self.column)
            self.extent.check()
        if kind == "s" and self.value:
            if not DECIMALS.fullmatch(self.value):
                raise Refused(UNREADABLE)
            self.text_bytes += int(self.setting.sizes[int(self.value)])
            if self.text_bytes > MAX_TEXT_BYTES:
                raise Refused(TOO_LARGE)


STARTS: Mapping[str, Callable[[CarefulLook, dict[str, str]], None]] = {
    "row": CarefulLook.start_row,
    "c": CarefulLook.start_cell,
    "f": CarefulLook.start_formula,
    "v": CarefulLook.start_value,
    "is": CarefulLook.start_text,
}
