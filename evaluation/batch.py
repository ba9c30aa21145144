"""Editions: offices × notebooks through papermill, then published whole.

The story of :func:`run_edition`: read the theory; look at every office's files and at the notebooks
before anything runs; run the notebooks whose inputs have changed, in a private folder, the region's
after the offices'; attack what came of it; publish report by report, the index last.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation import provenance
from evaluation.approved import APPROVED
from evaluation.before_publishing import earlier_editions, unsafe_reports
from evaluation.disclosure import REGION, Policy, read_policy
from evaluation.editions import Edition, Outcome, Tell, tell_nobody
from evaluation.errors import EvaluationError, MissingInput
from evaluation.framework import Framework, load_framework
from evaluation.intake import ingest, office_files
from evaluation.keys import load_key
from evaluation.private_values import private_values
from evaluation.publishing import INDEX, Published, alone
from evaluation.report_files import RELEASE, report_files
from evaluation.running import Job, Runner, require_parameters

__all__ = ["Edition", "Outcome", "Plan", "plan_edition", "run_edition"]


ROOM_A_REPORT = 3 << 20
"""Bytes: a page, its released numbers, and their copies while they are made and audited."""


def run_edition(edition: Edition, tell: Tell = tell_nobody) -> Outcome:
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
    EditionBusy
        When another run is making it.
    EvaluationError
        When the system stops it, by a full disk for example.
    """
    try:
        with alone(edition) as work:
            return _edition(plan_edition(edition), work, tell)
    except OSError as stop:
        raise _as_ours(stop, "The edition") from None


def _edition(plan: Plan, work: Path, tell: Tell) -> Outcome:
    outcome = plan.outcome
    for scope in outcome.failed:
        tell(scope, "refused", 0.0)
    made = _run(plan, work, tell)
    if made:
        started = time.monotonic()
        unsafe = _audited(plan, made, work)
        tell("audit", "failed" if unsafe else "done", time.monotonic() - started)
        outcome.failed |= unsafe
    for job in made:
        if job.scope not in outcome.failed:
            try:
                plan.published.add(job, work)
                outcome.executed.append(job.scope)
            except OSError as stop:
                outcome.failed[job.scope] = _as_ours(stop, "Publishing")
    if made or outcome.failed or not (plan.edition.folder / INDEX).exists():
        try:
            plan.published.finish(outcome, work)
        except OSError as stop:
            outcome.failed["index"] = _as_ours(stop, "Publishing")
    return outcome


@dataclass
class Plan:
    """What a run would do: the offices' jobs, those of them that are there, those refused.

    Parameters
    ----------
    edition : Edition
    framework : Framework
    policy : Policy
    published : Published
    common : mapping of str to str
        Hashes of what every report is made of.
    parameters : mapping of str to object
        What every notebook is told.
    offices : list of Job
    outcome : Outcome
        With the offices that are refused, and those whose reports are there.
    """

    edition: Edition
    framework: Framework
    policy: Policy
    published: Published
    common: Mapping[str, str]
    parameters: Mapping[str, Any]
    offices: list[Job] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)

    @property
    def stale(self) -> list[Job]:
        """Offices whose reports are to be made."""
        return [job for job in self.offices if job.scope not in self.outcome.fresh]

    def region(self, work: Path) -> Job | None:
        """The region's job, of the offices that have come through; None where none has.

        Parameters
        ----------
        work : pathlib.Path
            Where the released numbers of the reports just made lie.
        """
        jobs = [job for job in self.offices if job.scope not in self.outcome.failed]
        if not jobs:
            return None
        homes = {
            job.scope: self.edition.folder if job.scope in self.outcome.fresh else work
            for job in jobs
        }
        parts = {
            scope: str(report_files(home, scope)[RELEASE].resolve())
            for scope, home in homes.items()
        }
        return Job(
            REGION,
            self.edition.notebooks / "region.ipynb",
            {**self.parameters, "parts": parts},
            {
                **self.common,
                "data": provenance.hash_text(*(job.inputs["data"] for job in jobs)),
                "offices": provenance.hash_text(*(job.scope for job in jobs)),
            },
        )


