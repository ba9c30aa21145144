"""What readers learn from released findings: bounds, sums, sets within sets, means."""

from dataclasses import replace

import numpy as np

from evaluation.policy import Policy
from evaluation.releases import ReleasedFinding, ShownCount, ShownEstimate, ShownTable
from evaluation.ties import ANYTHING, Known, add_growth, known_from, may_grow

FLOOR = Policy()


def part(who, n, **more):
    return ShownCount(who, n, at_most=9 if n is None else None, who=who, **more)


def number(name, n, **more):
    estimate = {"unit": "points", "value": 5.0, **more}
    return ShownEstimate(
        name, level=0.95, lower=estimate["value"], upper=estimate["value"], n=n, **estimate
    )


def learnt(*tables, prefix="", **more):
    return known_from([ReleasedFinding("a", "x", tables=tables, **more)], FLOOR, prefix)


def bounds(known):
    """Bounds of each unknown, as the puzzle has them."""
    puzzle = known.puzzle()
    return dict(zip(puzzle.names, zip(puzzle.low, puzzle.high, strict=True), strict=True))


def test_a_table_tells_bounds_a_sum_and_who_lies_within_whom():
    table = ShownTable("t", (part("in", 15, within="some"), part("out", None)), "clients")
    known = learnt(table, prefix="p|")
    assert list(known.sums) == [("p|clients", ("p|in", "p|out"))]
    assert list(known.within) == [("p|in", "p|some")]
    assert bounds(known) == {
        "p|clients": (0, ANYTHING), "p|in": (11, 19), "p|out": (0, 9), "p|some": (0, ANYTHING)
    }  # fmt: skip
    assert [(known.names["p|in"], 11, 19, (0, "table", 0)),
            (known.names["p|out"], 0, 9, (0, "table", 0))] == known.clues  # fmt: skip


def test_a_withheld_table_tells_its_sets_only():
    known = learnt(ShownTable("t", (ShownCount("in", None, who="in"),), "clients", "too-close"))
    assert bounds(known) == {"clients": (0, ANYTHING), "in": (0, ANYTHING)} and not known.clues


def test_two_bounds_of_one_set_hold_both():
    known = learnt(ShownTable("t", (part("in", 15),)), ShownTable("u", (part("in", 10),)))
    assert bounds(known)["in"] == (11, 14)


def test_a_mean_tells_its_persons_and_bounds_its_sum():
    known = learnt(estimates=(number("m", 40, of="both", quantity="x@baseline", step=0.5),))
    assert bounds(known)["both"] == (36, 44)
    assert known.real == {"both · x@baseline"}
    assert known.ratios == [("both · x@baseline", "both", 4.75, 5.25)]
    assert bounds(known)["both · x@baseline"] == (-ANYTHING, ANYTHING)
    puzzle = known.puzzle()
    assert puzzle.whole.tolist() == [name == "both" for name in puzzle.names]


def test_a_number_without_its_persons_rests_on_ten_at_least():
    known = learnt(estimates=(number("m", None, of="both"),))
    assert bounds(known) == {"both": (10, ANYTHING)} and not known.ratios
    hidden = ShownEstimate("m", "points", 0.95, hidden="too-few-persons", of="both")
    assert bounds(learnt(estimates=(hidden,))) == {"both": (0, 9)}
    for reason in ("small-part", "too-close", "too-few-degrees-of-freedom"):
        assert not learnt(estimates=(replace(hidden, hidden=reason),)).names


def test_a_share_bounds_those_of_whom_it_is_true():
    share = number("s", 40, of="both", unit="share", value=0.4, step=0.2)
    known = learnt(estimates=(share,))
    assert list(known.within) == [("a/x/s/those", "both")]
    [(first, second, low, high)] = known.ratios
    assert (first, second) == ("a/x/s/those", "both")
    assert np.allclose((low, high), (0.3, 0.5))
    assert known.puzzle().whole.all()
    # It would not be told of fewer than ten.
    assert bounds(known) == {"both": (36, 44), "a/x/s/those": (10, ANYTHING)}


