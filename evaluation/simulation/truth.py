"""What is planted: the seven configurations' conditions, cross-overs and causal effects.

The cross-overs repeat those of ``data/framework`` on purpose: the simulation plants its truth by
numbers of its own, and a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from evaluation.errors import UnknownCode

DEFAULT_SEED = 20071001
"""1 October 2007, when the seven offices began to record effectiveness (seed 003)."""

VERSION = "1"
"""Rises whenever the same seed would give other data."""

Truth = Literal[
    "true", "works-regardless", "absent", "dormant", "confounded", "harmful", "untestable"
]
BASELINE, MIDWAY, FOLLOW_UP = "baseline", "midway", "follow-up"
GAS_T = "gas_t"

OFFERED_IN, OFFERED_OUT = 0.65, 0.55
"""Share of clients who are offered the resource, in and outside the context."""
FIRES_IN, FIRES_OUT, FIRES_UNOFFERED = 0.65, 0.58, 0.35
"""Share whose reasoning changes: offered in context, offered outside it, not offered."""
FIRES_DORMANT = 0.04
"""The same share, everywhere, where the mechanism is dormant."""
OFFICE_PULL = 0.9
"""How far an office's tilt moves resource and reasoning where it confounds, in probit units."""
OFFICE_GAIN = 0.7
"""How much better a confounding office's outcome is per unit of tilt, in residual SDs."""


@dataclass(frozen=True, slots=True)
class Planted:
    """The causal truth of one configuration.

    Parameters
    ----------
    kind : str
        ``true`` (works in context only), ``works-regardless``, ``absent``, ``dormant`` (offered,
        yet the reasoning seldom fires), ``confounded`` (no effect within an office; offices where
        the mechanism fires often have better outcomes), ``harmful``, ``untestable``.
        Only ``dormant`` and ``confounded`` change how the data are made; the effects are
        given by the next two.
    effect_in, effect_out : float
        Difference in the outcome, fired against not fired, in and outside the context; in the
        outcome's own units (points of 0–10, or GAS T points); better is positive.
    """

    kind: Truth
    effect_in: float
    effect_out: float


@dataclass(frozen=True, slots=True)
class Switch:
    """A condition as a crisp switch: an indicator, at an occasion, beyond its cross-over."""

    indicator: str
    at: str
    cross: float
    low_belongs: bool = False


@dataclass(frozen=True, slots=True)
class Design:
    """One configuration as the simulation makes it; ``context`` means all of these."""

    context: tuple[Switch, ...]
    resource: Switch
    reasoning: Switch
    outcome: str


def _score(indicator: str, at: str = MIDWAY) -> Switch:
    return Switch(indicator, at, 5.5)


DESIGNS: Mapping[str, Design] = MappingProxyType(
    {
        "planned-work": Design(
            (
                Switch("worker_qualified", BASELINE, 0.5),
                Switch("caseload", BASELINE, 45.5, low_belongs=True),
            ),
            Switch("planning_sessions", FOLLOW_UP, 1.5),
            _score("sees_direction"),
            GAS_T,
        ),
        "interactive-approach": Design(
            (Switch("x10d_difficulties", BASELINE, 5.5, low_belongs=True),),
            Switch("interactive_sessions", FOLLOW_UP, 2.5),
            _score("felt_heard"),
            "participation",
        ),
        "participation-to-life-situation": Design(
            (_score("participation"),), _score("choices_known"), _score("hope"), "x10d_life"
        ),
        "development-partnership": Design(
            (_score("feedback_asked"),),
            _score("feedback_led_to_change"),
            _score("experience_matters"),
            "service_fits",
        ),
        "studying-own-work": Design(
            (_score("time_to_develop", BASELINE),),
            Switch("case_analysis_sessions", FOLLOW_UP, 0.5),
            _score("practice_seen_anew"),
            "plan_together",
        ),
        "economic-awareness": Design(
            (_score("resources_scarce", BASELINE),),
            _score("resources_discussed"),
            _score("realistic_goals"),
            GAS_T,
        ),
        "small-office-network": Design(
            (Switch("worker_count", BASELINE, 3.5, low_belongs=True),),
            Switch("consultation_sessions", FOLLOW_UP, 0.5),
            _score("dares_hard_cases"),
            "x10d_coping",
        ),
    }
)

TRUTH: Mapping[str, Planted] = MappingProxyType(
    {
        "planned-work": Planted("works-regardless", 10.0, 10.0),
        "interactive-approach": Planted("true", 2.2, 0.0),
        "participation-to-life-situation": Planted("absent", 0.0, 0.0),
        "development-partnership": Planted("dormant", 0.0, 0.0),
        "studying-own-work": Planted("confounded", 0.0, 0.0),
        "economic-awareness": Planted("harmful", -9.0, 0.0),
        "small-office-network": Planted("untestable", 0.0, 0.0),
    }
)


def full_truth(truth: Mapping[str, Planted]) -> dict[str, Planted]:
    """Complete a truth that names only some configurations with the demo's own.

    Raises
    ------
    UnknownCode
        When it names a configuration that the simulation does not make.
    """
    if not set(truth) <= set(DESIGNS):
        raise UnknownCode(
            "A truth was planted on a configuration that the simulation does not make. "
            f"It makes: {', '.join(DESIGNS)}."
        )
    return {**TRUTH, **truth}
