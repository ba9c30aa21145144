"""One cell's text → its value, or the rule it breaks. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from evaluation.contract import FIRST_DAY, LAST_PLANNED_DAY, MISSING
from evaluation.errors import BadInput
from evaluation.intake.catalogue import (
    AMBIGUOUS_NUMBER,
    BAD_IDENTITY,
    DAMAGED_ID,
    EXCEL_ERROR,
    FUTURE,
    NO_RESULT,
    NO_SUCH_DAY,
    NOT_A_DATE,
    NOT_A_NUMBER,
    NOT_WHOLE,
    OUT_OF_RANGE,
    TOO_EARLY,
    TOO_FAR,
    TWO_DIGIT_YEAR,
    UNKNOWN_WORD,
)
from evaluation.intake.rules import Rule
from evaluation.intake.workbooks import NO_SAVED_RESULT
from evaluation.spelling import clean, fold

Value: TypeAlias = str | float | int | bool | dt.date
Reader: TypeAlias = Callable[[str], "Value | Rule"]

NOTHING = frozenset(map(fold, MISSING))
# Cells that Excel could not compute; Finnish and English.
# fmt: off
EXCEL_ERRORS = frozenset({
    "#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!",
    "#puuttuu!", "#viittaus!", "#arvo!", "#jako/0!", "#nimi?", "#luku!", "#tyhjä!",
})
# fmt: on

# Folding takes spaces and underscores away; a longer text without them is no such word.
LONGEST_WORD = max(map(len, NOTHING | EXCEL_ERRORS))

MINUS = str.maketrans("−–", "--")
NUMBER = re.compile(r"[-+]?(?:\d{1,15}|\d{1,3}(?: \d{3}){1,4})(?:[.,]\d{1,20})?", re.ASCII)
# A comma or a point before three figures may stand between thousands.
THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
CLOCK = r"(?:[ T]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d{1,6})?)?)?"
FINNISH_DATE = re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})" + CLOCK, re.ASCII)
ISO_DATE = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})" + CLOCK, re.ASCII)
SHORT_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2}" + CLOCK, re.ASCII)
# A number that a spreadsheet has rounded, a number that it took for a date, a lost character,
# a line break from a misplaced quotation mark.
ROUNDED = re.compile(r"\d([.,]\d+)?E\+\d+|\d{16,}(\.\d+)?", re.ASCII | re.IGNORECASE)
LOST = re.compile("[\ufffd\r\n\x00]")


def number_between(low: float | None, high: float | None, highest: float | None = None) -> Reader:
    """Reader of numbers: decimal comma or point, spaces between thousands; inclusive bounds.

    ``1,234`` is refused where both 1.234 and 1234 may be meant: where ``highest`` (by default
    ``high``) is at least that large.
    """
    top = high if highest is None else highest

    def read(text: str) -> float | Rule:
        plain = " ".join(text.translate(MINUS).split())
        if not NUMBER.fullmatch(plain):
            return NOT_A_NUMBER
        value = float(plain.replace(" ", "").replace(",", "."))
        if THOUSANDS.fullmatch(plain) and (top is None or abs(value) * 1000 <= top):
            return AMBIGUOUS_NUMBER
        if (low is not None and value < low) or (high is not None and value > high):
            return OUT_OF_RANGE
        return value

    return read


def whole_between(low: float | None, high: float | None) -> Reader:
    """Reader of whole numbers (``2,0`` is whole)."""
    read_number = number_between(low, high)

    def read(text: str) -> int | Rule:
        value = read_number(text)
        if isinstance(value, Rule):
            return value
        return int(value) if isinstance(value, float) and value.is_integer() else NOT_WHOLE

    return read


def date_until(today: dt.date, planned: bool) -> Reader:
    """Reader of dates ``1.3.2024`` (day first) and ``2024-03-01``; a time of day is left out.

    ``planned`` dates may lie in the future.
    """

    def read(text: str) -> dt.date | Rule:
        match = FINNISH_DATE.fullmatch(text) or ISO_DATE.fullmatch(text)
        if not match:
            return TWO_DIGIT_YEAR if SHORT_DATE.fullmatch(text) else NOT_A_DATE
        try:
            day = dt.date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            return NO_SUCH_DAY
        if day < FIRST_DAY:
            return TOO_EARLY
        if planned:
            return TOO_FAR if day > LAST_PLANNED_DAY else day
        return FUTURE if day > today else day

    return read


def word_of(words: Mapping[str, Value], unknown: Rule = UNKNOWN_WORD) -> Reader:
    """Reader of words: ``words`` are folded spellings → what they mean."""
    return lambda text: words.get(fold(text), unknown)


def known_word(words: frozenset[str], unknown: Rule) -> Reader:
    """Reader that keeps a known word, folded: what it means depends on the row's other cells."""

    def read(text: str) -> str | Rule:
        word = fold(text)
        return word if word in words else unknown

    return read


def plain_text(text: str) -> str:
    """Reader of free text."""
    return text


def pseudonym(of: Callable[[str, str], str], office: str) -> Reader:
    """Reader of ids: the id goes in, its pseudonym comes out, the id goes nowhere."""

    def read(text: str) -> str | Rule:
        if LOST.search(text) or ROUNDED.fullmatch(text) or ISO_DATE.fullmatch(text):
            return DAMAGED_ID
        try:
            return of(text, office)
        except BadInput:
            return BAD_IDENTITY

    return read


def read_cell(text: str, reader: Reader) -> Value | Rule | None:
    """Value of one cell, None where nothing is known, or the rule it breaks."""
    if text == NO_SAVED_RESULT:
        return NO_RESULT
    text = clean(text)
    if len(text) <= LONGEST_WORD or " " in text or "_" in text:
        folded = fold(text)
        if folded in NOTHING:
            return None
        if folded in EXCEL_ERRORS:
            return EXCEL_ERROR
    return reader(text)
