"""Does an edition still stand as it was made? Its files, and all that they were made of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evaluation.batch import plan_edition
from evaluation.disclosure import REGION
from evaluation.editions import Edition
from evaluation.errors import MissingInput
from evaluation.publishing import MANIFEST
from evaluation.running import Job


@dataclass(frozen=True)
class Difference:
    """What is not as it was: a scope, and a published file or what its report was made of."""

    scope: str
    what: str


def verify(edition: Edition) -> tuple[Difference, ...]:
    """Compute every hash of an edition's manifest again.

    Parameters
    ----------
    edition : Edition
        Where the edition and its inputs are; its languages and offices are as the manifest tells.

    Returns
    -------
    tuple of Difference
        Empty where the same inputs would be read, and the files are those that were published.

    Raises
    ------
    MissingInput
        When there is no manifest, or one of another version.
    """
    manifest = _manifest(edition.folder)
    scopes = [scope for scope in manifest["reports"] if scope != REGION]
    languages = tuple(manifest["languages"])
    plan = plan_edition(
        replace(edition, languages=languages, offices=tuple(scopes), force=False),
        to_run=False,
    )
    jobs = {job.scope: job for job in plan.offices}
    region = plan.region(edition.folder)
    if region is not None:
        jobs[REGION] = region
    reports = plan.published.reports
    return tuple(
        Difference(scope, what)
        for scope, entry in reports.items()
        for what in (
            *plan.published.changed_files(scope),
            *_changed(jobs.get(scope), entry["inputs"]),
        )
    )


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        content = None
    if not isinstance(content, dict) or not content.get("reports"):
        raise MissingInput(f"{folder.name}: no manifest is here. Give reports/<edition>.")
    if "languages" not in content:
        raise MissingInput(f"{folder.name}: another version of this program has made it.")
    return content


def _changed(job: Job | None, inputs: dict[str, str]) -> Iterator[str]:
    """Names of what a report was made of and would not be made of now."""
    if job is None:
        yield "data"
        return
    for name in dict.fromkeys((*inputs, *job.inputs)):
        if inputs.get(name) != job.inputs.get(name):
            yield name
