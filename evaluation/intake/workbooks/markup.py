"""What the XML of a workbook may hold, looked at before any parser reads it.

Every tag begins with ``<`` and nothing else may hold that character. The places of all of them are
found at once, and say how long the text between two tags is, and whether there are declarations:
a document type can point to other files or unfold without end, and no workbook needs one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any, TypeAlias
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np

from evaluation.intake.bounds import MAX_CELL
from evaluation.intake.catalogue import TOO_LARGE, UNREADABLE, UNSAFE_FILE
from evaluation.intake.workbooks.archive import Archive, Refused

Bytes: TypeAlias = "np.ndarray[Any, np.dtype[np.uint8]]"
Places: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"

# The same when every character is written as _x000D_, and room for a tag.
MAX_PIECE_BYTES = 8 * MAX_CELL
# Lists of sheets, relations and formats; they are read into memory as a tree.
MAX_TREE_BYTES = 8 * 2**20
# Bytes looked at in one go: what is made of them stays in the processor's own memory.
CHUNK = 2**19

WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
        b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}  # fmt: skip
ENCODING = re.compile(rb"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
NARROW = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
# Comments and literal texts begin so too, and declare nothing.
DECLARATION = re.compile(rb"<!(?!--|\[CDATA\[)")


def read_tree(archive: Archive, name: str) -> Element:
    """Read a small part as a tree."""
    return ElementTree.fromstring(checked(read_utf8(archive, name, MAX_TREE_BYTES)))


def read_utf8(archive: Archive, name: str, limit: int | None = None) -> bytes:
    """Read a part in UTF-8; one in UTF-16 is written anew.

    Raises
    ------
    Refused
        When it is in any other encoding, or no XML at all.
    """
    data = archive.read(name) if limit is None else archive.read(name, limit)
    wide = WIDE.get(data[:2])
    if wide is not None:
        # The declaration would name the encoding that it was in.
        text = data.decode(wide).removeprefix("\ufeff")
        return re.sub(r"^\s*<\?xml.*?\?>", "", text, count=1, flags=re.DOTALL).encode()
    data = data.removeprefix(codecs.BOM_UTF8)
    declared = ENCODING.match(data)
    if (declared and declared[1].lower() not in NARROW) or data[:64].lstrip()[:1] != b"<":
        raise Refused(UNREADABLE)
    return data


def checked(data: bytes) -> bytes:
    """Return ``data`` itself when it declares nothing and has no text beyond a cell's limit.

    Raises
    ------
    Refused
        Otherwise.
    """
    for tags in tags_of(data):
        pass_over(data, tags)
    return data


def tags_of(data: bytes) -> Iterator[Places]:
    """Places of all ``<``, chunk by chunk.

    Raises
    ------
    Refused
        When two are further apart than any cell's text is long, or a zero byte is met.
    """
    if b"\x00" in data:
        raise Refused(UNREADABLE)
    codes = bytes_of(data)
    last = 0
    for start in range(0, len(codes), CHUNK):
        end = min(start + CHUNK, len(codes))
        tags = np.flatnonzero(codes[start:end] == ord("<")) + start
        gaps = np.diff(tags, prepend=last, append=end)
        if gaps.max() > MAX_PIECE_BYTES:
            raise Refused(TOO_LARGE)
        if tags.size:
            last = int(tags[-1])
            yield tags


def pass_over(data: bytes, tags: Places) -> None:
    """Refuse declarations among ``tags``."""
    codes = bytes_of(data)
    marks = tags[codes.take(tags + 1, mode="clip") == ord("!")]
    third = codes.take(marks + 2, mode="clip")
    if ((third != ord("-")) & (third != ord("["))).any():
        raise Refused(UNSAFE_FILE)


def bytes_of(data: bytes) -> Bytes:
    """View bytes as numbers."""
    return np.frombuffer(data, dtype=np.uint8)
