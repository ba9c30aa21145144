"""Weighted least squares whose intervals allow for clients of one worker being alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from evaluation.findings import Estimate

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Regression:
    """One design, for as many outcomes as wanted.

    Parameters
    ----------
    x : array of float, shape (n, k)
        With its intercept; columns independent.
    weights : array of float, shape (n,)
        Above 0. They say how many clients a client stands for, and count as known.
    cluster : array of int, shape (n,)
        Clusters 0 … G−1, here workers.
    bread : array of float, shape (k, k)
        (X'WX)⁻¹.
    """

    x: Floats
    weights: Floats
    cluster: NDArray[np.intp]
    bread: Floats

    @property
    def clusters(self) -> int:
        """How many clusters there are."""
        return len(np.unique(self.cluster))

    @property
    def residual_df(self) -> int:
        """Clients less clusters less columns: degrees of freedom within clusters."""
        n, k = self.x.shape
        return int(n - self.clusters - k)

    def shares(self, contrast: Floats) -> Floats:
        """How much each client's outcome counts in a contrast: it is ``shares @ outcome``."""
        found: Floats = self.weights * (self.x @ (self.bread @ contrast))
        return found

    def standard_error(self, outcome: Floats, contrast: Floats) -> float:
        """Cluster-robust standard error, CR1 (Liang & Zeger 1986; as statsmodels corrects it).

        Raises
        ------
        numpy.linalg.LinAlgError
            With fewer than two clusters.
        """
        (n, k), clusters = self.x.shape, self.clusters
        if clusters < 2 or n <= k:
            raise np.linalg.LinAlgError("A robust interval needs two clusters or more.")
        effects = self.bread @ (self.x.T @ (self.weights * outcome))
        scores = self.shares(contrast) * (outcome - self.x @ effects)
        sums = np.bincount(self.cluster, scores)
        return float(np.sqrt(clusters / (clusters - 1) * (n - 1) / (n - k) * (sums @ sums)))

    def degrees_of_freedom(self, contrast: Floats) -> float:
        """Satterthwaite's degrees of freedom of the robust variance (Bell & McCaffrey 2002).

        Fewer than clusters − 1 where few clusters carry the contrast.
        """
        a = self.shares(contrast)
        s = self._sums(a[:, None] * self.x) @ self.bread
        t = self._sums((a * self.weights)[:, None] * self.x)
        middle = (self.weights**2)[:, None] * self.x
        own, k = np.bincount(self.cluster, a**2), t.shape[1]
        # The matrix is diag(own) + U C U': its trace and squares without clusters × clusters.
        u = np.column_stack([t, s])
        c = np.block([[np.zeros((k, k)), -np.eye(k)], [-np.eye(k), self.x.T @ middle]])
        uc, inner = u @ c, u.T @ u
        diagonal = np.einsum("ij,ij->i", uc, u)
        squares = own @ own + 2 * (own @ diagonal) + np.sum((c @ inner) * (c @ inner).T)
        return float((own + diagonal).sum() ** 2 / squares)

    def estimate(self, name: str, outcome: Floats, contrast: Floats, level: float) -> Estimate:
        """A contrast with its t interval at ``level`` (CR1, Satterthwaite's degrees of freedom).

        Parameters
        ----------
        outcome : array of float, shape (n,)
        contrast : array of float, shape (k,)
        level : float
            In (0, 1).

        Raises
        ------
        numpy.linalg.LinAlgError
            With fewer than two clusters.
        """
        value, half = float(self.shares(contrast) @ outcome), self.half(outcome, contrast, level)
        n = len(self.x)
        return Estimate(name, value, value - half, value + half, n, self.residual_df, level=level)

    def half(self, outcome: Floats, contrast: Floats, level: float) -> float:
        """Half the width of the interval."""
        error = self.standard_error(outcome, contrast)
        return float(stats.t.ppf((1 + level) / 2, self.degrees_of_freedom(contrast)) * error)

    def _sums(self, rows: Floats) -> Floats:
        order = np.argsort(self.cluster, kind="stable")
        starts = np.searchsorted(self.cluster[order], np.arange(self.clusters))
        found: Floats = np.add.reduceat(rows[order], starts, axis=0)
        return found


def regression(x: Floats, cluster: NDArray[np.intp], weights: Floats | None = None) -> Regression:
    """Prepare a design.

    Parameters
    ----------
    x : array of float, shape (n, k)
    cluster : array of int, shape (n,)
        Codes 0 … G−1, none left out.
    weights : array of float, shape (n,), optional
        By default each client counts once.

    Raises
    ------
    numpy.linalg.LinAlgError
        When the columns are not independent: nothing is left out in silence.
    """
    w = np.ones(len(x)) if weights is None else weights
    if len(x) == 0 or np.linalg.matrix_rank(x) < x.shape[1]:
        raise np.linalg.LinAlgError("The columns of the regression are not independent.")
    bread: Floats = np.linalg.inv(x.T @ (w[:, None] * x)).astype(np.float64)
    return Regression(x, w, cluster, bread)


MECHANISM, CONTEXT, INTERACTION = 1, 2, 3
"""Places of columns in a design by :func:`mechanism_by_context`."""


def mechanism_by_context(rows: pd.DataFrame, weights: Floats | None = None) -> Regression:
    """Prepare mechanism × context + baseline + office; without context if all are in it.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a client: ``context``, ``mechanism`` (0 or 1), ``baseline``, ``office``, ``worker``.
    weights : array of float, shape (n,), optional

    Raises
    ------
    numpy.linalg.LinAlgError
        When the columns are not independent.
    """
    mechanism, context = (rows[c].to_numpy(dtype=float) for c in ("mechanism", "context"))
    columns = [np.ones(len(rows)), mechanism]
    if (context == 0).any():
        columns += [context, context * mechanism]
    baseline = rows["baseline"].to_numpy(dtype=float)
    if len(baseline) and np.ptp(baseline) > 0:
        columns.append(baseline)
    codes, offices = pd.factorize(rows["office"])
    columns += [(codes == k).astype(float) for k in range(1, len(offices))]
    return regression(np.column_stack(columns), pd.factorize(rows["worker"])[0], weights)


def contrasts(design: Regression, rows: pd.DataFrame) -> dict[str, Floats]:
    """The effect in context and, where some are outside, the one outside and their difference."""
    places = {"generation": [MECHANISM]}
    if (rows["context"] == 0).any():
        places = {
            "generation": [MECHANISM, INTERACTION],
            "outside": [MECHANISM],
            "conditionality": [INTERACTION],
        }
    columns = np.arange(design.x.shape[1])
    return {name: np.isin(columns, at).astype(float) for name, at in places.items()}
