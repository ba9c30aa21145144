"""What readers have had before: releases of earlier editions."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
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
