"""The theory as frozen objects: no data frames, no files.

Terms follow realist evaluation (Pawson & Tilley 1997; Dalkin et al. 2015): a configuration claims
that in a context a resource changes a person's reasoning, which brings an outcome.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from evaluation.framework.measures import (
    LANGUAGES,
    Indicator,
    Instrument,
    Language,
    Norm,
    Reading,
    Reliability,
    Text,
)

if TYPE_CHECKING:
    from evaluation.framework.show import ShownConfiguration

__all__ = [
    "CHANGE",
    "LANGUAGES",
    "Code",
    "CodeList",
    "Condition",
    "Configuration",
    "Framework",
    "Indicator",
    "Instrument",
    "Intervention",
    "Language",
    "Mechanism",
    "Norm",
    "Occasion",
    "Office",
    "Outcome",
    "Perspective",
    "Prediction",
    "Reading",
    "Reliability",
    "Rival",
    "StrategyMap",
    "SuccessFactor",
    "Text",
]

CHANGE = "change"


@dataclass(frozen=True, slots=True)
class SuccessFactor:
    """A critical success factor (ratkaiseva menestystekijä) and the indicators that follow it."""

    id: str
    label: Text
    place: Text
    indicators: tuple[str, ...]
    source: str
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Perspective:
    """One of the four perspectives of the strategy map: client, staff, process, economy."""

    id: str
    label: Text
    factors: tuple[SuccessFactor, ...]


@dataclass(frozen=True, slots=True)
class StrategyMap:
    """Vision, strategy, mission and the four perspectives (seed 003)."""

    vision: Text
    strategy: Text
    mission: Text
    perspectives: tuple[Perspective, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """A window of days since the client's service started (``from_day`` … ``to_day``, inclusive).

    ``take`` says which answer of the window counts when there are several.
    """

    id: str
    label: Text
    from_day: int
    to_day: int
    take: Literal["first", "last"]
    source: str = ""
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A set that clients belong to by degree.

    ``out``, ``cross`` and ``full`` are the membership anchors in the indicator's units: fully out,
    the point of most doubt, fully in (``in`` in the YAML). ``out > full`` means low values belong.
    ``at`` is an occasion's id or ``"change"`` (follow-up minus baseline, better = up).
    """

    id: str
    label: Text
    indicator: str
    at: str
    out: float
    cross: float
    full: float
    source: str
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Intervention:
    """The method that carries the resource, and how its dose is counted."""

    method: str
    dose: Literal["sessions", "minutes"]


@dataclass(frozen=True, slots=True)
class Mechanism:
    """Resource offered and the reasoning it changes in a person (Dalkin et al. 2015)."""

    resource: str
    reasoning: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which condition is the outcome, on which indicator, and the smallest effect that matters."""

    condition: str
    indicator: str
    smallest_that_matters: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """Written before the data are seen: direction, where it should not hold, what refutes it."""

    sign: Literal["better", "worse"]
    should_not_hold_in: tuple[str, ...]
    refuted_if: Text


@dataclass(frozen=True, slots=True)
class Rival:
    """Another explanation of the same outcome, and the variables that would show it."""

    text: Text
    adjust_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Configuration:
    """One context–mechanism–outcome configuration, in one version."""

    id: str
    version: int
    title: Text
    context: tuple[str, ...]
    intervention: Intervention
    mechanism: Mechanism
    outcome: Outcome
    because: Text
    prediction: Prediction
    rivals: tuple[Rival, ...]
    leads_to: tuple[str, ...]
    source: str
    draft: bool = False
    revises: str | None = None

    @property
    def key(self) -> str:
        """Id and version, as claims cite it: ``interactive-approach v1``."""
        return f"{self.id} v{self.version}"


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list; ``aliases`` are other spellings offices use in their files."""

    id: str
    label: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes a user can swap: methods, participation dimensions, client groups."""

    id: str
    label: Text
    codes: tuple[Code, ...]
    source: str
    draft: bool = False

    def code(self, id: str) -> Code:
        """Return the entry with this id.

        Raises
        ------
        KeyError
            When the list has no such code.
        """
        for code in self.codes:
            if code.id == id:
                return code
        raise KeyError(id)


@dataclass(frozen=True, slots=True)
class Office:
    """A social office of the roster."""

    id: str
    name: Text


@dataclass(frozen=True)
class Framework:
    """The whole theory of one evaluation.

    ``hash`` is the SHA-256 of the YAML files it was read from: every claim cites it.
    """

    title: Text
    version: str
    status: Text
    strategy_map: StrategyMap
    instruments: Mapping[str, Instrument]
    indicators: Mapping[str, Indicator]
    occasions: Mapping[str, Occasion]
    conditions: Mapping[str, Condition]
    configurations: Mapping[str, Configuration]
    code_lists: Mapping[str, CodeList]
    offices: Mapping[str, Office]
    hash: str = ""
    earlier: tuple[Configuration, ...] = field(default=())

    def conditions_of(self, configuration: Configuration) -> tuple[Condition, ...]:
        """Return all conditions a configuration names: contexts, resource, reasoning, outcome."""
        ids = (
            *configuration.context,
            configuration.mechanism.resource,
            configuration.mechanism.reasoning,
            configuration.outcome.condition,
        )
        return tuple(self.conditions[id] for id in ids)

    def context_level(self, configuration: Configuration) -> Literal["client", "worker", "office"]:
        """Return the coarsest level at which the context varies: client, worker or office."""
        levels = {
            self.indicators[self.conditions[id].indicator].level for id in configuration.context
        }
        if "office" in levels:
            return "office"
        return "worker" if "worker" in levels else "client"

    def show(self, id: str, language: Language = "fi") -> ShownConfiguration:
        """Take out one configuration; as the last line of a notebook cell it draws itself.

        Raises
        ------
        UnknownCode
            When the theory has no configuration with this id.
        """
        from evaluation.framework.show import show

        return show(self, id, language)

    def _repr_html_(self) -> str:
        from evaluation.framework.show import summary

        return summary(self)

    def __repr__(self) -> str:
        return f"<Framework {self.version}: {len(self.configurations)} configurations>"
