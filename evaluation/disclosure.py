"""The one door: Findings → Release. What knows people stays on the other side.

The rules are pure functions; their limits are the constants below.

Sources of the limits
---------------------
Counts: NHS Digital's disclosure control for hospital episode statistics hides 1–7 and rounds the
rest to the nearest 5; here zero is hidden too, so that "nobody" is never told. Estimates:
Griffiths et al. (2019), *Handbook on statistical disclosure control for outputs*: at least 10
units and 10 residual degrees of freedom.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from evaluation.approved import read_approved
from evaluation.errors import DisclosureRefused
from evaluation.findings import (
    REGION,
    CountTable,
    Estimate,
    Finding,
    Findings,
    Statement,
    Verdict,
    VerdictKind,
)
from evaluation.releases import (
    DOOR,
    HIDDEN_UP_TO,
    ROUND_TO,
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

__all__ = [
    "HIDDEN_UP_TO",
    "MIN_N",
    "MIN_RESIDUAL_DF",
    "REGION",
    "ROUND_TO",
    "Release",
    "ReleasedFinding",
    "ShownCount",
    "ShownEstimate",
    "ShownTable",
    "ShownVerdict",
    "VerdictKind",
    "load_release",
    "read_approved",
    "release",
    "release_as_json",
    "save_release",
]

FREE_PARTICULARS = frozenset(("owner_role", "result"))
"""Particulars that people write in their own words: free text, like the statement itself."""

RESTS_ON = {VerdictKind.DORMANT: "activation-in", VerdictKind.UNTESTABLE: ""}
"""The estimate a verdict rests on where it is not the effect itself."""

MIN_N = 10
MIN_RESIDUAL_DF = 10
MOST_NEEDED = 100_000
"""More persons than this are not asked for: Lapland has about 180,000 inhabitants."""
DECIMALS = {"points": 1, "sd": 2, "share": 2, "share-difference": 2, "odds": 2, "ratio": 2}

TOO_FEW_PERSONS = "too-few-persons"
TOO_FEW_FREE = "too-few-degrees-of-freedom"
NOT_A_NUMBER = "not-estimable"
SMALL_PART = "small-part"


def shown_count(n: int) -> int | None:
    """Round a count to the nearest 5, or hide it (None) when it is 7 or fewer, zero included.

    Parameters
    ----------
    n : int
        Exact count, ≥ 0.

    Returns
    -------
    int or None
        A multiple of 5, at least 10; None means "≤7".

    Raises
    ------
    DisclosureRefused
        When ``n`` is negative.
    """
    if n < 0:
        raise DisclosureRefused("A count cannot be negative.")
    if n <= HIDDEN_UP_TO:
        return None
    return (n + ROUND_TO // 2) // ROUND_TO * ROUND_TO


def why_hidden(estimate: Estimate) -> str | None:
    """Name the rule that withholds an estimate, or None when it may be shown.

    A share tells a count: it is withheld where those of whom it is true, or those of whom it is
    not, are 7 or fewer. Nobody and everybody are withheld under the same name, so that the name
    does not tell them apart.
    """
    if estimate.n < MIN_N:
        return TOO_FEW_PERSONS
    if estimate.residual_df < MIN_RESIDUAL_DF:
        return TOO_FEW_FREE
    if not all(map(math.isfinite, (estimate.value, estimate.lower, estimate.upper))):
        return NOT_A_NUMBER
    if estimate.unit == "share":
        smaller = round(min(estimate.value, 1 - estimate.value) * estimate.n)
        return SMALL_PART if smaller <= HIDDEN_UP_TO else None
    return None


def shown_estimate(estimate: Estimate) -> ShownEstimate:
    """Round an estimate to what its unit bears, or withhold it by name of the rule."""
    reason = why_hidden(estimate)
    if reason is not None:
        return ShownEstimate(estimate.name, estimate.unit, estimate.level, hidden=reason)
    digits = DECIMALS[estimate.unit]
    value, lower, upper = (
        round(float(x), digits) + 0.0 for x in (estimate.value, estimate.lower, estimate.upper)
    )
    return ShownEstimate(
        estimate.name,
        estimate.unit,
        estimate.level,
        value,
        lower,
        upper,
        shown_count(estimate.n),
    )


def shown_table(table: CountTable) -> ShownTable:
    """Hide small parts and round the rest; the total follows from the shown parts."""
    return ShownTable(
        table.name, tuple(ShownCount(part.key, shown_count(part.n)) for part in table.parts)
    )


def sum_of_parts(table: CountTable, parts: Sequence[ShownTable]) -> ShownTable:
    """Add up the offices' released tables of one name; a part hidden everywhere stays hidden.

    Parameters
    ----------
    table : CountTable
        The region's own: only its name and the names of its parts are used.
    parts : sequence of ShownTable
        The offices'; none where no office had enough to tell.
    """
    counts: dict[str, list[int | None]] = {part.key: [] for part in table.parts}
    for shown in parts:
        for part in shown.parts:
            counts.setdefault(part.key, []).append(part.n)
    return ShownTable(table.name, tuple(_sum(key, ns) for key, ns in counts.items()))


def _sum(key: str, counts: Sequence[int | None]) -> ShownCount:
    shown = [n for n in counts if n is not None]
    if not shown:
        return ShownCount(key, None, at_most=HIDDEN_UP_TO * len(counts) or None)
    return ShownCount(key, sum(shown), at_least=len(shown) < len(counts))


def shown_verdict(
    verdict: Verdict | None, estimates: Sequence[ShownEstimate]
) -> ShownVerdict | None:
    """Pass a verdict on; one that rests on a withheld number becomes "untestable".

    That a mechanism seldom fires may be told where its share is withheld for telling a small count.
    """
    if verdict is None:
        return None
    rests_on = RESTS_ON.get(verdict.kind, "generation")
    shown = rests_on == "" or any(
        e.name == rests_on and e.hidden in (None, SMALL_PART) for e in estimates
    )
    if not shown:
        return ShownVerdict(VerdictKind.UNTESTABLE, ("withheld",), verdict.smallest_that_matters)
    detectable = verdict.smallest_detectable
    return ShownVerdict(
        verdict.kind,
        verdict.reasons,
        verdict.smallest_that_matters,
        None if detectable is None or not math.isfinite(detectable) else round(detectable, 1),
        _two_digits(verdict.persons_needed),
    )


def _two_digits(persons: float | None) -> int | None:
    """Round a number of persons up to two digits that count; None beyond any use."""
    if persons is None or not persons < MOST_NEEDED:
        return None
    step: int = max(ROUND_TO, 10 ** max(len(str(int(persons))) - 2, 0))
    return math.ceil(persons / step) * step


def release(
    findings: Findings,
    parts: Sequence[Release] = (),
    approved: Collection[str] = (),
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

    Returns
    -------
    Release

    Raises
    ------
    DisclosureRefused
        When something else than Findings is offered, or a region without its offices' parts.
    """
    if not isinstance(findings, Findings):
        raise DisclosureRefused("Only Findings pass the door: evaluation.release(findings).")
    if findings.scope == REGION and {p.scope for p in parts} != set(findings.offices):
        raise DisclosureRefused(
            "A region is released with the released part of each of its offices: "
            "evaluation.release(findings, parts=[...])."
        )
    origins = {finding.about for finding in findings if finding.configuration}
    return Release(
        scope=findings.scope,
        items=tuple(_released(finding, parts, approved, origins) for finding in findings),
        provenance=findings.provenance,
        offices=findings.offices,
        missing=findings.missing,
        synthetic=findings.synthetic,
        first_month=findings.first_day[:7],
        last_month=findings.last_day[:7],
        parts=tuple(parts),
        _door=DOOR,
    )


