"""How did clients' situations change between baseline and follow-up?"""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.analyses.means import hedges_g, mean_estimate
from evaluation.analyses.study import Study
from evaluation.findings import Count, CountTable, Finding
from evaluation.framework import CHANGE
from evaluation.membership import BASELINE, FOLLOW_UP


def analyse(study: Study) -> Iterator[Finding]:
    """One finding an indicator: means before and after, the mean change, and Hedges g.

    Only clients with both answers count, in both means. Change is turned so that better is up.
    """
    for indicator in study.repeated_indicators():
        change = study.memberships.value(indicator.id, CHANGE)
        paired = change.notna()
        change = change[paired]
        before = study.memberships.value(indicator.id, BASELINE)[paired]
        after = study.memberships.value(indicator.id, FOLLOW_UP)[paired]
        turned = -1.0 if indicator.better == "down" else 1.0
        yield Finding(
            analysis="change",
            about=indicator.id,
            estimates=(
                mean_estimate("mean-before", before),
                mean_estimate("mean-after", after),
                mean_estimate("change", change),
                hedges_g(turned * before.to_numpy(), turned * after.to_numpy()),
            ),
            tables=(
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
