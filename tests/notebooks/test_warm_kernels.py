"""A notebook cannot tell whether its kernel was forked from a warm server or launched as always."""

import contextlib
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from evaluation.kernels import private_kernel
from evaluation.report_files import report_files
from evaluation.running import Job, run_notebook
from evaluation.warm_kernels import WarmProcess, warm_kernels

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no warm kernels here")

LOOK = """
import os, random, signal, sys, threading
import matplotlib, numpy as np, pandas as pd
print(os.getcwd(), __name__, sys.argv[0].endswith("ipykernel_launcher.py"), sys.stdin is None)
print({name: pd.get_option(name) for name in ("display.max_columns", "display.max_rows",
       "display.width", "display.max_colwidth", "display.notebook_repr_html")})
print(sorted(sys.path), sorted(set(os.environ) - {"JPY_SESSION_NAME", "JPY_PARENT_PID"}))
print(matplotlib.get_backend(), signal.getsignal(signal.SIGCHLD), os.getpgid(0) == os.getpid())
print("evaluation" in sys.modules and hasattr(sys.modules["evaluation"], "batch"))
"""
DRAW = """
import matplotlib.pyplot as plt
plt.plot([1, 2])
pd.DataFrame([range(30)])
"""
CHANCE = "print(random.random(), np.random.rand())"


@pytest.fixture(scope="module")
def warm():
    with warm_kernels() as address:
        yield address


def run(folder, warm, *cells, timeout=60):
    path = Path(folder) / "some.ipynb"
    made = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    made.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": ""}
    nbformat.write(made, path)
    with tempfile.TemporaryDirectory() as sockets:
        return papermill.execute_notebook(
            str(path),
            None,
            cwd=str(folder),
            kernel_name="python3",
            progress_bar=False,
            execution_timeout=timeout,
            kernel_manager_class=private_kernel(sockets, warm),
        )


def outputs(notebook):
    """What cells showed, without what differs from run to run."""
    return [
        [
            {k: v for k, v in output.items() if k not in ("execution_count", "metadata")}
            for output in cell.outputs
        ]
        for cell in notebook.cells
    ]


def test_what_a_cell_sees_is_the_same(tmp_path, warm):
    forked, launched = (outputs(run(tmp_path, how, LOOK, DRAW)) for how in (warm, ""))
    assert forked[0] == launched[0]
    assert [sorted(o.get("data", ())) for o in forked[1]] == [
        sorted(o.get("data", ())) for o in launched[1]
    ]
    assert any("image/png" in output.get("data", ()) for output in forked[1])
    assert forked[1] == launched[1]


def test_kernels_do_not_share_their_chance(tmp_path, warm):
    one, two = (outputs(run(tmp_path, warm, LOOK, CHANCE))[1][0]["text"].split() for _ in range(2))
    assert len({*one, *two}) == 4


@pytest.mark.parametrize("scope", ["office-g", pytest.param("region", marks=pytest.mark.slow)])
def test_a_report_is_the_same_to_the_byte(edition, tmp_path, scope):
    """The edition is made with warm kernels: here is the report by one launched as always."""
    made, _ = edition
    offices = {
        path.stem: str(path) for path in sorted(made.folder.glob("releases/office-*.json"))
    }
    parameters = {
        "raw": str(made.raw.resolve()),
        "theory": str(made.theory.resolve()),
        "policy": str(made.policy.resolve()),
        **({"parts": offices} if scope == "region" else {"office": scope}),
    }
    template = "region.ipynb" if scope == "region" else "office.ipynb"
    error, _ = run_notebook(Job(scope, NOTEBOOKS / template, parameters, {}), tmp_path, ("fi",))
    assert error is None
    published = report_files(made.folder, scope, ("fi",))
    for kind, path in report_files(tmp_path, scope, ("fi",)).items():
        assert path.read_bytes() == published[kind].read_bytes()


def started(address, folder, *code):
    request = {"argv": code, "env": dict(os.environ), "cwd": str(folder)}
    return WarmProcess(address, request)


def ended(process, seconds=10):
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
    return process.poll()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_end_of_a_kernel_is_seen(tmp_path, warm, number):
    process = started(warm, tmp_path, "-f", str(tmp_path / "kernel.json"))
    assert process.poll() is None and process.pid > 0
    process.send_signal(number)
    assert ended(process) == 1 and process.wait() == 1
    process.kill()  # the number may be another process's by now: nothing is sent
    process.terminate()


def test_a_kernel_that_cannot_start_has_ended(tmp_path, warm):
    assert ended(started(warm, tmp_path, "--no-such-option=1", "-f", "/no/where.json")) == 1


def test_kernels_end_with_their_server(tmp_path):
    with warm_kernels() as address:
        process = started(address, tmp_path, "-f", str(tmp_path / "kernel.json"))
        time.sleep(0.5)
    assert ended(process) == 1


def test_without_a_server_kernels_start_as_always(tmp_path):
    with warm_kernels() as address:
        pass
    with contextlib.suppress(FileNotFoundError):
        os.unlink(address)
    assert outputs(run(tmp_path, "", "print(1)"))[0][0]["text"] == "1\n"
    assert outputs(run(tmp_path, address, "print(1)"))[0][0]["text"] == "1\n"


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_where_processes_cannot_be_forked_there_is_no_server(monkeypatch, system):
    monkeypatch.setattr(sys, "platform", system)
    with warm_kernels() as address:
        assert address == ""
