"""The attack, against two plain linear programmes for each unknown."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from puzzles import ALL, NEAR, Story, boxed, known, programmes, room, solutions, stories

from evaluation import attack
from evaluation.attack import resting_on, solved
from evaluation.puzzle import Contradiction, narrowed


@settings(deadline=None, max_examples=150)
@given(stories())
def test_the_attack_leaves_every_solution_in(story):
    puzzle = story.puzzle()
    low, high = solved(puzzle, ALL)
    every = solutions(puzzle)
    assert (low <= every.min(axis=0)).all() and (every.max(axis=0) <= high).all()


@settings(deadline=None, max_examples=80)
@given(stories(real=True))
def test_the_attack_finds_what_two_programmes_an_unknown_find(story):
    puzzle = story.puzzle()
    low, high = solved(puzzle, ALL)
    least, most = programmes(boxed(puzzle))
    assert low == pytest.approx(least, abs=NEAR)
    assert high == pytest.approx(most, abs=NEAR)
    assert (low <= np.array(story.truth) + NEAR).all()
    assert (np.array(story.truth) <= high + NEAR).all()


@settings(deadline=None, max_examples=80)
@given(stories(real=True), st.sampled_from((1, 2, 3, 5)))
def test_the_attack_is_exact_below_the_wanted_and_reached_above(story, wanted):
    puzzle = story.puzzle()
    low, high = solved(puzzle, wanted)
    least, most = programmes(boxed(puzzle))
    matters = most - least + puzzle.whole < wanted - NEAR
    assert low[matters] == pytest.approx(least[matters], abs=NEAR)
    assert high[matters] == pytest.approx(most[matters], abs=NEAR)
    assert (low >= least - NEAR).all() and (high <= most + NEAR).all()
    assert (high - low + puzzle.whole >= wanted - NEAR)[~matters].all()


@settings(deadline=None, max_examples=80)
@given(stories(real=True), st.integers(0, 20), room)
def test_the_attack_finds_a_contradiction_just_when_programmes_do(story, moved, width):
    puzzle = story.puzzle()
    place = moved % len(puzzle.low)
    puzzle.low[place], puzzle.high[place] = moved, moved + width
    try:
        found = programmes(boxed(puzzle))
    except Contradiction:
        found = None
    if found is None or (found[0] > found[1]).any():
        with pytest.raises(Contradiction):
            solved(puzzle, ALL)
    else:
        assert solved(puzzle, ALL)[0] == pytest.approx(found[0], abs=NEAR)


RING = known(sums=((3, (0, 1)), (3, (1, 2)), (3, (0, 2))), low=[0, 0, 0, 10], high=[10, 10, 10, 10])


def test_a_ring_hides_from_narrowing_and_not_from_the_attack():
    assert narrowed(RING)[1].tolist() == [10, 10, 10, 10]
    low, high = solved(RING, 5)
    assert low.tolist() == high.tolist() == [5, 5, 5, 10]


def test_whole_numbers_are_rounded_inwards():
    """Three that are alike make 10 between any two: 5 each; of 11 none can be whole."""
    odd = replace(RING, low=np.array([0.0, 0, 0, 11]), high=np.array([11.0, 11, 11, 11]))
    with pytest.raises(Contradiction):
        solved(odd, 5)
    low, high = solved(replace(odd, whole=np.zeros(4, dtype=bool)), 5)
    assert low == pytest.approx([5.5, 5.5, 5.5, 11], abs=NEAR)
    assert high == pytest.approx([5.5, 5.5, 5.5, 11], abs=NEAR)


def test_a_contradiction_in_a_ring_is_found():
    """The three make 15; a fourth tie says that they make 16 to 20."""
    apart = known(
        sums=(*RING.sums, (4, (0, 1, 2))), low=[0, 0, 0, 10, 16], high=[10, 10, 10, 10, 20]
    )
    assert narrowed(apart)[1].tolist() == [10, 10, 10, 10, 20]
    with pytest.raises(Contradiction, match="cannot all be true"):
        solved(apart, 5)


def test_a_rate_next_to_zero_makes_nothing_of_the_computers_rounding():
    """The second part of 0.3 − 0.1 is not quite 0.2 in a computer, and the rate not quite 0."""
    puzzle = known(
        sums=((2, (0, 1)),),
        ratios=((1, 3, 1e-17, 1e-17),),
        low=[0.3, -1, 0.1 + 0.2, 0],
        high=[0.3, 1, 0.1 + 0.2, 9],
        whole=[False, False, False, True],
    )
    for find in (narrowed, lambda puzzle: solved(puzzle, 5)):
        low, high = find(puzzle)
        assert (low[3], high[3]) == (0, 9)


def test_a_long_chain_is_exact_though_narrowing_stops_on_the_way():
    length = 300
    chain = known(
        within=tuple((place, place + 1) for place in range(length - 1)),
        low=[5] + [0] * (length - 1),
        high=[20] * (length - 1) + [7],
    )
    assert narrowed(chain)[1].max() == 20
    low, high = solved(chain, 5)
    assert set(low) == {5} and set(high) == {7}


def test_ties_that_creep_come_to_an_end():
    """One more than itself: each round pushes the bounds up by one, as far as they go."""
    creeping = known(
        sums=((0, (1, 2)),), within=((0, 1),), low=[0, 0, 1], high=[10_000_000, 10_000_000, 1]
    )
    low, _ = narrowed(creeping)
    assert low[0] < 1_000
    with pytest.raises(Contradiction):
        solved(creeping, 5)


def test_a_sum_may_name_a_number_twice_and_a_set_may_be_its_own_only_part():
    """A third of a sum that names one number twice: two of the one are 10, so it is 5."""
    puzzle = known(sums=((0, (1, 1)), (2, (2,))), low=[10, 0, 3], high=[10, 10, 9])
    low, high = solved(puzzle, 5)
    assert (low.tolist(), high.tolist()) == ([10, 5, 3], [10, 5, 9])


@pytest.mark.parametrize("find", [narrowed, lambda puzzle: solved(puzzle, 5)])
def test_without_ties_or_unknowns_nothing_is_learnt(find):
    low, high = find(known(low=[0, 8], high=[7, 14]))
    assert (low.tolist(), high.tolist()) == ([0, 8], [7, 14])
    assert [bounds.shape for bounds in find(known())] == [(0,), (0,)]


@pytest.mark.parametrize("find", [narrowed, lambda puzzle: solved(puzzle, 5)])
def test_the_puzzle_itself_is_not_touched(find):
    puzzle = replace(RING, low=RING.low.copy(), high=RING.high.copy())
    find(puzzle)
    assert puzzle.low.tolist() == [0, 0, 0, 10] and puzzle.high.tolist() == [10, 10, 10, 10]


def test_a_rate_without_end_says_nothing_to_the_attack():
    """Of the ring's number one is told to be at least half, and any part, of another unknown."""
    ratios = ((0, 4, 0.5, np.inf), (1, 4, -np.inf, np.inf))
    puzzle = known(RING.sums, (), ratios, [*RING.low, 0], [*RING.high, 30])
    low, high = solved(puzzle, ALL)
    assert (low.tolist(), high.tolist()) == ([5, 5, 5, 10, 0], [5, 5, 5, 10, 10])


