"""The attack on what was published: how near does linear programming come to every number?

Asking for the least and the most of each unknown in turn takes two linear programmes an unknown.
But one solution shows of many unknowns at once how far they go. So solutions are sought that push
many unknowns, no two of them in one tie, toward ends where they have not been seen; only the few
that are left are asked one by one. Ties without a ring need no programme: there narrowing is exact.

Nothing else here needs scipy, which takes long to load: import this only where it is called.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse.csgraph import connected_components

from evaluation.puzzle import SLACK, Bools, Contradiction, Floats, Places, Puzzle, Ties, narrowed

FEW = 2
"""Ends that one solution should find; with fewer, asking one by one is as quick."""

PATIENCE = 3
"""So many poor solutions in a row are borne, as whom they push is drawn by lot."""

INFEASIBLE = "infeasible"
"""How the solver says that there is no solution; its status is the same for a faulty programme."""


def solved(puzzle: Puzzle, wanted: float) -> tuple[Floats, Floats]:
    """Find what linear programming tells of every unknown, as exactly as it matters.

    Parameters
    ----------
    puzzle : Puzzle
    wanted : float
        The fewest possible values that are safe, > 0: of a whole number ``high − low + 1``, of any
        other ``high − low``.

    Returns
    -------
    low, high : array of float, shape (n,)
        Where they leave fewer possible values than ``wanted``, and always where ties make no ring,
        they are exact: the least and the most of the unknown in the linear programme of all ties
        within the bounds of :func:`evaluation.puzzle.narrowed`, rounded inwards for a whole number.
        Elsewhere the programme reaches both, and perhaps goes farther. One who solves for whole
        numbers all at once (integer programming) could at times tell more.

    Raises
    ------
    Contradiction
        When no solution exists.
    RuntimeError
        When the solver gives up: nothing is known then.
    """
    low, high = narrowed(puzzle)
    puzzle = replace(puzzle, low=low, high=high)
    low, high = low.copy(), high.copy()
    for ring in _rings(puzzle):
        low[ring.unknowns], high[ring.unknowns] = _explored(ring, wanted)
    if (low > high).any():
        raise Contradiction
    return low, high


def resting_on(puzzle: Puzzle, place: int) -> frozenset[int]:
    """Find the unknowns on whose bounds the least and the most of an unknown rest.

    Parameters
    ----------
    puzzle : Puzzle
        That has a solution.
    place : int
        Of the unknown.

    Returns
    -------
    frozenset of int
        Places of the unknowns whose bound would move it, if it moved (Dantzig's reduced costs).
        Other bounds may hold it there as well.
    """
    rows, _ = _rows(Ties.of(puzzle), len(puzzle.low))
    bounded = np.isfinite(rows.least), np.isfinite(rows.most)
    matrix = sparse.vstack([-rows.matrix[bounded[0]], rows.matrix[bounded[1]]])
    most = np.concatenate([-rows.least[bounded[0]], rows.most[bounded[1]]])
    toward = np.zeros(len(puzzle.low))
    found: set[int] = set()
    for toward[place] in (1.0, -1.0):
        end = linprog(toward, matrix, most, bounds=np.column_stack([puzzle.low, puzzle.high]))
        moved = np.abs(end.lower.marginals) + np.abs(end.upper.marginals) > SLACK
        found.update(np.flatnonzero(moved).tolist())
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Ties as rows of a linear programme: ``least <= matrix @ unknowns <= most``.

    ``tie`` numbers the tie that a row comes from: a ratio makes two rows.
    """

    matrix: sparse.csr_array
    least: Floats
    most: Floats
    tie: Places

    def only(self, some: Bools) -> _Rows:
        return _Rows(self.matrix[some], self.least[some], self.most[some], self.tie[some])


@dataclass(frozen=True, slots=True)
class _Ring:
    """Unknowns that hang together in rings: their places, what is known of them, and their rows."""

    unknowns: Places
    low: Floats
    high: Floats
    whole: Bools
    rows: _Rows


def _rows(ties: Ties, unknowns: int) -> tuple[_Rows, sparse.csr_array]:
    """Write every tie as a row or two; and count how often a tie names an unknown."""
    sums, pairs, ratios = len(ties.wholes), len(ties.lesser), len(ties.first)
    a_sum, a_pair, at_least, at_most = np.split(
        np.arange(sums + pairs + 2 * ratios), np.cumsum([sums, pairs, ratios])
    )
    entries = [
        (a_sum, ties.wholes, np.ones(sums)),
        (ties.owner, ties.parts, -np.ones(len(ties.parts))),
        (a_pair, ties.greater, np.ones(pairs)),
        (a_pair, ties.lesser, -np.ones(pairs)),
        (at_least, ties.first, np.ones(ratios)),
        (at_least, ties.second, -np.where(np.isfinite(ties.least), ties.least, 0.0)),
        (at_most, ties.first, -np.ones(ratios)),
        (at_most, ties.second, np.where(np.isfinite(ties.most), ties.most, 0.0)),
    ]
    row, column, value = (np.concatenate(some) for some in zip(*entries, strict=True))
    rows = _Rows(
        sparse.csr_array((value, (row, column)), (sums + pairs + 2 * ratios, unknowns)),
        least=np.concatenate(
            [
                np.zeros(sums + pairs),
                np.where(np.isfinite(ties.least), 0.0, -np.inf),
                np.where(np.isfinite(ties.most), 0.0, -np.inf),
            ]
        ),
        most=np.concatenate([np.zeros(sums), np.full(pairs + 2 * ratios, np.inf)]),
        tie=np.concatenate([a_sum, a_pair, at_least, at_least]),
    )
    once = row < sums + pairs + ratios
    links = (np.ones(int(once.sum())), (row[once], column[once]))
    return rows, sparse.csr_array(links, (sums + pairs + ratios, unknowns))


def _rings(puzzle: Puzzle) -> Iterator[_Ring]:
    """Part the puzzle into what hangs together, and leave out what narrowing has answered."""
    rows, links = _rows(Ties.of(puzzle), len(puzzle.low))
    rows = rows.only(_is_felt(rows, puzzle))
    free = np.flatnonzero(puzzle.high > puzzle.low)
    fixed = np.where(puzzle.high > puzzle.low, 0.0, puzzle.low)
    rows = replace(
        rows, least=rows.least - rows.matrix @ fixed, most=rows.most - rows.matrix @ fixed
    )
    felt, tie_of_row = np.unique(rows.tie, return_inverse=True)
    links = links[felt][:, free]
    graph = sparse.block_array([[None, links], [links.T, None]], format="csr")
    count, label = connected_components(graph, directed=False)
    of_tie, of_unknown = label[: len(felt)], label[len(felt) :]
    linked = np.bincount(of_tie, links.sum(axis=1), count)
    no_ring = (linked < np.bincount(label, minlength=count)) & _is_settled(puzzle)
    for each in np.setdiff1d(np.intersect1d(of_tie, of_unknown), np.flatnonzero(no_ring)):
        unknowns = free[of_unknown == each]
        some = rows.only(of_tie[tie_of_row] == each)
        yield _Ring(
            unknowns,
            puzzle.low[unknowns],
            puzzle.high[unknowns],
            puzzle.whole[unknowns],
            replace(some, matrix=some.matrix[:, unknowns]),
        )


def _is_felt(rows: _Rows, puzzle: Puzzle) -> Bools:
    """Whether a row says anything that the bounds of its unknowns do not."""
    up, down = rows.matrix.maximum(0), rows.matrix.minimum(0)
    least = up @ puzzle.low + down @ puzzle.high
    most = up @ puzzle.high + down @ puzzle.low
    felt: Bools = (least < rows.least - SLACK) | (most > rows.most + SLACK)
    return felt


def _is_settled(puzzle: Puzzle) -> bool:
    """Whether narrowing had come to its end, and did not stop before."""
    low, high = narrowed(puzzle)
    return bool(np.all(low - puzzle.low <= SLACK) and np.all(puzzle.high - high <= SLACK))


def _explored(ring: _Ring, wanted: float) -> tuple[Floats, Floats]:
    """Seek solutions until every unknown is seen to take enough values, or at both its ends."""
    seen = _Seen(ring, wanted)
    lots = np.random.default_rng(0)
    poor = 0
    while poor < PATIENCE and (before := seen.open_ends()):
        seen.push(seen.some_apart(lots), lots)
        poor = poor + 1 if before - seen.open_ends() < FEW else 0
    for place in range(len(ring.unknowns)):
        seen.ask(place)
    return seen.bounds()


class _Seen:
    """How far each unknown of a ring has been seen to go, and which ends are found."""

    def __init__(self, ring: _Ring, wanted: float) -> None:
        self.ring = ring
        self.wanted = wanted
        self.rows = LinearConstraint(ring.rows.matrix, ring.rows.least, ring.rows.most)
        self.box = Bounds(ring.low, ring.high)
        self.low, self.high = ring.high.copy(), ring.low.copy()
        self.low_found = np.zeros(len(ring.low), dtype=bool)
        self.high_found = np.zeros(len(ring.low), dtype=bool)

    def go(self, direction: Floats) -> None:
        """Find the solution that is farthest in a direction, and note where it stands."""
        found = milp(-direction, bounds=self.box, constraints=self.rows)
        if found.x is None and INFEASIBLE in found.message:
            raise Contradiction
        if found.x is None or not found.success:
            raise RuntimeError("The linear programme came to no end: the attack is not done.")
        at = np.clip(found.x, self.ring.low, self.ring.high)
        self.low, self.high = np.minimum(self.low, at), np.maximum(self.high, at)
        self.low_found |= self.low <= self.ring.low + SLACK
        self.high_found |= self.high >= self.ring.high - SLACK

    def bounds(self) -> tuple[Floats, Floats]:
        """What has been seen, rounded inwards for whole numbers."""
        low = np.where(self.ring.whole, np.ceil(self.low - SLACK), self.low)
        high = np.where(self.ring.whole, np.floor(self.high + SLACK), self.high)
        return low, high

    def is_narrow(self) -> Bools:
        """Whether an unknown has not been seen to take the values wanted."""
        low, high = self.bounds()
        narrow: Bools = high - low + self.ring.whole < self.wanted
        return narrow

    def open_ends(self) -> int:
        """How many ends are to be found yet."""
        narrow = self.is_narrow()
        return int(np.sum(narrow & ~self.low_found) + np.sum(narrow & ~self.high_found))

    def some_apart(self, lots: np.random.Generator) -> Bools:
        """Draw unknowns with an open end, no two of them in one row (Luby 1986)."""
        matrix = self.ring.rows.matrix
        row, unknown = matrix.nonzero()
        still = self.is_narrow() & ~(self.low_found & self.high_found)
        lot = np.where(still, lots.random(len(still)), 0.0)
        best_in_row, best_beside = np.zeros(matrix.shape[0]), np.zeros(len(lot))
        np.maximum.at(best_in_row, row, lot[unknown])
        np.maximum.at(best_beside, unknown, best_in_row[row])
        chosen: Bools = still & (lot >= best_beside)
        return chosen

    def push(self, some: Bools, lots: np.random.Generator) -> None:
        """Push some unknowns toward an open end; by lot, where both are open."""
        either = lots.choice((-1.0, 1.0), len(some))
        toward = np.where(self.low_found, 1.0, np.where(self.high_found, -1.0, either))
        self.go(np.where(some, toward, 0.0))

    def ask(self, place: int) -> None:
        """Find the ends of one unknown, as far as they are open."""
        for toward, found in ((-1.0, self.low_found), (1.0, self.high_found)):
            if self.is_narrow()[place] and not found[place]:
                self.go(np.where(np.arange(len(found)) == place, toward, 0.0))
                found[place] = True
