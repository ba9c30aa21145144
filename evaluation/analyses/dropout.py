"""Who was lost to follow-up: did they differ at the start, and in which circumstances were they?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from evaluation.analyses.clustered import regression
from evaluation.analyses.loss import FEWEST_WORKERS
from evaluation.analyses.means import LEVEL, mean_estimate
from evaluation.analyses.sets import (
    CLIENTS,
    FOLLOWED_UP,
    LOST,
    NO_BASELINE,
    PLACES,
    Union,
    answered,
    answers_count_as_reached,
    in_context,
    part_of,
    quantity,
)
from evaluation.analyses.study import MIN_CELL, Study
from evaluation.findings import Count, CountTable, Estimate, Finding
from evaluation.framework import CHANGE, Configuration, Framework, Indicator
from evaluation.membership import BASELINE, FOLLOW_UP

STILL_OPEN = "follow-up-still-open"
OPEN_SHARE = 0.05
"""Above this share of those lost whose time of follow-up is not over, it is said."""


def analyse(study: Study) -> Iterator[Finding]:
    """One finding about the loss itself (``clients``), and one a configuration.

    A client is lost who answered nothing at follow-up.
    """
    yield _at_start(study)
    for configuration in study.framework.configurations.values():
        yield _by_context(study, configuration)


def told_first(framework: Framework) -> list[Indicator]:
    """Repeated answers told first: the map's client perspective, and outcomes of configurations."""
    perspectives = framework.strategy_map.perspectives[:1]
    aims = [id for p in perspectives for factor in p.factors for id in factor.indicators]
    outcomes = [c.outcome.indicator for c in framework.configurations.values()]
    found = (framework.indicators[id] for id in dict.fromkeys((*aims, *outcomes)))
    return [i for i in found if i.better and i.reading.table == "assessments"]


def _at_start(study: Study) -> Finding:
    lost = _lost(study)
    indicators = told_first(study.framework)
    level = 1 - (1 - LEVEL) / max(len(indicators), 1)
    estimates: list[Estimate] = []
    for indicator in indicators:
        values = study.memberships.value(indicator.id, BASELINE).to_numpy(dtype=float)
        turned = -values if indicator.better == "down" else values
        of_what = quantity(indicator, BASELINE)
        whole, followed_up, left = _with_baseline(indicator)
        difference = standardised_difference(
            f"difference:{indicator.id}", turned[lost], turned[~lost], level
        )
        of_all = difference.n == np.isfinite(values).sum()
        estimates += (
            mean_estimate(
                f"followed:{indicator.id}", values[~lost], of=followed_up, quantity=of_what
            ),
            mean_estimate(f"lost:{indicator.id}", values[lost], of=left, quantity=of_what),
            replace(difference, of=whole if of_all else ""),
        )
    return Finding(
        "dropout",
        "clients",
        estimates=tuple(estimates),
        notes=(STILL_OPEN,) if _still_open(study, lost) > OPEN_SHARE else (),
        unions=tuple(union for i in indicators for union in _around_start(i)),
    )


def _with_baseline(indicator: Indicator) -> tuple[str, str, str]:
    """Names of the set of all with an answer at the start, of those followed up, and of those lost.

    The first is the set that the strategy map's mean at the start rests on.
    """
    whole = answered(indicator, BASELINE)
    return whole, f"{whole}:{FOLLOWED_UP}", f"{whole}:{LOST}"


def _around_start(indicator: Indicator) -> Iterator[Union]:
    whole, followed_up, left = _with_baseline(indicator)
    yield whole, (followed_up, left)
    yield part_of(FOLLOWED_UP, followed_up)
    if answers_count_as_reached(indicator):
        yield part_of(followed_up, answered(indicator, CHANGE))
        yield part_of(LOST, left, NO_BASELINE)
    else:
        yield part_of(LOST, left)


def standardised_difference(
    name: str, first: np.ndarray, second: np.ndarray, level: float = LEVEL
) -> Estimate:
    """Hedges g of two groups of different persons: mean of the first less that of the second.

    Parameters
    ----------
    name : str
    first, second : array of float, shapes (n,) and (m,)
        NaN are left out.
    level : float
        In (0, 1).

    Returns
    -------
    Estimate
        In standard deviations within groups; NaN, resting on the smaller group alone, where a
        group has fewer than 10 or nobody differs from the others of the group.

    Notes
    -----
    Borenstein, Hedges, Higgins & Rothstein (2009), *Introduction to meta-analysis*, ch. 4,
    independent groups: V_d = (n + m)/nm + d²/2(n + m), J = 1 − 3/(4·df − 1), df = n + m − 2.
    """
    a, b = (np.asarray(x, dtype=float) for x in (first, second))
    a, b = a[np.isfinite(a)], b[np.isfinite(b)]
    n, m = len(a), len(b)
    spread = 0.0
    if min(n, m) >= MIN_CELL:
        spread = float(np.sqrt(((n - 1) * a.var(ddof=1) + (m - 1) * b.var(ddof=1)) / (n + m - 2)))
    if spread == 0:
        return Estimate(name, np.nan, np.nan, np.nan, min(n, m), max(n + m - 2, 0), "sd", level)
    return difference_from_summary(name, float(a.mean() - b.mean()), spread, n, m, level)


