"""Those who began worst get better on average whatever is done. By how much, and how much did they?

Pure functions on numbers that are turned so that better is up.
"""

from __future__ import annotations

import numpy as np

from evaluation.analyses.means import LEVEL
from evaluation.analyses.reliable_change import correlation_interval, usable_correlation
from evaluation.findings import Estimate

LEAST_PAIRS = 4
"""Fisher's z needs more than three."""


def worse_half(before: np.ndarray) -> np.ndarray:
    """Who began below the mean: bool, shape (n,)."""
    return np.asarray(before) < np.mean(before) if len(before) else np.zeros(0, bool)


def regression_to_the_mean(before: np.ndarray, after: np.ndarray) -> Estimate:
    """How much the worse half would change by regression to the mean alone.

    Parameters
    ----------
    before, after : array of float, shape (n,)
        Complete pairs, better = up.

    Returns
    -------
    Estimate
        ``regression-to-the-mean`` in points; ``n`` counts the worse half. NaN with fewer than
        four pairs, or where the correlation is not in (0, 1).

    Notes
    -----
    Barnett, van der Pols & Dobson (2005), *International Journal of Epidemiology* 34, 215–220:
    (1 − r)·σ·φ(z)/Φ(z) for those below a limit z of normal answers. σ·φ(z)/Φ(z) is how far their
    mean lies below everybody's; that distance is taken from the answers themselves, so that they
    need not be normal. The interval is that of r through Fisher's z: it tells about these clients
    at the distance they began at. Help that differs between clients lowers r, too: the number is
    an upper rather than a lower guess.
    """
    below = worse_half(before)
    n = int(below.sum())
    r = usable_correlation(before, after) if len(before) >= LEAST_PAIRS else None
    if r is None:
        return Estimate("regression-to-the-mean", np.nan, np.nan, np.nan, n, max(n - 1, 0))
    distance = float(np.mean(before) - np.mean(before[below]))
    low, high = correlation_interval(r, len(before), LEVEL)
    return Estimate(
        "regression-to-the-mean",
        (1 - r) * distance,
        (1 - high) * distance,
        (1 - low) * distance,
        n,
        n - 1,
    )
