"""Keyed pseudonyms: who a row is about, without saying who.

A pseudonym is HMAC-SHA256 over what identifies the person, with a key that only the evaluator has
(NIST FIPS 198-1). Without the key nobody can list all personal identity codes and compare.

What identifies the person:

* a valid Finnish personal identity code (henkilötunnus) names a person everywhere, so a client who
  moves to another office keeps one pseudonym;
* a temporary identity code (individual number 900–999) is given by each organisation on its own,
  and two organisations may give the same one: it is a local number;
* what looks like an identity code but cannot be one is mistyped, and no id (:func:`is_mistyped`);
* anything else is an office's local number and counts only within that office.

Twenty hexadecimal digits are kept, 80 bits. Among a million persons the chance that any two share
a pseudonym is about 4 in 10^13 (birthday bound: n² / 2^81).
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
import re
import string
import unicodedata
from collections.abc import Iterator
from typing import Literal

from stdnum.fi import hetu

from evaluation.errors import BadInput
from evaluation.keys import strong_enough

HEX_DIGITS = 20
AS_JSON = json.JSONEncoder(ensure_ascii=False).encode

# Any control character, also those that no identity code has: a slip of the pen is still a slip.
IDENTITY_LENGTH = 11
IDENTITY_SHAPE = re.compile(r"([0-9]{6})([-+A-FU-Y])([0-9]{3})([0-9A-Z])")
# Digital and Population Data Services Agency: the marks of each century, and the control character,
# the remainder of the nine digits by 31. python-stdnum says the same (a test compares them); it is
# not asked here because it takes longer than all the rest, for every id of a large delivery.
CENTURIES = {"+": 1800, **dict.fromkeys("-UVWXY", 1900), **dict.fromkeys("ABCDEF", 2000)}
CONTROL_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
FIRST_INDIVIDUAL, FIRST_TEMPORARY = 2, 900

# One slip (a character lost, added or replaced) after six sound digits: at the mark, among the
# three digits, at the control character.
SLIP_AFTER_DATE = re.compile(
    r"[0-9]{6}(?:"
    r"[0-9]{3}[0-9A-Z]|[-+A-FU-Y][0-9]{2}[0-9A-Z]|[-+A-FU-Y][0-9]{3}"  # lost
    r"|.[0-9]{3}[0-9A-Z]|[-+A-FU-Y](?:.[0-9]{2}|[0-9].[0-9]|[0-9]{2}.)[0-9A-Z]"
    r"|[-+A-FU-Y][0-9]{3}."  # replaced
    r"|[^0-9][-+A-FU-Y][0-9]{3}[0-9A-Z]"
    r"|[-+A-FU-Y](?:.[0-9]{3}|[0-9].[0-9]{2}|[0-9]{2}.[0-9]|[0-9]{3}.)[0-9A-Z]"
    r"|[-+A-FU-Y][0-9]{3}[0-9A-Z]."  # added
    r")"
)
# Five to seven characters in place of six digits, and a sound rest.
SLIP_IN_DATE = re.compile(r"(?P<date>.{5,7})(?P<rest>[-+A-FU-Y][0-9]{3}[0-9A-Z])")
LENGTHS = range(IDENTITY_LENGTH - 1, IDENTITY_LENGTH + 2)

Standing = Literal["person", "temporary", "mistyped", "local"]


def identity_code(value: str) -> str | None:
    """Return ``value`` as a personal identity code in one spelling, None when it has another shape.

    Case, spaces and kinds of dashes are made alike. The century mark is kept: two persons may
    differ in the mark alone (the new marks in use since 2023). Only the shape is looked at.
    """
    code = _one_spelling(value)
    return code if len(code) == IDENTITY_LENGTH and IDENTITY_SHAPE.fullmatch(code) else None


def is_mistyped(value: str) -> bool:
    """Whether ``value`` looks like a personal identity code but cannot be one.

    * It has the shape, but its control character is wrong, or no such day exists.
    * It is one slip from the shape: one character is lost, added or replaced, such as the century
      mark. Its six digits of date are a day of the calendar; or, when the slip is in the date,
      taking it back gives a valid code.

    Offices' own numbers must pass, so some slips do too. Digits alone are a local number, however
    they fall: one in 850 numbers of ten digits would be refused by chance, and no office can mend
    that. Where a letter or digit of the date is lost or added, ``12345-2024`` must pass, so only
    codes that end with a letter (two of three) are refused.
    A code under another legal century mark is another person's sound code.
    """
    return _standing(value)[0] == "mistyped"


def may_lack_its_mark(value: str) -> bool:
    """Whether ten digits could be an identity code without its century mark.

    One local number of ten digits in some 850 could, too; so it is only a reason to look.
    """
    code = "".join(value.split())
    if len(code) != IDENTITY_LENGTH - 1 or not (code.isascii() and code.isdecimal()):
        return False
    marked = (f"{code[:6]}{mark}{code[6:]}" for mark in CENTURIES)
    shapes = (IDENTITY_SHAPE.fullmatch(one) for one in marked)
    return any(shape and _standing_of(*shape.groups()) != "mistyped" for shape in shapes)


def _standing(value: str) -> tuple[Standing, str]:
    """What an id is, and the id in one spelling."""
    code = _one_spelling(value)
    if len(code) not in LENGTHS:
        return "local", value
    shape = IDENTITY_SHAPE.fullmatch(code)
    if shape is not None:
        return _standing_of(*shape.groups()), code
    return ("mistyped" if _is_one_slip_away(code) else "local"), value


def _standing_of(date: str, mark: str, individual: str, control: str) -> Standing:
    number = int(individual)
    if (
        CONTROL_CHARACTERS[int(date + individual) % len(CONTROL_CHARACTERS)] != control
        or number < FIRST_INDIVIDUAL
        or not _is_day(date, CENTURIES[mark])
    ):
        return "mistyped"
    return "temporary" if number >= FIRST_TEMPORARY else "person"


def _is_one_slip_away(code: str) -> bool:
    if code.isdecimal():
        return False
    if SLIP_AFTER_DATE.fullmatch(code):
        return any(_is_day(code[:6], century) for century in set(CENTURIES.values()))
    slip = SLIP_IN_DATE.fullmatch(code)
    if slip is None:
        return False
    lost_or_added = len(slip["date"]) != len("ddmmyy")
    if lost_or_added and slip["date"].isalnum() and slip["rest"][-1].isdecimal():
        return False
    codes = (IDENTITY_SHAPE.fullmatch(date + slip["rest"]) for date in _slips_undone(slip["date"]))
    return any(shape and _standing_of(*shape.groups()) != "mistyped" for shape in codes)


def _slips_undone(date: str) -> Iterator[str]:
    """Yield every text of six characters that is one slip from ``date`` (5 to 7 characters)."""
    length = IDENTITY_LENGTH - len("-123A")
    for at in range(len(date) + 1):
        if len(date) > length:
            yield date[:at] + date[at + 1 :]
        else:
            skipped = len(date) == length
            yield from (date[:at] + digit + date[at + skipped :] for digit in string.digits)


def _is_day(date: str, century: int) -> bool:
    try:
        dt.date(century + int(date[4:]), int(date[2:4]), int(date[:2]))
    except ValueError:
        return False
    return True


def _one_spelling(value: str) -> str:
    text = "".join(value.split())
    return text.upper() if text.isascii() else str(hetu.compact(text))


class Pseudonyms:
    """Makes the same short string of the same person, every time, for one key.

    Parameters
    ----------
    key : bytes
        At least 32 random bytes; see :func:`evaluation.keys.load_key`.

    Raises
    ------
    KeyProblem
        When the key is too short, or plainly not random.
    """

    __slots__ = ("__keyed",)

    def __init__(self, key: bytes) -> None:
        # Keyed once and copied for each id: half the time of a new one.
        self.__keyed = hmac.new(strong_enough(key), digestmod="sha256")

    def __repr__(self) -> str:
        return "<Pseudonyms>"

    def client(self, value: str, office: str) -> str:
        """Pseudonym of a client: ``c-`` and 20 hexadecimal digits.

        Raises
        ------
        BadInput
            When ``value`` is empty, or a mistyped personal identity code (:func:`is_mistyped`).
        """
        return f"c-{self._digits('client', value, office)}"

    def worker(self, value: str, office: str) -> str:
        """Pseudonym of a worker: ``w-`` and 20 hexadecimal digits.

        The same person has unlike pseudonyms as a client and as a worker.

        Raises
        ------
        BadInput
            When ``value`` is empty, or a mistyped personal identity code (:func:`is_mistyped`).
        """
        return f"w-{self._digits('worker', value, office)}"

    def _digits(self, role: str, value: str, office: str) -> str:
        number = unicodedata.normalize("NFC", value).strip()
        if not number:
            raise BadInput("An id is empty; give every client and worker an id.")
        standing, spelling = _standing(number)
        if standing == "mistyped":
            raise BadInput("A personal identity code has a wrong control character or date.")
        everywhere = standing == "person"
        parts = (role, "person", spelling) if everywhere else (role, "local", office, spelling)
        # JSON keeps the parts apart: no two lists give the same bytes.
        keyed = self.__keyed.copy()
        # Half a character, which a damaged workbook may hold, is kept as it is.
        keyed.update(f"[{', '.join(map(AS_JSON, parts))}]".encode(errors="surrogatepass"))
        return keyed.hexdigest()[:HEX_DIGITS]
