"""Rows of Sotkanet's values, each put where it belongs; together they are all rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from evaluation.connectors.sotkanet.chosen import SotkanetMap
from evaluation.connectors.sotkanet.files import ValueRow
from evaluation.framework.model import Indicator, Text
from evaluation.intake.catalogue import OUT_OF_RANGE
from evaluation.intake.cells import number_between
from evaluation.spelling import fold

# How Sotkanet, R and Statistics Finland write that there is no number.
NO_NUMBER = frozenset({"", "na", "-", ".", "..", "..."})
FINNISH = str.maketrans(".−–", ",--")
YEAR = re.compile("(?:19|20)[0-9]{2}")

ODD = Text(
    "rivillä ei ole yhtä solua jokaista otsikkoa kohti",
    "the row does not have one cell for each header",
)
NO_YEAR = Text("vuotta ei ymmärretä", "the year is not understood")
DIFFERENT = Text(
    "samasta alueesta ja vuodesta on eri luvut",
    "there are different numbers for the same region and year",
)

Key = tuple[int, int, int]


@dataclass
class SortedRows:
    """Rows sorted by what becomes of them.

    Parameters
    ----------
    map : SotkanetMap
    indicators : mapping of int to Indicator
        Sotkanet's number → our indicator.
    regions : set of int
        Sotkanet's numbers of the offices' regions.

    Attributes
    ----------
    good : dict
        Sotkanet's indicator and region, and the year → numbers as text with a decimal comma, as
        numbers, and their rows.
    missing : dict
        Sotkanet's indicator and region → years without a number.
    refused : list
        Rows and why they are refused.
    counts : dict of str to int
        All rows taken, by what became of them.
    """

    map: SotkanetMap
    indicators: Mapping[int, Indicator]
    regions: Set[int]
    good: dict[Key, list[tuple[str, float, ValueRow]]] = field(default_factory=dict)
    missing: dict[tuple[int, int], set[int]] = field(default_factory=dict)
    refused: list[tuple[ValueRow, Text]] = field(default_factory=list)
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("used", "missing", "repeated", "refused", "other"), 0
        )
    )

    def take(self, row: ValueRow) -> None:
        """Put one row where it belongs."""
        self.counts[self._take(row)] += 1

    def _take(self, row: ValueRow) -> str:
        if not row.whole:
            return self._refuse(row, ODD)
        id, region = _number(row.indicator), _number(row.region)
        if id not in self.indicators or region not in self.regions or id is None or region is None:
            return "other"
        if fold(row.gender) != self.map.gender:
            return "other"
        if not YEAR.fullmatch(row.year):
            return self._refuse(row, NO_YEAR)
        year = int(row.year)
        if year < (self.map.first_year or year) or year > (self.map.last_year or year):
            return "other"
        if fold(row.value) in NO_NUMBER:
            self.missing.setdefault((id, region), set()).add(year)
            return "missing"
        indicator = self.indicators[id]
        read = number_between(indicator.low, indicator.high)(row.value)
        if not isinstance(read, float):
            return self._refuse(row, _why(read, indicator))
        same = self.good.setdefault((id, region, year), [])
        same.append(("".join(row.value.split()).translate(FINNISH), read, row))
        return "used"

    def _refuse(self, row: ValueRow, why: Text) -> str:
        self.refused.append((row, why))
        return "refused"

    def settle_twins(self) -> None:
        """Rows of one indicator, region and year: alike is read once, different is refused."""
        for key, same in list(self.good.items()):
            again = len(same) - 1
            if len({number for _, number, _ in same}) == 1:
                self.counts["used"] -= again
                self.counts["repeated"] += again
                continue
            del self.good[key]
            self.counts["used"] -= len(same)
            for _, _, row in same:
                self._refuse(row, DIFFERENT)
            self.counts["refused"] += len(same)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _why(rule: object, indicator: Indicator) -> Text:
    if rule is not OUT_OF_RANGE:
        return Text(
            f"mittarin {indicator.id} lukua ei ymmärretä",
            f"the number of {indicator.id} is not understood",
        )
    low, high = f"{indicator.low:g}", f"{indicator.high:g}"
    return Text(
        f"mittarin {indicator.id} luku ei ole välillä {low}–{high}".replace(".", ","),
        f"the number of {indicator.id} is not between {low} and {high}",
    )
