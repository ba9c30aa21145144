"""What the data answer to a configuration's four questions, before anyone decides how sure to be.

activation      does the reasoning follow the resource, in context against outside?
generation      in context, is the outcome better where the mechanism fired?
conditionality  is that effect larger in context than outside?
rival           does it survive when the rivals' variables are held equal?
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from evaluation.analyses.effects import Effect, Share, share
from evaluation.analyses.model import Fit, fit
from evaluation.analyses.patterns import cells_by_client
from evaluation.analyses.sets import IN, OUTSIDE, complete, offered, rows_used, with_rivals
from evaluation.analyses.study import MIN_CELL, Study
from evaluation.findings import Estimate
from evaluation.framework import CHANGE, Configuration
from evaluation.membership import BASELINE

IN_CONTEXT = {"mechanism": 1.0, "context:mechanism": 1.0}
OUT_OF_CONTEXT = {"mechanism": 1.0}
INTERACTION = {"context:mechanism": 1.0}
WANTED = {"generation": IN_CONTEXT, "outside": OUT_OF_CONTEXT, "conditionality": INTERACTION}
BY_DEGREE = {"generation-fuzzy": IN_CONTEXT, "conditionality-fuzzy": INTERACTION}
OFFICE_LEVEL = "office-level-context"


@dataclass(frozen=True)
class Answers:
    """Shares and effects of one configuration, and why others are missing.

    Parameters
    ----------
    shares : mapping of str to Share
        ``activation-in``, ``activation-out``: whose reasoning followed, of those offered.
    effects : mapping of str to Effect
        ``activation`` (difference of these shares), ``generation``, ``outside``,
        ``conditionality``, ``rival``, and with memberships by degree ``generation-fuzzy`` and
        ``conditionality-fuzzy``; in the outcome's units, better = up.
    rows : pandas.DataFrame
        Complete cases: outcome, context, mechanism, baseline, office, worker; one row a client.
    obstacles : tuple of str
        Why an effect could not be estimated.
    notes : tuple of str
    """

    shares: Mapping[str, Share]
    effects: Mapping[str, Effect]
    rows: pd.DataFrame
    obstacles: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def estimates(self, level: float) -> tuple[Estimate, ...]:
        """All of them with intervals at a confidence level."""
        found: dict[str, Share | Effect] = {**self.shares, **self.effects}
        return tuple(answer.estimate(name, level) for name, answer in found.items())


def ask(study: Study, configuration: Configuration) -> Answers:
    """Ask the four questions of one configuration.

    The model is outcome ~ baseline + mechanism × context + office + (1 | worker). A context that
    belongs to the office gets shares only: seven offices carry no test.

    Parameters
    ----------
    study : Study
    configuration : Configuration

    Returns
    -------
    Answers
    """
    shares, effects = _activation(study, configuration)
    rows = complete_cases(study, configuration)
    if study.framework.context_level(configuration) == "office":
        return Answers(shares, {}, rows, (OFFICE_LEVEL,))
    obstacles, wanted = _obstacles(rows), WANTED
    used = rows
    if obstacles:
        # Without anyone to compare with, the effect in context is still read: harm must be seen.
        used, wanted = rows[rows["context"] == 1], {"generation": OUT_OF_CONTEXT}
        if _smaller_part(used["mechanism"]) < MIN_CELL:
            return Answers(shares, effects, rows, obstacles)
    model = _fit(used)
    if model is None:
        return Answers(shares, effects, rows, ("model-failed",))
    who = rows_used(configuration, in_context_only=bool(obstacles))
    effects |= _effects(study, configuration, model, wanted, who)
    if not obstacles:
        effects |= _rival(study, configuration, rows) | _by_degree(study, configuration, rows)
    return Answers(shares, effects, rows, obstacles, model.notes)


def _effects(
    study: Study,
    configuration: Configuration,
    model: Fit,
    wanted: Mapping[str, Mapping[str, float]],
    who: str,
) -> dict[str, Effect]:
    unit = study.outcome_unit(configuration)
    return {name: model.contrast(weights, unit, who) for name, weights in wanted.items()}


def complete_cases(study: Study, configuration: Configuration) -> pd.DataFrame:
    """Clients of whom outcome, context, mechanism, worker and the outcome's baseline are known.

    Returns
    -------
    pandas.DataFrame
        Indexed by client: ``outcome``, ``context``, ``mechanism`` (0 or 1), ``baseline`` (less its
        mean; 0 where the outcome is no change), ``office``, ``worker``.
    """
    rows = cells_by_client(study, configuration).astype(float)
    frame = study.memberships.frame
    # Of the same clients: a frame of nobody would take on all clients of a longer column.
    rows["office"], rows["worker"] = (frame.loc[rows.index, c] for c in ("office", "worker"))
    outcome = configuration.outcome
    rows["baseline"] = 0.0
    if study.framework.conditions[outcome.condition].at == CHANGE:
        baseline = study.memberships.value(outcome.indicator, BASELINE)[rows.index]
        rows["baseline"] = baseline - baseline.mean()
    return rows.dropna(subset=["worker", "baseline"])


def _activation(
    study: Study, configuration: Configuration
) -> tuple[dict[str, Share], dict[str, Effect]]:
    """Whose reasoning followed, of those offered the resource; and how far context matters."""
    frame = study.memberships.frame
    rows = pd.DataFrame(
        {
            "context": study.crisp(*configuration.context),
            "offered": study.crisp(configuration.mechanism.resource),
            "reasoned": study.crisp(configuration.mechanism.reasoning),
            "office": frame["office"],
            "worker": frame["worker"],
        }
    ).dropna()
    rows = rows[rows["offered"].astype(bool)]
    inside = rows["context"].to_numpy(dtype=bool)
    reasoned, worker = rows["reasoned"].to_numpy(dtype=bool), rows["worker"].to_numpy()
    shares = {
        name: found
        for name, here, place in (
            ("activation-in", inside, IN),
            ("activation-out", ~inside, OUTSIDE),
        )
        if (found := share(reasoned[here], worker[here], offered(configuration, place))) is not None
    }
    level = study.framework.context_level(configuration)
    if level == "office" or min(inside.sum(), (~inside).sum()) < MIN_CELL:
        return shares, {}
    try:
        model = fit(
            rows["reasoned"].astype(float),
            rows[["context"]].astype(float),
            rows["office"],
            rows["worker"],
        )
    except np.linalg.LinAlgError:
        return shares, {}
    of = offered(configuration, "all")
    return shares, {"activation": model.contrast({"context": 1.0}, "share-difference", of)}


def _obstacles(rows: pd.DataFrame) -> tuple[str, ...]:
    """Why the effect, or its comparison, cannot be estimated: which cells have too few clients.

    It depends on nothing else: the door hides the counts of these cells, and no more is told.
    """
    context, mechanism = rows["context"].to_numpy() == 1, rows["mechanism"].to_numpy() == 1
    inside, outside = (
        [int(np.sum(mechanism[here] == fired)) >= MIN_CELL for fired in (True, False)]
        for here in (context, ~context)
    )
    if all(inside):
        return () if all(outside) else ("no-variation-in-context",)
    if any(inside):
        return ("no-variation-in-mechanism",)
    return ("no-variation-in-context",) if all(outside) else ("too-few-clients",)


def _smaller_part(yes: pd.Series | np.ndarray) -> int:
    there = int(np.sum(yes))
    return min(there, len(yes) - there)


def _fit(rows: pd.DataFrame, adjust_for: tuple[str, ...] = ()) -> Fit | None:
    """Fit the model to complete cases; None where its columns cannot be told apart."""
    design = rows[["mechanism", "context"]].copy()
    design["context:mechanism"] = rows["context"] * rows["mechanism"]
    for name in ("baseline", *adjust_for):
        design[name] = rows[name]
    varying = [name for name in design if design[name].nunique() > 1]
    if (rows["context"] == 1).all():
        varying.remove("context:mechanism")
    try:
        return fit(rows["outcome"], design[varying], rows["office"], rows["worker"])
    except np.linalg.LinAlgError:
        return None


def _rival(study: Study, configuration: Configuration, rows: pd.DataFrame) -> dict[str, Effect]:
    """The effect in context when the rivals' variables are held equal; nothing if they lack.

    What belongs to the office is held equal already: the model compares within offices.
    """
    names = dict.fromkeys(n for rival in configuration.rivals for n in rival.adjust_for)
    indicators = study.framework.indicators
    held = {BASELINE} | ({configuration.outcome.indicator} if rows["baseline"].any() else set())
    adjust_for = tuple(n for n in names if n not in held and indicators[n].level != "office")
    known = rows.assign(
        **{n: study.memberships.value(n, BASELINE)[rows.index] for n in adjust_for}
    ).dropna()
    model = None if _obstacles(known) else _fit(known, adjust_for)
    if model is None:
        return {}
    who = with_rivals(configuration) if adjust_for else complete(configuration)
    return _effects(study, configuration, model, {"rival": IN_CONTEXT}, who)


def _by_degree(study: Study, configuration: Configuration, rows: pd.DataFrame) -> dict[str, Effect]:
    """The same effects when clients belong by degree: from fully out to fully in."""
    mechanism = (configuration.mechanism.resource, configuration.mechanism.reasoning)
    model = _fit(
        rows.assign(
            context=study.memberships.degree(configuration.context)[rows.index],
            mechanism=study.memberships.degree(mechanism)[rows.index],
        )
    )
    if model is None:
        return {}
    return _effects(study, configuration, model, BY_DEGREE, complete(configuration))
