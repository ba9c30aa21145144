"""Indirect effects (a·b) and their bootstrap, from each worker's sums instead of rows of clients.

X → R has the slope a, R → Y given X the slope b, and a·b is what X brings to Y by way of R. Both
models are linear, hold the same covariates equal and compare within offices; X and R do not
interact. A draw of workers is a weighted sum of small matrices, so nothing is fitted to rows.
"""

from __future__ import annotations

from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Ints = NDArray[Any]
Bools = NDArray[np.bool_]

DRAWS = 1000
SEED = 2007
"""Fixed, so that the same data always give the same interval."""
TINY = 1e-9
"""Variance left, of a variance of 1, below which a column counts as told by the others."""
MAX_FAILED = 0.01
"""Largest share of draws without an answer; above it there is no interval."""


def standardised(values: Floats) -> tuple[Floats, Floats]:
    """Columns with mean 0 and variance 1, and the spread each was divided by.

    Parameters
    ----------
    values : array of float, shape (n, p)

    Returns
    -------
    columns : array of float, shape (n, p)
        A constant column becomes zeros.
    spread : array of float, shape (p,)
        Standard deviations, 1 for a constant column.
    """
    if not len(values):
        return values, np.ones(values.shape[1])
    centred = values - values.mean(axis=0)
    spread = centred.std(axis=0)
    constant = spread <= TINY * np.abs(values).max(axis=0)
    spread = np.where(constant, 1.0, spread)
    return np.where(constant, 0.0, centred / spread), spread


def sums_by_worker(values: Floats, worker: Ints, workers: int) -> Floats:
    """What a linear model needs to know of each worker's clients.

    Parameters
    ----------
    values : array of float, shape (n, p)
        One row a client.
    worker : array of int, shape (n,)
        Each client's worker, 0 … ``workers`` − 1.
    workers : int

    Returns
    -------
    array of float, shape (workers, 1 + p + p²)
        Number of clients, sums of the columns, sums of their products.
    """
    n, p = values.shape
    products = (values[:, :, None] * values[:, None, :]).reshape(n, p * p)
    sums = np.zeros((workers, 1 + p + p * p))
    np.add.at(sums, worker, np.hstack([np.ones((n, 1)), values, products]))
    return sums


def within_offices(sums: Floats, office: Ints, weights: Floats) -> Floats:
    """Cross-products of the columns as deviations from their office's means, one matrix a draw.

    Parameters
    ----------
    sums : array of float, shape (workers, 1 + p + p²)
        From :func:`sums_by_worker`.
    office : array of int, shape (workers,)
        Each worker's office.
    weights : array of float, shape (draws, workers)
        How many times each worker counts; ones give the data themselves.

    Returns
    -------
    array of float, shape (draws, p, p)
        An office of which a draw has nobody adds nothing.
    """
    p = (isqrt(4 * sums.shape[1] - 3) - 1) // 2
    moments = np.zeros((len(weights), p, p))
    for one in np.unique(office):
        here = office == one
        drawn = weights[:, here] @ sums[here]
        n, totals = drawn[:, 0], drawn[:, 1 : 1 + p]
        means = totals / np.where(n > 0, n, 1.0)[:, None]
        products = drawn[:, 1 + p :].reshape(-1, p, p)
        moments += products - totals[:, :, None] * means[:, None, :]
    return moments


