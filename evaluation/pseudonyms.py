"""Keyed pseudonyms: who a row is about, without saying who.

A pseudonym is HMAC-SHA256 over what identifies the person, with a key that only the evaluator has
(NIST FIPS 198-1). Without the key nobody can list all personal identity codes and compare.

What identifies the person:

* a valid Finnish personal identity code (henkilötunnus) names a person everywhere, so a client who
  moves to another office keeps one pseudonym;
* a temporary identity code (individual number 900–999) is given by each organisation on its own,
  and two organisations may give the same one: it is a local number;
* anything else is an office's local number and counts only within that office.

Twenty hexadecimal digits are kept, 80 bits. Among a million persons the chance that any two share
a pseudonym is about 4 in 10^13 (birthday bound: n² / 2^81).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
import sys
import unicodedata
from pathlib import Path

import platformdirs
from stdnum.fi import hetu

from evaluation.errors import BadInput, KeyProblem

ENVIRONMENT_VARIABLE = "EVALUATION_KEY"
APPLICATION = "realist-workbench"
KEY_FILE = "pseudonym.key"
MIN_KEY_BYTES = 32
HEX_DIGITS = 20
OPEN_TO_OTHERS = 0o077

# Any control character, also those that no identity code has: a slip of the pen is still a slip.
IDENTITY_LENGTH = 11
IDENTITY_SHAPE = re.compile(r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Z]")


def identity_code(value: str) -> str | None:
    """Return ``value`` as a personal identity code in one spelling, None when it has another shape.

    Case, spaces and kinds of dashes are made alike. The century mark is kept: two persons may
    differ in the mark alone (the new marks in use since 2023). Only the shape is looked at.
    """
    text = "".join(value.split())
    if len(text) != IDENTITY_LENGTH:
        return None
    code = hetu.compact(text)
    return code if IDENTITY_SHAPE.fullmatch(code) else None


def is_mistyped(value: str) -> bool:
    """Whether ``value`` looks like a personal identity code but cannot be one.

    Its control character is wrong, or no such day exists.
    """
    code = identity_code(value)
    return code is not None and not hetu.is_valid(code, allow_temporary=True)


class Pseudonyms:
    """Makes the same short string of the same person, every time, for one key.

    Parameters
    ----------
    key : bytes
        At least 32 random bytes; see :func:`load_key`.

    Raises
    ------
    KeyProblem
        When the key is too short.
    """

    __slots__ = ("__key",)

    def __init__(self, key: bytes) -> None:
        self.__key = _long_enough(key)

    def __repr__(self) -> str:
        return "<Pseudonyms>"

    def client(self, value: str, office: str) -> str:
        """Pseudonym of a client: ``c-`` and 20 hexadecimal digits.

        Raises
        ------
        BadInput
            When ``value`` is empty, or a mistyped personal identity code (:func:`is_mistyped`).
        """
        return f"c-{self._digits('client', value, office)}"

    def worker(self, value: str, office: str) -> str:
        """Pseudonym of a worker: ``w-`` and 20 hexadecimal digits.

        The same person has unlike pseudonyms as a client and as a worker.

        Raises
        ------
        BadInput
            When ``value`` is empty, or a mistyped personal identity code (:func:`is_mistyped`).
        """
        return f"w-{self._digits('worker', value, office)}"

    def _digits(self, role: str, value: str, office: str) -> str:
        number = unicodedata.normalize("NFC", value).strip()
        if not number:
            raise BadInput("An id is empty; give every client and worker an id.")
        if is_mistyped(number):
            raise BadInput("A personal identity code has a wrong control character or date.")
        code = identity_code(number)
        everywhere = code is not None and hetu.is_valid(code)
        message = [role, "person", code] if everywhere else [role, "local", office, code or number]
        # JSON keeps the parts apart: no two lists give the same bytes.
        text = json.dumps(message, ensure_ascii=False).encode()
        return hmac.new(self.__key, text, hashlib.sha256).hexdigest()[:HEX_DIGITS]


def key_path() -> Path:
    """Where the key is kept: the user's configuration folder, outside the project."""
    return platformdirs.user_config_path(APPLICATION, appauthor=False) / KEY_FILE


def load_key(create: bool = False) -> bytes:
    """Return the key: from the variable ``EVALUATION_KEY`` (hexadecimal), else from its file.

    Parameters
    ----------
    create : bool
        Make a new random key, once, when there is none. Keep a copy of the file in a safe place:
        without it the same persons get new pseudonyms.

    Raises
    ------
    KeyProblem
        When there is no key, it is no hexadecimal text, too short, or others may read its file.
    """
    variable = os.environ.get(ENVIRONMENT_VARIABLE, "").strip()
    if variable:
        return _from_hex(variable, f"The variable {ENVIRONMENT_VARIABLE}")
    path = key_path()
    if not path.exists():
        if not create:
            raise KeyProblem(
                "There is no key for the pseudonyms. Make one with"
                " evaluation.pseudonyms.load_key(create=True), or set the variable"
                f" {ENVIRONMENT_VARIABLE} to at least {2 * MIN_KEY_BYTES} hexadecimal digits."
            )
        _write_new_key(path)
    if sys.platform != "win32" and path.stat().st_mode & OPEN_TO_OTHERS:
        raise KeyProblem(f"Others may read the key file {KEY_FILE}. Run: chmod 600 on the file.")
    return _from_hex(path.read_text(encoding="ascii", errors="replace").strip(), "The key file")


def _write_new_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32":
        path.parent.chmod(0o700)
    # O_EXCL: of two processes that start together one makes the key and the other reads it.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        descriptor = os.open(path, flags, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_bytes(MIN_KEY_BYTES).hex() + "\n")


def _from_hex(text: str, source: str) -> bytes:
    key = None
    # The error is raised outside this block, so that no text of the key hangs on it.
    with contextlib.suppress(ValueError):
        key = bytes.fromhex(text)
    if key is None:
        raise KeyProblem(f"{source} must hold hexadecimal digits (0–9, a–f) and nothing else.")
    return _long_enough(key)


def _long_enough(key: bytes) -> bytes:
    if len(key) < MIN_KEY_BYTES:
        raise KeyProblem(
            f"The key of the pseudonyms must be at least {MIN_KEY_BYTES} bytes"
            f" ({2 * MIN_KEY_BYTES} hexadecimal digits) long."
        )
    return key
