"""What has passed the door: rounded numbers, hidden ones, and their JSON form.

These types cannot hold an exact small count: they refuse it when they are made. Only
:func:`evaluation.disclosure.release` makes a :class:`Release`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from html import escape
from pathlib import Path
from typing import Any

from evaluation.errors import BadInput, DisclosureRefused
from evaluation.findings import Provenance, Statement, VerdictKind
from evaluation.framework.model import Text
from evaluation.policy import BASE, Policy, policy_from

TOO_FEW_PERSONS = "too-few-persons"
"""Why an estimate is hidden that rests on fewer persons than are told of: so few they are, then."""

DOOR = object()


@dataclass(frozen=True, slots=True)
class ShownCount:
    """A count as readers see it: a multiple of 5, or None where it is small.

    ``who`` is the id of the set that is counted: in one scope one id is one set. ``within`` is the
    id of a larger set that is known to hold it. ``at_least`` is True for a sum of offices' parts
    when some of them are hidden. ``at_most`` is what a hidden count may be at most: the policy's
    limit, or as many times as there are offices that all hide theirs; None where nothing is told
    of it.
    """

    key: str
    n: int | None
    at_least: bool = False
    at_most: int | None = None
    who: str = ""
    within: str = ""

    def __post_init__(self) -> None:
        _refuse_exact(self.n)


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Released counts; ``total`` is the sum of the shown parts, never an exact total.

    ``of`` is the id of the set that the parts make together. ``hidden`` names the rule that
    withheld the whole table.
    """

    name: str
    parts: tuple[ShownCount, ...]
    of: str = ""
    hidden: str | None = None

    @property
    def total(self) -> int:
        """Sum of the shown parts, a multiple of 5."""
        return sum(part.n or 0 for part in self.parts)

    @property
    def at_least(self) -> bool:
        """Whether a part is hidden, so that the true total may be much larger than ``total``."""
        return any(part.n is None or part.at_least for part in self.parts)

    def share(self, key: str) -> float | None:
        """About which share ``key`` is, from rounded parts; None where any of them is hidden."""
        part = next((p for p in self.parts if p.key == key), None)
        if part is None or part.n is None or self.at_least:
            return None
        return part.n / self.total

    def withheld(self, why: str) -> ShownTable:
        """The table without any of its counts; it says by which rule."""
        parts = tuple(ShownCount(p.key, None, who=p.who, within=p.within) for p in self.parts)
        return replace(self, parts=parts, hidden=why)


@dataclass(frozen=True, slots=True)
class ShownEstimate:
    """A released estimate, rounded; ``hidden`` names the rule that withheld it.

    ``of`` is the id of the set of persons it rests on, ``quantity`` what a mean is the mean of.
    ``n`` may be None beside a shown value: then that number alone is withheld. ``step`` is what the
    numbers are rounded to, None for ratios of odds.
    """

    name: str
    unit: str
    level: float
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    n: int | None = None
    hidden: str | None = None
    of: str = ""
    quantity: str = ""
    step: float | None = None

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
    unions: tuple[tuple[str, tuple[str, ...]], ...] = ()

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
    policy: Policy = field(default_factory=Policy)
    _door: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._door is not DOOR:
            raise DisclosureRefused(
                "A Release is made by evaluation.release(findings) only, never by hand."
            )
        for n in _counts(self.items):
            if n < self.policy.fewest or n % self.policy.round_to:
                raise DisclosureRefused("A count in this release is not as its policy has it.")

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
    if n is not None and (n <= 0 or n % BASE):
        raise DisclosureRefused("An exact or a small count cannot be part of a release.")


def _counts(items: Iterable[ReleasedFinding]) -> Iterator[int]:
    for item in items:
        shown = [part.n for table in item.tables for part in table.parts]
        shown += [*(e.n for e in item.estimates), item.withheld_statements]
        yield from (n for n in shown if n is not None)


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
    except (AttributeError, BadInput, KeyError, TypeError, ValueError) as error:
        raise DisclosureRefused("This is not a release that this version has written.") from error


def _plain(value: Any) -> Any:
    """Plain values for JSON; what is as it is by default is left out."""
    if isinstance(value, Policy):
        return _plain(value.as_dict())  # whole: the floor may be another in a later version
    if hasattr(value, "__dataclass_fields__"):
        told = {f.name: getattr(value, f.name) for f in fields(value) if f.name != "_door"}
        usual = {f.name: f.default for f in fields(value)}
        return {name: _plain(v) for name, v in told.items() if v != usual[name]}
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
            "parts": tuple(map(_release, content.get("parts", ()))),
            "policy": policy_from(content["policy"]),
            "_door": DOOR,
        }
    )


def _finding(content: Mapping[str, Any]) -> ReleasedFinding:
    return ReleasedFinding(**{name: _FORMS.get(name, _as_is)(v) for name, v in content.items()})


def _as_is(value: Any) -> Any:
    return value


def _table(content: Mapping[str, Any]) -> ShownTable:
    return ShownTable(**{**content, "parts": tuple(ShownCount(**p) for p in content["parts"])})


def _statement(content: Mapping[str, Any]) -> Statement:
    particulars = tuple(map(tuple, content.get("particulars", ())))
    return Statement(**{**content, "particulars": particulars})


def _verdict(content: Mapping[str, Any]) -> ShownVerdict:
    kind, reasons = VerdictKind(content["kind"]), tuple(content["reasons"])
    return ShownVerdict(**{**content, "kind": kind, "reasons": reasons})


_FORMS: Mapping[str, Callable[[Any], Any]] = {
    "estimates": lambda found: tuple(ShownEstimate(**e) for e in found),
    "tables": lambda found: tuple(map(_table, found)),
    "statements": lambda found: tuple(map(_statement, found)),
    "verdict": _verdict,
    "notes": tuple,
    "title": lambda text: Text(**text),
    "labels": lambda found: {key: Text(**label) for key, label in found.items()},
    "unions": lambda found: tuple((whole, tuple(parts)) for whole, parts in found),
}
"""How the parts of a finding are read back; the others are as they are."""
