"""How the files of a report are named in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evaluation.framework.model import Language

FIRST_PAGE = "index"
RELEASE = "release"
"""The key of the released numbers among the files of a report; the pages' are languages."""


def report_files(folder: Path, scope: str, languages: Sequence[Language] = ()) -> dict[str, Path]:
    """Where a report's released numbers are in a folder, and its page in each language."""
    files = {RELEASE: folder / "releases" / f"{scope}.json"}
    for language in languages:
        files[language] = folder / page_name(scope, language, languages)
    return files


def page_name(scope: str, language: Language, languages: Sequence[Language]) -> str:
    """Name of a page: plain in the first language, with the language in the others."""
    return f"{scope}.html" if language == languages[0] else f"{scope}.{language}.html"


def other_page(scope: str, language: Language, languages: Sequence[Language]) -> str:
    """Name of the same page in another language; empty where there is none."""
    others = [page_name(scope, other, languages) for other in languages if other != language]
    return others[0] if others else ""
