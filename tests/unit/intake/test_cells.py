"""One cell → its value or the rule it breaks."""

import datetime as dt

import pytest

from evaluation.intake import catalogue as rule
from evaluation.intake.cells import (
    date_until,
    known_word,
    number_between,
    pseudonym,
    whole_between,
    word_of,
)
from evaluation.pseudonyms import Pseudonyms

TODAY = dt.date(2024, 12, 31)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7.0),
        ("7,5", 7.5),
        ("7.5", 7.5),
        ("+7", 7.0),
        ("-0,5", -0.5),
        ("−1", -1.0),
        ("–1", -1.0),
        ("007", 7.0),
        ("1 200", 1200.0),
        ("1\u00a0200,5", 1200.5),
        ("1\u202f200\u202f300", 1_200_300.0),
        ("12 000.25", 12000.25),
    ],
)
def test_numbers(text, value):
    assert number_between(None, None)(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "seitsemän", "7 8", "12 34", "1.234,5", "1,234.5", "1'200", "7,", ",5", "7..5", "--1",
        "1e3", "nan", "inf", "12 %", "12.5 %", "0x10", "2024-03-01", "7 pistettä", "٧", "9" * 400,
    ],
)  # fmt: skip
def test_what_is_no_number(text):
    assert number_between(None, None)(text) is rule.NOT_A_NUMBER


@pytest.mark.parametrize(
    ("text", "answer"),
    [("-0,01", None), ("0", 0.0), ("10", 10.0), ("10,0", 10.0), ("10,01", None)],
)
def test_bounds_belong_to_the_range(text, answer):
    expected = rule.OUT_OF_RANGE if answer is None else answer
    assert number_between(0, 10)(text) == expected


def test_a_range_may_be_open():
    assert number_between(0, None)("1 000 000") == 1_000_000
    assert number_between(None, 0)("0,5") is rule.OUT_OF_RANGE


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("-2", -2),
        ("2,0", 2),
        ("1,5", rule.NOT_WHOLE),
        ("3", rule.OUT_OF_RANGE),
        ("x", rule.NOT_A_NUMBER),
    ],
)
def test_whole_numbers(text, answer):
    found = whole_between(-2, 2)(text)
    assert found == answer
    assert not isinstance(found, float)


@pytest.mark.parametrize(
    "text",
    [
        "1.3.2024", "01.03.2024", "1.03.2024", "2024-03-01", "1.3.2024 0:00", "1.3.2024 12.30",
        "2024-03-01 00:00:00", "2024-03-01T23:59:59", "2024-03-01T00:00:00.000",
    ],
)  # fmt: skip
def test_the_first_of_march(text):
    assert date_until(TODAY, planned=False)(text) == dt.date(2024, 3, 1)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1.3.24", rule.TWO_DIGIT_YEAR),
        ("01.03.24", rule.TWO_DIGIT_YEAR),
        ("31.2.2024", rule.NO_SUCH_DAY),
        ("29.2.2023", rule.NO_SUCH_DAY),
        ("29.2.2024", dt.date(2024, 2, 29)),
        ("3.13.2024", rule.NO_SUCH_DAY),
        ("0.1.2024", rule.NO_SUCH_DAY),
        ("1.1.0000", rule.NO_SUCH_DAY),
        ("1/3/2024", rule.NOT_A_DATE),
        ("3-1-2024", rule.NOT_A_DATE),
        ("2024/03/01", rule.NOT_A_DATE),
        ("maaliskuu 2024", rule.NOT_A_DATE),
        ("45352", rule.NOT_A_DATE),
        ("2024-03-01T00:00:00Z", rule.NOT_A_DATE),
        ("31.12.1989", rule.TOO_EARLY),
        ("1.1.1990", dt.date(1990, 1, 1)),
        ("31.12.2024", dt.date(2024, 12, 31)),
        ("1.1.2025", rule.FUTURE),
        ("9999-12-31", rule.FUTURE),
    ],
)
def test_dates_at_the_edges(text, answer):
    assert date_until(TODAY, planned=False)(text) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1.1.2030", dt.date(2030, 1, 1)),
        ("31.12.2099", dt.date(2099, 12, 31)),
        ("1.1.2100", rule.TOO_FAR),
        ("31.12.1989", rule.TOO_EARLY),
    ],
)
def test_a_planned_date_may_lie_ahead(text, answer):
    assert date_until(TODAY, planned=True)(text) == answer


def test_words():
    read = word_of({"kyllä": True, "asiakas läsnä": False})
    assert read(" KYLLÄ") is True
    assert read("Asiakas_läsnä") is False
    assert read("ehkä") is rule.UNKNOWN_WORD
    assert word_of({}, rule.UNKNOWN_METHOD)("x") is rule.UNKNOWN_METHOD


def test_a_known_word_is_kept_folded():
    read = known_word(frozenset({"felt heard"}), rule.UNKNOWN_INDICATOR)
    assert read("Felt_Heard") == "felt heard"
    assert read("other") is rule.UNKNOWN_INDICATOR


@pytest.mark.parametrize(
    "text", ["00123", "A-12/7", "Väinö 7", "131052-308T", "1.3.2024", "2024-17"]
)
def test_ids_become_pseudonyms(text):
    read = pseudonym(lambda value, office: f"{office}:{value}", "office-a")
    assert read(text) == f"office-a:{text}"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("131052-308U", rule.BAD_IDENTITY),
        ("1,23E+15", rule.DAMAGED_ID),
        ("1E+20", rule.DAMAGED_ID),
        ("1234567890123450", rule.DAMAGED_ID),
        ("2024-03-01", rule.DAMAGED_ID),
        ("2024-03-01 00:00:00", rule.DAMAGED_ID),
        ("M\ufffdki", rule.DAMAGED_ID),
        ("12\n13", rule.DAMAGED_ID),
    ],
)
def test_ids_that_a_program_has_spoilt(text, answer):
    read = pseudonym(Pseudonyms(bytes(range(32))).client, "office-a")
    assert read(text) is answer
