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
    part_text,
    value_text,
)
from evaluation.report.pattern_cells import CELLS, cell_part, nothing_shown
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
    """Mean outcome and counts of the four groups; nothing where they were not released."""
    finding = require_release(release).of("patterns", configuration.id)
    if finding is None or nothing_shown(finding):
        return NOTHING
    signed = outcome_is_change(configuration, framework)
    rows = []
    for cell in CELLS:
        there = cell_part(finding, cell)
        shown = finding.table(f"outcome:{cell}")
        parts = {p.key: p for p in shown.parts} if shown else {}
        mean = finding.estimate(f"mean:{cell}") if there.n is not None else None
        rows.append(
            [
                words(f"pattern.cells.{cell}"),
                part_text(there, words),
                value_text(mean, words, signed),
                interval_text(mean, words, signed),
                *(part_text(parts[key], words) if key in parts else EMPTY for key in REACHED),
            ]
        )
    return table(
        words("pattern.table", title=words.say(configuration.title)),
        [
            Column(words("pattern.group")),
            *(
                Column(words(f"pattern.columns.{key}"), numeric=True)
                for key in ("clients", "mean", "interval", *REACHED)
            ),
        ],
        rows,
        note=words("pattern.table-note"),
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
