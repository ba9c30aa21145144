"""What a test of a configuration answered, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from evaluation.disclosure import ReleasedFinding, ShownVerdict
from evaluation.framework.model import Configuration, Framework
from evaluation.report.fragment import Fragment, html
from evaluation.report.labels import condition, context
from evaluation.report.numbers import estimate_text, in_unit, number, percent
from evaluation.report.words import Words

SYMBOLS = {
    "supported": "✓",
    "works-regardless": "◆",
    "dormant": "○",
    "refuted": "✗",
    "harmful": "▼",
    "undetermined": "?",
    "untestable": "–",
}
"""A shape for each verdict, so that none is told by colour alone."""

COLOURS = {
    "supported": ("#dff2ea", "#00543c"),
    "works-regardless": ("#deedf7", "#0a4a70"),
    "dormant": ("#efebf7", "#4b3b78"),
    "refuted": ("#fbeadb", "#743800"),
    "harmful": ("#fde4e8", "#8a0f25"),
    "undetermined": ("#f6f0cf", "#574900"),
    "untestable": ("#e9edf0", "#37474f"),
}
"""Ground and ink of each verdict; contrast at least 7:1."""

NOT_TESTED = "untestable"


def kind_of(finding: ReleasedFinding | None) -> str:
    """The verdict's key; what was not tested at all cannot be tested."""
    if finding is None or finding.verdict is None:
        return NOT_TESTED
    return finding.verdict.kind.value


def name(kind: str, words: Words) -> str:
    """The verdict in a few words."""
    return words(f"verdicts.{kind}.name")


def badge(kind: str, words: Words) -> Fragment:
    """Symbol and words of a verdict."""
    return html(
        '<span class="verdict verdict-{kind}"><span class="symbol" aria-hidden="true">{symbol}'
        "</span> {name}</span>",
        kind=kind,
        symbol=SYMBOLS[kind],
        name=name(kind, words),
    )


def answer(
    finding: ReleasedFinding | None,
    configuration: Configuration,
    framework: Framework,
    words: Words,
) -> str:
    """Say the verdict as a sentence with its numbers.

    Parameters
    ----------
    finding : ReleasedFinding or None
        ``contrasts`` of the configuration; None where it was not tested.
    configuration : Configuration
    framework : Framework
    words : Words
    """
    kind = kind_of(finding)
    if finding is None or finding.verdict is None:
        return words("answers.untestable")
    verdict = finding.verdict
    said = words(
        f"answers.{kind}{_turn(kind, configuration)}",
        context=context(configuration, framework, words),
        resource=condition(configuration.mechanism.resource, framework, words),
        reasoning=condition(configuration.mechanism.reasoning, framework, words),
        outcome=words.say(framework.indicators[configuration.outcome.indicator].label),
    )
    return said + AFTER[kind](finding, verdict, words)


def next_step(kind: str, configuration: Configuration, words: Words) -> str:
    """Say what to do now; a counter-mechanism that is there is to be stopped, not offered."""
    harms = _turn(kind, configuration) and kind in ("supported", "works-regardless")
    return words("verdicts.harmful.next" if harms else f"verdicts.{kind}.next")


def _turn(kind: str, configuration: Configuration) -> str:
    """``-worse`` where a claim that predicts a worse outcome needs words of its own."""
    worse = configuration.prediction.sign == "worse"
    return "-worse" if worse and kind in TURNED else ""


TURNED = ("supported", "works-regardless", "refuted", "undetermined")


def _effect(finding: ReleasedFinding, verdict: ShownVerdict, words: Words) -> str:
    effect = finding.estimate("generation")
    if effect is None or effect.value is None:
        return ""
    return " " + words("answers.effect", effect=estimate_text(effect, words))


def _effect_and_limit(finding: ReleasedFinding, verdict: ShownVerdict, words: Words) -> str:
    limit = words("answers.matters", smallest=number(verdict.smallest_that_matters, words))
    return f"{_effect(finding, verdict, words)} {limit}"


def _effect_and_detectable(finding: ReleasedFinding, verdict: ShownVerdict, words: Words) -> str:
    smallest = verdict.smallest_detectable
    if smallest is None:
        return _effect(finding, verdict, words)
    effect = finding.estimate("generation")
    said = number(smallest, words) if effect is None else in_unit(smallest, effect, words)
    could = words("answers.detectable", smallest=said)
    return f"{_effect(finding, verdict, words)} {could}{_needed(finding, verdict, words)}"


def _needed(finding: ReleasedFinding, verdict: ShownVerdict, words: Words) -> str:
    effect = finding.estimate("generation")
    if effect is None or effect.n is None:
        return ""
    if verdict.persons_needed is None:
        return " " + words("answers.needed-none")
    if verdict.persons_needed <= effect.n:
        return ""  # the effect is clear; another reason says what is not
    needed, now = (number(n, words, 0) for n in (verdict.persons_needed, effect.n))
    return " " + words("answers.needed", n=needed, now=now)


def _activation(finding: ReleasedFinding, verdict: ShownVerdict, words: Words) -> str:
    share = finding.estimate("activation-in")
    if share is None or share.value is None:
        return ""
    return " " + words("answers.activation", share=percent(share.value, words))


def _nothing(finding: ReleasedFinding, verdict: ShownVerdict, words: Words) -> str:
    return ""


AFTER: Mapping[str, Callable[[ReleasedFinding, ShownVerdict, Words], str]] = {
    "supported": _effect,
    "works-regardless": _effect,
    "dormant": _activation,
    "refuted": _effect_and_limit,
    "harmful": _effect,
    "undetermined": _effect_and_detectable,
    "untestable": _nothing,
}
"""What is said after each verdict's sentence."""


def reasons(finding: ReleasedFinding | None, words: Words) -> tuple[str, ...]:
    """Why the verdict is what it is: one sentence a reason.

    Raises
    ------
    UnknownCode
        When an analysis gave a reason that has no words.
    """
    if finding is None or finding.verdict is None:
        return ()
    return tuple(words(f"reasons.{key}") for key in finding.verdict.reasons)


def notes(finding: ReleasedFinding | None, words: Words) -> tuple[str, ...]:
    """What a reader must keep in mind: one sentence a note.

    Raises
    ------
    UnknownCode
        When an analysis gave a note that has no words.
    """
    if finding is None:
        return ()
    keys = dict.fromkeys((*finding.notes, *(("exploratory",) if finding.exploratory else ())))
    return tuple(words(f"notes.{key}") for key in keys)
