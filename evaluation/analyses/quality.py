"""How many rows did the office deliver, and how many had to be refused?"""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.analyses.study import Study
from evaluation.findings import Count, CountTable, Finding


def analyse(study: Study) -> Iterator[Finding]:
    """One finding: rows accepted and refused over all tables of the scope."""
    if study.observations is None:
        return
    delivered = sum(study.observations.delivered.values())
    tables = {table for _, table in study.observations.delivered}
    accepted = sum(len(study.observations.table(table)) for table in tables)
    yield Finding(
        "intake",
        "quality",
        tables=(
            CountTable(
                "rows", (Count("accepted", accepted), Count("refused", delivered - accepted))
            ),
        ),
    )
