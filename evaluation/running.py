"""Running notebooks: each through papermill in a process of its own, into a private folder."""

from __future__ import annotations

import atexit
import logging
import multiprocessing
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    as_completed,
)
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

from evaluation import errors
from evaluation.disclosure import load_release
from evaluation.editions import Edition
from evaluation.errors import EvaluationError, NotebookFailed
from evaluation.framework import Language, load_framework
from evaluation.report_files import FIRST_PAGE, RELEASE, other_page, page_name, report_files
from evaluation.warm_kernels import single_threaded, warm_kernels

CELL_TIMEOUT = 600
KERNEL_TIMEOUT = 120

PACKAGE = Path(errors.__file__).parent
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
NO_ERROR_SAID = "CellExecutionError"
"""How papermill tells of a cell that failed without an exception: IPython only prints of magics."""
TOLD_EACH = {"language": "", "release_to": ""}
"""What a notebook is told beside a job's parameters."""
FRAME = re.compile(r"File (.+?):\d+")
"""How IPython begins what it tells of a frame that is in a file, not in a cell."""


@dataclass(frozen=True)
class Job:
    """One notebook to run; ``inputs`` are the hashes of all that its report depends on, by name."""

    scope: str
    notebook: Path
    parameters: Mapping[str, Any]
    inputs: Mapping[str, str]


Done = tuple[Job, EvaluationError | None, float]
"""A job, its error if any, and its seconds."""


class Runner:
    """Runs notebooks side by side in worker processes, of this machine or of a cluster.

    Nothing is started before there is something to run.

    Parameters
    ----------
    work : pathlib.Path
        The private folder where reports are made.
    edition : Edition
    """

    def __init__(self, work: Path, edition: Edition) -> None:
        self.work, self.edition = work, edition
        self._open = ExitStack()
        self._workers: Executor | None = None
        self._warm = ""

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *stopped: object) -> None:
        self._open.close()

    def run(self, jobs: Sequence[Job]) -> Iterator[Done]:
        """Run notebooks; yield each job as it is done, with its error, if any, and its seconds.

        A worker process that dies takes the others' jobs with it: those are run again, each alone,
        so that only the one that kills its worker fails.
        """
        if not jobs:
            return
        if self._workers is None:
            if not self.edition.scheduler:
                self._warm = self._open.enter_context(warm_kernels())
            self._workers = self._open.enter_context(self._new_workers(self.edition.jobs))
        lost = []
        for job, done in self._done(self._workers, jobs):
            if done is None:
                lost.append(job)
            else:
                yield done
        for job in lost:
            with self._new_workers(1) as workers:
                [(_, done)] = self._done(workers, [job])
            yield done or (job, NotebookFailed(f"{job.notebook.name}: its process was ended."), 0.0)
        if lost:
            self._workers = self._open.enter_context(self._new_workers(self.edition.jobs))

    def _new_workers(self, at_once: int) -> AbstractContextManager[Executor]:
        if self.edition.scheduler:
            from evaluation.cluster import on_cluster  # dask is not on every machine

            return on_cluster(self.edition.scheduler, self.work)
        return ProcessPoolExecutor(at_once, initializer=_watch_parent)

    def _done(self, workers: Executor, jobs: Sequence[Job]) -> Iterator[tuple[Job, Done | None]]:
        """Each job and what became of it; None where its worker process died."""
        options = self.work, self.edition.languages, self.edition.timeout, self._warm
        running: dict[Future[tuple[EvaluationError | None, float]], Job] = {}
        for job in jobs:
            try:
                running[workers.submit(run_in_worker, job, *options)] = job
            except Exception as crash:
                yield job, _ended(job, crash)
        for future in as_completed(running):
            job = running[future]
            try:
                yield job, (job, *future.result())
            except Exception as crash:
                yield job, _ended(job, crash)


def _ended(job: Job, crash: Exception) -> Done | None:
    """What became of a job whose worker gave no answer; None when the worker process died."""
    if isinstance(crash, BrokenExecutor):
        return None
    said = f"stopped by {type(crash).__name__}."
    if isinstance(crash, CancelledError):
        said = "the scheduler was lost. Start it, and run the same command again."
    return job, NotebookFailed(f"{job.notebook.name}: {said}"), 0.0


def _watch_parent() -> None:
    """Let a worker process end with the one that has started it: one killed cannot end it."""
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def run_in_worker(
    job: Job, work: Path, languages: Sequence[Language], timeout: int, warm: str
) -> tuple[EvaluationError | None, float]:
    """Do as :func:`run_notebook` in a process that does nothing else: one thread, and no log."""
    os.environ.update(single_threaded(os.environ))
    _block_unused_grammar()
    # At its lowest level papermill logs all that a cell shows or prints: it could hold data.
    logging.disable()
    return run_notebook(job, work, languages, timeout, warm or _own_warm_kernels())


@cache
def _own_warm_kernels() -> str:
    """A warm server of this process; it ends when the process does."""
    kept = ExitStack()
    atexit.register(kept.close)
    return kept.enter_context(warm_kernels())


