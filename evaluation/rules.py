"""The rules of the door, one pure function each: what is shown of a number, and what is not.

Their limits are in :mod:`evaluation.policy`, with their sources.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from evaluation.findings import (
    Count,
    CountTable,
    Estimate,
    Grouping,
    Statement,
    Verdict,
    VerdictKind,
)
from evaluation.policy import BASE, Policy
from evaluation.regional import told_by
from evaluation.releases import (
    TOO_FEW_PERSONS,
    ShownCount,
    ShownEstimate,
    ShownTable,
    ShownVerdict,
)
from evaluation.rounding import (
    ODDS,
    Chance,
    no_finer,
    odds_rounded,
    possible,
    shown_count,
    step,
    to_step,
)

FREE_PARTICULARS = frozenset(("owner_role", "result"))
"""Particulars that people write in their own words: free text, like the statement itself."""

EFFECT = "generation"
RESTS_ON = {VerdictKind.DORMANT: "activation-in", VerdictKind.UNTESTABLE: ""}
"""The estimate a verdict rests on where it is not the effect itself."""

MOST_NEEDED = 100_000
"""More persons than this are not asked for: Lapland has about 180,000 inhabitants."""

TOO_FEW_FREE = "too-few-degrees-of-freedom"
SATURATED = "saturated-model"
SINGLES_OUT = "singles-out"
EXTREME = "extreme-percentile"
NOT_A_NUMBER = "not-estimable"
SMALL_PART = "small-part"
TOO_FEW_FOR_A_SHARE = "too-few-for-a-share"
BY_POLICY = "by-policy"


def why_hidden(estimate: Estimate, persons: int | None, policy: Policy) -> str | None:
    """Name the rule that withholds an estimate, or None when it may be shown.

    Limits are held against the fewest persons that may be behind their number as shown,
    ``persons``: 11 and 14 may both be shown as 15, and that an estimate is there or not must not
    tell them apart.

    A share tells a count: it is withheld where those of whom it is true, or those of whom it is
    not, are few. Nobody and everybody are withheld under the same name, so that the name does not
    tell them apart.
    """
    if persons is None:
        return TOO_FEW_PERSONS
    if estimate.residual_df <= 0:
        return SATURATED
    surely = possible(persons, policy)[0]
    if _free(estimate, surely, policy) < min(policy.degrees_of_freedom, surely - 1):
        return TOO_FEW_FREE
    if estimate.fewest is not None and estimate.fewest < policy.fewest:
        return SINGLES_OUT
    if estimate.percentile is not None:
        beyond = min(estimate.percentile, 100 - estimate.percentile) / 100 * surely
        if beyond < policy.fewest:
            return EXTREME
    if not all(map(math.isfinite, (estimate.value, estimate.lower, estimate.upper))):
        return NOT_A_NUMBER
    if estimate.unit == "share":
        smaller = round(min(estimate.value, 1 - estimate.value) * estimate.n)
        return SMALL_PART if smaller < policy.fewest else None
    return None


def _free(estimate: Estimate, surely: int, policy: Policy) -> float:
    """Residual degrees of freedom with as few persons as there surely are.

    Where they are many fewer than the persons, they are those of the workers, and stay.
    """
    terms = estimate.n - estimate.residual_df
    return surely - terms if terms < policy.degrees_of_freedom else estimate.residual_df


def shown_estimate(
    estimate: Estimate, policy: Policy, chance: Chance, origin: str = ""
) -> ShownEstimate:
    """Round an estimate to what its persons bear, or withhold it by name of the rule.

    Parameters
    ----------
    estimate : Estimate
    policy : Policy
    chance : Chance
        By which the number of persons is rounded.
    origin : str
        ``analysis/about``: the start of the set's id where the estimate brings none.
    """
    of = estimate.of or f"{origin}/{estimate.name}"
    n = chance.told.get(of) or shown_count(estimate.n, chance.of(of, policy.round_to), policy)
    size = None if estimate.unit == ODDS else step(estimate.unit, n, policy)
    reason = why_hidden(estimate, n, policy)
    if reason is None and size == math.inf:
        reason = TOO_FEW_FOR_A_SHARE
    if reason is None and size is not None and estimate.fewest is not None:
        size = no_finer(size, estimate.per_person, estimate.fewest, policy)
        reason = SINGLES_OUT if size == math.inf else None
    if reason is not None:
        value = lower = upper = n = size = None
    else:
        value, lower, upper = (
            odds_rounded(float(x), n, policy) if size is None else to_step(float(x), size)
            for x in (estimate.value, estimate.lower, estimate.upper)
        )
    return ShownEstimate(
        name=estimate.name,
        unit=estimate.unit,
        level=estimate.level,
        value=value,
        lower=lower,
        upper=upper,
        n=n,
        hidden=reason,
        of=of,
        quantity=estimate.quantity,
        step=size,
    )


def shown_table(table: CountTable, policy: Policy, chance: Chance, origin: str = "") -> ShownTable:
    """Hide small parts and round the rest; the total follows from the shown parts.

    Where the table may be told coarser, that way is taken which leaves the most to read.

    Parameters
    ----------
    table : CountTable
    policy : Policy
    chance : Chance
        By which the counts are rounded.
    origin : str
        ``analysis/about``: the start of the sets' ids where the table brings none.
    """
    ways = [table.parts, *(_put_together(table.parts, way) for way in table.coarser)]
    name = f"{origin}/{table.name}"
    shown = [
        ShownTable(
            table.name,
            tuple(_shown_part(part, name, policy, chance) for part in parts),
            table.of or name,
        )
        for parts in ways
    ]
    return max(shown, key=told_by)


def _put_together(parts: Sequence[Count], grouping: Grouping) -> tuple[Count, ...]:
    by_key = {part.key: part for part in parts}
    return tuple(
        by_key[key] if members == (key,) else Count(key, sum(by_key[m].n for m in members))
        for key, members in grouping
    )


def _shown_part(part: Count, name: str, policy: Policy, chance: Chance) -> ShownCount:
    who = part.who or f"{name}/{part.key}"
    n = shown_count(part.n, chance.of(who, policy.round_to), policy)
    at_most = policy.fewest - 1 if n is None else None
    return ShownCount(part.key, n, at_most=at_most, who=who, within=part.within)


def shown_verdict(
    verdict: Verdict | None, estimates: Sequence[ShownEstimate], policy: Policy
) -> ShownVerdict | None:
    """Pass a verdict on; one that rests on a withheld number becomes "untestable".

    That a mechanism seldom fires may be told where its share is withheld for telling a count.
    """
    if verdict is None:
        return None
    rests_on = RESTS_ON.get(verdict.kind, EFFECT)
    shown = rests_on == "" or any(
        e.name == rests_on and e.hidden in (None, SMALL_PART, TOO_FEW_FOR_A_SHARE)
        for e in estimates
    )
    if not shown:
        return ShownVerdict(VerdictKind.UNTESTABLE, ("withheld",), verdict.smallest_that_matters)
    return ShownVerdict(
        verdict.kind,
        verdict.reasons,
        verdict.smallest_that_matters,
        _detectable(verdict.smallest_detectable, estimates, policy),
        _two_digits(verdict.persons_needed),
    )


def _detectable(
    value: float | None, estimates: Sequence[ShownEstimate], policy: Policy
) -> float | None:
    """The smallest effect to be seen, rounded as the effect itself is."""
    if value is None or not math.isfinite(value):
        return None
    steps = (e.step for e in estimates if e.name == EFFECT and e.step is not None)
    return to_step(value, next(steps, step("points", None, policy)))


def _two_digits(persons: float | None) -> int | None:
    """Round a number of persons up to two digits that count; None beyond any use."""
    if persons is None or not persons < MOST_NEEDED:
        return None
    size: int = max(BASE, 10 ** max(len(str(int(persons))) - 2, 0))
    return math.ceil(persons / size) * size


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
