"""How did clients' situations change between baseline and follow-up?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

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
from evaluation.analyses.sets import Union, answered, around_answered, part_of, quantity
from evaluation.analyses.study import MIN_CELL, Study
from evaluation.analyses.worse_half import regression_to_the_mean, worse_half
from evaluation.findings import Count, CountTable, Estimate, Finding
from evaluation.framework import CHANGE, Indicator
from evaluation.membership import BASELINE, FOLLOW_UP

MOST = 0.5
"""Regression to the mean could explain most of a change when its interval reaches half of it."""

DIRECTIONS = ("better", "same", "worse")
PLACES_ON_SCALE = ("best", "between", "worst")
RELIABLE = {kind: kind for kind in CHANGES}
CLINICAL = {**{kind: kind for kind in CLINICAL_CHANGES}, "improved": "improved-alone"}
"""Parts of the two tables, and the kinds of clients in them: only those who improved are split."""
WITHIN = {"improved": "better", "deteriorated": "worse"}
"""Who changed beyond error changed in that direction."""
APART = (
    ("best-before", "better"),
    ("best-after", "worse"),
    ("worst-before", "worse"),
    ("worst-after", "better"),
    ("best-before", "worse-half"),
)
"""Kinds that nobody can be of both: from the end of the scale there is one way only."""


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

    @property
    def who(self) -> str:
        """Name of the set of these clients."""
        return answered(self.indicator, CHANGE)

    def those(self, kind: str) -> str:
        """Name of the set of those of them who are of one kind."""
        return f"{kind}:{self.indicator.id}"

    def mean(self, name: str, values: np.ndarray, at: str) -> Estimate:
        """Mean of all of them at an occasion, or of their change."""
        return mean_estimate(name, values, of=self.who, quantity=quantity(self.indicator, at))

    def counts(
        self, name: str, kinds: np.ndarray | Sequence[str], keys: Mapping[str, str]
    ) -> CountTable:
        """Count each of ``keys``, whose values say which kind of clients it is.

        Where nobody was judged the table is not about these clients: it names no sets.
        """
        kinds = np.asarray(kinds)
        parts = [Count(key, int((kinds == key).sum())) for key in keys]
        if not len(kinds):
            return CountTable(name, tuple(parts))
        named = (
            replace(part, who=self.those(kind), within=self._within(kind))
            for part, kind in zip(parts, keys.values(), strict=True)
        )
        return CountTable(name, tuple(named), of=self.who)

    def _within(self, kind: str) -> str:
        return self.those(WITHIN[kind]) if kind in WITHIN else ""


@dataclass(frozen=True)
class Part:
    """What one question adds to the finding about an indicator."""

    estimates: tuple[Estimate, ...] = ()
    tables: tuple[CountTable, ...] = ()
    notes: tuple[str, ...] = ()
    unions: tuple[Union, ...] = ()


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
            unions=(*_around(pairs), *(u for part in parts for u in part.unions)),
        )


def _around(pairs: Pairs) -> tuple[Union, ...]:
    """Sets around these clients, and kinds of them that do not overlap."""
    apart = (part_of(pairs.who, *map(pairs.those, kinds)) for kinds in APART)
    return (*around_answered(pairs.indicator, CHANGE), *apart)


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
    directions = np.select([change > 0, change < 0], ["better", "worse"], default="same")
    return Part(
        (
            pairs.mean("mean-before", pairs.sign * pairs.before, BASELINE),
            pairs.mean("mean-after", pairs.sign * pairs.after, FOLLOW_UP),
            pairs.mean("change", change, CHANGE),
            replace(hedges_g(pairs.before, pairs.after), of=pairs.who),
        ),
        (pairs.counts("direction", directions, {kind: kind for kind in DIRECTIONS}),),
    )


def reliable_change(pairs: Pairs) -> Part:
    """Who changed by more than error; where a norm is known, who also reached its level.

    Without a published reliability the correlation between the occasions stands for it. The
    tables are there also when nobody could be judged, so that a region can add them up.
    """
    index, notes = _index(pairs)
    kinds = kinds_of_change(index)
    tables = (pairs.counts("reliable", kinds, RELIABLE),)
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
        cut_off = Estimate(
            "cut-off", limit, limit - half, limit + half, len(index), free, of=pairs.who
        )
        improved = tuple(map(pairs.those, ("recovered", "improved-alone")))
        return Part(
            (cut_off,),
            (*tables, pairs.counts("clinical", kinds, CLINICAL)),
            notes,
            ((pairs.those("improved"), improved),),
        )
    like_the_norm = ("clients-like-the-norm",) if len(index) else ()
    return Part((), (*tables, pairs.counts("clinical", (), CLINICAL)), (*notes, *like_the_norm))


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
    tables = []
    for when, answers in (("before", pairs.before), ("after", pairs.after)):
        kinds = np.select([answers >= best, answers <= worst], ["best", "worst"], "between")
        keys = {key: f"{key}-{when}" for key in PLACES_ON_SCALE}
        tables.append(pairs.counts(f"ends-{when}", kinds, keys))
    return Part((), tuple(tables), ())


def change_of_the_worse_half(pairs: Pairs) -> Part:
    """Change of those who began below the mean, beside what regression to it would bring."""
    below = worse_half(pairs.before)
    change, who = (pairs.after - pairs.before)[below], pairs.those("worse-half")
    of_what = quantity(pairs.indicator, CHANGE)
    seen = mean_estimate("change-worse-half", change, of=who, quantity=of_what)
    alone = replace(regression_to_the_mean(pairs.before, pairs.after), of=who)
    explains = below.sum() >= MIN_CELL and seen.lower > 0 and alone.upper >= MOST * seen.value
    return Part((seen, alone), (), ("regression-to-the-mean",) if explains else ())


QUESTIONS: tuple[Callable[[Pairs], Part], ...] = (
    shift,
    reliable_change,
    ends_of_the_scale,
    change_of_the_worse_half,
)
