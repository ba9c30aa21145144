"""Regions to attack: clients drawn by lot, and the findings that the analyses would make of them.

Every set of clients has the name that :mod:`evaluation.analyses.sets` gives it, and the findings
declare the ties that the analyses declare; a test holds the two against each other. Nothing is
read, modelled or scored, so a region of seven offices takes a few hundredths of a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from attacked_clients import HIGHEST, LOWEST, OFFICES, Bools, Clients, Floats, Ints, draw
from attacked_findings import (
    LAST_ANSWERED,
    OCCASIONS,
    by_default,
    codes,
    configurations,
    findings_without_numbers,
    indicators,
    outcome,
    shares,
)

from evaluation.analyses import sets
from evaluation.analyses.participants import two_years
from evaluation.analyses.study import MIN_CELL
from evaluation.findings import REGION, Count, CountTable, Estimate, Finding, Findings, Provenance
from evaluation.framework import CHANGE
from evaluation.membership import BASELINE

Sets = dict[str, Bools]

SCOPES = (*OFFICES, REGION)
EDITIONS = 2
BEYOND_ERROR, ROSE = 3, 1
"""Points of change that are more than error, and that reach the outcome."""
NORM = 7


@dataclass(frozen=True)
class Seen:
    """What an edition holds: who is in each set, and the answers by quantity (NaN: none).

    ``of_the_region`` are those sets that are others in the region: who is below the mean.
    """

    sets: Sets
    answers: dict[str, Floats]
    of_the_region: Sets


def seen(clients: Clients, edition: int) -> Seen:
    """All sets of the clients that the findings of an edition name."""
    there = ~clients.is_new | (edition > 0)
    reach = clients.reach[edition]
    found: Sets = {sets.CLIENTS: there}
    for table, keys in codes().items():
        name, value = by_default("participants/clients", table), clients.codes[table]
        found |= {name(key): there & (value == code) for code, key in enumerate(keys)}
    found |= {key: there & (reach == code) for code, key in enumerate(LAST_ANSWERED)}
    found[sets.LOST] = there & (reach < len(OCCASIONS))
    answers: dict[str, Floats] = {}
    of_the_region: Sets = {}
    for number, indicator in enumerate(indicators()):
        come = there & (reach > np.arange(len(OCCASIONS))[:, None])
        told = np.where(come, clients.answers[number], np.nan)
        before, _, after = told
        answers |= {sets.quantity(indicator, at): told[k] for k, at in enumerate(OCCASIONS)}
        answers[sets.quantity(indicator, CHANGE)] = after - before
        found |= {sets.answered(indicator, at): np.isfinite(told[k])
                  for k, at in enumerate(OCCASIONS)}  # fmt: skip
        found |= _of_an_indicator(indicator.id, before, after)
        both, half = found[sets.answered(indicator, CHANGE)], f"worse-half:{indicator.id}"
        found[half] = _below_the_mean(before, both, clients.office)
        of_the_region[half] = _below_the_mean(before, both, np.zeros_like(clients.office))
        start = sets.answered(indicator, BASELINE)
        for key in (sets.FOLLOWED_UP, sets.LOST):
            found[f"{start}:{key}"] = found[start] & found[key]
    for number, configuration in enumerate(configurations()):
        change = answers[outcome(configuration)]
        found |= _of_a_configuration(clients, number, change, found)
    return Seen(found, answers, of_the_region)


def _below_the_mean(before: Floats, both: Bools, group: Ints) -> Bools:
    n = np.bincount(group[both], minlength=len(OFFICES))
    total = np.bincount(group[both], before[both], len(OFFICES))
    below: Bools = both & (before < (total / np.maximum(n, 1))[group])
    return below


def _of_an_indicator(id: str, before: Floats, after: Floats) -> Sets:
    change, both = after - before, np.isfinite(after - before)
    kinds = {
        "better": change > 0,
        "same": change == 0,
        "worse": change < 0,
        "improved": change >= BEYOND_ERROR,
        "unchanged": np.abs(change) < BEYOND_ERROR,
        "deteriorated": change <= -BEYOND_ERROR,
        "recovered": (change >= BEYOND_ERROR) & (after >= NORM),
        "improved-alone": (change >= BEYOND_ERROR) & (after < NORM),
    }
    for when, told in (("before", before), ("after", after)):
        kinds[f"best-{when}"] = told == HIGHEST
        kinds[f"worst-{when}"] = told == LOWEST
        kinds[f"between-{when}"] = (told > LOWEST) & (told < HIGHEST)
    return {f"both:{id}": both, **{f"{kind}:{id}": both & these for kind, these in kinds.items()}}


def _of_a_configuration(clients: Clients, number: int, change: Floats, found: Sets) -> Sets:
    """Sets of a configuration; a pattern counts of whom all three parts are known."""
    claim, there = configurations()[number], found[sets.CLIENTS]
    context, fired = clients.context[number], clients.fired[number]
    places = dict(zip(sets.PLACES, (context == 1, context == 0, np.isnan(context)), strict=True))
    these = {sets.in_context(claim, place): there & at for place, at in places.items()}
    for place, at in places.items():
        for key in (sets.FOLLOWED_UP, sets.LOST):
            these[f"{sets.in_context(claim, place)}:{key}"] = found[key] & at
    compared = there & ~np.isnan(context) & clients.complete[number]
    these[sets.in_context(claim, "compared")] = compared
    these[sets.in_context(claim, "maybe")] = there & (context != 0)
    offered = there & clients.offered[number] & ~np.isnan(context) & ~np.isnan(fired)
    these |= {sets.offered(claim, place): offered & places[place] for place in ("in", "outside")}
    these[sets.offered(claim, "all")] = offered
    known = ~np.isnan(context) & ~np.isnan(fired) & np.isfinite(change)
    these[sets.known(claim)] = known
    for row, here in (("C", context == 1), ("~C", context == 0)):
        for column, is_fired in (("M", fired == 1), ("~M", fired == 0)):
            cell = sets.cell(claim, f"{row}·{column}")
            these[cell] = known & here & is_fired
            these[f"{cell}:reached"] = these[cell] & (change >= ROSE)
            these[f"{cell}:not-reached"] = these[cell] & (change < ROSE)
    these[sets.as_claimed(claim)] = known & (change >= ROSE)
    these[f"{sets.cell(claim, 'C·~M')}:by-degree"] = (
        these[sets.cell(claim, "C·~M")] & clients.rivals[number]
    )
    rows = sets.complete(claim)
    these[rows] = known & clients.complete[number]
    these[sets.with_rivals(claim)] = these[rows] & clients.rivals[number]
    these[sets.with_unseen(rows)] = these[rows] | (compared & ~known & clients.unseen[number])
    those = {
        "activation-in": fired == 1,
        "activation-out": fired == 1,
        "loss-not-covered": np.isnan(fired),
        "consistency": change >= ROSE,
        "coverage": these[sets.cell(claim, "C·M")],
        "consistency-without": change >= ROSE,
    }
    for id, of in shares(claim).items():
        these[f"{id}/those"] = these[of] & those[id.rsplit("/", 1)[1]]
    return these


@cache
def _means() -> tuple[tuple[str, str], ...]:
    """Every mean that is told: the quantity, and the set it is the mean over."""
    estimates = (e for finding in findings_without_numbers() for e in finding.estimates)
    return tuple(dict.fromkeys((e.quantity, e.of) for e in estimates if e.quantity))


@dataclass(frozen=True)
class Numbers:
    """Of one scope: how many are in each set, and the sum of each quantity over each set."""

    sizes: Mapping[str, int]
    sums: Mapping[tuple[str, str], float]


def _numbers(clients: Clients, edition: Seen) -> Iterator[Numbers]:
    """The numbers of each of :data:`SCOPES`, the region's last."""
    belongs = np.equal.outer(clients.office, np.arange(len(OFFICES))).astype(float)
    everybody = np.ones((len(belongs), 1))
    counted = [_counts(edition, edition.sets, belongs)]
    counted.append(_counts(edition, edition.sets | edition.of_the_region, everybody))
    for sizes, sums in counted:
        for scope in range(sizes.shape[1]):
            yield Numbers(
                dict(zip(edition.sets, sizes[:, scope].astype(int).tolist(), strict=True)),
                dict(zip(_means(), sums[:, scope].tolist(), strict=True)),
            )


