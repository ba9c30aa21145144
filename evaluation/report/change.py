"""What became different between baseline and follow-up, without yet saying why."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from evaluation.disclosure import Release, ReleasedFinding
from evaluation.framework.model import Framework
from evaluation.report.figures import band, changes
from evaluation.report.fragment import (
    Fragment,
    bullets,
    details,
    html,
    join,
    paragraphs,
    require_release,
    section,
)
from evaluation.report.labels import capital, indicator, indicator_label, persons
from evaluation.report.numbers import EMPTY, count, hidden_reason, interval_text, value_text
from evaluation.report.tables import Column, table
from evaluation.report.verdicts import notes
from evaluation.report.words import Words

WAYS = ("better", "worse", "unclear", "hidden")
DIRECTIONS = ("better", "same", "worse")


def change(release: Release, framework: Framework, words: Words) -> Fragment:
    """The changes: in a sentence, in a figure, in a table."""
    require_release(release)
    found = release.by("change")
    if not any(e.value is not None for f in found for e in f.estimates if e.name == "change"):
        return section("change", words("change.title"), paragraphs(words("change.nothing")))
    drawn = headline(framework)
    ids = sorted((f.about for f in found if f.about in drawn), key=lambda id: _scale(id, framework))
    figures = join(
        changes(release, framework, words, list(group))
        for _, group in groupby(ids, key=lambda id: _scale(id, framework))
    )
    return section(
        "change",
        words("change.title"),
        paragraphs(words("change.lead")),
        summary([f for f in found if f.about in drawn], framework, words),
        figures,
        bullets(dict.fromkeys(note for f in found for note in notes(f, words)), "notes"),
        details(
            words("change.details"),
            _numbers(found, framework, words),
            _directions(found, framework, words),
        ),
    )


def summary(found: Sequence[ReleasedFinding], framework: Framework, words: Words) -> Fragment:
    """Which indicators became better, worse, neither: one line each."""
    by_way = {
        way: [
            indicator_label(f.about, framework, words, lower=True)
            for f in found
            if band(f.estimate("change")) == way
        ]
        for way in WAYS
    }
    return bullets(
        html(
            "<strong>{way}:</strong> {what}",
            way=words(f"change.ways.{way}"),
            what=words.listing(labels),
        )
        for way, labels in by_way.items()
        if labels
    )


def headline(framework: Framework) -> frozenset[str]:
    """Indicators that are told first: the map's client perspective and the outcomes of claims.

    Those without a better direction are left out.
    """
    first = framework.strategy_map.perspectives[:1]
    aims = (id for p in first for factor in p.factors for id in factor.indicators)
    outcomes = (c.outcome.indicator for c in framework.configurations.values())
    return frozenset(id for id in (*aims, *outcomes) if framework.indicators[id].better)


def _scale(id: str, framework: Framework) -> tuple[float, float]:
    found = indicator(id, framework)
    return found.low, found.high


def _numbers(found: tuple[ReleasedFinding, ...], framework: Framework, words: Words) -> Fragment:
    headers = ("before", "after", "change", "interval", "g")
    return table(
        words("change.table"),
        [
            Column(words("general.measure")),
            *(Column(words(f"change.columns.{name}"), numeric=True) for name in headers),
            Column(words("general.persons"), numeric=True),
        ],
        [_row(finding, framework, words) for finding in found],
        note=words("change.table-note"),
    )


def _row(finding: ReleasedFinding, framework: Framework, words: Words) -> list[str]:
    shift = finding.estimate("change")
    if shift is not None and shift.value is None:
        return [
            indicator_label(finding.about, framework, words),
            EMPTY,
            EMPTY,
            hidden_reason(shift, words),
            EMPTY,
            EMPTY,
            EMPTY,
        ]
    return [
        indicator_label(finding.about, framework, words),
        value_text(finding.estimate("mean-before"), words),
        value_text(finding.estimate("mean-after"), words),
        value_text(shift, words, signed=True),
        interval_text(shift, words, signed=True),
        value_text(finding.estimate("g"), words, signed=True),
        persons(finding.about, shift.n if shift else None, framework, words),
    ]


def _directions(found: tuple[ReleasedFinding, ...], framework: Framework, words: Words) -> Fragment:
    rows = []
    for finding in found:
        shown = finding.table("direction")
        if shown is None:
            continue
        counts = {part.key: part.n for part in shown.parts}
        rows.append(
            [
                capital(words.say(indicator(finding.about, framework).label)),
                *(count(counts[key], words) if key in counts else EMPTY for key in DIRECTIONS),
            ]
        )
    return table(
        words("change.directions"),
        [
            Column(words("general.measure")),
            *(Column(words(f"change.direction.{key}"), numeric=True) for key in DIRECTIONS),
        ],
        rows,
    )
