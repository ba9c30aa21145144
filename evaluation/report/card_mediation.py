"""Does the help reach the outcome by way of people's reasoning? A sentence, then the numbers."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.disclosure import Release, ReleasedFinding, ShownEstimate
from evaluation.framework.model import Configuration, Framework
from evaluation.report.fragment import (
    NOTHING,
    Fragment,
    bullets,
    details,
    html,
    join,
    require_release,
)
from evaluation.report.labels import condition, context, indicator, persons
from evaluation.report.numbers import EMPTY, estimate_text, interval_text, value_text
from evaluation.report.tables import Column, table
from evaluation.report.verdicts import notes
from evaluation.report.words import Words

ROWS = (
    "indirect-in", "indirect-out", "indirect-difference", "a-in", "a-out", "b-in", "b-out",
    "direct-in", "direct-out", "rho-in",
)  # fmt: skip


def mediation_part(
    release: Release, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    """Say whether the resource goes by way of the reasoning, with the numbers behind it.

    Parameters
    ----------
    release : Release
    framework : Framework
    words : Words
    configuration : Configuration

    Returns
    -------
    Fragment
        Nothing where the release has no such finding; where it has one without numbers, that it
        cannot be told, and why.
    """
    finding = require_release(release).of("mediation", configuration.id)
    if finding is None:
        return NOTHING
    said = join(_sentences(finding, framework, words, configuration), " ")
    numbers = _numbers(finding, framework, words, configuration)
    return html(
        "<h4>{title}</h4><p>{said}</p>{notes}{numbers}",
        title=words("mediation.title"),
        said=said,
        notes=bullets(notes(finding, words), "notes"),
        numbers=details(words("mediation.details"), numbers) if numbers else NOTHING,
    )


def _sentences(
    finding: ReleasedFinding, framework: Framework, words: Words, configuration: Configuration
) -> Iterator[str]:
    labels = {
        "context": context(configuration, framework, words),
        "resource": condition(configuration.mechanism.resource, framework, words),
        "reasoning": condition(configuration.mechanism.reasoning, framework, words),
        "outcome": words.say(indicator(configuration.outcome.indicator, framework).label),
    }
    indirect, slope = finding.estimate("indirect-in"), finding.estimate("a-in")
    way = _side(indirect)
    if indirect is None or slope is None or indirect.value is None or slope.value is None:
        yield words("mediation.not-given", **labels)
        return
    effect = words("mediation.effect", effect=estimate_text(indirect, words, signed=True))
    small = _within(indirect, configuration.outcome.smallest_that_matters)
    if way == 0:
        yield words("mediation.small" if small else "mediation.unclear", **labels)
        yield effect
    else:
        predicted = 1 if configuration.prediction.sign == "better" else -1
        fits = way == predicted and slope.value > 0
        yield words("mediation.fits" if fits else "mediation.against")
        if slope.value > 0:
            yield words("mediation.better" if way > 0 else "mediation.worse", **labels)
        else:
            yield words("mediation.unlike", **labels)
        yield f"{effect} {words('mediation.below')}" if small else effect
        yield words(f"mediation.elsewhere.{_elsewhere(finding, way)}")


def _side(estimate: ShownEstimate | None) -> int:
    """1 or −1 where the interval lies above or below zero, 0 where it does not tell."""
    if estimate is None or estimate.lower is None or estimate.upper is None:
        return 0
    return (estimate.lower > 0) - (estimate.upper < 0)


def _within(estimate: ShownEstimate, smallest: float) -> bool:
    lower, upper = estimate.lower, estimate.upper
    return lower is not None and upper is not None and -smallest < lower <= upper < smallest


def _elsewhere(finding: ReleasedFinding, way: int) -> str:
    difference = finding.estimate("indirect-difference")
    if difference is None or difference.value is None:
        return "not-known"
    return {way: "weaker", -way: "stronger"}.get(_side(difference), "unclear")


def _numbers(
    finding: ReleasedFinding, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    if not any(e.value is not None for e in finding.estimates):
        return NOTHING
    outcome = configuration.outcome.indicator
    return table(
        words("mediation.table", title=words.say(configuration.title)),
        [
            Column(words("effects.question")),
            *(Column(words(f"effects.columns.{k}"), numeric=True) for k in ("value", "interval")),
            Column(words("effects.columns.n"), numeric=True),
        ],
        [
            [
                words(f"mediation.names.{name}"),
                value_text(e, words, signed=True),
                interval_text(e, words, signed=True),
                persons(outcome, e.n, framework, words) or EMPTY,
            ]
            for name in ROWS
            if (e := finding.estimate(name)) is not None
        ],
        note=words("mediation.table-note"),
    )
