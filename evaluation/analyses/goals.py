"""Were the client's own goals reached?"""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.analyses.means import mean_estimate, share_estimate
from evaluation.analyses.study import MIN_CELL, Study
from evaluation.findings import Count, CountTable, Finding
from evaluation.membership import FOLLOW_UP

AS_EXPECTED = 50.0
"""T-score of goals reached as expected on average (Kiresuk & Sherman 1968)."""

ROUNDING = 1e-9
"""Sums of weights are not exact: a T-score this little below 50 is 50."""


def analyse(study: Study) -> Iterator[Finding]:
    """One finding an indicator of goal attainment: mean T-score, and how many reached 50.

    The share is there when at least :data:`MIN_CELL` reached 50 and as many did not: one of fewer
    would tell a count that the door hides. A T-score already tells of reaching: there is no
    baseline, and no change is computed.
    """
    for indicator in study.framework.indicators.values():
        if indicator.reading.table != "goals":
            continue
        scores = study.memberships.value(indicator.id, FOLLOW_UP).dropna().to_numpy(float)
        if not len(scores):
            continue
        reached = int((scores >= AS_EXPECTED - ROUNDING).sum())
        rest = len(scores) - reached
        share = [share_estimate("reached", reached, len(scores))]
        yield Finding(
            "goals",
            indicator.id,
            estimates=(
                mean_estimate("mean-t", scores),
                *(share if min(reached, rest) >= MIN_CELL else ()),
            ),
            tables=(
                CountTable("reached", (Count("reached", reached), Count("not-reached", rest))),
            ),
            notes=("t-depends-on-number-of-goals",),
        )
