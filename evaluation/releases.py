"""What has passed the door: rounded numbers, hidden ones, and their JSON form.

These types cannot hold an exact small count: they refuse it when they are made. Only
:func:`evaluation.disclosure.release` makes a :class:`Release`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from html import escape
from pathlib import Path
from typing import Any

from evaluation.errors import DisclosureRefused
from evaluation.findings import Provenance, Statement, VerdictKind
from evaluation.framework.model import Text

HIDDEN_UP_TO = 7
ROUND_TO = 5

DOOR = object()


@dataclass(frozen=True, slots=True)
class ShownCount:
    """A count as readers see it: a multiple of 5, or None where it is 7 or fewer.

    ``at_least`` is True for a sum of offices' parts when some of them are hidden. ``at_most`` is
    what a hidden count may be at most: 7, or 7 for each office where all of them hide theirs; None
    where no office has told of it.
    """

    key: str
    n: int | None
    at_least: bool = False
    at_most: int | None = HIDDEN_UP_TO

    def __post_init__(self) -> None:
        _refuse_exact(self.n)


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Released counts; ``total`` is the sum of the shown parts, never an exact total.

    ``at_least`` is True where a part is hidden: the true total may be larger than ``total``.
    """

    name: str
    parts: tuple[ShownCount, ...]

    @property
    def total(self) -> int:
        """Sum of the shown parts, a multiple of 5."""
        return sum(part.n or 0 for part in self.parts)

    @property
    def at_least(self) -> bool:
        """Whether the true total may be larger than :attr:`total`."""
        return any(part.n is None or part.at_least for part in self.parts)

    def share(self, key: str) -> float | None:
        """About which share ``key`` is, from rounded parts; None where any of them is hidden."""
        part = next(p for p in self.parts if p.key == key)
        if part.n is None or self.at_least:
            return None
        return part.n / self.total


@dataclass(frozen=True, slots=True)
class ShownEstimate:
    """A released estimate, rounded; ``hidden`` names the rule that withheld it."""

    name: str
    unit: str
    level: float
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    n: int | None = None
    hidden: str | None = None

    def __post_init__(self) -> None:
        _refuse_exact(self.n)
        if (self.hidden is None) == (self.value is None):
            raise DisclosureRefused("An estimate is either shown, or hidden by a named rule.")


@dataclass(frozen=True, slots=True)
class ShownVerdict:
    """A released verdict; numbers in the outcome's units, rounded.

    ``persons_needed`` has two digits that count; None where no number of persons would do.
    """

    kind: VerdictKind
    reasons: tuple[str, ...]
    smallest_that_matters: float
    smallest_detectable: float | None = None
    persons_needed: int | None = None


@dataclass(frozen=True, slots=True)
class ReleasedFinding:
    """A finding after the door."""

    analysis: str
    about: str
    estimates: tuple[ShownEstimate, ...] = ()
    tables: tuple[ShownTable, ...] = ()
    statements: tuple[Statement, ...] = ()
    withheld_statements: int | None = None
    verdict: ShownVerdict | None = None
    configuration: str | None = None
    notes: tuple[str, ...] = ()
    exploratory: bool = False
    title: Text | None = None
    labels: Mapping[str, Text] = field(default_factory=dict)

    def estimate(self, name: str) -> ShownEstimate | None:
        """Return the estimate called ``name``, or None."""
        return next((e for e in self.estimates if e.name == name), None)

    def table(self, name: str) -> ShownTable | None:
        """Return the table called ``name``, or None."""
        return next((t for t in self.tables if t.name == name), None)


@dataclass(frozen=True)
class Release:
    """What may leave the house: the only thing a report accepts. Made by :func:`release` alone."""

    scope: str
    items: tuple[ReleasedFinding, ...]
    provenance: Provenance
    offices: tuple[str, ...]
    missing: tuple[str, ...]
    synthetic: bool
    first_month: str
    last_month: str
    parts: tuple[Release, ...] = ()
    _door: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._door is not DOOR:
            raise DisclosureRefused(
                "A Release is made by evaluation.release(findings) only, never by hand."
            )

    def __iter__(self) -> Iterator[ReleasedFinding]:
        return iter(self.items)

    def of(self, analysis: str, about: str) -> ReleasedFinding | None:
        """Return the finding of ``analysis`` about ``about``, or None."""
        return next((f for f in self.items if (f.analysis, f.about) == (analysis, about)), None)

    def by(self, analysis: str) -> tuple[ReleasedFinding, ...]:
        """All findings of one analysis, in their order."""
        return tuple(f for f in self.items if f.analysis == analysis)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(f.about)}</td><td>{f.verdict.kind}</td></tr>"
            for f in self.items
            if f.verdict
        )
        return (
            f"<table><caption>Verdicts, {escape(self.scope)}</caption><thead><tr>"
            f"<th>configuration</th><th>verdict</th></tr></thead><tbody>{rows}</tbody></table>"
        )

    def part(self, office: str) -> Release | None:
        """The released part of one office, in a region's release."""
        return next((p for p in self.parts if p.scope == office), None)


def _refuse_exact(n: int | None) -> None:
    if n is not None and (n <= HIDDEN_UP_TO or n % ROUND_TO):
        raise DisclosureRefused("An exact or a small count cannot be part of a release.")


def release_as_json(release: Release) -> str:
    """A release as JSON text: what readers see, and nothing else."""
    if not isinstance(release, Release):
        raise DisclosureRefused("Only a Release may be written for readers.")
    return json.dumps(_plain(release), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def save_release(release: Release, path: str | Path) -> None:
    """Write a release as JSON to ``path``; an empty path writes nothing (a notebook run alone)."""
    text = release_as_json(release)
    if str(path):
        Path(path).write_text(text, encoding="utf-8")


def load_release(text: str) -> Release:
    """Read back what :func:`release_as_json` wrote.

    Raises
    ------
    DisclosureRefused
        When a number in it could not have passed the door, or the form is another.
    """
    try:
        return _release(json.loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise DisclosureRefused("This is not a release that this version has written.") from error


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name != "_door"}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _release(content: Mapping[str, Any]) -> Release:
    return Release(
        **{
            **content,
            "items": tuple(map(_finding, content["items"])),
            "provenance": Provenance(**content["provenance"]),
            "offices": tuple(content["offices"]),
            "missing": tuple(content["missing"]),
            "parts": tuple(map(_release, content["parts"])),
            "_door": DOOR,
        }
    )


def _finding(content: Mapping[str, Any]) -> ReleasedFinding:
    verdict = content["verdict"]
    return ReleasedFinding(
        **{
            **content,
            "estimates": tuple(ShownEstimate(**e) for e in content["estimates"]),
            "tables": tuple(
                ShownTable(t["name"], tuple(ShownCount(**p) for p in t["parts"]))
                for t in content["tables"]
            ),
            "statements": tuple(
                Statement(**{**s, "particulars": tuple(map(tuple, s["particulars"]))})
                for s in content["statements"]
            ),
            "verdict": verdict
            and ShownVerdict(
                **{
                    **verdict,
                    "kind": VerdictKind(verdict["kind"]),
                    "reasons": tuple(verdict["reasons"]),
                }
            ),
            "notes": tuple(content["notes"]),
            "title": content["title"] and Text(**content["title"]),
            "labels": {key: Text(**label) for key, label in content["labels"].items()},
        }
    )
