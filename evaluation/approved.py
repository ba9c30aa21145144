"""The quotations that an evaluator has approved for an edition, word for word."""

from __future__ import annotations

from pathlib import Path

import yaml

from evaluation.errors import BadInput

APPROVED = "approved.yaml"
"""The file, in the folder of the offices' files."""


def read_approved(path: Path) -> frozenset[str]:
    """Read the quotations that an evaluator has approved for an edition.

    Parameters
    ----------
    path : pathlib.Path
        A YAML file with a list of exact texts under ``quotations``; a missing file approves none.

    Raises
    ------
    BadInput
        When the file is something else than such a list.
    """
    if not path.exists():
        return frozenset()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError):
        content = None
    texts = content.get("quotations", []) if isinstance(content, dict) else None
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise BadInput(f"{path.name}: expected a list of texts under 'quotations:'.")
    return frozenset(texts)
