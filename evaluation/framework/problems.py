"""What is wrong in the theory's files, told so that it can be mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class FrameworkProblem:
    """One problem in a YAML file of the theory.

    ``line`` counts from 1; ``expected`` says what should stand there instead.
    """

    severity: Severity
    file: str
    line: int
    message: str
    expected: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: {self.severity}: {self.message}. Expected: {self.expected}."
        )


def has_error(problems: Iterable[FrameworkProblem]) -> bool:
    """Whether any problem is an error (a theory with warnings may be used)."""
    return any(problem.severity == "error" for problem in problems)


def one_of(word: str, known: Iterable[str], *, most: int = 12) -> str:
    """Say what was expected: the nearest known word first, else the known words.

    Parameters
    ----------
    word : str
        What stands in the file.
    known : iterable of str
        The words that may stand there.
    most : int
        How many known words are listed at most.
    """
    words = sorted(known)
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    if near:
        return f"'{near[0]}' (did you mean that?)"
    if not words:
        return "an entry that exists (there are none yet)"
    listed = ", ".join(words[:most])
    return f"one of {listed}" + (f" … ({len(words)} in all)" if len(words) > most else "")
