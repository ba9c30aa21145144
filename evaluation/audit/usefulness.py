"""How much of an edition is hidden, and by which rule: protection has a price, and it is shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from evaluation.disclosure import Release


@dataclass(frozen=True)
class Usefulness:
    """What one scope tells and what it withholds.

    Parameters
    ----------
    scope : str
    counts, hidden : int
        Parts of tables in all, and those hidden as small.
    tables, withheld : int
        Tables in all, and those withheld whole.
    persons : float
        About which share of what the tables count is in shown parts, in [0, 1]; a hidden part is
        taken for half of what it may hold.
    estimates : int
    reasons : Counter of str
        Estimates withheld, by the rule's name.
    """

    scope: str
    counts: int
    hidden: int
    tables: int
    withheld: int
    persons: float
    estimates: int
    reasons: Counter[str]


def usefulness(release: Release) -> Usefulness:
    """Count what a release tells and what it withholds."""
    tables = [table for item in release for table in item.tables]
    parts = [part for table in tables if table.hidden is None for part in table.parts]
    estimates = [estimate for item in release for estimate in item.estimates]
    told = sum(part.n or 0 for part in parts)
    untold = sum((part.at_most or 0) / 2 for part in parts if part.n is None)
    return Usefulness(
        scope=release.scope,
        counts=len(parts),
        hidden=sum(part.n is None for part in parts),
        tables=len(tables),
        withheld=sum(table.hidden is not None for table in tables),
        persons=told / (told + untold) if told + untold else 0.0,
        estimates=len(estimates),
        reasons=Counter(estimate.hidden for estimate in estimates if estimate.hidden),
    )
