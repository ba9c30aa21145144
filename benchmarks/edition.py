"""The default edition, eight reports with their pages: our batch, the command line, and the floor.

The command line's way is the ``papermill`` command and then ``jupyter nbconvert``, notebook by
notebook. The floor is what the notebooks' cells compute, in one warm process.

Run with ``make bench``. Prints figures; asserts nothing.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from evaluation.analyses import examine
from evaluation.batch import Edition, run_edition
from evaluation.disclosure import release
from evaluation.framework import load_framework
from evaluation.intake import read_offices
from evaluation.membership import memberships
from evaluation.report import Report
from evaluation.simulation import DEFAULT_SEED, write_demo

ROOT = Path(__file__).parents[1]
KEY = bytes(range(32))
SECTIONS = ("heading", "at_a_glance", "coverage", "strategy_map", "change", "configurations",
            "development", "further", "methods")  # fmt: skip


def cpu():
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def timed(name, work):
    """Do it and print how long it took; the seconds of CPU, children's too."""
    wall, used = time.perf_counter(), cpu()
    work()
    wall, used = time.perf_counter() - wall, cpu() - used
    print(f"{name:<56} {wall:7.1f} s wall {used:7.1f} s CPU", flush=True)
    return used


def one_page(findings, parts, theory):
    report = Report(release(findings, parts), theory, "fi")
    for section in SECTIONS:
        getattr(report, section)()


def cells_alone(raw, theory):
    """Everything the eight notebooks compute, in this one warm process."""
    observations = read_offices(raw, theory, key=KEY)
    table = memberships(observations, theory)
    offices = [
        examine(table.of(office), theory, observations.of(office)) for office in table.offices
    ]
    for findings in offices:
        one_page(findings, (), theory)
    one_page(
        examine(table, theory, observations), [release(findings) for findings in offices], theory
    )


def by_command_line(edition, offices, folder):
    """The same notebooks by papermill's own command, each page by nbconvert's."""
    folder.mkdir()
    told = ["-p", "raw", edition.raw.resolve(), "-p", "theory", edition.theory.resolve()]
    parts = {office: str(folder / f"{office}.json") for office in offices}
    for scope in (*offices, "region"):
        template = "region.ipynb" if scope == "region" else "office.ipynb"
        own = ["-y", json.dumps({"parts": parts})] if scope == "region" else ["-p", "office", scope]
        executed = folder / f"{scope}.ipynb"
        command("papermill", edition.notebooks / template, executed, *told, *own,
                "-p", "release_to", folder / f"{scope}.json", "--cwd", edition.notebooks,
                "--no-progress-bar", "--log-level", "ERROR")  # fmt: skip
        command("jupyter", "nbconvert", "--to", "html", "--no-input", "--log-level", "ERROR",
                executed)  # fmt: skip


def command(name, *arguments):
    subprocess.run(
        [Path(sys.executable).parent / name, *arguments], check=True, capture_output=True
    )


def pages(edition):
    """How large each page is, and how long its export takes."""
    from nbformat.v4 import new_code_cell, new_notebook, new_output

    from evaluation.disclosure import load_release
    from evaluation.report import export_html

    theory = load_framework(edition.theory)
    for path in sorted(edition.folder.glob("releases/*.json")):
        report = Report(load_release(path.read_text(encoding="utf-8")), theory, "fi")
        made = [
            new_output("display_data", data={"text/html": str(getattr(report, s)())})
            for s in SECTIONS
        ]
        notebook = new_notebook(cells=[new_code_cell("", outputs=made)])
        started = time.perf_counter()
        export_html(notebook, report.title, "fi")
        seconds = time.perf_counter() - started
        size = (edition.folder / f"{path.stem}.html").stat().st_size / 1024
        print(f"  {path.stem:<10} {size:5.0f} KiB, exported in {seconds:.2f} s")


def main():
    os.environ["EVALUATION_KEY"] = KEY.hex()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        raw = write_demo(home / "raw", DEFAULT_SEED)
        edition = Edition(
            "bench",
            raw=raw,
            theory=ROOT / "data" / "framework",
            notebooks=ROOT / "notebooks",
            reports=home / "reports",
            jobs=os.cpu_count() or 1,
        )
        theory = load_framework(edition.theory)
        floor = timed("the floor: the cells alone, one process", lambda: cells_alone(raw, theory))
        ours = timed("eight reports by `evaluation report`", lambda: run_edition(edition))
        timed("once more: nothing has changed", lambda: run_edition(edition))
        both = replace(edition, name="both", languages=("fi", "en"))
        timed("eight reports in both languages", lambda: run_edition(both))
        peer = timed(
            "eight reports by `papermill` and `jupyter nbconvert`",
            lambda: by_command_line(edition, tuple(theory.offices), home / "peer"),
        )
        timed(
            "`evaluation --help`",
            lambda: command("evaluation", "--help"),
        )
        print(f"ours is {ours / floor:.2f} × the floor, the command line {peer / ours:.2f} × ours")
        pages(edition)


if __name__ == "__main__":
    main()
