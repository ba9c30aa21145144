"""The attacks as a command: publish many regions in several ways, attack each, write the page."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from attacked_ways import by_way
from attacking import FLOOR, ours
from attacks_page import Found, page, sums
from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

ROOT = Path(__file__).parents[2]
ONE_IN = 20
"""The other ways are attacked in one of so many regions: their narrow counts take long to solve."""
MOST_EXACT_WITH_TOTALS = 0.01


def main() -> int:
    """Run the attacks; the exit code is 1 when a promise was not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--first", type=int, default=1, help="first seed")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "attacks.md")
    chosen = parser.parse_args()
    seeds = range(chosen.first, chosen.first + chosen.regions)
    by_seed = study(seeds, chosen.jobs)
    broken = broken_promises(by_seed)
    text = page(by_seed, ONE_IN, broken)
    chosen.out.write_text(text, encoding="utf-8")
    print(text)
    return 1 if broken else 0


def study(seeds: range, jobs: int, every: int = ONE_IN) -> dict[int, Found]:
    """Attack the regions of these seeds, in several processes; other ways in one of ``every``."""
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    found = {}
    with Progress(*columns) as progress:
        task = progress.add_task("regions", total=len(seeds))
        for seed, figures in _attacked(
            seeds, partial(attack_one, first=seeds[0], every=every), jobs
        ):
            found[seed] = figures
            if figures["ours"].exact or figures["ours"].narrow:
                progress.console.print(f"The promise is not kept in region {seed}.")
            progress.advance(task)
    return found


def attack_one(seed: int, first: int, every: int = ONE_IN) -> tuple[int, Found]:
    """Attack a region; one in ``every`` in all ways to publish it, none where it is 0."""
    in_all_ways = every > 0 and (seed - first) % every == 0
    return seed, by_way(seed) if in_all_ways else {"ours": ours(seed)}


def _attacked(
    seeds: range, attack: partial[tuple[int, Found]], jobs: int
) -> Iterator[tuple[int, Found]]:
    if jobs == 1:
        yield from map(attack, seeds)
        return
    with get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(attack, seeds)


def broken_promises(by_seed: Mapping[int, Found]) -> list[str]:
    """What our way has promised and not kept, with the seeds of the regions."""
    found = sums(by_seed)["ours"]
    exact = [seed for seed, of in by_seed.items() if of["ours"].exact]
    narrow = [seed for seed, of in by_seed.items() if of["ours"].narrow]
    broken = []
    if exact:
        broken.append(f"{found.exact} counts were found exactly, in regions {exact}.")
    if narrow:
        broken.append(
            f"{found.narrow} counts kept fewer than {FLOOR.narrowest} values, in regions {narrow}."
        )
    if found.exact_with_totals > MOST_EXACT_WITH_TOTALS * found.protected:
        broken.append("Who knows the true totals finds more than 1 % of the counts.")
    return broken


if __name__ == "__main__":
    raise SystemExit(main())
