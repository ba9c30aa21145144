"""Cases that did not fit a claim, and what they had more of: exploratory, for new theory."""

from __future__ import annotations

from evaluation.disclosure import (
    Release,
    ReleasedFinding,
    ShownCount,
    ShownEstimate,
    ShownTable,
)
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
from evaluation.report.numbers import EMPTY, about_part, interval_text, part_text, value_text
from evaluation.report.tables import Column, table
from evaluation.report.words import Words

CASES = {"fired-without-outcome": "C·M", "outcome-without-firing": "C·~M"}
"""The cell of the pattern that each kind of negative case stands in."""
AT_ONCE = 5
"""Most differences that are said in words."""
IN_TABLE = 10
"""Most differences in the table that a reader may open."""


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
    drawn = _table(finding, case, shown[:IN_TABLE], framework, words, configuration)
    return join(
        [
            paragraphs(_compared(release, case, len(shown), words, configuration)),
            bullets(said) if said else paragraphs(words("negative.none-clear")),
            details(words("negative.details"), drawn),
        ]
    )


def _compared(
    release: Release, case: str, looked: int, words: Words, configuration: Configuration
) -> str:
    pattern = release.of("patterns", configuration.id)
    shown = pattern.table(f"outcome:{CASES[case]}") if pattern else None
    parts = {part.key: part for part in shown.parts} if shown else {}
    # The outcome is as claimed where it was reached, or not reached if a worse one is predicted.
    as_claimed = configuration.prediction.sign == "better"
    failed = ("reached", "not-reached")[(case == "fired-without-outcome") == as_claimed]
    other = "reached" if failed == "not-reached" else "not-reached"
    unknown = ShownCount("", None, at_most=None)
    return words(
        "negative.compared",
        n=about_part(parts.get(failed, unknown), words),
        others=about_part(parts.get(other, unknown), words),
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
    finding: ReleasedFinding,
    case: str,
    estimates: list[ShownEstimate],
    framework: Framework,
    words: Words,
    configuration: Configuration,
) -> Fragment:
    headers = ("negative", "held", "difference", "interval")
    return table(
        words(f"negative.table.{case}", title=words.say(configuration.title)),
        [
            Column(words("negative.columns.what")),
            *(Column(words(f"negative.columns.{key}"), numeric=True) for key in headers),
        ],
        [
            [
                capital(_label(e, framework, words, configuration)),
                *(_count(finding.table(e.name.rpartition(":")[0]), group, e, words)
                  for group in ("negative", "held")),
                value_text(e, words, signed=True),
                interval_text(e, words, signed=True),
            ]
            for e in estimates
        ],
        note=words("negative.note"),
    )  # fmt: skip


def _count(shown: ShownTable | None, group: str, estimate: ShownEstimate, words: Words) -> str:
    key = f"{group}:{estimate.name.rpartition(':')[2]}"
    parts = {part.key: part for part in shown.parts} if shown else {}
    return part_text(parts[key], words) if key in parts else EMPTY
