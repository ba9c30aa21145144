"""How numbers are rounded on their way out, and what a reader can tell from what is left.

A count is shown as a multiple of 5 above or below it, by a chance that makes rounding right on the
average (unbiased random rounding to base 5, Statistics Canada). The chance is fixed for each set
of persons by a secret (Stats NZ's fixed random rounding), so that a set has one number in every
table and language, and a set that grows does not seem to shrink. Only where numbers give each other
away is a chance drawn again (:mod:`evaluation.disclosure`), beside the earlier editions.

Rounding to the nearest 5 tells more: a reader who knows that two tables are about the same persons
narrows a cell to two or three values, because the errors of the parts add up to the error of the
whole. docs/disclosure.md has the figures.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from evaluation.errors import DisclosureRefused
from evaluation.policy import Policy

LADDER = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Steps that numbers are rounded to."""

FINEST = {
    "points": 0.1,
    "t-score": 0.1,
    "sd": 0.01,
    "share": 0.01,
    "share-difference": 0.01,
    "ratio": 0.01,
}
"""The finest step that a unit bears."""

WEIGHT = {
    "points": 5.0,
    "t-score": 30.0,
    "sd": 2.5,
    "share": 5.0,
    "share-difference": 5.0,
    "ratio": 2.5,
}
"""Half of what one person's answer can be, in the unit: 5 of 0–10 points, 30 of T-scores 20–80.

With a step of this over n, a sum of n answers keeps that much room on both sides: one answer more
or less cannot be read from two means. For shares it is 5 persons.
"""

COARSEST_SHARE = 0.2
ODDS = "odds"
MANY = 100
"""From this many persons on a ratio of odds is told with two digits that count, else with one."""


@dataclass(frozen=True, slots=True)
class Chance:
    """The secret by which the counts of one scope are rounded.

    Parameters
    ----------
    key : bytes
        The evaluator's secret key.
    scope : str
        An office, or the region.
    draws : mapping of str to int
        Sets whose chance was drawn again, because the first left a reader too much: how often.
    told : mapping of str to int
        Sets whose number readers can add up already: a region's, from its offices' numbers.
    """

    key: bytes
    scope: str
    draws: Mapping[str, int] = field(default_factory=dict)
    told: Mapping[str, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "<Chance>"

    def of(self, who: str, base: int) -> int:
        """What is added to the count of the set ``who`` before it is cut down: 0 … base − 1."""
        again = f"|{self.draws[who]}" if who in self.draws else ""
        message = f"rounding|{self.scope}|{who}{again}".encode()
        digest = hmac.new(self.key, message, digestmod="sha256").digest()
        return int.from_bytes(digest[:8], "big") % base

    def again(self, sets: Iterable[str]) -> Chance:
        """Draw again for these sets, and keep the chance of the others."""
        return replace(
            self, draws={**self.draws, **{who: self.draws.get(who, 0) + 1 for who in sets}}
        )


def shown_count(n: int, chance: int, policy: Policy) -> int | None:
    """Round a count to a multiple of the base, or hide it (None) when it is small, zero included.

    Parameters
    ----------
    n : int
        Exact count, ≥ 0.
    chance : int
        From :meth:`Chance.of`, 0 … base − 1: the remainder of ``n`` by the base is rounded up with
        the probability remainder / base.
    policy : Policy

    Returns
    -------
    int or None
        By the floor's limits a multiple of 5, at least 10; None means "≤9".

    Raises
    ------
    DisclosureRefused
        When ``n`` is negative.
    """
    if n < 0:
        raise DisclosureRefused("A count cannot be negative.")
    if n < policy.fewest:
        return None
    base = policy.round_to
    return max(smallest_shown(policy), (n + chance) // base * base)


def smallest_shown(policy: Policy) -> int:
    """The smallest number that is ever shown: the first multiple of the base that is not hidden."""
    return -(-policy.fewest // policy.round_to) * policy.round_to


def possible(shown: int | None, policy: Policy) -> tuple[int, int]:
    """The least and the most that a shown or hidden count may truly be."""
    if shown is None:
        return 0, policy.fewest - 1
    spread = policy.round_to - 1
    return max(policy.fewest, shown - spread), shown + spread


def step(unit: str, n: int | None, policy: Policy) -> float:
    """To what an estimate of a unit is rounded, from the number of persons that readers see.

    Parameters
    ----------
    unit : str
        A key of :data:`FINEST`.
    n : int or None
        As shown.

    Returns
    -------
    float
        A step of :data:`LADDER`; infinite where even the coarsest would tell too much.
    """
    persons = max(policy.fewest, possible(n, policy)[0])
    least = max(FINEST[unit], WEIGHT[unit] / persons)
    coarsest = COARSEST_SHARE if unit in ("share", "share-difference") else LADDER[-1]
    size = _step_of(least)
    return size if size <= coarsest else math.inf


def no_finer(size: float, per_person: float, of: int, policy: Policy) -> float:
    """Coarsen a step until a number divided by persons leaves as many counts of them as it should.

    Parameters
    ----------
    size : float
        From :func:`step`.
    per_person : float
        How far the number moves with one person more or fewer, ≥ 0.
    of : int
        How many persons it is divided by: one of more persons moves it less, one of fewer more.
    policy : Policy

    Returns
    -------
    float
        A step of :data:`LADDER`; infinite where even the coarsest would tell too much.
    """
    values = policy.narrowest
    least = max(size, per_person * values * of / (of - values)) if of > values else math.inf
    return _step_of(least)


def _step_of(least: float) -> float:
    """The first step that is not below ``least``, but for the computer's rounding of it."""
    return next((size for size in LADDER if size >= least - 1e-12), math.inf)


def to_step(value: float, size: float) -> float:
    """Round to the nearest multiple of a step; never a minus zero."""
    return round(round(value / size) * size, _digits(size))


def odds_rounded(value: float, n: int | None, policy: Policy) -> float:
    """Round a ratio of odds to two digits that count, to one with fewer than 100 persons."""
    digits = 2 if possible(n, policy)[0] >= MANY else 1
    return float(f"{value:.{digits - 1}e}")


def decimals(value: float, size: float | None) -> int:
    """How many decimals a rounded number is written with: no more than it was rounded to.

    Parameters
    ----------
    value : float
        As rounded.
    size : float or None
        Its step; None for a ratio of odds, which has two digits that count, or one.

    Returns
    -------
    int
        ≥ 0: 1 for a step of 0.5, 0 for a step of 5.
    """
    if size is not None:
        return _digits(size)
    digits = 1 - math.floor(math.log10(abs(value))) if value else 0
    return max(0, digits - (round(value, digits - 1) == value))


def _digits(size: float) -> int:
    return max(0, -math.floor(math.log10(size)))
