"""What a reader of released numbers knows: bounds of every count, and how the counts hang together.

The door asks it before it lets a table out, and the audit asks it of what was published: both see
only what readers see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from evaluation.findings import MINUS
from evaluation.policy import Policy
from evaluation.puzzle import Puzzle
from evaluation.releases import TOO_FEW_PERSONS, ReleasedFinding, ShownEstimate, ShownTable
from evaluation.rounding import possible

ANYTHING = 1e7
"""More than any count or sum: nothing is known."""

OVER = " · "
"""Between the id of a set and the quantity whose sum over the set it is."""

TABLE, ESTIMATE = "table", "estimate"
Owner = tuple[int, str, int]
"""What tells a bound: the number of the finding, ``table`` or ``estimate``, its number there."""


@dataclass
class Known:
    """Unknown numbers by name, and what is known of them; names are ids of sets of persons.

    ``clues`` are bounds, each with the table or estimate that tells it, or None. ``real`` are the
    unknowns that are no whole numbers: sums of answers. The rest is as in
    :class:`evaluation.puzzle.Puzzle`, by name.
    """

    names: dict[str, int] = field(default_factory=dict)
    clues: list[tuple[int, float, float, Owner | None]] = field(default_factory=list)
    real: set[str] = field(default_factory=set)
    sums: dict[tuple[str, tuple[str, ...]], None] = field(default_factory=dict)
    within: dict[tuple[str, str], None] = field(default_factory=dict)
    ratios: list[tuple[str, str, float, float]] = field(default_factory=list)

    def name(self, name: str) -> int:
        """Learn that there is such an unknown; its place."""
        return self.names.setdefault(name, len(self.names))

    def limit(self, name: str, low: float, high: float, owner: Owner | None = None) -> None:
        """Learn that an unknown lies between two numbers, beside what is known already."""
        self.clues.append((self.name(name), low, high, owner))

    def add_sum(self, whole: str, parts: tuple[str, ...]) -> None:
        """Learn that parts make up a whole."""
        for name in (whole, *parts):
            self.name(name)
        self.sums[whole, parts] = None

    def add_within(self, smaller: str, larger: str) -> None:
        """Learn that one set holds another."""
        self.name(smaller)
        self.name(larger)
        self.within[smaller, larger] = None

    def add_mean(self, name: str, of: str, low: float, high: float) -> None:
        """Learn between which numbers the mean over ``of`` of an unknown sum lies."""
        self.name(name)
        self.real.add(name)
        self.ratios.append((name, of, low, high))

    def add(self, other: Known) -> None:
        """Learn all that another knows."""
        places = {place: self.name(name) for name, place in other.names.items()}
        self.clues += [(places[at], low, high, owner) for at, low, high, owner in other.clues]
        self.real |= other.real
        self.sums |= other.sums
        self.within |= other.within
        self.ratios += other.ratios

    def puzzle(self) -> Puzzle:
        """All of it as arrays."""
        place = self.names
        whole = np.array([name not in self.real for name in place], dtype=bool)
        low, high = np.where(whole, 0.0, -ANYTHING), np.full(len(place), ANYTHING)
        if self.clues:
            at, least, most, _ = zip(*self.clues, strict=True)
            np.maximum.at(low, list(at), least)
            np.minimum.at(high, list(at), most)
        return Puzzle(
            names=tuple(place),
            low=low,
            high=high,
            whole=whole,
            sums=tuple((place[w], tuple(place[p] for p in parts)) for w, parts in self.sums),
            within=tuple((place[a], place[b]) for a, b in self.within),
            ratios=tuple((place[k], place[n], a, b) for k, n, a, b in self.ratios),
        )


def known_from(items: Iterable[ReleasedFinding], policy: Policy, prefix: str = "") -> Known:
    """Collect what a scope's released findings tell, and the ties that readers know of.

    Parameters
    ----------
    items : iterable of ReleasedFinding
    policy : Policy
        By which they were released: it is public.
    prefix : str
        Put before every name, to keep scopes and editions apart.

    Returns
    -------
    Known
    """
    known = Known()
    for number, item in enumerate(items):
        for at, table in enumerate(item.tables):
            _learn_table(known, item, table, policy, prefix, (number, TABLE, at))
        for whole, parts in item.unions:
            known.add_sum(prefix + whole, tuple(prefix + part for part in parts))
        for at, estimate in enumerate(item.estimates):
            _learn_estimate(known, item, estimate, policy, prefix, (number, ESTIMATE, at))
    for whole, parts in list(known.sums):
        _learn_sums_of_answers(known, whole, parts)
    _learn_differences(known)
    return known


LEFT = frozenset(
    ("lost", "midway-only", "baseline-only", "no-baseline", "worse-half", "unseen", "but")
)
"""Parts of the names of sets that clients leave, or may leave."""


def may_grow(name: str) -> bool:
    """Whether readers know that nobody leaves the set from one edition to the next."""
    return LEFT.isdisjoint(re.split(r"[|:/]", name))


def add_growth(known: Known, earlier: str, later: str) -> None:
    """Learn that sets grow between two editions, but for those whose numbers exclude it.

    Parameters
    ----------
    known : Known
        Of both editions.
    earlier, later : str
        What the names of each begin with.
    """
    puzzle = known.puzzle()
    for name in [n for n in known.names if n.startswith(earlier) and n not in known.real]:
        after = later + name.removeprefix(earlier)
        grows = after in known.names and may_grow(name)
        if grows and puzzle.low[known.names[name]] <= puzzle.high[known.names[after]]:
            known.add_within(name, after)


def set_of(item: ReleasedFinding, told: ShownTable | ShownEstimate) -> str:
    """Id of the set that a table's parts make together, or that an estimate rests on."""
    return told.of or f"{item.analysis}/{item.about}/{told.name}"


