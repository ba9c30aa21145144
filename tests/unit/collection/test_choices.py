"""What drop-down lists offer: only texts that mean one thing, whatever the framework is like."""

import dataclasses

import pytest

from evaluation.collection.choices import choices_of, code_choices, indicator_choices
from evaluation.contract import TABLES
from evaluation.errors import TheoryError
from evaluation.framework.model import Code, CodeList, Indicator, Reading, Text
from evaluation.intake.codes import lookups_of
from evaluation.spelling import fold

METHOD = TABLES["methods"].column("method")


def indicator(id, fi, respondent="client", code=None, table="assessments"):
    reading = Reading(table, id if code is None else code, respondent)
    return Indicator(
        id, Text(fi, f"{fi} (en)"), reading, 0, 10, "up", "client", Text("p", "p"), "t"
    )


def read_back(framework, table, choices):
    """What intake takes each choice for."""
    words = lookups_of(framework).indicators[table]
    return [words.get((fold(c.text), c.respondent)) for c in choices]


def with_indicators(framework, *indicators):
    return dataclasses.replace(framework, indicators={i.id: i for i in indicators})


def test_one_name_of_two_respondents_is_offered_to_both(framework):
    both = (indicator("a", "yhdessä"), indicator("b", "yhdessä", "worker"))
    choices = indicator_choices(both, "fi")
    assert [(c.text, c.code, c.respondent) for c in choices] == [
        ("yhdessä", "a", "client"),
        ("yhdessä", "b", "worker"),
    ]
    assert read_back(with_indicators(framework, *both), "assessments", choices) == ["a", "b"]


@pytest.mark.parametrize("language", ["fi", "en"])
def test_what_one_respondents_names_leave_unclear_is_offered_by_code(framework, language):
    unclear = (
        indicator("a", "toivo", code="q1"),
        indicator("b", "TOIVO ", code="q2"),
        indicator("c", "q1", code="q3"),  # its name is another's code
        indicator("d", "ei tietoa", code="q4"),  # its name means an empty cell
    )
    choices = indicator_choices(unclear, language)
    assert read_back(with_indicators(framework, *unclear), "assessments", choices) == list("abcd")
    assert [c.text for c in indicator_choices(unclear, "fi")] == ["a", "q2", "q3", "q4"]


def test_unclear_codes_are_offered_by_id(framework):
    codes = CodeList("methods", Text("m", "m"), (
        Code("home", Text("käynti", "visit")),
        Code("office", Text("käynti", "visit"), ("tapaaminen",)),
        Code("group", Text("ryhmä", "group")),
        Code("other", Text("Tapaaminen", "meeting")),
    ), "test")  # fmt: skip
    assert [c.text for c in code_choices(codes, "fi")] == ["home", "office", "ryhmä", "other"]
    lists = {**framework.code_lists, "methods": codes}
    words = lookups_of(dataclasses.replace(framework, code_lists=lists)).codes["methods"]
    for language in ("fi", "en"):
        for choice in code_choices(codes, language):
            assert words[fold(choice.text)] == choice.code


def test_entries_that_no_word_tells_apart_are_refused():
    codes = CodeList("methods", Text("m", "m"), (
        Code("a", Text("b", "b")),
        Code("b", Text("a", "a")),
    ), "test")  # fmt: skip
    with pytest.raises(TheoryError):
        code_choices(codes, "fi")


def test_a_missing_code_list_is_refused(framework):
    with pytest.raises(TheoryError, match="methods"):
        choices_of(dataclasses.replace(framework, code_lists={}), TABLES["methods"], METHOD, "fi")


def test_a_theory_without_facts_still_gives_a_form(framework, tmp_path):
    from evaluation.collection import write_form

    only = with_indicators(framework, indicator("hope", "toivo"))
    assert write_form(only, "office-a", "fi", tmp_path / "form.xlsx").exists()
