"""Attack a made-up region by linear programming, as it is published by us or in other ways.

The puzzle is what the audit learns from the released numbers of both editions and all reports; but
of each set that clients never leave, and of no other, readers know that it grows. Other ways to
publish change the bounds of the counts in it, and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np
from attacked_findings import by_default
from attacked_regions import OFFICES, region

from evaluation import disclosure, guard
from evaluation.attack import solved
from evaluation.audit import numbers
from evaluation.audit.published import Published
from evaluation.findings import REGION, Findings
from evaluation.policy import Policy
from evaluation.puzzle import Bools, Floats, Puzzle, narrowed
from evaluation.ties import ANYTHING, Known, may_grow

FLOOR = Policy()
EXACT = 2
"""Fewer possible values than this are one."""

Scopes = Mapping[str, Findings]


@dataclass(frozen=True)
class Attacked:
    """A region as readers have it, with the truth that they have not.

    Parameters
    ----------
    puzzle : Puzzle
        All that readers know of all scopes and editions.
    truth : mapping of str to int
        True numbers of those unknowns that the findings count.
    totals : mapping of str to int
        Those of them that an office's table adds up to.
    told : array of int
        Places of the counts of the offices' tables that are not withheld, each set once.
    """

    puzzle: Puzzle
    truth: Mapping[str, int]
    totals: Mapping[str, int]
    told: np.ndarray

    def true(self, names: Mapping[str, int]) -> Floats:
        """Numbers by name as an array over the puzzle's unknowns; −1 where there is none."""
        return np.array([names.get(name, -1) for name in self.puzzle.names], dtype=float)


def published(seed: int, editions: Sequence[Scopes]) -> tuple[Published, ...]:
    """The editions as the door lets them out, rounded by a key of the region's own."""
    key = hashlib.sha256(f"region {seed}".encode()).digest()
    found: list[Published] = []
    for number, scopes in enumerate(editions):
        parts = [
            disclosure.release(
                scopes[office], key=key, earlier=[edition.offices[office] for edition in found]
            )
            for office in OFFICES
        ]
        whole = disclosure.release(scopes[REGION], parts=parts, key=key)
        found.append(Published(f"edition {number}", {REGION: whole}))
    return tuple(found)


def unguarded(seed: int, editions: Sequence[Scopes]) -> tuple[Published, ...]:
    """The editions with every table in its finest way, and none withheld."""
    with (
        patch.object(guard, "sets_too_close", lambda *told: frozenset()),
        patch.object(guard, "withhold_what_is_too_close", lambda items, *told: items),
    ):
        return published(
            seed,
            [{s: _finest(findings) for s, findings in scopes.items()} for scopes in editions],
        )


def _finest(findings: Findings) -> Findings:
    return replace(
        findings,
        items=tuple(
            replace(item, tables=tuple(replace(table, coarser=()) for table in item.tables))
            for item in findings
        ),
    )


def learned(released: Sequence[Published]) -> Known:
    """All that a reader learns from editions, the earliest first."""
    known, seen = Known(), {}
    for number, edition in enumerate(released):
        numbers._learn(known, edition, number, seen, growing=False)
    # The audit believes in growth where the numbers do not speak against it; this reader always.
    for name in [n for n in known.names if n.startswith("0|") and may_grow(n)]:
        later = name.replace("0|", "1|", 1)
        if later in known.names and name not in known.real:
            known.add_within(name, later)
    return known


def attacked(known: Known, released: Sequence[Published], editions: Sequence[Scopes]) -> Attacked:
    """What readers know of a region, beside what is true."""
    puzzle = known.puzzle()
    place = {name: at for at, name in enumerate(puzzle.names)}
    told = dict.fromkeys(
        f"{number}|{office}|{part.who}"
        for number, edition in enumerate(released)
        for office, release in edition.offices.items()
        for item in release
        for table in item.tables
        if table.hidden is None
        for part in table.parts
    )
    truth, totals = {}, {}
    for number, scopes in enumerate(editions):
        for scope, findings in scopes.items():
            prefix = f"{number}|{scope}|"
            truth |= {prefix + name: n for name, n in counted(findings)}
            if scope != REGION:
                totals |= {prefix + name: n for name, n in added_up(findings)}
    return Attacked(puzzle, truth, totals, np.array([place[name] for name in told], dtype=np.intp))


def counted(findings: Findings) -> Iterator[tuple[str, int]]:
    """The true number of every set that the findings count, in finer and coarser ways."""
    yield from added_up(findings)
    for finding in findings:
        yield from ((estimate.of, estimate.n) for estimate in finding.estimates)
        for table in finding.tables:
            name = by_default(finding.id, table.name)
            n = {part.key: part.n for part in table.parts}
            yield from ((part.who or name(part.key), part.n) for part in table.parts)
            for way in table.coarser:
                yield from (
                    (name(key), sum(n[m] for m in members))
                    for key, members in way
                    if members != (key,)
                )


