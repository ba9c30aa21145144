"""An edition of many offices: does one take as long among 300 as among 30, and as much memory?

Every office has 7 workers and 144 clients. Run with ``python benchmarks/many_offices.py [300]``
(about 20 minutes on two cores). Prints figures; asserts nothing.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from evaluation.batch import Edition, run_edition
from evaluation.simulation import DEFAULT_SEED, OfficePlan, simulate
from evaluation.simulation.demo import write_region

ROOT = Path(__file__).parents[1]
KEY = bytes(range(32))
WORKERS, CLIENTS = 7, 144


def one(count):
    """Make an edition of so many offices in this process, and print what it took."""
    os.environ["EVALUATION_KEY"] = KEY.hex()
    names = [f"office-{number:03d}" for number in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        plans = [OfficePlan(name, WORKERS, CLIENTS, form="utf-8 csv") for name in names]
        write_region(simulate(DEFAULT_SEED, plans), home / "raw")
        theory = shutil.copytree(ROOT / "data" / "framework", home / "framework")
        roster = "".join(f'  {n}: {{name: {{fi: "{n}", en: "{n}"}}}}\n' for n in names)
        (theory / "offices.yaml").write_text(f"offices:\n{roster}", encoding="utf-8")
        edition = Edition(
            "many", home / "raw", theory, ROOT / "notebooks", home / "reports",
            jobs=os.cpu_count() or 1,
        )  # fmt: skip
        took, own, began = {}, usage(resource.RUSAGE_SELF), time.perf_counter()

        def tell(scope, stage, seconds):
            took[scope] = seconds

        outcome = run_edition(edition, tell)
        wall = time.perf_counter() - began
        rows = {
            "reports that failed": len(outcome.failed),
            "an office's notebook, s": sum(took[name] for name in names) / count,
            "wall time an office, all in, s": wall / count,
            "the region's notebook, s": took["region"],
            "the audit, s": took["audit"],
            "CPU of this process, s": usage(resource.RUSAGE_SELF) - own,
            "CPU of all others, s": usage(resource.RUSAGE_CHILDREN),
            "most memory of this process, MiB": peak(resource.RUSAGE_SELF),
            "most memory of a notebook, MiB": peak(resource.RUSAGE_CHILDREN),
            "the region's page, KiB": (edition.folder / "region.html").stat().st_size / 1024,
        }
        began = time.perf_counter()
        run_edition(edition)
        rows["once more, nothing has changed, s"] = time.perf_counter() - began
    print(f"{count} offices")
    for what, figure in rows.items():
        print(f"  {what:<36} {figure:8.2f}", flush=True)


def usage(who):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def peak(who):
    return resource.getrusage(who).ru_maxrss >> 10


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]))
    else:
        most = int(sys.argv[1]) if sys.argv[1:] else 300
        for count in (most // 10, most):
            subprocess.run([sys.executable, __file__, "--one", str(count)], check=True)
