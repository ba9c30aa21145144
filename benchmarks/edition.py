"""How long the parts of one edition take, beside the floor: the notebooks' cells alone.

Run with ``make bench``. Prints figures; asserts nothing.
"""

import os
import resource
import tempfile
import time
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
    wall, used = time.perf_counter(), cpu()
    result = work()
    print(f"{name:<52} {time.perf_counter() - wall:7.1f} s wall {cpu() - used:7.1f} s CPU")
    return result


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


def main():
    os.environ["EVALUATION_KEY"] = KEY.hex()
    with tempfile.TemporaryDirectory() as folder:
        raw = timed("demo data written", lambda: write_demo(Path(folder) / "raw", DEFAULT_SEED))
        theory = timed("theory loaded", lambda: load_framework(ROOT / "data" / "framework"))
        timed("seven offices read", lambda: read_offices(raw, theory, key=KEY))
        timed("the floor: cells of eight reports, one process", lambda: cells_alone(raw, theory))
        edition = Edition(
            "bench",
            raw=raw,
            theory=ROOT / "data" / "framework",
            notebooks=ROOT / "notebooks",
            reports=Path(folder) / "reports",
        )
        timed("the edition: eight notebooks, pages, index", lambda: run_edition(edition))
        timed("the edition again, nothing changed", lambda: run_edition(edition))


if __name__ == "__main__":
    main()
