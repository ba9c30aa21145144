"""Forward conditional logistic regression, as SPSS does it. Pure functions on arrays.

Selection as in IBM SPSS Statistics, LOGISTIC REGRESSION, METHOD=FSTEP(COND): the candidate with
the largest score statistic (Rao 1948) enters when p < .05; after each entry the variable with the
smallest likelihood ratio at conditional estimates (Lawless & Singhal 1978) leaves when p > .10.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from scipy import stats

from evaluation.analyses.logistic import (
    LogisticFit,
    conditional_statistics,
    fit_logistic,
    score_statistics,
)

ENTER_BELOW = 0.05
LEAVE_ABOVE = 0.10
"""SPSS's defaults, PIN and POUT."""
ENTRY_CUT = float(stats.chi2.isf(ENTER_BELOW, 1))
REMOVAL_CUT = float(stats.chi2.isf(LEAVE_ABOVE, 1))

SAME_THING = 1e-8
"""A candidate with less of its variance left by the model's variables than this tells nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """What entered or left, and by which chi-square of one degree of freedom."""

    action: Literal["entered", "left"]
    name: str
    chi_square: float


@dataclass(frozen=True)
class Selection:
    """What a selection ended with.

    Parameters
    ----------
    names : tuple of str
        Variables in the model, in the order they entered.
    fit : LogisticFit or None
        Intercept first, then ``names``; None where the outcome does not vary.
    steps : tuple of Step
    separated : tuple of str
        Candidates set aside because no maximum exists with them (Albert & Anderson 1984).
    same_thing : tuple of str
        Candidates that tell nothing beyond the variables in the model.
    constant : tuple of str
        Candidates that do not vary.
    """

    names: tuple[str, ...]
    fit: LogisticFit | None
    steps: tuple[Step, ...] = ()
    separated: tuple[str, ...] = ()
    same_thing: tuple[str, ...] = ()
    constant: tuple[str, ...] = ()


def forward_conditional(candidates: Mapping[str, np.ndarray], y: np.ndarray) -> Selection:
    """Choose variables step by step and fit the last model.

    Parameters
    ----------
    candidates : mapping of str to array of float, shape (n,)
        Without missing values.
    y : array of float, shape (n,)
        0 or 1.

    Returns
    -------
    Selection

    Notes
    -----
    A candidate with which no maximum exists is set aside and the others go on, where SPSS would
    print an odds ratio without meaning. Selection ends at a model that has been there before.
    """
    columns = {name: np.asarray(values, float) for name, values in candidates.items()}
    constant = tuple(n for n, v in columns.items() if len(v) == 0 or v.min() == v.max())
    data = _Data({n: v for n, v in columns.items() if n not in constant}, np.asarray(y, float))
    model = Selection((), fit_logistic(data.design(()), data.y), constant=constant)
    seen = {frozenset(model.names)}
    going = model.fit is not None
    while going:
        wider = _enter(data, model)
        model = replace(model, separated=wider.separated)
        going = frozenset(wider.names) not in seen
        if going:
            model, going = _leave(data, wider, seen)
    return replace(model, same_thing=data.known(model.names))


@dataclass(frozen=True)
class _Data:
    columns: Mapping[str, np.ndarray]
    y: np.ndarray

    def design(self, names: Sequence[str]) -> np.ndarray:
        return np.column_stack([np.ones(len(self.y)), *(self.columns[n] for n in names)])

    @cached_property
    def correlations(self) -> np.ndarray:
        return np.atleast_2d(np.corrcoef(self.design(tuple(self.columns))[:, 1:], rowvar=False))

    def known(self, names: Sequence[str]) -> tuple[str, ...]:
        """Columns outside ``names`` that are a sum of those in it."""
        if not names:
            return ()
        place = {name: i for i, name in enumerate(self.columns)}
        inside = [place[n] for n in names]
        outside = [i for n, i in place.items() if n not in names]
        shared = self.correlations[np.ix_(inside, outside)]
        among = self.correlations[np.ix_(inside, inside)]
        left = 1 - (shared * np.linalg.solve(among, shared)).sum(axis=0)
        order = list(place)
        return tuple(order[i] for i, share in zip(outside, left, strict=True) if share < SAME_THING)


def _enter(data: _Data, model: Selection) -> Selection:
    """Let the best candidate in, if any is good enough; set aside those that separate."""
    names, fit, separated = model.names, model.fit, model.separated
    assert fit is not None
    x = data.design(names)
    out = {*names, *data.known(names), *separated}
    free = [n for n in data.columns if n not in out]
    while free:
        scores = score_statistics(x, data.y, fit, data.design(free)[:, 1:])
        best = int(scores.argmax())
        if not scores[best] > ENTRY_CUT:
            break
        name = free.pop(best)
        wider = fit_logistic(data.design((*names, name)), data.y)
        if wider is not None:
            step = Step("entered", name, float(scores[best]))
            return replace(
                model,
                names=(*names, name),
                fit=wider,
                steps=(*model.steps, step),
                separated=separated,
            )
        separated = (*separated, name)
    return replace(model, separated=separated)


def _leave(data: _Data, model: Selection, seen: set[frozenset[str]]) -> tuple[Selection, bool]:
    """Take out, one by one, what no longer adds; False where that leads back to an old model."""
    seen.add(frozenset(model.names))
    while model.names and model.fit is not None:
        ratios = conditional_statistics(data.design(model.names), data.y, model.fit)[1:]
        worst = int(ratios.argmin())
        if ratios[worst] >= REMOVAL_CUT:
            break
        name = model.names[worst]
        names = tuple(n for n in model.names if n != name)
        if frozenset(names) in seen:
            return model, False
        step = Step("left", name, float(ratios[worst]))
        fit = fit_logistic(data.design(names), data.y)
        model = replace(model, names=names, fit=fit, steps=(*model.steps, step))
        seen.add(frozenset(names))
    return model, True
