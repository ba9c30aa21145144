"""What the last look looks at: all that a scope tells, what tells it, and what is narrow.

A count is narrow where a reader finds it, or nearly finds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np

from evaluation.errors import DisclosureRefused
from evaluation.policy import Policy
from evaluation.puzzle import Bools, Contradiction, Floats, Places, Puzzle, narrowed
from evaluation.releases import Release, ReleasedFinding
from evaluation.ties import ANYTHING, ESTIMATE, Known, Owner, add_growth, known_from

MOST_TRIED = 8
"""So many things are tried to be withheld, those first that tell most of the narrow counts."""

UNTRUE_TIES = (
    "The counts of these findings contradict each other: an analysis says of two numbers that they "
    "are about the same persons, and they are not. See `of`, `who` and `unions` in findings.py."
)
BEFORE = "before"
"""How the names of unknowns of earlier editions begin."""

NOTHING: frozenset[Owner] = frozenset()
"""Withheld."""

Items = tuple[ReleasedFinding, ...]


def board_of(
    items: Items,
    totals: Mapping[str, int],
    policy: Policy,
    earlier: Sequence[Release],
    data_hash: str,
) -> Board:
    """Lay out what a scope tells, and what it told before; not that, where a growing set shrank.

    Parameters
    ----------
    items : tuple of ReleasedFinding
    totals, policy, earlier, data_hash
        As in :func:`evaluation.guard.withhold_what_is_too_close`.

    Raises
    ------
    DisclosureRefused
        When the items contradict each other.
    """
    board = Board.of(items, totals, policy, earlier, data_hash)
    if earlier:
        try:
            board.narrow_by_programme(NOTHING)
        except DisclosureRefused:
            return Board.of(items, totals, policy, (), data_hash)
    return board


@dataclass(frozen=True)
class Board:
    """The puzzle of a scope, and which table or estimate tells each of its bounds.

    Parameters
    ----------
    puzzle : Puzzle
        With every bound that stays, whatever is withheld.
    at, low, high : array, shape (clues,)
        Bounds that tables and estimates tell: of which unknown, and how much.
    owners : tuple of Owner
        One a clue.
    totals : array of float, shape (n,)
        True totals; not a number where the unknown is no total.
    anyway : array of bool, shape (n,)
        Whether the unknown follows from the totals alone.
    wanted : array of float, shape (n,)
        How far the ends of an unknown should stay from each other.
    before : frozenset of int
        Places of the counts that earlier editions told.
    narrowest : int
        The policy's.
    """

    puzzle: Puzzle
    at: Places
    low: Floats
    high: Floats
    owners: tuple[Owner, ...]
    totals: Floats
    anyway: Bools
    wanted: Floats
    before: frozenset[int]
    narrowest: int

    @classmethod
    def of(
        cls,
        items: Items,
        totals: Mapping[str, int],
        policy: Policy,
        earlier: Sequence[Release],
        data_hash: str,
    ) -> Board:
        """Lay out what a scope tells; parameters are those of :func:`board_of`."""
        known = known_from(items, policy)
        before = _with_earlier(known, earlier, data_hash)
        clues = [(at, low, high, owner) for at, low, high, owner in known.clues if owner]
        known.clues = [clue for clue in known.clues if clue[3] is None]
        puzzle = known.puzzle()
        at, low, high, owners = zip(*clues, strict=True) if clues else ((), (), (), ())
        true = np.array([totals.get(name, np.nan) for name in puzzle.names])
        nothing = np.where(puzzle.whole, 0.0, -ANYTHING), np.full(len(true), ANYTHING)
        alone = _with_totals(replace(puzzle, low=nothing[0], high=nothing[1], ratios=()), true)
        # A count keeps as many values as it should, or as its own rounding leaves it.
        wanted = np.full(len(puzzle.names), policy.narrowest - 1.0)
        for place, least, most, _ in clues:
            wanted[place] = min(wanted[place], most - least)
        for place, apart in before:
            wanted[place] = min(wanted[place], apart)
        return cls(
            puzzle,
            np.array(at, dtype=np.intp),
            np.array(low, dtype=float),
            np.array(high, dtype=float),
            tuple(owners),
            true,
            np.equal(*_asked(narrowed, alone)),
            wanted,
            frozenset(place for place, _ in before),
            policy.narrowest,
        )

    def narrow(self, gone: frozenset[Owner]) -> frozenset[int]:
        """Places of the counts told that one of the two readers would find, or nearly find."""
        return self._looked_after(self._narrow(gone), gone)

    def narrow_by_programme(self, gone: frozenset[Owner]) -> frozenset[int]:
        """Places of the counts told that a reader of the pages narrows by linear programming."""
        return self._looked_after(self._narrow_by_programme(gone), gone)

    def suspects(self, narrow: frozenset[int], gone: frozenset[Owner]) -> list[Owner]:
        """What tells of narrow counts, the most first; of equals the last, which matters least.

        An estimate's number of persons comes after the tables: many estimates rest on one set.
        """
        places = self.telling(narrow, gone)
        told = Counter(
            owner
            for owner, at in zip(self.owners, self.at.tolist(), strict=True)
            if at in places and owner not in gone
        )
        return sorted(reversed(told), key=lambda owner: (owner[1] == ESTIMATE, -told[owner]))[
            :MOST_TRIED
        ]

    def telling(self, narrow: frozenset[int], gone: frozenset[Owner]) -> frozenset[int]:
        """Places of the counts told now by which counts are narrow.

        These are the narrow counts themselves; of one that only an earlier edition told, the counts
        that its least and its most rest on.
        """
        told = self._told(gone)
        here = narrow & told
        if here or not narrow:
            return here
        from evaluation.attack import resting_on  # scipy: slow to load

        puzzle = self._puzzle(gone)
        return frozenset().union(*(resting_on(puzzle, at) for at in narrow)) & told or told

    @cached_property
    def _lost(self) -> frozenset[int]:
        """Places that are narrow whatever is withheld now."""
        everything = frozenset(self.owners)
        return self._narrow(everything) | self._narrow_by_programme(everything)

    def _looked_after(self, narrow: frozenset[int], gone: frozenset[Owner]) -> frozenset[int]:
        """Those told now, and those told before which could still be saved."""
        earlier = narrow & self.before
        return narrow & self._told(gone) | (earlier and earlier - self._lost)

    def _narrow(self, gone: frozenset[Owner]) -> frozenset[int]:
        puzzle = self._puzzle(gone)
        close = self._too_close(*_asked(narrowed, puzzle))
        exact = np.equal(*_asked(narrowed, _with_totals(puzzle, self.totals)))
        close |= self.puzzle.whole & exact & ~self.anyway
        return frozenset(np.flatnonzero(close).tolist())

    def _narrow_by_programme(self, gone: frozenset[Owner]) -> frozenset[int]:
        from evaluation.attack import solved  # scipy: slow to load

        reached = _asked(lambda asked: solved(asked, self.narrowest), self._puzzle(gone))
        return frozenset(np.flatnonzero(self._too_close(*reached)).tolist())

    def _puzzle(self, gone: frozenset[Owner]) -> Puzzle:
        """The puzzle of what is still told."""
        kept = self._kept(gone)
        low, high = self.puzzle.low.copy(), self.puzzle.high.copy()
        np.maximum.at(low, self.at[kept], self.low[kept])
        np.minimum.at(high, self.at[kept], self.high[kept])
        return replace(self.puzzle, low=low, high=high)

    def _told(self, gone: frozenset[Owner]) -> frozenset[int]:
        """Places of the counts that are still told now."""
        return frozenset(self.at[self._kept(gone)].tolist())

    def _kept(self, gone: frozenset[Owner]) -> Bools:
        return np.array([owner not in gone for owner in self.owners], dtype=bool)

    def _too_close(self, least: Floats, most: Floats) -> Bools:
        close: Bools = self.puzzle.whole & (most - least < self.wanted)
        return close


def _with_totals(puzzle: Puzzle, totals: Floats) -> Puzzle:
    """The puzzle for a reader who knows totals, where they are numbers."""
    low, high = (np.where(np.isnan(totals), x, totals) for x in (puzzle.low, puzzle.high))
    return replace(puzzle, low=low, high=high)


def _with_earlier(
    known: Known, earlier: Sequence[Release], data_hash: str
) -> list[tuple[int, float]]:
    """Learn what was told before: of the same data the same unknowns, else of sets that grow.

    The oldest comes first. Returns the places of the counts told, with how far the bounds of each
    are from each other.
    """
    told = []
    prefixes: dict[str, str] = {}
    for release in earlier:
        data = release.provenance.data_hash
        prefix = "" if data == data_hash else prefixes.get(data, f"{BEFORE} {len(prefixes)}|")
        before = known_from(release.items, release.policy, prefix)
        names = tuple(before.names)
        told += [
            (known.name(names[at]), high - low) for at, low, high, owner in before.clues if owner
        ]
        # What was told stays told: no table of today can be withheld for it.
        before.clues = [(at, low, high, None) for at, low, high, _ in before.clues]
        known.add(before)
        prefixes[data] = prefix
    _with_growth(known, [prefix for prefix in prefixes.values() if prefix])
    return told


def _with_growth(known: Known, earlier: Sequence[str]) -> None:
    """Learn that sets grow from each edition to each later one; names begin with ``earlier``."""
    for sooner, later in combinations((*earlier, ""), 2):
        add_growth(known, sooner, later)


def _asked(
    reader: Callable[[Puzzle], tuple[Floats, Floats]], puzzle: Puzzle
) -> tuple[Floats, Floats]:
    try:
        return reader(puzzle)
    except Contradiction:
        raise DisclosureRefused(UNTRUE_TIES) from None
