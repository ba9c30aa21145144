"""One slip in a personal identity code: refused, or another person's sound code, or told here.

The codes are made up from the rule of the control character; they are nobody's.
"""

import datetime as dt
import random
import string
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.fi import hetu

from evaluation.errors import BadInput
from evaluation.intake import read_office
from evaluation.intake.catalogue import BAD_IDENTITY
from evaluation.pseudonyms import Pseudonyms, is_mistyped

KEY = b"0123456789abcdef0123456789abcdef"
MADE = Pseudonyms(KEY)
CENTURIES = {"+": 1800, **dict.fromkeys("-YXWVU", 1900), **dict.fromkeys("ABCDEF", 2000)}
CONTROLS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
OTHER_CHARACTERS = string.ascii_uppercase + ".,:;/*'\"()_#?"


def with_control(date, mark, individual):
    return f"{date}{mark}{individual}{CONTROLS[int(date + individual) % 31]}"


def some_codes(per_mark=17):
    """Sound codes of every century mark, of both kinds of control character; a fixed sample."""
    chance = random.Random(7)
    for mark, century in CENTURIES.items():
        for _ in range(per_mark):
            day = dt.date(century, 1, 1) + dt.timedelta(days=chance.randrange(36_500))
            yield with_control(f"{day:%d%m%y}", mark, f"{chance.randrange(2, 1000):03}")


CODES = tuple(some_codes())


ENDS_WITH_DIGIT = next(code for code in CODES if code[-1].isdigit() and code[6] == "-")


def replaced(code, at, characters):
    return [code[:at] + c + code[at + 1 :] for c in characters if c != code[at]]


def test_the_sample_is_sound_and_has_every_mark():
    assert len(CODES) >= 200 and {code[6] for code in CODES} == set("-+ABCDEFYXWVU")
    assert all(hetu.is_valid(code, allow_temporary=True) for code in CODES)
    assert not any(map(is_mistyped, CODES))
    assert {code[-1].isdigit() for code in CODES} == {True, False}


@pytest.mark.parametrize("at", [0, 1, 2, 3, 4, 5, 7, 8, 9])
def test_no_digit_may_be_another_digit(at):
    wrong = [w for code in CODES for w in replaced(code, at, string.digits)]
    assert len(wrong) == 9 * len(CODES)
    assert all(map(is_mistyped, wrong))


def test_no_control_character_may_be_another_character():
    characters = string.digits + OTHER_CHARACTERS
    wrong = [w for code in CODES for w in replaced(code, 10, characters)]
    assert len(wrong) > 45 * len(CODES)
    assert all(map(is_mistyped, wrong))


@pytest.mark.parametrize("at", [7, 8, 9])
def test_no_digit_of_the_individual_number_may_be_another_character(at):
    assert all(is_mistyped(w) for code in CODES for w in replaced(code, at, OTHER_CHARACTERS))


@pytest.mark.parametrize("at", range(6))
def test_no_digit_of_the_date_may_be_another_character(at):
    assert all(is_mistyped(w) for code in CODES for w in replaced(code, at, OTHER_CHARACTERS))


def test_few_numbers_of_a_letter_five_digits_and_a_year_are_refused_for_it():
    """``A12345-2024`` is no code with a letter for a digit: it has no such month."""
    numbers = [f"A{n:05d}-{year}" for n in range(0, 100_000, 7) for year in (2023, 2024)]
    refused = sum(map(is_mistyped, numbers))
    assert 0 < refused < 0.05 * len(numbers)


def test_another_legal_century_mark_is_another_persons_sound_code():
    """The control character does not cover the mark: nobody can tell such a slip from a person."""
    for code in CODES:
        for other in replaced(code, 6, CENTURIES):
            assert is_mistyped(other) == (not hetu.is_valid(other, allow_temporary=True))
            if not is_mistyped(other):
                assert MADE.client(other, "office-a") != MADE.client(code, "office-a")


def test_no_century_mark_may_be_another_character():
    """But a digit in a code of digits alone: that is a number of eleven digits."""
    characters = set(string.digits + OTHER_CHARACTERS) - set(CENTURIES)
    for code in CODES:
        for wrong in replaced(code, 6, characters):
            assert is_mistyped(wrong) == (not wrong.isdigit())


def test_a_code_without_its_century_mark_is_refused_but_ten_digits_are_a_number():
    for code in CODES:
        wrong = code[:6] + code[7:]
        assert is_mistyped(wrong) == code[-1].isalpha()


@pytest.mark.parametrize("at", [7, 8, 9, 10])
def test_a_code_that_lost_a_later_character_is_refused(at):
    assert all(is_mistyped(code[:at] + code[at + 1 :]) for code in CODES)


@pytest.mark.parametrize("at", range(6))
def test_a_code_that_lost_a_digit_of_the_date_is_refused_where_it_ends_with_a_letter(at):
    """``12345-2024`` must pass as an office's own number."""
    for code in CODES:
        assert is_mistyped(code[:at] + code[at + 1 :]) == code[-1].isalpha()


