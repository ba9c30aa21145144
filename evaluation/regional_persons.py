"""A region's numbers of persons beside its offices': none that would narrow an office's count.

Readers know that a region's set is made up of its offices' sets. Where not every office tells how
many there are, the region's own rounded number is a clue of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from evaluation.policy import Policy
from evaluation.puzzle import Bools, Contradiction, Floats, Puzzle, narrowed
from evaluation.regional import OF_ONE_SCOPE, is_everywhere, sums_of_persons
from evaluation.releases import Release, ReleasedFinding, ShownEstimate
from evaluation.rounding import possible, step, to_step
from evaluation.rules import TOO_FEW_FOR_A_SHARE
from evaluation.ties import ANYTHING, OVER, known_from

Bounds = tuple[Floats, Floats]
"""The least and the most that each unknown may be."""


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

    Notes
    -----
    The numbers are tried one after the other, the largest first, beside those told already: of two
    sets one of which holds the other, their difference is looked at too.
    """
    added_up = sums_of_persons(parts)
    own = {
        estimate.of: estimate.n
        for item in items
        for estimate in item.estimates
        if estimate.n is not None and estimate.of not in added_up and is_everywhere(item, estimate)
    }
    pressing = _pressing(own, _unnumbered(items), parts, policy)
    return tuple(
        replace(
            item,
            estimates=tuple(
                _without_persons(estimate, policy) if estimate.of in pressing else estimate
                for estimate in item.estimates
            ),
        )
        for item in items
    )


def _unnumbered(items: Sequence[ReleasedFinding]) -> list[ReleasedFinding]:
    """What the region tells beside counts and numbers of persons."""
    return [
        replace(item, tables=(), estimates=tuple(replace(e, n=None) for e in item.estimates))
        for item in items
    ]


def _pressing(
    own: Mapping[str, int],
    items: Sequence[ReleasedFinding],
    parts: Sequence[Release],
    policy: Policy,
) -> frozenset[str]:
    """Sets of the region whose own rounded number would tell too much of an office's."""
    puzzle = known_from(items, policy).puzzle()
    at = [at for at, name in enumerate(puzzle.names) if _adds_up(name)]
    offices = [_bounds(part, [puzzle.names[place] for place in at]) for part in parts]
    low, high = (np.array([office[end] for office in offices]) for end in (0, 1))

    def presses_with(puzzle: Puzzle) -> Bools:
        try:
            least, most = narrowed(puzzle)
        except Contradiction:
            return np.ones(len(at), dtype=bool)
        return presses((least[at], most[at]), (low, high), policy.narrowest)

    anyway, found = presses_with(puzzle), set()
    for of in sorted(own, key=lambda of: (-own[of], of)):
        place = puzzle.names.index(of)
        least, most = possible(own[of], policy)
        tried = replace(puzzle, low=puzzle.low.copy(), high=puzzle.high.copy())
        tried.low[place], tried.high[place] = max(tried.low[place], least), most
        if (presses_with(tried) & ~anyway).any():
            found.add(of)
        else:
            puzzle = tried
    return frozenset(found)


def _adds_up(name: str) -> bool:
    """Whether a set of the region is made up of the offices' sets of this name."""
    return "/" not in name and OVER not in name and not any(own in name for own in OF_ONE_SCOPE)


def presses(whole: Bounds, parts: Bounds, narrowest: int) -> Bools:
    """Whether bounds of wholes leave one of their parts fewer values than it has and should keep.

    Twice as many as from one edition alone: other editions take from what is left here.

    Parameters
    ----------
    whole : tuple of array of float, shape (n,)
        The least and the most that each whole may be.
    parts : tuple of array of float, shape (k, n)
        The same of the parts of each.
    narrowest : int
        How many values each should keep, whatever is added up or subtracted.

    Returns
    -------
    array of bool, shape (n,)
    """
    low, high = parts
    least = np.maximum(low, whole[0] - (high.sum(axis=0) - high))
    most = np.minimum(high, whole[1] - (low.sum(axis=0) - low))
    wanted = np.minimum(2 * (narrowest - 1), high - low)
    found: Bools = (most - least < wanted).any(axis=0)
    return found


def _bounds(office: Release, names: Sequence[str]) -> Bounds:
    """What readers of an office's report know of sets: nothing of those that it does not name."""
    puzzle = known_from(office.items, office.policy).puzzle()
    low, high = narrowed(puzzle)
    place = {name: at for at, name in enumerate(puzzle.names)}
    told = [(low[place[n]], high[place[n]]) if n in place else (0.0, ANYTHING) for n in names]
    least, most = np.array(told, dtype=float).reshape(len(names), 2).T
    return least, most


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
