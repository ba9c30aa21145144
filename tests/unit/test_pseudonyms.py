"""Pseudonyms: the same person always, another person never, the id nowhere."""

import copy
import hashlib
import hmac
import json
import os
import sys
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evaluation import keys
from evaluation.errors import BadInput, KeyProblem
from evaluation.keys import load_key
from evaluation.pseudonyms import Pseudonyms, identity_code, is_mistyped

KEY = b"0123456789abcdef0123456789abcdef"
# The examples of python-stdnum; nobody's codes.
VALID, WRONG_CONTROL, NO_SUCH_DAY = "131052-308T", "131052-308U", "310252-308Y"
TEMPORARY = "131052-900W"


@pytest.fixture
def made():
    return Pseudonyms(KEY)


@pytest.fixture
def no_key(monkeypatch, tmp_path):
    monkeypatch.delenv("EVALUATION_KEY", raising=False)
    path = tmp_path / "config" / "realist-workbench" / "pseudonym.key"
    monkeypatch.setattr(keys, "key_path", lambda: path)
    return path


def test_a_client_is_twenty_hex_digits_of_the_keyed_hash(made):
    message = json.dumps(["client", "local", "office-a", "00123"]).encode()
    digits = hmac.new(KEY, message, hashlib.sha256).hexdigest()[:20]
    assert made.client("00123", "office-a") == f"c-{digits}"


@pytest.mark.parametrize(
    ("value", "office", "client", "worker"),
    [
        (VALID, "office-a", "c-1ad267b67a0b978a464b", "w-64ff6b7167ed47f9679a"),
        (TEMPORARY, "office-a", "c-1d453a5afc89f37e3973", "w-3384e1f33a2f37fece2e"),
        ("00123", "office-a", "c-f858d5bf432b326c8c58", "w-a7a09097b909edd97338"),
        ('Väinö "7"\\ŋ', "office-b", "c-d54449dee39eb0ae9286", "w-1f00cc44611c05f2eefc"),
    ],
)
def test_pseudonyms_never_change(made, value, office, client, worker):
    """Stored pseudonyms live on: another message to the hash would break every series."""
    assert (made.client(value, office), made.worker(value, office)) == (client, worker)


@given(st.text(min_size=1), st.text())
def test_the_message_is_the_json_of_its_parts(value, office):
    number = unicodedata.normalize("NFC", value).strip()
    assume(number and len("".join(number.split())) not in range(10, 13))
    message = json.dumps(["client", "local", office, number], ensure_ascii=False).encode()
    digits = hmac.new(KEY, message, hashlib.sha256).hexdigest()[:20]
    assert Pseudonyms(KEY).client(value, office) == f"c-{digits}"


def test_half_a_character_of_a_damaged_workbook_breaks_nothing(made):
    assert made.client("7\ud800", "office-a") != made.client("7", "office-a")


def test_a_person_moving_office_keeps_the_pseudonym_and_a_local_number_does_not(made):
    assert made.client(VALID, "office-a") == made.client(VALID, "office-b")
    assert made.client("123", "office-a") != made.client("123", "office-b")


@pytest.mark.parametrize(
    "spelling", ["131052-308t", " 131052-308T ", "131052 - 308T", "131052–308T", "131052\u2011308T"]
)
def test_spellings_of_one_code_are_one_person(made, spelling):
    assert made.client(spelling, "office-a") == made.client(VALID, "office-a")


def test_the_century_mark_is_part_of_the_person(made):
    marks = ["131052-308T", "131052Y308T", "131052+308T", "131052A308T"]
    assert len({made.client(mark, "office-a") for mark in marks}) == len(marks)


def test_leading_zeros_and_roles_count(made):
    assert made.client("0123", "office-a") != made.client("123", "office-a")
    assert made.client(VALID, "office-a")[2:] != made.worker(VALID, "office-a")[2:]
    assert made.worker("7", "office-a").startswith("w-")


def test_one_letter_in_two_unicode_forms_is_one_id(made):
    assert made.client("Va\u0308ino\u0308", "office-a") == made.client("Väinö", "office-a")


def test_a_temporary_code_belongs_to_the_office_that_gave_it(made):
    assert identity_code(TEMPORARY) and not is_mistyped(TEMPORARY)
    assert made.client(TEMPORARY, "office-a") != made.client(TEMPORARY, "office-b")
    assert made.client(TEMPORARY.lower(), "office-a") == made.client(TEMPORARY, "office-a")


