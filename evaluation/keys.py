"""The evaluator's secret key: made once, kept outside the project.

Pseudonyms are made with it, and so is the rounding of published counts.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from pathlib import Path

import platformdirs

from evaluation.errors import KeyProblem

ENVIRONMENT_VARIABLE = "EVALUATION_KEY"
APPLICATION = "realist-workbench"
KEY_FILE = "pseudonym.key"
MIN_KEY_BYTES = 32
# Of 32 random bytes fewer than 8 differ with a chance below 10^-40: such a key was typed by hand.
MIN_DIFFERENT_BYTES = 8
OPEN_TO_OTHERS = 0o077


def key_path() -> Path:
    """Where the key is kept: the user's configuration folder, outside the project."""
    return platformdirs.user_config_path(APPLICATION, appauthor=False) / KEY_FILE


def load_key(create: bool = False) -> bytes:
    """Return the key: from the variable ``EVALUATION_KEY`` (hexadecimal), else from its file.

    Parameters
    ----------
    create : bool
        Make a new random key, once, when there is none. Keep a copy of the file in a safe place:
        without it the same persons get new pseudonyms, and
        the same counts another rounding.

    Raises
    ------
    KeyProblem
        When there is no key, it is no hexadecimal text, too short, plainly not random, or others
        may read its file.
    """
    variable = os.environ.get(ENVIRONMENT_VARIABLE, "").strip()
    if variable:
        return _from_hex(variable, f"The variable {ENVIRONMENT_VARIABLE}")
    path = key_path()
    if not path.exists():
        if not create:
            raise KeyProblem(
                "There is no key for the pseudonyms. Make one with"
                " evaluation.keys.load_key(create=True), or set the variable"
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
    return strong_enough(key)


def strong_enough(key: bytes) -> bytes:
    """Return ``key``.

    Raises
    ------
    KeyProblem
        When it is too short, or plainly not random.
    """
    if len(key) < MIN_KEY_BYTES:
        raise KeyProblem(
            f"The key of the pseudonyms must be at least {MIN_KEY_BYTES} bytes"
            f" ({2 * MIN_KEY_BYTES} hexadecimal digits) long."
        )
    if len(set(key)) < MIN_DIFFERENT_BYTES:
        raise KeyProblem(
            "The key of the pseudonyms is not random: too few of its bytes differ. Make one with"
            " evaluation.keys.load_key(create=True)."
        )
    return key
