"""Saved files of Sotkanet and a map → rows of the table ``facts``; every row is accounted for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.connectors.sotkanet.chosen import SotkanetMap, WantedIndicator, read_map
from evaluation.connectors.sotkanet.files import (
    SotkanetIndicator,
    SotkanetRegion,
    ValueRow,
    read_indicators,
    read_regions,
    read_values,
)
from evaluation.connectors.sotkanet.resolve import find_indicators, find_regions
from evaluation.connectors.sotkanet.sort import SortedRows
from evaluation.connectors.yaml_reader import YamlReader
from evaluation.errors import BadInput, MissingInput
from evaluation.framework.model import Framework, Indicator, Language, Text

# fmt: off
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")
# fmt: on
# So many row numbers are listed of one kind of refusal; the rest are counted.
LISTED = 10


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the contract's table ``facts``; the value with a decimal comma."""

    period: str
    indicator: str
    value: str


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited of Sotkanet: the indicator, who produces it, when the values were saved."""

    title: Text
    organization: Text
    cached: dt.date

    def say(self, language: Language) -> str:
        """Return the citation as one line of text."""
        producer = self.organization.say(language)
        title = self.title.say(language) + (f" ({producer})" if producer else "")
        if language == "fi":
            day = f"{self.cached.day}.{self.cached.month}.{self.cached.year}"
            return f"THL, Tilasto- ja indikaattoripankki Sotkanet.fi, {title}, tallennettu {day}"
        day = f"{self.cached.day} {MONTHS[self.cached.month - 1]} {self.cached.year}"
        return f"THL, Statistics and Indicator Bank Sotkanet.fi, {title}, cached {day}"


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """Facts of one office, its region's name in Sotkanet, and what to cite."""

    office: str
    region: str
    rows: tuple[Fact, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What came of the saved files.

    Parameters
    ----------
    offices : tuple of OfficeFacts
        In the map's order; one without rows is there too.
    counts : dict of str to int
        Rows of the saved files by what became of them: ``used``, ``missing`` (no number),
        ``repeated``, ``refused``, ``other`` (other indicators, regions, genders or years). They
        add up to all rows.
    remarks : tuple of Text
        What to know, in both languages; no value is told.
    """

    offices: tuple[OfficeFacts, ...]
    counts: dict[str, int]
    remarks: tuple[Text, ...]


def read_facts(
    values: Sequence[str | Path],
    indicators: str | Path,
    regions: str | Path,
    map: str | Path,
    framework: Framework,
    cached: dt.date | None = None,
    language: Language = "en",
) -> Facts:
    """Make the offices' facts of saved files; writes nothing.

    Parameters
    ----------
    values : sequence of path
        CSV files of values; Sotkanet gives one for each indicator, and they may be joined.
    indicators, regions : path
        JSON lists of Sotkanet.
    map : path
        YAML that says what to take (see ``data/connectors/sotkanet.yaml``).
    framework : Framework
        Our indicators, with their ranges, and the roster of offices.
    cached : date, optional
        When the values were saved; by default the day of the newest file of values.
    language : {"fi", "en"}
        Of the errors' text.

    Raises
    ------
    MissingInput, EmptyInput
        When a file cannot be opened, or has no rows.
    BadInput
        When a file is no such file of Sotkanet, or the map has errors: the message has them all.
    """
    map, paths = Path(map), [Path(path) for path in values]
    reader = YamlReader(map.name)
    root = reader.open(map, language)
    if root is None:
        reader.refuse(language)
        raise BadInput("The map cannot be read.")  # never: without a tree there is a problem
    chosen = read_map(reader, root, framework)
    found = find_indicators(reader, chosen, read_indicators(Path(indicators), language))
    places = find_regions(reader, chosen, read_regions(Path(regions), language))
    reader.refuse(language)
    if not paths:
        raise MissingInput("No file of values was named. Name at least one.")
    sorted_rows = SortedRows(
        chosen,
        {id: wanted.indicator for id, (wanted, _) in found.items()},
        {region.id for region in places.values()},
    )
    for path in paths:
        for row in read_values(path, language):
            sorted_rows.take(row)
    day = cached or max(dt.date.fromtimestamp(path.stat().st_mtime) for path in paths)
    return _facts(sorted_rows, chosen, found, places, day)


def _facts(
    rows: SortedRows,
    map: SotkanetMap,
    found: dict[int, tuple[WantedIndicator, SotkanetIndicator]],
    places: dict[str, SotkanetRegion],
    day: dt.date,
) -> Facts:
    rows.settle_twins()
    remarks = _refusals(rows.refused)
    offices = []
    for wanted in map.offices:
        region = places[wanted.office]
        facts: list[Fact] = []
        citations = []
        for id, (chosen, theirs) in found.items():
            years = sorted(y for i, r, y in rows.good if (i, r) == (id, region.id))
            word = chosen.indicator.reading.code or chosen.indicator.id
            facts += [Fact(str(y), word, rows.good[id, region.id, y][0][0]) for y in years]
            if years:
                citations.append(Citation(theirs.title, theirs.organization, day))
            gaps = rows.missing.get((id, region.id), set()) - set(years)
            remarks += _gaps(wanted.office, chosen.indicator, years, gaps)
        offices.append(OfficeFacts(wanted.office, region.title, tuple(facts), tuple(citations)))
    return Facts(tuple(offices), rows.counts, tuple(remarks))


def _gaps(
    office: str, indicator: Indicator, years: Sequence[int], gaps: Iterable[int]
) -> list[Text]:
    """Say which years have no number, or that there is none at all."""
    without = ", ".join(str(year) for year in sorted(gaps))
    name = indicator.label
    if without:
        return [
            Text(
                f"{office}, {name.fi}: lukua ei ole vuosilta {without}. Ne jätettiin pois.",
                f"{office}, {name.en}: no number for {without}. They were left out.",
            )
        ]
    if not years:
        return [
            Text(
                f"{office}, {name.fi}: tiedostoissa ei ole tästä alueesta riviä, jota voi käyttää.",
                f"{office}, {name.en}: the files have no row of this region that can be used.",
            )
        ]
    return []


def _refusals(refused: Iterable[tuple[ValueRow, Text]]) -> list[Text]:
    """Say which rows were not written, each kind once for a file."""
    kinds: dict[tuple[str, Text], list[int]] = {}
    for row, why in refused:
        kinds.setdefault((row.file, why), []).append(row.row)
    return [
        Text(
            f"{file}: {why.fi}. Ei kirjoitettu, rivit: {_listed(rows, 'yhteensä')}.",
            f"{file}: {why.en}. Not written, rows: {_listed(rows, 'in all')}.",
        )
        for (file, why), rows in kinds.items()
    ]


def _listed(rows: Iterable[int], in_all: str) -> str:
    numbers = sorted(rows)
    said = ", ".join(str(number) for number in numbers[:LISTED])
    return said if len(numbers) <= LISTED else f"{said} … ({in_all} {len(numbers)})"
