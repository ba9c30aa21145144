"""A run that goes wrong tells nothing: not in files, not on the screen, not in logs, not in errors.

Tiny notebooks take the place of the real ones. They read an office's files as they were sent, and
then something happens to them.
"""

import errno
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import papermill
import pytest
from canaries import (
    KEY,
    MARKS,
    NAME,
    broken,
    everything_said,
    marks_in,
    marks_in_folder,
    tables,
    write_csv,
)
from spoilt_runs import CELLS, HEADED, TELL, THEORY, edition, everything_logged, notebook

from evaluation.batch import run_edition
from evaluation.errors import KeyProblem

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs process groups and /dev/full")

SLOW = {
    "an exception with a note and a cause",
    "an analysis that stops",
    "a script on the page",
    "a kernel that is killed",
    "no release",
    "a forged release",
    "a release of something else",
    "a cell without end",
    "a worker that is killed",
    "texts put on the page by hand",
    "a server of kernels that is killed",
}
"""These run with the slow tests; another of their kind runs always."""


def launched_as_always():
    """No warm server: for a notebook of a few lines it takes longer than the notebook."""
    return nullcontext("")


@pytest.fixture
def home(tmp_path_factory, monkeypatch):
    """A folder with an office's files that holds all that a run can write."""
    home = tmp_path_factory.mktemp("f")  # a short name: sockets below it have names of 107 letters
    write_csv(home / "raw" / "office-a", tables())
    for name, variable in {
        "temporary": "TMPDIR",
        "ipython": "IPYTHONDIR",
        "jupyter": "JUPYTER_RUNTIME_DIR",
    }.items():
        (home / name).mkdir()
        monkeypatch.setenv(variable, str(home / name))
    (home / "notebooks").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("EVALUATION_KEY", KEY.hex())
    return home


def assert_nothing_kept(home):
    """No mark outside the offices' own files, and nothing left of the run's own folders."""
    assert marks_in_folder(home, but=["raw"]) == {}
    # A worker that is killed leaves the address of its kernel.
    left = {path.name for path in (home / "temporary").rglob("*") if path.is_file()}
    assert left <= {"kernel.json"}
    assert list(home.glob("reports/.*")) == []
    assert {path.parent for path in home.rglob("*.ipynb")} <= {home / "notebooks"}


def run(home, made, capfd, caplog):
    """Run an edition; look at all that it left and said; return what became of it."""
    caplog.set_level(logging.DEBUG)
    told = []
    with everything_logged(home / "all.log"):
        outcome = run_edition(made, lambda *told_of: told.append(told_of))
    said = capfd.readouterr()
    assert not marks_in(said.out + said.err + caplog.text + repr(told) + repr(outcome))
    for error in outcome.failed.values():
        assert not marks_in(everything_said(error))
    if outcome.failed:
        assert not marks_in(everything_said(outcome.error()))
    assert_nothing_kept(home)
    return outcome


def test_without_care_the_marks_come_out_everywhere(home, caplog):
    """The tests below can fail: papermill as it is keeps, logs and raises what a cell said."""
    caplog.set_level(logging.DEBUG)
    path = home / "notebooks" / "office.ipynb"
    notebook(path, TELL + "raise ValueError(said)")
    with everything_logged(home / "all.log"), pytest.raises(Exception) as caught:
        papermill.execute_notebook(
            str(path), str(home / "out.ipynb"), {"raw": str(home / "raw")}, progress_bar=False
        )
    assert marks_in(str(caught.value)) == marks_in(everything_said(caught.value)) == set(MARKS)
    assert marks_in(caplog.text) == set(MARKS)
    found = marks_in_folder(home, but=["raw"])
    assert found == {"out.ipynb": set(MARKS), "all.log": set(MARKS)}
    assert {NAME, "office-a"} <= {path.name for path in home.rglob("*")}
    with pytest.raises(AssertionError):
        assert_nothing_kept(home)


@pytest.mark.parametrize(
    "what", [pytest.param(w, marks=pytest.mark.slow if w in SLOW else ()) for w in CELLS]
)
def test_nothing_comes_out_of(what, home, capfd, caplog, monkeypatch):
    cells, code, message = CELLS[what]
    if what not in SLOW:
        monkeypatch.setattr("evaluation.running.warm_kernels", launched_as_always)
    made = replace(edition(home, *cells), timeout=3 if what == "a cell without end" else 600)
    outcome = run(home, made, capfd, caplog)
    # The region's notebook is run when an office has come through, and is empty.
    assert {"office-a"} <= set(outcome.failed) <= {"office-a", "region"}
    assert outcome.executed == []
    assert outcome.failed["office-a"].exit_code == code and outcome.error().exit_code != 0
    assert "office-a: " in str(outcome.error()) and message in str(outcome.failed["office-a"])
    assert [p.name for p in sorted(home.glob("reports/marked/**/*")) if p.is_file()] == [
        "index.html",
        "manifest.json",
    ]


def test_nothing_comes_out_of_an_export_that_stops(home, capfd, caplog, monkeypatch):
    def stop(notebook, *_):
        raise RuntimeError(str(notebook))

    monkeypatch.setattr("evaluation.running.warm_kernels", launched_as_always)
    monkeypatch.setattr("evaluation.report.export_html", stop)
    outcome = run(home, edition(home, TELL, HEADED), capfd, caplog)
    assert set(outcome.failed) == {"office-a"}
    assert "stopped by RuntimeError" in str(outcome.error())


