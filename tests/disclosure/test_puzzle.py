"""Narrowing, against all whole-number solutions of small puzzles, counted out.

It must leave them all in, and where ties make no ring leave nothing else.
"""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from puzzles import NEAR, boxed, known, programmes, room, solutions, stories, trees
from scipy.optimize import linprog

from evaluation.puzzle import Contradiction, Puzzle, narrowed


@settings(deadline=None, max_examples=250)
@given(stories())
def test_narrowing_leaves_every_solution_in(story):
    puzzle = story.puzzle()
    low, high = narrowed(puzzle)
    every = solutions(puzzle)
    assert (low <= every.min(axis=0)).all() and (every.max(axis=0) <= high).all()
    assert (low >= puzzle.low).all() and (high <= puzzle.high).all()


@settings(deadline=None, max_examples=250)
@given(trees())
def test_narrowing_is_exact_where_ties_make_no_ring(story):
    puzzle = story.puzzle()
    low, high = narrowed(puzzle)
    every = solutions(puzzle)
    assert low.tolist() == every.min(axis=0).tolist()
    assert high.tolist() == every.max(axis=0).tolist()


@settings(deadline=None, max_examples=80)
@given(trees(ratios=True))
def test_with_ratios_and_no_ring_linear_programming_finds_no_more(story):
    puzzle = boxed(story.puzzle())
    low, high = programmes(puzzle)
    assert low == pytest.approx(puzzle.low, abs=NEAR)
    assert high == pytest.approx(puzzle.high, abs=NEAR)


@settings(deadline=None, max_examples=200)
@given(trees(), st.integers(0, 20), room)
def test_a_contradiction_is_found_where_ties_make_no_ring(story, moved, width):
    puzzle = story.puzzle()
    place = moved % len(puzzle.low)
    puzzle.low[place], puzzle.high[place] = moved, moved + width
    if len(solutions(puzzle)):
        assert np.isfinite(narrowed(puzzle)).all()
    else:
        with pytest.raises(Contradiction):
            narrowed(puzzle)


def test_a_hidden_part_is_found_by_subtraction():
    """Total 20 and a part 13 are known: the hidden other is 7, exactly."""
    low, high = narrowed(known(sums=((0, (1, 2)),), low=[20, 13, 0], high=[20, 13, 7]))
    assert low.tolist() == high.tolist() == [20, 13, 7]


def test_a_mean_tells_how_many():
    """From 41 to 44 points in all at 3.95 to 4.05 a person: 11 persons, or 41/4.05 and 44/3.95."""
    puzzle = known(ratios=((0, 1, 3.95, 4.05),), low=[41, 0], high=[44, 99], whole=[False, True])
    low, high = narrowed(puzzle)
    assert (low[1], high[1]) == (11, 11)
    assert (low[0], high[0]) == pytest.approx((3.95 * 11, 44))


@pytest.mark.parametrize(
    ("ratio", "low", "high"),
    [
        ((0, 1, -2.0, -1.0), [-8, 3], [-6, 8]),  # −8 at −1 each: 8 persons; −6 at −2 each: 3
        ((0, 1, -2.0, 3.0), [-8, 3], [-6, 9]),
    ],
)
def test_a_ratio_below_zero_turns_the_bounds_round(ratio, low, high):
    found = narrowed(known(ratios=(ratio,), low=[-8, 0], high=[-6, 9], whole=[False, True]))
    assert found[0].tolist() == low and found[1].tolist() == high


def test_a_bound_that_divides_evenly_is_not_lost_to_the_computers_rounding():
    """A sum of −0.3 or more, at most −0.1 each: of three, though −0.3 / −0.1 is a little less."""
    assert -0.3 / -0.1 < 3
    for low, persons in ((-0.3, 3), (-0.6, 6), (-0.7, 7)):
        only = known(ratios=((0, 1, -np.inf, -0.1),), low=[low, 0], high=[9, 9],
                     whole=[False, True])  # fmt: skip
        assert narrowed(only)[1][1] == persons


