"""Every column means something in both languages, and every word is there."""

import string

import pytest

from evaluation.collection.words import (
    entries,
    meaning_of,
    number,
    row_of,
    say,
    title_of,
    unit_of,
    word_for,
)
from evaluation.contract import TABLES
from evaluation.errors import UnknownCode

COLUMNS = [(table, column) for table in TABLES.values() for column in table.columns]
NAMES = [f"{table.name}.{column.name}" for table, column in COLUMNS]


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=NAMES)
def test_every_column_has_a_meaning_in_both_languages(table, column):
    meaning = meaning_of(table, column)
    for text in (meaning.fi, meaning.en):
        assert text.endswith(".") and 10 < len(text) <= 150
    assert meaning.fi != meaning.en


def test_nothing_is_explained_that_the_contract_does_not_have():
    explained = {key for key in entries("meanings.yaml") if ".columns." in key or ".unit." in key}
    known = {
        f"{table.name}.{part}.{column.name}"
        for table, column in COLUMNS
        for part in ("columns", "unit")
    }
    assert explained <= known


def test_every_table_has_a_title_and_says_what_its_row_is():
    for table in TABLES.values():
        assert title_of(table).fi.lower() == table.names[0]
        assert row_of(table).fi.startswith("Yksi rivi on yksi ")
        assert row_of(table).en.startswith("One row is one ")


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=NAMES)
def test_the_words_offered_for_a_code_are_the_contracts_own(table, column):
    for code in dict.fromkeys(column.words.values()):
        for language in ("fi", "en"):
            assert column.words[word_for(column, code).say(language)] == code


@pytest.mark.parametrize("file", ["words.yaml", "meanings.yaml"])
def test_both_languages_have_the_same_fields(file):
    def fields(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, text in entries(file).items():
        assert text.fi.strip() and text.en.strip(), key
        assert fields(text.fi) == fields(text.en), key


def test_a_key_without_words_is_never_shown():
    with pytest.raises(UnknownCode, match=r"no\.such\.key"):
        say("no.such.key", "fi")


def test_numbers_are_in_the_readers_form():
    assert number(1.5, "fi") == "1,5" and number(1.5, "en") == "1.5"
    assert number(-2.0, "fi") == "−2" and number(None, "fi") == ""


def test_columns_of_numbers_have_a_unit_or_a_share():
    without = {
        f"{table.name}.{column.name}"
        for table, column in COLUMNS
        if column.kind in ("number", "integer") and not unit_of(table, column).fi
    }
    assert without == {"goals.weight"}
