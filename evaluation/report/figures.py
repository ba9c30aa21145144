"""Figures of one office or of the region: who was followed, and what became different."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from evaluation.disclosure import (
    Release,
    ReleasedFinding,
    ShownEstimate,
    ShownTable,
)
from evaluation.framework.model import Framework
from evaluation.report.canvas import (
    BLUE,
    FAINT,
    GREEN,
    LIGHT,
    MUTED,
    ORANGE,
    hidden_mark,
    number_axis,
    picture,
    rows_axis,
    rows_height,
    whisker,
    zero_and_limit,
)
from evaluation.report.fragment import NOTHING, Fragment, paragraphs, require_release
from evaluation.report.labels import capital, code, indicator, indicator_label
from evaluation.report.numbers import number, part_text, value_text, why_untold
from evaluation.report.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FLOW = ("followed-up", "midway-only", "baseline-only", "no-baseline")
LED_TO = ("action-told-back", "action-done", "action-agreed", "no-action")
MEANS = ("mean-baseline", "mean-midway", "mean-follow-up")
BANDS = {"better": GREEN, "worse": ORANGE, "unclear": MUTED}
BAR_LABEL = 22
ROW_LABEL = 24
"""Letters in a line of the labels."""
MARKERS = {"better": "o", "worse": "v", "unclear": "s"}


def flow(release: Release, framework: Framework, words: Words) -> Fragment:
    """How many clients were followed up and where the others were lost: bars."""
    finding = require_release(release).of("participants", "clients")
    shown = finding.table("follow-up") if finding else None
    if shown is None:
        return NOTHING
    return bars(
        shown,
        lambda key: words(f"coverage.flow.{key}"),
        words,
        caption=words("coverage.flow-caption"),
        alt=words("coverage.flow-alt"),
        strong=("followed-up",),
    )


def feedback(release: Release, framework: Framework, words: Words) -> Fragment:
    """What clients' feedback was about, by dimension of participation: bars."""
    finding = require_release(release).of("development", "feedback")
    shown = finding.table("dimension") if finding else None
    if shown is None:
        return NOTHING
    return bars(
        shown,
        lambda key: code("participation-dimensions", key, framework, words),
        words,
        caption=words("development.feedback-caption"),
        alt=words("development.feedback-alt"),
    )


def led_to(release: Release, framework: Framework, words: Words) -> Fragment:
    """How far feedback got, from the ear to a deed that was told back: bars."""
    finding = require_release(release).of("development", "feedback")
    shown = finding.table("led-to") if finding else None
    if shown is None:
        return NOTHING
    return bars(
        shown,
        lambda key: words(f"development.led-to.{key}"),
        words,
        caption=words("development.led-to-caption"),
        alt=words("development.led-to-alt"),
        strong=("action-told-back",),
    )


def bars(
    shown: ShownTable,
    label: Callable[[str], str],
    words: Words,
    caption: str,
    alt: str,
    strong: Sequence[str] = (),
) -> Fragment:
    """Bars of released counts; a hidden count is a short hatched bar with ``≤9``.

    Of a withheld table there is only a sentence.
    """
    why = why_untold(shown, words)
    if why:
        return paragraphs(words("figures.withheld", caption=caption, why=why))
    labels = [label(part.key) for part in shown.parts]
    longest = max([10, *(part.n or 0 for part in shown.parts)])

    def draw(figure: Figure) -> None:
        ax = figure.add_subplot()
        for row, part in enumerate(shown.parts):
            if part.n is None:
                ax.barh(row, longest * 0.06, 0.62, color="white", hatch="////", edgecolor=MUTED)
            else:
                chosen = not strong or part.key in strong
                ax.barh(row, part.n, 0.62, color=BLUE if chosen else LIGHT)
            text = f" {part_text(part, words)}"
            ax.text(longest * 0.06 if part.n is None else part.n, row, text, va="center")
        rows_axis(ax, labels, BAR_LABEL)
        ax.set_xlim(0, longest * 1.15)
        ax.xaxis.set_visible(False)
        ax.spines["bottom"].set_visible(False)

    told = [
        f"{name} {part_text(part, words)}" for name, part in zip(labels, shown.parts, strict=True)
    ]
    return picture(
        draw,
        rows_height(labels, BAR_LABEL, 0.46, 0.15),
        alt=words("figures.alt", what=alt, numbers="; ".join(told)),
        caption=caption,
        note=" ".join(_how_to_read(shown, words)),
    )


def _how_to_read(shown: ShownTable, words: Words) -> Iterator[str]:
    yield words("figures.rounded")
    if any(part.n is None for part in shown.parts):
        yield words("figures.hatched")
    if any(part.at_least for part in shown.parts):
        yield words("figures.at-least")


