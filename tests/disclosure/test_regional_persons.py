"""A region's number of persons is a clue beside its offices' counts: none that presses is told."""

from dataclasses import replace

import numpy as np
import pytest

from evaluation.disclosure import release
from evaluation.findings import REGION, Count, CountTable, Estimate, Finding, Findings, Provenance
from evaluation.policy import Policy
from evaluation.regional_persons import _adds_up, _bounds, _pressing, _without_persons, presses
from evaluation.releases import ReleasedFinding, ShownEstimate
from evaluation.ties import ANYTHING

KEYS = [bytes([i, *range(31)]) for i in range(25)]
OFFICES = ("office-a", "office-b", "office-c")
HIDDEN = (0, 9)


@pytest.mark.parametrize(
    ("whole", "parts", "pressing"),
    [
        ((11, 19), [(11, 19), HIDDEN], False),
        ((11, 18), [(11, 19), HIDDEN], True),  # 11 to 18, and 0 to 7
        ((20, 28), [(11, 19), HIDDEN], False),
        ((21, 29), [(11, 19), HIDDEN], True),  # 12 to 19
        ((11, 19), [(11, 19), (0, ANYTHING)], False),  # 0 to 8
        ((10, 14), [(11, 19), (0, ANYTHING)], True),
        ((10, 14), [(0, ANYTHING), (0, ANYTHING)], False),
        ((10, 14), [(10, 14), HIDDEN], True),  # 0 to 4
        ((10, 18), [(10, 14), HIDDEN], False),  # five values it had before; 0 to 8
        ((15, 23), [(10, 14), HIDDEN], False),  # 1 to 9
        ((16, 23), [(10, 14), HIDDEN], True),  # 2 to 9
        ((13, 13), [(8, 10), HIDDEN], True),  # 3 to 5
        ((0, 0), [], False),
    ],
)
def test_a_whole_presses_its_parts(whole, parts, pressing):
    low, high = (np.array([part[end] for part in parts], dtype=float) for end in (0, 1))
    many = presses(
        (np.repeat(whole[0], 2), np.repeat(whole[1], 2)),
        (low.reshape(-1, 1).repeat(2, axis=1), high.reshape(-1, 1).repeat(2, axis=1)),
        5,
    )
    assert many.tolist() == [pressing, pressing]


def findings(scope, n, told=True):
    """What is told of a set of ``n``, in a table and by a mean; or nothing at all."""
    table = CountTable("t", (Count("in", n, "cell"), Count("out", 60, "others")), "all")
    mean = Estimate("m", 5.03, 4.0, 6.0, n, 30.0, of="cell")
    return Findings(
        scope,
        (Finding("a", "x", tables=(table,), estimates=(mean,)),) if told else (),
        Provenance("d", "f", "1", "0.1.0"),
        OFFICES if scope == REGION else (scope,),
    )


def regions(*n):
    for key in KEYS:
        parts = [
            release(findings(office, k), key=key) for office, k in zip(OFFICES, n, strict=True)
        ]
        yield parts, release(findings(REGION, sum(n)), parts, key=key).items[0].estimates[0]


def test_a_number_that_says_how_few_the_others_are_is_not_told():
    """16 in one office and nobody in the others: shown as 15 or 20 there, the region's as 15 or 20.

    Told as 20 and 15, it would leave four values to the one, and four to each of the others.
    """
    seen = set()
    for parts, estimate in regions(16, 0, 0):
        own = parts[0].items[0].tables[0].parts[0].n
        seen.add((own, estimate.n))
        if estimate.n is None:
            assert estimate.hidden is None and (estimate.value, estimate.step) == (5.0, 0.5)
    assert (20, 15) not in seen
    assert {(15, 15), (20, 20)} <= seen and (20, None) in seen


def test_a_number_that_tells_nothing_new_is_kept():
    for _, estimate in regions(100, 4, 4):
        assert estimate.n is not None and estimate.step < 0.5


def test_what_all_offices_tell_is_their_sum_and_never_left_out():
    for parts, estimate in regions(43, 52, 61):
        told = [part.items[0].estimates[0].n for part in parts]
        assert estimate.n == sum(told)


