"""A region's counts: sums of what its offices have released, and nothing beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evaluation.findings import CountTable, Grouping
from evaluation.releases import Release, ReleasedFinding, ShownCount, ShownEstimate, ShownTable


def sum_of_parts(table: CountTable, parts: Sequence[ShownTable]) -> ShownTable:
    """Add up the offices' released tables of one name; a part hidden everywhere stays hidden.

    Where offices tell it in finer and coarser ways, the region takes the way that tells the most.

    Parameters
    ----------
    table : CountTable
        The region's own: its names are used, none of its numbers.
    parts : sequence of ShownTable
        The offices'; none where no office had enough to tell.

    Returns
    -------
    ShownTable
    """
    keys = dict.fromkeys(part.key for part in table.parts)
    coarse = {key for way in table.coarser for key, members in way if members != (key,)}
    keys.update(dict.fromkeys(p.key for shown in parts for p in shown.parts if p.key not in coarse))
    finest: Grouping = tuple((key, (key,)) for key in keys)
    sums = [
        ShownTable(
            table.name,
            tuple(_sum(key, [_held(key, members, p, table.coarser) for p in parts])
                  for key, members in way),
            table.of,
        )
        for way in (finest, *table.coarser)
    ]  # fmt: skip
    return max(sums, key=told_by)


def told_by(table: ShownTable) -> float:
    """How much a table tells, in bits: of so many persons, which part they are in.

    It is the entropy of the shown parts (Shannon 1948) times the persons; hidden parts count as
    half of what they may hold, and tell nothing. It rests on shown numbers only, so that the choice
    of a coarser way tells nothing beside them.
    """
    whole = table.total + sum((part.at_most or 0) / 2 for part in table.parts if part.n is None)
    return sum(part.n * math.log2(whole / part.n) for part in table.parts if part.n is not None)


OF_ONE_SCOPE = ("worse-half:",)
"""How the names of sets begin that are others in each scope: those below the scope's own mean."""


def sums_of_persons(parts: Sequence[Release]) -> dict[str, int]:
    """Numbers of persons of estimates that readers can add up from all offices, by set.

    A region's own rounding would be a second one of the same persons.
    """
    told = [
        {e.of: e.n for item in part for e in item.estimates if e.n and is_everywhere(item, e)}
        for part in parts
    ]
    common = set.intersection(*map(set, told)) if told else set()
    return {of: sum(numbers[of] for numbers in told) for of in sorted(common)}


def is_everywhere(item: ReleasedFinding, estimate: ShownEstimate) -> bool:
    """Whether the region's set of this name is made up of the offices' sets of this name.

    A set that an analysis gives no name of its own may be another one in each scope.
    """
    own = f"{item.analysis}/{item.about}/{estimate.name}"
    return estimate.of != own and not estimate.of.startswith(OF_ONE_SCOPE)


Held = list[ShownCount] | None
"""What an office has released of a part of the region's table: its parts; None where it told it in
a coarser way, or not at all."""


def _held(
    key: str, members: tuple[str, ...], office: ShownTable, coarser: Sequence[Grouping]
) -> Held:
    by_key = {part.key: part for part in office.parts}
    if key in by_key:
        return [by_key[key]]
    in_coarser = any(
        k in by_key and k not in ms and set(members) & set(ms) for way in coarser for k, ms in way
    )
    return None if in_coarser else [by_key[m] for m in members if m in by_key]


def _sum(key: str, offices: Sequence[Held]) -> ShownCount:
    parts = [part for held in offices for part in held or ()]
    shown = [part.n for part in parts if part.n is not None]
    if shown:
        return ShownCount(key, sum(shown), at_least=len(shown) < len(parts) or None in offices)
    limits = [part.at_most for part in parts]
    told = bool(limits) and None not in limits and None not in offices
    return ShownCount(key, None, at_most=sum(n for n in limits if n is not None) if told else None)
