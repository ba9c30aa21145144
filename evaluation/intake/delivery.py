"""What an office sent: which files, which tables in each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from evaluation.errors import MissingInput
from evaluation.intake.bounds import in_bounds
from evaluation.intake.catalogue import (
    LINKED_FILE,
    NO_OPTIONAL_TABLE,
    NO_TABLE,
    SAME_FILE,
    SAME_FILE_ELSEWHERE,
    UNKNOWN_FILE,
    WRONG_OFFICE,
)
from evaluation.intake.csv_file import read_csv
from evaluation.intake.mapped import Export, export_of, is_mapping, read_export
from evaluation.intake.raw import TABLE_NAMES, RawSheet, table_called
from evaluation.intake.redaction import redact
from evaluation.intake.rules import Place
from evaluation.intake.workbooks import form_office, open_workbook
from evaluation.observations import TABLES, Problem, Table
from evaluation.provenance import hash_file
from evaluation.spelling import fold

Opened = tuple[list[tuple[Table, RawSheet]], tuple[Problem, ...]]
Opener = Callable[[Path, Place], Opened]

OPENERS: Mapping[str, Opener] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".xlsx": open_workbook,
    ".xlsm": open_workbook,
    ".ods": open_workbook,
}
NAMED_AS_TABLES = frozenset({".csv", ".tsv"})
WORKBOOKS = frozenset(OPENERS) - NAMED_AS_TABLES

# Words that a file's name may be made of and still be shown; any other may be somebody's name.
PLAIN_WORDS = frozenset({
    "vaikuttavuus", "effectiveness", "aineisto", "data", "tiedot", "lomake", "form", "keruulomake",
    "toimisto", "office", "vienti", "export", *TABLE_NAMES,
})  # fmt: skip
WORDS = re.compile(r"[^\W_]+")
# Years and numbers of pieces, but no phone numbers or identity codes.
FIGURES = re.compile(r"\d{1,8}")


@dataclass(frozen=True)
class Delivery:
    """The sheets of one office by table, the SHA-256 of the files they stand in, the problems."""

    sheets: Mapping[str, tuple[RawSheet, ...]]
    files: Mapping[Path, str]
    problems: tuple[Problem, ...]


def open_delivery(
    folder: Path, office: str, names: Mapping[str, frozenset[str]] | None = None
) -> Delivery:
    """Open every file of an office's folder and find the contract's tables in them.

    Parameters
    ----------
    folder : path
        The office's own folder; its sisters are other offices'.
    office : str
        The office's id.
    names : mapping of str to set of str
        Folded words that name each office of the roster: a file that bears another office's name
        is not this one's.
    """
    sheets: dict[str, list[RawSheet]] = {}
    files: dict[Path, str] = {}
    problems: list[Problem] = []
    export = export_of(folder)
    others = list(_files_of_others(folder))
    names = names or {}
    for number, path in enumerate(files_of(folder), start=1):
        place = Place(office, shown_name(path, number, names.get(office, frozenset())))
        if path.is_symlink():
            problems.append(place.problem(LINKED_FILE))
            continue
        if not is_read(path, export):
            problems.append(Place(office, f"{office}/#{number}").problem(UNKNOWN_FILE))
            continue
        content = hash_file(path)
        is_copy = content in files.values()
        files[path] = content
        if is_copy:
            problems.append(place.problem(SAME_FILE))
            continue
        if _belongs_elsewhere(path, office, names):
            problems.append(place.problem(WRONG_OFFICE, it=office))
        tables, found = _opened(path, place, export)
        problems += found
        if _is_about_people(tables) and _is_among(path, content, others):
            problems.append(place.problem(SAME_FILE_ELSEWHERE))
        for table, sheet in tables:
            own = replace(sheet, place=replace(sheet.place, table=table.name))
            too_much = None if path.suffix.lower() in NAMED_AS_TABLES else in_bounds(own)
            if isinstance(too_much, Problem):
                problems.append(too_much)
            else:
                sheets.setdefault(table.name, []).append(own)
    problems += _not_sent(office, sheets)
    return Delivery({name: tuple(s) for name, s in sheets.items()}, files, tuple(problems))


def _opened(path: Path, place: Place, export: Export | None) -> Opened:
    if export is not None and path == export.file:
        return read_export(export, place)
    if export is not None and path == export.mapping:
        # The export tells of a mapping that fits it; without one the mapping must.
        return read_export(export, place) if export.file is None else ([], ())
    return OPENERS[path.suffix.lower()](path, place)


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
    export = export_of(home)
    return [path for path in files_of(home) if is_read(path, export)]


def files_of(folder: Path) -> list[Path]:
    """Everything in the folder in name order, but hidden files, lock files and read-me texts."""
    return [path for path in sorted(folder.iterdir()) if not is_ignored(path.name)]


def is_read(path: Path, export: Export | None = None) -> bool:
    """Whether a file is a workbook, a CSV file called as a table, a mapping file or its export."""
    if not path.is_file() or path.is_symlink():
        return False
    if export is not None and path in (export.mapping, export.file):
        return True
    kind = path.suffix.lower()
    return kind in WORKBOOKS or (kind in NAMED_AS_TABLES and table_called(path.stem) is not None)


def is_ignored(name: str) -> bool:
    """Whether a file is no part of a delivery: hidden, a lock file of Excel, or a read-me."""
    return name.startswith((".", "~$")) or name.lower().startswith("readme")


def shown_name(path: Path, number: int, office_words: frozenset[str] = frozenset()) -> str:
    """Name by which a file is told of: its own if that is plain, else its number in the folder.

    >>> shown_name(Path("arvioinnit 2024.csv"), 1)
    'arvioinnit 2024.csv'
    >>> shown_name(Path("Maijan lista.xlsx"), 2)
    '#2.xlsx'
    """
    suffix = path.suffix.lower()
    known = suffix in OPENERS and is_plain(path.stem, office_words)
    return (
        path.name
        if known or is_mapping(path)
        else f"#{number}{suffix if suffix in OPENERS else ''}"
    )


def is_plain(name: str, besides: frozenset[str] = frozenset()) -> bool:
    """Whether a name is made of plain words, figures and words ``besides``: nobody's name.

    >>> is_plain("arvioinnit 2024"), is_plain("Maijan lista")
    (True, False)
    """
    allowed = PLAIN_WORDS | {word for known in besides for word in WORDS.findall(known)}
    words = WORDS.findall(fold(name))
    plain = all(word in allowed or FIGURES.fullmatch(word) for word in words)
    return plain and redact(name) == name


def _belongs_elsewhere(path: Path, office: str, names: Mapping[str, frozenset[str]]) -> bool:
    """Whether a file's name, or the office written into a collection form, is another office's."""
    own = names.get(office, frozenset())
    stem = _in_words(path.stem)
    for other, words in names.items():
        if other != office and any(_in_words(word) in stem for word in words - own):
            return True
    written = form_office(path) if path.suffix.lower() in WORKBOOKS else None
    return written is not None and written != office


def _in_words(name: str) -> str:
    """``" office c 2024 "``: words between single spaces, to look one name up in another."""
    return f" {' '.join(WORDS.findall(fold(name)))} "


def _files_of_others(folder: Path) -> Iterator[Path]:
    for home in sorted(folder.parent.iterdir()):
        if home.is_dir() and home != folder and not is_ignored(home.name):
            export = export_of(home)
            yield from (path for path in home.iterdir() if is_read(path, export))


def _is_about_people(tables: Iterable[tuple[Table, RawSheet]]) -> bool:
    """Whether a file holds rows about clients; facts and empty forms may be alike everywhere."""
    return any(
        sheet.delivered and any(c.kind == "client" and c.required for c in table.columns)
        for table, sheet in tables
    )


def _is_among(path: Path, content: str, others: Iterable[Path]) -> bool:
    size = path.stat().st_size
    return any(other.stat().st_size == size and hash_file(other) == content for other in others)


def _not_sent(office: str, sent: Iterable[str]) -> list[Problem]:
    return [
        Place(office, f"{office}/", "", table.name).problem(
            NO_TABLE if table.required else NO_OPTIONAL_TABLE,
            it=" / ".join((table.name, *table.names)),
        )
        for table in TABLES.values()
        if table.name not in sent
    ]
