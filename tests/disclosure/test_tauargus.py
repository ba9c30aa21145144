"""Statistics Netherlands' τ-ARGUS looks at the same two-way tables: what it calls unsafe, we hide.

It suppresses where we round, so the two are compared at the cells that are unsafe for being small,
and by what a reader can work out of what we show. The people are made up, and the folder that
τ-ARGUS writes to is wiped.
"""

import contextlib
import random
import tempfile
from collections import Counter
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from evaluation.disclosure import release
from evaluation.findings import Count, CountTable, Finding, Findings, Provenance

pytauargus = pytest.importorskip("pytauargus", reason="τ-ARGUS has no wheel for this platform")

RULE = "FREQ(8,30)"
"""Minimum frequency 8: cells of 1 to 7 persons are unsafe."""

OPTIMAL = "OPT(1)"
"""Suppress as little as possible beside the unsafe cells, so that totals do not give them back."""

SAFE, UNSAFE, BESIDE, EMPTY = "S", "U", "M", "E"
TOTAL = "Total"
EVERYBODY = (TOTAL, TOTAL)
SIZES = ((2, 2), (2, 3), (3, 3), (3, 4), (4, 5), (6, 4))
PERSONS = (20, 35, 60, 90, 130, 180, 260, 400, 700, 1000)
FEWEST_VALUES = 5
UNBOUNDED = 3
"""What scipy calls a programme whose optimum is beyond all bounds."""


@cache
def table(size, persons):
    """Workers by ages in a made-up office, with empty cells and totals; the shares are uneven."""
    people = clients(size, persons)
    workers, ages = ([*sorted(set(codes)), TOTAL] for codes in zip(*people, strict=True))
    counts = Counter(cell for w, a in people for cell in product((w, TOTAL), (a, TOTAL)))
    return {cell: counts[cell] for cell in product(workers, ages)}


def clients(size, persons):
    lots = random.Random(f"{size} {persons}")
    codes = ([f"{letter}{n}" for n in range(many)] for letter, many in zip("wa", size, strict=True))
    drawn = [
        lots.choices(some, [lots.uniform(0.1, 1) ** 2 for _ in some], k=persons) for some in codes
    ]
    return list(zip(*drawn, strict=True))


@cache
def judged_by_tauargus(size, persons):
    """The status of each cell. τ-ARGUS writes where it stands, too, so it stands in the folder."""
    rows = [{"worker": worker, "age": age, "one": 1} for worker, age in clients(size, persons)]
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        found = pytauargus.protect(
            rows, ["worker", "age"], "one", safety_rules=RULE, suppress=OPTIMAL, workdir=folder
        )
    assert not Path(folder).exists()
    return {(row["worker"], row["age"]): row["status"] for row in found.tables[0].rows}


def shown_by_us(counts):
    """Let the cells and all their totals through our door; the part shown of each."""
    names = {cell: "/".join(cell) for cell in counts}
    by_kind = {}
    for cell, n in counts.items():
        by_kind.setdefault(tuple(code == TOTAL for code in cell), []).append(
            Count(names[cell], n, who=names[cell])
        )
    tables = tuple(
        CountTable(f"table-{at}", tuple(parts), of=names[EVERYBODY])
        for at, parts in enumerate(by_kind.values())
    )
    unions = tuple(
        (names[whole], tuple(names[cell] for cell in made_of(whole, counts)))
        for whole in counts
        if whole.count(TOTAL) == 1
    )
    findings = Findings(
        "office-a",
        (Finding("participants", "clients", tables=tables, unions=unions),),
        Provenance("d" * 64, "f" * 64, "2026.1", "0.1.0"),
        ("office-a",),
    )
    (finding,) = release(findings, key=bytes(range(32))).items
    parts = {part.key: part for shown in finding.tables for part in shown.parts}
    return {cell: parts[name] for cell, name in names.items()}


def made_of(whole, counts):
    """The inner cells that a total is the sum of; an inner cell is made of itself."""
    return [
        cell
        for cell in counts
        if TOTAL not in cell
        and all(of in (TOTAL, code) for code, of in zip(cell, whole, strict=True))
    ]


def taken_for(part):
    """The least and the most that a reader takes a shown or a hidden count for."""
    if part.n is None:
        return 0, np.inf if part.at_most is None else part.at_most
    return max(8, part.n - 4), part.n + 4


def reached(bounds, asked):
    """The least and the most of a cell by linear programming: exact for a two-way table."""
    inner = made_of(EVERYBODY, bounds)
    sums = {
        whole: np.isin(range(len(inner)), [inner.index(c) for c in made_of(whole, bounds)])
        for whole in bounds
    }
    ties = LinearConstraint(
        np.array([*sums.values()], dtype=float), *np.array([*bounds.values()]).T
    )
    least, most = (
        milp(sign * sums[asked].astype(float), bounds=Bounds(0), constraints=ties)
        for sign in (1, -1)
    )
    assert least.success and (most.success or most.status == UNBOUNDED)
    return round(least.fun), round(-most.fun) if most.success else np.inf


def exactly_found(bounds, some):
    return [cell for cell in some if len(set(reached(bounds, cell))) == 1]


every_table = pytest.mark.parametrize(("size", "persons"), tuple(product(SIZES, PERSONS)))


@every_table
def test_tauargus_and_we_call_the_same_counts_small(size, persons):
    counts, status = table(size, persons), judged_by_tauargus(size, persons)
    assert status.keys() == counts.keys()
    assert {cell for cell in counts if status[cell] == UNSAFE} == {
        cell for cell, n in counts.items() if 1 <= n <= 7
    }


@every_table
def test_nothing_that_tauargus_calls_unsafe_is_shown(size, persons):
    status, shown = judged_by_tauargus(size, persons), shown_by_us(table(size, persons))
    assert [cell for cell in shown if status[cell] == UNSAFE and shown[cell].n is not None] == []


@every_table
def test_nothing_hidden_or_suppressed_by_either_can_be_worked_out(size, persons):
    counts, status = table(size, persons), judged_by_tauargus(size, persons)
    shown = shown_by_us(counts)
    bounds = {cell: taken_for(part) for cell, part in shown.items()}
    kept = [cell for cell in counts if status[cell] != SAFE or shown[cell].n is None]
    for cell in kept:
        least, most = reached(bounds, cell)
        assert least <= counts[cell] <= most
        assert most - least + 1 >= FEWEST_VALUES
    knows_the_total = bounds | {EVERYBODY: (persons, persons)}
    assert exactly_found(knows_the_total, [cell for cell in kept if cell != EVERYBODY]) == []


def test_the_tables_try_what_they_should():
    tables = list(product(SIZES, PERSONS))
    status = Counter(s for each in tables for s in judged_by_tauargus(*each).values())
    assert len(tables) >= 50
    assert min(status[s] for s in (SAFE, UNSAFE, BESIDE, EMPTY)) >= 50


def test_the_same_reader_finds_unsafe_cells_where_only_they_are_hidden():
    found = 0
    for each in product(SIZES, PERSONS[:4]):
        counts, status = table(*each), judged_by_tauargus(*each)
        unsafe = [cell for cell in counts if status[cell] == UNSAFE]
        alone = {cell: (n, n) for cell, n in counts.items()} | dict.fromkeys(unsafe, (0, np.inf))
        found += len(exactly_found(alone, unsafe))
    assert found >= 10
