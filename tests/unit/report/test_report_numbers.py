"""Numbers, dates and periods in Finnish and in English."""

import pytest

from evaluation.disclosure import ShownCount, ShownEstimate, ShownTable, decimals
from evaluation.errors import BadInput
from evaluation.report import numbers
from evaluation.report.words import Words

FI, EN = Words("fi"), Words("en")


@pytest.mark.parametrize(
    ("value", "digits", "signed", "fi", "en"),
    [
        (2.1, 1, False, "2,1", "2.1"),
        (-2.1, 1, False, "−2,1", "−2.1"),
        (2.1, 1, True, "+2,1", "+2.1"),
        (0.0, 1, True, "0,0", "0.0"),
        (-0.04, 1, True, "0,0", "0.0"),
        (2.25, 1, False, "2,2", "2.2"),
        (2.35, 1, False, "2,4", "2.4"),
        (12345, 0, False, "12\u202f345", "12\u202f345"),
        (-1234.56, 2, False, "−1\u202f234,56", "−1\u202f234.56"),
        (None, 1, False, "–", "–"),
    ],
)
def test_number(value, digits, signed, fi, en):
    assert numbers.number(value, FI, digits, signed) == fi
    assert numbers.number(value, EN, digits, signed) == en


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(value):
    with pytest.raises(ValueError, match="finite"):
        numbers.number(value, FI)


def test_percent_has_a_space_in_finnish_only():
    assert numbers.percent(0.62, FI) == "62\u00a0%"
    assert numbers.percent(0.62, EN) == "62%"
    assert numbers.percent(None, EN) == "–"


@pytest.mark.parametrize(
    ("low", "high", "fi", "en"),
    [
        (1.6, 2.7, "1,6–\u20602,7", "1.6\u00a0to\u00a02.7"),
        (-0.5, 1.2, "−0,5\u00a0–\u2060\u00a01,2", "−0.5\u00a0to\u00a01.2"),
    ],
)
def test_an_interval_is_never_broken_over_lines(low, high, fi, en):
    assert numbers.interval(low, high, FI) == fi
    assert numbers.interval(low, high, EN) == en


def test_hidden_counts_say_at_most_nine_and_never_zero():
    assert numbers.count(35, EN) == "35"
    assert numbers.about(None, FI) == "enintään 9"
    assert numbers.about(35, EN) == "about 35"


def test_a_total_says_at_least_when_a_part_is_hidden():
    hidden = ShownTable("t", (ShownCount("a", 120), ShownCount("b", None, at_most=9)))
    whole = ShownTable("t", (ShownCount("a", 120), ShownCount("b", 10)))
    nothing = ShownTable("t", tuple(ShownCount(key, None, at_most=9) for key in "ab"))
    assert numbers.total(hidden, FI) == "vähintään noin 120"
    assert numbers.total(hidden, EN) == "at least about 120"
    assert numbers.total(whole, FI) == "noin 130"
    assert numbers.total(nothing, EN) == "too few to show"


def test_a_part_of_a_region_says_at_least_when_an_office_is_hidden():
    assert numbers.part_text(ShownCount("a", 40, at_least=True), FI) == "≥40"
    assert numbers.part_text(ShownCount("a", None, at_most=9), FI) == "≤9"
    assert numbers.part_text(ShownCount("a", None, at_most=49), FI) == "≤49"
    assert numbers.part_text(ShownCount("a", None, at_most=None), FI) == numbers.EMPTY


def test_a_part_in_a_sentence_says_when_it_may_be_larger():
    assert numbers.about_part(ShownCount("a", 40), EN) == "about 40"
    assert numbers.about_part(ShownCount("a", 40, at_least=True), EN) == "at least about 40"
    assert numbers.about_part(ShownCount("a", None, at_most=14), EN) == "at most 14"
    assert numbers.about_part(ShownCount("a", None, at_most=None), EN) == EN("numbers.not-shown")


def test_a_share_is_not_told_where_an_office_hides_its_part():
    parts = (ShownCount("a", 40, at_least=True), ShownCount("b", 10))
    assert ShownTable("t", parts).share("b") is None


@pytest.mark.parametrize(("a", "b", "share"), [(40, 55, None), (45, 55, 0.45)])
def test_a_share_is_told_of_a_hundred_or_more(a, b, share):
    shown = ShownTable("t", (ShownCount("a", a), ShownCount("b", b)))
    assert numbers.share_of(shown, "a") == share
    assert numbers.share_of(None, "a") is None


