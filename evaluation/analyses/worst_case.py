"""How far those lost could move an effect, at worst and at best."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from evaluation.analyses.clustered import contrasts, mechanism_by_context
from evaluation.analyses.study import MIN_CELL, Study
from evaluation.findings import Estimate
from evaluation.framework import CHANGE, Configuration
from evaluation.membership import BASELINE

NAME = "generation-worst-case"


def worst_case(rows: pd.DataFrame, unseen: pd.DataFrame, level: float) -> Estimate:
    """Bounds of the effect in context, whatever the outcomes that were not seen.

    Parameters
    ----------
    rows : pandas.DataFrame
        Complete cases: ``outcome`` and the columns of
        :func:`~evaluation.analyses.clustered.mechanism_by_context`.
    unseen : pandas.DataFrame
        The same columns but ``outcome``; instead ``worst`` and ``best``, the ends of what the
        outcome could have been.
    level : float
        In (0, 1).

    Returns
    -------
    Estimate
        ``generation-worst-case``. It rests on those not seen where they are fewer than 10. Its
        bounds are not finite with fewer than two workers.

    Raises
    ------
    numpy.linalg.LinAlgError
        When the model cannot be estimated.

    Notes
    -----
    Manski (1990); Horowitz & Manski (2000). An effect of least squares is a weighted sum of
    outcomes, so each outcome not seen goes to whichever end pulls the sum down (or up): no other
    filling goes further. Each bound is widened by its own sampling error.
    """
    seen = mechanism_by_context(rows)
    outcome = rows["outcome"].to_numpy(dtype=float)
    value = float(seen.shares(contrasts(seen, rows)["generation"]) @ outcome)
    everybody = pd.concat([rows.drop(columns="outcome"), unseen.drop(columns=["worst", "best"])])
    design = mechanism_by_context(everybody)
    contrast = contrasts(design, everybody)["generation"]
    up = design.shares(contrast)[len(rows) :] > 0
    worst, best = unseen["worst"].to_numpy(dtype=float), unseen["best"].to_numpy(dtype=float)
    low = np.concatenate([outcome, np.where(up, worst, best)])
    high = np.concatenate([outcome, np.where(up, best, worst)])
    try:
        lower = design.estimate(NAME, low, contrast, level)
        upper = design.estimate(NAME, high, contrast, level)
    except np.linalg.LinAlgError:
        return Estimate(NAME, value, np.nan, np.nan, len(everybody), 0, level=level)
    limits = min(lower.lower, value), max(upper.upper, value)
    # So few lost that the bounds would tell about them: the door is to see how few they are.
    n = len(unseen) if 0 < len(unseen) < MIN_CELL else len(everybody)
    return replace(lower, value=value, lower=limits[0], upper=limits[1], n=n)


def ends(
    study: Study, configuration: Configuration, rows: pd.DataFrame
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """The worst and the best each client's outcome could be, and where they started.

    Parameters
    ----------
    study : Study
    configuration : Configuration
    rows : pandas.DataFrame
        Complete cases, whose centring of ``baseline`` the third series takes over.

    Returns
    -------
    tuple of three pandas.Series of float
        One value a client. A change ends where the indicator's range ends; missing where the
        baseline is.
    """
    indicator = study.framework.indicators[configuration.outcome.indicator]
    start = study.memberships.value(indicator.id, BASELINE).astype(float)
    if study.framework.conditions[configuration.outcome.condition].at != CHANGE:
        none = pd.Series(0.0, index=start.index)
        return none + indicator.low, none + indicator.high, none
    centred = start - (start[rows.index] - rows["baseline"]).mean()
    if indicator.better == "down":
        return start - indicator.high, start - indicator.low, centred
    return indicator.low - start, indicator.high - start, centred
