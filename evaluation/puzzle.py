"""What a reader of published numbers can work out by adding and subtracting.

A puzzle holds unknown numbers, their bounds and their ties. Narrowing asks of each tie in turn what
it leaves possible to each of its numbers, until nothing moves (bounds propagation; Davis 1987,
"Constraint propagation with interval labels", Artificial Intelligence 32). It is quick and never
says too much; where ties run in rings it may say too little: see :mod:`evaluation.attack`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

SLACK = 1e-6
"""Differences up to this are taken for the computer's rounding, to the wider side."""

MOST_ROUNDS = 200
"""Some ties would narrow a little more for ever; what is found so far is true whenever it stops."""


class Contradiction(ValueError):
    """The numbers of a puzzle cannot all be true."""

    def __init__(self) -> None:
        super().__init__("These numbers cannot all be true: check the ties and the bounds.")


@dataclass(frozen=True, slots=True)
class Puzzle:
    """What a reader knows: unknown numbers, their bounds, and how they hang together.

    Parameters
    ----------
    names : tuple of str
        Of the ``n`` unknowns; the ties speak of their places, 0 … n − 1.
    low, high : array of float, shape (n,)
        Bounds, included, finite; those of whole numbers are whole.
    whole : array of bool, shape (n,)
        Whether the unknown is a whole number.
    sums : tuple of (int, tuple of int)
        A whole and its parts: the first is the sum of the others.
    within : tuple of (int, int)
        The first is at most the second.
    ratios : tuple of (int, int, float, float)
        ``(k, m, a, b)``: a · unknown m ≤ unknown k ≤ b · unknown m, with a ≤ b; unknown m is never
        negative. An infinite a or b says nothing.

    Raises
    ------
    ValueError
        When a bound is not finite, or a rate not a number: every comparison with it would fail, and
        what is in danger pass for safe.
    """

    names: tuple[str, ...]
    low: Floats
    high: Floats
    whole: Bools
    sums: tuple[tuple[int, tuple[int, ...]], ...] = ()
    within: tuple[tuple[int, int], ...] = ()
    ratios: tuple[tuple[int, int, float, float], ...] = ()

    def __post_init__(self) -> None:
        rates = np.array([ratio[2:] for ratio in self.ratios], dtype=float)
        if not np.isfinite([self.low, self.high]).all() or np.isnan(rates).any():
            raise ValueError("Bounds must be finite, and rates numbers.")


@dataclass(frozen=True, slots=True)
class Ties:
    """The ties of a puzzle, laid flat: one entry a part, a pair or a ratio.

    Parameters
    ----------
    wholes : array of int, shape (sums,)
    parts, owner : array of int, shape (parts of all sums,)
        Place of the part, and number of the sum it belongs to.
    lesser, greater : array of int, shape (pairs,)
    first, second : array of int, shape (ratios,)
    least, most : array of float, shape (ratios,)
    """

    wholes: Places
    parts: Places
    owner: Places
    lesser: Places
    greater: Places
    first: Places
    second: Places
    least: Floats
    most: Floats

    @classmethod
    def of(cls, puzzle: Puzzle) -> Ties:
        """Lay the ties of a puzzle flat."""
        lengths = [len(parts) for _, parts in puzzle.sums]
        lesser, greater = np.array(puzzle.within, dtype=np.intp).reshape(len(puzzle.within), 2).T
        ratios = np.array(puzzle.ratios, dtype=float).reshape(len(puzzle.ratios), 4)
        first, second = ratios[:, :2].astype(np.intp).T
        least, most = ratios[:, 2:].T
        return cls(
            wholes=np.array([whole for whole, _ in puzzle.sums], dtype=np.intp),
            parts=np.array([part for _, parts in puzzle.sums for part in parts], dtype=np.intp),
            owner=np.repeat(np.arange(len(lengths)), np.array(lengths, dtype=np.intp)),
            lesser=lesser,
            greater=greater,
            first=first,
            second=second,
            least=least,
            most=most,
        )


def narrowed(puzzle: Puzzle) -> tuple[Floats, Floats]:
    """Narrow the bounds of every unknown as far as its ties, taken one by one, allow.

    Parameters
    ----------
    puzzle : Puzzle

    Returns
    -------
    low, high : array of float, shape (n,)
        Never narrower than what follows. Where the ties of a puzzle make no ring, they are exactly
        what follows; of whole numbers too, unless a ratio ties two of them.

    Raises
    ------
    Contradiction
        When no number is left to an unknown.
    """
    ties = Ties.of(puzzle)
    low, high = puzzle.low.astype(float), puzzle.high.astype(float)
    for _ in range(MOST_ROUNDS):
        before = np.stack([low, high])
        _by_sums(ties, low, high)
        _by_pairs(ties, low, high)
        _by_ratios(ties, low, high)
        low[puzzle.whole] = np.ceil(low[puzzle.whole] - SLACK)
        high[puzzle.whole] = np.floor(high[puzzle.whole] + SLACK)
        if (low > high + SLACK).any():
            raise Contradiction
        if np.allclose(np.stack([low, high]), before, rtol=0, atol=SLACK):
            break
    return np.minimum(low, high), np.maximum(low, high)


def _by_sums(ties: Ties, low: Floats, high: Floats) -> None:
    """A whole is between the sums of its parts' bounds; a part is what the others leave."""
    count = len(ties.wholes)
    for bound, other, tighten in ((low, high, np.maximum), (high, low, np.minimum)):
        tighten.at(bound, ties.wholes, np.bincount(ties.owner, bound[ties.parts], count))
        others = np.bincount(ties.owner, other[ties.parts], count)
        left = (bound[ties.wholes] - others)[ties.owner] + other[ties.parts]
        tighten.at(bound, ties.parts, left)


def _by_pairs(ties: Ties, low: Floats, high: Floats) -> None:
    np.maximum.at(low, ties.greater, low[ties.lesser])
    np.minimum.at(high, ties.lesser, high[ties.greater])


def _by_ratios(ties: Ties, low: Floats, high: Floats) -> None:
    """Least times the second ≤ the first ≤ most times the second.

    Dividing by less than zero turns that round. The slack is given before the division, or a rate
    near zero would make much of the computer's rounding.
    """
    said = np.isfinite(ties.least)
    first, second, rate = ties.first[said], ties.second[said], ties.least[said]
    np.maximum.at(low, first, np.minimum(rate * low[second], rate * high[second]))
    up, down = rate > 0, rate < 0
    np.minimum.at(high, second[up], (high[first[up]] + SLACK) / rate[up])
    np.maximum.at(low, second[down], (high[first[down]] + SLACK) / rate[down])
    said = np.isfinite(ties.most)
    first, second, rate = ties.first[said], ties.second[said], ties.most[said]
    np.minimum.at(high, first, np.maximum(rate * low[second], rate * high[second]))
    up, down = rate > 0, rate < 0
    np.maximum.at(low, second[up], (low[first[up]] - SLACK) / rate[up])
    np.minimum.at(high, second[down], (low[first[down]] - SLACK) / rate[down])