def plan_edition(edition: Edition, to_run: bool = True) -> Plan:
    """Look at everything before anything is run, and take in what offices have sent.

    Parameters
    ----------
    edition : Edition
    to_run : bool
        Whether the plan is to be run: new files are taken in, and the room on the disk and the
        notebooks' parameters are looked at. Else the files are only hashed.

    Raises
    ------
    TheoryError, MissingInput, NotebookFailed
        When nothing at all can be run; the last when a notebook has other parameters.
    EvaluationError
        When the disk has too little room.
    """
    framework, policy = load_framework(edition.theory), read_policy(edition.policy)
    for template in ("office.ipynb", "region.ipynb"):
        if not (edition.notebooks / template).exists():
            raise MissingInput(
                f"{edition.notebooks}/{template} is not here. Run the command in the project's "
                "top folder, where notebooks/ and data/ are."
            )
    plan = Plan(
        edition,
        framework,
        policy,
        Published(edition, framework, policy),
        _common_inputs(edition, framework),
        _parameters(edition),
    )
    for office in edition.offices or tuple(framework.offices):
        try:
            job = _office_job(plan, office)
            if plan.published.has(job):
                plan.outcome.fresh.append(office)
            elif to_run:
                ingest(edition.raw, framework, [office], key=load_key(create=True))
            plan.offices.append(job)
        except Exception as stop:
            plan.outcome.failed[office] = _as_ours(stop, "Reading the files")
    if to_run and plan.stale:
        _require_room(edition, len(plan.offices) + 1)
        require_parameters(edition.notebooks / "office.ipynb", {**plan.parameters, "office": ""})
        require_parameters(edition.notebooks / "region.ipynb", {**plan.parameters, "parts": {}})
    return plan


def _require_room(edition: Edition, reports: int) -> None:
    """Refuse to begin what the disk surely cannot hold; the folder itself may not be there yet."""
    there = next(path for path in edition.reports.absolute().parents if path.exists())
    needed = reports * len(edition.languages) * ROOM_A_REPORT
    free = shutil.disk_usage(there).free
    if free < needed:
        raise EvaluationError(
            f"There is too little room for the reports: about {needed >> 20} MiB are needed, and "
            f"{free >> 20} MiB are free."
        )


def _run(plan: Plan, work: Path, tell: Tell) -> list[Job]:
    """Run the notebooks of the offices, and the region's after them; what came through."""
    edition, outcome = plan.edition, plan.outcome
    made = []
    with Runner(work, edition) as runner:

        def run(jobs: list[Job]) -> None:
            for job in jobs:
                tell(job.scope, "waiting", 0.0)
            for job, error, seconds in runner.run(jobs):
                if error:
                    outcome.failed[job.scope] = error
                else:
                    made.append(job)
                tell(job.scope, "failed" if error else "done", seconds)

        run(plan.stale)
        region = plan.region(work)
        if region is not None and plan.published.has(region):
            outcome.fresh.append(REGION)
        elif region is not None:
            run([region])
    return made


def _audited(plan: Plan, made: list[Job], work: Path) -> Mapping[str, EvaluationError]:
    """Which of the reports just made may not be published: all, when the audit itself stops."""
    scopes, offices = [job.scope for job in made], [job.scope for job in plan.offices]
    try:
        private = private_values(plan.edition.raw, plan.framework, offices)
        edition, fresh = plan.edition, plan.outcome.fresh
        return unsafe_reports(scopes, fresh, work, edition.folder, private, edition.languages)
    except Exception as stop:
        return dict.fromkeys(scopes, _as_ours(stop, "The audit"))


def _as_ours(stop: Exception, doing: str) -> EvaluationError:
    """Another program's error tells the value it stopped at: only its kind goes on.

    Of the system's errors also what it says of their number: that the disk is full, for example.
    """
    if isinstance(stop, EvaluationError):
        return stop
    if isinstance(stop, OSError) and stop.errno is not None:
        return EvaluationError(f"{doing} was stopped: {os.strerror(stop.errno)}.")
    return EvaluationError(f"{doing} was stopped by {type(stop).__name__}.")


def _office_job(plan: Plan, office: str) -> Job:
    edition = plan.edition
    data = provenance.hash_files(office_files(edition.raw, office), edition.raw)
    return Job(
        office,
        edition.notebooks / "office.ipynb",
        {**plan.parameters, "office": office},
        {**plan.common, "data": data},
    )


def _parameters(edition: Edition) -> dict[str, Any]:
    """What every notebook is told beside its language; earlier editions are looked for once."""
    return {
        "raw": str(edition.raw.resolve()),
        "theory": str(edition.theory.resolve()),
        "policy": str(edition.policy.resolve()),
        "earlier": [str(path.resolve()) for path in earlier_editions(edition.folder)],
    }


def _common_inputs(edition: Edition, framework: Framework) -> dict[str, str]:
    """Hashes of what every report depends on, by name; none where there is no such file."""
    files = {
        "approved texts": edition.raw / APPROVED,
        "policy": edition.policy,
        "mark of synthetic data": edition.raw / "SYNTHETIC.json",
    }
    packages = provenance.packages()
    return {
        "theory": framework.hash,
        "code": provenance.code_hash(),
        "notebooks": provenance.hash_files(edition.notebooks.glob("*.ipynb"), edition.notebooks),
        "packages": provenance.hash_text(*(f"{name} {packages[name]}" for name in packages)),
        "languages": " ".join(edition.languages),
        **{name: provenance.hash_file(path) for name, path in files.items() if path.exists()},
    }
