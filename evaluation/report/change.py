"""What became different between baseline and follow-up, without yet saying why."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from evaluation.disclosure import Release, ReleasedFinding
from evaluation.framework.model import Framework
from evaluation.report import change_tables
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
from evaluation.report.goals import goals
from evaluation.report.labels import indicator, indicator_label
from evaluation.report.words import Words

WAYS = ("better", "worse", "unclear", "hidden")


def change(release: Release, framework: Framework, words: Words) -> Fragment:
    """The changes: in a sentence, in a figure, in tables; then the clients' own goals."""
    require_release(release)
    found = release.by("change")
    reached = goals(release, framework, words)
    if not any(e.value is not None for f in found for e in f.estimates if e.name == "change"):
        nothing = paragraphs(words("change.nothing"))
        return section("change", words("change.title"), nothing, reached)
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
        change_tables.first_remarks(release, framework, words),
        details(
            words("change.details"),
            change_tables.numbers(release, framework, words),
            change_tables.directions(release, framework, words),
        ),
        change_tables.reliable(release, framework, words),
        change_tables.clinical(release, framework, words),
        change_tables.ends(release, framework, words),
        change_tables.worse_half(release, framework, words),
        reached,
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
