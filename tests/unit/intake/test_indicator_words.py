"""What offices may write for indicators and codes."""

from dataclasses import replace

import pytest

from evaluation.errors import TheoryError
from evaluation.framework.model import Code, CodeList, Indicator, Reading, Text
from evaluation.intake.codes import indicator_words, lookups_of, words_of


def label(fi, en=""):
    return Text(fi, en or fi)


def item(id, code, respondent, fi):
    reading = Reading("assessments", code, respondent)
    return Indicator(id, label(fi), reading, 0, 10, "up", "client", label("p"), "test")


def test_one_code_means_two_indicators_by_respondent():
    words = indicator_words(
        [
            item("plan", "plan", "client", "Tehtiin"),
            item("plan_worker", "plan", "worker", "Tehtiin"),
        ]
    )
    assert words[("plan", "client")] == "plan"
    assert words[("plan", "worker")] == "plan_worker"
    assert words[("plan worker", "worker")] == "plan_worker"
    assert ("plan worker", "client") not in words
    assert words[("tehtiin", "worker")] == "plan_worker"


def test_a_label_that_two_indicators_share_means_neither():
    words = indicator_words([item("a", "a", "client", "Sama"), item("b", "b", "client", "Sama")])
    assert ("sama", "client") not in words
    assert words[("a", "client")] == "a"


def test_an_id_goes_before_another_codes_alias():
    codes = CodeList(
        "list",
        label("luettelo"),
        (Code("x", label("ensi"), ("toka", "y")), Code("y", label("toka"), ("k",))),
        "test",
    )
    assert words_of(codes) == {"x": "x", "y": "y", "ensi": "x", "toka": "y", "k": "y"}


def test_tables_have_words_of_their_own(lookups):
    assert lookups.indicators["facts"][("työttömyysaste", "")] == "unemployment_rate"
    assert ("unemployment rate", "client") not in lookups.indicators["assessments"]
    assert lookups.ranges["esis_01"] == (1, 5)


def test_a_theory_without_a_needed_code_list_is_refused(theory):
    lists = {name: codes for name, codes in theory.code_lists.items() if name != "life-areas"}
    with pytest.raises(TheoryError, match="life-areas"):
        lookups_of(replace(theory, code_lists=lists))
