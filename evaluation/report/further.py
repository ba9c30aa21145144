"""Results that have no part of their own: a new analysis is seen before anyone writes its page."""

from __future__ import annotations

from evaluation.disclosure import Release, ReleasedFinding
from evaluation.errors import UnknownCode
from evaluation.framework.model import Framework
from evaluation.report.fragment import (
    NOTHING,
    Fragment,
    bullets,
    html,
    join,
    paragraphs,
    require_release,
    section,
)
from evaluation.report.labels import capital
from evaluation.report.numbers import interval_text, persons_text, value_text
from evaluation.report.tables import Column, counts_table, table
from evaluation.report.words import Words

AT_HOME = frozenset(
    (
        "participants",
        "dropout",
        "agreement",
        "intake",
        "strategy",
        "change",
        "goals",
        "patterns",
        "negative_cases",
        "contrasts",
        "classic",
        "mediation",
        "development",
    )
)
"""Analyses whose findings other parts of the report show."""


def further(release: Release, framework: Framework, words: Words) -> Fragment:
    """Show every finding of an analysis that no other part shows, in the analysis's own words.

    Raises
    ------
    UnknownCode
        When such an analysis did not bring a title or a label that is needed.
    """
    require_release(release)
    found = [f for f in release if f.analysis not in AT_HOME]
    if not found:
        return NOTHING
    return section(
        "further",
        words("further.title"),
        paragraphs(words("further.lead")),
        join(_finding(finding, words) for finding in found),
    )


def _finding(finding: ReleasedFinding, words: Words) -> Fragment:
    if finding.title is None:
        raise UnknownCode(
            f"The analysis '{finding.analysis}' has no part in the report and brings no title: "
            "give its findings a title and labels."
        )
    title = words.say(finding.title)
    return html(
        "<h3>{title}</h3>{exploratory}{notes}{numbers}{tables}",
        title=title,
        exploratory=paragraphs(words("further.exploratory") if finding.exploratory else ""),
        notes=bullets((_note(key, finding, words) for key in finding.notes), "notes"),
        numbers=_numbers(title, finding, words) if finding.estimates else NOTHING,
        tables=join(
            counts_table(
                _label(shown.name, finding, words),
                words("further.part"),
                shown,
                lambda key: _label(key, finding, words),
                words,
                counted="things",
            )
            for shown in finding.tables
        ),
    )


def _numbers(title: str, finding: ReleasedFinding, words: Words) -> Fragment:
    return table(
        title,
        [
            Column(words("further.name")),
            Column(words("effects.columns.value"), numeric=True),
            Column(words("effects.columns.interval"), numeric=True),
            Column(words("general.persons"), numeric=True),
        ],
        [
            [
                _label(e.name, finding, words),
                value_text(e, words),
                interval_text(e, words),
                persons_text(e, words),
            ]
            for e in finding.estimates
        ],
    )


def _label(key: str, finding: ReleasedFinding, words: Words) -> str:
    if key not in finding.labels:
        raise UnknownCode(f"The analysis '{finding.analysis}' brings no label for '{key}'.")
    return capital(words.say(finding.labels[key]))


def _note(key: str, finding: ReleasedFinding, words: Words) -> str:
    return words(f"notes.{key}") if f"notes.{key}" in words else _label(key, finding, words)
