"""Means, shares and standardised change, each with its interval. Pure functions on numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from evaluation.findings import Estimate

LEVEL = 0.95


def mean_estimate(
    name: str,
    values: pd.Series | np.ndarray,
    unit: str = "points",
    of: str = "",
    quantity: str = "",
) -> Estimate:
    """Mean with its t interval.

    Parameters
    ----------
    name : str
        What the mean is of.
    values : array of float, shape (n,)
        NaN are left out.
    unit, of, quantity : str
        As in :class:`~evaluation.findings.Estimate`.

    Returns
    -------
    Estimate
        NaN bounds when fewer than two values.
    """
    x = np.asarray(values, dtype=float)
    x = x[np.isfinite(x)]
    mean, half = float(x.mean()) if len(x) else np.nan, np.nan
    if len(x) > 1:
        half = stats.t.ppf((1 + LEVEL) / 2, len(x) - 1) * x.std(ddof=1) / np.sqrt(len(x))
    df = max(len(x) - 1, 0)
    return Estimate(
        name, mean, mean - half, mean + half, len(x), df, unit, of=of, quantity=quantity
    )


def share_estimate(name: str, of: int, among: int, level: float = LEVEL) -> Estimate:
    """Share with its Wilson interval (Wilson 1927).

    Parameters
    ----------
    name : str
        What the share is of.
    of, among : int
        ``of`` persons of ``among``; 0 ≤ of ≤ among.
    level : float
        Confidence level in (0, 1).

    Returns
    -------
    Estimate
        In [0, 1]; NaN when ``among`` is 0; ``among − 1`` degrees of freedom.
    """
    if among == 0:
        return Estimate(name, np.nan, np.nan, np.nan, 0, 0, "share", level)
    lower, upper = proportion_confint(of, among, alpha=1 - level, method="wilson")
    return Estimate(name, of / among, float(lower), float(upper), among, among - 1, "share", level)


def hedges_g(before: np.ndarray, after: np.ndarray) -> Estimate:
    """Standardised mean change of the same persons, corrected for small samples.

    Parameters
    ----------
    before, after : array of float, shape (n,)
        Complete pairs; turn them first so that better is up.

    Returns
    -------
    Estimate
        ``g`` in standard deviations within occasions, with its large-sample interval; NaN when
        there are fewer than three pairs, no spread, or a correlation of 1.

    Notes
    -----
    Borenstein, Hedges, Higgins & Rothstein (2009), *Introduction to meta-analysis*, ch. 4, matched
    groups: S_within = S_difference / √(2(1−r)), V_d = (1/n + d²/2n)·2(1−r), J = 1 − 3/(4·df − 1),
    df = n − 1.
    """
    n = len(before)
    nothing = Estimate("g", np.nan, np.nan, np.nan, n, max(n - 1, 0), "sd")
    difference = np.asarray(after, float) - np.asarray(before, float)
    spread = difference.std(ddof=1) if n > 2 else 0.0
    if n < 3 or spread == 0 or np.std(before) == 0 or np.std(after) == 0:
        return nothing
    r = float(np.corrcoef(before, after)[0, 1])
    return nothing if np.isclose(r, 1) else hedges_g_from_summary(difference.mean(), spread, r, n)


def hedges_g_from_summary(mean: float, spread: float, r: float, n: int) -> Estimate:
    """:func:`hedges_g` from the mean and SD of the differences, the correlation and n pairs."""
    d = mean / (spread / np.sqrt(2 * (1 - r)))
    variance = (1 / n + d**2 / (2 * n)) * 2 * (1 - r)
    correction = 1 - 3 / (4 * (n - 1) - 1)
    g, half = correction * d, stats.norm.ppf((1 + LEVEL) / 2) * correction * np.sqrt(variance)
    return Estimate("g", float(g), float(g - half), float(g + half), n, n - 1, "sd")
