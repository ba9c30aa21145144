"""The offices side by side: who is missing, whom the figures cover, how answers differ."""

from __future__ import annotations

from collections.abc import Mapping

from evaluation.disclosure import Release
from evaluation.framework.model import Framework
from evaluation.report.coverage import how_many_clients
from evaluation.report.figures_region import (
    effect_of,
    evidence_matrix,
    forest,
    offices_change,
)
from evaluation.report.fragment import (
    Fragment,
    details,
    html,
    join,
    paragraphs,
    require_release,
    section,
)
from evaluation.report.heading import missing_sentence
from evaluation.report.labels import place
from evaluation.report.numbers import EMPTY, interval_text, part_text, total, value_text, why_untold
from evaluation.report.tables import Column, table
from evaluation.report.undecided import undecided
from evaluation.report.verdicts import SYMBOLS, badge, kind_of
from evaluation.report.words import Words


def offices(release: Release, framework: Framework, words: Words) -> Fragment:
    """Missing offices first, then each office's clients and changes."""
    require_release(release)
    if not release.parts:
        return section("offices", words("region.offices"), paragraphs(words("region.one-office")))
    outcomes = [c.outcome.indicator for c in framework.configurations.values()]
    return section(
        "offices",
        words("region.offices"),
        paragraphs(missing_sentence(release, framework, words)),
        paragraphs(words("region.offices-lead")),
        clients_by_office(release, framework, words),
        offices_change(release, framework, words, outcomes),
        paragraphs(words("region.equity")),
    )


def clients_by_office(release: Release, framework: Framework, words: Words) -> Fragment:
    """How many clients each office has, and how many it followed up."""
    require_release(release)
    rows, whys = [], []
    for part in release.parts:
        finding = part.of("participants", "clients")
        shown = finding.table("follow-up") if finding else None
        everybody = how_many_clients(finding, words) if finding else ""
        if not everybody:
            everybody = total(shown, words) if shown else words("numbers.too-few")
        parts = shown.parts if shown else ()
        followed = next((part for part in parts if part.key == "followed-up"), None)
        whys += [why] if (why := why_untold(shown, words)) else []
        rows.append(
            [
                place(part.scope, framework, words),
                everybody,
                part_text(followed, words) if followed else EMPTY,
            ]
        )
    return table(
        words("region.clients"),
        [
            Column(words("general.office")),
            Column(words("tables.clients"), numeric=True),
            Column(words("coverage.flow.followed-up"), numeric=True),
        ],
        rows,
        note=" ".join(
            [
                words("region.sums"),
                *(words("tables.dash-why", why=why) for why in dict.fromkeys(whys)),
            ]
        ),
    )


def evidence(release: Release, framework: Framework, words: Words) -> Fragment:
    """Every configuration in every office: the matrix, then the effects office by office."""
    require_release(release)
    if not release.parts:
        return section("evidence", words("region.evidence"), paragraphs(words("region.one-office")))
    scopes = {r.scope: r for r in (release, *release.parts)}
    return section(
        "evidence",
        words("region.evidence"),
        paragraphs(missing_sentence(release, framework, words)),
        paragraphs(words("region.evidence-lead")),
        evidence_matrix(release, framework, words),
        details(words("region.matrix-details"), matrix(scopes, framework, words, {})),
        legend(words),
        undecided(release, framework, words),
        html("<h3>{title}</h3>", title=words("region.forests")),
        paragraphs(words("region.forests-lead")),
        forest(release, framework, words),
        details(words("region.forest-details"), effects_by_office(release, framework, words)),
    )


def effects_by_office(release: Release, framework: Framework, words: Words) -> Fragment:
    """The effects in context with their intervals: a row an office, a table a configuration."""
    require_release(release)
    return join(
        table(
            words.say(configuration.title),
            [
                Column(words("general.office")),
                Column(words("effects.columns.value"), numeric=True),
                Column(words("effects.columns.interval"), numeric=True),
            ],
            wide=True,
            rows=[
                [
                    place(r.scope, framework, words),
                    value_text(effect_of(r, configuration), words, signed=True),
                    interval_text(effect_of(r, configuration), words, signed=True),
                ]
                for r in (*release.parts, release)
            ],
        )
        for configuration in framework.configurations.values()
    )


def matrix(
    scopes: Mapping[str, Release],
    framework: Framework,
    words: Words,
    links: Mapping[str, str],
) -> Fragment:
    """Verdicts as an HTML table: a row a configuration, a column an office.

    Parameters
    ----------
    scopes : mapping of str to Release
        Columns, in order.
    framework : Framework
    words : Words
    links : mapping of str to str
        Addresses of the reports by scope; a column without one has no link.
    """
    for release in scopes.values():
        require_release(release)
    rows = [
        [
            words.say(c.title),
            *(
                _verdict(kind_of(release.of("contrasts", c.id)), links.get(scope), c.id, words)
                for scope, release in scopes.items()
            ),
        ]
        for c in framework.configurations.values()
    ]
    columns = [Column(place(scope, framework, words)) for scope in scopes]
    return table(
        words("region.matrix-table"), [Column(words("general.claim")), *columns], rows, wide=True
    )


def _verdict(kind: str, link: str | None, claim: str, words: Words) -> Fragment:
    if link is None:
        return badge(kind, words)
    return html(
        '<a class="cell" href="{link}#claim-{claim}">{badge}</a>',
        link=link,
        claim=claim,
        badge=badge(kind, words),
    )


def legend(words: Words) -> Fragment:
    """All seven verdicts with their meaning."""
    rows = join(
        html(
            "<div><dt>{badge}</dt><dd>{meaning}</dd></div>",
            badge=badge(kind, words),
            meaning=words(f"verdicts.{kind}.meaning"),
        )
        for kind in SYMBOLS
    )
    return details(words("general.legend"), html('<dl class="pairs legend">{rows}</dl>', rows=rows))