def test_ratios_of_odds_tell_their_persons_only():
    known = learnt(estimates=(number("o", 40, of="both", unit="odds"),))
    assert bounds(known) == {"both": (36, 44)} and not known.ratios


def test_sums_of_answers_add_up_where_all_parts_are_told_of():
    def mean(of, quantity="x@baseline"):
        return number(of, 40, of=of, quantity=quantity, step=0.5)

    unions = (("all", ("a", "b")),)
    known = learnt(estimates=(mean("all"), mean("a"), mean("b")), unions=unions)
    assert list(known.sums) == [
        ("all", ("a", "b")),
        ("all · x@baseline", ("a · x@baseline", "b · x@baseline")),
    ]
    for some in ((mean("all"), mean("a")), (mean("a"), mean("b")), (mean("all"), mean("b", "y"))):
        assert list(learnt(estimates=some, unions=unions).sums) == [("all", ("a", "b"))]


def test_a_difference_is_tied_to_what_it_is_the_difference_of():
    def mean(quantity, of="both"):
        return number(quantity, 40, of=of, quantity=quantity, step=0.5)

    means = mean("x@after"), mean("x@before"), mean("x@after minus x@before")
    known = learnt(estimates=means)
    assert list(known.sums) == [
        ("both · x@after", ("both · x@before", "both · x@after minus x@before"))
    ]
    others = mean("x@after"), mean("x@before", "others"), mean("x@after minus x@before")
    for some in (means[1:], means[:2], means[::2], others):
        assert not learnt(estimates=some).sums


def test_a_known_takes_in_all_of_another():
    one, other = learnt(ShownTable("t", (part("c", 10),), "all")), Known()
    other.name("first")
    other.add_mean("sum", "first", 1.0, 2.0)
    other.add_within("small", "large")
    other.add_sum("whole", ("part",))
    other.limit("part", 3, 4, (7, "table", 0))
    one.add(other)
    assert list(one.names) == ["all", "c", "first", "sum", "small", "large", "whole", "part"]
    assert one.real == {"sum"} and one.ratios == [("sum", "first", 1.0, 2.0)]
    assert ("small", "large") in one.within and ("whole", ("part",)) in one.sums
    assert bounds(one)["part"] == (3, 4) and one.clues[-1][3] == (7, "table", 0)
    one.limit("sum", -1, 1)
    one.add(Known(real={"c"}))
    assert one.real == {"sum", "c"}


def test_who_can_leave_a_set_and_who_cannot():
    assert may_grow("office-a|answered:x:baseline") and may_grow("clients")
    for name in ("lost", "a|x:lost", "worse-half:x", "clients:but:a:b", "contrasts/x/unseen"):
        assert not may_grow(name)


def grown(before, after, who="c"):
    known = learnt(ShownTable("t", (part(who, before),), "all"), prefix="0|")
    known.add(learnt(ShownTable("t", (part(who, after),), "all"), prefix="1|"))
    known.add_within("0|alone", "0|all")
    add_growth(known, "0|", "1|")
    return [pair for pair in known.within if pair[0].startswith("0|") and pair[1].startswith("1|")]


def test_sets_grow_unless_their_numbers_exclude_it():
    both = [("0|all", "1|all"), ("0|c", "1|c")]
    assert grown(10, 15) == grown(15, 15) == grown(15, 10) == both
    # 16 at least before, and at most 14 now; 14 and 14 is just possible.
    assert grown(20, 10) == [("0|all", "1|all")]
    assert grown(10, 15, who="x:lost") == [("0|all", "1|all")]


def test_a_set_of_exactly_one_size_may_have_stayed_as_it_was():
    known = Known()
    known.limit("0|c", 14, 20)
    known.limit("1|c", 3, 14)
    known.add_mean("0|m", "0|c", 1.0, 2.0)
    known.name("1|m")
    add_growth(known, "0|", "1|")
    assert list(known.within) == [("0|c", "1|c")]
