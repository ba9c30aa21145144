"""Putting reports where readers find them: each there whole or not at all, the index last.

What is published is on the disk, not only in memory, before its name is; a run that is stopped at
any moment leaves every file as it was or as it should be, and the next run goes on from there.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from evaluation import provenance
from evaluation.disclosure import REGION, Policy, Release, load_release
from evaluation.editions import Edition, Outcome
from evaluation.errors import EditionBusy
from evaluation.framework import Framework
from evaluation.framework.model import Language
from evaluation.intake.storing.atomic import sync_folder, try_lock
from evaluation.report_files import FIRST_PAGE, RELEASE, other_page, page_name, report_files
from evaluation.running import Job

MANIFEST = "manifest.json"
INDEX = f"{FIRST_PAGE}.html"
WORK = ".work-"


@contextmanager
def alone(edition: Edition) -> Iterator[Path]:
    """Hold an edition so that no other run touches it; yield a private folder for this run.

    What a run that was killed has left behind is taken away first.

    Raises
    ------
    EditionBusy
        When another run holds it.
    """
    edition.reports.mkdir(parents=True, exist_ok=True)
    with try_lock(edition.reports / f".{edition.name}.lock", _who()) as holder:
        if holder is not None:
            raise EditionBusy(
                f"Another run is making the edition {edition.name}: {holder}. Wait until it is "
                "done, or stop it."
            )
        prefix = f"{WORK}{edition.name}-"
        for left in edition.reports.glob(f"{prefix}*"):
            shutil.rmtree(left)
        with TemporaryDirectory(prefix=prefix, dir=edition.reports) as work:
            yield Path(work)


def _who() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"


@dataclass
class Published:
    """What lies in an edition's folder, as its manifest tells it.

    Parameters
    ----------
    edition : Edition
    framework : Framework
    policy : Policy
    reports : dict
        By scope: the hashes of what it was made of (``inputs``), by name, and of its files.
    """

    edition: Edition
    framework: Framework
    policy: Policy
    reports: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        try:
            content = json.loads((self.edition.folder / MANIFEST).read_text(encoding="utf-8"))
            self.reports = dict(content["reports"])
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            self.reports = {}

    def has(self, job: Job) -> bool:
        """Whether the report that a job would make is there, made of the same and unchanged."""
        entry = self.reports.get(job.scope)
        if self.edition.force or not entry or entry.get("inputs") != job.inputs:
            return False
        return not self.changed_files(job.scope)

    def changed_files(self, scope: str) -> list[str]:
        """Names of a report's files that are not there, or not as they were published."""
        return [
            path.name
            for kind, path in self._files(self.edition.folder, scope).items()
            if not path.exists() or provenance.hash_file(path) != self.reports[scope].get(kind)
        ]

    def add(self, job: Job, work: Path) -> None:
        """Move a finished report to its place; readers see the old one or the new one, whole."""
        entry: dict[str, Any] = {"inputs": dict(job.inputs)}
        target = self._files(self.edition.folder, job.scope)
        target[RELEASE].parent.mkdir(parents=True, exist_ok=True)
        for kind, made in self._files(work, job.scope).items():
            entry[kind] = provenance.hash_file(made)
            _move(made, target[kind])
        self.reports[job.scope] = entry
        self._save({}, work)

    def finish(self, outcome: Outcome, work: Path) -> None:
        """Write the index, take away what could not be made again, and write the manifest."""
        edition = self.edition
        edition.folder.mkdir(exist_ok=True)
        gone = set(self.reports) - {*outcome.executed, *outcome.fresh}
        for scope in gone:
            del self.reports[scope]
        failed = {scope: type(error).__name__ for scope, error in outcome.failed.items()}
        releases = {
            scope: load_release(
                self._files(edition.folder, scope)[RELEASE].read_text(encoding="utf-8")
            )
            for scope in self.reports
        }
        for language in reversed(edition.languages):
            name = page_name(FIRST_PAGE, language, edition.languages)
            _write(edition.folder / name, self._index(language, releases, failed), work)
        for scope in gone:
            for path in self._files(edition.folder, scope).values():
                path.unlink(missing_ok=True)
        for path in self._in_other_languages():
            path.unlink(missing_ok=True)
        self._save(failed, work)

    def _files(self, folder: Path, scope: str) -> dict[str, Path]:
        return report_files(folder, scope, self.edition.languages)

    def _index(
        self, language: Language, releases: Mapping[str, Release], failed: Mapping[str, str]
    ) -> str:
        from evaluation.report import index_html

        edition = self.edition
        links = {scope: page_name(scope, language, edition.languages) for scope in self.reports}
        other = other_page(FIRST_PAGE, language, edition.languages)
        return index_html(
            releases, self.framework, language, failed, links, edition.name, other=other
        )

    def _in_other_languages(self) -> Iterator[Path]:
        """Pages in languages that this edition had, and has no more."""
        for language in get_args(Language):
            if language not in self.edition.languages[1:]:
                for scope in (FIRST_PAGE, REGION, *self.framework.offices):
                    yield self.edition.folder / f"{scope}.{language}.html"

    def _save(self, failed: Mapping[str, str], work: Path) -> None:
        content = {
            "edition": self.edition.name,
            "languages": list(self.edition.languages),
            "framework": {"version": self.framework.version, "hash": self.framework.hash},
            "package": provenance.package_version(),
            "policy": self.policy.as_dict(),
            "reports": {scope: self.reports[scope] for scope in sorted(self.reports)},
            "failed": dict(sorted(failed.items())),
        }
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        _write(self.edition.folder / MANIFEST, text, work)


def _write(path: Path, text: str, work: Path) -> None:
    """Write a file in the private folder first."""
    draft = work / path.name
    draft.write_text(text, encoding="utf-8")
    _move(draft, path)


def _move(made: Path, target: Path) -> None:
    """Put a file that is complete in its place, on the disk before its name is."""
    with made.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(made, target)
    sync_folder(target.parent)
