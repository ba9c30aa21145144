"""Where do the indicators of the strategy map stand?"""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.analyses.means import mean_estimate
from evaluation.analyses.sets import CLIENTS, Union, answered, around_answered, quantity
from evaluation.analyses.study import Study, unit_of
from evaluation.findings import Estimate, Finding
from evaluation.framework import Indicator
from evaluation.membership import BASELINE


def analyse(study: Study) -> Iterator[Finding]:
    """One finding an indicator that a critical success factor follows.

    Repeated answers get a mean an occasion; anything else one mean over those it describes:
    clients, workers, or offices.
    """
    followed = dict.fromkeys(
        indicator
        for perspective in study.framework.strategy_map.perspectives
        for factor in perspective.factors
        for indicator in factor.indicators
    )
    for id in followed:
        indicator = study.framework.indicators[id]
        yield Finding(
            "strategy",
            id,
            estimates=tuple(_means(study, indicator)),
            unions=tuple(_unions(study, indicator)),
        )


def _means(study: Study, indicator: Indicator) -> Iterator[Estimate]:
    unit = unit_of(indicator)
    if not _is_of_clients(indicator):
        # One value a worker (or an office), not one a client: n must count those described.
        level = study.memberships.frame[indicator.level].to_numpy()
        values = study.memberships.value(indicator.id, BASELINE)
        yield mean_estimate("mean", values.groupby(level).first(), unit)
        return
    for at in _occasions(study, indicator):
        yield mean_estimate(
            f"mean-{at}" if _is_repeated(indicator) else "mean",
            study.memberships.value(indicator.id, at),
            unit,
            _who(study, indicator, at),
            quantity(indicator, at),
        )


def _unions(study: Study, indicator: Indicator) -> Iterator[Union]:
    if not _is_of_clients(indicator):
        return
    for at in _occasions(study, indicator):
        if _who(study, indicator, at) != CLIENTS:
            yield from around_answered(indicator, at)


def _who(study: Study, indicator: Indicator, at: str) -> str:
    """Whose the values are: all clients', where every office records its methods."""
    recorded = indicator.reading.table == "methods"
    if recorded and study.memberships.value(indicator.id, at).notna().all():
        return CLIENTS
    return answered(indicator, at)


def _occasions(study: Study, indicator: Indicator) -> list[str]:
    occasions = list(study.framework.occasions)
    return occasions if _is_repeated(indicator) else occasions[-1:]


def _is_of_clients(indicator: Indicator) -> bool:
    return indicator.level == "client" or _is_repeated(indicator)


def _is_repeated(indicator: Indicator) -> bool:
    return indicator.reading.table == "assessments"