def dumbbell(
    release: Release,
    framework: Framework,
    words: Words,
    indicators: Iterable[str],
    about: str,
) -> Fragment:
    """Where each indicator started and where it was in the end: two dots and a line.

    Parameters
    ----------
    release : Release
    framework : Framework
    words : Words
    indicators : iterable of str
        Those drawn: of one scale, with at least two released means.
    about : str
        What the indicators are of, for the caption.
    """
    require_release(release)
    rows = [
        (id, means)
        for id in dict.fromkeys(indicators)
        if len(means := _means(release.of("strategy", id), words)) > 1
    ]
    if not rows:
        return NOTHING
    first = indicator(rows[0][0], framework)
    labels = [indicator_label(id, framework, words) for id, _ in rows]

    def draw(figure: Figure) -> None:
        ax = figure.add_subplot()
        for row, (_, means) in enumerate(rows):
            (start, _), (end, _) = means[0], means[-1]
            ax.plot([start, end], [row, row], color=FAINT, linewidth=5, solid_capstyle="butt")
            ax.plot(start, row, "o", markersize=9, color="white", markeredgecolor=BLUE, mew=2)
            ax.plot(end, row, "o", markersize=9, color=BLUE)
        rows_axis(ax, labels, ROW_LABEL)
        ax.set_xlim(first.low, first.high)
        ax.grid(axis="x", color=FAINT, linewidth=0.8)
        ax.set_axisbelow(True)
        number_axis(ax, lambda v, digits: number(v, words, digits), words("strategy.axis"))

    told = [
        f"{label}: {means[0][1]} → {means[-1][1]}"
        for label, (_, means) in zip(labels, rows, strict=True)
    ]
    return picture(
        draw,
        rows_height(labels, ROW_LABEL, 0.44, 0.7),
        alt=words("figures.alt", what=words("strategy.alt", about=about), numbers="; ".join(told)),
        caption=words("strategy.caption", about=about),
        note=words("strategy.marks"),
    )


def _means(finding: ReleasedFinding | None, words: Words) -> list[tuple[float, str]]:
    """The released means in order, each as a number and as it is written."""
    found = [finding.estimate(name) for name in MEANS] if finding else []
    return [(e.value, value_text(e, words)) for e in found if e and e.value is not None]


def band(estimate: ShownEstimate | None) -> str:
    """Say which way a difference points: ``better``, ``worse``, ``unclear`` or ``hidden``."""
    if estimate is None or estimate.lower is None or estimate.upper is None:
        return "hidden"
    if estimate.lower > 0:
        return "better"
    return "worse" if estimate.upper < 0 else "unclear"


def changes(
    release: Release, framework: Framework, words: Words, indicators: Sequence[str]
) -> Fragment:
    """How much each indicator changed, with intervals; to the right is better.

    Parameters
    ----------
    release : Release
    framework : Framework
    words : Words
    indicators : sequence of str
        Those drawn, all of one scale.
    """
    require_release(release)
    found = [(id, release.of("change", id)) for id in indicators]
    rows = [(id, f.estimate("change")) for id, f in found if f is not None]
    if not any(e is not None and e.value is not None for _, e in rows):
        return NOTHING
    labels = [capital(words.say(indicator(id, framework).label)) for id, _ in rows]

    def draw(figure: Figure) -> None:
        ax = figure.add_subplot()
        rows_axis(ax, labels, ROW_LABEL)
        zero_and_limit(ax, bounds([e for _, e in rows]))
        for row, (_, change) in enumerate(rows):
            _row(ax, row, change, words)
        number_axis(
            ax, lambda v, digits: number(v, words, digits, signed=True), words("change.axis")
        )

    told = [
        f"{label} {value_text(change, words, signed=True)}"
        for label, (_, change) in zip(labels, rows, strict=True)
    ]
    return picture(
        draw,
        rows_height(labels, ROW_LABEL, 0.4, 0.7),
        alt=words("figures.alt", what=words("change.alt"), numbers="; ".join(told)),
        caption=words("change.caption"),
        note=words("change.marks"),
    )


def bounds(estimates: Iterable[ShownEstimate | None]) -> list[float]:
    """All bounds of the released intervals."""
    return [b for e in estimates if e for b in (e.lower, e.upper) if b is not None]


def _row(ax: Axes, row: int, change: ShownEstimate | None, words: Words) -> None:
    if change is None or change.value is None or change.lower is None or change.upper is None:
        hidden_mark(ax, row, value_text(change, words))
        return
    way = band(change)
    whisker(ax, row, change.value, change.lower, change.upper, BANDS[way], MARKERS[way])