def test_below_a_rate_without_end_the_attack_goes_below_zero():
    """Any two of three make from -10 to 10: each is from -5 to 5."""
    low, high = [-10, -10, -10, -10, 0], [10, 10, 10, 10, 30]
    ratios = ((0, 4, -np.inf, 0.5),)
    low, high = solved(known(RING.sums, (), ratios, low, high, whole=[False] * 5), ALL)
    assert low == pytest.approx([-5, -5, -5, -10, 0], abs=NEAR)
    assert high == pytest.approx([5, 5, 5, 10, 30], abs=NEAR)


@pytest.mark.parametrize("status", [1, 2, 4])  # out of time; faulty or infeasible; other
def test_a_solver_that_gives_up_is_not_taken_for_an_answer(monkeypatch, status):
    real = attack.milp

    def gives_up(*given, **options):
        found = real(*given, **options)
        found.status, found.success, found.x = status, False, None
        found.message = "Model error"
        return found

    monkeypatch.setattr(attack, "milp", gives_up)
    with pytest.raises(RuntimeError, match="not done"):
        solved(RING, 5)


@pytest.mark.parametrize(("wanted", "spread"), [(ALL, 2), (5, 4)])
def test_crossed_tables_of_one_population(wanted, spread):
    """Three questions to 150 persons, crossed in every way; shown to 2 or 4 persons' room."""
    rng = np.random.default_rng(1)
    kinds = (2, 3, 4)
    answers = rng.integers(0, kinds, size=(150, 3))
    story, place = Story(), {}

    def count(*kept):
        """The place of the set with these answers, as (question, answer)."""
        kept = tuple(sorted(kept))
        if kept not in place:
            n = sum(all(person[q] == a for q, a in kept) for person in answers)
            shown = max(10, (n + 2) // 5 * 5)
            place[kept] = story.add(n, 0, 0)
            story.low[-1] = 0 if n <= 7 else max(8, shown - spread)
            story.high[-1] = 7 if n <= 7 else shown + spread
        return place[kept]

    one = [(q, a) for q in range(3) for a in range(kinds[q])]
    two = [(a, b) for a, b in itertools.combinations(one, 2) if a[0] != b[0]]
    for kept in [(), *((each,) for each in one), *two]:
        for q in {0, 1, 2}.difference(q for q, _ in kept):
            parts = tuple(count(*kept, (q, a)) for a in range(kinds[q]))
            story.sums.append((count(*kept), parts))
    puzzle = story.puzzle()
    low, high = solved(puzzle, wanted)
    least, most = programmes(boxed(puzzle))
    assert (least <= story.truth).all() and (story.truth <= most).all()
    matters = most - least + 1 < wanted
    assert low[matters].tolist() == least[matters].tolist()
    assert high[matters].tolist() == most[matters].tolist()
    assert (high - low + 1 >= wanted)[~matters].all()


def test_a_part_rests_on_the_bounds_of_its_whole_and_of_the_other_part():
    puzzle = known(sums=((0, (1, 2)),), within=((3, 1),), low=(20, 0, 10, 0), high=(24, 99, 14, 2))
    assert resting_on(puzzle, 1) == {0, 2}
    assert resting_on(puzzle, 3) == {3}


@settings(deadline=None, max_examples=80)
@given(stories(real=True), st.integers(0, 20))
def test_with_the_bounds_alone_that_it_rests_on_an_unknown_goes_no_farther(story, drawn):
    puzzle = boxed(story.puzzle())
    place = drawn % len(puzzle.low)
    rests = np.isin(np.arange(len(puzzle.low)), list(resting_on(puzzle, place)))
    alone = replace(
        puzzle, low=np.where(rests, puzzle.low, -1e4), high=np.where(rests, puzzle.high, 1e4)
    )
    (low, high), (least, most) = programmes(puzzle), programmes(alone)
    assert (least[place], most[place]) == pytest.approx((low[place], high[place]), abs=NEAR)
