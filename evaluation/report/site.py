"""The edition's first page: the answers, the matrix of offices, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping

from evaluation.disclosure import REGION, Release
from evaluation.framework.model import Framework, Language
from evaluation.report.export import render
from evaluation.report.fragment import (
    NOTHING,
    Fragment,
    bullets,
    html,
    join,
    paragraphs,
    require_release,
    section,
)
from evaluation.report.glance import answers
from evaluation.report.heading import (
    decision_banner,
    draft_banner,
    missing_offices,
    synthetic_banner,
)
from evaluation.report.labels import place
from evaluation.report.numbers import period
from evaluation.report.region import legend, matrix
from evaluation.report.words import Words


def index_html(
    releases: Mapping[str, Release],
    framework: Framework,
    language: Language,
    failed: Mapping[str, str],
    links: Mapping[str, str],
    edition: str = "",
    other: str = "",
) -> str:
    """Make the first page of an edition.

    Parameters
    ----------
    releases : mapping of str to Release
        By scope: ``region`` and the offices' ids.
    framework : Framework
    language : {"fi", "en"}
    failed : mapping of str to str
        Scopes that have no report, and the name of the error's class (``MissingInput`` …). The
        message of an error is never published.
    links : mapping of str to str
        Address of each scope's report, relative to this page.
    edition : str
        Name of the edition.
    other : str
        Address of this page in the other language.

    Returns
    -------
    str
        A whole HTML page.

    Raises
    ------
    DisclosureRefused
        When any of ``releases`` is not a Release.
    """
    for release in releases.values():
        require_release(release)
    releases = {s: releases[s] for s in (REGION, *framework.offices) if s in releases}
    policies = [release.policy for release in releases.values()]
    words = Words(language, policies[0]) if policies else Words(language)
    body = join(
        [
            _masthead(releases, framework, words, edition),
            _region(releases.get(REGION), framework, words, links),
            _reports(releases, framework, words, links),
            _offices(releases, framework, words, links),
            _failed(failed, framework, words),
        ]
    )
    title = f"{words.say(framework.title)} {edition}".strip()
    return render(title, body, language, other=other)


def _masthead(
    releases: Mapping[str, Release], framework: Framework, words: Words, edition: str
) -> Fragment:
    months = sorted(m for r in releases.values() for m in (r.first_month, r.last_month) if m)
    when = [words("index.edition", edition=edition)] if edition else []
    if months:
        when.append(words("heading.period", period=period(months[0], months[-1], words)))
    region = releases.get(REGION)
    return html(
        '<div class="masthead"><p class="kicker">{theme}</p><h1>{title}</h1>'
        '<p class="lead">{when}</p>{synthetic}{missing}{decision}{draft}</div>',
        theme=words.say(framework.title),
        title=words("index.title"),
        when=" ".join(when),
        synthetic=synthetic_banner(any(r.synthetic for r in releases.values()), words),
        missing=missing_offices(region, framework, words) if region else NOTHING,
        decision=decision_banner(words),
        draft=draft_banner(framework, words),
    )


def _region(
    region: Release | None, framework: Framework, words: Words, links: Mapping[str, str]
) -> Fragment:
    if region is None:
        return section("answers", words("index.answers"), paragraphs(words("index.no-region")))
    return section(
        "answers",
        words("index.answers"),
        answers(region, framework, words, links.get(REGION)),
        legend(words),
    )


def _reports(
    releases: Mapping[str, Release], framework: Framework, words: Words, links: Mapping[str, str]
) -> Fragment:
    rows = bullets(
        (
            html('<a href="{link}">{place}</a>', link=links[s], place=place(s, framework, words))
            for s in releases
            if s in links
        ),
        "reports",
    )
    return section("reports", words("index.reports"), rows) if rows else NOTHING


def _offices(
    releases: Mapping[str, Release], framework: Framework, words: Words, links: Mapping[str, str]
) -> Fragment:
    offices = {scope: r for scope, r in releases.items() if scope != REGION}
    if not offices:
        return NOTHING
    return section(
        "offices",
        words("index.offices"),
        paragraphs(words("index.offices-lead")),
        html('<div class="matrix">{table}</div>', table=matrix(offices, framework, words, links)),
    )


def _failed(failed: Mapping[str, str], framework: Framework, words: Words) -> Fragment:
    if not failed:
        return NOTHING
    rows = [
        html(
            "<strong>{place}.</strong> {why}",
            place=place(scope, framework, words),
            why=words(f"index.failed.{why if f'index.failed.{why}' in words else 'other'}"),
        )
        for scope, why in failed.items()
    ]
    return section(
        "failed", words("index.failed-title"), paragraphs(words("index.failed-lead")), bullets(rows)
    )
