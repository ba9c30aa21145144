"""Logistic regression on arrays: its maximum, and tests of one variable in or out of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

MAX_ITERATIONS = 25
"""Where a maximum exists Newton needs about ten; where none does, log odds grow by 1 a round."""
CONVERGED = 1e-8
"""Largest change of any log odds in the last round; the error left is about its square."""
OVERSHOT = 1e-12
"""A loss of likelihood above this share is more than rounding: the step is halved."""


@dataclass(frozen=True)
class LogisticFit:
    """A maximum of the likelihood.

    Parameters
    ----------
    coefficients : array of float, shape (k,)
        Log odds, one a column of the design.
    covariance : array of float, shape (k, k)
        Inverse of the information.
    log_likelihood : float
        At the maximum, ≤ 0.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    log_likelihood: float


def log_likelihood(x: np.ndarray, y: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """Log-likelihood of a logistic model at given coefficients.

    Parameters
    ----------
    x : array of float, shape (n, k)
    y : array of float, shape (n,)
        0 or 1.
    coefficients : array of float, shape (k,) or (k, m)
        One column a set of coefficients.

    Returns
    -------
    array of float, shape () or (m,)
    """
    log_odds = x @ coefficients
    found: np.ndarray = y @ log_odds - np.logaddexp(0.0, log_odds).sum(axis=0)
    return found


def fit_logistic(x: np.ndarray, y: np.ndarray) -> LogisticFit | None:
    """Fit a logistic regression by maximum likelihood (Newton's method, halved if it overshoots).

    Parameters
    ----------
    x : array of float, shape (n, k)
        With a column of ones; columns independent.
    y : array of float, shape (n,)
        0 or 1.

    Returns
    -------
    LogisticFit or None
        None where no maximum exists: the outcome does not vary, or a sum of columns separates
        it wholly or in part, so that an odds ratio would be infinite (Albert & Anderson 1984).
    """
    if len(y) == 0 or y.min() == y.max():
        return None
    b = np.zeros(x.shape[1])
    reached = log_likelihood(x, y, b)
    for _ in range(MAX_ITERATIONS):
        try:
            step = _covariance(x, b) @ (x.T @ (y - expit(x @ b)))
        except np.linalg.LinAlgError:
            return None
        if not np.isfinite(step).all():
            return None
        last = np.abs(x @ step).max() <= CONVERGED
        while (tried := log_likelihood(x, y, b + step)) < reached - OVERSHOT * abs(reached):
            step = step / 2
        b, reached = b + step, tried
        if last:
            return LogisticFit(b, _covariance(x, b), float(reached))
    return None


def _covariance(x: np.ndarray, b: np.ndarray) -> np.ndarray:
    p = expit(x @ b)
    return np.linalg.inv((x.T * (p * (1 - p))) @ x)


def score_statistics(
    x: np.ndarray, y: np.ndarray, fit: LogisticFit, candidates: np.ndarray
) -> np.ndarray:
    """Rao's score statistic of each candidate, were it added alone to the model.

    Parameters
    ----------
    x : array of float, shape (n, k)
        The model's design.
    y : array of float, shape (n,)
    fit : LogisticFit
        Of ``y`` on ``x``.
    candidates : array of float, shape (n, m)
        None of them a sum of columns of ``x``.

    Returns
    -------
    array of float, shape (m,)
        Chi-squares of one degree of freedom, ≥ 0.
    """
    p = expit(x @ fit.coefficients)
    weighted = candidates * (p * (1 - p))[:, None]
    shared = x.T @ weighted
    information = (weighted * candidates).sum(axis=0)
    information -= (shared * (fit.covariance @ shared)).sum(axis=0)
    statistics: np.ndarray = (candidates.T @ (y - p)) ** 2 / information
    return statistics


def conditional_statistics(x: np.ndarray, y: np.ndarray, fit: LogisticFit) -> np.ndarray:
    """Likelihood ratio of leaving out each column, the others at their conditional estimates.

    Parameters
    ----------
    x : array of float, shape (n, k)
    y : array of float, shape (n,)
    fit : LogisticFit
        Of ``y`` on ``x``.

    Returns
    -------
    array of float, shape (k,)
        Chi-squares of one degree of freedom; none is below the ratio of the two maxima.

    Notes
    -----
    Lawless & Singhal (1978): without column j the others are b − V[:, j] · b[j] / V[j, j].
    """
    v = fit.covariance
    without = fit.coefficients[:, None] - v * (fit.coefficients / np.diag(v))
    np.fill_diagonal(without, 0.0)
    statistics: np.ndarray = 2 * (fit.log_likelihood - log_likelihood(x, y, without))
    return statistics