def paths(moments: Floats) -> dict[str, Floats]:
    """Slopes of the two models R ~ X + covariates and Y ~ X + R + covariates.

    Parameters
    ----------
    moments : array of float, shape (draws, p, p)
        Cross-products of the columns X, covariates …, R, Y, each with a variance of about 1
        before offices are held equal.

    Returns
    -------
    dict of str to array of float, shape (draws,)
        ``a`` (X → R), ``b`` (R → Y given X), ``direct`` (X → Y given R), ``indirect`` (a·b), and
        ``rho``: the correlation between the errors of the two models at which a·b would be zero,
        in [−1, 1]. For linear models that is the correlation of R and Y given X (Imai, Keele &
        Yamamoto 2010, theorem 4). NaN where X, R or Y does not vary within offices beyond what
        the other columns tell.
    """
    given, rest = moments[:, :-2, :-2], moments[:, :-2, -2:]
    trace = np.trace(moments, axis1=1, axis2=2)
    squares = np.diagonal(given, axis1=1, axis2=2)
    clear = (squares > TINY * trace[:, None]).all(axis=1)
    given = np.where(clear[:, None, None], given, np.eye(given.shape[1]))
    spread = np.sqrt(np.diagonal(given, axis1=1, axis2=2))
    clear &= np.linalg.det(given / (spread[:, :, None] * spread[:, None, :])) > TINY
    slopes = np.linalg.solve(np.where(clear[:, None, None], given, np.eye(given.shape[1])), rest)
    left = moments[:, -2:, -2:] - np.swapaxes(rest, 1, 2) @ slopes
    rr, ry, yy = left[:, 0, 0], left[:, 0, 1], left[:, 1, 1]
    clear &= (rr > TINY * trace) & (yy > TINY * trace)
    rr, yy = np.where(clear, rr, np.nan), np.where(clear, yy, np.nan)
    a, b = slopes[:, 0, 0], ry / rr
    return {
        "a": np.where(clear, a, np.nan),
        "b": b,
        "direct": slopes[:, 0, 1] - a * b,
        "indirect": a * b,
        "rho": ry / np.sqrt(rr * yy),
    }


def groups_to_draw_in(office: Ints) -> Ints:
    """Where workers are drawn: their office; offices of one worker are put together.

    One worker alone cannot be drawn otherwise than always, which would tell of no uncertainty
    (collapsed strata, Cochran 1977, section 5A.12). A last single one joins the smallest office.
    """
    _, group, size = np.unique(office, return_inverse=True, return_counts=True)
    alone = size[group] == 1
    if not alone.any() or alone.all():
        return np.where(alone, 0, group)
    together = len(size) if alone.sum() > 1 else np.where(size > 1, size, len(group)).argmin()
    return np.where(alone, together, group)


def draw_workers(group: Ints, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """Draw workers with replacement within groups: the rescaled bootstrap (Rao & Wu 1988).

    Of m workers m − 1 are drawn and count m / (m − 1) times: drawing m of m would make intervals
    too narrow where offices are small.

    Parameters
    ----------
    group : array of int, shape (workers,)
        From :func:`groups_to_draw_in`.
    draws : int
    seed : int

    Returns
    -------
    array of float, shape (draws, workers)
        How many times each worker counts; each row sums to the number of workers.
    """
    generator = np.random.default_rng(seed)
    weights = np.ones((draws, len(group)))
    for one in np.unique(group):
        members = np.flatnonzero(group == one)
        m = len(members)
        if m < 2:
            continue
        drawn = generator.integers(m, size=(draws, m - 1)) + m * np.arange(draws)[:, None]
        times = np.bincount(drawn.ravel(), minlength=m * draws).reshape(draws, m)
        weights[:, members] = times * (m / (m - 1))
    return weights


def percentile_interval(draws: Floats, df: float, level: float = 0.95) -> tuple[float, float]:
    """Percentiles of the draws, taken further out where workers are few.

    The expanded percentile interval (Hesterberg 2015): where the normal distribution would say
    1.96, the t distribution of ``df`` decides. In simulations of a·b with 11 to 80 workers, drawn
    by :func:`draw_workers`, it covered 94–97 %; plain percentiles and BCa covered 88–95 %.

    Parameters
    ----------
    draws : array of float, shape (draws,)
    df : float
        Workers less the groups they were drawn in, > 0.
    level : float
        In (0, 1).

    Returns
    -------
    tuple of float
        Lower and upper bound; NaN when more than one draw of a hundred has no value.
    """
    known = draws[np.isfinite(draws)]
    if len(known) < (1 - MAX_FAILED) * len(draws) or not len(known) or df <= 0:
        return np.nan, np.nan
    tail = float(special.ndtr(special.stdtrit(df, (1 - level) / 2)))
    lower, upper = np.quantile(known, [tail, 1 - tail])
    return float(lower), float(upper)
