"""Does each configuration hold: activation, generation, conditionality, rival, and a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from evaluation.analyses.effects import Effect, Share
from evaluation.analyses.holm import holm_levels
from evaluation.analyses.loss import check
from evaluation.analyses.questions import OFFICE_LEVEL, Answers, ask
from evaluation.analyses.sets import around_effects
from evaluation.analyses.study import MIN_CELL, Study
from evaluation.analyses.verdicts import Evidence, clearest, verdict
from evaluation.findings import Estimate, Finding, Verdict, VerdictKind
from evaluation.framework import Configuration

DECIDED = frozenset(
    {
        VerdictKind.SUPPORTED,
        VerdictKind.WORKS_REGARDLESS,
        VerdictKind.REFUTED,
        VerdictKind.HARMFUL,
    }
)
"""Verdicts that rest on the effect, and may turn when clients are lost."""


def analyse(study: Study) -> Iterator[Finding]:
    """One finding a configuration, with its verdict; intervals corrected over the theory (Holm)."""
    theory = study.framework.configurations.values()
    answers = {c.id: ask(study, c) for c in theory}
    levels = holm_levels({c.id: _clearest(answers[c.id], c) for c in theory})
    for configuration in theory:
        yield _judge(study, configuration, answers[configuration.id], levels[configuration.id])


def test(study: Study, configuration: Configuration, level: float = 0.95) -> Finding:
    """Test one configuration as if it were the only one, at a chosen confidence level.

    Parameters
    ----------
    study : Study
    configuration : Configuration
    level : float
        In (0, 1).

    Returns
    -------
    Finding
        Estimates that the data allow; its verdict says what they do not.
    """
    return _judge(study, configuration, ask(study, configuration), level)


def _judge(study: Study, configuration: Configuration, answers: Answers, level: float) -> Finding:
    estimates = {e.name: e for e in answers.estimates(level)}
    evidence = _evidence(configuration, answers, estimates, level)
    decision = verdict(evidence)
    notes = [*answers.notes, *_notes(study, evidence, answers)]
    if "generation" in estimates:
        loss = check(study, configuration, answers.rows, level)
        estimates |= {e.name: e for e in loss.estimates}
        notes += [*loss.notes, *_fragile(decision, evidence, estimates)]
    if _differs_by_degree(decision, evidence, estimates):
        notes.append("fuzzy-differs")
    return Finding(
        "contrasts",
        configuration.id,
        configuration=configuration.key,
        estimates=tuple(estimates.values()),
        verdict=decision,
        notes=tuple(notes),
        unions=around_effects(configuration),
    )


def _clearest(answers: Answers, configuration: Configuration) -> float | None:
    if OFFICE_LEVEL in answers.obstacles:
        return None  # it cannot be told anything, so it must not make the others' levels stricter
    return clearest(
        answers.effects,
        _offered(answers),
        configuration.outcome.smallest_that_matters,
        configuration.prediction.sign,
    )


def _offered(answers: Answers) -> Share | None:
    offered = answers.shares.get("activation-in")
    return offered if offered is not None and offered.n >= MIN_CELL else None


def _evidence(
    configuration: Configuration,
    answers: Answers,
    estimates: Mapping[str, Estimate],
    level: float,
) -> Evidence:
    smallest, sign = configuration.outcome.smallest_that_matters, configuration.prediction.sign
    effects = {k: e if sign == "better" else e.turned() for k, e in answers.effects.items()}
    effect = effects.get("generation")
    return Evidence(
        smallest=smallest,
        generation=estimates.get("generation"),
        outside=estimates.get("outside"),
        conditionality=estimates.get("conditionality"),
        rival=estimates.get("rival"),
        activation=estimates["activation-in"] if _offered(answers) else None,
        smallest_detectable=None if effect is None else smallest + effect.detectable(level),
        persons_needed=_persons_needed(effects, smallest, level),
        obstacles=answers.obstacles,
        sign=sign,
    )


def _persons_needed(effects: Mapping[str, Effect], smallest: float, level: float) -> float | None:
    """With how many persons the answer would be clear, were the effects truly as they seem.

    An effect that is too small is refuted by itself. One that is large enough must also be clearly
    larger than outside (supported), or clearly large enough outside too (works regardless).
    """
    effect, outside = effects.get("generation"), effects.get("outside")
    difference = effects.get("conditionality")
    if effect is None or outside is None or difference is None:
        return None
    needed = effect.persons_needed(smallest, level)
    if effect.value <= smallest:
        return needed
    ways = [difference.persons_needed(0.0, level)] if difference.value > 0 else []
    if outside.value > smallest:
        ways.append(outside.persons_needed(smallest, level))
    return max(needed, min(ways))


def _notes(study: Study, evidence: Evidence, answers: Answers) -> Iterator[str]:
    effect, smallest = evidence.generation, evidence.smallest
    if evidence.sign == "better" and effect and effect.lower <= -smallest and effect.upper >= 0:
        yield "harm-not-excluded"
    if OFFICE_LEVEL in answers.obstacles:
        yield "office-level-context"


def _fragile(
    decision: Verdict, evidence: Evidence, estimates: Mapping[str, Estimate]
) -> Iterator[str]:
    """Whether the verdict would be another if those lost had been as the checks suppose."""
    if decision.kind not in DECIDED:
        return
    if "generation-weighted" in estimates:
        weighted = verdict(_read_with(evidence, estimates, "-weighted"))
        if weighted.kind is not decision.kind:
            yield "fragile-weights"
    if "generation-worst-case" in estimates:
        worst = verdict(replace(evidence, generation=estimates["generation-worst-case"]))
        if worst.kind is not decision.kind:
            yield "fragile-worst-case"


def _differs_by_degree(
    decision: Verdict, evidence: Evidence, estimates: Mapping[str, Estimate]
) -> bool:
    """Whether membership by degree would lead to the opposite answer, not merely to a doubt."""
    kind = verdict(_read_with(evidence, estimates, "-fuzzy")).kind
    return {kind, decision.kind} <= DECIDED and kind is not decision.kind


def _read_with(evidence: Evidence, estimates: Mapping[str, Estimate], suffix: str) -> Evidence:
    """The evidence with the effects of another estimation, where it has them."""
    return replace(
        evidence,
        generation=estimates.get(f"generation{suffix}", evidence.generation),
        outside=estimates.get(f"outside{suffix}", evidence.outside),
        conditionality=estimates.get(f"conditionality{suffix}", evidence.conditionality),
    )
