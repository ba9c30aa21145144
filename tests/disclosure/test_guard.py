"""What is too close is withheld, as little as will do, and it says by which rule."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.attack import solved
from evaluation.board import board_of
from evaluation.disclosure import release
from evaluation.errors import DisclosureRefused
from evaluation.findings import Count, CountTable, Finding, Findings, Provenance
from evaluation.guard import sets_too_close, withhold_what_is_too_close
from evaluation.policy import Policy
from evaluation.puzzle import narrowed
from evaluation.releases import (
    ReleasedFinding,
    ShownCount,
    ShownEstimate,
    ShownTable,
    load_release,
    release_as_json,
)
from evaluation.rounding import Chance, shown_count
from evaluation.ties import known_from

FLOOR = Policy()


def part(key, n, **more):
    return ShownCount(key, n, at_most=9 if n is None else None, who=key, **more)


def table(name, *parts, of="clients"):
    return ShownTable(name, parts, of)


def finding(*tables, about="x", **more):
    return ReleasedFinding("a", about, tables=tables, **more)


def number(name, n, value=5.0, **more):
    """An estimate that rests on so many persons."""
    return ShownEstimate(name, "points", 0.95, value, value, value, n, **more)


def hidden(items):
    return {t.name: t.hidden for item in items for t in item.tables}


def guarded(*items, totals=None, policy=FLOOR):
    return withhold_what_is_too_close(items, totals or {}, policy)


def test_what_is_wide_enough_passes_as_it_is():
    items = (finding(table("t", part("a", 20), part("b", 15), part("c", None))),)
    assert guarded(*items, totals={"clients": 38}) == items


def test_nothing_passes_as_nothing():
    assert guarded() == () and guarded(finding()) == (finding(),)


def test_two_tables_of_one_set_that_press_each_other_are_not_both_told():
    # At least 27 clients by the first, at most 28 by the second: 13 or 14 in each of its parts.
    one = table("one", part("a", 15), part("b", 20))
    two = table("two", part("d", 10), part("e", 10))
    left = guarded(finding(one, two))
    assert sorted(filter(None, hidden(left).values())) == ["too-close"]


def test_a_withheld_table_tells_no_count_but_keeps_its_names():
    one = table("one", part("a", 15), part("b", 20, within="clients"))
    two = table("two", part("d", 10), part("e", 10))
    gone = next(t for item in guarded(finding(one, two)) for t in item.tables if t.hidden)
    assert all(p.n is None and p.at_most is None for p in gone.parts)
    before = one if gone.name == "one" else two
    assert [(p.key, p.who, p.within) for p in gone.parts] == [
        (p.key, p.who, p.within) for p in before.parts
    ]
    assert gone.of == "clients" and gone.total == 0 and gone.at_least


def test_a_number_of_persons_alone_is_withheld_where_no_table_is_to_blame():
    estimates = (
        ShownEstimate("m", "points", 0.95, 5.0, 4.0, 6.0, 15, of="small"),
        ShownEstimate("k", "points", 0.95, 5.0, 4.0, 6.0, 10, of="large"),
    )
    # Both are 11 to 14: the larger set has at most 14, the smaller at least 11.
    item = ReleasedFinding("a", "x", estimates=estimates, unions=(("large", ("small", "rest")),))
    left = guarded(item)[0].estimates
    assert sorted(str(e.n) for e in left) in (["10", "None"], ["15", "None"])
    assert [e.value for e in left] == [5.0, 5.0]


def test_one_who_knows_all_totals_finds_nothing_exactly():
    # 11 clients: a is shown as 15 (11 … 19), b hidden (0 … 7). Who knows 11 knows both.
    items = (finding(table("t", part("a", 15), part("b", None))),)
    assert hidden(guarded(*items, totals={"clients": 11})) == {"t": "too-close"}
    assert hidden(guarded(*items, totals={"clients": 12})) == {"t": None}


def test_what_totals_alone_tell_is_not_our_doing():
    alone = (finding(table("t", part("a", 15))),)
    nobody = (finding(table("t", part("a", None), part("b", None))),)
    assert guarded(*alone, totals={"clients": 11}) == alone
    assert guarded(*nobody, totals={"clients": 0}) == nobody


def released(n, hash="e", who="a"):
    """What readers had before: a table of one set."""
    content = json.loads(
        release_as_json(
            release(
                Findings(
                    "office-a",
                    (Finding("a", "x", tables=(CountTable("t", (Count("a", 100, who),), "all"),)),),
                    Provenance(hash * 64, "f" * 64, "1", "0.1.0"),
                    ("office-a",),
                )
            )
        )
    )
    content["items"][0]["tables"][0]["parts"][0]["n"] = n
    return load_release(json.dumps(content))


NOW = (finding(table("t", part("a", 10), of="all")),)


def test_a_set_that_grew_is_not_told_as_smaller_than_before():
    # At least 11 before and at most 14 now: four values, in both editions.
    assert sets_too_close(NOW, {}, FLOOR, [released(15)], "d" * 64) == {"a"}
    assert sets_too_close(NOW, {}, FLOOR, [released(10)], "d" * 64) == set()
    assert hidden(withhold_what_is_too_close(NOW, {}, FLOOR, [released(15)])) == {"t": "too-close"}


def test_sets_that_clients_leave_may_shrink():
    left = (finding(table("t", part("x:lost", 10), of="others")),)
    before = [released(15, who="x:lost")]
    assert sets_too_close(left, {}, FLOOR, before, "d" * 64) == set()


def test_the_same_data_again_are_the_same_sets():
    same = [released(15, hash="d")]
    assert sets_too_close(NOW, {}, FLOOR, same, "d" * 64) == {"a"}
    assert sets_too_close(NOW, {}, FLOOR, [released(10, hash="d")], "d" * 64) == set()


def test_what_cannot_have_grown_is_taken_for_corrected():
    assert sets_too_close(NOW, {}, FLOOR, [released(50)], "d" * 64) == set()


RING_OF_A = (("w1", ("a", "p")), ("w2", ("a", "q")), ("v", ("p", "q")))
TOLD_NOW = {"else": 20, "w1": 20, "w2": 20, "v": 25}
WITHOUT_A = finding(
    *(table(name, part(name, n), of=f"of {name}") for name, n in TOLD_NOW.items()),
    unions=RING_OF_A,
)
"""Twice a is w1 and w2 without v: at most 24 + 24 − 21."""


def test_what_only_an_earlier_edition_told_keeps_its_values_too():
    """11 to 19 before: beside what is told now, which is wide enough, at most 13."""
    before = [released(15)]
    assert sets_too_close((WITHOUT_A,), {}, FLOOR) == set()
    assert sets_too_close((WITHOUT_A,), {}, FLOOR, before) == {"w1", "w2", "v"}
    left = withhold_what_is_too_close((WITHOUT_A,), {}, FLOOR, before)
    assert hidden(left)["else"] is None
    assert sorted(map(str, hidden(left).values())) == ["None", "None", "None", "too-close"]
    assert sets_too_close(left, {}, FLOOR, before) == set()


def test_what_an_earlier_edition_told_narrowly_keeps_all_of_it():
    """10 to 14 before, of which nine values are too many to ask: at most 13 by what is told now."""
    board = board_of((WITHOUT_A,), {}, Policy(narrowest=9), [released(10)], "")
    narrow = board.narrow_by_programme(frozenset())
    assert "before 0|a" in {board.puzzle.names[at] for at in narrow}


def test_what_an_earlier_edition_and_a_total_give_away_is_not_sought_for_ever():
    """11 to 19 were told of the same data, and 11 are all: whatever is told now of others."""
    now = (finding(table("t", part("a", 15), part("b", None), of="all")),)
    before = [released(15, hash="d")]
    left = withhold_what_is_too_close(now, {"all": 11}, FLOOR, before, "d" * 64)
    assert hidden(left) == {"t": "too-close"}


def test_means_of_a_whole_and_of_its_parts_are_no_reason_to_withhold():
    persons = {"ab": 40, "a": 20, "b": 20}
    estimates = tuple(number(of, n, of=of, step=0.5, quantity="x") for of, n in persons.items())
    items = (ReleasedFinding("a", "x", estimates=estimates, unions=(("ab", ("a", "b")),)),)
    assert guarded(*items, totals={"ab": 38}) == items


def test_what_earlier_editions_have_given_away_is_no_reason_to_withhold():
    """At least 11 by the first, at most 14 by the second: what is told now is not to blame."""
    before = [released(15, hash="1"), released(10, hash="1")]
    other = (finding(table("t", part("b", 20), of="all b")),)
    for now in ("1", "d"):
        assert sets_too_close(other, {}, FLOOR, before, now * 64) == set()


def test_sets_grow_from_one_earlier_edition_to_the_next():
    """11 to 19, then 10 to 14: four values in both, whatever today's third one is."""
    before = [released(15, hash="1"), released(10, hash="2")]
    board = board_of(NOW, {}, FLOOR, before, "d" * 64)
    grows = {tuple(board.puzzle.names[at] for at in pair) for pair in board.puzzle.within}
    assert {("before 0|a", "before 1|a"), ("before 0|a", "a"), ("before 1|a", "a")} <= grows


