"""One spelling for comparing headers, titles and words."""

from __future__ import annotations

import unicodedata

# Zero-width characters and the byte-order mark come along when people copy from other programs.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def clean(text: str) -> str:
    """Text in Unicode's composed form, without invisible characters and spaces around it."""
    return unicodedata.normalize("NFC", text).translate(_INVISIBLE).strip()


def fold(text: str) -> str:
    """One spelling: small letters, underscores as spaces, single spaces.

    Intake folds alike (a test compares them); it stands above this room and cannot be asked.
    """
    return " ".join(clean(text).casefold().replace("_", " ").split())
