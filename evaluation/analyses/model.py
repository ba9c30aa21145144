"""One mixed model: workers random, offices fixed; contrasts of its coefficients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.analyses.blocks import sums
from evaluation.analyses.effects import Effect
from evaluation.analyses.nested import Nested, fit_sums

ONE_WORKER = "one-worker"
SINGULAR_FIT = "singular-fit"
DEPENDENT_BELOW = 1e-9
"""Smallest eigenvalue of the columns' correlations at which they still count as independent."""


@dataclass(frozen=True)
class Fit:
    """A fitted model and the names of its columns.

    Parameters
    ----------
    model : Nested
    names : tuple of str
        Names of the columns: those of the design first.
    notes : tuple of str
        ``one-worker`` (no random effect is possible), ``singular-fit`` (workers do not differ).
    """

    model: Nested
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def contrast(self, weights: Mapping[str, float], unit: str = "points", of: str = "") -> Effect:
        """A weighted sum of effects, with Kenward and Roger's error and degrees of freedom.

        ``unit`` and ``of`` are as in :class:`~evaluation.analyses.effects.Effect`.
        """
        row = np.array([weights.get(name, 0.0) for name in self.names])
        return Effect(
            value=float(row @ self.model.effects),
            standard_error=self.model.standard_error(row),
            df=self.model.degrees_of_freedom(row),
            n=self.model.rows.n,
            unit=unit,
            of=of,
        )


def fit(outcome: pd.Series, design: pd.DataFrame, office: pd.Series, worker: pd.Series) -> Fit:
    """Fit ``outcome ~ design + office + (1 | worker)`` by REML.

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
        With one worker, or one client a worker, the model is ordinary least squares.

    Raises
    ------
    numpy.linalg.LinAlgError
        When the columns are not independent, or are no fewer than the rows: nothing is left out
        in silence.
    """
    offices, of_office = np.unique(office.to_numpy(), return_inverse=True)
    workers, of_worker = np.unique(worker.to_numpy(), return_inverse=True)
    columns = design.to_numpy(dtype=float)
    columns = columns - columns.mean(axis=0)
    dummies = (of_office[:, None] == np.arange(len(offices))).astype(float)
    exog = np.column_stack([columns, dummies])
    if len(exog) <= exog.shape[1]:
        raise np.linalg.LinAlgError("The model has no more rows than columns.")
    rows = sums(outcome.to_numpy(dtype=float), exog, of_worker, None)
    _require_independent(rows.products[:-1, :-1])
    random = ("worker",) if 1 < len(workers) < len(exog) else ()
    model = fit_sums(rows, random)
    notes: tuple[str, ...] = (ONE_WORKER,) if len(workers) < 2 else ()
    if random and model.worker == 0:
        notes = (SINGULAR_FIT,)
    return Fit(model, (*map(str, design.columns), *(f"office:{o}" for o in offices)), notes)


def _require_independent(products: np.ndarray) -> None:
    scale = np.sqrt(np.diag(products))
    if (scale == 0).any():
        raise np.linalg.LinAlgError("A column of the model does not vary.")
    if np.linalg.eigvalsh(products / np.outer(scale, scale))[0] < DEPENDENT_BELOW:
        raise np.linalg.LinAlgError("The columns of the model are not independent.")