def test_ties_that_are_not_true_are_refused():
    one = table("one", part("a", 100), part("b", 100))
    two = table("two", part("d", 10), part("e", 10))
    with pytest.raises(DisclosureRefused, match="contradict"):
        guarded(finding(one, two))


def test_a_ring_of_ties_is_seen():
    """A table of two ways, told with both margins: narrowing one tie at a time sees too little."""
    rows = [table(f"row-{i}", part(f"{i}0", 10), part(f"{i}1", 10), of=f"r{i}") for i in (0, 1)]
    columns = [table(f"col-{j}", part(f"0{j}", 10), part(f"1{j}", 10), of=f"c{j}") for j in (0, 1)]
    margins = [
        table("rows", part("r0", 20), part("r1", 25)),
        table("columns", part("c0", 20), part("c1", 25)),
    ]
    left = guarded(finding(*rows, *columns, *margins))
    puzzle = known_from(left, FLOOR).puzzle()
    low, high = solved(puzzle, 5)
    told = {p.who for item in left for t in item.tables if not t.hidden for p in t.parts}
    for name, least, most in zip(puzzle.names, low, high, strict=True):
        assert name not in told or most - least >= 4


RING = (("r1", ("11", "12")), ("r2", ("21", "22")), ("c1", ("11", "21")), ("c2", ("12", "22")))
"""Rows and columns of one table of two ways, whose cells nobody tells."""


