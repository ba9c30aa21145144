"""Editions: offices × notebooks through papermill, then published whole.

The story of :func:`run_edition`: read the theory; look at every office's files before anything
runs; run the notebooks whose inputs have changed, in a private folder; publish report by report;
write the index last and the manifest after it.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation import provenance
from evaluation.approved import APPROVED
from evaluation.before_publishing import earlier_editions, unsafe_reports
from evaluation.disclosure import REGION, Policy, Release, load_release, read_policy
from evaluation.errors import EditionIncomplete, EvaluationError, MissingInput
from evaluation.framework import Framework, Language, load_framework
from evaluation.intake import ingest, office_files
from evaluation.keys import load_key
from evaluation.private_values import private_values
from evaluation.running import Job, report_files, run_jobs

MANIFEST = "manifest.json"
INDEX = "index.html"


@dataclass(frozen=True)
class Edition:
    """What one edition is made of, and where it goes.

    Parameters
    ----------
    name : str
        The folder below ``reports``.
    raw, theory, notebooks, reports : pathlib.Path
        Where the offices' files, the framework, the notebooks and the published reports are.
    language : {"fi", "en"}
    offices : tuple of str
        Only these offices; empty means all of the roster.
    jobs : int
        Notebooks at a time.
    policy : pathlib.Path
        The limits of disclosure; a missing file is the floor.
    """

    name: str
    raw: Path = Path("data/raw")
    theory: Path = Path("data/framework")
    notebooks: Path = Path("notebooks")
    reports: Path = Path("reports")
    language: Language = "fi"
    offices: tuple[str, ...] = ()
    jobs: int = 2
    policy: Path = Path("data/disclosure.yaml")

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
"""Called with a scope, what became of it, and the seconds it took."""


def run_edition(edition: Edition, tell: Tell = lambda scope, stage, seconds: None) -> Outcome:
    """Make every report of an edition that is not there already.

    Parameters
    ----------
    edition : Edition
    tell : callable, optional
        Hears of each report as it is done.

    Returns
    -------
    Outcome
        Failures do not stop the other reports.

    Raises
    ------
    TheoryError, MissingInput
        When nothing at all can be run.
    """
    framework = load_framework(edition.theory)
    policy = read_policy(edition.policy)
    for template in ("office.ipynb", "region.ipynb"):
        if not (edition.notebooks / template).exists():
            raise MissingInput(
                f"{edition.notebooks}/{template} is not here. Run the command in the project's "
                "top folder, where notebooks/ and data/ are."
            )
    outcome = Outcome()
    manifest = _read_manifest(edition)
    common = _common_inputs(edition, framework)
    parameters = _parameters(edition)
    jobs: list[Job] = []
    for office in edition.offices or tuple(framework.offices):
        started = time.monotonic()
        try:
            job = _office_job(edition, office, common, parameters)
            if not _is_fresh(edition, job, manifest):
                ingest(edition.raw, framework, [office], key=load_key(create=True))
            jobs.append(job)
        except Exception as stop:
            outcome.failed[office] = _as_ours(stop, "Reading the files")
            tell(office, "refused", time.monotonic() - started)
    if jobs:
        jobs.append(_region_job(edition, jobs, outcome.failed, common, parameters))
    outcome.fresh = [job.scope for job in jobs if _is_fresh(edition, job, manifest)]
    stale = [job for job in jobs if job.scope not in outcome.fresh]
    edition.folder.mkdir(parents=True, exist_ok=True)
    published = {s: e for s, e in manifest.get("reports", {}).items() if s in outcome.fresh}
    if stale:
        with tempfile.TemporaryDirectory(prefix=".work-", dir=edition.reports) as work:
            made = []
            for job, error, seconds in run_jobs(stale, Path(work), edition.language, edition.jobs):
                if error:
                    outcome.failed[job.scope] = error
                else:
                    made.append(job)
                tell(job.scope, "failed" if error else "done", seconds)
            if made:
                started = time.monotonic()
                offices = [job.scope for job in jobs[:-1]]
                unsafe = _audited(edition, framework, offices, made, list(published), Path(work))
                tell("audit", "failed" if unsafe else "done", time.monotonic() - started)
                outcome.failed |= unsafe
            for job in made:
                if job.scope not in outcome.failed:
                    published[job.scope] = _publish(edition, job, Path(work))
                    outcome.executed.append(job.scope)
    if stale or outcome.failed or not (edition.folder / INDEX).exists():
        _withdraw(edition, manifest, published)
        _write_index(edition, framework, published, outcome)
        _write_manifest(edition, framework, policy, published, outcome)
    return outcome


def _audited(
    edition: Edition,
    framework: Framework,
    offices: list[str],
    made: list[Job],
    fresh: list[str],
    work: Path,
) -> Mapping[str, EvaluationError]:
    """Which of the reports just made may not be published: all, when the audit itself stops."""
    scopes = [job.scope for job in made]
    try:
        private = private_values(edition.raw, framework, offices)
        return unsafe_reports(scopes, fresh, work, edition.folder, private)
    except Exception as stop:
        return dict.fromkeys(scopes, _as_ours(stop, "The audit"))


def _as_ours(stop: Exception, doing: str) -> EvaluationError:
    """Another program's error tells the value it stopped at: only its kind goes on."""
    if isinstance(stop, EvaluationError):
        return stop
    return EvaluationError(f"{doing} was stopped by {type(stop).__name__}.")


