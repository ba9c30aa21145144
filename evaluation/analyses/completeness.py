"""How likely was each client to be seen to the end? Weights that let the seen stand for all.

Robins, Rotnitzky & Zhao (1995); Seaman & White (2013): a client like those who are mostly lost
counts for more. This repairs loss that depends on what is in the model, and no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from evaluation.analyses.clustered import Floats
from evaluation.analyses.logistic import fit_logistic
from evaluation.analyses.study import Study
from evaluation.framework import CHANGE, Configuration, Indicator
from evaluation.membership import BASELINE

EVENTS_A_PREDICTOR = 10
"""Fewest clients lost, and fewest seen, for each predictor (Peduzzi et al. 1996)."""
MISSING_SHARE = 0.05
"""Above this share of missing baseline answers, to have not answered is a predictor, too."""
TRUNCATE_AT = (1.0, 99.0)
"""Percentiles at which weights are cut off (Cole & Hernán 2008)."""
NOTHING_NEW = 1e-6
"""A standardised column this close to a sum of those before it says nothing new."""


class CannotWeigh(ValueError):
    """The model of completeness has no answer: some kind of clients is always lost, or never."""


def known_at_start(indicator: Indicator) -> bool:
    """Whether an indicator's baseline value was there before anybody could be lost.

    Goal attainment, counts of sessions and length of service are known only later.
    """
    reading = indicator.reading
    if indicator.level == "office":
        return False
    return reading.table in ("assessments", "workers") or reading.measure == "age_at_start"


def predictors(study: Study, configuration: Configuration) -> pd.DataFrame:
    """Baseline values that may foretell loss, the most important first.

    The order: the outcome's own baseline, the context's indicators, what the rivals name, the
    client's perspective of the strategy map.

    Returns
    -------
    pandas.DataFrame of float
        One row a client; columns are indicators; missing where not answered.
    """
    framework = study.framework
    names = dict.fromkeys(_names(study, configuration))
    kept = [n for n in names if n in framework.indicators]
    return pd.DataFrame(
        {
            n: study.memberships.value(n, BASELINE).astype(float)
            for n in kept
            if known_at_start(framework.indicators[n])
        },
        index=study.memberships.frame.index,
    )


def _names(study: Study, configuration: Configuration) -> Iterator[str]:
    framework = study.framework
    if framework.conditions[configuration.outcome.condition].at == CHANGE:
        yield configuration.outcome.indicator
    yield from (framework.conditions[id].indicator for id in configuration.context)
    for rival in configuration.rivals:
        yield from rival.adjust_for
    for perspective in framework.strategy_map.perspectives[:1]:
        for factor in perspective.factors:
            yield from factor.indicators


def model_columns(
    baseline: pd.DataFrame, office: pd.Series, complete: NDArray[np.bool_]
) -> list[Floats]:
    """Columns of the model of completeness, no more than the lost (or the seen) can bear.

    Parameters
    ----------
    baseline : pandas.DataFrame of float, shape (n, p)
        In order of importance. A missing value is filled with the mean.
    office : pandas.Series, shape (n,)
    complete : array of bool, shape (n,)

    Returns
    -------
    list of arrays of float, shape (n,)
        Standardised. An office, or any other group of two, is told apart only where at least 10
        of it were lost and 10 seen; smaller ones are taken together.
    """
    room = _events(complete) // EVENTS_A_PREDICTOR
    columns = _columns(baseline, office, complete) if room else iter(())
    found = islice((c for c in columns if _bears(c, complete)), room)
    return _independent([(c - c.mean()) / c.std() for c in found])


def _independent(columns: list[Floats]) -> list[Floats]:
    if not columns:
        return []
    triangle = np.linalg.qr(np.column_stack(columns), mode="r")
    new = np.abs(np.diag(triangle)) > NOTHING_NEW * np.sqrt(len(columns[0]))
    return [column for column, kept in zip(columns, new, strict=True) if kept]


def _events(complete: NDArray[np.bool_]) -> int:
    seen = int(np.count_nonzero(complete))
    return min(seen, len(complete) - seen)


def _columns(
    baseline: pd.DataFrame, office: pd.Series, complete: NDArray[np.bool_]
) -> Iterator[Floats]:
    for name in baseline:
        values = baseline[name].to_numpy(dtype=float)
        missing = np.isnan(values)
        if missing.all():
            continue
        yield np.where(missing, values[~missing].mean(), values)
        if missing.mean() > MISSING_SHARE:
            yield missing.astype(float)
    codes, _ = pd.factorize(office)
    members = [codes == code for code in range(codes.max() + 1)]
    # The office with most of both kinds is the one others, and small ones, are held against.
    by_events = sorted(members, key=lambda m: _events(complete[m]), reverse=True)
    yield from (m.astype(float) for m in by_events[1:])


def _bears(column: Floats, complete: NDArray[np.bool_]) -> bool:
    kinds = np.unique(column)
    if len(kinds) != 2:
        return len(kinds) > 2
    return all(_events(complete[column == kind]) >= EVENTS_A_PREDICTOR for kind in kinds)


def weights(baseline: pd.DataFrame, office: pd.Series, complete: NDArray[np.bool_]) -> Floats:
    """Stabilised inverse-probability weights of the clients who are complete.

    Parameters
    ----------
    baseline, office, complete
        As in :func:`model_columns`.

    Returns
    -------
    array of float, shape (complete.sum(),)
        About 1 on average, cut off at the 1st and 99th percentile; all 1 where nobody is lost, or
        fewer than 10 are.

    Raises
    ------
    CannotWeigh
        When the model separates the lost from the seen.
    """
    columns = model_columns(baseline, office, complete)
    if not columns:
        return np.ones(int(complete.sum()))
    x = np.column_stack([np.ones(len(complete)), *columns])
    model = fit_logistic(x, complete.astype(float))
    if model is None:
        raise CannotWeigh("Some clients are always lost, or never.")
    found: Floats = complete.mean() / expit(x[complete] @ model.coefficients)
    lowest, highest = np.percentile(found, TRUNCATE_AT)
    return np.clip(found, lowest, highest)
