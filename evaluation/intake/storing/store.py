"""The store: validated observations of every delivery, and the ledger that says which counts.

::

    data/store/assessments/office=office-a/delivery=0002-3f0a…/part.parquet
    data/store/ledger/office-a/0002-3f0a….json

A delivery is written beside its place and moved there table by table; then its entry is moved into
the ledger, and with this one step it is the current one. What the ledger does not name is not
there. Nothing that the ledger names is ever changed or removed. See ``docs/store.md``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.errors import BadInput, MissingInput
from evaluation.framework.model import Language
from evaluation.intake.offices import Reading
from evaluation.intake.storing import parts
from evaluation.intake.storing.atomic import (
    FOLDER_MODE,
    close_to_others,
    one_at_a_time,
    private_folder,
    sync_folder,
    write_private,
)
from evaluation.intake.storing.ledger import (
    Entry,
    Part,
    damaged,
    deliveries,
    entry_as_json,
    entry_of,
    read_entry,
)
from evaluation.intake.storing.quarantine import refused_rows
from evaluation.observations import TABLES, Observations, Problem, Problems

if TYPE_CHECKING:
    import pandas as pd

LEDGER = "ledger"
PROBLEMS = "problems"
DATASETS = (*TABLES, PROBLEMS)
PART = "part.parquet"
ENTRY = "entry.json"
LOCK = ".lock"
# Stands in the store while a delivery is written: what a broken-off run leaves is found by it.
INCOMING = ".incoming"


class Store:
    """Deliveries as Parquet, one dataset a table, with their ledger.

    Parameters
    ----------
    folder : path
        Usually ``data/store``; made when something is written.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def __repr__(self) -> str:
        return f"<Store of {len(self.offices())} offices>"

    def offices(self) -> tuple[str, ...]:
        """Offices that have a delivery, in order of their ids."""
        ledger = self.folder / LEDGER
        homes = sorted(ledger.iterdir()) if ledger.is_dir() else []
        return tuple(home.name for home in homes if deliveries(home))

    def history(self, office: str) -> tuple[Entry, ...]:
        """All deliveries of an office, the current one last.

        Raises
        ------
        BadInput
            When the ledger is damaged.
        """
        return tuple(read_entry(path) for path in self._entries(office).values())

    def current(self, office: str) -> Entry | None:
        """The office's latest delivery, None when it has none.

        Raises
        ------
        BadInput
            When the ledger is damaged.
        """
        entries = list(self._entries(office).values())
        return read_entry(entries[-1]) if entries else None

    def holds(self, office: str, inputs: Mapping[str, str], today: dt.date) -> bool:
        """Whether reading these inputs on that day would give the current delivery again.

        A delivery with dates that lay ahead when it was read holds for that day only.
        """
        entry = self.current(office)
        return entry is not None and entry.holds(inputs, today)

    def write(
        self, reading: Reading, inputs: Mapping[str, str], framework: str, today: dt.date
    ) -> Entry:
        """Store one office's delivery as its current one, whole or not at all.

        Nothing is written when the store holds it already. What broken-off runs have left is
        cleared away first.

        Parameters
        ----------
        reading : Reading
            An accepted office; ids, codes and texts may be ``str`` or Categorical.
        inputs : mapping
            What it was read from: :func:`evaluation.intake.storing.inputs.inputs_of`.
        framework : str
            Version of the framework.
        today : date
            The day of the reading.

        Returns
        -------
        Entry
            The current delivery.

        Raises
        ------
        MissingInput, EmptyInput, UnknownCode, BadInput
            When the office is refused.
        BadInput
            When the store cannot be written; the office's earlier delivery stays as it was.
        """
        if reading.frames is None:
            raise reading.error()
        packed = {name: parts.pack(reading.frames[name], table) for name, table in TABLES.items()}
        packed[PROBLEMS] = parts.pack_problems(reading.problems)
        files = {name: Part.of(rows, data) for name, (rows, data) in packed.items()}
        with self._writing():
            before = self.current(reading.office)
            if before is not None and before.holds(inputs, today):
                return before
            entry = entry_of(reading, inputs, framework, today, files, before)
            self._put(entry, {name: data for name, (_, data) in packed.items()})
        return entry

    def load(self, offices: Sequence[str] | None = None) -> Observations:
        """Load the current deliveries of some offices; no other office's files are opened.

        Parameters
        ----------
        offices : sequence of str, optional
            By default all that have one.

        Returns
        -------
        Observations
            As :func:`read_offices` gave them, in the order asked for.

        Raises
        ------
        MissingInput
            When an office has no delivery in the store.
        BadInput
            When a file is damaged, or was written by another version of the program.
        """
        entries = self._of(self.offices() if offices is None else tuple(dict.fromkeys(offices)))
        tables: dict[str, Any] = {}
        problems: list[Problem] = []
        try:
            for name, table in TABLES.items():
                tables[name] = parts.unpack(
                    [(e.office, self._part(e, name)) for e in entries], table
                )
            for entry in entries:
                problems += parts.unpack_problems(self._part(entry, PROBLEMS))
        except (KeyError, ValueError) as error:
            raise BadInput(
                "The store was written by another version of the program. Run: evaluation ingest"
            ) from error
        return Observations(
            **tables,
            offices=tuple(e.office for e in entries),
            problems=Problems(tuple(problems)),
            delivered={
                (e.office, name): rows.delivered for e in entries for name, rows in e.rows.items()
            },
            hashes={e.office: e.inputs["files"] for e in entries},
            synthetic=any(e.synthetic for e in entries),
        )

    def quarantine(self, office: str, language: Language = "en") -> pd.DataFrame:
        """Rows of the current delivery that were refused, and why: :func:`refused_rows`.

        Raises
        ------
        MissingInput, BadInput
            As :meth:`load`.
        """
        return refused_rows(self.load([office]).problems, language)

    def sweep(self) -> None:
        """Clear away what a broken-off run has left; nothing that the ledger names.

        Raises
        ------
        BadInput
            When it cannot be removed.
        """
        if (self.folder / INCOMING).exists():
            with self._writing():
                pass

    def _entries(self, office: str) -> dict[int, Path]:
        return deliveries(self.folder / LEDGER / office)

    def _of(self, offices: Sequence[str]) -> list[Entry]:
        found = {office: self.current(office) for office in offices}
        lacking = [office for office, entry in found.items() if entry is None]
        if lacking or not found:
            raise MissingInput(
                f"The store has no delivery of {', '.join(lacking) or 'any office'}."
                " Run: evaluation ingest"
            )
        return [entry for entry in found.values() if entry is not None]

    def _place(self, name: str, entry: Entry) -> Path:
        return self.folder / name / f"office={entry.office}" / f"delivery={entry.delivery}"

    def _part(self, entry: Entry, name: str) -> bytes:
        """Bytes of one file, which must be those that were written."""
        try:
            data = (self._place(name, entry) / PART).read_bytes()
        except OSError:
            data = b""
        if hashlib.sha256(data).hexdigest() != entry.parts[name].sha256:
            raise damaged(entry.office, name)
        return data

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Be the only one who writes, in a store without leftovers."""
        try:
            private_folder(self.folder)
            close_to_others(self.folder)
            with one_at_a_time(self.folder / LOCK):
                self._clear()
                yield
        except OSError as error:
            raise BadInput(
                f"The store cannot be written ({error.strerror}). Mend that and ingest again;"
                " what was stored before is as it was."
            ) from error

    def _clear(self) -> None:
        named = {
            f"office={office}": {f"delivery={path.stem}" for path in self._entries(office).values()}
            for office in self.offices()
        }
        for name in DATASETS:
            for place in (self.folder / name).glob("office=*/delivery=*"):
                if place.name not in named.get(place.parent.name, ()):
                    shutil.rmtree(place)
        # Last, because as long as it stands there may be more to clear.
        if (self.folder / INCOMING).exists():
            shutil.rmtree(self.folder / INCOMING)

    def _put(self, entry: Entry, files: Mapping[str, memoryview]) -> None:
        """Write everything beside its place, move it there, and the ledger's entry last of all."""
        incoming = self.folder / INCOMING
        incoming.mkdir(mode=FOLDER_MODE)
        for name, data in files.items():
            (incoming / name).mkdir(mode=FOLDER_MODE)
            write_private(incoming / name / PART, data)
            sync_folder(incoming / name)
        write_private(incoming / ENTRY, entry_as_json(entry).encode())
        for name in files:
            place = self._place(name, entry)
            private_folder(place.parent)
            os.rename(incoming / name, place)
            sync_folder(place.parent)
        ledger = self.folder / LEDGER / entry.office
        private_folder(ledger)
        os.rename(incoming / ENTRY, ledger / f"{entry.delivery}.json")
        sync_folder(ledger)
        os.rmdir(incoming)
