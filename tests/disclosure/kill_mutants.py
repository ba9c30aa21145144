"""Break the door in every small way, one at a time, and see whether its tests notice.

A mutant that no test notices has survived. A few survive rightly, for they change nothing: so 95 %
are enough.

    python tests/disclosure/kill_mutants.py                         the whole door
    python tests/disclosure/kill_mutants.py evaluation/rounding.py  one file of it

The tree is copied to a temporary folder first; the files here are never touched.
"""

import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from mutants import Mutant, mutants_of

ROOT = Path(__file__).parents[2]

DOOR = (
    "evaluation/disclosure.py",
    "evaluation/rules.py",
    "evaluation/rounding.py",
    "evaluation/policy.py",
    "evaluation/guard.py",
    "evaluation/board.py",
    "evaluation/ties.py",
    "evaluation/regional.py",
    "evaluation/regional_persons.py",
    "evaluation/puzzle.py",
)
"""What is broken."""

TESTS = (
    "tests/disclosure/test_policy.py",
    "tests/disclosure/test_door.py",
    "tests/disclosure/test_drawn_again.py",
    "tests/disclosure/test_regional.py",
    "tests/disclosure/test_regional_persons.py",
    "tests/disclosure/test_rounding.py",
    "tests/disclosure/test_guard.py",
    "tests/disclosure/test_ties.py",
    "tests/disclosure/test_puzzle.py",
)
"""What should notice: fast tests only. The one named after the file goes first."""

KILLED, ENDLESS, SURVIVED = "killed", "endless", "SURVIVED"
ENOUGH = 0.95
PROCESSES = 2
PATIENCE = 10
"""A mutant that takes this many times as long as the sound door runs for ever: it is killed."""

LOADED_ONCE = ("hypothesis", "yaml", "scipy.optimize", "scipy.sparse.csgraph")
"""What the tests need and no mutant changes."""

NOT_COPIED = (".*", "__pycache__", "raw", "store", "reports")
NOT_NEEDED = ("cacheprovider", "nbval", "anyio")
PYTEST = ("-x", "-q", "--hypothesis-profile=ci", *(f"-pno:{plugin}" for plugin in NOT_NEEDED))


def try_all(home: Path, mutants: list[Mutant], tests: Sequence[str]) -> list[str]:
    """Try mutants one after the other in a copy of the tree ``home``; what became of each."""
    for name in LOADED_ONCE:
        import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        copied = copy_of(home, Path(folder) / "tree")
        started = time.monotonic()
        if run_tests(copied, tests) != 0:
            raise SystemExit("The tests of the sound door fail, or are not there: mend them first.")
        patience = PATIENCE * (time.monotonic() - started)
        # From here on: two mutants of one second and one size would be taken for one.
        sys.dont_write_bytecode = True
        return [became_of(mutant, copied, tests, patience) for mutant in mutants]


def became_of(mutant: Mutant, home: Path, tests: Sequence[str], patience: float) -> str:
    """Put a mutant into a copied tree, and see whether a test fails or never ends."""
    path = home / mutant.path
    sound = path.read_text(encoding="utf-8")
    path.write_text(mutant.source, encoding="utf-8")
    its_own_first = sorted(tests, key=lambda test: Path(test).name != f"test_{path.name}")
    answer = {0: SURVIVED, None: ENDLESS}.get(run_tests(home, its_own_first, patience), KILLED)
    path.write_text(sound, encoding="utf-8")
    print(f"{answer:8}", mutant, flush=True)
    return answer


def run_tests(home: Path, tests: Sequence[str], patience: float | None = None) -> int | None:
    """Run tests in a process of their own; pytest's exit code, or None when time was up.

    The process is forked, so that it need not load anew what no mutant changes.
    """
    process = multiprocessing.get_context("fork").Process(target=_pytest, args=(home, tests))
    process.start()
    process.join(patience)
    if process.exitcode is None:
        process.kill()
        process.join()
        return None
    return process.exitcode


def _pytest(home: Path, tests: Sequence[str]) -> None:
    sys.path.insert(0, str(home))
    os.chdir(home)
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        os._exit(pytest.main([*PYTEST, "-o", "addopts=", *tests]))


def copy_of(home: Path, there: Path) -> Path:
    return shutil.copytree(home, there, ignore=shutil.ignore_patterns(*NOT_COPIED))


def main(paths: tuple[str, ...]) -> int:
    """Break each of the files, and tell how many of their mutants are killed: 1 if too few."""
    with tempfile.TemporaryDirectory() as folder:
        home = copy_of(ROOT, Path(folder) / "tree")
        mutants = [
            mutant
            for path in paths
            for mutant in mutants_of(path, (home / path).read_text(encoding="utf-8"))
        ]
        shares = [mutants[start::PROCESSES] for start in range(PROCESSES)]
        with ProcessPoolExecutor(PROCESSES) as pool:
            answers = list(pool.map(partial(try_all, home, tests=TESTS), shares))
    became = {
        mutant: answer
        for share, told in zip(shares, answers, strict=True)
        for mutant, answer in zip(share, told, strict=True)
    }
    print("\nSurvived:", *(m for m in mutants if became[m] == SURVIVED), sep="\n  ")
    for path in paths:
        print(f"{path}: {summary([became[m] for m in mutants if m.path == path])}")
    print("all:", summary([*became.values()]))
    return int(share_killed([*became.values()]) < ENOUGH)


def share_killed(answers: list[str]) -> float:
    """How many were noticed of all, 0 to 1."""
    return 1 - answers.count(SURVIVED) / len(answers)


def summary(answers: list[str]) -> str:
    return f"{share_killed(answers):.1%} of {len(answers)} killed, {answers.count(ENDLESS)} by time"


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:]) or DOOR))
