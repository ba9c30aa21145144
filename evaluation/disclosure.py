"""The one door: Findings → Release. What knows people stays on the other side.

Its rules are in :mod:`evaluation.rules`, their limits in :mod:`evaluation.policy`; what is left is
held together by :mod:`evaluation.guard` before anything passes.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from evaluation.approved import read_approved
from evaluation.earlier import read_earlier, read_parts
from evaluation.errors import DisclosureRefused
from evaluation.findings import REGION, Finding, Findings, VerdictKind
from evaluation.keys import load_key
from evaluation.policy import Policy, read_policy
from evaluation.regional import sum_of_parts, sums_of_persons
from evaluation.releases import (
    DOOR,
    Release,
    ReleasedFinding,
    ShownCount,
    ShownEstimate,
    ShownTable,
    ShownVerdict,
    load_release,
    release_as_json,
    save_release,
)
from evaluation.rounding import Chance, decimals, shown_count
from evaluation.rules import (
    BY_POLICY,
    shown_estimate,
    shown_statements,
    shown_table,
    shown_verdict,
)
from evaluation.shown_notes import with_notes

__all__ = [
    "REGION",
    "Policy",
    "Release",
    "ReleasedFinding",
    "ShownCount",
    "ShownEstimate",
    "ShownTable",
    "ShownVerdict",
    "VerdictKind",
    "decimals",
    "load_release",
    "read_approved",
    "read_earlier",
    "read_parts",
    "read_policy",
    "release",
    "release_as_json",
    "save_release",
]

DRAWS = 6
"""So often are the chances of counts that are too close drawn, before tables are withheld."""


def release(
    findings: Findings,
    parts: Sequence[Release] = (),
    approved: Collection[str] = (),
    policy: Policy | None = None,
    key: bytes | None = None,
    earlier: Sequence[Release] = (),
) -> Release:
    """Let through what may be told: the only maker of a :class:`Release`.

    Parameters
    ----------
    findings : Findings
        One office's findings, or the region's.
    parts : sequence of Release
        For the region: the offices' releases. Every regional count is the sum of these parts.
    approved : collection of str
        The exact quotations that an evaluator has approved for this edition.
    policy : Policy, optional
        The limits; by default the floor.
    key : bytes, optional
        The evaluator's secret key, by which counts are rounded; by default
        :func:`evaluation.keys.load_key` finds it.
    earlier : sequence of Release
        What readers have had of the same office before, the oldest first: nobody is to be found by
        comparing editions either. A region's counts are its offices', and need none.

    Returns
    -------
    Release

    Raises
    ------
    DisclosureRefused
        When something else than Findings is offered, or a region without its offices' parts.
    KeyProblem
        When there is no key.
    """
    if not isinstance(findings, Findings):
        raise DisclosureRefused("Only Findings pass the door: evaluation.release(findings).")
    if findings.scope == REGION and {p.scope for p in parts} != set(findings.offices):
        raise DisclosureRefused(
            "A region is released with the released part of each of its offices: "
            "evaluation.release(findings, parts=[...])."
        )
    policy = policy or Policy()
    if any(part.policy != policy for part in parts):
        raise DisclosureRefused("A region and its offices are released by the same policy.")
    chance = Chance(load_key() if key is None else key, findings.scope)
    if parts:
        chance = replace(chance, told=sums_of_persons(parts))
        from evaluation.regional_persons import without_pressing  # numpy, for regions

        rounded = without_pressing(_rounded(findings, parts, policy, chance), parts, policy)
    else:
        rounded = _safely_rounded(findings, policy, chance, earlier)
    items = with_notes(rounded)
    origins = {finding.about for finding in findings if finding.configuration}
    return Release(
        scope=findings.scope,
        items=tuple(
            _with_statements(item, finding, approved, origins, policy, chance)
            for item, finding in zip(items, findings, strict=True)
        ),
        provenance=findings.provenance,
        offices=findings.offices,
        missing=findings.missing,
        synthetic=findings.synthetic,
        first_month=findings.first_day[:7],
        last_month=findings.last_day[:7],
        parts=tuple(parts),
        policy=policy,
        _door=DOOR,
    )


def _safely_rounded(
    findings: Findings, policy: Policy, chance: Chance, earlier: Sequence[Release]
) -> tuple[ReleasedFinding, ...]:
    """An office's findings, rounded so that they do not give each other away.

    Counts that do are rounded by another chance, a few times; what still does is withheld.
    """
    from evaluation.guard import sets_too_close, withhold_what_is_too_close  # numpy, for offices

    totals, data = _totals(findings), findings.provenance.data_hash
    best: tuple[ReleasedFinding, ...] = ()
    fewest = math.inf
    for _ in range(DRAWS):
        items = _rounded(findings, (), policy, chance)
        close = sets_too_close(items, totals, policy, earlier, data)
        if not close:
            return items
        if len(close) < fewest:
            best, fewest = items, len(close)
        chance = chance.again(close)
    return withhold_what_is_too_close(best, totals, policy, earlier, data)


def _rounded(
    findings: Findings, parts: Sequence[Release], policy: Policy, chance: Chance
) -> tuple[ReleasedFinding, ...]:
    return tuple(
        _released(finding, _tables(finding, parts, policy, chance), policy, chance)
        for finding in findings
    )


def _totals(findings: Findings) -> dict[str, int]:
    """True number of persons in each set that a table's parts make together."""
    return {
        table.of or f"{finding.id}/{table.name}": sum(part.n for part in table.parts)
        for finding in findings
        for table in finding.tables
    }


def _tables(
    finding: Finding, parts: Sequence[Release], policy: Policy, chance: Chance
) -> Iterator[ShownTable]:
    """The finding's tables as they may be shown; a region's are sums of its offices'."""
    offices = [f for f in (p.of(finding.analysis, finding.about) for p in parts) if f]
    for table in finding.tables:
        if parts:
            told = [t for f in offices if (t := f.table(table.name)) is not None]
            yield sum_of_parts(table, told)
            continue
        shown = shown_table(table, policy, chance, finding.id)
        by_policy = f"{finding.id}/{table.name}" in policy.withhold
        yield shown.withheld(BY_POLICY) if by_policy else shown


def _released(
    finding: Finding, tables: Iterator[ShownTable], policy: Policy, chance: Chance
) -> ReleasedFinding:
    """All of a finding but its statements."""
    estimates = tuple(shown_estimate(e, policy, chance, finding.id) for e in finding.estimates)
    return ReleasedFinding(
        analysis=finding.analysis,
        about=finding.about,
        estimates=estimates,
        tables=tuple(tables),
        verdict=shown_verdict(finding.verdict, estimates, policy),
        configuration=finding.configuration,
        notes=finding.notes,
        exploratory=finding.exploratory,
        title=finding.title,
        labels=finding.labels,
        unions=finding.unions,
    )


def _with_statements(
    item: ReleasedFinding,
    finding: Finding,
    approved: Collection[str],
    origins: Collection[str],
    policy: Policy,
    chance: Chance,
) -> ReleasedFinding:
    passed = shown_statements(finding.statements, approved, origins)
    left = len(finding.statements) - len(passed)
    by = chance.of(f"{finding.id}/statements", policy.round_to)
    return replace(item, statements=passed, withheld_statements=shown_count(left, by, policy))
