"""How many rows did the office deliver, how many had to be refused, how many came twice?"""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.analyses.study import Study
from evaluation.findings import Count, CountTable, Finding


def analyse(study: Study) -> Iterator[Finding]:
    """One finding: rows accepted, refused and repeated over all tables of the scope."""
    if study.observations is None:
        return
    counts = list(study.observations.row_counts().values())
    yield Finding(
        "intake",
        "quality",
        tables=(
            CountTable(
                "rows",
                (
                    Count("accepted", sum(c.accepted for c in counts)),
                    Count("refused", sum(c.refused for c in counts)),
                    Count("repeated", sum(c.repeated for c in counts)),
                ),
            ),
        ),
    )
