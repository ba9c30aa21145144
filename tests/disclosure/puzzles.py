"""Made-up puzzles for the tests of the attack, and two ways to solve them that leave no doubt."""

import itertools
from dataclasses import dataclass, field, replace

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linprog

from evaluation.puzzle import Puzzle, narrowed

NEAR = 1e-4
ALL = 1e9
"""More values than there are: everything is to be exact."""


@dataclass
class Story:
    """A puzzle in the making, with the truth that it hides."""

    truth: list = field(default_factory=list)
    low: list = field(default_factory=list)
    high: list = field(default_factory=list)
    whole: list = field(default_factory=list)
    sums: list = field(default_factory=list)
    within: list = field(default_factory=list)
    ratios: list = field(default_factory=list)

    def add(self, truth, below, above, whole=True):
        self.truth.append(truth)
        self.low.append(max(0, truth - below))
        self.high.append(truth + above)
        self.whole.append(whole)
        return len(self.truth) - 1

    def puzzle(self):
        return Puzzle(
            tuple(f"unknown {place}" for place in range(len(self.truth))),
            np.array(self.low, dtype=float),
            np.array(self.high, dtype=float),
            np.array(self.whole, dtype=bool),
            tuple(self.sums),
            tuple(self.within),
            tuple(self.ratios),
        )


room = st.integers(0, 3)
little = st.integers(0, 2)
counts = st.integers(0, 4)


def add_ratio(draw, story, first, second):
    """Tie two unknowns by a ratio that the truth bears."""
    truth = story.truth[first] / max(1, story.truth[second])
    if story.truth[second] == 0 and story.truth[first]:
        return
    below, above = draw(st.sampled_from((0.0, 0.1, 0.4))), draw(st.sampled_from((0.0, 0.1, 0.4)))
    story.ratios.append((first, second, truth - below, truth + above))


@st.composite
def stories(draw, real=False, ratios=True):
    """Puzzles of three to seven unknowns whose ties run as they may, rings and all."""
    story = Story()
    for _ in range(draw(st.integers(2, 4))):
        story.add(draw(counts), draw(room), draw(room))
    for _ in range(draw(st.integers(1, 2))):
        places = range(len(story.truth))
        parts = draw(st.lists(st.sampled_from(places), min_size=1, max_size=3, unique=True))
        truth = sum(story.truth[part] for part in parts)
        story.sums.append((story.add(truth, draw(room), draw(room)), tuple(parts)))
    places = list(range(len(story.truth)))
    pairs = [(a, b) for a in places for b in places if a != b and story.truth[a] <= story.truth[b]]
    story.within += draw(st.lists(st.sampled_from(pairs), max_size=3))
    if ratios:
        for first, second in draw(st.lists(st.sampled_from(pairs), max_size=2)):
            add_ratio(draw, story, first, second)
    if real:
        means = [draw(st.integers(0, 50)) / 10 for _ in places[:2]]
        of_parts = [
            story.add(mean * story.truth[of], 9.5, 9.5, whole=False)
            for of, mean in zip(places, means, strict=False)
        ]
        total = story.add(sum(story.truth[s] for s in of_parts), draw(room), 9.5, whole=False)
        story.sums.append((total, tuple(of_parts)))
        for first, second in [*zip(of_parts, places, strict=False), (total, places[-1])]:
            add_ratio(draw, story, first, second)
    return story


@st.composite
def trees(draw, ratios=False):
    """Puzzles whose ties make no ring: every tie joins one old unknown to new ones."""
    story = Story()
    story.add(draw(st.integers(0, 9)), draw(little), draw(little))
    kinds = ("whole", "parts", "lesser", "greater", *(("ratio",) if ratios else ()))
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=3)):
        old = draw(st.integers(0, len(story.truth) - 1))
        truth = story.truth[old]
        if kind == "whole":  # of the old and a new part
            part = story.add(draw(counts), draw(little), draw(little))
            whole = story.add(truth + story.truth[part], draw(little), draw(little))
            story.sums.append((whole, (old, part)))
        elif kind == "parts":
            one = draw(st.integers(0, int(truth)))
            parts = [story.add(n, draw(little), draw(little)) for n in (one, int(truth) - one)]
            story.sums.append((old, tuple(parts)))
        elif kind == "ratio":
            new = story.add(draw(counts), draw(little), draw(little), whole=False)
            add_ratio(draw, story, new, old)
        else:
            n = draw(
                st.integers(0, int(truth))
                if kind == "lesser"
                else st.integers(int(truth), int(truth) + 3)
            )
            new = story.add(n, draw(little), draw(little))
            story.within.append((new, old) if kind == "lesser" else (old, new))
    return story


def solutions(puzzle):
    """Write down every whole-number solution, one a row; no rows when there is none."""
    ranges = [np.arange(a, b + 1) for a, b in zip(puzzle.low, puzzle.high, strict=True)]
    every = np.stack(np.meshgrid(*ranges, indexing="ij"), axis=-1).reshape(-1, len(ranges))
    true = np.ones(len(every), dtype=bool)
    for whole, parts in puzzle.sums:
        true &= every[:, whole] == every[:, list(parts)].sum(axis=1)
    for lesser, greater in puzzle.within:
        true &= every[:, lesser] <= every[:, greater]
    for first, second, least, most in puzzle.ratios:
        true &= least * every[:, second] <= every[:, first] + 1e-9
        true &= every[:, first] <= most * every[:, second] + 1e-9
    return every[true]


def programmes(puzzle):
    """Ask the least and the most of each unknown: two linear programmes each. None: no solution."""
    count = len(puzzle.low)
    equal, at_most = [np.zeros(count)], [np.zeros(count)]
    for whole, parts in puzzle.sums:
        row = np.zeros(count)
        row[whole] += 1
        for part in parts:
            row[part] -= 1
        equal.append(row)
    for lesser, greater in puzzle.within:
        at_most.append(np.eye(count)[lesser] - np.eye(count)[greater])
    for first, second, least, most in puzzle.ratios:
        at_most.append(least * np.eye(count)[second] - np.eye(count)[first])
        at_most.append(np.eye(count)[first] - most * np.eye(count)[second])
    ends = np.empty((2, count))
    for place, (end, sign) in itertools.product(range(count), enumerate((1, -1))):
        found = linprog(
            sign * np.eye(count)[place],
            A_ub=np.array(at_most),
            b_ub=np.zeros(len(at_most)),
            A_eq=np.array(equal),
            b_eq=np.zeros(len(equal)),
            bounds=np.column_stack([puzzle.low, puzzle.high]),
        )
        if found.status == 2:
            return None
        ends[end, place] = found.x[place]
    low = np.where(puzzle.whole, np.ceil(ends[0] - 1e-6), ends[0])
    return low, np.where(puzzle.whole, np.floor(ends[1] + 1e-6), ends[1])


def boxed(puzzle):
    low, high = narrowed(puzzle)
    return replace(puzzle, low=low, high=high)


def known(sums=(), within=(), ratios=(), low=(), high=(), whole=None):
    names = tuple(map(str, range(len(low))))
    whole = [True] * len(low) if whole is None else whole
    return Puzzle(
        names,
        np.array(low, dtype=float),
        np.array(high, dtype=float),
        np.array(whole, dtype=bool),
        sums,
        within,
        ratios,
    )
