"""What the data left open, where, and what it would take to answer."""

from __future__ import annotations

from evaluation.disclosure import Release, ReleasedFinding
from evaluation.framework.model import Configuration, Framework
from evaluation.report.fragment import Fragment, html, join, paragraphs, require_release
from evaluation.report.labels import place
from evaluation.report.numbers import number
from evaluation.report.tables import Column, table
from evaluation.report.verdicts import badge, kind_of
from evaluation.report.words import Words

OPEN = ("undetermined", "untestable")


def undecided(release: Release, framework: Framework, words: Words) -> Fragment:
    """Every answer that is open in the region or in an office, with what would settle it.

    Parameters
    ----------
    release : Release
        The region's, with its parts; an office's own answers are on its cards.
    framework : Framework
    words : Words
    """
    require_release(release)
    rows = [
        row
        for configuration in framework.configurations.values()
        for row in _rows(release, framework, words, configuration)
    ]
    title = html("<h3>{title}</h3>", title=words("undecided.title"))
    if not rows:
        return join([title, paragraphs(words("undecided.nothing"))])
    columns = [Column(words("general.claim")), Column(words("undecided.where"))]
    columns += [Column(words(key)) for key in ("general.verdict", "undecided.takes")]
    return join(
        [
            title,
            paragraphs(words("undecided.lead")),
            table(words("undecided.table"), columns, rows, wide=True),
        ]
    )


def _rows(
    release: Release, framework: Framework, words: Words, configuration: Configuration
) -> list[list[str | Fragment]]:
    """One row an answer and what it takes; the offices of which the same is true in one row."""
    where: dict[tuple[str, str], list[str]] = {}
    for scope in (release, *release.parts):
        finding = scope.of("contrasts", configuration.id)
        kind = kind_of(finding)
        if kind in OPEN:
            names = where.setdefault((kind, takes(finding, words)), [])
            names.append(place(scope.scope, framework, words))
    return [
        [words.say(configuration.title), ", ".join(names), badge(kind, words), needed]
        for (kind, needed), names in where.items()
    ]


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
