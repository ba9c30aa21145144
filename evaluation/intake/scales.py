"""Is a scale coded one step off? A 0–10 question coded 1–11 makes every answer wrong by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from evaluation.intake.around import Around, Checked
from evaluation.intake.catalogue import SHIFTED_SCALE
from evaluation.intake.columns import span
from evaluation.intake.rules import refuse
from evaluation.observations import Problem

# Published norms of 3X10D once had to be corrected by one point for this. A scale of a few steps
# is no different, but below five steps a stray value says too little.
FEWEST_STEPS = 4


def not_shifted(frame: pd.DataFrame, around: Around) -> Checked:
    """Refuse all answers to an instrument that is coded one step off.

    The sign: some answers lie exactly one step beyond one end of the scale, and none at the other
    end. A single slip of the pen (an 11 among answers that use 0) refuses its own row only.
    """
    if not out_of_range(frame, around.lookups.ranges).any():
        return frame, ()
    problems: list[Problem] = []
    for scale in around.lookups.scales:
        rows = frame["indicator"].isin(list(scale.indicators))
        values = frame["value"].to_numpy()[rows.to_numpy()]
        if scale.high - scale.low >= FEWEST_STEPS and is_shifted(values, scale.low, scale.high):
            it = span(scale.low, scale.high)
            frame, found = refuse(frame, rows, around.origin, SHIFTED_SCALE, "value", it)
            problems += found
    return frame, tuple(problems)


def is_shifted(values: np.ndarray[Any, Any], low: float, high: float) -> bool:
    """Whether values reach one step beyond one end of a scale and leave the other end unused."""
    above = (values == high + 1).any() and not (values <= low).any()
    below = (values == low - 1).any() and not (values >= high).any()
    return bool(above or below)


def out_of_range(
    frame: pd.DataFrame, ranges: Mapping[str, tuple[float, float]]
) -> np.ndarray[Any, Any]:
    """Which values lie outside their indicator's range, both ends included; shape (n_rows,)."""
    indicators = frame["indicator"].cat
    bounds = np.array([ranges[id] for id in indicators.categories], dtype=float).reshape(-1, 2)
    codes, value = indicators.codes.to_numpy(), frame["value"].to_numpy()
    inside: np.ndarray[Any, Any] = (value >= bounds[codes, 0]) & (value <= bounds[codes, 1])
    return ~inside
