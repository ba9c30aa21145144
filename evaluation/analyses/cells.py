"""Clients as arrays: who is in the context, in whom the mechanism fired, how the outcome went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.analyses.study import Study
from evaluation.framework import Configuration
from evaluation.membership import CRISP

Floats = NDArray[np.float64]
Crisp = NDArray[np.bool_]


@dataclass(frozen=True)
class Cells:
    """Clients for whom context, mechanism and outcome are all known; one value a client.

    Parameters
    ----------
    rows : array of int, shape (n,)
        Their places in the memberships' frame.
    context, fired : array of bool, shape (n,)
        The mechanism fired where the resource was offered and the reasoning followed.
    outcome : array of float, shape (n,)
        In the indicator's units, better = up.
    reached : array of bool, shape (n,)
        Whether they belong to the outcome's condition.
    as_claimed : array of bool, shape (n,)
        Whether the outcome went as the claim predicts: reached, or not reached where it predicts
        a worse outcome.
    """

    rows: NDArray[np.int64]
    context: Crisp
    fired: Crisp
    outcome: Floats
    reached: Crisp
    as_claimed: Crisp


def degree(study: Study, conditions: Sequence[str]) -> Floats:
    """Each client's membership in all of ``conditions`` at once; NaN where one is unknown."""
    frame = study.memberships.frame
    found: Floats = np.minimum.reduce([frame[id].to_numpy(dtype=float) for id in conditions])
    return found


def mechanism(configuration: Configuration) -> tuple[str, str]:
    """The two conditions of a mechanism: resource and reasoning."""
    return configuration.mechanism.resource, configuration.mechanism.reasoning


def cells(study: Study, configuration: Configuration) -> Cells:
    """Sort the clients by context, mechanism and outcome; memberships crisp (above 0.5)."""
    context = degree(study, configuration.context)
    fired = degree(study, mechanism(configuration))
    reached = degree(study, (configuration.outcome.condition,))
    outcome = study.outcome(configuration).to_numpy(dtype=float)
    rows = np.flatnonzero(np.isfinite(context + fired + reached + outcome))
    is_reached = reached[rows] > CRISP
    return Cells(
        rows=rows,
        context=context[rows] > CRISP,
        fired=fired[rows] > CRISP,
        outcome=outcome[rows],
        reached=is_reached,
        as_claimed=is_reached == (configuration.prediction.sign == "better"),
    )
