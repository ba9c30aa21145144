"""Remarks that are limits on counts tell nothing beside the counts shown."""

import pytest

from evaluation.releases import ReleasedFinding, ShownCount, ShownTable
from evaluation.shown_notes import LIMITS, with_notes


def ends(best, between, worst=None, hidden=None, at_most=9):
    parts = (("best", best), ("between", between), ("worst", worst))
    shown = (ShownCount(k, n, at_most=at_most if n is None else None) for k, n in parts)
    return ShownTable("ends-before", tuple(shown), hidden=hidden)


def change(*tables, notes=()):
    return ReleasedFinding("change", "x", tables=tables, notes=notes)


@pytest.mark.parametrize(
    ("best", "between", "worst", "noted"),
    [
        (15, 85, 10, False),  # 13.6 %
        (15, 80, None, True),  # of 98.5: 15.2 %
        (15, 85, None, False),  # of 103.5
        (20, 25, None, False),  # of 48.5, fewer than 50
        (20, 30, None, True),
        (None, 100, 10, False),
    ],
)
def test_a_ceiling_is_more_than_15_per_cent_of_at_least_50(best, between, worst, noted):
    (item,) = with_notes([change(ends(best, between, worst))])
    assert (item.notes == ("ceiling",)) == noted


def test_other_remarks_stay_and_a_withheld_table_gives_none():
    (item,) = with_notes([change(ends(20, 50), notes=("reliability-from-data",))])
    assert item.notes == ("reliability-from-data", "ceiling")
    (item,) = with_notes([change(ends(None, None, None, "too-close", None))])
    assert item.notes == ()


@pytest.mark.parametrize(("followed", "noted"), [(55, True), (60, False), (65, False)])
def test_a_high_loss_is_said_beside_every_claim(followed, noted):
    counts = {"followed-up": followed, "midway-only": 15, "baseline-only": 15, "no-baseline": 10}
    table = ShownTable("follow-up", tuple(ShownCount(key, n) for key, n in counts.items()))
    covered = ReleasedFinding("participants", "clients", tables=(table,))
    claims = [ReleasedFinding("contrasts", about) for about in "xy"]
    told = with_notes([covered, *claims])
    assert [item.notes for item in told[1:]] == [("loss-to-follow-up-high",) * noted] * 2
    assert told[0].notes == ()


def test_without_the_table_nothing_is_said():
    assert with_notes([ReleasedFinding("contrasts", "x"), change()])[0].notes == ()
    assert with_notes([]) == ()
    assert {limit.note for limit in LIMITS} == {"ceiling", "loss-to-follow-up-high"}
