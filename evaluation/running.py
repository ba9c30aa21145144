"""Running notebooks: each through papermill in a process of its own, into a private folder."""

from __future__ import annotations

import logging
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from evaluation import errors
from evaluation.disclosure import REGION, load_release
from evaluation.errors import EvaluationError, NotebookFailed
from evaluation.framework import Language, load_framework

CELL_TIMEOUT = 600
KERNEL_TIMEOUT = 120

PACKAGE = Path(errors.__file__).parent
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FRAME = re.compile(r"File (.+?):\d+")
"""How IPython begins what it tells of a frame that is in a file, not in a cell."""


@dataclass(frozen=True)
class Job:
    """One notebook to run; ``inputs`` is the hash of all that its report depends on."""

    scope: str
    notebook: Path
    parameters: Mapping[str, Any]
    inputs: str


def report_files(folder: Path, scope: str) -> dict[str, Path]:
    """Where a report's page and its released numbers are in a folder."""
    return {"html": folder / f"{scope}.html", "release": folder / "releases" / f"{scope}.json"}


def run_jobs(
    jobs: list[Job], work: Path, language: Language, at_once: int
) -> Iterator[tuple[Job, EvaluationError | None, float]]:
    """Run notebooks side by side; yield each job with its error, if any, and its seconds."""
    with ProcessPoolExecutor(min(at_once, len(jobs)), initializer=_alone) as pool:
        # The region reads the most: it goes first, so that it does not run alone at the end.
        order = sorted(jobs, key=lambda job: job.scope != REGION)
        running = {pool.submit(run_notebook, job, work, language): job for job in order}
        for future in as_completed(running):
            try:
                error, seconds = future.result()
            except Exception as crash:  # the worker process itself died
                error, seconds = NotebookFailed(f"the run ended by {type(crash).__name__}"), 0.0
            yield running[future], error, seconds


def _alone() -> None:
    """Set up a worker process: one thread for each kernel, and no log."""
    # Two kernels that each use all cores for small matrices only wait for each other.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    # At its lowest level papermill logs all that a cell shows or prints: it could hold data.
    logging.disable()


def run_notebook(job: Job, work: Path, language: Language) -> tuple[EvaluationError | None, float]:
    """Run one notebook and export its report into the private folder.

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

    from evaluation.report import Report, export_html

    started = time.monotonic()
    files = report_files(work, job.scope)
    files["release"].parent.mkdir(exist_ok=True)
    parameters = {**job.parameters, "release_to": str(files["release"].resolve())}
    error: EvaluationError | None = None
    try:
        with tempfile.TemporaryDirectory() as sockets:
            executed = papermill.execute_notebook(
                str(job.notebook),
                None,
                parameters=parameters,
                cwd=str(job.notebook.parent),
                kernel_name="python3",
                progress_bar=False,
                execution_timeout=CELL_TIMEOUT,
                start_timeout=KERNEL_TIMEOUT,
                kernel_manager_class=_private_kernel(sockets),
            )
        release = load_release(files["release"].read_text(encoding="utf-8"))
        framework = load_framework(job.parameters["theory"])
        title = Report(release, framework, language).title
        files["html"].write_text(export_html(executed, title, language), encoding="utf-8")
    except papermill.PapermillExecutionError as stop:
        error = _as_ours(stop.ename, stop.evalue, stop.traceback, job, stop.exec_count)
    except DeadKernelError:
        error = NotebookFailed(f"{job.notebook.name}: the kernel died. Is there enough memory?")
    except CellTimeoutError:
        error = NotebookFailed(f"{job.notebook.name}: a cell took over {CELL_TIMEOUT} seconds.")
    except EvaluationError as refusal:
        error = refusal
    except Exception as crash:
        error = NotebookFailed(f"{job.notebook.name}: stopped by {type(crash).__name__}.")
    return error, time.monotonic() - started


def _private_kernel(folder: str) -> type:
    """A kernel that nobody else can listen to.

    It is spoken to through sockets in a folder only this user can open (where the system has no
    such sockets, on Windows, on the local address, as Jupyter does), and what it prints beside its
    cells goes nowhere: it could hold data.
    """
    from jupyter_client.manager import AsyncKernelManager
    from traitlets import Unicode

    class PrivateKernel(AsyncKernelManager):
        if os.name != "nt":
            transport = Unicode("ipc")
            connection_file = Unicode(os.path.join(folder, "kernel.json"))

        async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
            await super().start_kernel(**options, stdout=DEVNULL, stderr=DEVNULL)

    return PrivateKernel


def _as_ours(
    kind: str, message: str, traceback: Sequence[str], job: Job, cell: int | None
) -> EvaluationError:
    """Turn what stopped a notebook into an error of ours, of the same kind if it was one.

    Its message is passed on only when this package raised it: our messages hold no data, but a
    cell may raise our errors with any words.
    """
    said = f"{job.notebook.name}, cell {cell}: stopped by {kind}."
    ours = getattr(errors, kind, None)
    if not (isinstance(ours, type) and issubclass(ours, EvaluationError)):
        return NotebookFailed(said)
    return ours(message if _in_package(traceback) else said)


def _in_package(traceback: Sequence[str]) -> bool:
    """Whether the innermost frame is in this package; after it only the message is told."""
    frame = FRAME.match(COLOUR.sub("", traceback[-2])) if len(traceback) > 1 else None
    return frame is not None and Path(frame[1]).expanduser().is_relative_to(PACKAGE)
