"""What the analyses found: exact and private. Only ``disclosure`` may turn it into a Release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from evaluation.framework.model import Text

REGION = "region"

MINUS = " minus "
"""Between the names of two quantities in the name of their difference."""

Grouping = tuple[tuple[str, tuple[str, ...]], ...]
"""Parts put together: a new key, and the keys of the parts it is made of."""


class VerdictKind(StrEnum):
    """The seven answers a test of a configuration can give."""

    SUPPORTED = "supported"
    WORKS_REGARDLESS = "works-regardless"
    DORMANT = "dormant"
    REFUTED = "refuted"
    HARMFUL = "harmful"
    UNDETERMINED = "undetermined"
    UNTESTABLE = "untestable"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval and what it rests on.

    Parameters
    ----------
    name : str
        Which question it answers: ``mean-baseline``, ``change``, ``g``, ``generation`` …
    value, lower, upper : float
        In ``unit``; ``lower`` and ``upper`` bound the interval at ``level``.
    n : int
        Persons the number rests on (clients, or workers for worker-level indicators).
    residual_df : float
        Residual degrees of freedom of the model or the mean.
    unit : str
        ``points`` (the indicator's own), ``t-score``, ``sd``, ``share``, ``share-difference``,
        ``ratio`` (a slope, a correlation) or ``odds`` (a ratio of odds).
    level : float
        Confidence level in (0, 1), corrected for the number of configurations where it says so.
    of : str
        Id of the set of persons it rests on (see :class:`Count`); empty where nothing else is told
        of that set.
    quantity : str
        For a mean: what it is the mean of, ``participation@baseline``. Means of one quantity over
        a set and over its parts are tied to each other; and so are those of two quantities and of
        their difference, which is named by both (:data:`MINUS`).
    fewest : int or None
        Fewest persons on either side of what the number sets against each other, such as a
        yes-or-no term; None where it sets none.
    percentile : float or None
        In (0, 100), where the number is one.
    per_person : float
        How far the number moves with one of the ``fewest`` more or fewer, where it is divided by
        them and a reader who knows the rest of its formula could count them; ≥ 0, in ``unit``.
    """

    name: str
    value: float
    lower: float
    upper: float
    n: int
    residual_df: float
    unit: str = "points"
    level: float = 0.95
    of: str = ""
    quantity: str = ""
    fewest: int | None = None
    percentile: float | None = None
    per_person: float = 0.0


@dataclass(frozen=True, slots=True)
class Count:
    """How many persons (or things they gave) are in one part of a table.

    ``who`` is the id of the set that is counted: within one scope the same id is the same set,
    wherever it is counted. Empty where it is counted here only. ``within`` is the id of a larger
    set of which a reader knows that it holds this one.
    """

    key: str
    n: int
    who: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class CountTable:
    """Counts of parts that do not overlap and together make the whole.

    ``of`` is the id of the set that the parts make together, empty where nothing else is told of
    it. ``coarser`` are ways to put parts together, the finest first, each a list of a new part's
    key and the keys it is made of; the door takes the one that leaves the most to read.
    """

    name: str
    parts: tuple[Count, ...]
    of: str = ""
    coarser: tuple[Grouping, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A free text with its dated, non-personal particulars: a development action.

    ``particulars`` are pairs of key and value, ``""`` where nothing is known.
    """

    key: str
    origin: str
    text: str
    particulars: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to a configuration's test, and why.

    ``reasons`` are keys of sentences; ``smallest_detectable`` is the smallest true effect that
    these data would have shown to lie above the smallest that matters, with 80 % power, in the
    outcome's units. ``persons_needed`` is with how many persons an undetermined answer would be
    clear, were the effects truly as they seem; infinite where they lie on the limit.
    """

    kind: VerdictKind
    reasons: tuple[str, ...]
    smallest_that_matters: float
    smallest_detectable: float | None = None
    persons_needed: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer of one analysis about one thing.

    ``about`` is the id of an indicator, a configuration or a code list; ``configuration`` is the
    id with its version (``interactive-approach v1``) where the claim rests on one. An analysis
    that the report does not know by name brings its own words: ``title``, and ``labels`` for the
    names of its estimates, tables and parts. ``unions`` are ids of sets, each with the sets that
    make it up without overlap, where a reader knows that beside what the tables tell.
    """

    analysis: str
    about: str
    estimates: tuple[Estimate, ...] = ()
    tables: tuple[CountTable, ...] = ()
    statements: tuple[Statement, ...] = ()
    verdict: Verdict | None = None
    configuration: str | None = None
    notes: tuple[str, ...] = ()
    exploratory: bool = False
    title: Text | None = None
    labels: Mapping[str, Text] = field(default_factory=dict)
    unions: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def id(self) -> str:
        """``analysis/about``: unique in one set of findings."""
        return f"{self.analysis}/{self.about}"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the findings were computed from: hashes of SHA-256, and versions."""

    data_hash: str
    framework_hash: str
    framework_version: str
    package_version: str


@dataclass(frozen=True)
class Findings:
    """All findings of one scope: an office's id, or ``region``.

    ``offices`` are those whose data were used, ``missing`` those of the roster that were not;
    ``first_day`` and ``last_day`` bound the data as ISO dates (months are shown, not days).
    """

    scope: str
    items: tuple[Finding, ...]
    provenance: Provenance
    offices: tuple[str, ...]
    missing: tuple[str, ...] = ()
    synthetic: bool = False
    first_day: str = ""
    last_day: str = ""

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def of(self, analysis: str, about: str) -> Finding | None:
        """Return the finding of ``analysis`` about ``about``, or None."""
        return next((f for f in self.items if (f.analysis, f.about) == (analysis, about)), None)

    def __repr__(self) -> str:
        return f"<Findings of {self.scope}: {len(self.items)} findings, private>"
