"""What the customary way would say of a configuration, beside our answer, and why they differ."""

from __future__ import annotations

from evaluation.disclosure import Release, ReleasedFinding, ShownEstimate
from evaluation.framework.model import Configuration, Framework
from evaluation.report.fragment import (
    NOTHING,
    Fragment,
    bullets,
    details,
    paragraphs,
    require_release,
)
from evaluation.report.labels import capital, condition, outcome_is_change
from evaluation.report.numbers import interval_text, number, persons_text, value_text
from evaluation.report.tables import Column, table
from evaluation.report.verdicts import kind_of
from evaluation.report.words import Words

READINGS = ("finds", "finds-not", "finds-reverse")
"""What the customary way can answer; otherwise it was not run."""
ODDS = "odds:"


def classic_part(
    release: Release, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    """The customary answer, one sentence on where and why ours differs, and the odds ratios.

    Parameters
    ----------
    release : Release
    framework : Framework
    words : Words
    configuration : Configuration

    Returns
    -------
    Fragment
        Closed details; nothing where the release has no ``classic`` finding.
    """
    found = require_release(release).of("classic", configuration.id)
    if found is None:
        return NOTHING
    reading, *notes = found.notes
    ours = release.of("contrasts", configuration.id)
    return details(
        words("classic.title"),
        paragraphs(
            words(f"notes.{reading}"),
            _beside(reading.removeprefix("classic-"), ours, configuration, words),
            words("classic.how"),
            words(
                "classic.any-change"
                if outcome_is_change(configuration, framework)
                else "classic.beyond-limit"
            ),
        ),
        _odds_table(found, framework, words, configuration),
        bullets((words(f"notes.{note}") for note in notes), "notes"),
        paragraphs(words("classic.blind")),
    )


def _beside(
    reading: str, ours: ReleasedFinding | None, configuration: Configuration, words: Words
) -> str:
    """Why our verdict differs, or what it adds; nothing where the customary way did not answer."""
    if reading not in READINGS:
        return ""
    smallest = number(configuration.outcome.smallest_that_matters, words)
    return words(f"classic.beside.{reading}.{kind_of(ours)}", smallest=smallest)


def _odds_table(
    found: ReleasedFinding, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    if found.notes[0].removeprefix("classic-") not in READINGS:
        return NOTHING
    if not found.estimates:
        return paragraphs(words("classic.none-chosen"))
    return table(
        words("classic.table", title=words.say(configuration.title)),
        [
            Column(words("classic.factor")),
            Column(words("classic.odds"), numeric=True),
            Column(words("effects.columns.interval"), numeric=True),
            Column(words("effects.columns.n"), numeric=True),
        ],
        [_row(e, framework, words) for e in found.estimates],
        note=words("classic.table-note"),
    )


def _row(estimate: ShownEstimate, framework: Framework, words: Words) -> list[str]:
    return [
        _factor(estimate.name.removeprefix(ODDS), framework, words),
        value_text(estimate, words),
        interval_text(estimate, words),
        persons_text(estimate, words),
    ]


def _factor(id: str, framework: Framework, words: Words) -> str:
    if id in framework.conditions:
        return capital(condition(id, framework, words))
    return words("classic.one-higher", what=capital(words(f"claims.variables.{id}")))