@pytest.mark.parametrize(
    ("unit", "step", "text"),
    [
        ("points", 0.5, "50.0"),
        ("points", 1.0, "50"),
        ("t-score", 5.0, "50"),
        ("t-score", 0.1, "50.0"),
        ("sd", 0.05, "50.00"),
        ("ratio", 0.2, "50.0"),
        ("odds", None, "50"),
    ],
)
def test_a_number_has_no_more_decimals_than_its_step(unit, step, text):
    estimate = ShownEstimate("x", unit, 0.95, 50.0, 40.0, 60.0, 90, step=step)
    assert numbers.value_text(estimate, EN) == text


@pytest.mark.parametrize(
    ("value", "digits"),
    [(3.2, 1), (3.0, 0), (0.04, 2), (0.041, 3), (0.4, 1), (32.0, 0), (320.0, 0), (0.0, 0)],
)
def test_a_ratio_of_odds_has_the_digits_that_count(value, digits):
    assert decimals(value, None) == digits


def test_goal_attainment_is_told_in_points():
    score = ShownEstimate("mean-t", "t-score", 0.95, 50.0, 45.0, 55.0, 15, step=5.0)
    assert numbers.estimate_text(score, FI) == "50 pistettä (väli 45–\u206055)"


def test_where_the_persons_are_withheld_there_is_a_dash():
    alone = ShownEstimate("mean", "points", 0.95, 2.1, 1.6, 2.7, step=0.1)
    assert numbers.persons_text(alone, FI) == numbers.EMPTY
    assert numbers.persons_text(None, FI) == numbers.EMPTY
    assert numbers.estimate_text(alone, FI).startswith("2,1 pistettä")


def withheld(why):
    return ShownTable("t", (ShownCount("a", None), ShownCount("b", None)), hidden=why)


@pytest.mark.parametrize("words", [FI, EN], ids=["fi", "en"])
@pytest.mark.parametrize("why", ["too-close", "by-policy"])
def test_a_withheld_table_says_why_and_never_at_most_nine(words, why):
    shown, short = withheld(why), words(f"hidden.{why}.short")
    assert numbers.is_untold(shown) and numbers.has_gaps(shown)
    assert numbers.why_untold(shown, words) == numbers.total(shown, words) == short
    assert numbers.part_cells(shown, "ab", words) == [short, numbers.EMPTY]


def test_a_small_part_is_not_a_withheld_one():
    small = ShownTable("t", (ShownCount("a", None, at_most=9), ShownCount("b", 40)))
    assert not numbers.is_untold(small) and not numbers.has_gaps(small)
    assert numbers.why_untold(small, FI) == numbers.why_untold(None, FI) == ""
    assert numbers.part_cells(small, "abc", FI) == ["≤9", "40", numbers.EMPTY]


def test_what_all_offices_withhold_the_region_does_not_call_few():
    shown = withheld(None)
    assert numbers.why_untold(shown, EN) == EN("numbers.offices-protected")


def test_estimates_in_words():
    points = ShownEstimate("generation", "points", 0.95, 2.1, 1.6, 2.7, 60, step=0.1)
    share = ShownEstimate("activation-in", "share", 0.95, 0.62, 0.51, 0.72, 60)
    hidden = ShownEstimate("generation", "points", 0.95, hidden="too-few-persons")
    assert numbers.estimate_text(points, FI) == "2,1 pistettä (väli 1,6–\u20602,7)"
    assert numbers.estimate_text(points, EN) == "2.1 points (interval 1.6\u00a0to\u00a02.7)"
    assert numbers.estimate_text(share, FI) == "62\u00a0% (väli 51–\u206072\u00a0%)"
    assert numbers.estimate_text(hidden, FI) == "liian vähän ihmisiä"
    assert numbers.interval_text(hidden, FI) == "–"
    assert numbers.value_text(None, EN) == "–"


def test_days_and_months():
    assert numbers.day("2007-10-01", FI) == "1.10.2007"
    assert numbers.day("2007-10-01", EN) == "1\u00a0October\u00a02007"
    assert numbers.day("", EN) == ""
    assert numbers.month("2007-10", FI) == "lokakuu\u00a02007"
    assert numbers.month("", EN) == "not known"
    assert numbers.period("2007-10", "2009-12", FI) == "lokakuu\u00a02007 – joulukuu\u00a02009"
    assert numbers.period("2007-10", "2007-10", EN) == "October\u00a02007"


def test_a_bad_date_is_refused_without_telling_it():
    with pytest.raises(BadInput) as refusal:
        numbers.day("first of May", FI)
    assert "May" not in str(refusal.value)


def test_a_difference_of_shares_has_a_sign_and_no_per_cent():
    gap = ShownEstimate("activation", "share-difference", 0.99, 0.07, -0.02, 0.16, 770)
    assert numbers.value_text(gap, FI, signed=True) == "+7"
    assert numbers.interval_text(gap, EN, signed=True) == "−2\u00a0to\u00a0+16"
