"""How far one fuzzy set lies within another: consistency and coverage. Pure functions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from evaluation.analyses.influence import standard_errors
from evaluation.analyses.means import LEVEL
from evaluation.findings import Estimate
from evaluation.membership import CRISP

Floats = NDArray[np.float64]
ROUNDING = 1e-9
"""A standard error below this is none: no spread to tell an interval from."""


def inclusion(name: str, inner: Floats, outer: Floats, workers: NDArray[np.int64]) -> Estimate:
    """How far ``inner`` lies within ``outer``: Σ min(x, y) / Σ x.

    Of a condition in an outcome this is the consistency of "condition → outcome"; of the outcome
    in the condition it is its coverage (Ragin 2006, *Set relations in social research*).

    Parameters
    ----------
    name : str
    inner, outer : array, shape (n,)
        Degrees of membership in [0, 1], one a client; clients with a NaN in either are left out.
    workers : array of int, shape (n,)
        Each client's worker.

    Returns
    -------
    Estimate
        A share. ``n`` is how many clients belong to ``inner`` rather than not: the number rests
        mostly on them. ``residual_df`` is workers less one; NaN bounds when there is one worker,
        no spread, or a share of 0 or 1.

    Notes
    -----
    The interval is that of a ratio of sums, clients clustered by worker, on the log odds scale so
    that it stays within (0, 1).
    """
    known = np.isfinite(inner) & np.isfinite(outer)
    x, y = inner[known], outer[known]
    n, size = int((x > CRISP).sum()), float(x.sum())
    if size == 0:
        return Estimate(name, np.nan, np.nan, np.nan, n, 0, "share")
    within = np.minimum(x, y)
    value = float(within.sum() / size)
    errors, clusters = standard_errors(((within - value * x) / size)[:, None], workers[known])
    error, df = float(errors[0]), max(clusters - 1, 0)
    if not error > ROUNDING or not 0 < value < 1:
        return Estimate(name, value, np.nan, np.nan, n, df, "share")
    half = stats.t.ppf((1 + LEVEL) / 2, df) * error / (value * (1 - value))
    odds = np.log(value / (1 - value))
    lower, upper = (float(1 / (1 + np.exp(-bound))) for bound in (odds - half, odds + half))
    return Estimate(name, value, lower, upper, n, df, "share")
