"""The cells of a pattern as released: context by mechanism, and where the claim should not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evaluation.disclosure import Release, ReleasedFinding, ShownCount, ShownEstimate
from evaluation.framework.model import Configuration, Framework
from evaluation.report.labels import condition
from evaluation.report.numbers import is_untold, why_untold
from evaluation.report.verdicts import notes
from evaluation.report.words import Words

CELLS = ("C·M", "C·~M", "~C·M", "~C·~M")
"""Context (C) and mechanism (M): all four ways they can meet."""
FIRED = ("M", "~M")
SAME, TOO_CLOSE = "where-not-is-elsewhere", "where-not-too-close"


@dataclass(frozen=True, slots=True)
class WhereNot:
    """A condition in which the claim should not hold, with what was released about it."""

    condition: str
    finding: ReleasedFinding

    @property
    def has_numbers(self) -> bool:
        """Whether any of its two means was released."""
        return any((e := self.mean(fired)) and e.value is not None for fired in FIRED)

    def mean(self, fired: str) -> ShownEstimate | None:
        """Mean outcome with the mechanism (``M``) or without it (``~M``)."""
        return self.finding.estimate(f"mean:{fired}")

    def reached(self, fired: str) -> ShownEstimate | None:
        """Share of those who reached the outcome, with the mechanism or without it."""
        return self.finding.estimate(f"reached:{fired}")


def cell_part(finding: ReleasedFinding, cell: str) -> ShownCount:
    """How many clients a released cell has."""
    cells = finding.table("cells")
    parts = cells.parts if cells else ()
    return next((part for part in parts if part.key == cell), ShownCount(cell, None, at_most=None))


def cell_value(finding: ReleasedFinding, cell: str) -> float | None:
    """Mean outcome of a cell; None where it is hidden, or the page says that the cell is small."""
    mean = finding.estimate(f"mean:{cell}")
    return mean.value if mean is not None and cell_part(finding, cell).at_most is None else None


def outcomes_told(finding: ReleasedFinding) -> bool:
    """Whether anything is told of how many reached the outcome."""
    shown = (finding.table(f"outcome:{cell}") for cell in CELLS)
    return any(table is not None and not is_untold(table) for table in shown)


def said_of_counts(finding: ReleasedFinding, words: Words) -> Iterator[str]:
    """Sentences on counts that are withheld: the cells' own, and those who reached the outcome."""
    if why := why_untold(finding.table("cells"), words):
        yield words("pattern.cells-withheld", why=why)
    whys = [why_untold(finding.table(f"outcome:{cell}"), words) for cell in CELLS]
    if all(whys):
        yield words("pattern.outcomes-withheld", why=whys[0])


def nothing_shown(finding: ReleasedFinding) -> bool:
    """Whether every cell of a pattern is hidden."""
    return all(cell_value(finding, cell) is None for cell in CELLS)


def where_not(release: Release, configuration: Configuration) -> tuple[WhereNot, ...]:
    """What was released about each condition in which a claim should not hold."""
    return tuple(
        WhereNot(id, finding)
        for id in configuration.prediction.should_not_hold_in
        if (finding := release.of("patterns", f"{configuration.id}:{id}")) is not None
    )


def said_of_where_not(
    release: Release, framework: Framework, words: Words, configuration: Configuration
) -> Iterator[str]:
    """Sentences on where the claim should not hold: which group that is, or why no numbers."""
    for here in where_not(release, configuration):
        yield words("pattern.where-not.said", context=condition(here.condition, framework, words))
        if here.has_numbers:
            yield words("pattern.where-not.shown")
        elif not {SAME, TOO_CLOSE} & set(here.finding.notes):
            yield words("pattern.where-not.too-few")
        yield from notes(here.finding, words)
