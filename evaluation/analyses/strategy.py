"""Where do the indicators of the strategy map stand?"""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.analyses.means import mean_estimate
from evaluation.analyses.study import Study
from evaluation.findings import Finding
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
        yield Finding("strategy", id, estimates=tuple(_means(study, indicator)))


def _means(study: Study, indicator: Indicator) -> Iterator:  # type: ignore[type-arg]
    if indicator.reading.table == "assessments":
        for occasion in study.framework.occasions:
            values = study.memberships.value(indicator.id, occasion)
            yield mean_estimate(f"mean-{occasion}", values)
        return
    frame = study.memberships.frame
    at = BASELINE if indicator.level != "client" else list(study.framework.occasions)[-1]
    values = study.memberships.value(indicator.id, at)
    if indicator.level != "client":
        # One value a worker (or an office), not one a client: n must count those described.
        values = values.groupby(frame[indicator.level].to_numpy()).first()
    yield mean_estimate("mean", values)
