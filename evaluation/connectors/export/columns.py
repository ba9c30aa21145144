"""Where the columns that a mapping names stand in an export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from openpyxl.utils import column_index_from_string, get_column_letter

from evaluation.connectors.export.model import Cell, Mapping
from evaluation.connectors.yaml_reader import shown
from evaluation.framework.model import Language, Text
from evaluation.spelling import fold

Reason = Literal["missing", "twice", "moved"]

REASONS: dict[Reason, Text] = {
    "missing": Text("viennissä ei ole saraketta '{header}'", "the export has no column '{header}'"),
    "twice": Text(
        "viennissä on otsikko '{header}' useammin kuin kerran, sarakkeissa {letters}",
        "the header '{header}' stands more than once in the export, in columns {letters}",
    ),
    "moved": Text(
        "viennin sarakkeen {letter} otsikko ei ole '{header}'",
        "the export's column {letter} does not have the header '{header}'",
    ),
}
MENDS: dict[Reason, Text] = {
    "missing": Text(
        "Korjaa otsikko kartoitukseen tai pyydä vienti, jossa se on.",
        "Correct the header in the mapping, or ask for an export that has it.",
    ),
    "twice": Text(
        "Kirjoita kartoitukseen {{header: '{header}', letter: sarakkeen kirjain}}.",
        "Write {{header: '{header}', letter: the column's letter}} in the mapping.",
    ),
    "moved": Text(
        "Tarkista sarakkeen kirjain kartoituksesta.", "Check the column's letter in the mapping."
    ),
}


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """A column that the mapping names and that cannot be found for certain in the export.

    The words are the mapping's own; nothing of the export is told but letters.
    """

    mapping: str
    cell: Cell
    reason: Reason
    letters: tuple[str, ...] = ()

    def say(self, language: Language) -> str:
        """Return the problem as one line of text."""
        words = {
            "header": shown(self.cell.header),
            "letter": self.cell.letter,
            "letters": ", ".join(self.letters),
        }
        what = REASONS[self.reason].say(language).format(**words)
        mend = MENDS[self.reason].say(language).format(**words)
        line = "rivi" if language == "fi" else "line"
        return f"{self.mapping}, {line} {self.cell.line}: {what}. {mend}"


def find_columns(
    mapping: Mapping, header: Sequence[str]
) -> tuple[dict[Cell, int], tuple[SourceProblem, ...]]:
    """Position (from 0) of every column that the mapping names, and what cannot be found.

    Headers are compared without regard to capital letters, spaces around them and ``_`` for a
    space.
    """
    positions: dict[str, list[int]] = {}
    for at, name in enumerate(header):
        if name:
            positions.setdefault(fold(name), []).append(at)
    places: dict[Cell, int] = {}
    problems: list[SourceProblem] = []
    for cell in dict.fromkeys(mapping.cells()):
        found = positions.get(fold(cell.header), [])
        if cell.letter:
            wanted = column_index_from_string(cell.letter) - 1
            if wanted in found:
                places[cell] = wanted
            else:
                problems.append(SourceProblem(mapping.name, cell, "moved"))
        elif len(found) == 1:
            places[cell] = found[0]
        else:
            letters = tuple(letter_of(at) for at in found)
            reason: Reason = "twice" if found else "missing"
            problems.append(SourceProblem(mapping.name, cell, reason, letters))
    return places, tuple(problems)


def letter_of(position: int) -> str:
    """Letter of a column, ``A`` for position 0."""
    return str(get_column_letter(position + 1))
