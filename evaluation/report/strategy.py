"""The strategy map: what is aimed at, and where its indicators stand."""

from __future__ import annotations

from itertools import groupby

from evaluation.disclosure import Release, ReleasedFinding, ShownEstimate
from evaluation.framework.model import Framework, Perspective
from evaluation.report.figures import dumbbell
from evaluation.report.fragment import (
    Fragment,
    bullets,
    details,
    html,
    join,
    pairs,
    paragraphs,
    require_release,
    section,
)
from evaluation.report.labels import capital, indicator, label_with_unit, persons
from evaluation.report.numbers import EMPTY, value_text
from evaluation.report.tables import Column, table
from evaluation.report.verdicts import notes
from evaluation.report.words import Words

OCCASIONS = ("mean-baseline", "mean-midway", "mean-follow-up")


def strategy_map(release: Release, framework: Framework, words: Words) -> Fragment:
    """Vision, strategy and mission, and under each perspective how its indicators moved."""
    require_release(release)
    chart = framework.strategy_map
    return section(
        "strategy",
        words("strategy.title"),
        paragraphs(words("strategy.lead")),
        pairs(
            [
                (words("strategy.vision"), words.say(chart.vision)),
                (words("strategy.strategy"), words.say(chart.strategy)),
                (words("strategy.mission"), words.say(chart.mission)),
            ],
            "vision",
        ),
        join(_perspective(p, release, framework, words) for p in chart.perspectives),
    )


def _perspective(
    perspective: Perspective, release: Release, framework: Framework, words: Words
) -> Fragment:
    label = words.say(perspective.label)
    ids = list(dict.fromkeys(id for factor in perspective.factors for id in factor.indicators))
    figures = [
        dumbbell(release, framework, words, list(group), label.lower())
        for _, group in groupby(sorted(ids, key=lambda id: _scale(id, framework)),
                                key=lambda id: _scale(id, framework))
    ]  # fmt: skip
    found = [finding for id in ids if (finding := release.of("strategy", id)) is not None]
    shown = any(e.value is not None for finding in found for e in finding.estimates)
    rows = [_numbers(finding, framework, words) for finding in found]
    said = dict.fromkeys(note for finding in found for note in notes(finding, words))
    return html(
        '<section class="perspective" aria-labelledby="perspective-{id}">'
        '<h3 id="perspective-{id}">{label}</h3>{factors}{figures}{notes}{numbers}</section>',
        id=perspective.id,
        label=label,
        factors=pairs(
            ((words.say(f.label), capital(words.say(f.place))) for f in perspective.factors),
            "factors",
        ),
        figures=join(figures),
        notes=bullets(said, "notes"),
        numbers=_table(label, rows, words) if shown else paragraphs(words("strategy.nothing")),
    )


def _scale(id: str, framework: Framework) -> tuple[float, float]:
    found = indicator(id, framework)
    return found.low, found.high


def _numbers(finding: ReleasedFinding, framework: Framework, words: Words) -> list[str]:
    estimates = {e.name: e for e in finding.estimates}
    last = next((estimates[n] for n in ("mean", *reversed(OCCASIONS)) if n in estimates), None)
    now = value_text(estimates["mean"], words) if "mean" in estimates else ""
    return [
        label_with_unit(finding.about, framework, words),
        *(_cell(estimates.get(name), words) for name in OCCASIONS[:-1]),
        now or _cell(estimates.get(OCCASIONS[-1]), words),
        (persons(finding.about, last.n, framework, words) if last else "") or EMPTY,
    ]


def _cell(estimate: ShownEstimate | None, words: Words) -> str:
    return EMPTY if estimate is None else value_text(estimate, words)


def _table(label: str, rows: list[list[str]], words: Words) -> Fragment:
    return details(
        words("strategy.numbers", about=label.lower()),
        table(
            words("strategy.table", about=label.lower()),
            [
                Column(words("general.measure")),
                Column(words("occasions.baseline"), numeric=True),
                Column(words("occasions.midway"), numeric=True),
                Column(words("occasions.follow-up"), numeric=True),
                Column(words("general.persons"), numeric=True),
            ],
            rows,
            note=words("strategy.latest"),
        ),
    )