def difference_from_summary(
    name: str, mean: float, spread: float, n: int, m: int, level: float = LEVEL
) -> Estimate:
    """:func:`standardised_difference` from the means' difference, the pooled SD, and both n."""
    df = n + m - 2
    d = mean / spread
    correction = 1 - 3 / (4 * df - 1)
    error = correction * np.sqrt((n + m) / (n * m) + d**2 / (2 * (n + m)))
    g, half = correction * d, float(stats.norm.ppf((1 + level) / 2) * error)
    return Estimate(name, g, g - half, g + half, n + m, df, "sd", level)


def _by_context(study: Study, configuration: Configuration) -> Finding:
    lost = _lost(study)
    context = study.crisp(*configuration.context).to_numpy(dtype=float, na_value=np.nan)
    groups = dict(zip(PLACES, (context == 1, context == 0, np.isnan(context)), strict=True))
    tables = tuple(
        CountTable(
            place,
            tuple(
                Count(key, int((there & these).sum()), _reached(configuration, place, key))
                for key, these in ((FOLLOWED_UP, ~lost), (LOST, lost))
            ),
            of=in_context(configuration, place),
        )
        for place, there in groups.items()
    )
    difference = _difference(study, configuration, context, lost)
    return Finding(
        "dropout",
        configuration.id,
        configuration=configuration.key,
        estimates=() if difference is None else (difference,),
        tables=tables,
        unions=tuple(_around_context(configuration)),
    )


def _reached(configuration: Configuration, place: str, key: str) -> str:
    return f"{in_context(configuration, place)}:{key}"


def _around_context(configuration: Configuration) -> Iterator[Union]:
    places = {place: in_context(configuration, place) for place in PLACES}
    yield CLIENTS, tuple(places.values())
    for key in (FOLLOWED_UP, LOST):
        yield key, tuple(_reached(configuration, place, key) for place in PLACES)
    told = in_context(configuration, "told")
    yield told, (places["in"], places["outside"])
    yield part_of(told, _compared(configuration))


def _compared(configuration: Configuration) -> str:
    """Those of known context whose worker is known."""
    return in_context(configuration, "compared")


def _difference(
    study: Study, configuration: Configuration, context: np.ndarray, lost: np.ndarray
) -> Estimate | None:
    """Share lost in context less share lost outside, robust to workers; corrected over claims.

    None where a cell has fewer than 10 clients, and for a context of the office: a handful of
    values carries no interval.
    """
    worker = study.memberships.frame["worker"]
    known = ~np.isnan(context) & worker.notna().to_numpy()
    cells = [int((known & (context == c) & (lost == was)).sum()) for c in (0, 1) for was in (0, 1)]
    codes, workers = pd.factorize(worker[known])
    office = study.framework.context_level(configuration) == "office"
    if office or min(cells) < MIN_CELL or len(workers) < FEWEST_WORKERS:
        return None
    level = 1 - (1 - LEVEL) / len(study.framework.configurations)
    design = regression(np.column_stack([np.ones(known.sum()), context[known]]), codes)
    found = design.estimate("loss-difference", lost[known].astype(float), np.array([0, 1.0]), level)
    return replace(found, unit="share-difference", of=_compared(configuration))


def _lost(study: Study) -> np.ndarray:
    return (study.memberships.frame["reached"] != FOLLOW_UP).to_numpy(dtype=bool)


def _still_open(study: Study, lost: np.ndarray) -> float:
    """Share of those lost whose time of follow-up was not over on the last day of the data.

    Nobody where they are fewer than 10: that a remark is missing must not tell of fewer.
    """
    occasion = study.framework.occasions.get(FOLLOW_UP)
    last_day = study.memberships.last_day
    if occasion is None or not last_day or not lost.any():
        return 0.0
    started = study.memberships.frame["started"][lost]
    days = (pd.Timestamp(last_day) - started).dt.days
    open_still = days < occasion.to_day
    return float(open_still.mean()) if open_still.sum() >= MIN_CELL else 0.0
