"""Made-up clients of seven offices, drawn by lot: what is to be known of each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from attacked_findings import MOST_YEARS, OCCASIONS, codes, configurations, indicators

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

OFFICES = tuple(f"office-{letter}" for letter in "abcdefg")
SMALLEST, LARGEST = 5, 400
LOWEST, HIGHEST = 0, 10


@dataclass(frozen=True)
class Clients:
    """What is to be known of each client of a region.

    Parameters
    ----------
    office : array of int, shape (n,)
    codes : dict of array of int, shape (n,)
        By table of participants: the number of the part that the client is in.
    is_new : array of bool, shape (n,)
        Whether the second edition is the client's first.
    reach : array of int, shape (editions, n)
        How many occasions the client has come to, 0 … 3; it only grows.
    answers : array of float, shape (indicators, occasions, n)
        0–10, or NaN where the question was passed over.
    context, fired : array of float, shape (configurations, n)
        1, 0 or NaN.
    offered, complete, rivals, unseen : array of bool, shape (configurations, n)
        Whether the resource was offered; whether all that a model needs is known, and what the
        rivals need beside; whether the outcome alone is missing from it.
    """

    office: Ints
    codes: dict[str, Ints]
    is_new: Bools
    reach: Ints
    answers: Floats
    context: Floats
    fired: Floats
    offered: Bools
    complete: Bools
    rivals: Bools
    unseen: Bools


def draw(rng: np.random.Generator) -> Clients:
    """Draw seven offices of very unequal size, whose clients may be much alike or very mixed."""
    size = np.exp(rng.uniform(np.log(SMALLEST), np.log(LARGEST), len(OFFICES))).round().astype(int)
    size[rng.permutation(len(OFFICES))[:2]] = SMALLEST, LARGEST
    n, several = int(size.sum()), (len(configurations()), int(size.sum()))
    office = np.repeat(np.arange(len(OFFICES)), size)
    years = int(rng.integers(2, MOST_YEARS + 1))
    first, second = _reach(rng, n)
    return Clients(
        office=office,
        codes={
            table: _drawn(rng, office, years if table == "started-by-year" else len(keys))
            for table, keys in codes().items()
        },
        is_new=rng.random(n) < rng.uniform(0, 0.15),
        reach=np.stack([first, second]),
        answers=_answers(rng, n),
        context=_some_unknown(rng, rng.random(several) < rng.uniform(0.05, 0.95, (several[0], 1))),
        fired=_some_unknown(rng, rng.random(several) < rng.uniform(0.1, 0.9, (several[0], 1))),
        offered=rng.random(several) < rng.uniform(0.3, 1),
        complete=rng.random(several) < 0.97,
        rivals=rng.random(several) < rng.uniform(0.7, 1),
        unseen=rng.random(several) < 0.5,
    )


def _drawn(rng: np.random.Generator, office: Ints, kinds: int) -> Ints:
    """A kind for each client; each office has its own mixture."""
    mixtures = rng.dirichlet(np.full(kinds, rng.choice((0.3, 1.0, 5.0))), len(OFFICES))
    below = mixtures.cumsum(axis=1)[office]
    return np.minimum((rng.random((len(office), 1)) > below).sum(axis=1), kinds - 1)


def _reach(rng: np.random.Generator, n: int) -> tuple[Ints, Ints]:
    """To how many occasions clients have come by each edition; some come to follow-up later."""
    followed_up = rng.uniform(0.2, 0.9)
    never, at_start, midway = rng.dirichlet((1, 3, 3)) * (1 - followed_up)
    first = rng.choice(4, n, p=[never, at_start, midway, 1 - never - at_start - midway])
    moves = (first > 0) & (rng.random(n) < rng.uniform(0, 0.5))
    return first, np.where(moves, len(OCCASIONS), first)


def _answers(rng: np.random.Generator, n: int) -> Floats:
    shape = (len(indicators()), 1, 1)
    start = rng.normal(rng.uniform(2, 8, shape), rng.uniform(1, 3, shape), (*shape[:2], n))
    steps = rng.normal(rng.uniform(-0.5, 1.5, shape), rng.uniform(0.5, 2, shape),
                       (shape[0], len(OCCASIONS) - 1, n))  # fmt: skip
    told = np.concatenate([start, start + steps.cumsum(axis=1)], axis=1)
    passed_over = rng.random(told.shape) < rng.uniform(0, 0.15)
    return np.where(passed_over, np.nan, told.round().clip(LOWEST, HIGHEST))


def _some_unknown(rng: np.random.Generator, values: Bools) -> Floats:
    unknown = rng.random(values.shape) < rng.uniform(0, 0.3, (len(values), 1))
    return np.where(unknown, np.nan, values.astype(float))
