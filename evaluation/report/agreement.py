"""Whether clients and workers see the same thing alike, and which claims that touches."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.disclosure import Release, ReleasedFinding, ShownEstimate
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
from evaluation.report.labels import capital, condition, indicator_label
from evaluation.report.numbers import (
    EMPTY,
    SHARES_FROM,
    about_part,
    hidden_reason,
    in_unit,
    interval_text,
    is_untold,
    percent,
    persons_text,
    value_text,
)
from evaluation.report.tables import Column, counts_table, table
from evaluation.report.verdicts import notes
from evaluation.report.words import Words

LEVELS = ("differently", "partly", "mostly", "almost")
LIMITS = (0.5, 0.75, 0.9)
"""Intraclass correlations below which agreement is poor, moderate, good; read from the interval:
Koo & Li (2016), *Journal of Chiropractic Medicine* 15, 155–163."""
UNCLEAR, NOT_COMPUTED = "unclear", "not-computed"
RATINGS = ("icc", "alpha", "difference", "typical-difference")
SIDES = ("same-side", "ac1")


def agreement(release: Release, framework: Framework, words: Words) -> Fragment:
    """How alike clients and workers answer: a sentence a question, then the numbers.

    Raises
    ------
    DisclosureRefused
        When ``release`` is not a Release.
    """
    found = require_release(release).by("agreement")
    if not found:
        return NOTHING
    return join(
        [
            html("<h3>{title}</h3>", title=words("agreement.title")),
            paragraphs(words("agreement.lead")),
            bullets(_question(finding, framework, words) for finding in found),
            bullets(dict.fromkeys(n for f in found for n in notes(f, words)), "notes"),
            details(
                words("agreement.details"),
                _ratings(found, framework, words),
                _sides(found, framework, words),
                *(_presence(finding, framework, words) for finding in found),
            ),
        ]
    )


def how_alike(icc: ShownEstimate) -> str:
    """Key of the words for an intraclass correlation.

    Returns
    -------
    str
        One of :data:`LEVELS`; with ``cautious-`` before it where the interval reaches into the
        level above; :data:`UNCLEAR` where it covers three levels or more; :data:`NOT_COMPUTED`
        where there is none.
    """
    if icc.lower is None or icc.upper is None:
        return NOT_COMPUTED
    lowest, highest = (sum(bound >= limit for limit in LIMITS) for bound in (icc.lower, icc.upper))
    if highest - lowest > 1:
        return UNCLEAR
    return f"{'cautious-' if highest > lowest else ''}{LEVELS[lowest]}"


def _named(finding: ReleasedFinding, name: str) -> dict[str, ShownEstimate]:
    """Estimates of one name by the occasion or the condition they are about."""
    start = f"{name}:"
    return {e.name.removeprefix(start): e for e in finding.estimates if e.name.startswith(start)}


def _question(finding: ReleasedFinding, framework: Framework, words: Words) -> Fragment:
    said = [
        *_alike(finding, framework, words),
        *_who_rates_higher(finding, framework, words),
        *_claims(finding, framework, words),
        _without_client(finding, words),
    ]
    return html(
        "<strong>{what}.</strong> {said}",
        what=indicator_label(finding.about, framework, words),
        said=" ".join(sentence for sentence in said if sentence),
    )


def _alike(finding: ReleasedFinding, framework: Framework, words: Words) -> list[str]:
    by_level: dict[str, list[str]] = {}
    for at, e in _named(finding, "icc").items():
        by_level.setdefault(how_alike(e), []).append(_occasion(at, framework, words))
    if not by_level:
        return [words("agreement.nothing")]
    return [
        words(f"agreement.levels.{level}", when=words.listing(occasions))
        for level, occasions in by_level.items()
    ]


def _who_rates_higher(finding: ReleasedFinding, framework: Framework, words: Words) -> list[str]:
    """Say when the worker, or the client, gave the larger numbers, and by how much."""
    clear: dict[str, list[str]] = {"worker": [], "client": []}
    open_: list[str] = []
    for at, e in _named(finding, "difference").items():
        if e.value is None or e.lower is None or e.upper is None:
            continue
        when = _occasion(at, framework, words)
        if e.lower <= 0 <= e.upper:
            open_.append(when)
            continue
        by = words("agreement.by", when=when, points=in_unit(abs(e.value), e, words))
        clear["worker" if e.value > 0 else "client"].append(by)
    return [
        *(words(f"agreement.higher.{who}", by="; ".join(by)) for who, by in clear.items() if by),
        words("agreement.higher.neither", when=words.listing(open_)) if open_ else "",
    ]


def _claims(finding: ReleasedFinding, framework: Framework, words: Words) -> list[str]:
    """Say which claims rest on the measure, and how often the answer depends on who is asked."""
    found = []
    for id, e in _named(finding, "same-side").items():
        claims = [words.quote(words.say(c.title)) for c in _resting_on(id, framework)]
        if not claims:
            continue
        told = "share" if e.value is not None else "hidden"
        found.append(
            words(
                f"agreement.claims.{told}",
                claims=words.listing(claims),
                condition=condition(id, framework, words),
                share=percent(None if e.value is None else 1 - e.value, words),
            )
        )
    return found


def _resting_on(id: str, framework: Framework) -> list[Configuration]:
    return [
        c
        for c in framework.configurations.values()
        if id in (*c.context, c.mechanism.resource, c.mechanism.reasoning, c.outcome.condition)
    ]


def _without_client(finding: ReleasedFinding, words: Words) -> str:
    """Say how often the client was away, where that may be told; of few answers, how many times."""
    shown = finding.table("client-present")
    parts = {part.key: part for part in shown.parts} if shown else {}
    present, absent = parts.get("present"), parts.get("absent")
    if not (present and absent and present.n and absent.n) or present.at_least:
        return ""
    known = present.n + absent.n
    if known < SHARES_FROM:
        return words(
            "agreement.without-client.counts",
            absent=about_part(absent, words),
            present=about_part(present, words),
        )
    share = absent.n / known
    told = "at-least" if absent.at_least else "about"
    return words(f"agreement.without-client.{told}", share=percent(share, words))


def _occasion(at: str, framework: Framework, words: Words) -> str:
    return words.say(framework.occasions[at].label)


def _ratings(found: Iterable[ReleasedFinding], framework: Framework, words: Words) -> Fragment:
    rows = []
    for finding in found:
        by_name = {name: _named(finding, name) for name in RATINGS}
        for at, icc in by_name["icc"].items():
            label = indicator_label(finding.about, framework, words)
            rows.append(
                [
                    f"{label}: {_occasion(at, framework, words)}",
                    *(
                        _cell(by_name[name].get(at), words, name == "difference")
                        for name in RATINGS
                    ),
                    persons_text(icc, words),
                ]
            )
    if not rows:
        return NOTHING
    columns = [Column(words(f"agreement.columns.{name}"), numeric=True) for name in RATINGS]
    return table(
        words("agreement.ratings"),
        [
            Column(words("general.measure")),
            *columns,
            Column(words("general.persons"), numeric=True),
        ],
        rows,
        note=words("agreement.ratings-note"),
    )


def _sides(found: Iterable[ReleasedFinding], framework: Framework, words: Words) -> Fragment:
    rows = [
        [
            capital(condition(id, framework, words)),
            *(_cell(_named(finding, name).get(id), words) for name in SIDES),
            persons_text(e, words),
        ]
        for finding in found
        for id, e in _named(finding, "same-side").items()
    ]
    if not rows:
        return NOTHING
    return table(
        words("agreement.sides"),
        [
            Column(words("agreement.condition")),
            *(Column(words(f"agreement.columns.{name}"), numeric=True) for name in SIDES),
            Column(words("general.persons"), numeric=True),
        ],
        rows,
        note=words("agreement.sides-note"),
    )


def _presence(finding: ReleasedFinding, framework: Framework, words: Words) -> Fragment:
    shown = finding.table("client-present")
    if shown is None or (shown.total == 0 and not is_untold(shown)):
        return NOTHING
    label = indicator_label(finding.about, framework, words, lower=True)
    return counts_table(
        words("agreement.presence", what=label),
        words("agreement.client"),
        shown,
        lambda key: words(f"agreement.present.{key}"),
        words,
        counted="things",
    )


def _cell(e: ShownEstimate | None, words: Words, signed: bool = False) -> str:
    if e is None or e.value is None:
        return EMPTY if e is None else hidden_reason(e, words)
    return html(
        "{value} <small>({interval})</small>",
        value=value_text(e, words, signed),
        interval=interval_text(e, words, signed),
    )
