"""What is known of each client beside the claim itself: what cases are compared on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.analyses.cells import degree
from evaluation.analyses.study import Study
from evaluation.framework import Condition, Configuration
from evaluation.membership import CRISP

IN, OUT = "in", "out"
GENDERS = ("female", "male", "other")
GROUP, GENDER, DOSE = "CLIENT_GROUP", "GENDER", "DOSE"
"""In capitals: no condition has such an id."""
FULLY_IN = 0.95 - 1e-9
"""Degree at a condition's anchor ``in`` (see ``scoring.degree``), rounding aside."""


@dataclass(frozen=True)
class Variable:
    """One variable of all clients.

    Parameters
    ----------
    name : str
        ``CLIENT_GROUP``, ``GENDER``, ``DOSE``, or a condition's id.
    parts : tuple of str
        What a client can be, where that is known.
    codes : array of int, shape (n,)
        Place in ``parts``, −1 where unknown.
    contrasts : tuple of str
        Parts whose share is compared: one of two, all of more.
    """

    name: str
    parts: tuple[str, ...]
    codes: NDArray[np.int64]
    contrasts: tuple[str, ...]


def background(study: Study) -> tuple[Variable, ...]:
    """Client group and gender of every client."""
    frame = study.memberships.frame
    groups = tuple(code.id for code in study.framework.code_lists["client-groups"].codes)
    return (
        _of_codes(GROUP, frame["client_group"], groups),
        _of_codes(GENDER, frame["gender"], GENDERS),
    )


def conditions(study: Study) -> dict[str, Variable]:
    """Every condition of the theory that may tell clients apart, crisp, by its id.

    Of conditions that cut one indicator at one point (calm and strained situation) the first
    stands for all. Left out: conditions of the whole office (seven offices carry no profile), and
    instruments that are for groups only.
    """
    found: dict[tuple[str, str, float], str] = {}
    for condition in study.framework.conditions.values():
        indicator = study.framework.indicators[condition.indicator]
        if indicator.level != "office" and not study.for_groups_only(indicator):
            found.setdefault(_cut(condition), condition.id)
    return {id: _binary(study, id, id, CRISP) for id in found.values()}


def beside(
    study: Study, configuration: Configuration, fired: bool, known: dict[str, Variable]
) -> Iterator[Variable]:
    """The conditions that a configuration's clients are compared on.

    Not its own context, nor anything on the outcome's indicator: these would differ by
    themselves. Where the mechanism fired, its resource and reasoning are the same for all; where
    it did not, each of them is compared. Whether the resource was there in full (at the anchor
    ``in``) is compared always.
    """
    mechanism = configuration.mechanism
    own = {*configuration.context, *((mechanism.resource, mechanism.reasoning) if fired else ())}
    cuts = {_cut(study.framework.conditions[id]) for id in own}
    for id, variable in known.items():
        condition = study.framework.conditions[id]
        if condition.indicator != configuration.outcome.indicator and _cut(condition) not in cuts:
            yield variable
    yield _binary(study, DOSE, mechanism.resource, FULLY_IN)


def _cut(condition: Condition) -> tuple[str, str, float]:
    """Where a condition cuts clients in two: indicator, occasion, point."""
    return condition.indicator, condition.at, condition.cross


def _binary(study: Study, name: str, condition: str, above: float) -> Variable:
    degrees = degree(study, (condition,))
    codes = np.where(np.isnan(degrees), -1, np.where(degrees > above, 0, 1))
    return Variable(name, (IN, OUT), codes, (IN,))


def _of_codes(name: str, values: pd.Series, parts: Sequence[str]) -> Variable:
    codes = pd.Categorical(values, categories=list(parts)).codes.astype(np.int64)
    return Variable(name, tuple(parts), codes, tuple(parts))