def test_a_ring_that_one_tie_at_a_time_does_not_show_is_seen():
    """At most 28 in the rows and at least 27 in the columns: two values are left to each."""
    rows = table("rows", part("r1", 10), part("r2", 10), of="some")
    columns = table("columns", part("c1", 20), part("c2", 15), of="others")
    items = finding(rows, columns, unions=RING)
    puzzle = known_from([items], FLOOR).puzzle()
    low, high = narrowed(puzzle)
    told = [puzzle.names.index(name) for name in ("r1", "r2", "c1", "c2")]
    assert (high - low)[told].min() >= 4  # unseen by narrowing
    assert sets_too_close([items], {}, FLOOR) == {"r1", "r2", "c1", "c2"}
    assert hidden(guarded(items)) == {"rows": None, "columns": "too-close"}


def test_of_all_that_could_be_withheld_it_is_what_leaves_the_least_to_withhold():
    # At most 28 by the first, at least 27 by each of the others: one table alone is to blame.
    one = table("one", part("a", 10), part("b", 10))
    two = table("two", part("d", 15), part("e", 20))
    three = table("three", part("f", 20), part("g", 15))
    assert hidden(guarded(finding(two, one, three))) == {
        "two": None,
        "one": "too-close",
        "three": None,
    }


def test_tables_are_withheld_before_a_number_of_persons():
    # At most 28 clients by the table, at least 26 by the number: either would do.
    told = finding(
        table("t", part("a", 10), part("b", 10)),
        estimates=(
            number("m", 30, of="clients"),
            number("else", 100, of="others"),
        ),
    )
    [left] = guarded(told)
    assert left.tables[0].hidden == "too-close"
    assert [e.n for e in left.estimates] == [30, 100]


