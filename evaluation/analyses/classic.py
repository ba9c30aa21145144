"""What the customary way finds: improved or not, by forward conditional logistic regression.

As in Kazi (2003), *Realist evaluation in practice*: the outcome is improved or not improved, and
circumstances, resource and reasoning compete for a place in one model. Office and worker are left
out and nothing is corrected for the number of tests: it stands beside our verdict, not in it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import stats

from evaluation.analyses.forward_logistic import Selection, forward_conditional
from evaluation.analyses.sets import known, part_of
from evaluation.analyses.study import MIN_CELL, Study
from evaluation.findings import Estimate, Finding
from evaluation.framework import CHANGE, Configuration
from evaluation.membership import BASELINE, CRISP

LEVEL = 0.95
SHARED = ("age_at_start", "months_of_service")
"""What is offered beside the claim's own conditions, where the theory has it."""

FINDS, FINDS_NOT, REVERSE = "classic-finds", "classic-finds-not", "classic-finds-reverse"
NOT_RUN = "classic-not-run"
ONE_SIDED = "classic-one-sided"
SAME_THING = "classic-same-thing"
TOWARDS_MEAN = "classic-towards-mean"


def analyse(study: Study) -> Iterator[Finding]:
    """One finding a configuration: Exp(B) of each variable chosen, and how it would be read."""
    for configuration in study.framework.configurations.values():
        yield classic(study, configuration)


def claims(finding: Finding) -> bool:
    """Whether the customary way would say that the configuration holds."""
    return FINDS in finding.notes


def classic(study: Study, configuration: Configuration) -> Finding:
    """One configuration the customary way.

    Parameters
    ----------
    study : Study
    configuration : Configuration

    Returns
    -------
    Finding
        Estimates ``odds:<condition or indicator>`` and ``odds:baseline``: Exp(B) with its Wald
        interval, unit ``odds``. The first note is the reading: ``classic-finds`` when the reasoning
        (where that was not chosen, the resource) goes with the outcome that is predicted,
        ``classic-finds-reverse`` when it goes with the opposite, ``classic-finds-not`` when neither
        was chosen, ``classic-not-run`` when the data cannot tell.
    """
    improved, candidates = _complete_cases(study, configuration)
    offered = {n: v for n, v in candidates.items() if not _too_one_sided(v)}
    chosen, who = forward_conditional(offered, improved), f"classic:{configuration.id}"
    reading = _reading(configuration, improved, offered, chosen)
    notes = [ONE_SIDED] if len(offered) < len(candidates) or chosen.separated else []
    if reading != NOT_RUN:
        notes += _notes(study, configuration, chosen)
    return Finding(
        "classic",
        configuration.id,
        configuration=configuration.key,
        estimates=() if reading == NOT_RUN else tuple(_odds(chosen, len(improved), who)),
        notes=(reading, *notes),
        unions=(part_of(known(configuration), who),),
    )


def _complete_cases(
    study: Study, configuration: Configuration
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Improved (0 or 1) and the candidates of the clients for whom all of these are known."""
    frame, mechanism = study.memberships.frame, configuration.mechanism
    own = (*configuration.context, mechanism.resource, mechanism.reasoning)
    offered = {id: _crisp(frame[id].to_numpy(float)) for id in own}
    shared = {n: f"{n}@{BASELINE}" for n in SHARED if n in study.framework.indicators}
    if study.framework.conditions[configuration.outcome.condition].at == CHANGE:
        shared = {BASELINE: f"{configuration.outcome.indicator}@{BASELINE}", **shared}
    for name, column in shared.items():
        values = frame[column].to_numpy(float)
        if not np.isnan(values).all():
            offered[name] = values
    improved = _improved(study, configuration)
    known = ~np.isnan([improved, *offered.values()]).any(axis=0)
    return improved[known], {name: values[known] for name, values in offered.items()}


def _improved(study: Study, configuration: Configuration) -> np.ndarray:
    """1 where the change is above zero, or the value at follow-up on the good side of the limit."""
    frame = study.memberships.frame
    condition = study.framework.conditions[configuration.outcome.condition]
    indicator = study.framework.indicators[condition.indicator]
    if condition.at == CHANGE:
        change = frame[f"{indicator.id}@{CHANGE}"].to_numpy(float)
        return np.where(np.isnan(change), np.nan, change > 0)
    member = _crisp(frame[condition.id].to_numpy(float))
    good = (condition.full > condition.out) == (indicator.better != "down")
    return member if good else 1 - member


def _crisp(degree: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(degree), np.nan, degree > CRISP)


def _too_one_sided(values: np.ndarray) -> bool:
    """Whether fewer than 10 clients have another value than the commonest of a yes or no."""
    if not set(np.unique(values)) <= {0.0, 1.0}:
        return False
    return bool(min(values.sum(), len(values) - values.sum()) < MIN_CELL)


def _reading(
    configuration: Configuration,
    improved: np.ndarray,
    offered: dict[str, np.ndarray],
    chosen: Selection,
) -> str:
    mechanism = (configuration.mechanism.reasoning, configuration.mechanism.resource)
    free = len(improved) - len(offered) - 1
    if chosen.fit is None or _too_one_sided(improved) or free < MIN_CELL:
        return NOT_RUN
    if not set(mechanism) & set(offered) or set(mechanism) & set(chosen.separated):
        return NOT_RUN
    sign = 1 if configuration.prediction.sign == "better" else -1
    for name in mechanism:
        if name in chosen.names:
            log_odds = chosen.fit.coefficients[1 + chosen.names.index(name)]
            return FINDS if sign * log_odds > 0 else REVERSE
    return FINDS_NOT


def _odds(chosen: Selection, n: int, who: str) -> Iterator[Estimate]:
    assert chosen.fit is not None
    half = stats.norm.ppf((1 + LEVEL) / 2) * np.sqrt(np.diag(chosen.fit.covariance))
    for k, name in enumerate(chosen.names, start=1):
        b = chosen.fit.coefficients[k]
        with np.errstate(over="ignore"):
            # A bound too large for a number is infinite: the door then withholds the estimate.
            value, lower, upper = (float(v) for v in np.exp([b, b - half[k], b + half[k]]))
        free = n - len(chosen.names) - 1
        yield Estimate(f"odds:{name}", value, lower, upper, n, free, "odds", LEVEL, who)


def _notes(study: Study, configuration: Configuration, chosen: Selection) -> Iterator[str]:
    if chosen.same_thing:
        yield SAME_THING
    if BASELINE in chosen.names and chosen.fit is not None:
        indicator = study.framework.indicators[configuration.outcome.indicator]
        turned = -1 if indicator.better == "down" else 1
        if turned * chosen.fit.coefficients[1 + chosen.names.index(BASELINE)] < 0:
            yield TOWARDS_MEAN
