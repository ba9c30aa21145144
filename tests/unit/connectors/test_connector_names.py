"""The connectors compare words as intake does, although the mapping stands below intake."""

from hypothesis import given
from hypothesis import strategies as st

from evaluation.connectors import names
from evaluation.connectors.export.apply import NOTHING
from evaluation.intake import cells, words


@given(st.text())
def test_words_fold_as_in_intake(text):
    assert names.fold(text) == words.fold(text)
    assert names.clean(text) == words.clean(text)


def test_decomposed_and_invisible_letters_fold_away():
    assert names.fold("\ufeffA\u0308ITI\u200b_on  Š") == "äiti on š"


def test_empty_means_the_same_as_in_intake():
    assert NOTHING == cells.NOTHING
