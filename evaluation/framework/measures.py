"""What is measured: instruments, and indicators with their readings; and words in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["fi", "en"]
LANGUAGES: tuple[Language, ...] = ("fi", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Finnish and in English."""

    fi: str
    en: str

    def say(self, language: Language) -> str:
        """Return the words in ``language`` (``"fi"`` or ``"en"``)."""
        return self.fi if language == "fi" else self.en


@dataclass(frozen=True, slots=True)
class Instrument:
    """A published or own instrument.

    ``aggregate`` says what may be computed over its items (``none``: no total);
    ``level_of_use`` is ``group`` where no person-level output is allowed.
    """

    id: str
    label: Text
    low: float
    high: float
    aggregate: Literal["none", "t-score"]
    level_of_use: Literal["person", "group"]
    licence: str
    source: str
    note: Text | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Where an indicator's values are read in the data contract.

    ``table`` is a contract table; ``code`` the indicator or method code in the data;
    ``respondent`` who answered (assessments); ``measure`` what is computed from the rows.
    """

    table: str
    code: str | None = None
    respondent: Literal["client", "worker"] | None = None
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class Reliability:
    """Which share of the differences between answers is real: ``value`` in (0, 1), published."""

    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Norm:
    """Answers of people outside social work: mean and SD (> 0) in the indicator's units."""

    mean: float
    sd: float
    source: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something measured: who answers, in which range, and which direction is better.

    ``reliability`` and ``norm`` are there where they have been published.
    """

    id: str
    label: Text
    reading: Reading
    low: float
    high: float
    better: Literal["up", "down"] | None
    level: Literal["client", "worker", "office"]
    unit: Text
    source: str
    instrument: str | None = None
    question: Text | None = None
    reliability: Reliability | None = None
    norm: Norm | None = None
    draft: bool = False
