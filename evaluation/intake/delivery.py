"""What an office sent: which files, which table in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import MissingInput
from evaluation.intake.catalogue import (
    NO_OPTIONAL_TABLE,
    NO_TABLE,
    TABLE_TWICE,
    UNKNOWN_FILE,
)
from evaluation.intake.csv_file import read_csv
from evaluation.intake.raw import RawSheet, table_called
from evaluation.intake.rules import Place
from evaluation.intake.workbook import read_workbook
from evaluation.observations import TABLES, Problem, Table

Opener = Callable[[Path, str], tuple[list[tuple[Table, RawSheet]], tuple[Problem, ...]]]

OPENERS: Mapping[str, Opener] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".xlsx": read_workbook,
    ".xlsm": read_workbook,
}
NAMED_AS_TABLES = frozenset({".csv", ".tsv"})


@dataclass(frozen=True)
class Delivery:
    """The tables of one office by name, the files they were read from, and the problems."""

    sheets: Mapping[str, RawSheet]
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


def open_delivery(folder: Path, office: str) -> Delivery:
    """Open every file of an office's folder and find the contract's tables in them."""
    sheets: dict[str, RawSheet] = {}
    files: list[Path] = []
    problems: list[Problem] = []
    for number, path in enumerate(files_of(folder), start=1):
        if not is_read(path):
            # Its number, as its name may be somebody's name.
            problems.append(Place(office, f"{office}/#{number}").problem(UNKNOWN_FILE))
            continue
        files.append(path)
        tables, found = OPENERS[path.suffix.lower()](path, office)
        problems += found
        for table, sheet in tables:
            if table.name in sheets:
                problems.append(sheet.place.problem(TABLE_TWICE))
            else:
                sheets[table.name] = sheet
    problems += _not_sent(office, sheets)
    return Delivery(sheets, tuple(files), tuple(problems))


def office_files(folder: str | Path, office: str) -> list[Path]:
    """Workbooks and CSV files of one office, in name order; other files are not read.

    Raises
    ------
    MissingInput
        When the office has no folder.
    """
    home = Path(folder) / office
    if not home.is_dir():
        raise MissingInput(f"The office {office} has no folder. Make it and copy its files there.")
    return [path for path in files_of(home) if is_read(path)]


def files_of(folder: Path) -> list[Path]:
    """Everything in the folder in name order, but hidden files, lock files and read-me texts."""
    return [path for path in sorted(folder.iterdir()) if not is_ignored(path.name)]


def is_read(path: Path) -> bool:
    """Whether a file is a workbook, or a CSV file called as a table."""
    kind = path.suffix.lower()
    if kind not in OPENERS or not path.is_file():
        return False
    return kind not in NAMED_AS_TABLES or table_called(path.stem) is not None


def is_ignored(name: str) -> bool:
    """Whether a file is no part of a delivery: hidden, a lock file of Excel, or a read-me."""
    return name.startswith((".", "~$")) or name.lower().startswith("readme")


def _not_sent(office: str, sent: Iterable[str]) -> list[Problem]:
    place = Place(office, f"{office}/")
    return [
        place.problem(
            NO_TABLE if table.required else NO_OPTIONAL_TABLE,
            it=" / ".join((table.name, *table.names)),
        )
        for table in TABLES.values()
        if table.name not in sent
    ]
