"""Were the client's own goals reached?"""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.analyses.means import mean_estimate
from evaluation.analyses.sets import answered, around_answered, quantity
from evaluation.analyses.study import Study, unit_of
from evaluation.findings import Count, CountTable, Finding
from evaluation.membership import FOLLOW_UP

AS_EXPECTED = 50.0
"""T-score of goals reached as expected on average (Kiresuk & Sherman 1968)."""

ROUNDING = 1e-9
"""Sums of weights are not exact: a T-score this little below 50 is 50."""


def analyse(study: Study) -> Iterator[Finding]:
    """One finding an indicator of goal attainment: mean T-score, and how many reached 50.

    The share who reached it follows from the counts and is not told beside them. A T-score already
    tells of reaching: there is no baseline, and no change is computed.
    """
    for indicator in study.framework.indicators.values():
        if indicator.reading.table != "goals":
            continue
        scores = study.memberships.value(indicator.id, FOLLOW_UP).dropna().to_numpy(float)
        if not len(scores):
            continue
        reached = int((scores >= AS_EXPECTED - ROUNDING).sum())
        parts = Count("reached", reached), Count("not-reached", len(scores) - reached)
        who, of_what = answered(indicator, FOLLOW_UP), quantity(indicator, FOLLOW_UP)
        yield Finding(
            "goals",
            indicator.id,
            estimates=(mean_estimate("mean-t", scores, unit_of(indicator), who, of_what),),
            tables=(CountTable("reached", parts, of=who),),
            notes=("t-depends-on-number-of-goals",),
            unions=around_answered(indicator, FOLLOW_UP),
        )
