"""The ledger of the store: one small file a delivery, in the order they came.

What is in the ledger counts; what is not, is not there. An entry holds hashes, counts and versions:
no value of the data, and no name of a file, which could be a person's name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evaluation.errors import BadInput
from evaluation.intake.catalogue import FUTURE, REPEATED_ROW
from evaluation.intake.offices import Reading
from evaluation.observations import TABLES
from evaluation.provenance import hash_text, package_version

DIGITS = 16
DELIVERY = re.compile(r"(?P<sequence>[0-9]{4,})-[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows of a table were delivered, and what became of them."""

    delivered: int
    accepted: int
    refused: int
    repeated: int


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the store: its rows, its size in bytes, its SHA-256."""

    rows: int
    size: int
    sha256: str

    @classmethod
    def of(cls, rows: int, data: bytes | memoryview) -> Part:
        """Describe a file before it is written."""
        return cls(rows, len(data), hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class Entry:
    """One delivery of one office as the store holds it.

    Attributes
    ----------
    sequence : int
        The office's first delivery is 1; the highest number is the current one.
    delivery : str
        Name of the delivery's folders: the number, and 16 digits of the hash of ``inputs``.
    inputs : mapping
        Fingerprints of all that the reading depends on (``storing.inputs``).
    when : str
        Moment of storing, UTC, ISO 8601.
    day : date
        The present day of the reading: no date was to be later.
    framework, package : str
        Versions of the framework and of this program.
    rows : mapping of str to Rows
        By table of the contract.
    problems : mapping of str to int
        How many, by severity.
    synthetic : bool
        Whether any file is our own demo data.
    waits_for_a_day : bool
        Whether a row was refused because its date lay ahead: on a later day it may be accepted.
    supersedes : int or None
        Number of the delivery that was current before.
    parts : mapping of str to Part
        The files, by table.
    """

    sequence: int
    office: str
    delivery: str
    inputs: Mapping[str, str]
    when: str
    day: dt.date
    framework: str
    package: str
    rows: Mapping[str, Rows]
    problems: Mapping[str, int]
    synthetic: bool
    waits_for_a_day: bool
    supersedes: int | None
    parts: Mapping[str, Part]

    def holds(self, inputs: Mapping[str, str], today: dt.date) -> bool:
        """Whether reading these inputs on that day would give this delivery again."""
        if self.inputs != inputs or today < self.day:
            return False
        return today == self.day or not self.waits_for_a_day


def entry_of(
    reading: Reading,
    inputs: Mapping[str, str],
    framework: str,
    today: dt.date,
    parts: Mapping[str, Part],
    before: Entry | None,
) -> Entry:
    """Make the entry of an accepted office's delivery that comes after ``before``."""
    sequence = before.sequence + 1 if before else 1
    which = hash_text(reading.office, *(text for pair in sorted(inputs.items()) for text in pair))
    return Entry(
        sequence=sequence,
        office=reading.office,
        delivery=f"{sequence:04d}-{which[:DIGITS]}",
        inputs=dict(inputs),
        when=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        day=today,
        framework=framework,
        package=package_version(),
        rows=_rows(reading, parts),
        problems=dict(Counter(p.severity for p in reading.problems)),
        synthetic=reading.synthetic,
        waits_for_a_day=any(p.rule == FUTURE.what.en for p in reading.problems),
        supersedes=before.sequence if before else None,
        parts=dict(parts),
    )


def _rows(reading: Reading, parts: Mapping[str, Part]) -> dict[str, Rows]:
    again = {
        (p.table, p.file, p.sheet, p.row)
        for p in reading.problems
        if p.rule == REPEATED_ROW.what.en
    }
    repeated = Counter(table for table, *_ in again)
    rows: dict[str, Rows] = {}
    for table in TABLES:
        delivered, accepted = reading.delivered.get(table, 0), parts[table].rows
        refused = delivered - accepted - repeated[table]
        rows[table] = Rows(delivered, accepted, refused, repeated[table])
    return rows


def entry_as_json(entry: Entry) -> str:
    """Text of an entry's file."""
    content = asdict(entry) | {"day": entry.day.isoformat()}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def read_entry(path: Path) -> Entry:
    """Read an entry's file.

    Raises
    ------
    BadInput
        When it is damaged.
    """
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        content["day"] = dt.date.fromisoformat(content["day"])
        content["rows"] = {name: Rows(**rows) for name, rows in content["rows"].items()}
        content["parts"] = {name: Part(**part) for name, part in content["parts"].items()}
        entry = Entry(**content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        entry = None
    if entry is None or entry.delivery != path.stem:
        raise damaged(path.parent.name, "the ledger")
    return entry


def deliveries(folder: Path) -> dict[int, Path]:
    """Files of an office's entries by number, in order; none when the folder is not there."""
    if not folder.is_dir():
        return {}
    found = ((DELIVERY.fullmatch(path.stem), path) for path in folder.glob("*.json"))
    return dict(sorted((int(match["sequence"]), path) for match, path in found if match))


def damaged(office: str, what: str) -> BadInput:
    """Make the error of a store that is not as it was written."""
    return BadInput(
        f"The stored delivery of {office} is damaged ({what}). Remove the store (data/store) and"
        " ingest again: the offices' own files are the truth."
    )
