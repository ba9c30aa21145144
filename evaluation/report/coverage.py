"""Whom the report covers, how many were followed up, and who was lost on the way."""

from __future__ import annotations

from collections.abc import Callable

from evaluation.disclosure import Release, ReleasedFinding
from evaluation.framework.model import Framework
from evaluation.report.agreement import agreement
from evaluation.report.dropout import dropout
from evaluation.report.figures import flow
from evaluation.report.fragment import (
    NOTHING,
    Fragment,
    bullets,
    details,
    join,
    paragraphs,
    require_release,
    section,
)
from evaluation.report.labels import UNKNOWN, code
from evaluation.report.numbers import about_part, percent, total
from evaluation.report.tables import counts_table
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
        dropout(release, framework, words),
        details(words("coverage.details"), _groups(finding, framework, words)),
        _intake(release, words),
        agreement(release, framework, words),
    )


def _how_many(finding: ReleasedFinding, words: Words) -> str:
    shown = finding.table("follow-up")
    if shown is None:
        return ""
    followed = next((part for part in shown.parts if part.key == "followed-up"), None)
    if followed is None or followed.n is None:
        return words("coverage.few-followed", total=total(shown, words))
    share = shown.share("followed-up")
    if share is None:
        return words("coverage.followed", total=total(shown, words), n=about_part(followed, words))
    return words(
        "coverage.followed-share",
        total=total(shown, words),
        n=about_part(followed, words),
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
    return join(
        [
            paragraphs(_on_no_occasion(finding, words)),
            details(words("coverage.rows-caption"), drawn),
            bullets(notes(finding, words)),
        ]
    )


def _on_no_occasion(finding: ReleasedFinding, words: Words) -> str:
    shown = finding.table("occasions")
    lost = next((part for part in shown.parts if part.key == "on-none"), None) if shown else None
    if shown is None or lost is None or lost.n is None:
        return ""
    return words("coverage.on-no-occasion", n=about_part(lost, words), total=total(shown, words))