def test_only_the_number_of_persons_that_is_to_blame_is_withheld():
    told = finding(
        estimates=(
            number("m", 10, of="clients"),
            number("else", 100, of="others"),
        ),
        unions=(("clients", ("a", "b")), ("most", ("a", "b"))),
    )
    again = finding(table("t", part("most", 15), of="all"), about="y")
    left = guarded(told, again)
    numbers = [e.n for e in left[0].estimates]
    assert numbers[1] == 100 and (numbers[0] is None or left[1].tables[0].hidden == "too-close")


def test_a_count_that_its_rounding_narrows_already_is_not_too_close():
    """Shown as 10 it may be 10 to 14: five values, where a tighter policy asks for nine."""
    tight = Policy(narrowest=9)
    alone = (finding(table("t", part("a", 10), of="all")),)
    assert guarded(*alone, policy=tight) == alone


def test_a_count_that_keeps_five_values_beside_the_others_is_not_too_close():
    """At most 64, at least 60 in all: whichever is looked at, 5 values of 9 are left."""
    parts = [part("a", 20), *(part(key, 15) for key in "bcde")]
    wide = finding(table("t", *parts), table("all", part("clients", 60), of="whole"))
    puzzle = known_from([wide], FLOOR).puzzle()
    low, high = narrowed(puzzle)
    assert high[puzzle.names.index("a")] - low[puzzle.names.index("a")] == 4
    assert guarded(wide) == (wide,)
    assert guarded(wide, policy=Policy(narrowest=6)) != (wide,)


TOLD_TWICE = finding(
    table("one", part("a", 15), of="of-a"),
    table("two", part("a", 15), of="also-of-a"),
    estimates=(
        number("m", 30, of="clients"),
        number("n", 30, of="clients"),
        ShownEstimate("h", "points", 0.95, hidden="too-few-persons", of="b"),
    ),
    unions=(("clients", ("a", "b")),),
)


def test_the_table_that_tells_two_of_the_narrow_counts_comes_before_one_that_tells_one():
    told = finding(table("one", part("a", 15), part("b", 15)), table("two", part("a", 15), of="c"))
    board = board_of((told,), {}, FLOOR, (), "")
    narrow = frozenset(map(board.puzzle.names.index, ("a", "b")))
    assert board.suspects(narrow, frozenset()) == [(0, "table", 0), (0, "table", 1)]


def test_that_a_number_rests_on_too_few_is_not_told_where_it_narrows_a_count():
    """Of 26 or more clients at most 19 are in one part, and in the other there are too few."""
    [left] = guarded(TOLD_TWICE)
    assert [t.hidden for t in left.tables] == [None, None]
    assert [(e.n, e.hidden) for e in left.estimates] == [
        (30, None), (30, None), (None, "too-close")
    ]  # fmt: skip


