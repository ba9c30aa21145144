"""The numbers of one configuration as tables, for those who want them after the sentence."""

from __future__ import annotations

from evaluation.disclosure import Release
from evaluation.framework.model import Configuration, Framework
from evaluation.report.fragment import NOTHING, Fragment, require_release
from evaluation.report.labels import outcome_is_change, persons
from evaluation.report.numbers import (
    EMPTY,
    NO_BREAK,
    interval_text,
    number,
    part_cells,
    part_text,
    persons_text,
    value_text,
)
from evaluation.report.pattern_cells import (
    CELLS,
    cell_part,
    nothing_shown,
    outcomes_told,
    said_of_counts,
)
from evaluation.report.tables import Column, table
from evaluation.report.words import Words

ESTIMATES = (
    "generation", "outside", "conditionality", "rival", "activation-in", "activation-out",
    "activation", "generation-fuzzy", "conditionality-fuzzy",
)  # fmt: skip
REACHED = ("reached", "not-reached")


def cells_table(
    release: Release, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    """Mean outcome and counts of the four groups; nothing where they were not released.

    Without the counts of those who reached the outcome where all of these are withheld.
    """
    finding = require_release(release).of("patterns", configuration.id)
    if finding is None or nothing_shown(finding):
        return NOTHING
    signed = outcome_is_change(configuration, framework)
    reached = REACHED if outcomes_told(finding) else ()
    rows = []
    for cell in CELLS:
        there = cell_part(finding, cell)
        mean = finding.estimate(f"mean:{cell}") if there.at_most is None else None
        there_said = part_text(there, words)
        rows.append(
            [
                words(f"pattern.cells.{cell}"),
                persons_text(mean, words) if there_said == EMPTY else there_said,
                value_text(mean, words, signed),
                interval_text(mean, words, signed),
                *(part_cells(finding.table(f"outcome:{cell}"), reached, words) if reached else ()),
            ]
        )
    return table(
        words("pattern.table", title=words.say(configuration.title)),
        [
            Column(words("pattern.group")),
            *(
                Column(words(f"pattern.columns.{key}"), numeric=True)
                for key in ("clients", "mean", "interval", *reached)
            ),
        ],
        rows,
        note=" ".join([words("pattern.table-note"), *said_of_counts(finding, words)]),
    )


def effects_table(
    release: Release, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    """All numbers of a configuration's test, a row a question."""
    finding = require_release(release).of("contrasts", configuration.id)
    if finding is None or all(e.value is None for e in finding.estimates):
        return NOTHING
    outcome = configuration.outcome.indicator
    rows = [
        [
            words(f"effects.names.{name}"),
            value_text(e, words, signed=e.unit != "share"),
            interval_text(e, words, signed=e.unit != "share"),
            persons(outcome, e.n, framework, words) or EMPTY,
            level(e.level, words),
        ]
        for name in ESTIMATES
        if (e := finding.estimate(name)) is not None
    ]
    return table(
        words("effects.table", title=words.say(configuration.title)),
        [
            Column(words("effects.question")),
            *(
                Column(words(f"effects.columns.{key}"), numeric=True)
                for key in ("value", "interval", "n", "level")
            ),
        ],
        rows,
        note=words("effects.table-note"),
    )


def level(confidence: float, words: Words) -> str:
    """Confidence level as per cents with one decimal."""
    space = NO_BREAK if words.language == "fi" else ""
    return f"{number(100 * confidence, words, 1)}{space}%"
