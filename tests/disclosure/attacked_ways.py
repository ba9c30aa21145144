"""Other ways to publish the same regions, as bounds of the counts in the same puzzle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from attacked_clients import OFFICES
from attacked_regions import region
from attacking import (
    FLOOR,
    Figures,
    Scopes,
    added_up,
    attacked,
    counted,
    figures,
    learned,
    ours,
    unguarded,
)

from evaluation.audit.published import Published
from evaluation.findings import REGION
from evaluation.ties import Known

FEW = 5
"""The customary limit: counts under it are hidden."""
HALF = FLOOR.round_to // 2


def under_five_hidden(n: int) -> int | None:
    """The customary way."""
    return None if n < FEW else n


def small_hidden(n: int) -> int | None:
    """A count of 9 or fewer is hidden, any other told exactly."""
    return None if n < FLOOR.fewest else n


def to_the_nearest(n: int) -> int | None:
    """A count of 9 or fewer is hidden, any other rounded to the nearest 5."""
    return None if n < FLOOR.fewest else (n + HALF) // FLOOR.round_to * FLOOR.round_to


def around(shown: int) -> tuple[int, int]:
    """What a count rounded to the nearest 5 may truly be."""
    return max(FLOOR.fewest, shown - HALF), shown + HALF


def itself(shown: int) -> tuple[int, int]:
    """A count that is told exactly."""
    return shown, shown


@dataclass(frozen=True)
class Way:
    """A way to publish counts.

    Parameters
    ----------
    rule : callable
        From a count of an office to what is shown, None where it is hidden.
    possible : callable
        From what is shown to the least and the most that it may be.
    most_hidden : int
        What a hidden count may be at most.
    totals : bool
        Whether true totals are printed.
    of_the_region : callable or None
        The rule for the region's own tables, which are then told exactly; None where the region
        tells sums of what the offices show.
    """

    rule: Callable[[int], int | None]
    possible: Callable[[int], tuple[int, int]]
    most_hidden: int
    totals: bool = False
    of_the_region: Callable[[int], int | None] | None = None

    def bounds(self, n: int) -> tuple[int, int]:
        """The least and the most that readers think possible of an office's count."""
        shown = self.rule(n)
        return (0, self.most_hidden) if shown is None else self.possible(shown)


WAYS: Mapping[str, Way] = {
    "customary": Way(under_five_hidden, itself, FEW - 1, True, under_five_hidden),
    "nearest, exact region": Way(
        to_the_nearest, around, FLOOR.fewest - 1, of_the_region=small_hidden
    ),
    "nearest, sums": Way(to_the_nearest, around, FLOOR.fewest - 1),
}


def by_way(seed: int) -> dict[str, Figures]:
    """Attack a region as published in each of the ways, ours last."""
    editions = region(seed)
    released = unguarded(seed, editions)
    found = {name: _attack(way, released, editions) for name, way in WAYS.items()}
    return {**found, "ours": ours(seed)}


def _attack(way: Way, released: Sequence[Published], editions: Sequence[Scopes]) -> Figures:
    known = told_in(way, released, editions)
    case = attacked(known, released, editions)
    true = case.true(case.truth)[case.told].astype(int).tolist()
    shown = [way.rule(n) for n in true]
    told = [(s, n) for s, n in zip(shown, true, strict=True) if s is not None]
    protected = np.array([s is None or way.possible is not itself for s in shown], dtype=bool)
    return figures(case, protected) + Figures(
        counts=len(true),
        hidden=len(true) - len(told),
        shown=len(told),
        error=sum(abs(s - n) for s, n in told),
    )


def told_in(way: Way, released: Sequence[Published], editions: Sequence[Scopes]) -> Known:
    """What readers of such pages know: the same ties and estimates, other bounds of counts."""
    known = learned(released)
    known.clues = [clue for clue in known.clues if clue[3] is None]
    for number, (edition, scopes) in enumerate(zip(released, editions, strict=True)):
        for scope in (*OFFICES, REGION):
            prefix = f"{number}|{scope}|"
            size = dict(counted(scopes[scope]))
            for name in dict.fromkeys(_told(edition, scope)):
                known.limit(prefix + name, *way.bounds(size[name]))
            if way.totals:
                for name, n in added_up(scopes[scope]):
                    known.limit(prefix + name, n, n)
        if way.of_the_region:
            _tell_of_the_region(known, way, number, scopes)
    return known


def _told(edition: Published, scope: str) -> Iterator[str]:
    """Sets of which a count or a number of persons is told; the region's tables come otherwise."""
    release = edition.releases[REGION] if scope == REGION else edition.offices[scope]
    for item in release:
        yield from (e.of for e in item.estimates if e.n is not None)
        if scope != REGION:
            yield from (part.who for table in item.tables for part in table.parts)


def _tell_of_the_region(known: Known, way: Way, number: int, scopes: Scopes) -> None:
    """The region's own tables; their counts are sums of the offices' wherever all have them."""
    for finding in scopes[REGION]:
        for table in finding.tables:
            for part in table.parts:
                name = part.who or f"{finding.id}/{table.name}/{part.key}"
                parts = tuple(f"{number}|{office}|{name}" for office in OFFICES)
                if not known.names.keys() >= {*parts}:
                    continue
                known.add_sum(f"{number}|{REGION}|{name}", parts)
                shown = way.of_the_region(part.n) if way.of_the_region else None
                low, high = (0, way.most_hidden) if shown is None else (shown, shown)
                known.limit(f"{number}|{REGION}|{name}", low, high)
