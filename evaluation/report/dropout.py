"""Who was lost to follow-up: did they differ at the start, and in which situations were they?"""

from __future__ import annotations

from evaluation.disclosure import Release, ReleasedFinding, ShownTable
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
from evaluation.report.labels import capital, context, indicator_label
from evaluation.report.numbers import (
    EMPTY,
    SHARES_FROM,
    hidden_reason,
    in_unit,
    interval_text,
    part_text,
    percent,
    share_of,
    value_text,
    why_untold,
)
from evaluation.report.tables import Column, table
from evaluation.report.verdicts import notes
from evaluation.report.words import Words

PLACES = ("in", "outside", "unknown")
DIFFERENCE = "difference:"


def dropout(release: Release, framework: Framework, words: Words) -> Fragment:
    """Whether those lost differed: a sentence, then the numbers at start and by situation."""
    finding = require_release(release).of("dropout", "clients")
    if finding is None:
        return NOTHING
    return join(
        [
            html("<h3>{title}</h3>", title=words("dropout.title")),
            paragraphs(*_at_start(finding, framework, words), words("dropout.lead")),
            bullets(_by_situation(release, framework, words)),
            bullets(notes(finding, words), "notes"),
            details(
                words("dropout.details"),
                _means(finding, framework, words),
                _shares(release, framework, words),
            ),
        ]
    )


def _about(finding: ReleasedFinding) -> list[str]:
    names = (e.name for e in finding.estimates if e.name.startswith(DIFFERENCE))
    return [name.removeprefix(DIFFERENCE) for name in names]


def _at_start(finding: ReleasedFinding, framework: Framework, words: Words) -> list[str]:
    """Say in which measures those lost were clearly worse or better off, or that none is clear."""
    worse, better, ends = [], [], []
    for id in _about(finding):
        e = finding.estimate(DIFFERENCE + id)
        if e is None or e.lower is None or e.upper is None:
            continue
        ends.append((max(abs(e.lower), abs(e.upper)), e))
        label = indicator_label(id, framework, words, lower=True)
        worse += [label] if e.upper < 0 else []
        better += [label] if e.lower > 0 else []
    if not ends:
        return [words("dropout.cannot")]
    if not worse and not better:
        most, e = max(ends, key=lambda end: end[0])
        return [words("dropout.alike", most=in_unit(most, e, words))]
    return [
        words("dropout.worse", what=words.listing(worse)) if worse else "",
        words("dropout.better", what=words.listing(better)) if better else "",
    ]


def _by_situation(release: Release, framework: Framework, words: Words) -> list[str]:
    """Say in which situations of the claims clients were lost more, or less, than in others."""
    more, less = [], []
    for configuration in framework.configurations.values():
        finding = release.of("dropout", configuration.id)
        e = finding.estimate("loss-difference") if finding else None
        if e is None or e.lower is None or e.upper is None:
            continue
        label = context(configuration, framework, words)
        more += [label] if e.lower > 0 else []
        less += [label] if e.upper < 0 else []
    return [
        *(words("dropout.more", context=label) for label in dict.fromkeys(more)),
        *(words("dropout.less", context=label) for label in dict.fromkeys(less)),
    ]


def _means(finding: ReleasedFinding, framework: Framework, words: Words) -> Fragment:
    rows = []
    for id in _about(finding):
        cells = []
        for name in ("followed:", "lost:", DIFFERENCE):
            e = finding.estimate(name + id)
            if e is not None and e.value is None:
                cells.append(hidden_reason(e, words))
                continue
            signed = name == DIFFERENCE
            cells.append(
                html(
                    "{value} <small>({interval})</small>",
                    value=value_text(e, words, signed),
                    interval=interval_text(e, words, signed),
                )
                if e is not None
                else EMPTY
            )
        rows.append([indicator_label(id, framework, words), *cells])
    return table(
        words("dropout.means"),
        [
            Column(words("general.measure")),
            Column(words("coverage.flow.followed-up"), numeric=True),
            Column(words("dropout.lost"), numeric=True),
            Column(words("dropout.difference"), numeric=True),
        ],
        rows,
        note=words("dropout.means-note"),
    )


def _shares(release: Release, framework: Framework, words: Words) -> Fragment:
    rows = [
        [
            capital(context(configuration, framework, words)),
            *(_followed(finding.table(place), words) for place in PLACES),
        ]
        for configuration, finding in _once_a_context(release, framework)
    ]
    if not rows:
        return NOTHING
    return table(
        words("dropout.shares"),
        [
            Column(words("dropout.situation")),
            *(Column(words(f"dropout.places.{place}"), numeric=True) for place in PLACES),
        ],
        rows,
        note=words("dropout.shares-note", n=SHARES_FROM),
    )


def _once_a_context(
    release: Release, framework: Framework
) -> list[tuple[Configuration, ReleasedFinding]]:
    found = {
        configuration.context: (configuration, finding)
        for configuration in framework.configurations.values()
        if (finding := release.of("dropout", configuration.id)) is not None
    }
    return list(found.values())


def _followed(shown: ShownTable | None, words: Words) -> str:
    """Both counts, with the share where the rounded counts tell it."""
    if shown is None:
        return EMPTY
    if why := why_untold(shown, words):
        return why
    parts = {part.key: part_text(part, words) for part in shown.parts}
    said = words("dropout.followed-lost", followed=parts["followed-up"], lost=parts["lost"])
    share = share_of(shown, "followed-up")
    return said if share is None else f"{said} ({percent(share, words)})"
