"""What the data left open, where, and what it would take to answer."""

from __future__ import annotations

from evaluation.disclosure import Release, ReleasedFinding
from evaluation.framework.model import Framework
from evaluation.report.fragment import (
    NOTHING,
    Fragment,
    details,
    html,
    join,
    paragraphs,
    require_release,
)
from evaluation.report.labels import place
from evaluation.report.numbers import number
from evaluation.report.tables import Column, table
from evaluation.report.verdicts import badge, kind_of
from evaluation.report.words import Words

OPEN = ("undetermined", "untestable")


def undecided(release: Release, framework: Framework, words: Words) -> Fragment:
    """Every answer that is open in the region, then in its offices, with what would settle it.

    Parameters
    ----------
    release : Release
        The region's, with its parts; an office's own answers are on its cards.
    framework : Framework
    words : Words
    """
    require_release(release)
    return join(
        [
            html("<h3>{title}</h3>", title=words("undecided.title")),
            paragraphs(words("undecided.lead")),
            _open(release, framework, words) or paragraphs(words("undecided.nothing")),
            details(
                words("undecided.offices"),
                join(
                    _open(part, framework, words)
                    or paragraphs(
                        words("undecided.nothing-there", place=place(part.scope, framework, words))
                    )
                    for part in release.parts
                ),
            ),
        ]
    )


def _open(release: Release, framework: Framework, words: Words) -> Fragment:
    rows: list[list[str | Fragment]] = []
    for configuration in framework.configurations.values():
        finding = release.of("contrasts", configuration.id)
        kind = kind_of(finding)
        if kind in OPEN:
            title = words.say(configuration.title)
            rows.append([title, badge(kind, words), takes(finding, words)])
    columns = [Column(words(f"general.{key}")) for key in ("claim", "verdict")]
    columns.append(Column(words("undecided.takes")))
    caption = words("undecided.table", place=place(release.scope, framework, words))
    return table(caption, columns, rows, wide=True) if rows else NOTHING


def takes(finding: ReleasedFinding | None, words: Words) -> str:
    """What it would take to answer, as a sentence.

    Parameters
    ----------
    finding : ReleasedFinding or None
        ``contrasts`` of a configuration, undetermined or untestable.
    words : Words
    """
    if finding is None or finding.verdict is None:
        return words("undecided.untested")
    verdict = finding.verdict
    if verdict.kind.value == "untestable":
        key = f"undecided.{verdict.reasons[0]}" if verdict.reasons else ""
        return words(key if key in words else "undecided.untested")
    effect = finding.estimate("generation")
    now = effect.n if effect else None
    if "rival-not-excluded" in verdict.reasons:
        return words("undecided.rival")
    if verdict.persons_needed is None:
        return words("answers.needed-none")
    if now is None or verdict.persons_needed <= now:
        return words("undecided.more")
    return words(
        "undecided.persons", n=number(verdict.persons_needed, words, 0), now=number(now, words, 0)
    )
