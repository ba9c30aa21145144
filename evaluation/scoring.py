"""From answers to scores: degrees of membership, and goal attainment. Pure functions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from evaluation.framework import Condition

LOG_ODDS_FULLY_IN = float(np.log(19))
"""Log odds of 0.95: what "fully in" means in the direct method (Ragin 2008, ch. 5; R's QCA)."""

GOAL_CORRELATION = 0.3
"""ρ of Kiresuk and Sherman (1968): the expected correlation among one client's goals."""


def degree(values: pd.Series, condition: Condition) -> pd.Series:
    """Calibrate values into degrees of membership by the direct method.

    Parameters
    ----------
    values : pandas.Series of float
        In the indicator's units.
    condition : Condition
        With anchors ``out``, ``cross`` and ``full``; ``out > full`` when low values belong.

    Returns
    -------
    pandas.Series of float
        0.05 at ``out``, 0.5 at ``cross``, 0.95 at ``full``; NaN stays NaN.

    Notes
    -----
    Ragin (2008), *Redesigning social inquiry*, ch. 5; log odds of ln 19 at the anchors as in R's
    QCA package (fsQCA uses 3.0).
    """
    distance = values - condition.cross
    span = np.where(
        distance * (condition.full - condition.out) >= 0,
        condition.full - condition.cross,
        condition.cross - condition.out,
    )
    degrees: pd.Series = 1 / (1 + np.exp(-LOG_ODDS_FULLY_IN * distance / span))
    return degrees


def t_score(attainment: ArrayLike, weights: ArrayLike) -> float:
    """Goal attainment T-score of one client.

    Parameters
    ----------
    attainment : array of float, shape (n,)
        Attained levels, −2 … +2, one a goal.
    weights : array of float, shape (n,)
        Weights, > 0, one a goal.

    Returns
    -------
    float
        50 when goals are reached as expected on average; depends on the number of goals.

    Notes
    -----
    T = 50 + 10·Σwx / √((1−ρ)Σw² + ρ(Σw)²) with ρ = 0.3 (Kiresuk & Sherman 1968).
    """
    x, w = np.asarray(attainment, float), np.asarray(weights, float)
    return float(t_score_of_sums(w @ x, w.sum(), w @ w))


def t_score_of_sums(wx: Any, w: Any, w2: Any) -> Any:
    """:func:`t_score` from the sums Σwx, Σw and Σw².

    Parameters
    ----------
    wx, w, w2 : float, or pandas.Series of float
        One number, or one entry a client.

    Returns
    -------
    float or pandas.Series of float
    """
    rho = GOAL_CORRELATION
    return 50 + 10 * wx / np.sqrt((1 - rho) * w2 + rho * w**2)
