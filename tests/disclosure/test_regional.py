"""A region's counts are sums of what its offices released, also where these tell it differently."""

from hypothesis import given
from hypothesis import strategies as st

from evaluation.findings import Count, CountTable
from evaluation.policy import Policy
from evaluation.regional import sum_of_parts, told_by
from evaluation.releases import ShownCount, ShownTable
from evaluation.rounding import Chance, possible
from evaluation.rules import shown_table

FLOOR = Policy()
AGES = ("young", "middle", "old", "unknown")
TWO = (("under-50", ("young", "middle")), ("old", ("old",)), ("unknown", ("unknown",)))


def ages(*counts, coarser=(TWO,)):
    parts = tuple(Count(key, n) for key, n in zip(AGES, counts, strict=True))
    return CountTable("age", parts, coarser=coarser)


def shown(table, office="office-a"):
    return shown_table(table, FLOOR, Chance(bytes(range(32)), office), "participants/clients")


def counts(table):
    return {part.key: part.n for part in table.parts}


def released(*parts):
    return ShownTable("t", tuple(ShownCount(key, n, at_most=most) for key, n, most in parts))


WHOLE = CountTable("t", (Count("a", 30), Count("b", 12)))


def test_shown_parts_are_added_and_hidden_ones_make_it_at_least():
    tables = [released(("a", 10, None), ("b", 15, None)), released(("a", None, 7), ("b", 20, None))]
    first, second = sum_of_parts(WHOLE, tables).parts
    assert (first.n, first.at_least) == (10, True)
    assert (second.n, second.at_least) == (35, False)


def test_a_part_hidden_in_every_office_may_be_as_many_times_as_large():
    tables = [released(("a", None, 7), ("b", 10, None))] * 3
    assert sum_of_parts(WHOLE, tables).parts[0] == ShownCount("a", None, at_most=21)


def test_a_part_that_an_office_withholds_has_no_limit():
    tables = [
        released(("a", None, 7), ("b", 10, None)),
        released(("a", None, None), ("b", 10, None)),
    ]
    assert sum_of_parts(WHOLE, tables).parts[0] == ShownCount("a", None, at_most=None)


def test_a_table_that_no_office_has_tells_nothing():
    assert sum_of_parts(WHOLE, []).parts == (ShownCount("a", None), ShownCount("b", None))


def test_a_part_that_only_some_office_has_is_added():
    tables = [
        released(("a", 10, None), ("b", 10, None)),
        released(("a", 10, None), ("c", 25, None)),
    ]
    assert counts(sum_of_parts(WHOLE, tables)) == {"a": 20, "b": 10, "c": 25}


# --- coarser groups


def test_the_finest_way_is_taken_where_it_tells_the_most():
    assert counts(shown(ages(20, 20, 20, 0))) == {
        "young": 20,
        "middle": 20,
        "old": 20,
        "unknown": None,
    }


def test_parts_are_put_together_where_that_saves_more_than_it_loses():
    assert counts(shown(ages(5, 5, 20, 0))) == {"under-50": 10, "old": 20, "unknown": None}


def test_where_nothing_can_be_told_the_finest_way_is_kept():
    assert list(counts(shown(ages(1, 2, 3, 0)))) == list(AGES)


def test_a_part_that_stays_alone_keeps_its_number_in_every_way():
    coarse, fine = shown(ages(5, 5, 22, 0)), shown(ages(5, 5, 22, 0, coarser=()))
    assert coarse.parts[1] == fine.parts[2]


def test_a_region_puts_fine_and_coarse_offices_together():
    fine, coarse = shown(ages(20, 20, 20, 0)), shown(ages(5, 5, 20, 0), "office-b")
    whole = sum_of_parts(ages(25, 25, 40, 0), [fine, coarse])
    assert counts(whole) == {"young": 20, "middle": 20, "old": 40, "unknown": None}
    assert [p.at_least for p in whole.parts] == [True, True, False, False]
    assert whole.parts[3].at_most == 18


def test_a_region_of_coarse_offices_is_coarse():
    offices = [shown(ages(5, 5, 20, 0), f"office-{o}") for o in "abc"]
    whole = sum_of_parts(ages(15, 15, 60, 0), offices)
    assert counts(whole) == {"under-50": 30, "old": 60, "unknown": None}


def test_a_fine_office_tells_what_a_coarse_way_asks():
    coarse = [shown(ages(5, 5, 22, 0), f"office-{o}") for o in "abc"]
    fine = released(("young", 10, None), ("middle", 15, None), ("old", 20, None))
    whole = sum_of_parts(ages(25, 30, 86, 0), [*coarse, fine])
    [young] = [part for part in whole.parts if part.key == "under-50"]
    assert (young.n, young.at_least) == (sum(t.parts[0].n for t in coarse) + 25, False)


def test_a_coarse_way_says_nothing_of_what_is_not_in_it():
    coarse = released(("under-50", 10, None), ("old", 20, None))
    fine = shown(ages(40, 40, 20, 40))
    whole = sum_of_parts(ages(45, 45, 40, 40), [coarse, fine])
    parts = {part.key: part for part in whole.parts}
    assert parts["unknown"].n == 40 and not parts["unknown"].at_least
    assert parts["young"].at_least


@given(st.lists(st.tuples(*[st.integers(0, 60)] * 4), min_size=1, max_size=7))
def test_a_region_never_tells_more_than_is_true(offices):
    tables = [shown(ages(*n), f"office-{i}") for i, n in enumerate(offices)]
    true = dict(zip(AGES, map(sum, zip(*offices, strict=True)), strict=True))
    true["under-50"] = true["young"] + true["middle"]
    for part in sum_of_parts(ages(*(true[key] for key in AGES)), tables).parts:
        if part.n is None:
            assert part.at_most is None or true[part.key] <= part.at_most
        else:
            assert part.n - 4 * len(offices) <= true[part.key]
            assert part.at_least or true[part.key] <= part.n + 4 * len(offices)


@given(st.tuples(*[st.integers(0, 60)] * 4))
def test_no_other_way_tells_more(counts_by_age):
    taken = shown(ages(*counts_by_age))
    finest = shown(ages(*counts_by_age, coarser=()))
    grouped = {
        "under-50": counts_by_age[0] + counts_by_age[1],
        "old": counts_by_age[2],
        "unknown": counts_by_age[3],
    }
    coarse = shown(CountTable("age", tuple(Count(k, n) for k, n in grouped.items())))
    assert told_by(taken) == max(told_by(finest), told_by(coarse))
    for part in taken.parts:
        low, high = possible(part.n, FLOOR)
        assert low <= (grouped | dict(zip(AGES, counts_by_age, strict=True)))[part.key] <= high


def test_what_a_table_tells_in_bits():
    assert told_by(released(("a", 10, None), ("b", 10, None))) == 20.0
    assert told_by(released(("a", 20, None))) == 0.0
    assert told_by(released(("a", None, 7), ("b", None, 7))) == 0.0
    assert told_by(released(("a", 10, None), ("b", None, None))) == 0.0
    # A hidden part counts as half of what it may hold: 10 of 10 + 10, and one bit for each.
    assert told_by(released(("a", 10, None), ("b", None, 20))) == 10.0
    assert told_by(released(("a", 10, None), ("b", None, 12), ("c", None, 8))) == 10.0
