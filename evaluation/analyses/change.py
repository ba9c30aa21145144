"""How did clients' situations change between baseline and follow-up?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.analyses.means import hedges_g, mean_estimate
from evaluation.analyses.reliable_change import (
    CHANGES,
    CLINICAL_CHANGES,
    CRITICAL,
    Group,
    cut_off_c,
    cut_off_c_error,
    error_of_difference,
    kinds_of_change,
    kinds_of_clinical_change,
    reliable_change_index,
    usable_correlation,
)
from evaluation.analyses.study import MIN_CELL, Study
from evaluation.analyses.worse_half import regression_to_the_mean, worse_half
from evaluation.findings import Count, CountTable, Estimate, Finding
from evaluation.framework import Indicator
from evaluation.membership import BASELINE, FOLLOW_UP

CEILING = 0.15
CEILING_FROM = 50
"""More than 15 % of at least 50 persons at one end of the scale: Terwee et al. (2007), *Journal of
Clinical Epidemiology* 60, 34–42."""

MOST = 0.5
"""Regression to the mean could explain most of a change when its interval reaches half of it."""


@dataclass(frozen=True)
class Pairs:
    """Both answers of each client who has both.

    ``before`` and ``after`` have shape (n,), in the indicator's units times ``sign``: better = up.
    """

    indicator: Indicator
    before: np.ndarray
    after: np.ndarray

    @property
    def sign(self) -> float:
        """−1 where a smaller answer is better."""
        return -1.0 if self.indicator.better == "down" else 1.0


@dataclass(frozen=True)
class Part:
    """What one question adds to the finding about an indicator."""

    estimates: tuple[Estimate, ...] = ()
    tables: tuple[CountTable, ...] = ()
    notes: tuple[str, ...] = ()


def analyse(study: Study) -> Iterator[Finding]:
    """One finding an indicator: every question of :data:`QUESTIONS`, in their order.

    Only clients with both answers count, in all of them.
    """
    for indicator in study.repeated_indicators():
        pairs = pairs_of(study, indicator)
        parts = [ask(pairs) for ask in QUESTIONS]
        yield Finding(
            "change",
            indicator.id,
            estimates=tuple(e for part in parts for e in part.estimates),
            tables=tuple(t for part in parts for t in part.tables),
            notes=tuple(n for part in parts for n in part.notes),
        )


def pairs_of(study: Study, indicator: Indicator) -> Pairs:
    """Both answers of the clients who have both, turned so that better is up."""
    both = [
        study.memberships.value(indicator.id, at).to_numpy(float) for at in (BASELINE, FOLLOW_UP)
    ]
    there = np.isfinite(both[0]) & np.isfinite(both[1])
    sign = -1.0 if indicator.better == "down" else 1.0
    before, after = (sign * values[there] for values in both)
    return Pairs(indicator, before, after)


def shift(pairs: Pairs) -> Part:
    """Means before and after in the indicator's units, mean change, Hedges g, directions."""
    change = pairs.after - pairs.before
    return Part(
        (
            mean_estimate("mean-before", pairs.sign * pairs.before),
            mean_estimate("mean-after", pairs.sign * pairs.after),
            mean_estimate("change", change),
            hedges_g(pairs.before, pairs.after),
        ),
        (
            CountTable(
                "direction",
                (
                    Count("better", int((change > 0).sum())),
                    Count("same", int((change == 0).sum())),
                    Count("worse", int((change < 0).sum())),
                ),
            ),
        ),
    )


def reliable_change(pairs: Pairs) -> Part:
    """Who changed by more than error; where a norm is known, who also reached its level.

    Without a published reliability the correlation between the occasions stands for it. The
    tables are there also when nobody could be judged, so that a region can add them up.
    """
    index, notes = _index(pairs)
    kinds = kinds_of_change(index)
    tables = (_counts("reliable", kinds, CHANGES),)
    norm = pairs.indicator.norm
    if norm is None:
        return Part((), tables, notes)
    others = Group(pairs.sign * norm.mean, norm.sd)
    if len(index) and mean_estimate("clients", pairs.before).upper < others.mean:
        clients = Group(float(np.mean(pairs.before)), float(np.std(pairs.before, ddof=1)))
        limit = cut_off_c(clients, others)
        half = CRITICAL * cut_off_c_error(clients, others, len(index))
        kinds = kinds_of_clinical_change(pairs.before, pairs.after, index, limit)
        limit *= pairs.sign
        free = len(index) - 1
        cut_off = Estimate("cut-off", limit, limit - half, limit + half, len(index), free)
        return Part((cut_off,), (*tables, _counts("clinical", kinds, CLINICAL_CHANGES)), notes)
    like_the_norm = ("clients-like-the-norm",) if len(index) else ()
    return Part((), (*tables, _counts("clinical", (), CLINICAL_CHANGES)), (*notes, *like_the_norm))


def _index(pairs: Pairs) -> tuple[np.ndarray, tuple[str, ...]]:
    """The reliable change index of each client, of none where there is none, and notes."""
    nobody = np.zeros(0), ("reliable-change-not-estimable",)
    if len(pairs.before) < MIN_CELL or np.ptp(pairs.before) == 0:
        return nobody
    published = pairs.indicator.reliability
    reliability = published.value if published else usable_correlation(pairs.before, pairs.after)
    if reliability is None:
        return nobody
    error = error_of_difference(float(np.std(pairs.before, ddof=1)), reliability)
    index = reliable_change_index(pairs.before, pairs.after, error)
    return index, () if published else ("reliability-from-data",)


def ends_of_the_scale(pairs: Pairs) -> Part:
    """How many stand at the best and at the worst possible answer, before and after."""
    worst, best = sorted((pairs.sign * pairs.indicator.low, pairs.sign * pairs.indicator.high))
    at_best = pairs.before >= best
    tables = tuple(
        CountTable(name, (Count("there", int(at.sum())), Count("elsewhere", int((~at).sum()))))
        for name, at in (
            ("best-before", at_best),
            ("best-after", pairs.after >= best),
            ("worst-before", pairs.before <= worst),
            ("worst-after", pairs.after <= worst),
        )
    )
    ceiling = len(at_best) >= CEILING_FROM and at_best.mean() > CEILING
    return Part((), tables, ("ceiling",) if ceiling else ())


def change_of_the_worse_half(pairs: Pairs) -> Part:
    """Change of those who began below the mean, beside what regression to it would bring."""
    below = worse_half(pairs.before)
    seen = mean_estimate("change-worse-half", (pairs.after - pairs.before)[below])
    alone = regression_to_the_mean(pairs.before, pairs.after)
    explains = below.sum() > MIN_CELL and seen.lower > 0 and alone.upper >= MOST * seen.value
    return Part((seen, alone), (), ("regression-to-the-mean",) if explains else ())


def _counts(name: str, kinds: np.ndarray | Sequence[str], keys: Sequence[str]) -> CountTable:
    kinds = np.asarray(kinds)
    return CountTable(name, tuple(Count(key, int((kinds == key).sum())) for key in keys))


QUESTIONS: tuple[Callable[[Pairs], Part], ...] = (
    shift,
    reliable_change,
    ends_of_the_scale,
    change_of_the_worse_half,
)
