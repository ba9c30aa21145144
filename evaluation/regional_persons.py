"""A region's numbers of persons beside its offices': none that would narrow an office's count.

Readers know that a region's set is made up of its offices' sets. Where not every office tells how
many there are, the region's own rounded number is a clue of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from evaluation.policy import Policy
from evaluation.puzzle import narrowed
from evaluation.regional import is_everywhere, sums_of_persons
from evaluation.releases import Release, ReleasedFinding, ShownEstimate
from evaluation.rounding import possible, step, to_step
from evaluation.rules import TOO_FEW_FOR_A_SHARE
from evaluation.ties import ANYTHING, known_from

Bounds = Mapping[str, tuple[float, float]]
"""What readers of an office's report know of each of its sets: at least, at most."""


def without_pressing(
    items: Sequence[ReleasedFinding], parts: Sequence[Release], policy: Policy
) -> tuple[ReleasedFinding, ...]:
    """Leave out numbers of persons that would leave an office's count too few possible values.

    Parameters
    ----------
    items : sequence of ReleasedFinding
        The region's.
    parts : sequence of Release
        The offices'.
    policy : Policy

    Returns
    -------
    tuple of ReleasedFinding
        An estimate without its number is rounded as one of the fewest persons that may be told of.
    """
    added_up = sums_of_persons(parts)
    offices = [_bounds(part) for part in parts]

    def shown(item: ReleasedFinding, estimate: ShownEstimate) -> ShownEstimate:
        told = estimate.of in added_up or not is_everywhere(item, estimate)
        if estimate.n is None or told:
            return estimate
        known = [office.get(estimate.of, (0.0, ANYTHING)) for office in offices]
        pressing = presses(possible(estimate.n, policy), known, policy.narrowest)
        return _without_persons(estimate, policy) if pressing else estimate

    return tuple(
        replace(item, estimates=tuple(shown(item, estimate) for estimate in item.estimates))
        for item in items
    )


def presses(
    whole: tuple[float, float], parts: Sequence[tuple[float, float]], narrowest: int
) -> bool:
    """Whether bounds of a whole leave one of its parts fewer values than it has and should keep.

    Parameters
    ----------
    whole : tuple of float
        The least and the most that it may be.
    parts : sequence of tuple of float, length k
        The same of each part.
    narrowest : int
        How many values each should keep.

    Returns
    -------
    bool
    """
    low, high = np.array(parts, dtype=float).reshape(len(parts), 2).T
    least = np.maximum(low, whole[0] - (high.sum() - high))
    most = np.minimum(high, whole[1] - (low.sum() - low))
    wanted = np.minimum(narrowest - 1, high - low)
    return bool((most - least < wanted).any())


def _bounds(office: Release) -> dict[str, tuple[float, float]]:
    puzzle = known_from(office.items, office.policy).puzzle()
    low, high = narrowed(puzzle)
    return dict(zip(puzzle.names, zip(low, high, strict=True), strict=True))


def _without_persons(estimate: ShownEstimate, policy: Policy) -> ShownEstimate:
    if estimate.step is None or estimate.value is None:
        return replace(estimate, n=None)
    size = max(estimate.step, step(estimate.unit, None, policy))
    if not np.isfinite(size):
        return replace(
            estimate, n=None, value=None, lower=None, upper=None, step=None,
            hidden=TOO_FEW_FOR_A_SHARE,
        )  # fmt: skip
    value, lower, upper = (
        None if number is None else to_step(number, size)
        for number in (estimate.value, estimate.lower, estimate.upper)
    )
    return replace(estimate, n=None, value=value, lower=lower, upper=upper, step=size)