def _learn_table(
    known: Known,
    item: ReleasedFinding,
    table: ShownTable,
    policy: Policy,
    prefix: str,
    owner: Owner,
) -> None:
    parts = tuple(prefix + part.who for part in table.parts)
    known.add_sum(prefix + set_of(item, table), parts)
    for part, name in zip(table.parts, parts, strict=True):
        if part.n is not None or part.at_most is not None:
            known.limit(name, *possible(part.n, policy), owner)
        if part.within:
            known.add_within(name, prefix + part.within)


def _learn_estimate(
    known: Known,
    item: ReleasedFinding,
    estimate: ShownEstimate,
    policy: Policy,
    prefix: str,
    owner: Owner,
) -> None:
    of = prefix + set_of(item, estimate)
    if estimate.hidden == TOO_FEW_PERSONS:
        known.limit(of, *possible(None, policy), owner)
    if estimate.value is None:
        return
    known.limit(of, policy.fewest, ANYTHING)
    if estimate.n is not None:
        known.limit(of, *possible(estimate.n, policy), owner)
    if estimate.step is None:
        return
    bounds = estimate.value - estimate.step / 2, estimate.value + estimate.step / 2
    if estimate.quantity:
        known.add_mean(_sum_over(estimate.quantity, of), of, *bounds)
    elif estimate.unit == "share":
        numerator = f"{prefix}{item.analysis}/{item.about}/{estimate.name}/those"
        known.add_within(numerator, of)
        known.limit(numerator, policy.fewest, ANYTHING)
        known.ratios.append((numerator, of, *bounds))


def _sum_over(quantity: str, of: str) -> str:
    return f"{of}{OVER}{quantity}"


def _learn_sums_of_answers(known: Known, whole: str, parts: tuple[str, ...]) -> None:
    """A sum of answers over a whole is the sum of those over its parts, where all are told of."""
    for quantity in _quantities(known, whole):
        names = tuple(_sum_over(quantity, part) for part in parts)
        if known.real.issuperset(names):
            known.sums[_sum_over(quantity, whole), names] = None


def _learn_differences(known: Known) -> None:
    """A sum of differences is the difference of the sums, where all three are told of one set."""
    for name in sorted(known.real):
        of, _, quantity = name.rpartition(OVER)
        whole, minus, part = quantity.partition(MINUS)
        whole, part = _sum_over(whole, of), _sum_over(part, of)
        if minus and known.real.issuperset((whole, part)):
            known.sums[whole, (part, name)] = None


def _quantities(known: Known, of: str) -> Iterator[str]:
    start = _sum_over("", of)
    yield from (name.removeprefix(start) for name in sorted(known.real) if name.startswith(start))
