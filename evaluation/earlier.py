"""Releases read back: those of earlier editions, and the offices' parts of a region."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from evaluation.errors import DisclosureRefused
from evaluation.releases import Release, load_release


def read_earlier(folders: Iterable[str | Path], scope: str) -> tuple[Release, ...]:
    """Read what readers have had of a scope in earlier editions.

    Parameters
    ----------
    folders : iterable of path
        ``reports/<edition>``, the oldest first.
    scope : str

    Returns
    -------
    tuple of Release
        Without editions that did not have the scope, or that this version cannot read.
    """
    found = []
    for folder in folders:
        with contextlib.suppress(FileNotFoundError, DisclosureRefused, UnicodeDecodeError):
            path = Path(folder) / "releases" / f"{scope}.json"
            found.append(load_release(path.read_text(encoding="utf-8")))
    return tuple(found)


def read_parts(files: Mapping[str, str | Path]) -> tuple[Release, ...]:
    """Read the released parts of a region, from each office's file.

    Parameters
    ----------
    files : mapping of str to path
        By office.

    Raises
    ------
    DisclosureRefused
        When a file is another office's, or could not have passed the door.
    """
    parts = []
    for office, path in files.items():
        part = load_release(Path(path).read_text(encoding="utf-8"))
        if part.scope != office:
            raise DisclosureRefused(f"The released part of {office} is another office's.")
        parts.append(part)
    return tuple(parts)