def shown_statements(
    statements: Sequence[Statement], approved: Collection[str], origins: Collection[str]
) -> tuple[Statement, ...]:
    """Pass on the statements whose text an evaluator has approved word for word.

    Parameters
    ----------
    statements : sequence of Statement
    approved : collection of str
        Exact texts. A role or a result in somebody's own words needs approval of its own.
    origins : collection of str
        Ids that may stand as an origin; anything else written there is left out.
    """
    return tuple(
        Statement(
            key=s.key,
            origin=s.origin if s.origin in origins else "",
            text=s.text,
            particulars=tuple(
                (name, said if name not in FREE_PARTICULARS or said in approved else "")
                for name, said in s.particulars
            ),
        )
        for s in statements
        if s.text in approved
    )


def _released(
    finding: Finding,
    parts: Sequence[Release],
    approved: Collection[str],
    origins: Collection[str],
) -> ReleasedFinding:
    estimates = tuple(map(shown_estimate, finding.estimates))
    if parts:
        found = [f for f in (p.of(finding.analysis, finding.about) for p in parts) if f]
        tables = tuple(
            sum_of_parts(table, [t for f in found if (t := f.table(table.name)) is not None])
            for table in finding.tables
        )
    else:
        tables = tuple(map(shown_table, finding.tables))
    passed = shown_statements(finding.statements, approved, origins)
    return ReleasedFinding(
        analysis=finding.analysis,
        about=finding.about,
        estimates=estimates,
        tables=tables,
        statements=passed,
        withheld_statements=shown_count(len(finding.statements) - len(passed)),
        verdict=shown_verdict(finding.verdict, estimates),
        configuration=finding.configuration,
        notes=finding.notes,
        exploratory=finding.exploratory,
        title=finding.title,
        labels=finding.labels,
    )
