"""Whether a configuration's answer survives the clients who were lost: a sentence, then numbers."""

from __future__ import annotations

from evaluation.disclosure import Release, ReleasedFinding
from evaluation.framework.model import Configuration, Framework
from evaluation.report.fragment import NOTHING, Fragment, join, paragraphs, require_release
from evaluation.report.labels import persons
from evaluation.report.numbers import EMPTY, interval_text, percent, value_text
from evaluation.report.tables import Column, table
from evaluation.report.verdicts import kind_of
from evaluation.report.words import Words

WORST_CASE, WEIGHTED = "generation-worst-case", "generation-weighted"
ROWS = ("generation", WEIGHTED, WORST_CASE)
RESTS_ON_EFFECT = frozenset(("supported", "works-regardless", "refuted", "harmful"))
"""Verdicts that those lost could turn."""


def loss_part(
    release: Release, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    """What would become of the answer if those lost were counted in.

    Nothing where the effect, or every check of it, is missing or withheld.

    Raises
    ------
    DisclosureRefused
        When ``release`` is not a Release.
    """
    finding = require_release(release).of("contrasts", configuration.id)
    if finding is None or not _shown(finding, "generation"):
        return NOTHING
    if not any(_shown(finding, name) for name in (WEIGHTED, WORST_CASE)):
        return NOTHING
    return join(
        [
            paragraphs(words(f"dropout.card.{_answer(finding)}")),
            _numbers(finding, framework, words, configuration),
            paragraphs(_tipping(finding, words, configuration), _not_covered(finding, words)),
        ]
    )


def _shown(finding: ReleasedFinding, name: str) -> bool:
    estimate = finding.estimate(name)
    return estimate is not None and estimate.value is not None


def _answer(finding: ReleasedFinding) -> str:
    if kind_of(finding) not in RESTS_ON_EFFECT:
        return "open"
    if "fragile-weights" in finding.notes:
        return "weights"
    if "fragile-worst-case" in finding.notes:
        return "worst-case" if _shown(finding, WEIGHTED) else "worst-case-only"
    return "holds" if _shown(finding, WORST_CASE) else "holds-weighted"


def _numbers(
    finding: ReleasedFinding, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    rows = [
        [
            words(f"dropout.card.rows.{name}"),
            # The worst case has no middle: any value between its ends is as possible.
            EMPTY if name == WORST_CASE else value_text(e, words, signed=True),
            interval_text(e, words, signed=True),
            persons(configuration.outcome.indicator, e.n, framework, words) or EMPTY,
        ]
        for name in ROWS
        if (e := finding.estimate(name)) is not None and e.value is not None
    ]
    return table(
        words("dropout.card.table", title=words.say(configuration.title)),
        [
            Column(words("dropout.card.supposed")),
            *(Column(words(f"effects.columns.{k}"), numeric=True) for k in ("value", "interval")),
            Column(words("effects.columns.n"), numeric=True),
        ],
        rows,
        note=words("dropout.card.table-note"),
    )


def _tipping(finding: ReleasedFinding, words: Words, configuration: Configuration) -> str:
    tipping = finding.estimate("tipping-point")
    if tipping is None or tipping.value is None:
        return ""
    value = value_text(tipping, words, signed=True)
    if configuration.prediction.sign == "better":
        return words("dropout.card.tipping", value=value)
    return words("dropout.card.tipping-worse", value=value)


def _not_covered(finding: ReleasedFinding, words: Words) -> str:
    share = finding.estimate("loss-not-covered")
    if share is None or share.value is None or not _shown(finding, WORST_CASE):
        return ""
    return words("dropout.card.not-covered", share=percent(share.value, words))
