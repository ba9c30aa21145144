"""An office's export of another shape → the contract's tables, through its mapping file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluation.connectors.export import (
    Mapped,
    Mapping,
    apply_mapping,
    mapping_file,
    read_mapping,
)
from evaluation.errors import BadInput
from evaluation.intake.bounds import SAVED_TWICE, in_bounds
from evaluation.intake.catalogue import (
    BAD_MAPPING,
    ODD_ROW,
    UNKNOWN_COLUMN,
    UNUSED_CELL,
    UNUSED_ROW,
)
from evaluation.intake.csv_file import CannotSplit, lines_of, separator_of, utf8_of
from evaluation.intake.raw import RawSheet, Row, sheet_of
from evaluation.intake.rules import Place, Rule
from evaluation.intake.workbooks import Refused, sheets_of
from evaluation.observations import TABLES, Problem, Table

TEXT_FILES = frozenset({".csv", ".tsv"})


@dataclass(frozen=True)
class Export:
    """A mapping file and the export that it names; the export may be missing."""

    mapping: Path
    file: Path | None


def export_of(folder: Path) -> Export | None:
    """Find the mapping file of a folder and the export that is read through it.

    None without a mapping file. A mapping that cannot be read has no export.
    """
    try:
        path = mapping_file(folder)
        if path is None:
            return None
        name = read_mapping(path).file
    except BadInput:
        return Export(next(p for p in sorted(folder.iterdir()) if is_mapping(p)), None)
    # By its name among the folder's own files: a path that leads elsewhere is not there.
    file = next((p for p in folder.iterdir() if p.name == name and not p.is_symlink()), None)
    return Export(path, file)


def is_mapping(path: Path) -> bool:
    """Whether a file's name is that of a mapping file."""
    return path.stem.casefold() in ("kartta", "mapping") and path.suffix in (".yaml", ".yml")


def read_export(
    export: Export, place: Place
) -> tuple[list[tuple[Table, RawSheet]], tuple[Problem, ...]]:
    """Read an export through its mapping; ``place`` is that of the export.

    Every row of the export becomes rows of the contract, or is told of. Rows that a block with
    ``once`` finds alike are as the evaluator meant them, and are not.
    """
    of_mapping = Place(place.office, export.mapping.name)
    try:
        mapping_file(export.mapping.parent)
        mapping = read_mapping(export.mapping)
    except BadInput as error:
        return [], (of_mapping.problem(BAD_MAPPING, it=str(error)),)
    if export.file is None:
        return [], (of_mapping.problem(BAD_MAPPING, it="file"),)
    exact = export.file.suffix.lower() in TEXT_FILES
    opened = _csv_lines(export.file, mapping) if exact else _sheet_lines(export.file, mapping)
    if not isinstance(opened, tuple):
        return [], (place.problem(opened),)
    lines, sheet, mangled = opened
    if lines is None:
        return [], (of_mapping.problem(BAD_MAPPING, it="sheet"),)
    place = Place(place.office, place.file, sheet)
    try:
        mapped = apply_mapping(mapping, list(lines), exact)
    except CannotSplit as stop:
        return [], (place.problem(stop.rule, row=stop.row),)
    if mapped.problems:
        said = (problem.say("en") for problem in mapped.problems)
        return [], tuple(of_mapping.problem(BAD_MAPPING, it=one) for one in said)
    return _sheets(mapped, place, mangled)


def _sheets(
    mapped: Mapped, place: Place, mangled: re.Pattern[str]
) -> tuple[list[tuple[Table, RawSheet]], tuple[Problem, ...]]:
    sheets: list[tuple[Table, RawSheet]] = []
    problems = list(_told(mapped, place))
    for piece in mapped.tables:
        at = Place(place.office, place.file, place.sheet, piece.table)
        lines = piece.with_header()
        sheet = in_bounds(sheet_of(lines, at, exact=False, letters=piece.letters), mangled)
        if isinstance(sheet, Problem):
            problems.append(sheet)
        else:
            sheets.append((TABLES[piece.table], sheet))
    return sheets, tuple(problems)


def _told(mapped: Mapped, place: Place) -> Iterator[Problem]:
    for letter in mapped.unmapped:
        yield place.problem(UNKNOWN_COLUMN, letter=letter)
    for row in mapped.odd_rows:
        yield place.problem(ODD_ROW, row=row)
    for row in mapped.unused_rows:
        yield place.problem(UNUSED_ROW, row=row)
    for row, letter in mapped.left_out:
        yield place.problem(UNUSED_CELL, row=row, letter=letter)


Lines = Iterator[tuple[int, Row]]
# Lines (None where the mapping's sheet is not there), the sheet's name, letters gone wrong.
Opened = tuple[Lines | None, str, re.Pattern[str]]


def _csv_lines(path: Path, mapping: Mapping) -> Opened | Rule:
    decoded = utf8_of(path)
    if isinstance(decoded, Rule):
        return decoded
    data, mangled = decoded
    separator, skipped = separator_of(data, mapping.headers)
    return lines_of(data, separator, skipped), "", mangled


def _sheet_lines(path: Path, mapping: Mapping) -> Opened | Rule:
    try:
        sheets = sheets_of(path)
    except Refused as stop:
        return stop.rule
    named = [lines for name, lines in sheets if name == mapping.sheet]
    chosen = named if mapping.sheet else [lines for _, lines in sheets]
    return (iter(chosen[0]) if len(chosen) == 1 else None), mapping.sheet, SAVED_TWICE
