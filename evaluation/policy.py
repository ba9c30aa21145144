"""The limits of disclosure, and who may move them.

The floor is what this project promises. A data controller may tighten it in one file; below the
floor nothing goes without a decision that has a name, a date and a reason, and that every report
prints. Below :data:`LEAST` no decision helps.

Sources of the limits
---------------------
Griffiths et al. (2019), *Handbook on statistical disclosure control for outputs*: at least 10 units
and 10 residual degrees of freedom. The same 10 is the smallest count that is told (NHS Digital's
hospital statistics hide 1–7), zero being hidden too, so that "nobody" is never told: with one limit
for counts and estimates, that an estimate is there or not tells nothing that the counts hide.
Rounding: unbiased random rounding to base 5, Statistics Canada's for the census; the same set is
always rounded the same way, as in Stats NZ's fixed random rounding.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from evaluation.errors import BadInput
from evaluation.framework.model import Text

BASE = 5
"""Counts are rounded to multiples of this, or of a multiple of it."""

LEAST = {"fewest": 5, "round_to": BASE, "degrees_of_freedom": 5, "narrowest": 3}
"""What no decision goes below: the lowest thresholds in the handbooks' examples."""

MOST = {"fewest": 500, "round_to": 50, "degrees_of_freedom": 500, "narrowest": 9}
"""Above this nothing would be left to read; a number this large is a slip."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who has loosened the limits, when and why; printed in every report.

    Parameters
    ----------
    by : str
        The data controller's role or name, as it may be printed.
    date : str
        ISO date.
    because : Text
    """

    by: str
    date: str
    because: Text


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits that one edition is released by; the defaults are the floor.

    Parameters
    ----------
    fewest : int
        Fewest persons that a count tells of and an estimate rests on; a multiple of 5. Smaller
        counts are hidden, zero too.
    round_to : int
        Counts are shown as multiples of this; a multiple of 5.
    degrees_of_freedom : int
        Fewest residual degrees of freedom of an estimate.
    narrowest : int
        How many possible values every count keeps at least, whatever is added up or subtracted.
    withhold : tuple of str
        Tables that are not shown at all: ``analysis/about/table``.
    decision : Decision or None
        There where, and only where, a limit is below the floor.
    """

    fewest: int = 10
    round_to: int = BASE
    degrees_of_freedom: int = 10
    narrowest: int = 5
    withhold: tuple[str, ...] = ()
    decision: Decision | None = None

    def __post_init__(self) -> None:
        for name in LEAST:
            _check_limit(name, getattr(self, name))
        for name in ("fewest", "round_to"):
            if getattr(self, name) % BASE:
                raise BadInput(f"{name} must be a multiple of {BASE}.")
        if bool(self.loosened) != (self.decision is not None):
            raise BadInput(
                f"Below the floor: {', '.join(self.loosened)}. That needs a decision: "
                "by, date, because."
                if self.loosened
                else "A decision stands there, but no limit is below the floor: take it away."
            )

    @property
    def loosened(self) -> tuple[str, ...]:
        """The limits that are below the floor."""
        floor = {f.name: f.default for f in fields(self)}
        return tuple(name for name in LEAST if getattr(self, name) < floor[name])

    def as_dict(self) -> dict[str, Any]:
        """The limits as plain values, for JSON."""
        return asdict(self)


def _check_limit(name: str, value: object) -> None:
    least, most = LEAST[name], MOST[name]
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise BadInput(f"{name} must be a whole number from {least} to {most}.")


def policy_from(content: Mapping[str, Any]) -> Policy:
    """Make a policy from plain values: the reverse of :meth:`Policy.as_dict`.

    Raises
    ------
    BadInput
        When a value is missing from a decision, unknown, or outside its limits.
    """
    unknown = set(content) - {f.name for f in fields(Policy)}
    if unknown:
        raise BadInput(
            f"{len(unknown)} name(s) are not known; known are: "
            f"{', '.join(f.name for f in fields(Policy))}."
        )
    values = dict(content)
    withhold = values.pop("withhold", None) or ()
    decision = values.pop("decision", None)
    if not isinstance(withhold, list | tuple) or not all(isinstance(w, str) for w in withhold):
        raise BadInput("withhold must be a list of names: analysis/about/table.")
    return Policy(
        **values,
        withhold=tuple(withhold),
        decision=None if decision is None else _decision(decision),
    )


def _decision(content: Any) -> Decision:
    missing = "A decision needs by (who), date (such as 2026-01-31) and because (fi and en)."
    if not isinstance(content, dict) or set(content) != {"by", "date", "because"}:
        raise BadInput(missing)
    by, because = content["by"], content["because"]
    texts = [by, *because.values()] if isinstance(because, dict) else [by, None]
    if not all(isinstance(text, str) and text.strip() for text in texts) or set(because) != {
        "fi",
        "en",
    }:
        raise BadInput(missing)
    try:
        date = dt.date.fromisoformat(str(content["date"]))
    except ValueError:
        raise BadInput(missing) from None
    return Decision(by, date.isoformat(), Text(**because))


def read_policy(path: Path) -> Policy:
    """Read the limits from a YAML file; a missing file is the floor.

    Raises
    ------
    BadInput
        When the file is something else, goes below the floor without a decision, or below what any
        decision may. The message names the file and what was expected.
    """
    if not path.exists():
        return Policy()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        content = ()
    if content is None:
        return Policy()
    if not isinstance(content, dict) or not all(isinstance(name, str) for name in content):
        raise BadInput(f"{path.name}: expected names and values, such as 'fewest: 10'.")
    try:
        return policy_from(content)
    except BadInput as refusal:
        raise BadInput(f"{path.name}: {refusal}") from None
