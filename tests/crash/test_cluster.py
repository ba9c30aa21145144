"""Notebooks run by a dask scheduler's workers: the same reports, and lost workers are borne."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation import cluster
from evaluation.batch import Edition, run_edition
from evaluation.cluster import on_cluster, seen_here
from evaluation.disclosure import REGION, release, save_release
from evaluation.errors import ClusterProblem
from evaluation.findings import Findings, Provenance
from evaluation.running import Job, Runner

ROOT = Path(__file__).parents[2]
THEORY = ROOT / "data" / "framework"
COPY = """
import os
from pathlib import Path
from evaluation import disclosure, framework, report
if stop:
    os._exit(1)
released = disclosure.load_release(Path(told).read_text())
disclosure.save_release(released, release_to)
report.Report(released, framework.load_framework(theory), language).heading()
"""


@pytest.fixture
def job(tmp_path):
    """A notebook that shows no data: it copies numbers that were released before."""
    from nbformat import write
    from nbformat.v4 import new_code_cell, new_notebook

    told = tmp_path / "told.json"
    save_release(
        release(Findings("office-a", (), Provenance("d", "f", "1", "1"), ("office-a",))), told
    )
    parameters = f"told = {str(told)!r}\ntheory = language = release_to = ''\nstop = False"
    cells = [
        new_code_cell(parameters, metadata={"tags": ["parameters"]}),
        new_code_cell(COPY),
    ]
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": spec})
    write(notebook, tmp_path / "office.ipynb")
    return Job("office-a", tmp_path / "office.ipynb", {"theory": str(THEORY)}, {})


@pytest.fixture(scope="module")
def local():
    """A scheduler and a worker process of this machine."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL"
    ) as made:
        yield made


def test_a_notebook_runs_on_a_worker_and_a_failed_one_is_named(local, job, tmp_path):
    edition = Edition("e", scheduler=local.scheduler_address)
    (tmp_path / "work").mkdir()
    failing = replace(job, scope="office-b", parameters={**job.parameters, "stop": True})
    with Runner(tmp_path / "work", edition) as runner:
        became = {job.scope: error for job, error, _ in runner.run([job, failing])}
    assert became["office-a"] is None
    assert "the kernel died" in str(became["office-b"])
    assert (tmp_path / "work" / "office-a.html").exists()
    assert (tmp_path / "work" / "releases" / "office-a.json").exists()


def test_workers_with_another_key_are_refused(local, tmp_path, monkeypatch):
    address = local.scheduler_address
    with on_cluster(address, tmp_path) as workers:
        assert workers.submit(sum, [1, 2]).result() == 3
    monkeypatch.setenv("EVALUATION_KEY", bytes(range(1, 33)).hex())
    with pytest.raises(ClusterProblem, match="not the same key"), on_cluster(address, tmp_path):
        pass


def test_the_mark_of_a_key_is_not_the_key(tmp_path, monkeypatch):
    key = bytes(range(32)).hex()
    monkeypatch.setenv("EVALUATION_KEY", key)
    mark = seen_here(tmp_path)["key"]
    assert len(mark) == 64 and key not in mark
    monkeypatch.setenv("EVALUATION_KEY", "short")
    assert seen_here(tmp_path / "none") == {
        **seen_here(tmp_path), "key": "KeyProblem", "folder": "not here"
    }  # fmt: skip


def test_no_scheduler_no_workers_and_no_dask_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER_WITHIN", 0.2)
    with (
        pytest.raises(ClusterProblem, match="No dask scheduler"),
        on_cluster("tcp://127.0.0.1:9", tmp_path),
    ):
        pass
    with (
        pytest.raises(ClusterProblem, match="No dask scheduler"),
        on_cluster("nonsense://x", tmp_path),
    ):
        pass
    ours = {"key": "x", "folder": "here"}
    with pytest.raises(ClusterProblem, match="no workers"):
        cluster._require_same({}, ours)
    with pytest.raises(ClusterProblem, match="tcp://two has not the same folder"):
        cluster._require_same({"tcp://one": ours, "tcp://two": {"key": "x"}}, ours)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ClusterProblem, match="pip install"),
        on_cluster("tcp://127.0.0.1:9", tmp_path),
    ):
        pass


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_changes_no_report(edition, tmp_path):
    """A scheduler and two workers, processes of their own; one is killed when it is at work."""
    here, _ = edition
    address = f"tcp://127.0.0.1:{20000 + os.getpid() % 10000}"
    port = address.rpartition(":")[2]
    dask = [sys.executable, "-m", "dask"]
    commands = [
        [*dask, "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"],
        *[[*dask, "worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny"]] * 2,
    ]
    processes = [
        subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL) for command in commands
    ]  # fmt: skip
    told = []

    def tell(scope, stage, seconds):
        told.append(stage)
        if stage == "done" and told.count("done") == 2:
            processes[1].send_signal(signal.SIGKILL)

    try:
        _until_two_workers(address)
        made = replace(here, reports=tmp_path / "reports", scheduler=address)
        outcome = run_edition(made, tell)
    finally:
        for process in processes:
            process.kill()
            process.wait()
    assert processes[1].returncode == -signal.SIGKILL
    assert outcome.failed == {} and REGION in outcome.executed
    for page in sorted(here.folder.glob("*.html")):
        assert (made.folder / page.name).read_bytes() == page.read_bytes()
    assert run_edition(replace(made, scheduler="")).executed == []


def _until_two_workers(address):
    from distributed import Client

    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with Client(address, timeout=2) as client:
                client.wait_for_workers(2, timeout=30)
                return
        except OSError:
            time.sleep(0.5)
