"""The validity study as a command: simulate regions, judge them, write ``docs/validity.md``."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from oracle import Known
from page import page
from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn
from tables import promises
from tally import Records, examine_seed, true_effects, what_the_oracle_knows

from evaluation.framework import Framework, load_framework

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Run the study; the exit code is 1 when a promise was not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--first", type=int, default=1, help="first seed")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "validity.md")
    chosen = parser.parse_args()
    theory = load_framework(ROOT / "data" / "framework")
    seeds = range(chosen.first, chosen.first + chosen.regions)
    truths = true_effects(theory)
    records = study(seeds, theory, what_the_oracle_knows(theory), chosen.jobs)
    chosen.out.write_text(page(records, truths, theory, seeds), encoding="utf-8")
    broken = [p for p in promises(records, truths, theory) if not p.kept]
    for promise in broken:
        print(f"Not kept: {promise.text}: {promise.found}")
    return 1 if broken else 0


def study(seeds: range, theory: Framework, known: Mapping[str, Known], jobs: int) -> Records:
    """Examine the seeds, in several processes; the records come in the order of the seeds."""
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    parts = []
    with Progress(*columns) as progress:
        task = progress.add_task("regions", total=len(seeds))
        for part in _examined(seeds, partial(_examine, theory=theory, known=known), jobs):
            parts.append(part)
            progress.advance(task)
    return Records(
        tuple(i for p in parts for i in p.intervals),
        tuple(t for p in parts for t in p.told),
        tuple(o for p in parts for o in p.power),
    )


def _examine(seed: int, theory: Framework, known: Mapping[str, Known]) -> Records:
    return examine_seed(seed, theory, known)


def _examined(seeds: range, examine: partial[Records], jobs: int) -> Iterator[Records]:
    if jobs == 1:
        yield from map(examine, seeds)
        return
    with get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(examine, seeds, chunksize=4)


if __name__ == "__main__":
    raise SystemExit(main())
