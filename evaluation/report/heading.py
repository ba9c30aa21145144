"""The top of a page: where, when, and what a reader must know before the first number."""

from __future__ import annotations

from evaluation.disclosure import Policy, Release
from evaluation.framework.model import Framework
from evaluation.report.fragment import NOTHING, Fragment, html, join, require_release
from evaluation.report.labels import capital, is_region, place
from evaluation.report.numbers import day, period
from evaluation.report.words import Words


def heading(release: Release, framework: Framework, words: Words) -> Fragment:
    """The page's only first-level heading, the period, and the banners."""
    require_release(release)
    return html(
        '<div class="masthead"><p class="kicker">{theme}</p><h1>{title}</h1>'
        '<p class="lead">{when}</p>{banners}</div>',
        theme=words.say(framework.title),
        title=title(release, framework, words),
        when=words("heading.period", period=period(release.first_month, release.last_month, words)),
        banners=join(
            [
                synthetic_banner(release.synthetic, words),
                missing_offices(release, framework, words) if is_region(release) else NOTHING,
                decision_banner(words),
                draft_banner(framework, words),
            ]
        ),
    )


def title(release: Release, framework: Framework, words: Words) -> str:
    """Title of a report's page."""
    return words("heading.title", place=place(release.scope, framework, words))


def synthetic_banner(synthetic: bool, words: Words) -> Fragment:
    """Say on every page that the data were made up, when they were."""
    if not synthetic:
        return NOTHING
    return notice("synthetic", words("heading.synthetic"), words("heading.synthetic-more"))


def decision_banner(words: Words) -> Fragment:
    """Say that the limits are below the floor, when they are: which, by whom, when and why."""
    said = decision(words)
    return notice("decision", words("policy.loosened"), said) if said else NOTHING


def decision(words: Words) -> str:
    """The limits below the floor and the decision they rest on; empty where there is none."""
    made, floor = words.policy.decision, Policy()
    if made is None:
        return ""
    limits = "; ".join(
        words(f"policy.limits.{name}", now=getattr(words.policy, name), before=getattr(floor, name))
        for name in words.policy.loosened
    )
    return words(
        "policy.said",
        limits=capital(limits),
        by=made.by,
        on=day(made.date, words),
        because=words.say(made.because),
    )


def draft_banner(framework: Framework, words: Words) -> Fragment:
    """Say that the theory is a draft, when any of it is."""
    if not any(c.draft for c in framework.configurations.values()):
        return NOTHING
    return notice(
        "draft",
        words("heading.draft", status=words.say(framework.status)),
        words("heading.draft-more"),
    )


def missing_offices(release: Release, framework: Framework, words: Words) -> Fragment:
    """Name the offices whose data are not in the figures."""
    if not release.missing:
        return NOTHING
    return notice(
        "missing", missing_sentence(release, framework, words), words("region.missing-more")
    )


def missing_sentence(release: Release, framework: Framework, words: Words) -> str:
    """Which offices are not in the figures, in one sentence; empty when all are."""
    if not release.missing:
        return ""
    names = words.listing(place(office, framework, words) for office in release.missing)
    return words("region.missing", offices=names)


def notice(kind: str, strong: str, more: str) -> Fragment:
    """A box with one thing in bold and the rest after it."""
    return html(
        '<p class="notice {kind}"><strong>{strong}</strong> {more}</p>',
        kind=kind,
        strong=strong,
        more=more,
    )
