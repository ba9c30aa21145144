"""The demi-regularity of each configuration: is the outcome there with context and mechanism?

Crisp beside fuzzy, and beside it the circumstances in which the claim should not hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.analyses.cells import Cells, Crisp, Floats, cells, degree, mechanism
from evaluation.analyses.inclusion import inclusion
from evaluation.analyses.influence import numbered
from evaluation.analyses.means import mean_estimate, share_estimate
from evaluation.analyses.sets import (
    RESULTS,
    Union,
    around_cells,
    around_where_not,
    as_claimed,
    cell,
    known,
    part_of,
    quantity,
)
from evaluation.analyses.study import MIN_CELL, Study
from evaluation.findings import Count, CountTable, Estimate, Finding
from evaluation.framework import Configuration
from evaluation.membership import CRISP

CELLS = {"C·M": (True, True), "C·~M": (True, False), "~C·M": (False, True), "~C·~M": (False, False)}
FIRED = {"M": True, "~M": False}

SAME = "where-not-is-elsewhere"
TOO_CLOSE = "where-not-too-close"
OVERLAPS = "where-not-overlaps-context"


def analyse(study: Study) -> Iterator[Finding]:
    """One finding a configuration, and one for each circumstance in which it should not hold.

    The first has the mean outcome, and outcome reached or not, in the four cells, and how far the
    fuzzy set "context and mechanism" lies within the outcome. The others, ``about``
    ``configuration:condition``, have the mean outcome and the share reached with the mechanism and
    without it among those who belong to the condition. A client counts where context, mechanism
    and outcome are all known; memberships are crisp (above 0.5) except in the fuzzy estimates.
    """
    workers = numbered(study.memberships.frame["worker"])
    for configuration in study.framework.configurations.values():
        found = cells(study, configuration)
        yield _pattern(study, configuration, found, workers)
        yield from _where_not(study, configuration, found)


def cells_by_client(study: Study, configuration: Configuration) -> pd.DataFrame:
    """Context, mechanism and outcome of each client for whom all three are known.

    Returns
    -------
    pandas.DataFrame
        Indexed by client: ``context`` and ``mechanism`` (bool), ``outcome`` (float, the
        indicator's units, better = up). The mechanism fired where the resource was offered and
        the reasoning followed.
    """
    found = cells(study, configuration)
    return pd.DataFrame(
        {"context": found.context, "mechanism": found.fired, "outcome": found.outcome},
        index=study.memberships.frame.index[found.rows],
    )


def _pattern(
    study: Study, configuration: Configuration, found: Cells, workers: NDArray[np.int64]
) -> Finding:
    inside = {
        name: (found.context == context) & (found.fired == fired)
        for name, (context, fired) in CELLS.items()
    }
    sizes = (Count(c, int(i.sum()), cell(configuration, c)) for c, i in inside.items())
    relations, unions = _set_relations(study, configuration, workers)
    return Finding(
        "patterns",
        configuration.id,
        configuration=configuration.key,
        estimates=(
            *(_mean(study, configuration, c, found.outcome[i], c) for c, i in inside.items()),
            *relations,
        ),
        tables=(
            CountTable("cells", tuple(sizes), of=known(configuration)),
            *(_reached(configuration, c, found.reached[i]) for c, i in inside.items()),
        ),
        unions=(*around_cells(study.framework, configuration), *unions),
    )


def _mean(
    study: Study, configuration: Configuration, name: str, outcome: Floats, place: str
) -> Estimate:
    """Mean outcome of the clients in one place of the pattern."""
    condition = study.framework.conditions[configuration.outcome.condition]
    return mean_estimate(
        f"mean:{name}",
        outcome,
        study.outcome_unit(configuration),
        cell(configuration, place),
        quantity(study.framework.indicators[condition.indicator], condition.at),
    )


def _reached(configuration: Configuration, name: str, reached: Crisp) -> CountTable:
    yes, who = int(reached.sum()), cell(configuration, name)
    parts = zip(RESULTS, (yes, len(reached) - yes), strict=True)
    return CountTable(
        f"outcome:{name}", tuple(Count(key, n, f"{who}:{key}") for key, n in parts), of=who
    )


def _set_relations(
    study: Study, configuration: Configuration, workers: NDArray[np.int64]
) -> tuple[tuple[Estimate, ...], tuple[Union, ...]]:
    """Consistency and coverage of "context and mechanism → outcome as claimed".

    A consistency is high by itself where the outcome is common: beside it stands that of "context
    without the mechanism → outcome as claimed". Who is at 0.5 belongs neither to a set nor to its
    opposite: where one is turned, the number of persons may be a little below the crisp one.
    """
    context = degree(study, configuration.context)
    fired = degree(study, mechanism(configuration))
    outcome = degree(study, (configuration.outcome.condition,))
    if configuration.prediction.sign == "worse":
        outcome = 1 - outcome
    both = np.minimum(context, fired)
    found = (
        inclusion("consistency", both, outcome, workers),
        inclusion("coverage", outcome, both, workers),
        inclusion("consistency-without", np.minimum(context, 1 - fired), outcome, workers),
    )
    claimed, without = as_claimed(configuration), cell(configuration, "C·~M")
    parts = f"{claimed}:by-degree", f"{without}:by-degree"
    better = configuration.prediction.sign == "better"
    names = cell(configuration, "C·M"), claimed if better else parts[0], parts[1]
    return (
        tuple(replace(e, of=who) for e, who in zip(found, names, strict=True)),
        (part_of(claimed, parts[0]), part_of(without, parts[1])),
    )


def _where_not(study: Study, configuration: Configuration, found: Cells) -> Iterator[Finding]:
    """Each condition in which the claim should not hold: its numbers, or a note why there are none.

    Where its clients are the same as those outside the context, nothing is told twice. Where they
    differ from a group told already by a few, the difference of the two would tell about those
    few: then it is not told either.
    """
    place = 2 * found.context.astype(np.int64) + found.fired
    told: list[Crisp] = []
    for condition in configuration.prediction.should_not_hold_in:
        here = degree(study, (condition,))[found.rows] > CRISP
        notes = [OVERLAPS] if (here & found.context).sum() >= MIN_CELL else []
        estimates: tuple[Estimate, ...] = ()
        if (here == ~found.context).all():
            notes.append(SAME)
        elif not can_be_told_apart(here, told, place):
            notes.append(TOO_CLOSE)
        else:
            told.append(here)
            estimates = tuple(_with_and_without(study, configuration, condition, found, here))
        yield Finding(
            "patterns",
            f"{configuration.id}:{condition}",
            configuration=configuration.key,
            estimates=estimates,
            notes=tuple(notes),
            unions=around_where_not(study.framework, configuration, condition),
        )


def can_be_told_apart(here: Crisp, told: Sequence[Crisp], cell: NDArray[np.int64]) -> bool:
    """Whether no subtraction of numbers told about groups would tell about fewer than ten clients.

    Parameters
    ----------
    here : array of bool, shape (n,)
        The group to be told about, cell by cell.
    told : sequence of array of bool, shape (n,)
        Groups told about already.
    cell : array of int, shape (n,)
        Each client's cell; all cells are told about.

    Returns
    -------
    bool
        False when, in a cell that ``here`` touches, some combination of being in or out of the
        groups has 1 to 9 clients.
    """
    code = cell
    for group in (*told, here):
        code = 2 * code + group
    sizes = np.unique(code[np.isin(cell, cell[here])], return_counts=True)[1]
    return bool((sizes >= MIN_CELL).all())


def _with_and_without(
    study: Study, configuration: Configuration, condition: str, found: Cells, here: Crisp
) -> Iterator[Estimate]:
    for name, fired in FIRED.items():
        rows, place = here & (found.fired == fired), f"{condition}:{name}"
        share = share_estimate(f"reached:{name}", int(found.reached[rows].sum()), int(rows.sum()))
        yield _mean(study, configuration, name, found.outcome[rows], place)
        yield replace(share, of=cell(configuration, place))