def test_what_tells_most_of_the_narrow_counts_is_suspected_first_and_tables_before_numbers():
    [told] = [replace(TOLD_TWICE, tables=(*TOLD_TWICE.tables, table("c", part("c", 20), of="d")))]
    board = board_of((told,), {}, FLOOR, (), "")
    narrow = frozenset(map(board.puzzle.names.index, ("a", "clients", "b")))
    everything = board.suspects(narrow, frozenset())
    assert everything[:2] == [(0, "table", 1), (0, "table", 0)]
    assert set(everything[2:]) == {(0, "estimate", at) for at in range(3)}
    assert (0, "table", 0) not in board.suspects(narrow, frozenset({(0, "table", 0)}))
    assert board.suspects(narrow - {board.puzzle.names.index("a")}, frozenset()) == everything[2:]


def test_editions_of_the_same_data_that_contradict_each_other_are_not_compared():
    assert sets_too_close(NOW, {}, FLOOR, [released(50, hash="d")], "d" * 64) == set()


def test_who_knows_that_nobody_is_there_learns_nothing_more():
    nobody = (finding(table("t", part("a", None), part("b", None))),)
    some = (finding(table("u", part("c", 10), part("d", None), of="all")),)
    assert guarded(*nobody, *some, totals={"clients": 0, "all": 12}) == (*nobody, *some)


def mean(name, value, step, quantity):
    return number(name, 40, of="both", value=value, step=step, quantity=quantity)


def test_a_mean_change_lies_between_what_the_means_before_and_after_leave():
    before, after = mean("before", 4.0, 0.5, "x@baseline"), mean("after", 5.0, 0.5, "x@follow-up")
    change = mean("change", 2.0, 2.0, "x@follow-up minus x@baseline")
    item = ReleasedFinding("change", "x", estimates=(before, after, change))
    puzzle = known_from([item], FLOOR).puzzle()
    people = np.where([n == "both" for n in puzzle.names], 40.0, puzzle.high)
    low, high = solved(replace(puzzle, low=np.minimum(puzzle.low, people), high=people), 1000)
    at = puzzle.names.index("both · x@follow-up minus x@baseline")
    # 1 to 3 by its own rounding; 4.75 − 4.25 to 5.25 − 3.75 by that of the two means.
    assert (round(high[at], 6), round(low[at] / low[puzzle.names.index("both")], 6)) == (60, 1)


@st.composite
def microdata(draw):
    n = draw(st.integers(0, 60))
    columns = draw(st.integers(1, 5))
    groups = [
        draw(st.lists(st.integers(0, k), min_size=n, max_size=n)) for k in range(1, columns + 1)
    ]
    return n, groups


@given(microdata(), st.binary(min_size=32, max_size=32), st.sampled_from([5, 7, 9]))
def test_whatever_the_data_no_count_comes_under_the_limit(data, key, narrowest):
    n, groups = data
    policy = Policy(narrowest=narrowest)
    chance = Chance(key, "office-a")

    def shown(count, who):
        return part(who, shown_count(count, chance.of(who, 5), policy))

    tables = [
        table(
            f"t{at}",
            *(shown(sum(v == value for v in values), f"{at}:{value}") for value in range(at + 2)),
        )
        for at, values in enumerate(groups)
    ]
    whole = table("all", shown(n, "clients"), of="everybody")
    left = guarded(finding(*tables, whole), totals={"clients": n, "everybody": n}, policy=policy)
    puzzle = known_from(left, policy).puzzle()
    low, high = solved(puzzle, policy.narrowest)
    true = {"clients": n, "everybody": n}
    for at, values in enumerate(groups):
        true |= {f"{at}:{v}": sum(x == v for x in values) for v in range(at + 2)}
    alone = dict(zip(puzzle.names, puzzle.high - puzzle.low, strict=True))
    told = {p.who for t in left[0].tables if not t.hidden for p in t.parts}
    for name, least, most in zip(puzzle.names, low, high, strict=True):
        assert least <= true[name] <= most
        if name in told:
            assert most - least >= min(policy.narrowest - 1, alone[name])
    assert np.isfinite(low).all()