def _counts(edition: Seen, members: Sets, belongs: Floats) -> tuple[Floats, Floats]:
    """How many of each set, and the sum of each quantity, belong to each group."""
    answers = (np.where(members[of], edition.answers[what], 0) for what, of in _means())
    return np.stack([*members.values()]).astype(float) @ belongs, np.stack([*answers]) @ belongs


def region(seed: int) -> tuple[dict[str, Findings], ...]:
    """The findings of each scope, in two editions; in the second there are more clients.

    Parameters
    ----------
    seed : int
        ≥ 0; the same region each time.

    Returns
    -------
    tuple of dict of str to Findings
        One an edition; by scope: the offices in their order, then ``region``.
    """
    clients = draw(np.random.default_rng([seed, 5]))
    return tuple(
        {
            scope: Findings(
                scope,
                tuple(_counted(finding, numbers) for finding in findings_without_numbers()),
                Provenance(f"{seed}:{edition}", "made-up", "1", "1"),
                OFFICES if scope == REGION else (scope,),
                synthetic=True,
                first_day="2007-10-03",
                last_day=f"20{20 + edition}-01-01",
            )
            for scope, numbers in zip(
                SCOPES, _numbers(clients, seen(clients, edition)), strict=True
            )
        }
        for edition in range(EDITIONS)
    )


def _counted(finding: Finding, numbers: Numbers) -> Finding:
    return replace(
        finding,
        tables=tuple(_table(table, finding.id, numbers) for table in finding.tables),
        estimates=tuple(_estimate(e, finding.id, numbers) for e in finding.estimates),
    )


def _table(table: CountTable, id: str, numbers: Numbers) -> CountTable:
    """As :mod:`evaluation.analyses.change` does, nobody is judged where fewer than 10 could be."""
    if table.name in ("reliable", "clinical") and numbers.sizes[table.of] < MIN_CELL:
        return CountTable(table.name, tuple(Count(part.key, 0) for part in table.parts))
    name = by_default(id, table.name)
    parts = tuple(
        Count(part.key, numbers.sizes[part.who or name(part.key)], part.who, part.within)
        for part in table.parts
    )
    if table.name == "started-by-year":
        return _years(replace(table, parts=parts))
    return replace(table, parts=parts)


def _years(table: CountTable) -> CountTable:
    """Only the years from the scope's first to its last."""
    there = [at for at, part in enumerate(table.parts) if part.n]
    parts = table.parts[there[0] : there[-1] + 1] if there else ()
    return replace(table, parts=parts, coarser=(two_years([part.key for part in parts]),))


def _estimate(estimate: Estimate, id: str, numbers: Numbers) -> Estimate:
    n, value = numbers.sizes[estimate.of], 0.5
    if estimate.quantity:
        value = numbers.sums[estimate.quantity, estimate.of] / n if n else np.nan
    elif estimate.unit == "share":
        value = numbers.sizes[f"{id}/{estimate.name}/those"] / n if n else np.nan
    return replace(estimate, value=value, lower=value, upper=value, n=n, residual_df=n - 1)
