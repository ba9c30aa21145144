"""What an edition is made of, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from evaluation.errors import EditionIncomplete, EvaluationError
from evaluation.framework import Language


@dataclass(frozen=True)
class Edition:
    """What one edition is made of, and where it goes.

    Parameters
    ----------
    name : str
        The folder below ``reports``.
    raw, theory, notebooks, reports : pathlib.Path
        Where the offices' files, the framework, the notebooks and the published reports are.
    languages : tuple of {"fi", "en"}
        Of the pages; the first one's have the plain names.
    offices : tuple of str
        Only these offices; empty means all of the roster.
    jobs : int
        Notebooks at a time.
    policy : pathlib.Path
        The limits of disclosure; a missing file is the floor.
    force : bool
        Make also what is there already.
    timeout : int
        Seconds that a cell of a notebook may take.
    scheduler : str
        Address of a dask scheduler whose workers run the notebooks; empty for this machine alone.
    """

    name: str
    raw: Path = Path("data/raw")
    theory: Path = Path("data/framework")
    notebooks: Path = Path("notebooks")
    reports: Path = Path("reports")
    languages: tuple[Language, ...] = ("fi",)
    offices: tuple[str, ...] = ()
    jobs: int = 2
    policy: Path = Path("data/disclosure.yaml")
    force: bool = False
    timeout: int = 600
    scheduler: str = ""

    @property
    def folder(self) -> Path:
        """Where the edition is published."""
        return self.reports / self.name


@dataclass
class Outcome:
    """What became of an edition: scopes executed, scopes left as they were, and failures."""

    executed: list[str] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)
    failed: dict[str, EvaluationError] = field(default_factory=dict)

    def error(self) -> EvaluationError | None:
        """One error for the whole edition, with the exit code of its kind if there is only one."""
        if not self.failed:
            return None
        message = "\n".join(f"{scope}: {error}" for scope, error in self.failed.items())
        kinds = {type(error) for error in self.failed.values()}
        kind = kinds.pop() if len(kinds) == 1 else EditionIncomplete
        error = EvaluationError(f"No report came for {', '.join(self.failed)}.\n{message}")
        error.exit_code = kind.exit_code
        return error


Tell = Callable[[str, str, float], None]
"""Called with a scope, ``waiting`` or what became of it, and the seconds it took."""


def tell_nobody(scope: str, stage: str, seconds: float) -> None:
    """Keep silent."""