@pytest.mark.parametrize(
    "value", [WRONG_CONTROL, NO_SUCH_DAY, "131052-001W", "131052-308t".replace("t", "u")]
)
def test_a_mistyped_code_is_refused_without_telling_it(made, value):
    assert is_mistyped(value)
    with pytest.raises(BadInput) as caught:
        made.client(value, "office-a")
    assert value not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "value", ["123", "131052308", "A-131052-308T", "asiakas 12", "2024-000123"]
)
def test_other_ids_are_not_taken_for_identity_codes(value):
    assert identity_code(value) is None
    assert not is_mistyped(value)


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_id_is_refused(made, value):
    with pytest.raises(BadInput):
        made.worker(value, "office-a")


def test_ids_and_offices_are_kept_apart(made):
    assert made.client("1", "office-a1") != made.client("a1", "office-")
    assert made.client('x", "y', "o") != made.client("y", 'o", "x')


def test_another_key_makes_other_pseudonyms(made):
    assert Pseudonyms(KEY[::-1]).client("1", "office-a") != made.client("1", "office-a")


def test_the_key_is_not_shown(made):
    shown = repr(made) + str(made) + repr(copy.copy(made))
    assert KEY.decode() not in shown and KEY.hex() not in shown
    assert not hasattr(made, "__dict__")


@pytest.mark.parametrize("length", [0, 16, 31])
def test_a_short_key_is_refused(length):
    with pytest.raises(KeyProblem) as caught:
        Pseudonyms(KEY[:length])
    assert not length or KEY[:length].decode() not in str(caught.value)


@pytest.mark.parametrize("key", [bytes(32), b"7" * 64, b"abcdefg" * 5, bytes([0, 255]) * 20])
def test_a_key_that_was_not_drawn_at_random_is_refused(key, no_key, monkeypatch):
    with pytest.raises(KeyProblem, match="not random"):
        Pseudonyms(key)
    monkeypatch.setenv("EVALUATION_KEY", key.hex())
    with pytest.raises(KeyProblem) as caught:
        load_key()
    assert key.hex() not in str(caught.value)


def test_random_keys_are_fine():
    for _ in range(1000):
        assert Pseudonyms(os.urandom(32))


def test_the_key_of_the_variable(no_key, monkeypatch):
    monkeypatch.setenv("EVALUATION_KEY", KEY.hex())
    assert load_key() == KEY
    assert not no_key.exists()


@pytest.mark.parametrize("text", [KEY.hex()[:-2], "hello " * 20, KEY.hex() + "x"])
def test_a_bad_variable_is_refused_without_telling_it(no_key, monkeypatch, text):
    monkeypatch.setenv("EVALUATION_KEY", text)
    with pytest.raises(KeyProblem) as caught:
        load_key(create=True)
    assert text not in str(caught.value)
    assert caught.value.__context__ is None
    assert not no_key.exists()


def test_without_a_key_the_message_says_how_to_make_one(no_key):
    with pytest.raises(KeyProblem, match="create=True"):
        load_key()
    assert not no_key.parent.exists()


def test_a_key_is_made_once(no_key):
    first = load_key(create=True)
    assert len(first) == 32
    assert load_key() == load_key(create=True) == first


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_owner_may_read_the_key(no_key):
    load_key(create=True)
    assert no_key.stat().st_mode & 0o777 == 0o600
    assert no_key.parent.stat().st_mode & 0o777 == 0o700
    no_key.chmod(0o640)
    with pytest.raises(KeyProblem, match="chmod 600"):
        load_key()


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32, "\u00e4" * 64])
def test_a_damaged_key_file_is_refused(no_key, content):
    load_key(create=True)
    no_key.write_text(content, encoding="utf-8")
    with pytest.raises(KeyProblem) as caught:
        load_key(create=True)
    assert not content or content not in str(caught.value)


def test_another_process_making_the_key_first_wins(no_key, monkeypatch):
    real_open = os.open

    def open_after_the_other(path, *args):
        no_key.write_text(KEY.hex())
        no_key.chmod(0o600)
        return real_open(path, *args)

    monkeypatch.setattr(os, "open", open_after_the_other)
    assert load_key(create=True) == KEY
