"""Problems told to people."""

import pytest

from evaluation.intake import catalogue as rule
from evaluation.intake import problems_as_text
from evaluation.intake.catalogue import RULES
from evaluation.intake.rules import Place
from evaluation.observations import Problems
from evaluation.row_counts import row_counts

CSV = Place("office-a", "asiakkaat.csv", "", "clients")
SHEET = Place("office-a", "toimisto.xlsx", "palaute", "feedback")


def test_nothing_to_tell():
    assert problems_as_text(()) == "No problems."
    assert problems_as_text(Problems(), "fi") == "Ei ongelmia."


def test_counts_places_and_what_to_do():
    problems = (
        *(CSV.problem(rule.NOT_A_DATE, row, "started") for row in range(30, 1, -1)),
        SHEET.problem(rule.DETAIL_REMOVED, 3, "text"),
        CSV.problem(rule.NO_COLUMN, column="worker", it="worker / työntekijä"),
        CSV.problem(rule.OUT_OF_RANGE, 7, "birth_year", "1900 … 2100"),
    )
    assert problems_as_text(problems).splitlines() == [
        "Problems: 32",
        "the office is refused: 1",
        "  - office-a, asiakkaat.csv, column worker: a required column is missing."
        " Expected: worker / työntekijä. Add the column. Headers stand on the first row.",
        "the row is refused: 30",
        "  - office-a, asiakkaat.csv, column started, rows 2–30:"
        " the date is not understood. Expected: 1.3.2024 (day first) or 2024-03-01."
        " Correct the cell and send the file again.",
        "  - office-a, asiakkaat.csv, column birth_year, row 7: the number is out of range."
        " Expected: 1900 … 2100. Correct the cell and send the file again.",
        "warning: 1",
        "  - office-a, toimisto.xlsx, sheet palaute, column text, row 3:"
        " a personal detail was removed from a text. Expected: text without personal details."
        " Ask for texts without personal details.",
    ]


def test_the_same_in_finnish():
    problems = [CSV.problem(rule.OUT_OF_RANGE, 7, "birth_year", "1900 … 2100")]
    assert problems_as_text(problems, "fi").splitlines() == [
        "Ongelmia: 1",
        "rivi hylätään: 1",
        "  - office-a, asiakkaat.csv, sarake syntymävuosi, rivi 7:"
        " luku ei ole sallitulla alueella. Odotettiin: 1900 … 2100."
        " Korjaa solu ja lähetä tiedosto uudelleen.",
    ]


def test_a_row_with_several_problems_is_left_out_once():
    problems = (
        CSV.problem(rule.NOT_A_DATE, 2, "started"),
        CSV.problem(rule.NOT_A_DATE, 3, "started"),
        CSV.problem(rule.OUT_OF_RANGE, 2, "birth_year"),
        CSV.problem(rule.REPEATED_ROW, 9),
        CSV.problem(rule.REPEATED_ROW, 3),
        CSV.problem(rule.NO_SUCH_WORKER, 5, "worker"),
        SHEET.problem(rule.NO_VALUE, 2, "date"),
        CSV.problem(rule.NO_OPTIONAL_TABLE),
    )
    delivered = {("office-a", "clients"): 10, ("office-a", "feedback"): 1, ("office-a", "facts"): 0}
    assert row_counts(delivered, problems) == {
        ("office-a", "clients"): (10, 7, 2, 1),
        ("office-a", "feedback"): (1, 0, 1, 0),
        ("office-a", "facts"): (0, 0, 0, 0),
    }
    assert row_counts({("office-a", "clients"): 10}, problems, accepted=False) == {
        ("office-a", "clients"): (10, 0, 10, 0)
    }


@pytest.mark.parametrize("name", list(RULES))
def test_every_rule_speaks_both_languages(name):
    told = RULES[name]
    for text in (told.what, told.expected, told.mend):
        assert text.fi.strip() and text.en.strip()
        assert ("{it}" in text.fi) == ("{it}" in text.en)
    assert told.mend.fi.endswith(".") and told.mend.en.endswith(".")


def test_rules_have_names_of_their_own():
    constants = [value for value in vars(rule).values() if isinstance(value, rule.Rule)]
    assert len(RULES) == len(constants) > 40
    assert len({told.what.fi for told in RULES.values()}) == len(RULES)
