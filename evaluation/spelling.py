"""One spelling for comparing headers, titles, words and codes."""

from __future__ import annotations

import unicodedata

# Zero-width characters and the byte-order mark come along when people copy from other programs.
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def clean(text: str) -> str:
    """Text in Unicode's composed form, without invisible characters and spaces around it."""
    if text.isascii():  # most cells are, and have nothing to compose or to leave out
        return text.strip()
    return unicodedata.normalize("NFC", text).translate(INVISIBLE).strip()


def fold(text: str) -> str:
    """One spelling for headers, words and codes: small letters, underscores as spaces."""
    return " ".join(clean(text).casefold().replace("_", " ").split())
