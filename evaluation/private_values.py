"""The values of the raw data that no report may hold: what the audit looks for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evaluation.approved import APPROVED, read_approved
from evaluation.framework import Framework
from evaluation.intake import ingest

IN_OWN_WORDS = {
    "feedback": ("text",),
    "goals": ("goal",),
    "actions": ("action", "text", "owner_role", "result"),
}
"""Columns in which people write what they like."""


def private_values(
    raw: Path, framework: Framework, offices: Sequence[str] | None = None
) -> frozenset[str]:
    """Collect pseudonyms, and free texts that no evaluator has approved.

    Parameters
    ----------
    raw : pathlib.Path
        The offices' files.
    framework : Framework
    offices : sequence of str, optional
        By default all that can be read.

    Raises
    ------
    EvaluationError
        When nothing can be read.
    """
    observations = ingest(raw, framework, offices)
    said = {
        str(text).strip()
        for name, columns in IN_OWN_WORDS.items()
        for column in columns
        for text in observations.table(name)[column].dropna().unique()
    }
    persons = {*observations.clients["client"], *observations.workers["worker"]}
    return frozenset((said - read_approved(raw / APPROVED)) | persons)
