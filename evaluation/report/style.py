"""The looks of a report: two style sheets that travel with the package."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from evaluation.report.verdicts import COLOURS


@lru_cache(maxsize=1)
def components() -> str:
    """Style of the fragments: cards, verdicts, tables, figures."""
    verdicts = "\n".join(
        f".verdict-{kind} {{ background: {ground}; color: {ink}; border-color: {ink}; }}\n"
        f".card-{kind} {{ border-top-color: {ink}; }}"
        for kind, (ground, ink) in COLOURS.items()
    )
    return f"{_sheet('components.css')}\n{verdicts}\n"


@lru_cache(maxsize=1)
def page() -> str:
    """Style of a whole page: ground, letters, landmarks, print."""
    return f"{_sheet('page.css')}\n{components()}"


def _sheet(name: str) -> str:
    return files("evaluation.report").joinpath("templates", name).read_text(encoding="utf-8")
