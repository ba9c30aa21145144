"""Whom the report covers, how many were followed up, and who was lost on the way."""

from __future__ import annotations

from collections.abc import Callable

from evaluation.disclosure import Release, ReleasedFinding
from evaluation.framework.model import Framework
from evaluation.report.figures import flow
from evaluation.report.fragment import (
    NOTHING,
    Fragment,
    bullets,
    details,
    html,
    join,
    paragraphs,
    require_release,
    section,
)
from evaluation.report.labels import UNKNOWN, code, indicator_label
from evaluation.report.numbers import about, interval_text, percent, total, value_text
from evaluation.report.tables import Column, counts_table, table
from evaluation.report.verdicts import notes
from evaluation.report.words import Words

GROUPS = ("started-by-year", "client-group", "gender", "age-group")


def coverage(release: Release, framework: Framework, words: Words) -> Fragment:
    """Counts of clients, the way to follow-up, and how those lost differ."""
    require_release(release)
    finding = release.of("participants", "clients")
    if finding is None or all(t.total == 0 for t in finding.tables):
        return section("coverage", words("coverage.title"), paragraphs(words("coverage.nothing")))
    return section(
        "coverage",
        words("coverage.title"),
        paragraphs(_how_many(finding, words)),
        bullets(notes(finding, words), "notes"),
        flow(release, framework, words),
        _lost(release, framework, words),
        details(words("coverage.details"), _groups(finding, framework, words)),
        _intake(release, words),
    )


def _how_many(finding: ReleasedFinding, words: Words) -> str:
    shown = finding.table("follow-up")
    if shown is None:
        return ""
    followed = next((part.n for part in shown.parts if part.key == "followed-up"), None)
    if followed is None:
        return words("coverage.few-followed", total=total(shown, words))
    share = shown.share("followed-up")
    if share is None:
        return words("coverage.followed", total=total(shown, words), n=about(followed, words))
    return words(
        "coverage.followed-share",
        total=total(shown, words),
        n=about(followed, words),
        share=percent(share, words),
    )


def _groups(finding: ReleasedFinding, framework: Framework, words: Words) -> Fragment:
    labels: dict[str, Callable[[str], str]] = {
        "started-by-year": lambda key: words("general.unknown") if key == UNKNOWN else key,
        "client-group": lambda key: code("client-groups", key, framework, words),
        "gender": lambda key: words(f"coverage.gender.{key}"),
        "age-group": lambda key: words(f"coverage.age.{key}"),
    }
    return join(
        counts_table(
            words(f"coverage.tables.{name}"),
            words(f"coverage.headers.{name}"),
            shown,
            labels[name],
            words,
        )
        for name in GROUPS
        if (shown := finding.table(name)) is not None
    )


def _lost(release: Release, framework: Framework, words: Words) -> Fragment:
    rows = [
        [
            indicator_label(finding.about, framework, words),
            *(
                html(
                    "{value} <small>({interval})</small>",
                    value=value_text(estimate, words),
                    interval=interval_text(estimate, words),
                )
                if estimate is not None and estimate.value is not None
                else value_text(estimate, words)
                for estimate in (finding.estimate("mean-followed"), finding.estimate("mean-lost"))
            ),
        ]
        for finding in release.by("dropout")
    ]
    if not rows:
        return NOTHING
    return join(
        [
            html("<h3>{title}</h3>", title=words("coverage.lost-title")),
            paragraphs(words("coverage.lost-lead")),
            table(
                words("coverage.lost-caption"),
                [
                    Column(words("general.measure")),
                    Column(words("coverage.flow.followed-up"), numeric=True),
                    Column(words("coverage.lost"), numeric=True),
                ],
                rows,
                wide=True,
            ),
            bullets(
                dict.fromkeys(note for f in release.by("dropout") for note in notes(f, words)),
                "notes",
            ),
        ]
    )


def _intake(release: Release, words: Words) -> Fragment:
    finding = release.of("intake", "quality")
    shown = finding.table("rows") if finding else None
    if finding is None or shown is None:
        return NOTHING
    drawn = counts_table(
        words("coverage.rows-caption"),
        words("coverage.rows"),
        shown,
        lambda key: words(f"coverage.intake.{key}"),
        words,
        counted="rows",
    )
    return join([details(words("coverage.rows-caption"), drawn), bullets(notes(finding, words))])
