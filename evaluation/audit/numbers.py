"""The attack: add, subtract and compare every number that was released, of all reports at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evaluation.attack import solved
from evaluation.audit.published import Published
from evaluation.disclosure import REGION, Release, ReleasedFinding, ShownTable
from evaluation.errors import EditionUnsafe
from evaluation.policy import Policy
from evaluation.puzzle import Contradiction, narrowed
from evaluation.regional import is_everywhere, sums_of_persons
from evaluation.rounding import possible
from evaluation.ties import Known, add_growth, known_from

CONTRADICT = (
    "The numbers of these editions contradict each other: were they rounded with another key, or "
    "made by another version of the program? Two such editions tell more together than one: "
    "withdraw the earlier one, and move its folder away."
)


@dataclass(frozen=True)
class Reached:
    """What an attacker reaches in one table.

    Parameters
    ----------
    scope, table : str
        The office or ``region``, and ``analysis/about/table``.
    narrowest : int
        How many values the count that is told the best may still have.
    safe : bool
        Whether that is as many as the policy demands, or as many as its rounding alone leaves it.
    """

    scope: str
    table: str
    narrowest: int
    safe: bool


def attack(editions: Sequence[Published], at_once: bool = True) -> tuple[Reached, ...]:
    """Find the narrowest interval that a reader of all these editions can reach, table by table.

    Parameters
    ----------
    editions : sequence of Published
        In the order in which they were published: a count of the same persons can only grow.
    at_once : bool
        One linear programme over all reports; else the region's numbers narrow each office's by
        propagation first, and then each office is attacked by itself, in a tenth of the time.

    Raises
    ------
    EditionUnsafe
        When the linear programme comes to no end, or the numbers contradict each other.

    Returns
    -------
    tuple of Reached
        One for each office's table of the last edition; the region's are sums of these.
    """
    try:
        values, prefixes = _values(editions, True, at_once)
    except Contradiction:  # some set has shrunk: who takes it for growing, finds nothing
        try:
            values, prefixes = _values(editions, False, at_once)
        except Contradiction:
            raise EditionUnsafe(CONTRADICT) from None
    return tuple(
        _reached(scope, release.policy, item, table, prefixes[scope], values)
        for scope, release in editions[-1].offices.items()
        for item in release
        for table in item.tables
        if table.hidden is None
    )


def _values(
    editions: Sequence[Published], growing: bool, at_once: bool
) -> tuple[dict[str, float], dict[str, str]]:
    """How many values each unknown may have, and the prefixes of the last edition's scopes."""
    known = Known()
    seen: dict[str, dict[str, str]] = {}
    prefixes: dict[str, str] = {}
    for number, edition in enumerate(editions):
        prefixes = _learn(known, edition, number, seen, growing)
    puzzle = known.puzzle()
    if not at_once:
        low, high = narrowed(puzzle)
        offices = tuple(tie for tie in puzzle.sums if ACROSS not in puzzle.names[tie[0]])
        puzzle = replace(puzzle, low=low, high=high, sums=offices)
    try:
        low, high = solved(puzzle, wanted=MOST_WANTED if at_once else _most_needed(editions))
    except RuntimeError:
        raise EditionUnsafe(
            "The attack came to no end, so nothing is known of what these reports give away."
        ) from None
    return dict(zip(puzzle.names, (high - low + 1).tolist(), strict=True)), prefixes


MOST_WANTED = 9
"""Rounding to a multiple of 5 leaves no more than nine values: wider ranges need no proof."""

ACROSS = f"|{REGION}|"
"""In the names of the region's unknowns."""


def _most_needed(editions: Sequence[Published]) -> int:
    """How many values the policies demand: before publishing nothing more needs proof."""
    return max(r.policy.narrowest for edition in editions for r in edition.offices.values())


def _reached(
    scope: str,
    policy: Policy,
    item: ReleasedFinding,
    table: ShownTable,
    prefix: str,
    values: dict[str, float],
) -> Reached:
    found = []
    for part in table.parts:
        low, high = possible(part.n, policy)
        wanted = min(policy.narrowest, high - low + 1)
        found.append((round(values[prefix + part.who]), wanted))
    narrowest = min((n for n, _ in found), default=0)
    return Reached(
        scope,
        f"{item.analysis}/{item.about}/{table.name}",
        narrowest,
        all(n >= wanted for n, wanted in found),
    )


def _learn(
    known: Known, edition: Published, number: int, seen: dict[str, dict[str, str]], growing: bool
) -> dict[str, str]:
    """Add all that an edition tells; the prefixes of its scopes' names.

    ``seen`` is the prefix of each scope by the hash of its data: the same data again, in another
    language, are the same unknowns.
    """
    prefixes: dict[str, str] = {}
    for scope, release in edition.offices.items():
        before = seen.setdefault(scope, {})
        prefix = before.setdefault(release.provenance.data_hash, f"{number}|{scope}|")
        prefixes[scope] = prefix
        known.add(known_from(release.items, release.policy, prefix))
        for earlier in before.values():
            if growing and earlier != prefix:
                add_growth(known, earlier, prefix)
    if edition.region is not None:
        _learn_region(known, edition.region, f"{number}|{REGION}|", prefixes)
    return prefixes


def _learn_region(known: Known, region: Release, prefix: str, offices: dict[str, str]) -> None:
    """The region's estimates; each set of the region is made up of the offices' sets.

    Its counts and numbers of persons are sums of the offices' and tell nothing beside them.
    """
    added_up = sums_of_persons(region.parts)
    items = [
        replace(
            item,
            tables=(),
            estimates=tuple(replace(e, n=None) if e.of in added_up else e for e in item.estimates),
        )
        for item in region
    ]
    known.add(known_from(items, region.policy, prefix))
    if not offices.keys() >= set(region.offices):
        return
    for of in _sets(items):
        parts = tuple(offices[office] + of for office in region.offices)
        if known.names.keys() >= {*parts}:
            known.add_sum(prefix + of, parts)


def _sets(items: Sequence[ReleasedFinding]) -> Iterator[str]:
    yield from dict.fromkeys(e.of for i in items for e in i.estimates if is_everywhere(i, e))
