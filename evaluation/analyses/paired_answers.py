"""Agreement of two who answer about the same client, with intervals over workers.

Clients of one worker are rated by the same person, so workers and not clients are independent.
Every number here is a function of a few sums; a worker's sums are left out in turn (jackknife).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import expit, logit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Statistic = Callable[[Floats], Floats]

NO_SPREAD = 1e-12
"""Mean squares at or below this, in points², are rounding errors of answers that do not differ."""

AT_THE_END = 1e-9
"""So near the end of its range a statistic has no place on the link's scale."""


@dataclass(frozen=True)
class Link:
    """A scale on which a statistic is nearly normal, and the way back."""

    to: Callable[[Floats], Floats]
    back: Callable[[Floats], Floats]


def _away_from(
    low: float, high: float, to: Callable[[Floats], Floats]
) -> Callable[[Floats], Floats]:
    """``to``, NaN at the ends of its range, where a rounding error would decide the answer."""
    return lambda x: to(np.where((x > low + AT_THE_END) & (x < high - AT_THE_END), x, np.nan))


AS_IT_IS = Link(lambda x: x, lambda x: x)
FISHER_Z = Link(_away_from(-1, 1, np.arctanh), np.tanh)
LOG = Link(_away_from(0, np.inf, np.log), np.exp)
LOGIT = Link(_away_from(0, 1, logit), expit)


def sums_of_ratings(first: Floats, second: Floats, worker: Ints) -> Floats:
    """What the statistics of ratings need to know of each worker's clients.

    Parameters
    ----------
    first, second : array of float, shape (n,)
        Complete pairs.
    worker : array of int, shape (n,)

    Returns
    -------
    array of float, shape (workers, 6)
        Clients; sums of first + second and of its square, of second − first, of its square and of
        its size. Ratings are taken from their common mean, so that sums of squares stay small.
    """
    middle = (first + second).mean() / 2 if len(first) else 0.0
    total, apart = first + second - 2 * middle, second - first
    columns = (np.ones_like(total), total, total**2, apart, apart**2, np.abs(apart))
    return _by_worker(np.column_stack(columns), worker)


def sums_of_sides(first: NDArray[np.bool_], second: NDArray[np.bool_], worker: Ints) -> Floats:
    """What the statistics of two yes-or-no answers need: clients, alike, yeses of both.

    Returns
    -------
    array of float, shape (workers, 3)
    """
    columns = (np.ones(len(first)), first == second, first.astype(float) + second)
    return _by_worker(np.column_stack(columns).astype(np.float64), worker)


def _by_worker(columns: Floats, worker: Ints) -> Floats:
    found, place = np.unique(worker, return_inverse=True)
    sums = np.zeros((len(found), columns.shape[1]))
    np.add.at(sums, place, columns)
    return sums


def difference(sums: Floats) -> Floats:
    """Mean of second − first."""
    return sums[..., 3] / sums[..., 0]


def typical_difference(sums: Floats) -> Floats:
    """Mean size of the difference, whichever is the larger."""
    return sums[..., 5] / sums[..., 0]


def icc(sums: Floats) -> Floats:
    """ICC(A,1): two-way, agreement, of a single rating (McGraw & Wong 1996)."""
    n, total, total2, apart, apart2, _ = np.moveaxis(sums, -1, 0)
    clients = (total2 - total**2 / n) / (2 * (n - 1))
    error = (apart2 - apart**2 / n) / (2 * (n - 1))
    raters = apart**2 / (2 * n)
    whole = clients + error + 2 / n * (raters - error)
    found: Floats = (clients - error) / np.where(whole > NO_SPREAD, whole, np.nan)
    return found


def alpha(sums: Floats) -> Floats:
    """Krippendorff's alpha with the interval metric (Krippendorff 2011)."""
    n, total, total2, _, apart2, _ = np.moveaxis(sums, -1, 0)
    expected = (total2 + apart2 - total**2 / n) / (2 * n - 1)
    found: Floats = 1 - apart2 / n / np.where(expected > NO_SPREAD, expected, np.nan)
    return found


def same_side(sums: Floats) -> Floats:
    """Share of clients about whom both answers are alike."""
    return sums[..., 1] / sums[..., 0]


def ac1(sums: Floats) -> Floats:
    """Gwet's AC1 of two yes-or-no answers (Gwet 2008)."""
    yes = sums[..., 2] / (2 * sums[..., 0])
    chance = 2 * yes * (1 - yes)
    return (same_side(sums) - chance) / (1 - chance)


def with_interval(
    sums: Floats, statistic: Statistic, link: Link, level: float = 0.95
) -> tuple[float, float, float]:
    """A statistic and its interval: each worker is left out in turn.

    Parameters
    ----------
    sums : array of float, shape (workers, k)
        From :func:`sums_of_ratings` or :func:`sums_of_sides`.
    statistic : callable
        Sums, shape (…, k), to numbers, shape (…).
    link : Link
        The interval is symmetric on this scale.
    level : float
        In (0, 1).

    Returns
    -------
    tuple of float
        Value, lower and upper bound; bounds are NaN with one worker, or where leaving one out
        leaves nothing to compute from or a value at the end of its range.

    Notes
    -----
    Delete-one-cluster jackknife about the full estimate (Hansen 2022, *Jackknife standard errors
    for clustered regression*), with a t distribution of one less than the effective number of
    workers, (Σn)² / Σn² (Kish 1965): a few workers with most of the clients count as few. In
    simulations with 5 to 80 workers of uneven size 93–97 % of the intervals held the truth, with 3
    workers 97–98 %; with clients taken as independent as few as 55 %.
    """
    with np.errstate(all="ignore"):
        whole = sums.sum(axis=0)
        value = statistic(whole)
        clients, workers = sums[:, 0], len(sums)
        if workers < 2:
            return float(value), np.nan, np.nan
        middle, left_out = link.to(value), link.to(statistic(whole - sums))
        error = np.sqrt((workers - 1) / workers * ((left_out - middle) ** 2).sum())
        effective = clients.sum() ** 2 / (clients**2).sum()
        half = stats.t.ppf((1 + level) / 2, effective - 1) * error
        lower, upper = link.back(middle - half), link.back(middle + half)
    return float(value), float(lower), float(upper)
