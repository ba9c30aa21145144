"""Cases that did not fit a claim, and what they had more of: exploratory, for new theory."""

from __future__ import annotations

from evaluation.disclosure import Release, ReleasedFinding, ShownEstimate
from evaluation.framework.model import Configuration, Framework
from evaluation.report.fragment import (
    NOTHING,
    Fragment,
    bullets,
    details,
    html,
    join,
    paragraphs,
    require_release,
)
from evaluation.report.labels import capital, code, condition
from evaluation.report.numbers import (
    about_part,
    has_gaps,
    interval_text,
    persons_text,
    value_text,
)
from evaluation.report.tables import Column, table
from evaluation.report.words import Words

CASES = {"fired-without-outcome": "C·M", "outcome-without-firing": "C·~M"}
"""The cell of the pattern that each kind of negative case stands in."""
AT_ONCE = 5
"""Most differences that are said in words."""
ERROR = 0.05
"""Chance of a miss that all intervals of a case share: each one's level tells among how many."""


def negative_part(
    release: Release, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    """Who the clients are for whom the claim failed; nothing where nobody looked.

    Parameters
    ----------
    release : Release
    framework : Framework
    words : Words
    configuration : Configuration

    Raises
    ------
    DisclosureRefused
        When ``release`` is not a Release.
    """
    finding = require_release(release).of("negative_cases", configuration.id)
    if finding is None:
        return NOTHING
    told = {case: _shown(finding, case) for case in CASES}
    return html(
        "<h4>{title}</h4>{lead}{cases}",
        title=words("negative.title"),
        lead=paragraphs(words("negative.lead")) if any(told.values()) else NOTHING,
        cases=join(
            html(
                "<p><strong>{name}</strong></p>{said}",
                name=words(f"negative.cases.{case}"),
                said=_case(release, finding, case, shown, framework, words, configuration),
            )
            for case, shown in told.items()
        ),
    )


def _shown(finding: ReleasedFinding, case: str) -> list[ShownEstimate]:
    """Differences that were released, the largest first."""
    found = [e for e in finding.estimates if e.name.startswith(f"{case}:") and e.value is not None]
    return sorted(found, key=lambda e: -abs(e.value or 0.0))


def _case(
    release: Release,
    finding: ReleasedFinding,
    case: str,
    shown: list[ShownEstimate],
    framework: Framework,
    words: Words,
    configuration: Configuration,
) -> Fragment:
    if not shown:
        return paragraphs(words(f"notes.{case}-too-few"))
    clear = [e for e in shown if (e.lower or 0.0) > 0 or (e.upper or 0.0) < 0][:AT_ONCE]
    sides = {
        "more": [e for e in clear if (e.value or 0.0) > 0],
        "less": [e for e in clear if (e.value or 0.0) < 0],
    }
    said = [
        words(
            f"negative.{side}",
            what=words.listing(_label(e, framework, words, configuration) for e in found),
        )
        for side, found in sides.items()
        if found
    ]
    drawn = _table(case, shown, framework, words, configuration)
    return join(
        [
            paragraphs(_compared(release, case, shown[0], words, configuration)),
            bullets(said) if said else paragraphs(words("negative.none-clear")),
            details(words("negative.details"), drawn),
        ]
    )


def _compared(
    release: Release,
    case: str,
    estimate: ShownEstimate,
    words: Words,
    configuration: Configuration,
) -> str:
    """How many they are, and with how many others and in how many ways they were compared."""
    looked = round(ERROR / (1 - estimate.level))
    pattern = release.of("patterns", configuration.id)
    shown = pattern.table(f"outcome:{CASES[case]}") if pattern else None
    if shown is None or has_gaps(shown):
        return words("negative.compared-untold", looked=looked)
    parts = {part.key: part for part in shown.parts}
    # The outcome is as claimed where it was reached, or not reached if a worse one is predicted.
    as_claimed = configuration.prediction.sign == "better"
    failed = ("reached", "not-reached")[(case == "fired-without-outcome") == as_claimed]
    other = "reached" if failed == "not-reached" else "not-reached"
    return words(
        "negative.compared",
        n=about_part(parts[failed], words),
        others=about_part(parts[other], words),
        looked=looked,
    )


def _label(
    estimate: ShownEstimate, framework: Framework, words: Words, configuration: Configuration
) -> str:
    _, variable, part = estimate.name.split(":")
    if variable == "CLIENT_GROUP":
        return words("negative.group", group=code("client-groups", part, framework, words))
    if variable == "GENDER":
        return words("negative.gender", gender=words(f"coverage.gender.{part}"))
    if variable == "DOSE":
        resource = condition(configuration.mechanism.resource, framework, words)
        return words("negative.dose", resource=resource)
    return condition(variable, framework, words)


def _table(
    case: str,
    estimates: list[ShownEstimate],
    framework: Framework,
    words: Words,
    configuration: Configuration,
) -> Fragment:
    headers = ("difference", "interval", "n")
    return table(
        words(f"negative.table.{case}", title=words.say(configuration.title)),
        [
            Column(words("negative.columns.what")),
            *(Column(words(f"negative.columns.{key}"), numeric=True) for key in headers),
        ],
        [
            [
                capital(_label(e, framework, words, configuration)),
                value_text(e, words, signed=True),
                interval_text(e, words, signed=True),
                persons_text(e, words),
            ]
            for e in estimates
        ],
        note=words("negative.note"),
    )
