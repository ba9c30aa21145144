"""Every word is there in both languages, with the same fields, and nothing says a bare key."""

import re
import string
from pathlib import Path

import pytest

import evaluation.report
from evaluation.disclosure import VerdictKind
from evaluation.errors import UnknownCode
from evaluation.report.verdicts import AFTER, COLOURS, SYMBOLS
from evaluation.report.words import Words, entries, known_keys

SOURCES = Path(evaluation.report.__file__).parent


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_words_and_the_same_fields():
    assert len(entries()) > 300
    assert [k for k, w in entries().items() if not (w.fi.strip() and w.en.strip())] == []
    assert [k for k, w in entries().items() if fields(w.fi) != fields(w.en)] == []


def test_every_key_that_the_code_names_has_words():
    named = {
        key
        for file in (*SOURCES.glob("*.py"), *SOURCES.glob("templates/*.j2"))
        for key in re.findall(r'\bwords\(\s*"([^"]+)"', file.read_text(encoding="utf-8"))
    }
    assert len(named) > 150
    assert named <= set(entries())


def test_every_entry_is_used():
    """A key built from parts (f-strings) counts by its beginning."""
    code = "".join(f.read_text("utf-8") for f in (*SOURCES.glob("*.py"), *SOURCES.glob("**/*.j2")))
    whole = set(re.findall(r"[\"']([a-z-]+(?:\.[\w·~-]+)+)[\"']", code))
    starts = tuple(set(re.findall(r"f[\"']([a-z-]+\.(?:[a-z-]+\.)?)\{", code)))
    unused = [k for k in entries() if k not in whole and not k.startswith(starts)]
    assert unused == []


def test_an_unknown_key_is_refused_loudly():
    with pytest.raises(UnknownCode, match=r"reasons\.nobody-knows"):
        Words("fi")("reasons.nobody-knows")


def test_an_unknown_language_is_refused():
    with pytest.raises(UnknownCode):
        Words("sv")


@pytest.mark.parametrize("kind", VerdictKind)
@pytest.mark.parametrize("language", ["fi", "en"])
def test_each_verdict_has_name_meaning_next_step_answer_symbol_and_colour(kind, language):
    words = Words(language)
    for part in ("name", "meaning", "next"):
        assert words(f"verdicts.{kind}.{part}")
    assert f"answers.{kind}" in words
    assert {kind.value} <= set(SYMBOLS) & set(COLOURS) & set(AFTER)


def test_no_two_verdicts_share_a_symbol_or_a_name():
    assert len(set(SYMBOLS.values())) == len(VerdictKind)
    for language in ("fi", "en"):
        names = {Words(language)(f"verdicts.{k}.name") for k in VerdictKind}
        assert len(names) == len(VerdictKind)


def test_known_keys_lists_what_analyses_may_use():
    assert known_keys("verdicts") == {kind.value for kind in VerdictKind}
    assert "harm-shown" in known_keys("reasons")
    assert "singular-fit" in known_keys("notes")
    assert known_keys("hidden") == {
        "too-few-persons",
        "too-few-degrees-of-freedom",
        "not-estimable",
        "small-part",
        "saturated-model",
        "singles-out",
        "too-few-for-a-share",
        "extreme-percentile",
        "too-close",
        "by-policy",
    }
    with pytest.raises(UnknownCode):
        known_keys("anything")


@pytest.mark.parametrize(
    ("items", "fi", "en"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a ja b", "a and b"),
        (["a", "b", "c"], "a, b ja c", "a, b and c"),
    ],
)
def test_listing(items, fi, en):
    assert Words("fi").listing(items) == fi
    assert Words("en").listing(items) == en