def test_nothing_comes_out_of_what_a_page_does_not_show(home, capfd, caplog):
    """What is printed and warned stays behind; no notebook is kept even while it runs."""
    cells = TELL, "assert not [*Path(release_to).parents[2].rglob('*.ipynb')]", HEADED
    outcome = run(home, edition(home, *cells, region=cells), capfd, caplog)
    assert outcome.failed == {} and set(outcome.executed) == {"office-a", "region"}
    assert (home / "reports" / "marked" / "office-a.html").exists()


@pytest.mark.slow
def test_nothing_comes_out_of_a_disk_that_is_full_when_publishing(home, capfd, caplog, monkeypatch):
    made = edition(home, TELL, HEADED)

    def full(source, target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))

    monkeypatch.setattr("evaluation.publishing.os.replace", full)
    outcome = run(home, made, capfd, caplog)
    assert set(outcome.failed) == {"office-a", "region", "index"}
    assert str(outcome.failed["index"]) == "Publishing was stopped: No space left on device."


def test_nothing_comes_out_of_offices_that_are_refused(home, capfd, caplog):
    """One holds a word of no list, one's files are broken, one has none: all are named."""
    write_csv(home / "raw" / "office-b", broken(NAME))
    (home / "raw" / "office-c").mkdir()
    (home / "raw" / "office-c" / f"{NAME}.xlsx").write_bytes(b"PK\x03\x04" + NAME.encode())
    offices = ("office-b", "office-c", "office-d")
    outcome = run(home, edition(home, "", offices=offices), capfd, caplog)
    assert set(outcome.failed) == set(offices)
    assert all(f"{office}: " in str(outcome.error()) for office in offices)
    assert outcome.error().exit_code != 0


def test_nothing_comes_out_of_a_reading_that_stops(home, capfd, caplog, monkeypatch):
    """A fault of ours, or of a library: its words tell the cell it stopped at."""

    def stop(*_, **__):
        raise ValueError(f"could not convert string to float: '{NAME}'")

    monkeypatch.setattr("evaluation.batch.ingest", stop)
    outcome = run(home, edition(home, ""), capfd, caplog)
    assert set(outcome.failed) == {"office-a"}
    assert "stopped by ValueError" in str(outcome.error()) and outcome.error().exit_code == 1


def test_nothing_comes_out_of_an_audit_that_stops(home, capfd, caplog, monkeypatch):
    """What could not be audited is not published."""

    def stop(*_, **__):
        raise ValueError(f"'{NAME}' is not in list")

    monkeypatch.setattr("evaluation.running.warm_kernels", launched_as_always)
    monkeypatch.setattr("evaluation.batch.private_values", stop)
    outcome = run(home, edition(home, HEADED), capfd, caplog)
    assert set(outcome.failed) == {"office-a", "region"} and outcome.executed == []
    assert "The audit was stopped by ValueError" in str(outcome.error())


def test_nothing_comes_out_of_a_bad_key(home, capfd, caplog, monkeypatch):
    monkeypatch.setenv("EVALUATION_KEY", NAME.encode().hex())
    outcome = run(home, edition(home, ""), capfd, caplog)
    assert isinstance(outcome.failed["office-a"], KeyProblem)
    assert NAME.encode().hex() not in everything_said(outcome.error())


def command(home, **options):
    """Start ``evaluation report`` as a user does, in a process group of its own."""
    arguments = ["--raw", "raw", "--theory", str(THEORY), "--offices", "office-a", "office-b",
                 "--edition", "marked"]  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "evaluation.cli", "report", *arguments],
        cwd=home, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
    )  # fmt: skip


def test_nothing_comes_out_of_the_command_line(home):
    write_csv(home / "raw" / "office-b", broken(NAME))
    edition(home, TELL, HEADED, region=[TELL + "raise ValueError(said)"])
    started = command(home)
    out, err = started.communicate(timeout=180)
    assert started.returncode == 11  # several kinds
    assert not marks_in(out + err)
    told = err.decode()
    for scope in ("office-b", "region"):
        assert f"{scope}: " in told
    assert_nothing_kept(home)


@pytest.mark.slow
@pytest.mark.parametrize("which", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_nothing_comes_out_of_a_run_that_is_broken_off(which, home):
    """By Ctrl-C, by an administrator, by a machine without memory."""
    cells = TELL, "Path(raw, f'{os.getpid()}.pid').touch(); time.sleep(600)"
    edition(home, *cells, region=cells)
    write_csv(home / "raw" / "office-b", broken(NAME))
    started = command(home)
    wait(lambda: len(list((home / "raw").glob("*.pid"))) == 1)
    os.killpg(started.pid, signal.Signals[which])
    out, err = started.communicate(timeout=120)
    assert started.returncode != 0 and not marks_in(out + err)
    assert marks_in_folder(home, but=["raw"]) == {}
    assert not [path for path in home.rglob("*.ipynb") if path.parent.name != "notebooks"]
    kernels = [int(path.stem) for path in (home / "raw").glob("*.pid")]
    wait(lambda: not any(Path(f"/proc/{kernel}").exists() for kernel in kernels))


def wait(until, seconds=120):
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end
        time.sleep(0.05)
