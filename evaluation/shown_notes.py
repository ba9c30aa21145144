"""Remarks that are limits on counts, judged from the counts that readers see.

Judged from the true counts such a remark would tell on which side of a limit they are: beside a
rounded count that may leave one value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evaluation.releases import ReleasedFinding, ShownTable


@dataclass(frozen=True, slots=True)
class Limit:
    """A remark that is made where a share of a table is above a limit.

    Parameters
    ----------
    note : str
        The remark's name.
    analysis : str
        The findings that get it.
    source : str
        ``analysis/about`` of the finding with the table; empty for the finding itself.
    table : str
    parts : tuple of str
        Whose share it is.
    above : float
        In [0, 1].
    fewest : int
        Fewest persons in the table.
    """

    note: str
    analysis: str
    source: str
    table: str
    parts: tuple[str, ...]
    above: float
    fewest: int = 0


LIMITS = (
    # More than 15 % of at least 50 persons at one end of the scale: Terwee et al. (2007), Journal
    # of Clinical Epidemiology 60, 34–42.
    Limit("ceiling", "change", "", "ends-before", ("best",), 0.15, 50),
    Limit(
        "loss-to-follow-up-high",
        "contrasts",
        "participants/clients",
        "follow-up",
        ("midway-only", "baseline-only", "no-baseline"),
        0.4,
    ),
)


def with_notes(items: Sequence[ReleasedFinding]) -> tuple[ReleasedFinding, ...]:
    """Add the remarks of :data:`LIMITS` to the findings of one scope."""
    by_id = {f"{item.analysis}/{item.about}": item for item in items}
    return tuple(
        replace(
            item,
            notes=(*item.notes, *(limit.note for limit in LIMITS if _holds(limit, item, by_id))),
        )
        for item in items
    )


def _holds(limit: Limit, item: ReleasedFinding, by_id: dict[str, ReleasedFinding]) -> bool:
    source = by_id.get(limit.source) if limit.source else item
    table = source.table(limit.table) if source is not None else None
    return item.analysis == limit.analysis and table is not None and _is_above(limit, table)


def _is_above(limit: Limit, table: ShownTable) -> bool:
    """A hidden part is taken for half of what it may hold."""
    about = {p.key: p.n if p.n is not None else (p.at_most or 0) / 2 for p in table.parts}
    whole = sum(about.values())
    share = sum(about.get(key, 0) for key in limit.parts) / whole if whole else 0.0
    return table.hidden is None and whole >= limit.fewest and share > limit.above
