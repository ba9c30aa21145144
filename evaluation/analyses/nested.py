"""Clients in workers in offices: the mixed model with nested random intercepts, in closed form.

The rows enter through sums over workers only, so that the work after one pass over the clients
grows with the number of workers.

Sources: Patterson & Thompson 1971 (REML); Kenward & Roger 1997 (covariance and degrees of freedom
for small samples).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from evaluation.analyses.blocks import Blocks, Floats, Sums

SINGULAR_BELOW = 1e-4
"""A variance below this share of the residual's counts as none."""
LARGEST_SHARE = 1 - 1e-9
START = 0.1
"""Share of a random effect in the variance from which the search begins."""


@dataclass(frozen=True)
class Nested:
    """A fitted model.

    Parameters
    ----------
    rows : Sums
    residual, worker, office : float
        Variances; ``worker`` and ``office`` are 0 where they are not in the model.
    random : tuple of str
        Which of ``worker`` and ``office`` are random in the model.
    deviance : float
        −2 × the (restricted) log-likelihood.
    """

    rows: Sums
    residual: float
    worker: float
    office: float
    random: tuple[str, ...]
    deviance: float

    @cached_property
    def effects(self) -> Floats:
        """Fixed effects (generalised least squares), shape (p,)."""
        p = self.rows.columns
        products = self._weighted_products
        return np.linalg.solve(products[:p, :p], products[:p, p])

    @cached_property
    def covariance(self) -> Floats:
        """Covariance of the effects at the estimated variances, shape (p, p)."""
        p = self.rows.columns
        return np.linalg.inv(self._weighted_products[:p, :p])

    @cached_property
    def adjusted_covariance(self) -> Floats:
        """Covariance with Kenward and Roger's correction for the estimated variances."""
        phi, (slopes, curves, weights) = self.covariance, self._kenward_roger
        k = len(slopes)
        middle: Floats = np.zeros_like(phi)
        for i, j in product(range(k), repeat=2):
            middle = middle + weights[i, j] * (curves[i][j] - slopes[i] @ phi @ slopes[j])
        return phi + 2 * phi @ middle @ phi

    def standard_error(self, weights: Floats) -> float:
        """Kenward–Roger standard error of a weighted sum of effects."""
        return float(np.sqrt(weights @ self.adjusted_covariance @ weights))

    def degrees_of_freedom(self, weights: Floats) -> float:
        """Kenward–Roger degrees of freedom of one weighted sum of effects.

        For one contrast their F scale is 1 and the degrees of freedom are Satterthwaite's, from
        the expected information.
        """
        slopes, _, information = self._kenward_roger
        towards = self.covariance @ weights
        gradient = np.array([towards @ slope @ towards for slope in slopes])
        variance = float(weights @ towards)
        return float(2 * variance**2 / (gradient @ information @ gradient))

    @cached_property
    def _blocks(self) -> Blocks:
        return Blocks(self.rows, self.residual, self.worker, self.office)

    @cached_property
    def _weighted_products(self) -> Floats:
        return self._blocks.products()

    @cached_property
    def _kenward_roger(self) -> tuple[list[Floats], list[list[Floats]], Floats]:
        """P_i, Q_ij and the covariance of the variances (Kenward & Roger 1997, eq. 3–5)."""
        phi, blocks = self.covariance, self._blocks
        parts = ["residual", *self.random]
        slopes = [-blocks.slope(part) for part in parts]
        curves = [[blocks.curve(a, b) for b in parts] for a in parts]
        k = len(parts)
        information = np.empty((k, k))
        for i, j in product(range(k), repeat=2):
            lost = 2 * np.sum(phi * curves[i][j].T)
            lost -= np.sum((phi @ slopes[i]) * (phi @ slopes[j]).T)
            information[i, j] = (blocks.trace(parts[i], parts[j]) - lost) / 2
        return slopes, curves, np.linalg.inv(information)


def fit_sums(rows: Sums, random: tuple[str, ...], reml: bool = True) -> Nested:
    """Estimate the variances, and with them the model.

    Parameters
    ----------
    rows : Sums
    random : tuple of str
        ``("worker",)``, ``("worker", "office")`` or ``()``.
    reml : bool
        Restricted maximum likelihood, or plain.

    Returns
    -------
    Nested
        A variance is exactly 0 where the likelihood is largest there (a singular fit).

    Raises
    ------
    numpy.linalg.LinAlgError
        When the columns of X are not independent, or there are no more rows than columns.
    """
    if rows.n <= rows.columns:
        raise np.linalg.LinAlgError("The model has no more rows than columns.")

    def model(shares: Floats) -> Nested:
        return _profile(rows, random, shares / (1 - shares), reml)

    shares = np.zeros(len(random))
    if len(random) == 1:
        found = minimize_scalar(
            lambda share: model(np.array([share])).deviance,
            bounds=(0, LARGEST_SHARE),
            method="bounded",
            options={"xatol": 1e-10},
        )
        shares = np.array([found.x])
    elif random:
        found = minimize(
            lambda roots: model(roots**2).deviance,
            np.full(len(random), np.sqrt(START)),
            bounds=[(0, np.sqrt(LARGEST_SHARE))] * len(random),
            method="L-BFGS-B",
            jac="3-point",
            options={"ftol": 1e-15, "gtol": 1e-9},
        )
        shares = np.asarray(found.x) ** 2
    return model(np.where(shares < SINGULAR_BELOW, 0.0, shares))


def _profile(rows: Sums, random: tuple[str, ...], ratios: Floats, reml: bool) -> Nested:
    """The best model at given ratios of the random variances to the residual's."""
    ratio = dict(zip(random, ratios, strict=True))
    worker, office = ratio.get("worker", 0.0), ratio.get("office", 0.0)
    blocks = Blocks(rows, 1.0, worker, office)
    products, p = blocks.products(), rows.columns
    # The last diagonal element of the Cholesky factor is the root of the residual sum of squares.
    factor = np.linalg.cholesky(products)
    free = rows.n - p if reml else rows.n
    residual = factor[p, p] ** 2 / free
    deviance = free * (1 + np.log(2 * np.pi * residual)) + blocks.log_determinant()
    if reml:
        deviance += 2 * np.log(np.diag(factor)[:p]).sum()
    return Nested(rows, residual, worker * residual, office * residual, random, float(deviance))
