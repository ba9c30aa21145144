"""An oracle: it knows the slope of the baseline and all variances, and decides by the same table.

What our model must estimate costs power; the oracle shows how much. Its estimates are generalised
least squares with the variances that were planted, its intervals rest on the normal distribution.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from regions import TESTED, draw, memberships_of, true_everywhere

from evaluation.analyses.effects import Effect
from evaluation.analyses.holm import holm_levels
from evaluation.analyses.questions import WANTED, complete_cases
from evaluation.analyses.study import Study
from evaluation.analyses.verdicts import Evidence, clearest, verdict
from evaluation.findings import VerdictKind
from evaluation.framework import Framework
from evaluation.simulation import DESIGNS
from evaluation.simulation.answers import OFFICE_SD, RESIDUAL_SD, WORKER_SD, X10D, X10D_RESIDUAL_SD
from evaluation.simulation.mechanisms import T_RESIDUAL_SD
from evaluation.simulation.truth import GAS_T


@dataclass(frozen=True)
class Known:
    """What the oracle knows of one configuration's outcome; ``slope`` is that of the baseline."""

    slope: float
    residual: float
    worker: float
    office: float


def learn(theory: Framework, seeds: Iterable[int]) -> dict[str, Known]:
    """Learn slope and residual variance from regions where nothing is true and nobody is lost.

    The variances of workers and offices are those the simulation plants; slope and residual are
    what rounding, clipping and the scores of goals make of the planted ones.
    """
    nothing = true_everywhere(0.0, theory, ())
    sums = {id: np.zeros((2, 2)) for id in TESTED}
    free = dict.fromkeys(TESTED, 0)
    for seed in seeds:
        study = Study(memberships_of(draw(seed, nothing, loss=False), theory), theory, None)
        for id in TESTED:
            rows = complete_cases(study, theory.configurations[id])
            own = rows[["baseline", "outcome"]]
            within = (own - own.groupby(rows["worker"]).transform("mean")).to_numpy()
            sums[id] += within.T @ within
            free[id] += len(rows) - rows["worker"].nunique()
    return {id: _known(id, sums[id], free[id]) for id in TESTED}


def _known(id: str, sums: np.ndarray, free: int) -> Known:
    slope = sums[0, 1] / sums[0, 0] if sums[0, 0] > 0 else 0.0
    unit = _unit(DESIGNS[id].outcome)
    residual = (sums[1, 1] - slope * sums[0, 1]) / (free - 1)
    return Known(slope, residual, (WORKER_SD * unit) ** 2, (OFFICE_SD * unit) ** 2)


def _unit(outcome: str) -> float:
    if outcome == GAS_T:
        return T_RESIDUAL_SD
    return X10D_RESIDUAL_SD if outcome in X10D else RESIDUAL_SD


def verdicts(study: Study, known: Mapping[str, Known]) -> dict[str, VerdictKind]:
    """The oracle's verdict on each testable configuration.

    It knows that the rivals explain nothing, and that no mechanism sleeps.
    """
    theory = study.framework
    effects = {
        id: _effects(complete_cases(study, theory.configurations[id]), known[id]) for id in known
    }
    smallest = {id: theory.configurations[id].outcome.smallest_that_matters for id in known}
    levels = holm_levels({id: clearest(effects[id], None, smallest[id], "better") for id in known})
    found = {}
    for id, own in effects.items():
        estimates = {name: effect.estimate(name, levels[id]) for name, effect in own.items()}
        found[id] = verdict(Evidence(smallest=smallest[id], **estimates)).kind
    return found


def _effects(rows: pd.DataFrame, known: Known) -> dict[str, Effect]:
    mechanism, context = rows["mechanism"].to_numpy(), rows["context"].to_numpy()
    names = ("intercept", "mechanism", "context", "context:mechanism")
    x = np.column_stack([np.ones(len(rows)), mechanism, context, mechanism * context])
    y = (rows["outcome"] - known.slope * rows["baseline"]).to_numpy()
    value, covariance = least_squares(x, y, rows["worker"], rows["office"], known)
    effects = {}
    for name, weights in WANTED.items():
        w = np.array([weights.get(n, 0.0) for n in names])
        effects[name] = Effect(w @ value, np.sqrt(w @ covariance @ w), np.inf, len(rows))
    return {**effects, "rival": effects["generation"]}


def least_squares(
    x: np.ndarray, y: np.ndarray, worker: pd.Series, office: pd.Series, known: Known
) -> tuple[np.ndarray, np.ndarray]:
    """Generalised least squares at known variances, by Woodbury's identity.

    V = residual·I + Z D Z′, so V⁻¹ = (I − Z (residual·D⁻¹ + Z′Z)⁻¹ Z′) / residual.

    Returns
    -------
    tuple of ndarray
        Coefficients, shape (p,), and their covariance, shape (p, p).
    """
    columns = np.column_stack([x, y])
    codes = [np.unique(part.to_numpy(), return_inverse=True)[1] for part in (worker, office)]
    codes[1] = codes[1] + codes[0].max() + 1
    size = codes[1].max() + 1
    zz, zc = np.zeros((size, size)), np.zeros((size, columns.shape[1]))
    for a in codes:
        np.add.at(zc, a, columns)
        for b in codes:
            np.add.at(zz, (a, b), 1.0)
    workers = codes[0].max() + 1
    variance = np.where(np.arange(size) < workers, known.worker, known.office)
    inner = np.linalg.solve(zz + np.diag(known.residual / variance), zc)
    products = (columns.T @ columns - zc.T @ inner) / known.residual
    covariance = np.linalg.inv(products[:-1, :-1])
    return covariance @ products[:-1, -1], covariance
