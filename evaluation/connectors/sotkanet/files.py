"""The three kinds of files that are saved from Sotkanet: indicators, regions, values."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.connectors.yaml_reader import CANNOT_OPEN, shown
from evaluation.errors import BadInput, EmptyInput, MissingInput
from evaluation.framework.model import Language, Text
from evaluation.intake.csv_file import utf8_of
from evaluation.intake.rules import Rule
from evaluation.spelling import clean, fold

COLUMNS = ("indicator", "region", "year", "gender", "primary value")

NOT_JSON = Text(
    "Tiedosto {file} ei ole Sotkanetin JSON-luettelo (kohta {n}). Tallenna se uudelleen "
    "Sotkanetin REST-rajapinnan osoitteesta /{what}.",
    "The file {file} is not a JSON list of Sotkanet (entry {n}). Save it again from /{what} of "
    "Sotkanet's REST interface.",
)
NOT_VALUES = Text(
    "Tiedosto {file} ei ole Sotkanetin CSV-tiedosto. Ensimmäisellä rivillä pitää olla, "
    "puolipistein erotettuina: {columns}. Tallenna se uudelleen.",
    "The file {file} is not a CSV file of Sotkanet. Its first row must have, separated by "
    "semicolons: {columns}. Save it again.",
)
NO_VALUES = Text(
    "Tiedostossa {file} ei ole yhtään riviä. Tallenna se uudelleen.",
    "The file {file} has no rows. Save it again.",
)


@dataclass(frozen=True, slots=True)
class SotkanetIndicator:
    """One entry of ``/indicators``: its number, title and who produces it."""

    id: int
    title: Text
    organization: Text


@dataclass(frozen=True, slots=True)
class SotkanetRegion:
    """One entry of ``/regions``; ``code`` is a municipality's code where ``category`` is KUNTA."""

    id: int
    code: str
    category: str
    title: str


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One row of the values as it stands; ``row`` counts from 1, the header's.

    ``whole`` is False where the row has not one cell for each header.
    """

    file: str
    row: int
    indicator: str = ""
    region: str = ""
    year: str = ""
    gender: str = ""
    value: str = ""
    whole: bool = True


def read_indicators(path: Path, language: Language) -> tuple[SotkanetIndicator, ...]:
    """Read the list of indicators.

    Raises
    ------
    MissingInput, BadInput
        When the file cannot be opened, or is no such list.
    """
    return tuple(
        SotkanetIndicator(id, _text(entry.get("title")), _organization(entry))
        for id, entry in _entries(path, "indicators", language)
    )


def read_regions(path: Path, language: Language) -> tuple[SotkanetRegion, ...]:
    """Read the list of regions.

    Raises
    ------
    MissingInput, BadInput
        When the file cannot be opened, or is no such list.
    """
    regions = []
    for id, entry in _entries(path, "regions", language):
        category = clean(str(entry.get("category", ""))).upper()
        code = clean(str(entry.get("code", "")))
        if category == "KUNTA":  # a program that took it for a number lost its zeros
            code = code.zfill(3)
        regions.append(SotkanetRegion(id, code, category, _text(entry.get("title")).fi))
    return tuple(regions)


def _entries(path: Path, what: str, language: Language) -> Iterator[tuple[int, dict[str, Any]]]:
    """Entries with a number, each number once."""
    try:
        content = path.read_bytes()
    except OSError:
        content = None
    if content is None:
        raise MissingInput(CANNOT_OPEN.say(language).format(file=shown(path.name)))
    try:
        entries = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        entries = [None]
    entries = [entries] if isinstance(entries, dict) else entries
    seen = set()
    for n, entry in enumerate(entries if isinstance(entries, list) else [None], start=1):
        id = str(entry.get("id", "")) if isinstance(entry, dict) else ""
        if not (id.isascii() and id.isdigit()):
            told = NOT_JSON.say(language).format(file=shown(path.name), n=n, what=what)
            raise BadInput(told)
        if int(id) not in seen:
            seen.add(int(id))
            yield int(id), entry


def _text(title: Any) -> Text:
    """Title in Finnish and English; an English one that is missing is the Finnish one."""
    said = title if isinstance(title, dict) else {}
    fi = clean(str(said.get("fi") or ""))
    return Text(fi, clean(str(said.get("en") or "")) or fi)


def _organization(entry: dict[str, Any]) -> Text:
    organization = entry.get("organization")
    return _text(organization.get("title") if isinstance(organization, dict) else None)


def read_values(path: Path, language: Language) -> Iterator[ValueRow]:
    """Rows of a CSV file of values, in their order.

    The headers may be ``primary.value`` or ``primary value``, as R or THL writes them.

    Raises
    ------
    MissingInput, BadInput, EmptyInput
        When the file cannot be opened, is no such CSV file, or has no rows.
    """
    file = shown(path.name)
    if not path.is_file():
        raise MissingInput(CANNOT_OPEN.say(language).format(file=file))
    told = NOT_VALUES.say(language).format(file=file, columns="; ".join(COLUMNS))
    decoded = utf8_of(path)
    if isinstance(decoded, Rule):
        raise BadInput(told)
    text = io.StringIO(decoded[0].decode(), newline="")
    lines = enumerate(csv.reader(text, delimiter=";", strict=True), start=1)
    try:
        _, header = next(lines, (0, []))
        names = [fold(name.replace(".", " ")) for name in header]
        if any(names.count(column) != 1 for column in COLUMNS):
            raise BadInput(told)
        places = [names.index(column) for column in COLUMNS]
        empty = True
        for row, cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            empty = False
            if len(cells) >= len(header) and not any(cells[len(header) :]):
                indicator, region, year, gender, value = (clean(cells[at]) for at in places)
                yield ValueRow(file, row, indicator, region, year, gender, value)
            else:
                yield ValueRow(file, row, whole=False)
    except csv.Error:
        raise BadInput(told) from None
    if empty:
        raise EmptyInput(NO_VALUES.say(language).format(file=file))
