"""Counts and steps at their limits, and the rounding's own promises."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.analyses.loss import tipping_point
from evaluation.errors import DisclosureRefused
from evaluation.policy import Policy
from evaluation.rounding import (
    COARSEST_SHARE,
    FINEST,
    LADDER,
    MANY,
    WEIGHT,
    Chance,
    decimals,
    no_finer,
    odds_rounded,
    possible,
    shown_count,
    smallest_shown,
    step,
    to_step,
)

FLOOR = Policy()
KEY = bytes(range(32))
counts, chances = st.integers(0, 2000), st.integers(0, 4)
policies = st.builds(
    Policy, fewest=st.sampled_from([10, 15, 30, 45]), round_to=st.sampled_from([5, 10, 15, 20])
)


@pytest.mark.parametrize("chance", range(5))
@pytest.mark.parametrize("n", range(10))
def test_counts_below_10_are_hidden_whatever_the_chance(n, chance):
    assert shown_count(n, chance, FLOOR) is None


@pytest.mark.parametrize("chance", range(5))
def test_10_is_shown_as_10(chance):
    assert shown_count(10, chance, FLOOR) == 10


@pytest.mark.parametrize(
    ("n", "up"), [(11, (4,)), (12, (3, 4)), (13, (2, 3, 4)), (14, (1, 2, 3, 4)), (15, range(5))]
)
def test_a_remainder_of_r_is_rounded_up_by_r_chances_of_five(n, up):
    assert {c for c in range(5) if shown_count(n, c, FLOOR) == 15} == set(up)


def test_a_negative_count_is_refused():
    with pytest.raises(DisclosureRefused):
        shown_count(-1, 0, FLOOR)
    assert shown_count(0, 0, FLOOR) is None


@given(st.integers(10, 3000))
def test_over_all_chances_the_rounding_is_right_on_the_average(n):
    assert sum(shown_count(n, c, FLOOR) for c in range(5)) == 5 * n


@given(counts, counts, chances, policies)
def test_a_set_that_grows_never_seems_to_shrink(one, other, chance, policy):
    few, many = (shown_count(n, chance, policy) or 0 for n in sorted((one, other)))
    assert few <= many


@given(counts, st.integers(0, 19), policies)
def test_the_truth_is_among_what_is_possible(n, chance, policy):
    shown = shown_count(n, chance % policy.round_to, policy)
    low, high = possible(shown, policy)
    assert low <= n <= high
    if shown is not None:
        assert shown % 5 == 0 and shown >= smallest_shown(policy) >= policy.fewest


@given(chances)
def test_what_is_possible_is_reached_by_some_chance(chance):
    for shown in (None, 10, 15, 100):
        low, high = possible(shown, FLOOR)
        for n in range(low, high + 1):
            assert shown in {shown_count(n, c, FLOOR) for c in range(5)}
        assert shown not in {shown_count(n, c, FLOOR) for n in (high + 1,) for c in range(5)}
        assert low == 0 or shown not in {shown_count(low - 1, c, FLOOR) for c in range(5)}


def test_possible_values_of_what_is_shown():
    assert possible(None, FLOOR) == (0, 9)
    assert possible(10, FLOOR) == (10, 14)
    assert possible(15, FLOOR) == (11, 19)
    assert possible(20, Policy(fewest=15, round_to=10)) == (15, 29)


# --- the chance


def test_a_set_has_one_chance_everywhere_and_sets_have_unlike_ones():
    chance = Chance(KEY, "office-a")
    assert chance.of("clients", 5) == Chance(KEY, "office-a").of("clients", 5)
    drawn = Counter(chance.of(f"set-{i}", 5) for i in range(5000))
    assert set(drawn) == set(range(5))
    expected, spread = 1000, 4 * math.sqrt(5000 * 0.2 * 0.8)
    assert all(abs(n - expected) < spread for n in drawn.values())


def test_the_chance_depends_on_the_key_the_scope_and_the_set():
    sets = [f"set-{i}" for i in range(64)]
    drawn = {
        tuple(Chance(key, scope).of(s + more, 5) for s in sets)
        for key in (KEY, KEY[::-1])
        for scope in ("office-a", "office-b")
        for more in ("", "x")
    }
    assert len(drawn) == 8


def test_the_chance_is_that_of_the_documented_hash():
    import hashlib
    import hmac

    digest = hmac.new(KEY, b"rounding|office-a|clients", hashlib.sha256).digest()
    assert Chance(KEY, "office-a").of("clients", 5) == int.from_bytes(digest[:8], "big") % 5


def test_a_chance_does_not_print_its_key():
    assert repr(Chance(KEY, "office-a")) == "<Chance>"


# --- steps of estimates


@pytest.mark.parametrize(
    ("unit", "n", "expected"),
    [
        ("points", 10, 0.5),
        ("points", 15, 0.5),
        ("points", 30, 0.2),
        ("points", 50, 0.2),
        ("points", 55, 0.1),
        ("points", 5000, 0.1),
        ("t-score", 35, 1.0),
        ("t-score", 5000, 0.1),
        ("sd", 35, 0.1),
        ("sd", 10, 0.5),
        ("ratio", 60, 0.05),
        ("share", 25, math.inf),
        ("share", 30, 0.2),
        ("share", 55, 0.1),
        ("share", 105, 0.05),
        ("share", 1000, 0.01),
        ("share-difference", 25, math.inf),
        ("share-difference", 60, 0.1),
    ],
)
def test_steps(unit, n, expected):
    assert step(unit, n, FLOOR) == expected


@given(st.sampled_from(sorted(FINEST)), st.integers(2, 600).map(lambda n: 5 * n))
def test_a_step_leaves_a_sum_the_room_of_one_answer(unit, n):
    size, persons = step(unit, n, FLOOR), max(10, possible(n, FLOOR)[0])
    if math.isfinite(size):
        assert size in LADDER and size >= FINEST[unit]
        assert size * persons >= WEIGHT[unit] - 1e-9
        finer = [s for s in LADDER if s < size]
        assert not finer or finer[-1] < FINEST[unit] or finer[-1] * persons < WEIGHT[unit]


@given(st.integers(6, 600).map(lambda n: 5 * n), st.data())
def test_a_shown_share_leaves_its_numerator_five_values_even_if_n_is_known(n, data):
    size = step("share", n, FLOOR)
    if math.isfinite(size):
        true_n = data.draw(st.integers(*possible(n, FLOOR)))
        of = data.draw(st.integers(8, max(8, true_n - 8)))
        shown = to_step(of / true_n, size)
        alike = [k for k in range(true_n + 1) if to_step(k / true_n, size) == shown]
        assert len(alike) >= 5


@given(st.floats(0.05, 5), st.floats(0.5, 2), st.integers(10, 1000), st.integers(10, 400))
def test_a_tipping_point_leaves_the_lost_five_values_even_if_all_else_is_known(
    more, smallest, seen, lost
):
    effect = smallest + more
    exact = tipping_point(effect, smallest, seen, lost)
    size = no_finer(0.1, (smallest - exact) / lost, lost, FLOOR)
    if math.isfinite(size):
        shown = to_step(exact, size)
        told = [to_step(tipping_point(effect, smallest, seen, k), size) for k in range(1, 2000)]
        assert told.count(shown) >= 5


def test_a_step_is_made_coarser_by_what_one_person_moves_and_never_finer():
    assert no_finer(0.5, 0.0, 10, FLOOR) == 0.5
    assert no_finer(0.5, 0.02, 1000, FLOOR) == 0.5
    assert [no_finer(0.1, 0.1, of, FLOOR) for of in (5, 6, 10, 105)] == [math.inf, 5.0, 1.0, 1.0]
    assert [no_finer(0.1, moved, 10, FLOOR) for moved in (0.05, 1.0, 1.01)] == [0.5, 10, math.inf]
    assert no_finer(0.1, 0.1, 90, Policy(narrowest=9)) == 1.0


def test_an_estimate_without_a_shown_number_of_persons_rests_on_the_fewest():
    assert step("points", None, FLOOR) == 0.5
    assert step("points", None, Policy(fewest=100)) == 0.1


def test_the_numbers_of_the_rules():
    """They are part of the policy: whoever changes one, changes docs/disclosure.md too."""
    assert LADDER == (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
    points, shares = {"points": 0.1, "t-score": 0.1}, {"share": 0.01, "share-difference": 0.01}
    assert {**points, "sd": 0.01, **shares, "ratio": 0.01} == FINEST
    persons = {"share": 5, "share-difference": 5}
    assert {"points": 5, "t-score": 30, "sd": 2.5, **persons, "ratio": 2.5} == WEIGHT
    assert (COARSEST_SHARE, MANY) == (0.2, 100)


def test_a_chance_is_drawn_again_as_often_as_asked():
    once = Chance(KEY, "office-a").again(["a", "b"])
    twice = once.again(["a"])
    assert (once.draws, twice.draws) == ({"a": 1, "b": 1}, {"a": 2, "b": 1})


@pytest.mark.parametrize(
    ("value", "size", "digits"),
    [
        (3.0, 10.0, 0), (3.0, 5.0, 0), (3.0, 1.0, 0), (0.5, 0.5, 1), (0.2, 0.2, 1), (0.1, 0.05, 2),
        (0.0, None, 0), (0.012, None, 3), (0.5, None, 1), (0.55, None, 2), (2.7, None, 1),
        (3.0, None, 0), (17.0, None, 0), (20.0, None, 0), (100.0, None, 0), (1.0, None, 0),
    ],
)  # fmt: skip
def test_a_number_is_written_with_the_decimals_it_was_rounded_to(value, size, digits):
    assert decimals(value, size) == digits


@given(st.floats(-1000, 1000), st.sampled_from(LADDER))
def test_to_step_is_the_nearest_multiple(value, size):
    shown = to_step(value, size)
    assert abs(shown - value) <= size / 2 + 1e-9
    assert abs(shown / size - round(shown / size)) < 1e-6


def test_minus_nothing_is_nothing_and_decimals_are_clean():
    assert str(to_step(-0.04, 0.1)) == "0.0"
    assert [to_step(x, 0.2) for x in (0.31, 0.69)] == [0.4, 0.6]
    assert to_step(1.26, 0.1) == 1.3 and to_step(47.2, 5.0) == 45.0


@pytest.mark.parametrize(
    ("value", "n", "expected"),
    [
        (16.51, 35, 20.0),
        (101.33, 35, 100.0),
        (2.69, 35, 3.0),
        (2.69, 105, 2.7),
        (16.51, 105, 17.0),
        (2.69, 100, 3.0),  # shown 100 may be 96
        (2.69, 103, 3.0),
        (2.69, 104, 2.7),
        (0.0, 35, 0.0),
        (0.0123, 200, 0.012),
        (2.69, None, 3.0),
    ],
)
def test_odds_have_one_digit_that_counts_or_two(value, n, expected):
    assert odds_rounded(value, n, FLOOR) == expected
