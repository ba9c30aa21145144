"""The decision table from estimates to a verdict: fixed, and written before any data are seen.

All intervals are corrected over the configurations of the theory (Holm), so that a theory in which
nothing is true is seldom told to be supported anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from evaluation.analyses.effects import Effect, Share
from evaluation.findings import Estimate, Verdict, VerdictKind

Sign = Literal["better", "worse"]

DORMANT_BELOW = 0.2
"""A mechanism sleeps when the interval of "reasoning follows the resource" lies below this."""


@dataclass(frozen=True)
class Evidence:
    """What a verdict is read from; None where the data did not allow an estimate.

    ``generation``, ``outside``, ``conditionality`` and ``rival`` are in the outcome's units, with
    better = up and intervals at the corrected level; ``activation`` is a share. ``obstacles`` are
    reasons why something could not be estimated. ``sign`` is what the configuration predicts.
    """

    smallest: float
    generation: Estimate | None = None
    outside: Estimate | None = None
    conditionality: Estimate | None = None
    rival: Estimate | None = None
    activation: Estimate | None = None
    smallest_detectable: float | None = None
    persons_needed: float | None = None
    obstacles: tuple[str, ...] = ()
    sign: Sign = "better"

    def as_predicted(self) -> Evidence:
        """Turn the effects so that up is what the configuration predicts."""
        if self.sign == "better":
            return self
        return replace(
            self,
            generation=_turned(self.generation),
            outside=_turned(self.outside),
            conditionality=_turned(self.conditionality),
            rival=_turned(self.rival),
        )


def _turned(estimate: Estimate | None) -> Estimate | None:
    if estimate is None:
        return None
    value, lower, upper = -estimate.value, -estimate.upper, -estimate.lower
    return replace(estimate, value=value, lower=lower, upper=upper)


def verdict(evidence: Evidence) -> Verdict:
    """Read the verdict off the decision table; the first row that fits decides.

    ================== =====================================================================
    harmful            the effect in context lies below zero and may reach the smallest that
                       matters on the bad side
    untestable         the context is the office's: seven values carry no test
    dormant            offered, but the reasoning seldom follows
    untestable         the effect, or the comparison with other circumstances, has no data
    refuted            the effect in context lies below the smallest that matters
    supported          the effect in context lies above the smallest that matters, is larger than
                       outside, and survives its rivals
    works regardless   the effects in and outside context both lie above the smallest that
                       matters, and no difference is shown
    undetermined       anything else
    ================== =====================================================================

    A configuration that predicts a worse outcome (a counter-mechanism) is read the other way
    round, and cannot be harmful: to harm is what it claims.

    Parameters
    ----------
    evidence : Evidence

    Returns
    -------
    Verdict
        With the reasons as keys of sentences.
    """
    evidence = evidence.as_predicted()
    effect, smallest = evidence.generation, evidence.smallest
    claims_good = evidence.sign == "better"
    if claims_good and effect and effect.upper < 0 and effect.lower <= -smallest:
        return Verdict(VerdictKind.HARMFUL, ("harm-shown",), smallest)
    if "office-level-context" in evidence.obstacles:
        return Verdict(VerdictKind.UNTESTABLE, evidence.obstacles, smallest)
    if evidence.activation and evidence.activation.upper < DORMANT_BELOW:
        return Verdict(VerdictKind.DORMANT, ("reasoning-seldom-fires",), smallest)
    if effect is None or evidence.conditionality is None or evidence.outside is None:
        return Verdict(VerdictKind.UNTESTABLE, evidence.obstacles, smallest)
    if effect.upper < smallest:
        # Two one-sided tests (Schuirmann 1987): equivalent to none where both bounds lie inside.
        none = effect.lower > -smallest
        reason = "generation-equivalent-to-none" if none else "generation-below-smallest"
        return Verdict(VerdictKind.REFUTED, (reason,), smallest)
    if effect.lower <= smallest:
        reasons = ("generation-undecided", *_conditionality(evidence.conditionality))
        return _undetermined(reasons, evidence)
    if evidence.rival is None or evidence.rival.lower <= 0:
        return _undetermined(("generation-above-smallest", "rival-not-excluded"), evidence)
    if evidence.conditionality.lower > 0:
        reasons = ("generation-above-smallest", "conditionality-holds")
        return Verdict(VerdictKind.SUPPORTED, reasons, smallest)
    if evidence.outside.lower > smallest:
        reasons = ("generation-above-smallest", "effect-outside-too")
        return Verdict(VerdictKind.WORKS_REGARDLESS, reasons, smallest)
    reasons = ("generation-above-smallest", "conditionality-undecided")
    return _undetermined(reasons, evidence)


def _conditionality(estimate: Estimate) -> tuple[str, ...]:
    return ("conditionality-holds" if estimate.lower > 0 else "conditionality-undecided",)


def _undetermined(reasons: tuple[str, ...], evidence: Evidence) -> Verdict:
    return Verdict(
        VerdictKind.UNDETERMINED,
        reasons,
        evidence.smallest,
        evidence.smallest_detectable,
        evidence.persons_needed,
    )


def clearest(
    effects: Mapping[str, Effect], offered: Share | None, smallest: float, sign: Sign
) -> float | None:
    """How clear the clearest answer is: the two-sided p at which the table would give it.

    The rows of :func:`verdict` that say something, as tests: where a row asks for several things,
    all must hold (an intersection–union test, Berger 1982), so the largest p counts.

    Parameters
    ----------
    effects : mapping of str to Effect
        ``generation``, ``outside``, ``conditionality``, ``rival``; any may be missing.
    offered : Share or None
        Whose reasoning followed, of those offered in context.
    smallest : float
        Smallest effect that matters.
    sign : {"better", "worse"}
        What the configuration predicts.

    Returns
    -------
    float or None
        In [0, 1]; None where no row can be read.
    """
    turned = {k: e if sign == "better" else e.turned() for k, e in effects.items()}
    effect, outside = turned.get("generation"), turned.get("outside")
    difference, rival = turned.get("conditionality"), turned.get("rival")
    rows: list[float] = []
    if offered is not None:
        rows.append(offered.p_below(DORMANT_BELOW))
    if effect is not None and sign == "better":
        rows.append(effect.p_below(0.0))
    if effect is not None and outside is not None and difference is not None:
        rows.append(effect.p_below(smallest))
        if rival is not None:
            holds = max(effect.p_above(smallest), rival.p_above(0.0))
            rows.append(max(holds, difference.p_above(0.0)))
            rows.append(max(holds, outside.p_above(smallest)))
    return min(1.0, 2 * min(rows)) if rows else None
