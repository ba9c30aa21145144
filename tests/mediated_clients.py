"""Clients whose paths from resource through reasoning to outcome are known, as a Study."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from evaluation.analyses.study import Study
from evaluation.membership import Memberships

CLAIM = "interactive-approach"
RESOURCE, REASONING = "interactive-approach-used", "felt_heard@midway"
CONTEXT = "strained-situation"
OUTCOME, BASELINE = "participation@change", "participation@baseline"


def mediated(
    framework,
    rng,
    workers=80,
    offices=7,
    per_worker=12,
    a=(1.0, 0.4),
    b=(0.5, 0.5),
    worker_context=False,
    skewed=False,
):
    """A study of interactive-approach; ``a`` and ``b`` are true slopes in context and outside.

    Workers differ in how often they offer the resource and in both errors (intraclass
    correlation 0.1); offices differ in reasoning and outcome.
    """
    office = np.arange(workers) % offices
    worker = np.repeat(np.arange(workers), 3 + rng.poisson(per_worker - 3, workers))
    n = len(worker)
    inside = (rng.random(workers) < 0.45)[worker] if worker_context else rng.random(n) < 0.45
    offered = rng.random(n) < stats.norm.cdf(0.5 * rng.standard_normal(workers))[worker]
    baseline = rng.standard_normal(n)

    def error():
        own = rng.gamma(2, 1, n) / np.sqrt(2) if skewed else rng.standard_normal(n)
        return 2 * (own + rng.standard_normal(workers)[worker] / 3)

    of_office = rng.standard_normal((2, offices))[:, office[worker]]
    slope_a, slope_b = np.where(inside, *a), np.where(inside, *b)
    reasoning = slope_a * offered + 0.3 * baseline + of_office[0] + error()
    outcome = slope_b * reasoning + 0.3 * offered - 0.4 * baseline + of_office[1] + error()
    frame = pd.DataFrame(
        {
            CONTEXT: inside.astype(float),
            RESOURCE: offered.astype(float),
            REASONING: reasoning,
            OUTCOME: outcome,
            BASELINE: baseline,
            "office": pd.Series(office[worker]).map("office-{}".format),
            "worker": pd.Series(worker).map("w{}".format),
        }
    )
    return of_frame(frame, framework)


def of_frame(frame, framework):
    """A study of clients given as a frame."""
    return Study(Memberships(frame, tuple(frame["office"].unique())), framework)