def test_an_added_character_is_refused():
    """But a digit or a letter in the date of a code that ends with a digit: ``1234567-2024``."""
    for code in CODES:
        for at in range(12):
            for character in string.digits + OTHER_CHARACTERS:
                wrong = code[:at] + character + code[at:]
                date_whole = wrong[:6].isdigit() and not wrong[6].isdigit()
                like_a_number = wrong[:7].isalnum() and wrong[-1].isdigit() and not date_whole
                assert is_mistyped(wrong) == (not like_a_number)


@pytest.mark.parametrize(
    "local",
    [
        "12345", "00123", "0", "A-2024-001", "2024-000123", "20240101-1", "20240101-001",
        "01012024-12", "01012024-123", "A12345-2024", "12345-2024", "1234567-2024", "K-010124-12",
        "1310523081", "0101240001", "13105230812", "131052308123", "010124", "131052-30",
        "asiakas 12", "Väinö-7", "Šárka Mäki", "131052 Maija", "202412K0001", "999999-123",
        "1234567-8", "a1b2c3d4e5f6", "TK/131052", "310252-308",
    ],
)  # fmt: skip
def test_offices_own_numbers_pass(local):
    assert not is_mistyped(local)
    assert MADE.client(local, "office-a") != MADE.client(local, "office-b")


@pytest.mark.parametrize(
    "code_like",
    [
        "131052308T", "131052308t", "131052 308 T", "131052G308T", "131052_308T", "131052/3081",
        "131052-308T.", "'131052-308T", f"({ENDS_WITH_DIGIT}", "131052--308T", "131052-3O8T",
        "131052-308", "131052-3088T", "13105-308T", "1310522-308T", "I31052-308T", "131052–38T",
        "131052-308\u00c5",
    ],
)  # fmt: skip
def test_what_is_one_slip_from_a_code_never_counts_as_a_number(code_like):
    assert is_mistyped(code_like)
    with pytest.raises(BadInput) as caught:
        MADE.client(code_like, "office-a")
    assert caught.value.__context__ is None and code_like not in str(caught.value)


dates = st.one_of(
    st.dates(dt.date(1800, 1, 1), dt.date(2099, 12, 31)).map(lambda day: f"{day:%d%m%y}"),
    st.sampled_from(["290200", "290204", "290203", "300204", "310624", "000124", "010024"]),
    st.text(string.digits, min_size=6, max_size=6),
)
individuals = st.one_of(
    st.integers(0, 999), st.sampled_from([0, 1, 2, 3, 899, 900, 999])
).map("{:03}".format)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(
    dates, st.sampled_from(sorted(CENTURIES)), individuals, st.text(CONTROLS + "GIOQZ", max_size=1)
)
def test_codes_stand_as_python_stdnum_says(date, mark, individual, control):
    code = f"{date}{mark}{individual}{control}" if control else with_control(date, mark, individual)
    assert is_mistyped(code) == (not hetu.is_valid(code, allow_temporary=True))
    if not is_mistyped(code):
        everywhere = MADE.client(code, "office-a") == MADE.client(code, "office-b")
        assert everywhere == hetu.is_valid(code)


def test_every_day_stands_as_python_stdnum_says():
    for day in range(40):
        for month in range(20):
            for year in (0, 4, 23, 99):
                for mark in "+-A":
                    code = with_control(f"{day:02}{month:02}{year:02}", mark, "008")
                    assert is_mistyped(code) == (not hetu.is_valid(code))


def slips_of(code):
    """Every other digit in place of a digit, every other control character."""
    for at in (0, 1, 2, 3, 4, 5, 7, 8, 9):
        yield from replaced(code, at, string.digits)
    yield from replaced(code, 10, CONTROLS)


def test_an_office_that_sends_slips_has_each_of_them_refused(tmp_path, framework):
    """At the level of an office's id columns: clients, workers, and rows that name them."""
    sound = CODES[0], CODES[130], CODES[-1]
    slips = [slip for code in sound for slip in slips_of(code)]
    assert len(slips) == 3 * (81 + 30)
    folder = tmp_path / "office-a"
    folder.mkdir()
    clients = ["asiakas;työntekijä;alkoi", *(f"{code};7;1.3.2024" for code in (*sound, *slips))]
    clients += [f"{number};{slip};1.3.2024" for number, slip in enumerate(slips)]
    answers = ["asiakas;päivä;vastaaja;mittari;arvo"]
    answers += [f"{code};2.3.2024;asiakas;trust;7" for code in (*sound, *slips)]
    (folder / "asiakkaat.csv").write_text("\n".join(clients), encoding="utf-8")
    (folder / "arvioinnit.csv").write_text("\n".join(answers), encoding="utf-8")
    read = read_office(tmp_path, framework, "office-a", KEY, dt.date(2024, 12, 31))
    assert read.clients["client"].tolist() == [MADE.client(code, "office-a") for code in sound]
    assert read.assessments["client"].tolist() == read.clients["client"].tolist()
    refused = Counter((p.table, p.column) for p in read.problems if p.rule == BAD_IDENTITY.what.en)
    assert refused == {
        ("clients", "client"): len(slips),
        ("clients", "worker"): len(slips),
        ("assessments", "client"): len(slips),
    }
    assert not [p for p in read.problems if p.severity == "refuses row" and p.row <= 1 + len(sound)]
