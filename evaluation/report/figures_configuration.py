"""Figures of one configuration: the pattern in the data, and the effect in context and outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluation.disclosure import Release, ReleasedFinding, ShownEstimate
from evaluation.framework.model import Configuration, Framework
from evaluation.report.canvas import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    hidden_mark,
    number_axis,
    picture,
    rows_axis,
    rows_height,
    whisker,
    wrapped,
    zero_and_limit,
)
from evaluation.report.figures import bounds
from evaluation.report.fragment import NOTHING, Fragment, require_release
from evaluation.report.labels import (
    capital,
    condition,
    context,
    indicator,
    line_that_matters,
    outcome_is_change,
)
from evaluation.report.numbers import (
    count,
    estimate_text,
    hidden_reason,
    number,
    part_text,
    value_text,
)
from evaluation.report.pattern_cells import (
    CELLS,
    FIRED,
    WhereNot,
    cell_part,
    cell_value,
    nothing_shown,
    said_of_counts,
    said_of_where_not,
    where_not,
)
from evaluation.report.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EFFECTS = {"generation": BLUE, "outside": MUTED, "rival": GREEN}


def pattern(
    release: Release, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    """Mean outcome where the context and the mechanism met, and where they did not.

    Below them, a row for each circumstance in which the claim should not hold and whose clients
    are others than those of "other situation". A cell that tells no number is hatched.
    """
    finding = require_release(release).of("patterns", configuration.id)
    if finding is None or nothing_shown(finding):
        return NOTHING
    signed = outcome_is_change(configuration, framework)
    smallest = configuration.outcome.smallest_that_matters
    others = [here for here in where_not(release, configuration) if here.has_numbers]
    values = [cell_value(finding, cell) for cell in CELLS]
    texts = [_cell_text(finding, cell, words, signed) for cell in CELLS]
    names = [words(f"pattern.cells.{cell}") for cell in CELLS]
    rows = [
        wrapped(capital(context(configuration, framework, words)), 15),
        wrapped(words("pattern.elsewhere"), 15),
    ]
    for here in others:
        label = capital(condition(here.condition, framework, words))
        values += [e.value if (e := here.mean(fired)) else None for fired in FIRED]
        texts += [_where_not_text(here, fired, words, signed) for fired in FIRED]
        names += [words(f"pattern.where-not.{fired}", context=label) for fired in FIRED]
        rows.append(wrapped(label, 15))
    columns = [
        wrapped(capital(condition(configuration.mechanism.reasoning, framework, words)), 19),
        words("pattern.not-fired"),
    ]

    def draw(figure: Figure) -> None:
        ax = figure.add_subplot()
        _heat_map(ax, values, texts, smallest)
        ax.set_xticklabels(columns)
        ax.set_yticklabels(rows, va="center")

    told = [
        f"{name}: {text.replace(chr(10), ', ')}" for name, text in zip(names, texts, strict=True)
    ]
    outcome = words.say(indicator(configuration.outcome.indicator, framework).label)
    lines = columns[0].count("\n") + 1, max(4, *(row.count("\n") + 1 for row in rows))
    return picture(
        draw,
        0.35 + 0.19 * lines[0] + len(rows) * max(0.95, 0.2 * lines[1]),
        alt=words(
            "figures.alt", what=words("pattern.alt", outcome=outcome), numbers="; ".join(told)
        ),
        caption=words("pattern.caption-change" if signed else "pattern.caption", outcome=outcome),
        note=" ".join(
            [
                words("pattern.marks"),
                *said_of_counts(finding, words),
                *said_of_where_not(release, framework, words, configuration),
            ]
        ),
    )


def _where_not_text(here: WhereNot, fired: str, words: Words, signed: bool) -> str:
    return _with_persons(here.mean(fired), words, signed)


def _cell_text(finding: ReleasedFinding, cell: str, words: Words, signed: bool) -> str:
    there = cell_part(finding, cell)
    mean = finding.estimate(f"mean:{cell}")
    if there.at_most is not None:
        return words("pattern.hidden-cell", hidden=part_text(there, words))
    if there.n is None or mean is None or mean.value is None:
        return _with_persons(mean, words, signed)
    key = "pattern.n-at-least" if there.at_least else "pattern.n"
    return f"{value_text(mean, words, signed)}\n{words(key, n=count(there.n, words))}"


def _with_persons(mean: ShownEstimate | None, words: Words, signed: bool) -> str:
    """A mean, and on a second line the persons it rests on where both are shown."""
    said = words("numbers.not-shown") if mean is None else value_text(mean, words, signed)
    if mean is None or mean.value is None or mean.n is None:
        return said
    return f"{said}\n{words('pattern.n', n=count(mean.n, words))}"


def _heat_map(ax: Axes, values: list[float | None], texts: list[str], smallest: float) -> None:
    import numpy as np
    import seaborn as sns

    grid = np.array([np.nan if v is None else v for v in values], dtype=float).reshape(-1, 2)
    shown = [v for v in values if v is not None] or [0.0]
    middle = (max(shown) + min(shown)) / 2
    reach = max(max(shown) - middle, smallest)
    ax.set_facecolor("#f1f3f5")
    # As seaborn's heatmap, which draws the whole figure once to see whether its labels overlap.
    ax.pcolormesh(
        np.ma.masked_invalid(grid),
        cmap=sns.light_palette(BLUE, as_cmap=True),
        vmin=middle - 1.2 * reach,
        vmax=middle + 1.2 * reach,
        linewidth=4,
        edgecolors="white",
    )
    ax.set(xlim=(0, 2), ylim=(len(grid), 0))
    ax.set_xticks(np.arange(2) + 0.5)
    ax.set_yticks(np.arange(len(grid)) + 0.5)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0)
    ax.xaxis.tick_top()
    for place, (text, value) in enumerate(zip(texts, values, strict=True)):
        row, column = divmod(place, 2)
        _write_cell(ax, row, column, text, None if value is None else value - middle, reach)


def _write_cell(
    ax: Axes, row: int, column: int, text: str, above: float | None, reach: float
) -> None:
    from matplotlib.patches import Rectangle

    first, _, second = text.partition("\n")
    if above is None:
        ax.add_patch(
            Rectangle((column, row), 1, 1, fill=False, hatch="///", edgecolor="#c3cad0", lw=0)
        )
        ax.text(
            column + 0.5, row + 0.5, wrapped(text, 18), ha="center", va="center",
            style="italic", bbox={"boxstyle": "round", "facecolor": "white", "edgecolor": "none"},
        )  # fmt: skip
        return
    colour = "white" if above > 0.2 * reach else INK
    ax.text(
        column + 0.5, row + 0.42, first, ha="center", va="center", color=colour, fontsize=19,
        fontweight="bold",
    )  # fmt: skip
    ax.text(column + 0.5, row + 0.76, second, ha="center", va="center", color=colour)


def effects(
    release: Release, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    """The effect in the context against outside it, with the smallest effect that matters."""
    finding = require_release(release).of("contrasts", configuration.id)
    if finding is None:
        return NOTHING
    rows = [(name, e) for name in EFFECTS if (e := finding.estimate(name)) is not None]
    if not any(e.value is not None for _, e in rows):
        return NOTHING
    labels = [words(f"effects.{name}") for name, _ in rows]
    line = line_that_matters(configuration)
    smallest = configuration.outcome.smallest_that_matters

    def draw(figure: Figure) -> None:
        ax = figure.add_subplot()
        rows_axis(ax, labels, 19)
        ax.set_ylim(len(rows) - 0.5, -1.0)
        zero_and_limit(
            ax, bounds([e for _, e in rows]), words("effects.zero"), line, words("effects.line")
        )
        for row, (name, effect) in enumerate(rows):
            _effect(ax, row, effect, EFFECTS[name], words)
        number_axis(
            ax, lambda v, digits: number(v, words, digits, signed=True), words("effects.axis")
        )

    told = [
        f"{label}: {estimate_text(effect, words, signed=True)}"
        for label, (_, effect) in zip(labels, rows, strict=True)
    ]
    said = number(smallest, words)
    return picture(
        draw,
        rows_height(labels, 19, 0.6, 0.95),
        alt=words("figures.alt", what=words("effects.alt", smallest=said), numbers="; ".join(told)),
        caption=words("effects.caption"),
        note=words("effects.marks", smallest=said),
    )


def _effect(ax: Axes, row: int, effect: ShownEstimate, colour: str, words: Words) -> None:
    if effect.value is None or effect.lower is None or effect.upper is None:
        hidden_mark(ax, row, hidden_reason(effect, words))
        return
    whisker(ax, row, effect.value, effect.lower, effect.upper, colour)
    ax.annotate(
        value_text(effect, words, signed=True),
        (effect.value, row),
        xytext=(0, 9),
        textcoords="offset points",
        ha="center",
        color=colour,
        fontweight="bold",
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"},
    )