def _block_unused_grammar() -> None:
    # jsonschema, which nbformat loads, takes this package where it is installed for one more check
    # of a kind that notebooks have no use for; compiling its grammar takes two seconds.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def require_parameters(notebook: Path, parameters: Mapping[str, Any]) -> None:
    """Refuse parameters that a notebook does not have, or has of another type.

    Papermill itself only warns of an unknown one, and the notebook would tell of its default.

    Raises
    ------
    NotebookFailed
        Naming the notebook and the parameter.
    """
    _block_unused_grammar()
    import papermill

    has = papermill.inspect_notebook(str(notebook))
    for name, value in {**TOLD_EACH, **parameters}.items():
        if name not in has:
            raise NotebookFailed(f"{notebook.name} has no parameter {name}.")
        asked = has[name]["inferred_type_name"]
        if asked not in ("None", type(value).__name__):
            raise NotebookFailed(
                f"{notebook.name}: its parameter {name} is of type {asked}, and it is given one of "
                f"type {type(value).__name__}."
            )


def run_notebook(
    job: Job,
    work: Path,
    languages: Sequence[Language],
    timeout: int = CELL_TIMEOUT,
    warm: str = "",
) -> tuple[EvaluationError | None, float]:
    """Run one notebook, once a language, and export its report's pages into the private folder.

    The executed notebook is kept in memory only: what its cells show and print could hold data,
    and a run that is killed clears nothing away.

    Returns
    -------
    error : EvaluationError or None
        Without any value from the data: another program's message is never passed on.
    seconds : float
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    started = time.monotonic()
    error: EvaluationError | None = None
    try:
        told = {_made(job, work, language, languages, timeout, warm) for language in languages}
        if len(told) > 1:
            raise NotebookFailed(f"{job.notebook.name}: its numbers depend on the language.")
    except papermill.PapermillExecutionError as stop:
        error = _as_ours(stop.ename, stop.evalue, stop.traceback, job, stop.exec_count)
    except DeadKernelError:
        error = NotebookFailed(f"{job.notebook.name}: the kernel died. Is there enough memory?")
    except CellTimeoutError:
        error = NotebookFailed(f"{job.notebook.name}: a cell took over {timeout} seconds.")
    except EvaluationError as refusal:
        error = refusal
    except OSError as fault:
        reason = os.strerror(fault.errno) if fault.errno else type(fault).__name__
        error = NotebookFailed(f"{job.notebook.name}: stopped: {reason}.")
    except Exception as crash:
        error = NotebookFailed(f"{job.notebook.name}: stopped by {type(crash).__name__}.")
    return error, time.monotonic() - started


def _made(
    job: Job,
    work: Path,
    language: Language,
    languages: Sequence[Language],
    timeout: int,
    warm: str,
) -> str:
    """Run a notebook in one language and export its page; the released numbers as text."""
    import papermill

    from evaluation.kernels import private_kernel
    from evaluation.report import Report, export_html

    files = report_files(work, job.scope, languages)
    files[RELEASE].parent.mkdir(exist_ok=True)
    files[RELEASE].unlink(missing_ok=True)
    told_each = {"language": language, "release_to": str(files[RELEASE].resolve())}
    with tempfile.TemporaryDirectory() as sockets:
        executed = papermill.execute_notebook(
            str(job.notebook),
            None,
            parameters={**job.parameters, **told_each},
            cwd=str(job.notebook.parent),
            kernel_name="python3",
            progress_bar=False,
            execution_timeout=timeout,
            start_timeout=KERNEL_TIMEOUT,
            kernel_manager_class=private_kernel(sockets, warm),
        )
    if not files[RELEASE].exists():
        raise NotebookFailed(f"{job.notebook.name} saved no released numbers (save_release).")
    told = files[RELEASE].read_text(encoding="utf-8")
    title = Report(load_release(told), load_framework(job.parameters["theory"]), language).title
    home = page_name(FIRST_PAGE, language, languages)
    other = other_page(job.scope, language, languages)
    page = export_html(executed, title, language, home, other)
    files[language].write_text(page, encoding="utf-8")
    return told


def _as_ours(
    kind: str, message: str, traceback: Sequence[str], job: Job, cell: int | None
) -> EvaluationError:
    """Turn what stopped a notebook into an error of ours, of the same kind if it was one.

    Its message is passed on only when this package raised it: our messages hold no data, but a
    cell may raise our errors with any words.
    """
    said = f"{job.notebook.name}, cell {cell}: stopped by {kind}."
    if kind == NO_ERROR_SAID:
        said = f"{job.notebook.name}, cell {cell}: a line that begins with % could not be run."
    ours = getattr(errors, kind, None)
    if not (isinstance(ours, type) and issubclass(ours, EvaluationError)):
        return NotebookFailed(said)
    return ours(message if _in_package(traceback) else said)


def _in_package(traceback: Sequence[str]) -> bool:
    """Whether the innermost frame is in this package; after it only the message is told."""
    frame = FRAME.match(COLOUR.sub("", traceback[-2])) if len(traceback) > 1 else None
    return frame is not None and Path(frame[1]).expanduser().is_relative_to(PACKAGE)