def test_an_office_that_tells_nothing_of_a_set_may_have_nobody_in_it():
    """11 to 19 in all, and 11 or more in one office: 0 to 8 in the others are nine values."""
    for key in KEYS:
        one = release(findings("office-a", 15), key=key)
        others = [release(findings(o, 0, told=False), key=key) for o in OFFICES[1:]]
        whole = release(findings(REGION, 15), [one, *others], key=key)
        assert whole.items[0].estimates[0].n == 15


def test_two_sets_one_of_which_holds_the_other_are_looked_at_together():
    """59 in the larger one, 58 in the smaller: told as 55 and 60, at most 3 are in one only.

    In the first office 10 or more are in the larger one and 9 or fewer in the smaller.
    """

    def both(scope, larger, smaller):
        estimates = (
            Estimate("l", 5.0, 4.0, 6.0, larger, larger - 1, of="larger"),
            Estimate("s", 5.0, 4.0, 6.0, smaller, smaller - 1, of="smaller"),
        )
        unions = (("larger", ("smaller", "larger:but:smaller")),)
        finding = Finding("a", "x", estimates=estimates, unions=unions)
        used = OFFICES if scope == REGION else (scope,)
        return Findings(scope, (finding,), Provenance("d", "f", "1", "0.1.0"), used)

    seen = set()
    for key in KEYS:
        told = zip(OFFICES, ((10, 9), (9, 9), (40, 40)), strict=True)
        parts = [release(both(office, *n), key=key) for office, n in told]
        whole = release(both(REGION, 59, 58), parts, key=key)
        seen.add(tuple(e.n for e in whole.items[0].estimates))
    assert seen == {(55, None), (60, None), (60, 55)}


def test_of_numbers_that_cannot_both_be_the_larger_is_told():
    """At most 14 in a set and at least 56 in one within it: only an error could tell both."""
    unions = (("larger", ("smaller", "others")),)
    estimates = (ShownEstimate("l", "points", 0.95, 5.0, of="larger"),
                 ShownEstimate("s", "points", 0.95, 5.0, of="smaller"))  # fmt: skip
    items = [ReleasedFinding("a", "x", estimates=estimates, unions=unions)]
    parts = [release(findings(office, 0, told=False), key=KEYS[0]) for office in OFFICES]
    assert _pressing({"larger": 10, "smaller": 60}, items, parts, Policy()) == {"larger"}


def test_sets_that_are_made_up_of_the_offices_sets():
    assert _adds_up("cell") and _adds_up("known:claim:C")
    assert not any(map(_adds_up, ("a/x/m", "cell · x@baseline", "worse-half:hope")))


def test_of_a_set_that_an_office_does_not_name_nothing_is_known():
    office = release(findings("office-a", 40), key=KEYS[0])
    low, high = _bounds(office, ["cell", "unnamed"])
    assert (low[1], high[1]) == (0, ANYTHING) and 36 <= low[0] <= 40 <= high[0] <= 44


SHOWN = ShownEstimate("m", "points", 0.95, 5.03, 4.04, 6.06, 40, step=0.2)


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ({}, {"value": 5.0, "lower": 4.0, "upper": 6.0, "step": 0.5}),
        ({"step": 2.0}, {"value": 6.0, "lower": 4.0, "upper": 6.0, "step": 2.0}),
        ({"lower": None, "upper": None},
         {"value": 5.0, "lower": None, "upper": None, "step": 0.5}),
        ({"unit": "odds", "step": None}, {}),  # rounded by its digits
        ({"value": None, "lower": None, "upper": None, "hidden": "too-few-persons"}, {}),
        ({"value": None, "lower": None, "upper": None, "hidden": "too-few-persons",
          "step": None}, {}),
        ({"unit": "share", "value": 0.4},
         {"value": None, "lower": None, "upper": None, "step": None,
          "hidden": "too-few-for-a-share"}),
    ],
)  # fmt: skip
def test_without_its_persons_a_number_is_told_as_one_of_the_fewest(told, left):
    if told.get("hidden"):
        told = {**told, "n": None}
    before = replace(SHOWN, **told)
    assert _without_persons(before, Policy()) == replace(before, n=None, **left)
