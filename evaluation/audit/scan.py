"""The search: does anything stand in a published file that should have stayed behind the door?"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from evaluation.pseudonyms import identity_code

PICTURE = re.compile(r"data:image/[a-z+]+;base64,([A-Za-z0-9+/=]+)")
SHORTEST_TEXT = 12
"""Shorter free texts ("ei", "kiitos") are words of any page."""

PNG = b"\x89PNG\r\n\x1a\n"
TELLING = frozenset((b"tEXt", b"zTXt", b"iTXt", b"eXIf"))
"""Chunks of a PNG picture that hold text."""


@dataclass(frozen=True)
class Hit:
    """Something that should not be there: the file, and the kind, never the thing itself."""

    file: str
    kind: str


def _pseudonyms(text: str) -> bool:
    return re.search(r"\b[cw]-[0-9a-f]{20}\b", text) is not None


def _identity_codes(text: str) -> bool:
    day, month = r"(?:0[1-9]|[12]\d|3[01])", r"(?:0[1-9]|1[0-2])"
    rest = r"\d{2}[-+A-FU-Y]\d{3}[0-9A-Z]"
    shape = re.compile(rf"(?<![0-9A-Za-z]){day}{month}{rest}(?![0-9A-Za-z])")
    return any(identity_code(found) for found in shape.findall(text))


def _paths(text: str) -> bool:
    unix = r"(?<![\w.:/<])/(?:home|Users|root|tmp|var|mnt|srv|opt|media|private|work)/[\w.-]+"
    windows = r"(?<!\w)[A-Za-z]:\\{1,2}[\w.-]+|\\\\[\w.-]+\\[\w.$-]+"
    return re.search(f"{unix}|{windows}|file://", text) is not None


LOOKED_FOR: Mapping[str, Callable[[str], bool]] = {
    "pseudonym": _pseudonyms,
    "identity code": _identity_codes,
    "absolute path": _paths,
}
"""Kinds of things that are looked for in every file, whatever the data."""


def scan(folder: Path, private: Collection[str] = ()) -> tuple[Hit, ...]:
    """Look through every file of an edition.

    Parameters
    ----------
    folder : pathlib.Path
        ``reports/<edition>``.
    private : collection of str
        Values of the raw data: free texts that nobody has approved, ids. Shorter ones than 12
        characters are not looked for: they are words of any page.

    Returns
    -------
    tuple of Hit
        The same kind once a file.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(
        Hit(path.relative_to(folder).as_posix(), kind)
        for path in files
        for kind in dict.fromkeys(_kinds(path, private))
    )


def _kinds(path: Path, private: Collection[str]) -> Iterator[str]:
    content = path.read_bytes()
    text = content.decode("utf-8", errors="replace")
    yield from _kinds_in(path.name)
    yield from _kinds_in(unescape(PICTURE.sub("", text)))
    plain = unescape(PICTURE.sub("", text))
    if any(value in plain for value in private if len(value) >= SHORTEST_TEXT):
        yield "raw value"
    pictures = [content, *(base64.b64decode(found) for found in PICTURE.findall(text))]
    if any(TELLING.intersection(chunks(picture)) for picture in pictures):
        yield "text in a picture"


def chunks(picture: bytes) -> Iterator[bytes]:
    """Types of the chunks of a PNG picture (ISO 15948); none of anything else."""
    at = len(PNG)
    while picture.startswith(PNG) and at + 8 <= len(picture):
        yield picture[at + 4 : at + 8]
        at += 12 + int.from_bytes(picture[at : at + 4], "big")


def _kinds_in(text: str) -> Iterator[str]:
    yield from (kind for kind, is_in in LOOKED_FOR.items() if is_in(text))
