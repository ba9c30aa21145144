"""Does each configuration hold: activation, generation, conditionality, rival, and a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.analyses.means import share_estimate
from evaluation.analyses.model import Fit, fit
from evaluation.analyses.patterns import cells_by_client
from evaluation.analyses.study import MIN_CELL, Study
from evaluation.analyses.verdicts import Evidence, verdict
from evaluation.findings import Estimate, Finding
from evaluation.framework import CHANGE, Configuration
from evaluation.membership import BASELINE, FOLLOW_UP

FAMILY_LEVEL = 0.95
HIGH_LOSS = 0.4
"""Loss to follow-up above this share is said beside the verdict."""

IN_CONTEXT = {"mechanism": 1.0, "context:mechanism": 1.0}
OUTSIDE = {"mechanism": 1.0}
INTERACTION = {"context:mechanism": 1.0}
EFFECTS = ("generation", "outside", "conditionality", "rival")


def analyse(study: Study) -> Iterator[Finding]:
    """One finding a configuration, with its verdict."""
    for configuration in study.framework.configurations.values():
        yield test(study, configuration)


def test(study: Study, configuration: Configuration) -> Finding:
    """Test one configuration.

    The model is outcome ~ baseline + mechanism × context + office + (1 | worker), memberships
    crisp, intervals corrected over all configurations of the theory.

    Parameters
    ----------
    study : Study
    configuration : Configuration

    Returns
    -------
    Finding
        Estimates that the data allow; its verdict says what they do not.
    """
    level = 1 - (1 - FAMILY_LEVEL) / len(study.framework.configurations)
    activation = _activation(study, configuration)
    estimates = {e.name: e for e in activation}
    obstacles: tuple[str, ...] = ("office-level-context",)
    notes: list[str] = []
    detectable: float | None = None
    if study.framework.context_level(configuration) != "office":
        rows = _rows(study, configuration)
        effects = _effects(rows, level)
        notes, obstacles = [*effects.notes], effects.obstacles
        estimates |= {e.name: e for e in effects.estimates}
        if effects.smallest_detectable is not None:
            smallest = configuration.outcome.smallest_that_matters
            detectable = smallest + effects.smallest_detectable
        if "conditionality" in estimates and (rival := _rival(study, configuration, rows, level)):
            estimates["rival"] = rival
    offered = estimates["activation-in"]
    evidence = Evidence(
        smallest=configuration.outcome.smallest_that_matters,
        **{name: estimates.get(name) for name in EFFECTS},
        activation=offered if offered.n >= MIN_CELL else None,
        smallest_detectable=detectable,
        obstacles=obstacles,
        sign=configuration.prediction.sign,
    )
    notes += _notes(study, evidence, configuration)
    return Finding(
        "contrasts",
        configuration.id,
        configuration=configuration.key,
        estimates=tuple(estimates.values()),
        verdict=verdict(evidence),
        notes=tuple(notes),
    )


@dataclass(frozen=True)
class _Effects:
    """What one model gave: estimates, or the obstacles that stood in the way."""

    estimates: tuple[Estimate, ...] = ()
    obstacles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    smallest_detectable: float | None = None


def _effects(rows: pd.DataFrame, level: float) -> _Effects:
    """The effect in context, outside it, and their difference.

    Where there is no one outside the context to compare with, the effect in context is still
    estimated alone: harm must not go unseen.
    """
    obstacles = _obstacles(rows)
    wanted = {"generation": IN_CONTEXT, "outside": OUTSIDE, "conditionality": INTERACTION}
    if obstacles:
        rows = rows[rows["context"] == 1]
        fired = rows["mechanism"].sum()
        if min(fired, len(rows) - fired) < MIN_CELL:
            return _Effects(obstacles=obstacles)
        wanted = {"generation": OUTSIDE}  # all rows are in context: no interaction
    try:
        model = _fit(rows, ())
    except np.linalg.LinAlgError:
        return _Effects(obstacles=("model-failed",))
    return _Effects(
        tuple(model.contrast(name, weights, level) for name, weights in wanted.items()),
        obstacles,
        model.notes,
        model.smallest_detectable(wanted["generation"], level),
    )


def _activation(study: Study, configuration: Configuration) -> list[Estimate]:
    """Share whose reasoning followed, among those offered the resource, in and outside context."""
    context = study.crisp(*configuration.context)
    offered = study.crisp(configuration.mechanism.resource)
    reasoned = study.crisp(configuration.mechanism.reasoning)
    shares = []
    for name, place in (("activation-in", context), ("activation-out", ~context)):
        among = reasoned[(place & offered).fillna(False).astype(bool)].dropna()
        shares.append(share_estimate(name, int(among.sum()), len(among)))
    return shares


def _rows(study: Study, configuration: Configuration) -> pd.DataFrame:
    """Complete cases: outcome, context, mechanism, baseline (0 if the outcome has none), ids."""
    rows = cells_by_client(study, configuration).astype(float)
    frame = study.memberships.frame
    rows["office"], rows["worker"] = frame["office"], frame["worker"]
    outcome = configuration.outcome
    rows["baseline"] = 0.0
    if study.framework.conditions[outcome.condition].at == CHANGE:
        baseline = study.memberships.value(outcome.indicator, BASELINE)
        rows["baseline"] = baseline[rows.index] - baseline[rows.index].mean()
    return rows.dropna(subset=["worker", "baseline"])


def _obstacles(rows: pd.DataFrame) -> tuple[str, ...]:
    """Why the effect, or its comparison, cannot be estimated: cells of fewer than 10 clients."""
    n = rows.groupby(["context", "mechanism"]).size()
    cell = {key: int(n.get(key, 0)) for key in ((1, 1), (1, 0), (0, 1), (0, 0))}
    if len(rows) < 2 * MIN_CELL:
        return ("too-few-clients",)
    if cell[1, 1] + cell[1, 0] < MIN_CELL:
        return ("no-variation-in-context",) if len(rows) >= 4 * MIN_CELL else ("too-few-clients",)
    if min(cell[1, 1], cell[1, 0]) < MIN_CELL:
        return ("no-variation-in-mechanism",)
    if min(cell[0, 1], cell[0, 0]) < MIN_CELL:
        return ("no-variation-in-context",)
    return ()


def _fit(rows: pd.DataFrame, adjust_for: tuple[str, ...]) -> Fit:
    design = rows[["mechanism", "context"]].copy()
    design["context:mechanism"] = rows["context"] * rows["mechanism"]
    for name in ("baseline", *adjust_for):
        design[name] = rows[name]
    varying = [name for name in design if design[name].nunique() > 1]
    if (rows["context"] == 1).all():
        varying.remove("context:mechanism")
    return fit(rows["outcome"], design[varying], rows["office"], rows["worker"])


def _rival(
    study: Study, configuration: Configuration, rows: pd.DataFrame, level: float
) -> Estimate | None:
    """The effect in context when the rivals' variables are held equal; None if they are missing.

    What belongs to the office is held equal already: the model compares within offices.
    """
    names = dict.fromkeys(n for rival in configuration.rivals for n in rival.adjust_for)
    indicators = study.framework.indicators
    adjust_for = tuple(n for n in names if n != BASELINE and indicators[n].level != "office")
    rows = rows.assign(
        **{n: study.memberships.value(n, BASELINE)[rows.index] for n in adjust_for}
    ).dropna()
    if _obstacles(rows):
        return None
    try:
        return _fit(rows, adjust_for).contrast("rival", IN_CONTEXT, level)
    except np.linalg.LinAlgError:
        return None


def _notes(study: Study, evidence: Evidence, configuration: Configuration) -> Iterator[str]:
    effect, smallest = evidence.generation, evidence.smallest
    if evidence.sign == "better" and effect and effect.lower <= -smallest and effect.upper >= 0:
        yield "harm-not-excluded"
    reached = study.memberships.frame["reached"]
    if len(reached) and (reached != FOLLOW_UP).mean() > HIGH_LOSS:
        yield "loss-to-follow-up-high"
    if study.framework.context_level(configuration) == "office":
        yield "office-level-context"
