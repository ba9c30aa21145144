"""The answers at a glance, each a link to its card."""

from __future__ import annotations

from collections import Counter

from evaluation.disclosure import Release, ReleasedFinding
from evaluation.framework.model import Configuration, Framework
from evaluation.report.fragment import (
    Fragment,
    html,
    join,
    paragraphs,
    require_release,
    section,
)
from evaluation.report.verdicts import (
    NOT_TESTED,
    SYMBOLS,
    answer,
    badge,
    kind_of,
    name,
    reasons,
)
from evaluation.report.words import Words


def at_a_glance(release: Release, framework: Framework, words: Words) -> Fragment:
    """One row a configuration: what was claimed, and what the data answer."""
    return section(
        "at-a-glance",
        words("glance.title"),
        paragraphs(words("glance.lead")),
        answers(release, framework, words, ""),
        paragraphs(words("glance.next")),
    )


def answers(release: Release, framework: Framework, words: Words, link: str | None) -> Fragment:
    """The answers as a list, after how many there are of each.

    Parameters
    ----------
    release : Release
    framework : Framework
    words : Words
    link : str or None
        Address of the page with the cards, ``""`` for this page; None for no links.
    """
    require_release(release)
    found = [(c, release.of("contrasts", c.id)) for c in framework.configurations.values()]
    rows = join(
        html(
            "<li><p>{badge}</p><div><strong>{title}</strong><p>{answer}</p></div></li>",
            badge=badge(kind_of(finding), words),
            title=words.say(c.title)
            if link is None
            else html(
                '<a href="{link}#claim-{id}">{title}</a>',
                link=link,
                id=c.id,
                title=words.say(c.title),
            ),
            answer=short_answer(finding, c, framework, words),
        )
        for c, finding in found
    )
    tally = Counter(kind_of(finding) for _, finding in found)
    counted = [
        html("<b>{n}</b> {kind}", n=tally[k], kind=name(k, words)) for k in SYMBOLS if tally[k]
    ]
    return join(
        [
            html(
                '<p class="tally">{before} {counted}.</p>',
                before=words("glance.tally", n=len(found)),
                counted=join(counted, ", "),
            ),
            html('<ul class="answers">{rows}</ul>', rows=rows),
        ]
    )


def short_answer(
    finding: ReleasedFinding | None,
    configuration: Configuration,
    framework: Framework,
    words: Words,
) -> str:
    """The answer; for what cannot be tested, with the first reason after it."""
    said = answer(finding, configuration, framework, words)
    why = reasons(finding, words)
    return f"{said} {why[0]}" if why and kind_of(finding) == NOT_TESTED else said
