"""A workbook is a zip archive: what it may hold, looked at before any parser opens it.

Nothing is unpacked onto the disk, and no part is unpacked that is not read. What the parser of the
workbook gets is a new archive, made of checked parts only: what it sees is what was checked here.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.intake.catalogue import TOO_LARGE, UNREADABLE, UNSAFE_FILE
from evaluation.intake.rules import Rule

# A million assessments of six columns take 30 million bytes as .xlsx.
MAX_FILE_BYTES = 128 * 2**20
# A workbook of thirty sheets has about a hundred parts; every picture in it is one more.
MAX_ENTRIES = 10_000
# The same million assessments unpacked: 0.3 thousand million bytes in .xlsx, 0.75 in .ods.
MAX_UNPACKED_BYTES = 2**30
# Sheets shrink to a tenth, very even ones to a fiftieth; deflate can make a thousandth of nothing.
MAX_RATIO = 200
# Small parts may be as even as they like.
RATIO_FROM_BYTES = 2**20

HEADER_OF_AN_ENTRY = b"PK\x01\x02"
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# Paths that could lead out of a folder: absolute, with a drive's letter, upwards.
SLIP = re.compile(r"/|[A-Za-z]:|(?:.*/)?\.\.(?:/|$)", re.DOTALL)


class Refused(Exception):
    """A workbook is not read.

    Parameters
    ----------
    rule : Rule
        What it breaks; no word of the file is in it.
    """

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        super().__init__(rule.what.en)


@dataclass(frozen=True)
class Archive:
    """Parts of an archive whose table of contents was checked; a part is checked when read."""

    source: zipfile.ZipFile
    entries: Mapping[str, zipfile.ZipInfo]

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self.entries

    def read(self, name: str, limit: int = MAX_UNPACKED_BYTES) -> bytes:
        """Unpack one part.

        Parameters
        ----------
        name : str
            Its path; capital letters make no difference, as in the programs that write workbooks.
        limit : int
            Bytes that the part may have.

        Raises
        ------
        Refused
            When it is not there, larger than the limit or shrunk beyond belief.
        Exception
            Of many kinds, when it is broken or encrypted.
        """
        entry = self.entries.get(name.casefold())
        if entry is None or entry.compress_type not in METHODS:
            raise Refused(UNREADABLE)
        size = entry.file_size
        if size > limit or size > max(RATIO_FROM_BYTES, MAX_RATIO * entry.compress_size):
            raise Refused(TOO_LARGE)
        with self.source.open(entry) as part:
            # No more than the said size is ever unpacked; the checksum tells if there was more.
            data = part.read(size + 1)
        if len(data) != size:
            raise Refused(UNREADABLE)
        return data


def open_archive(path: Path) -> Archive:
    """Check the table of contents of a workbook's archive.

    Raises
    ------
    Refused
        When the file, the number of its parts or their size when unpacked is beyond any honest
        delivery; when a path leads out of the archive, a part is a link or two have one name.
    Exception
        Of many kinds, when the file is no sound archive.
    """
    if path.stat().st_size > MAX_FILE_BYTES:
        raise Refused(TOO_LARGE)
    data = path.read_bytes()
    # Every entry has this mark, so that their number is known before they are listed.
    if data.count(HEADER_OF_AN_ENTRY) > MAX_ENTRIES:
        raise Refused(TOO_LARGE)
    source = zipfile.ZipFile(io.BytesIO(data))
    entries = source.infolist()
    if any(is_unsafe(entry) for entry in entries):
        raise Refused(UNSAFE_FILE)
    named = {entry.filename.casefold(): entry for entry in entries}
    if len(named) < len(entries):
        raise Refused(UNSAFE_FILE)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise Refused(TOO_LARGE)
    return Archive(source, named)


def is_unsafe(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry's path leads out of the archive, or the entry is a link."""
    name = entry.orig_filename
    return (
        SLIP.match(name) is not None
        or "\\" in name
        or "\x00" in name
        or stat.S_ISLNK(entry.external_attr >> 16)
    )
