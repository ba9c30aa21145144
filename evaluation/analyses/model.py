"""One mixed model: workers random, offices fixed; contrasts of its coefficients with intervals."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.regression.linear_model import OLS
from statsmodels.regression.mixed_linear_model import MixedLM

from evaluation.findings import Estimate

ONE_WORKER = "one-worker"
SINGULAR_FIT = "singular-fit"
POWER = 0.8
SINGULAR_BELOW = 1e-4
"""A worker variance below this share of the residual's counts as none."""
OPTIMISER = "powell"
"""Needs no gradient: lbfgs stopped at a singular matrix in our reference cases, powell at none."""


@dataclass(frozen=True)
class Fit:
    """Fixed effects of a fitted model.

    Parameters
    ----------
    effects : pandas.Series
        Estimates, one a column of the design.
    covariance : pandas.DataFrame
        Covariance of the estimates.
    n : int
        Clients in the model.
    residual_df : float
        Clients less workers less client-level columns: the degrees of freedom within workers.
    notes : tuple of str
        ``one-worker`` (no random effect is possible), ``singular-fit`` (workers do not differ).
    """

    effects: pd.Series
    covariance: pd.DataFrame
    n: int
    residual_df: float
    notes: tuple[str, ...] = ()

    def standard_error(self, weights: Mapping[str, float]) -> float:
        """Standard error of a weighted sum of effects."""
        w = self._vector(weights)
        return float(np.sqrt(w @ self.covariance.to_numpy() @ w))

    def contrast(self, name: str, weights: Mapping[str, float], level: float) -> Estimate:
        """A weighted sum of effects with its t interval at ``level``."""
        value = float(self._vector(weights) @ self.effects.to_numpy())
        half = stats.t.ppf((1 + level) / 2, self.residual_df) * self.standard_error(weights)
        return Estimate(
            name, value, value - half, value + half, self.n, self.residual_df, level=level
        )

    def _vector(self, weights: Mapping[str, float]) -> np.ndarray:
        return np.array([weights.get(name, 0.0) for name in self.effects.index])

    def smallest_detectable(self, weights: Mapping[str, float], level: float) -> float:
        """The effect that such data would have shown with 80 % power (Bloom 1995)."""
        multiplier = stats.t.ppf((1 + level) / 2, self.residual_df) + stats.t.ppf(
            POWER, self.residual_df
        )
        return float(multiplier * self.standard_error(weights))


def fit(outcome: pd.Series, design: pd.DataFrame, office: pd.Series, worker: pd.Series) -> Fit:
    """Fit ``outcome ~ 1 + design + office + (1 | worker)`` by REML.

    Parameters
    ----------
    outcome : pandas.Series of float, shape (n,)
        Without missing values.
    design : pandas.DataFrame of float, shape (n, k)
        Client- or worker-level columns, without missing values.
    office, worker : pandas.Series, shape (n,)
        Office enters as fixed differences, worker as a random intercept.

    Returns
    -------
    Fit
        With one worker, or a worker variance of zero, the model is ordinary least squares.

    Raises
    ------
    numpy.linalg.LinAlgError
        When the columns are not independent: nothing is left out in silence.
    """
    offices = pd.get_dummies(office, drop_first=True, dtype=float)
    exog = pd.concat([design.astype(float), offices], axis=1)
    exog.insert(0, "intercept", 1.0)
    exog.columns = exog.columns.astype(str)
    if np.linalg.matrix_rank(exog.to_numpy()) < exog.shape[1]:
        raise np.linalg.LinAlgError("The columns of the model are not independent.")
    workers = worker.nunique()
    residual_df = len(outcome) - workers - design.shape[1]
    notes: tuple[str, ...] = (ONE_WORKER,) if workers < 2 else ()
    if workers > 1:
        with warnings.catch_warnings():
            # A variance on the boundary makes statsmodels warn; it is said in the notes instead.
            warnings.simplefilter("ignore")
            mixed = MixedLM(outcome.to_numpy(), exog.to_numpy(), worker.to_numpy()).fit(
                reml=True, method=OPTIMISER
            )
        variance = float(np.asarray(mixed.cov_re).item())
        if variance > SINGULAR_BELOW * mixed.scale:
            covariance = _gls_covariance(exog, worker, variance, mixed.scale)
            return _fit(np.asarray(mixed.fe_params), covariance, exog, residual_df, notes)
        notes = (SINGULAR_FIT,)
    ordinary = OLS(outcome.to_numpy(), exog.to_numpy()).fit()
    return _fit(ordinary.params, ordinary.cov_params(), exog, residual_df, notes)


def _gls_covariance(
    exog: pd.DataFrame, worker: pd.Series, variance: float, residual: float
) -> np.ndarray:
    """(Σ X'V⁻¹X)⁻¹ at the estimated variances, as lmer reports it; V⁻¹ has a closed form.

    statsmodels takes it from the numerical Hessian instead, up to 0.2 % away in our references.
    """
    x = exog.to_numpy()
    sizes = worker.groupby(worker).transform("size").to_numpy()
    sums = exog.groupby(worker.to_numpy()).transform("sum").to_numpy()
    shrink = variance / (residual + sizes * variance)
    information = x.T @ (x - shrink[:, None] * sums) / residual
    return np.linalg.inv(information)


def _fit(
    effects: np.ndarray,
    covariance: np.ndarray,
    exog: pd.DataFrame,
    residual_df: float,
    notes: tuple[str, ...],
) -> Fit:
    return Fit(
        pd.Series(effects, index=exog.columns),
        pd.DataFrame(covariance, index=exog.columns, columns=exog.columns),
        len(exog),
        residual_df,
        notes,
    )
