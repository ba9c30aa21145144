"""A cell's value as the reader of workbooks gives it → text, None where it is empty."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel

from evaluation.intake.bounds import MAX_CELL
from evaluation.intake.catalogue import TOO_LARGE
from evaluation.intake.workbooks.archive import Refused
from evaluation.intake.workbooks.marks import NO_DATE, NO_NUMBER

LEADING_ZEROS = re.compile("0{2,}")
# "[$-40B]" is a language, "[Red]" a colour.
BRACKETS = re.compile(r"\[[^\]]*\]")
DAY = dt.timedelta(days=1)
# Whole numbers below this are exact.
EXACT = 2**53


class Texts(dict[Any, str | None]):
    """Text of each value that was met.

    Parameters
    ----------
    epoch : datetime
        Day 0 of the workbook's calendar: days come as the time that has passed since then.
    """

    def __init__(self, epoch: dt.datetime) -> None:
        self.makers: Mapping[type, Callable[[Any], str | None]] = {
            **TEXTS,
            dt.timedelta: lambda passed: day_text(passed / DAY, epoch),
        }

    def __missing__(self, value: Any) -> str | None:
        text = self[value] = self.makers[type(value)](value)
        return text

    def of_rows(self, rows: Sequence[Sequence[Any]]) -> Iterator[list[str | None]]:
        """Texts of equally long rows; each different value is turned into text once.

        Raises
        ------
        Refused
            When a text is longer than a cell of Excel can hold.
        """
        cells = list(itertools.chain.from_iterable(rows))
        if bool in set(map(type, cells)):  # True and 1.0 are equal, and would share one text
            texts = iter([self.makers[type(value)](value) for value in cells])
        else:
            texts = map(self.__getitem__, cells)
        return map(list, zip(*[texts] * len(rows[0]), strict=True))


def plain_text(value: str) -> str | None:
    """Text as it stands."""
    if len(value) > MAX_CELL:
        raise Refused(TOO_LARGE)
    return value or None


def float_text(value: float) -> str:
    """Positional, without an exponent; a whole number has no decimals.

    What is no number (a broken program may write NaN) is an error of the sheet, never an id.
    """
    if not math.isfinite(value):
        return NO_NUMBER
    if value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    return str(np.format_float_positional(value, trim="-"))


def moment_text(value: dt.datetime) -> str:
    """Day alone when there is no time of day."""
    return value.date().isoformat() if value.time() == dt.time() else str(value)


TEXTS: Mapping[type, Callable[[Any], str | None]] = {
    str: plain_text,
    float: float_text,
    int: str,
    bool: lambda value: str(value).lower(),
    dt.date: dt.date.isoformat,
    dt.datetime: moment_text,
    dt.time: str,
}


def day_text(number: float, epoch: dt.datetime) -> str:
    """Text of a day, a moment, or below one day a time, of Excel's number for it.

    >>> day_text(45352, dt.datetime(1899, 12, 30))
    '2024-03-01'
    """
    try:
        moment = from_excel(number, epoch)
    except (OverflowError, ValueError):
        return NO_DATE
    return moment_text(moment) if isinstance(moment, dt.datetime) else str(moment)


def percentage_text(fraction: float) -> str:
    """Text of a percentage: with its sign, so that nobody takes it for a number of another size.

    >>> percentage_text(0.125)
    '12.5 %'
    """
    return f"{float_text(round(fraction * 100, 10))} %"


def needs_format(code: str) -> bool:
    """Whether a number of this format (Excel's code) is another text than its value alone."""
    return "%" in code or _zeros(code) > 0


def is_day_format(code: str) -> bool:
    """Whether a number of this format (Excel's code) is shown as a day or a time."""
    return bool(is_date_format(code))


def formatted_text(value: str, code: str, epoch: dt.datetime) -> str:
    """Text of a number under Excel's format code: a day, a percentage, leading zeros, or plain.

    Parameters
    ----------
    value : str
        The number as it is written in the file.
    code : str
        As ``0.0%``, ``d.m.yyyy`` or ``00000``.
    epoch : datetime
        Day 0 of the workbook's calendar.

    Raises
    ------
    ValueError
        When ``value`` is no number.
    """
    number = float(value)
    if is_day_format(code):
        return day_text(number, epoch)
    if "%" in code:
        return percentage_text(number)
    text = float_text(number)
    return text.zfill(_zeros(code)) if text.isdecimal() else text


def _zeros(code: str) -> int:
    """How many digits a format of nothing but zeros asks for, 0 for another format."""
    first = BRACKETS.sub("", code.partition(";")[0])
    return len(first) if LEADING_ZEROS.fullmatch(first) else 0