def _office_job(edition: Edition, office: str, common: str, parameters: Mapping[str, Any]) -> Job:
    files = office_files(edition.raw, office)
    data = provenance.hash_files(files, edition.raw)
    return Job(
        office,
        edition.notebooks / "office.ipynb",
        {**parameters, "office": office},
        provenance.hash_text(common, data, office),
    )


def _region_job(
    edition: Edition,
    jobs: list[Job],
    failed: Mapping[str, EvaluationError],
    common: str,
    parameters: Mapping[str, Any],
) -> Job:
    return Job(
        REGION,
        edition.notebooks / "region.ipynb",
        {**parameters, "offices": [job.scope for job in jobs]},
        provenance.hash_text(common, *(job.inputs for job in jobs), *sorted(failed)),
    )


def _parameters(edition: Edition) -> dict[str, Any]:
    """What every notebook is told; earlier editions are looked for once a run."""
    return {
        "language": edition.language,
        "raw": str(edition.raw.resolve()),
        "theory": str(edition.theory.resolve()),
        "policy": str(edition.policy.resolve()),
        "earlier": [str(path.resolve()) for path in earlier_editions(edition.folder)],
    }


def _common_inputs(edition: Edition, framework: Framework) -> str:
    """Hash of what every report depends on: theory, code, notebooks, approvals, language."""
    package = Path(__file__).parent
    code = [p for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    approved = edition.raw / APPROVED
    demo = edition.raw / "SYNTHETIC.json"
    return provenance.hash_text(
        framework.hash,
        provenance.hash_files(code, package),
        provenance.hash_files(edition.notebooks.glob("*.ipynb"), edition.notebooks),
        *(provenance.hash_file(p) if p.exists() else "" for p in (approved, demo, edition.policy)),
        edition.language,
    )


def _is_fresh(edition: Edition, job: Job, manifest: Mapping[str, Any]) -> bool:
    entry = manifest.get("reports", {}).get(job.scope)
    if not entry or entry["inputs"] != job.inputs:
        return False
    files = report_files(edition.folder, job.scope)
    return all(
        path.exists() and provenance.hash_file(path) == entry[kind] for kind, path in files.items()
    )


def _publish(edition: Edition, job: Job, work: Path) -> dict[str, str]:
    """Move a finished report to its place; readers see the old one or the new one, whole."""
    entry = {"inputs": job.inputs}
    target = report_files(edition.folder, job.scope)
    target["release"].parent.mkdir(exist_ok=True)
    for kind, made in report_files(work, job.scope).items():
        entry[kind] = provenance.hash_file(made)
        os.replace(made, target[kind])
    return entry


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


def _withdraw(edition: Edition, manifest: Mapping[str, Any], published: Mapping[str, Any]) -> None:
    """Take away reports whose inputs have changed and which could not be made again."""
    for scope in set(manifest.get("reports", {})) - set(published):
        for path in report_files(edition.folder, scope).values():
            path.unlink(missing_ok=True)


def _write_index(
    edition: Edition, framework: Framework, published: Mapping[str, Any], outcome: Outcome
) -> None:
    from evaluation.report import index_html

    releases: dict[str, Release] = {
        scope: load_release(
            report_files(edition.folder, scope)["release"].read_text(encoding="utf-8")
        )
        for scope in published
    }
    failed = {scope: type(error).__name__ for scope, error in outcome.failed.items()}
    links = {scope: f"{scope}.html" for scope in published}
    page = index_html(releases, framework, edition.language, failed, links, edition.name)
    _write(edition.folder / INDEX, page)


def _read_manifest(edition: Edition) -> dict[str, Any]:
    try:
        content = json.loads((edition.folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _write_manifest(
    edition: Edition,
    framework: Framework,
    policy: Policy,
    published: Mapping[str, Any],
    outcome: Outcome,
) -> None:
    content = {
        "edition": edition.name,
        "language": edition.language,
        "framework": {"version": framework.version, "hash": framework.hash},
        "package": provenance.package_version(),
        "policy": policy.as_dict(),
        "reports": {scope: published[scope] for scope in sorted(published)},
        "failed": {scope: type(e).__name__ for scope, e in sorted(outcome.failed.items())},
    }
    _write(edition.folder / MANIFEST, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
