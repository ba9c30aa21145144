"""One exception tree, an exit code a kind.

A message says what to do next and never holds a value from the data.
"""

from __future__ import annotations

from collections.abc import Sequence


class EvaluationError(Exception):
    """Anything the workbench refuses to do.

    Parameters
    ----------
    message : str
        What went wrong and what to do about it, without any value from the data.
    """

    exit_code = 1


class TheoryError(EvaluationError):
    """The framework's YAML files cannot be used; carries every problem found.

    Parameters
    ----------
    message : str
        One line that sums the problems up.
    problems : sequence of object
        The problems, each printable as ``file:line: ...``.
    """

    exit_code = 3

    def __init__(self, message: str, problems: Sequence[object] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join([message, *(str(problem) for problem in self.problems)]))


class MissingInput(EvaluationError):
    """A folder, a file or a table that should be there is not."""

    exit_code = 4


class EmptyInput(EvaluationError):
    """A file, a sheet or a table is there but holds no rows."""

    exit_code = 5


class UnknownCode(EvaluationError):
    """The data name an indicator, a method or another code that the framework does not know."""

    exit_code = 6


class BadInput(EvaluationError):
    """A file that cannot be read, or whose rows break the data contract."""

    exit_code = 7


class KeyProblem(EvaluationError):
    """The key of the pseudonyms is missing, too short or open to others."""

    exit_code = 8


class DisclosureRefused(EvaluationError):
    """Something tried to pass the one door that may not."""

    exit_code = 9


class NotebookFailed(EvaluationError):
    """A notebook stopped before its end."""

    exit_code = 10


class EditionIncomplete(EvaluationError):
    """Some reports of an edition came and some did not, for several kinds of reasons."""

    exit_code = 11


class EditionUnsafe(EvaluationError):
    """The audit found that a report would tell of a person."""

    exit_code = 12


class EditionBusy(EvaluationError):
    """Another run is making the edition."""

    exit_code = 13


class ClusterProblem(EvaluationError):
    """The machines that should run the notebooks are not there, or are not alike."""

    exit_code = 14