def added_up(findings: Findings) -> Iterator[tuple[str, int]]:
    """The true total of every table."""
    for finding in findings:
        for table in finding.tables:
            yield table.of or f"{finding.id}/{table.name}", sum(part.n for part in table.parts)


def values_left(puzzle: Puzzle, wanted: float) -> Floats:
    """How many values are possible of each unknown; right where they are fewer than wanted."""
    low, high = solved(puzzle, wanted)
    left: Floats = np.round(high - low) + 1
    return left


def knowing_totals(case: Attacked, puzzle: Puzzle) -> Puzzle:
    """The same puzzle for a reader who knows every true total of every office's table."""
    true = case.true(case.totals)
    return replace(
        puzzle,
        low=np.where(true < 0, puzzle.low, true),
        high=np.where(true < 0, puzzle.high, true),
    )


def exact_with_totals(case: Attacked, puzzle: Puzzle) -> Bools:
    """Which unknowns a reader who knows every true total finds, by help of what was published."""
    whole = puzzle.whole
    nothing = replace(
        puzzle,
        low=np.where(whole, 0.0, -ANYTHING),
        high=np.full(len(whole), ANYTHING),
        ratios=(),
    )
    anyway = np.equal(*narrowed(knowing_totals(case, nothing)))
    found: Bools = (values_left(knowing_totals(case, puzzle), EXACT) < EXACT) & ~anyway
    return found


def holds(case: Attacked) -> bool:
    """Whether all that readers know is true: else the attack would prove nothing."""
    true = case.true(case.truth)
    known = true >= 0
    puzzle = case.puzzle
    if ((true < puzzle.low) | (true > puzzle.high))[known].any():
        return False
    narrowed(
        replace(
            puzzle,
            low=np.where(known, true, puzzle.low),
            high=np.where(known, true, puzzle.high),
        )
    )
    return True


@dataclass(frozen=True)
class Figures:
    """What an attack comes to: numbers of counts in offices' tables, over regions and editions.

    ``protected`` are the counts that are not told exactly; ``narrow`` those of them that keep fewer
    than five values. ``error`` is the sum of the distances of the ``shown`` counts from the truth.
    """

    counts: int = 0
    hidden: int = 0
    shown: int = 0
    error: int = 0
    protected: int = 0
    exact: int = 0
    narrow: int = 0
    exact_with_totals: int = 0
    narrowest: int = numbers.MOST_WANTED

    def __add__(self, other: Figures) -> Figures:
        names = [name for name in self.__dataclass_fields__ if name != "narrowest"]
        sums = {name: getattr(self, name) + getattr(other, name) for name in names}
        return Figures(**sums, narrowest=min(self.narrowest, other.narrowest))


def figures(case: Attacked, protected: Bools) -> Figures:
    """Attack a region twice; ``protected`` says of the told counts which are not told exactly.

    Raises
    ------
    AssertionError, Contradiction
        When what readers are said to know is not true: then the attack would prove nothing.
    """
    assert holds(case)
    at = case.told[protected]
    left = values_left(case.puzzle, FLOOR.narrowest)[at]
    return Figures(
        protected=len(at),
        exact=int((left < EXACT).sum()),
        narrow=int((left < FLOOR.narrowest).sum()),
        exact_with_totals=int(exact_with_totals(case, case.puzzle)[at].sum()),
        narrowest=int(left.min(initial=numbers.MOST_WANTED)),
    )


def ours(seed: int) -> Figures:
    """Our way: fixed random rounding, coarser groups, and what is too close withheld."""
    editions = region(seed)
    released = published(seed, editions)
    case = attacked(learned(released), released, editions)
    found = figures(case, np.ones(len(case.told), dtype=bool))
    return found + _usefulness(case, released)


def _usefulness(case: Attacked, released: Iterable[Published]) -> Figures:
    counts = hidden = shown = error = 0
    for number, edition in enumerate(released):
        for office, release in edition.offices.items():
            parts = [part for item in release for table in item.tables for part in table.parts]
            told = {part.who: part.n for part in parts if part.n is not None}
            counts += len({part.who for part in parts})
            hidden += len({part.who for part in parts} - told.keys())
            shown += len(told)
            true = case.truth
            error += sum(abs(n - true[f"{number}|{office}|{who}"]) for who, n in told.items())
    return Figures(counts=counts, hidden=hidden, shown=shown, error=error)
