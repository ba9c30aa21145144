"""Small words about text: one spelling for comparing, a mark for what may not stay."""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters and the byte-order mark come along when people copy from other programs.
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))

REMOVED = "[poistettu]"
# The identity code may have spaces or a long dash around its century mark.
IDENTITY = r"(?<!\w)\d{6}\s?[-+–−\u2010\u2011A-FU-Y]\s?\d{3}[0-9A-Z](?!\w)"
EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
PHONE = r"(?<![\w.,-])(?:\+\d{2,3}|00358|0)[\s-]?\(?\d{1,3}\)?(?:[\s-]?\d){4,9}(?![\w])"
PERSONAL = re.compile(f"{IDENTITY}|{EMAIL}|{PHONE}", re.IGNORECASE)


def clean(text: str) -> str:
    """Text in Unicode's composed form, without invisible characters and spaces around it."""
    return unicodedata.normalize("NFC", text).translate(INVISIBLE).strip()


def fold(text: str) -> str:
    """One spelling for headers, words and codes: small letters, underscores as spaces."""
    return " ".join(clean(text).casefold().replace("_", " ").split())


def redact(text: str) -> str:
    """``text`` with identity codes, phone numbers and e-mail addresses replaced by a mark.

    Names of people stay: no rule finds them all. Free text is never published as such.
    """
    return PERSONAL.sub(REMOVED, text)
