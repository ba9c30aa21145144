"""Figures that set the offices side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.disclosure import Release, ShownEstimate
from evaluation.framework.model import Configuration, Framework
from evaluation.report.canvas import (
    BLUE,
    FAINT,
    INK,
    hidden_mark,
    number_axis,
    picture,
    rows_axis,
    rows_height,
    whisker,
    wrapped,
    zero_and_limit,
)
from evaluation.report.figures import BANDS, MARKERS, band, bounds
from evaluation.report.fragment import NOTHING, Fragment, require_release
from evaluation.report.labels import capital, indicator, line_that_matters, place
from evaluation.report.numbers import number, value_text
from evaluation.report.verdicts import COLOURS, SYMBOLS, kind_of, name
from evaluation.report.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANEL_COLUMNS = 2
NAME_WIDTH = 14


@dataclass(frozen=True, slots=True)
class Panel:
    """One small panel: a row an office, and the limit from which on a difference matters."""

    title: str
    rows: tuple[ShownEstimate | None, ...]
    limit: float | None = None


def forest(release: Release, framework: Framework, words: Words) -> Fragment:
    """The effect in context, office by office with the region's below them: a panel a claim."""
    require_release(release)
    scopes = [*release.parts, release]
    panels = [
        Panel(
            words.say(c.title),
            tuple(effect_of(r, c) for r in scopes),
            line_that_matters(c),
        )
        for c in framework.configurations.values()
    ]
    return _small_multiples(
        [panel for panel in panels if bounds(panel.rows)],
        [place(r.scope, framework, words) for r in scopes],
        words,
        alt=words("region.forest-alt"),
        caption=words("region.forest-caption"),
        note=words("region.forest-marks"),
        whole=True,
    )


def effect_of(release: Release, configuration: Configuration) -> ShownEstimate | None:
    """The released effect in context of a configuration, or None."""
    finding = release.of("contrasts", configuration.id)
    return finding.estimate("generation") if finding else None


def offices_change(
    release: Release, framework: Framework, words: Words, indicators: Sequence[str]
) -> Fragment:
    """Change office by office, a small panel an indicator; to the right is better."""
    require_release(release)
    panels = [
        Panel(
            capital(words.say(indicator(id, framework).label)),
            tuple(_change(part, id) for part in release.parts),
        )
        for id in dict.fromkeys(indicators)
    ]
    return _small_multiples(
        [panel for panel in panels if bounds(panel.rows)],
        [place(part.scope, framework, words) for part in release.parts],
        words,
        alt=words("region.change-alt"),
        caption=words("region.change-caption"),
        note=words("change.marks"),
    )


def _change(part: Release, id: str) -> ShownEstimate | None:
    finding = part.of("change", id)
    return finding.estimate("change") if finding else None


def _small_multiples(
    panels: Sequence[Panel],
    names: Sequence[str],
    words: Words,
    alt: str,
    caption: str,
    note: str,
    whole: bool = False,
) -> Fragment:
    if not panels:
        return NOTHING
    lines = -(-len(panels) // PANEL_COLUMNS)

    def draw(figure: Figure) -> None:
        axes = figure.subplots(lines, PANEL_COLUMNS, sharey=True, squeeze=False).ravel()
        for ax, panel in zip(axes, panels, strict=False):
            rows_axis(ax, names, NAME_WIDTH)
            ax.set_title(wrapped(panel.title, 19), pad=8)
            _panel(ax, panel, words, whole)
        for ax in axes[len(panels) :]:
            ax.set_visible(False)

    told = [
        f"{panel.title}: "
        + ", ".join(
            f"{name} {value_text(e, words, signed=True)}"
            for name, e in zip(names, panel.rows, strict=True)
        )
        for panel in panels
    ]
    return picture(
        draw,
        lines * rows_height(names, NAME_WIDTH, 0.3, 1.1),
        alt=words("figures.alt", what=alt, numbers="; ".join(told)),
        caption=caption,
        note=note,
    )


def _panel(ax: Axes, panel: Panel, words: Words, whole: bool) -> None:
    zero_and_limit(ax, bounds(panel.rows), limit=panel.limit)
    for row, e in enumerate(panel.rows):
        if e is None or e.value is None or e.lower is None or e.upper is None:
            hidden_mark(ax, row, words("region.no-number"))
            continue
        way = band(e)
        last = whole and row == len(panel.rows) - 1
        marker = "D" if last else MARKERS[way]
        whisker(ax, row, e.value, e.lower, e.upper, BLUE if last else BANDS[way], marker)
    if whole:
        ax.axhline(len(panel.rows) - 1.5, color=FAINT, linewidth=1)
    number_axis(ax, lambda v, digits: number(v, words, digits, signed=True))


def evidence_matrix(release: Release, framework: Framework, words: Words) -> Fragment:
    """Verdicts of every configuration in every office: a symbol and a colour a cell."""
    require_release(release)
    scopes = [release, *release.parts]
    configurations = list(framework.configurations.values())
    if not configurations or not release.parts:
        return NOTHING
    kinds = [[kind_of(s.of("contrasts", c.id)) for s in scopes] for c in configurations]
    columns = [place(s.scope, framework, words) for s in scopes]
    titles = [words.say(c.title) for c in configurations]
    used = [kind for kind in SYMBOLS if any(kind in row for row in kinds)]

    def draw(figure: Figure) -> None:
        _matrix(figure.add_subplot(), kinds, titles, columns)
        figure.legend(
            handles=[_legend_mark(kind, words) for kind in used],
            loc="outside lower left",
            ncols=1,
            labelspacing=0.3,
            columnspacing=1.0,
            handletextpad=0.4,
        )

    told = [
        f"{title}: " + ", ".join(f"{c} {name(k, words)}" for c, k in zip(columns, row, strict=True))
        for title, row in zip(titles, kinds, strict=True)
    ]
    return picture(
        draw,
        rows_height(titles, 24, 0.48, 1.2 + 0.24 * len(used)),
        alt=words("figures.alt", what=words("region.matrix-alt"), numbers="; ".join(told)),
        caption=words("region.matrix-caption"),
    )


def _matrix(ax: Axes, kinds: list[list[str]], titles: list[str], columns: list[str]) -> None:
    import seaborn as sns
    from matplotlib.colors import ListedColormap

    order = list(SYMBOLS)
    sns.heatmap(
        [[order.index(kind) for kind in row] for row in kinds],
        ax=ax,
        annot=[[SYMBOLS[kind] for kind in row] for row in kinds],
        fmt="",
        annot_kws={"fontsize": 15, "fontweight": "bold"},
        cmap=ListedColormap([ground for ground, _ in COLOURS.values()]),
        vmin=-0.5,
        vmax=len(order) - 0.5,
        cbar=False,
        linewidths=2,
        linecolor="white",
        xticklabels=columns,
        yticklabels=[wrapped(title, 24) for title in titles],
    )
    for text, kind in zip(ax.texts, (kind for row in kinds for kind in row), strict=True):
        text.set_color(COLOURS[kind][1])
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.tick_params(axis="x", labelrotation=90)
    ax.tick_params(axis="y", labelrotation=0)
    ax.axvline(1, color=INK, linewidth=1)


def _legend_mark(kind: str, words: Words) -> object:
    from matplotlib.lines import Line2D

    _, ink = COLOURS[kind]
    return Line2D(
        [], [], linestyle="none", marker=f"${SYMBOLS[kind]}$", color=ink, markersize=9,
        label=name(kind, words), markerfacecolor=ink, markeredgecolor=ink, markeredgewidth=0.2,
    )  # fmt: skip
