"""Does the resource reach the outcome by way of the reasoning, in context against outside?

Moderated mediation (Muller, Judd & Yzerbyt 2005; Hayes 2015) as supporting evidence of the
mechanism: no verdict rests on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evaluation.analyses.indirect import (
    MAX_FAILED,
    Bools,
    Floats,
    Ints,
    draw_workers,
    groups_to_draw_in,
    paths,
    percentile_interval,
    standardised,
    sums_by_worker,
    within_offices,
)
from evaluation.analyses.sets import IN, OUTSIDE, complete
from evaluation.analyses.study import MIN_CELL, Study, unit_of
from evaluation.findings import Estimate, Finding
from evaluation.framework import CHANGE, Configuration
from evaluation.membership import BASELINE, FOLLOW_UP

MIN_WORKERS = 10
"""Fewest workers on a side of the context; with fewer there is no interval."""
MIN_FREE = 5
"""Fewest of them beyond one an office: their differences are what the draws tell of."""
FEW_WORKERS = 30
"""Below this many clusters, intervals are known to be less certain (Cameron et al. 2008)."""

LEVEL = 0.95
SIDES = {"in": True, "out": False}
PATHS = ("indirect", "a", "b", "direct")
DIFFERENCE = "indirect-difference"
RATIOS = ("b", "rho")
"""Outcome points a point of reasoning, and a correlation."""

TOO_FEW_CLIENTS = "mediation-too-few-clients"
TOO_FEW_WORKERS = "mediation-too-few-workers"
NO_VARIATION = "mediation-no-variation"
FEWER_WORKERS = "mediation-few-workers"
OFFICE_LEVEL = "mediation-office-level"
ASSUMPTION = "mediation-assumption"
"""Nothing else may have moved both reasoning and outcome (Imai, Keele & Yamamoto 2010)."""


def analyse(study: Study) -> Iterator[Finding]:
    """One finding a configuration: the paths in and outside context, and their difference."""
    for configuration in study.framework.configurations.values():
        yield mediation(study, configuration)


def mediation(study: Study, configuration: Configuration) -> Finding:
    """Split the resource's effect into the part by way of the reasoning and the rest.

    Parameters
    ----------
    study : Study
    configuration : Configuration

    Returns
    -------
    Finding
        ``indirect-in`` and ``indirect-out`` (a·b, outcome points), ``indirect-difference`` (index
        of moderated mediation), the paths ``a-in``, ``b-in``, ``direct-in`` … and ``rho-in``, all
        with 95 % intervals. What cannot be estimated is absent, and a note says why.
    """
    estimates: list[Estimate] = []
    notes = [OFFICE_LEVEL]
    if study.framework.context_level(configuration) != "office":
        estimates, notes = _estimates(_rows(study, configuration))
    if estimates:
        notes += [*_sequence(study, configuration), ASSUMPTION]
    return Finding(
        "mediation",
        configuration.id,
        configuration=configuration.key,
        estimates=tuple(_named(e, study, configuration) for e in estimates),
        notes=tuple(dict.fromkeys(notes)),
    )


def _named(estimate: Estimate, study: Study, configuration: Configuration) -> Estimate:
    """Say in which unit a path is, and on whom it rests: the rows of the contrasts."""
    path, _, side = estimate.name.partition("-")
    unit, rows = study.outcome_unit(configuration), complete(configuration)
    if path == "a":
        reasoning = study.framework.conditions[configuration.mechanism.reasoning]
        unit = unit_of(study.framework.indicators[reasoning.indicator])
    who = {"in": f"{rows}:{IN}", "out": f"{rows}:{OUTSIDE}"}.get(side, rows)
    return replace(estimate, unit="ratio" if path in RATIOS else unit, of=who)


def _sequence(study: Study, configuration: Configuration) -> Iterator[str]:
    """Say when the resource was not known before the reasoning: which came first is then open."""
    resource, reasoning = (
        _day(study, id)
        for id in (configuration.mechanism.resource, configuration.mechanism.reasoning)
    )
    if resource > reasoning:
        yield "resource-after-reasoning"
    elif resource == reasoning:
        yield "resource-with-reasoning"


def _day(study: Study, condition: str) -> int:
    at = study.framework.conditions[condition].at
    return study.framework.occasions[FOLLOW_UP if at == CHANGE else at].from_day


@dataclass(frozen=True)
class _Rows:
    """Complete cases: X, covariates, R, Y a column each; where each client belongs."""

    values: Floats
    context: Bools
    worker: Ints
    office_of_worker: Ints


def _rows(study: Study, configuration: Configuration) -> _Rows:
    frame, mechanism = study.memberships.frame, configuration.mechanism
    reasoning = study.framework.conditions[mechanism.reasoning]
    turned = -1.0 if reasoning.full < reasoning.out else 1.0
    columns = {"resource": _number(study.crisp(mechanism.resource))}
    outcome = configuration.outcome
    if study.framework.conditions[outcome.condition].at == CHANGE:
        columns["baseline"] = _number(study.memberships.value(outcome.indicator, BASELINE))
    columns["reasoning"] = turned * _number(
        study.memberships.value(reasoning.indicator, reasoning.at)
    )
    columns["outcome"] = _number(study.outcome(configuration))
    values = np.column_stack(list(columns.values()))
    context = _number(study.crisp(*configuration.context))
    known = np.isfinite(values).all(axis=1) & np.isfinite(context)
    known &= frame["worker"].notna().to_numpy()
    worker, _ = pd.factorize(frame["worker"].to_numpy()[known], sort=True)
    office, _ = pd.factorize(frame["office"].to_numpy()[known], sort=True)
    office_of_worker = np.zeros(worker.max(initial=-1) + 1, dtype=int)
    office_of_worker[worker] = office
    return _Rows(values[known], context[known] == 1, worker, office_of_worker)


def _number(series: pd.Series) -> Floats:
    return series.to_numpy(dtype=float, na_value=np.nan)


@dataclass(frozen=True)
class _Side:
    """Paths on one side of the context (or their difference), their draws, what they rest on."""

    value: dict[str, float]
    draws: dict[str, Floats]
    n: int
    residual_df: float
    workers: int
    df: int

    def estimate(self, path: str, name: str) -> Estimate:
        """One path with its interval; NaN bounds where the draws do not give one."""
        lower, upper = percentile_interval(self.draws[path], self.df, LEVEL)
        value = self.value[path]
        return Estimate(name, value, lower, upper, self.n, self.residual_df, level=LEVEL)

    def less(self, other: _Side) -> _Side:
        """The difference of two sides whose workers were drawn together."""
        return _Side(
            {path: self.value[path] - other.value[path] for path in self.value},
            {path: self.draws[path] - other.draws[path] for path in self.draws},
            self.n + other.n,
            self.residual_df + other.residual_df,
            min(self.workers, other.workers),
            min(self.df, other.df),
        )


def _estimates(rows: _Rows) -> tuple[list[Estimate], list[str]]:
    """All estimates that the data allow, and notes on those they do not.

    Without the paths in context there is nothing to compare, and nothing is given.
    """
    group = groups_to_draw_in(rows.office_of_worker)
    weights = draw_workers(group)
    sides: dict[str, _Side] = {}
    notes: list[str] = []
    for name, inside in SIDES.items():
        here = rows.context == inside
        found = _obstacle(rows, here, group) or _side(rows, here, group, weights)
        if isinstance(found, str):
            notes.append(found)
            continue
        sides[name] = found
        if found.workers < FEW_WORKERS:
            notes.append(FEWER_WORKERS)
    if "in" not in sides:
        return [], [note for note in notes if note != FEWER_WORKERS]
    estimates = [side.estimate(p, f"{p}-{name}") for name, side in sides.items() for p in PATHS]
    estimates.append(sides["in"].estimate("rho", "rho-in"))
    if len(sides) == len(SIDES):
        estimates.append(sides["in"].less(sides["out"]).estimate("indirect", DIFFERENCE))
    return estimates, notes


def _obstacle(rows: _Rows, here: Bools, group: Ints) -> str | None:
    offered = int(rows.values[here, 0].sum())
    if min(offered, int(here.sum()) - offered) < MIN_CELL:
        return TOO_FEW_CLIENTS
    workers, free = _workers(rows, here, group)
    return TOO_FEW_WORKERS if workers < MIN_WORKERS or free < MIN_FREE else None


def _workers(rows: _Rows, here: Bools, group: Ints) -> tuple[int, int]:
    """Workers on one side of the context, and how many more they are than their groups."""
    there = np.unique(rows.worker[here])
    return len(there), len(there) - len(np.unique(group[there]))


def _side(rows: _Rows, here: Bools, group: Ints, weights: Floats) -> _Side | str:
    """The paths on one side of the context; a note's key where they cannot be told."""
    columns, spread = standardised(rows.values[here])
    kept = np.any(columns != 0, axis=0)
    kept[[0, -2, -1]] = True  # only a covariate may be left out for not varying
    columns = columns[:, kept]
    sums = sums_by_worker(columns, rows.worker[here], len(group))
    once = np.ones((1, len(group)))
    point, drawn = (paths(within_offices(sums, rows.office_of_worker, w)) for w in (once, weights))
    x, r, y = spread[[0, -2, -1]]
    units = {"indirect": y / x, "a": r / x, "b": y / r, "direct": y / x, "rho": 1.0}
    value = {path: float(point[path][0] * unit) for path, unit in units.items()}
    if not np.isfinite(value["indirect"]):
        return NO_VARIATION
    if np.isnan(drawn["indirect"]).mean() > MAX_FAILED:
        return TOO_FEW_WORKERS  # those offered, or those not, are clients of one or two of them
    offices = len(np.unique(rows.office_of_worker[rows.worker[here]]))
    workers, free = _workers(rows, here, group)
    return _Side(
        value,
        {path: drawn[path] * unit for path, unit in units.items()},
        len(columns),
        len(columns) - offices - (columns.shape[1] - 1),
        workers,
        free,
    )