def test_a_mean_of_nothing_leaves_no_sum():
    found = narrowed(known(ratios=((0, 1, 0.0, 0.0),), low=[-8, 0], high=[9, 9]))
    assert found[0].tolist() == [0, 0] and found[1].tolist() == [0, 9]


def test_what_is_known_at_one_end_of_a_chain_reaches_the_other():
    """Fifty sets, each within the next: a round of narrowing takes it one step."""
    pairs = tuple((place, place + 1) for place in range(49))
    low, high = narrowed(known(within=pairs, low=[5] + [0] * 49, high=[20] * 49 + [7]))
    assert set(low) == {5} and set(high) == {7}


def test_a_sum_of_nothing_is_nothing():
    low, high = narrowed(known(sums=((0, ()), (1, (2,))), low=[0, 0, 4], high=[9, 9, 5]))
    assert (low.tolist(), high.tolist()) == ([0, 4, 4], [0, 5, 5])


def test_a_rate_without_end_says_nothing():
    """Nothing of an unknown number of persons, zero included, is not a number."""
    found = narrowed(known(ratios=((0, 1, -np.inf, np.inf),), low=[-8, 0], high=[9, 9]))
    assert found[0].tolist() == [-8, 0] and found[1].tolist() == [9, 9]
    found = narrowed(known(ratios=((0, 1, 2.0, np.inf),), low=[-8, 0], high=[9, 9]))
    assert found[0].tolist() == [0, 0] and found[1].tolist() == [9, 4]


@pytest.mark.parametrize("missing", [np.nan, np.inf, -np.inf])
def test_a_bound_that_is_no_number_is_refused(missing):
    with pytest.raises(ValueError, match="finite"):
        known(low=[missing], high=[9])
    with pytest.raises(ValueError, match="finite"):
        known(low=[0], high=[missing])


def test_a_rate_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="rates"):
        known(ratios=((0, 1, 0.0, np.nan),), low=[0, 0], high=[9, 9])


@pytest.mark.parametrize("which", ["least", "most"])
@pytest.mark.parametrize("rate", [-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("first", [(-30, -8), (-4, 6), (8, 30)])
@pytest.mark.parametrize("second", [(0, 40), (10, 12)])
def test_one_side_of_a_ratio_narrows_as_linear_programming_does(which, rate, first, second):
    """Alone: the other side, which mostly comes with it, would hide what this one does."""
    rates = (rate, math.inf) if which == "least" else (-math.inf, rate)
    low, high = np.array([first, second], dtype=float).T
    puzzle = Puzzle(("k", "n"), low, high, np.zeros(2, dtype=bool), ratios=((0, 1, *rates),))
    row = [[-1.0, rate]] if which == "least" else [[1.0, -rate]]
    ends = [
        linprog(sign * np.eye(2)[place], A_ub=row, b_ub=[0.0], bounds=[first, second])
        for place in (0, 1)
        for sign in (1, -1)
    ]
    if ends[0].status == 2:  # no solution
        with pytest.raises(Contradiction, match="cannot all be true"):
            narrowed(puzzle)
        return
    found = narrowed(puzzle)
    assert found[0] == pytest.approx([ends[0].fun, ends[2].fun], abs=1e-5)
    assert found[1] == pytest.approx([-ends[1].fun, -ends[3].fun], abs=1e-5)


@pytest.mark.parametrize("rates", [(math.nan, 1.0), (0.0, math.nan)])
def test_neither_rate_of_a_ratio_may_be_no_number(rates):
    zero, wide = np.zeros(2), np.full(2, 9.0)
    with pytest.raises(ValueError, match="numbers"):
        Puzzle(("k", "n"), zero, wide, np.ones(2, dtype=bool), ratios=((0, 1, *rates),))
