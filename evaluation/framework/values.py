"""Whether the numbers of the theory can be: ranges, windows, reliabilities, norms, anchors."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.framework.collected import Entries
from evaluation.framework.model import CHANGE, Condition, Indicator
from evaluation.framework.problems import FrameworkProblem


def ranges_make_sense(entries: Entries) -> Iterator[FrameworkProblem]:
    """Require low below high, the instrument's scale, and windows that have days."""
    for entry in (*entries.of("instruments"), *entries.of("indicators")):
        if entry.value.low >= entry.value.high:
            yield entry.problem("low", "'low' is not below 'high'", "low < high")
    for entry in entries.of("indicators"):
        instrument = entries.value("instruments", entry.value.instrument or "")
        if instrument is None or entry.value.reading.table != "assessments":
            continue
        scale = (instrument.low, instrument.high)  # type: ignore[attr-defined]
        if (entry.value.low, entry.value.high) != scale:
            yield entry.problem(
                "low",
                f"the range differs from the scale of '{entry.value.instrument}'",
                f"low: {scale[0]:g}, high: {scale[1]:g}",
            )
    for entry in entries.of("occasions"):
        if entry.value.from_day >= entry.value.to_day:
            yield entry.problem("from_day", "the window has no days", "from_day < to_day")


def comparisons_make_sense(entries: Entries) -> Iterator[FrameworkProblem]:
    """Require of a reliability and of a norm what a change can be held against."""
    for entry in entries.of("indicators"):
        i: Indicator = entry.value
        for key, given in (("reliability", i.reliability), ("norm", i.norm)):
            if given is not None and i.reading.table != "assessments":
                yield entry.problem(
                    key,
                    f"'{i.id}' is no repeated answer: its '{key}' is never used",
                    f"no key '{key}', or table assessments",
                )
        if i.reliability is not None and not 0 < i.reliability.value < 1:
            yield entry.problem(
                "reliability.value",
                f"the reliability of '{i.id}' is no share",
                "a number above 0 and below 1",
            )
        if i.norm is not None and not i.low <= i.norm.mean <= i.high:
            yield entry.problem(
                "norm.mean",
                f"the norm of '{i.id}' is outside its range",
                f"a number from {i.low:g} to {i.high:g}",
            )
        widest = (i.high - i.low) / 2
        if i.norm is not None and not 0 < i.norm.sd <= widest:
            yield entry.problem(
                "norm.sd",
                f"the norm's sd of '{i.id}' cannot be",
                f"a number above 0, at most half the range ({widest:g})",
            )


def anchors_are_in_order(entries: Entries) -> Iterator[FrameworkProblem]:
    """Require anchors that rise or fall, within what the indicator can show."""
    for entry in entries.of("conditions"):
        c: Condition = entry.value
        if not (c.out < c.cross < c.full or c.out > c.cross > c.full):
            yield entry.problem(
                "membership",
                f"the anchors of '{c.id}' neither rise nor fall",
                "out < cross < in (high values belong) or out > cross > in (low values belong)",
            )
        indicator = entries.value("indicators", c.indicator)
        if not isinstance(indicator, Indicator):
            continue
        low, high = indicator.low, indicator.high
        if c.at == CHANGE:
            low, high = low - high, high - low
        for key, anchor in (("out", c.out), ("cross", c.cross), ("in", c.full)):
            if not low <= anchor <= high:
                yield entry.problem(
                    f"membership.{key}",
                    f"'{key}' of '{c.id}' is outside what '{c.indicator}' can show",
                    f"a number from {low:g} to {high:g}",
                )
