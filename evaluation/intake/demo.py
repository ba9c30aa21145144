"""Which files are our own synthetic demo data: the simulation lists their hashes."""

from __future__ import annotations

import json
from pathlib import Path

from evaluation.errors import BadInput

LIST_FILE = "SYNTHETIC.json"


def synthetic_hashes(folder: Path) -> frozenset[str]:
    """SHA-256 of every synthetic file that ``folder/SYNTHETIC.json`` lists; none without it.

    Raises
    ------
    BadInput
        When the list cannot be read: then nobody can tell synthetic from real.
    """
    path = folder / LIST_FILE
    if not path.exists():
        return frozenset()
    try:
        hashes = frozenset(map(str, json.loads(path.read_text(encoding="utf-8"))["files"].values()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        hashes = None
    if hashes is None:
        raise BadInput(
            f"{LIST_FILE} cannot be read. Write the demo data again, or remove the file."
        )
    return hashes
