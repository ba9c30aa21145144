"""Problems put together: grouping, order, compact ranges, the column's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_problems import problem

from evaluation.intake import catalogue as rule
from evaluation.intake.telling.groups import (
    column_of,
    file_of,
    groups,
    place_of,
    row_ranges,
    rows_of,
    sentence,
    told,
    whole,
)
from evaluation.observations import Problem


def the_group(*args, **kwargs):
    return groups([problem(*args, **kwargs)])[0]


@pytest.mark.parametrize(
    ("rows", "ranges"),
    [
        ((), ()),
        ((7,), ("7",)),
        ((2, 3, 4, 5, 9, 12, 13), ("2–5", "9", "12–13")),
        ((9, 2, 3, 3), ("2–3", "9")),
    ],
)
def test_rows_become_ranges(rows, ranges):
    assert row_ranges(rows) == ranges


@given(st.lists(st.integers(2, 60)))
def test_ranges_name_every_row_and_no_other(rows):
    named = [
        row
        for a_range in row_ranges(rows)
        for first, last in [(a_range.split("–") * 2)[:2]]
        for row in range(int(first), int(last) + 1)
    ]
    assert named == sorted(set(rows))


def test_the_most_severe_comes_first_and_a_file_stays_together():
    found = groups(
        [
            problem(rule.NO_SUCH_WORKER, "b.csv", 2),
            problem(rule.NOT_A_DATE, "b.csv", 9, "started", "F"),
            problem(rule.OUT_OF_RANGE, "c.csv", 4, "birth_year", "C", it="1 … 2"),
            problem(rule.NOT_A_DATE, "b.csv", 3, "started", "F"),
            problem(rule.NO_VALUE, "b.csv", 3, "client", "A"),
            problem(rule.OUT_OF_RANGE, "c.csv", 5, "birth_year", "C", it="3 … 4"),
            problem(rule.NO_COLUMN, "c.csv", column="worker", it="worker"),
        ]
    )
    assert [(g.severity, g.file, g.rule, g.expected, g.rows) for g in found] == [
        ("refuses office", "c.csv", rule.NO_COLUMN.what.en, "worker", ()),
        ("refuses row", "b.csv", rule.NOT_A_DATE.what.en, rule.NOT_A_DATE.expected.en, (3, 9)),
        ("refuses row", "b.csv", rule.NO_VALUE.what.en, rule.NO_VALUE.expected.en, (3,)),
        ("refuses row", "c.csv", rule.OUT_OF_RANGE.what.en, "1 … 2", (4,)),
        ("refuses row", "c.csv", rule.OUT_OF_RANGE.what.en, "3 … 4", (5,)),
        ("warning", "b.csv", rule.NO_SUCH_WORKER.what.en, rule.NO_SUCH_WORKER.expected.en, (2,)),
    ]
    # The third row of b.csv has two problems, and is one row.
    assert rows_of(g for g in found if g.severity == "refuses row") == 4
    assert sum(g.times for g in found) == 7


def test_a_column_is_called_as_in_its_own_table_and_language():
    in_feedback = the_group(rule.DETAIL_REMOVED, row=3, column="text", letter="D", table="feedback")
    in_actions = the_group(rule.DETAIL_REMOVED, row=3, column="text", letter="E", table="actions")
    assert column_of(in_feedback, "fi") == "sarake teksti (D)"
    assert column_of(in_actions, "fi") == "sarake kuvaus (E)"
    assert column_of(in_actions, "en") == "column text (E)"


@pytest.mark.parametrize(
    ("column", "letter", "table", "said"),
    [
        ("", "", "clients", ""),
        ("", "K", "clients", "sarake K"),
        ("K", "", "", "sarake K"),
        ("started", "", "", "sarake alkoi"),
        ("office", "B", "clients", "sarake toimisto (B)"),
        ("invented", "B", "clients", "sarake invented (B)"),
    ],
)
def test_a_column_that_is_known_in_part(column, letter, table, said):
    group = the_group(rule.UNKNOWN_COLUMN, column=column, letter=letter, table=table)
    assert column_of(group, "fi") == said


def test_places_are_told_in_words():
    assert place_of(the_group(rule.NO_TABLE, "office-a/"), "fi") == "Koko toimitus"
    assert place_of(the_group(rule.UNKNOWN_FILE, "office-a/#3"), "en") == (
        "File number 3 (in order of name)"
    )
    sheet = the_group(rule.NO_VALUE, "t.xlsx", 2, sheet="arvioinnit š")
    assert place_of(sheet, "fi") == "t.xlsx, välilehti arvioinnit š"
    assert file_of(sheet, "fi") == "t.xlsx"


def test_what_was_expected_is_the_rules_own_or_as_given():
    assert told(problem(rule.NOT_A_DATE), "fi").expected == rule.NOT_A_DATE.expected.fi
    assert told(problem(rule.OUT_OF_RANGE, it="1900 … 2100"), "fi").expected == "1900 … 2100"
    stranger = Problem("warning", "office-a", "f.csv", "a new rule", "that", "Do this.")
    said = told(stranger, "fi")
    assert (said.what, said.expected, said.mend) == ("a new rule", "that", "Do this.")


def test_numbers_and_sentences():
    assert whole(1_234_567) == "1\u202f234\u202f567" and whole(0) == "0"
    assert sentence("äiti tuli") == "Äiti tuli." and sentence("Miksi?") == "Miksi?"
    assert sentence("") == ""
