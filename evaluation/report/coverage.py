"""Whom the report covers, how many were followed up, and who was lost on the way."""

from __future__ import annotations

from collections.abc import Callable

from evaluation.disclosure import Release, ReleasedFinding, ShownTable
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
from evaluation.report.numbers import (
    DASH,
    about_part,
    is_untold,
    percent,
    share_of,
    total,
    why_untold,
)
from evaluation.report.tables import counts_table
from evaluation.report.verdicts import notes
from evaluation.report.words import Words

AGES = frozenset(("under-25", "25-34", "35-49", "50-64", "65-plus", UNKNOWN))
"""The finest age groups."""
GROUPS = ("started-by-year", "client-group", "gender", "age-group")


def coverage(release: Release, framework: Framework, words: Words) -> Fragment:
    """Counts of clients, the way to follow-up, and how those lost differ."""
    require_release(release)
    finding = release.of("participants", "clients")
    if finding is None or all(t.total == 0 and not is_untold(t) for t in finding.tables):
        return section("coverage", words("coverage.title"), paragraphs(words("coverage.nothing")))
    stages = finding.table("follow-up")
    return section(
        "coverage",
        words("coverage.title"),
        paragraphs(_how_many(finding, words)),
        bullets(notes(finding, words), "notes"),
        NOTHING if stages and is_untold(stages) else flow(release, framework, words),
        dropout(release, framework, words),
        details(words("coverage.details"), _groups(finding, framework, words)),
        _intake(release, words),
        agreement(release, framework, words),
    )


def _how_many(finding: ReleasedFinding, words: Words) -> str:
    shown = finding.table("follow-up")
    if shown is None:
        return ""
    everybody = how_many_clients(finding, words)
    why = why_untold(shown, words)
    if not everybody:
        return words("coverage.followed-untold", why=why)
    followed = next((part for part in shown.parts if part.key == "followed-up"), None)
    if followed is None or (followed.n is None and followed.at_most is None):
        why = why or words("numbers.offices-protected")
        return words("coverage.followed-not-shown", total=everybody, why=why)
    if followed.n is None:
        return words("coverage.few-followed", total=everybody)
    share = share_of(shown, "followed-up")
    if share is None:
        return words("coverage.followed", total=everybody, n=about_part(followed, words))
    return words(
        "coverage.followed-share",
        total=everybody,
        n=about_part(followed, words),
        share=percent(share, words),
    )


def how_many_clients(finding: ReleasedFinding, words: Words) -> str:
    """How many clients there are, by the first whole table of them, else by the fullest.

    Parameters
    ----------
    finding : ReleasedFinding
        ``participants``; the way to follow-up first, as most is told of it.
    words : Words

    Returns
    -------
    str
        ``about 120`` or ``at least about 120``; empty where all tables are withheld.
    """
    names = ("follow-up", *GROUPS)
    tables = [shown for name in names if (shown := finding.table(name)) is not None]
    told = [shown for shown in tables if not is_untold(shown)]
    fullest = min(told, key=lambda t: (t.at_least, -t.total if t.at_least else 0), default=None)
    return "" if fullest is None else total(fullest, words)


def _groups(finding: ReleasedFinding, framework: Framework, words: Words) -> Fragment:
    labels: dict[str, Callable[[str], str]] = {
        "started-by-year": lambda key: _years(key, words),
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
            note=words("coverage.put-together") if _put_together(shown) else "",
        )
        for name in GROUPS
        if (shown := finding.table(name)) is not None
    )


def _years(key: str, words: Words) -> str:
    return words("general.unknown") if key == UNKNOWN else key.replace("-", DASH)


def _put_together(shown: ShownTable) -> bool:
    """Whether a table of years or ages tells them in a coarser way than it could."""
    keys = {part.key for part in shown.parts}
    if shown.name == "started-by-year":
        return any("-" in key for key in keys)
    return shown.name == "age-group" and not keys <= AGES


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
