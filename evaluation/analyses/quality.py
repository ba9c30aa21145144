"""How many rows were delivered, refused, repeated; how many answers count on no occasion?"""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.analyses.occasions import answers_on_occasions
from evaluation.analyses.study import Study
from evaluation.findings import Count, CountTable, Finding


def analyse(study: Study) -> Iterator[Finding]:
    """One finding: rows of all tables of the scope, and answers on an occasion or on none."""
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
            answers_on_occasions(study.observations, study.framework),
        ),
    )
