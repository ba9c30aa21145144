"""Where did a claim fail, and who are those clients? Exploratory: new theory comes from here.

Retroduction starts from cases that do not fit (Pawson & Tilley 1997; Greenhalgh et al. 2017): the
mechanism fired in the context and the outcome did not follow, or it came without the mechanism.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from evaluation.analyses.cells import Crisp, cells
from evaluation.analyses.influence import Floats, numbered, standard_errors
from evaluation.analyses.means import LEVEL
from evaluation.analyses.profiles import Variable, background, beside, conditions
from evaluation.analyses.sets import Union, cell, part_of
from evaluation.analyses.study import MIN_CELL, Study
from evaluation.findings import Estimate, Finding
from evaluation.framework import Configuration

FIRED_WITHOUT, WITHOUT_FIRING = "fired-without-outcome", "outcome-without-firing"
CASES = {FIRED_WITHOUT: True, WITHOUT_FIRING: False}
"""Whether the mechanism fired; the pattern holds when the outcome did what the mechanism did."""
MOST_TOLD = 10
"""More differences of a case are not told: every number takes from what rounding protects."""
MIN_WORKERS = 11
"""Fewest workers that an interval clustered by worker is told from: 10 degrees of freedom."""


def analyse(study: Study) -> Iterator[Finding]:
    """One finding a configuration: negative cases in its context against those where it held.

    Estimates, ``case:variable:part``, are standardised differences in shares: the ten largest of a
    case, the largest first, corrected for how many are compared in it. How many negative cases
    there are, and how many others, is told by the pattern's cells; how many of them have a part is
    not told, as so many counts of so few clients would tell of each other.
    """
    general, known = background(study), conditions(study)
    workers = numbered(study.memberships.frame["worker"])
    for configuration in study.framework.configurations.values():
        yield _negative_cases(study, configuration, general, known, workers)


def _negative_cases(
    study: Study,
    configuration: Configuration,
    general: Sequence[Variable],
    known: dict[str, Variable],
    workers: NDArray[np.int64],
) -> Finding:
    found = cells(study, configuration)
    estimates: list[Estimate] = []
    unions: list[Union] = []
    notes = []
    for case, fired in CASES.items():
        whole = cell(configuration, "C·M" if fired else "C·~M")
        here = found.context & (found.fired == fired)
        rows, negative = found.rows[here], found.as_claimed[here] != fired
        variables = [*general, *beside(study, configuration, fired, known)]
        told = differences(case, variables, rows, negative, workers[rows])
        for estimate in sorted(told, key=lambda e: -abs(e.value))[:MOST_TOLD]:
            who = f"{whole}:with:{estimate.name.split(':')[1]}"
            estimates.append(replace(estimate, of=who))
            unions.append(part_of(whole, who))
        if not told or told[0].residual_df < MIN_WORKERS - 1:
            notes.append(f"{case}-too-few")
    return Finding(
        "negative_cases",
        configuration.id,
        configuration=configuration.key,
        estimates=tuple(estimates),
        notes=tuple(notes),
        exploratory=True,
        unions=tuple(dict.fromkeys(unions)),
    )


def differences(
    case: str,
    variables: Sequence[Variable],
    rows: NDArray[np.int64],
    negative: Crisp,
    workers: NDArray[np.int64],
) -> list[Estimate]:
    """Standardised differences in shares between negative cases and those where the claim held.

    Parameters
    ----------
    case : str
        First part of the estimates' names.
    variables : sequence of Variable
    rows : array of int, shape (n,)
        The clients compared, as places in the variables' codes.
    negative : array of bool, shape (n,)
        Whether each of them is a negative case.
    workers : array of int, shape (n,)
        Each one's worker.

    Returns
    -------
    list of Estimate
        In standard deviations, above zero where the part is more common among negative cases. A
        part is compared only where at least 10 negative cases and 10 others have it, and as many
        of both have it not: a share near nobody or everybody would tell what the counts hide.

    Notes
    -----
    d = (p₁ − p₂) / √((p₁q₁ + p₂q₂)/2) (Austin 2009, *Communications in Statistics* 38:1228). The
    interval is linearised with clients clustered by worker, and corrected over all parts compared
    here (Bonferroni): the largest of many differences is large by chance.
    """
    names, has, known = _indicators(variables, rows)
    first, second = known * negative[:, None], known * ~negative[:, None]
    n1, n2 = first.sum(axis=0), second.sum(axis=0)
    with1, with2 = (first * has).sum(axis=0), (second * has).sum(axis=0)
    enough = np.minimum.reduce([with1, n1 - with1, with2, n2 - with2]) >= MIN_CELL
    if not enough.any():
        return []
    has, first, second = has[:, enough], first[:, enough], second[:, enough]
    n1, n2 = n1[enough], n2[enough]
    p1, p2 = with1[enough] / n1, with2[enough] / n2
    spread = np.sqrt((p1 * (1 - p1) + p2 * (1 - p2)) / 2)
    d = (p1 - p2) / spread
    slope1 = 1 / spread - (p1 - p2) * (1 - 2 * p1) / (4 * spread**3)
    slope2 = -1 / spread - (p1 - p2) * (1 - 2 * p2) / (4 * spread**3)
    influence = slope1 * first * (has - p1) / n1 + slope2 * second * (has - p2) / n2
    errors, clusters = standard_errors(influence, workers)
    level, df = 1 - (1 - LEVEL) / len(d), max(clusters - 1, 0)
    half = stats.t.ppf((1 + level) / 2, df) * errors if df else np.full(len(d), np.nan)
    return [
        Estimate(f"{case}:{name}", value, value - h, value + h, int(n), df, "sd", level)
        for name, value, h, n in zip(
            [name for name, kept in zip(names, enough, strict=True) if kept],
            d.tolist(), half.tolist(), n1 + n2, strict=True,
        )
    ]  # fmt: skip


def _indicators(
    variables: Sequence[Variable], rows: NDArray[np.int64]
) -> tuple[list[str], Floats, Floats]:
    """Names of the parts compared, whether each client has the part, and whether that is known."""
    names, has, known = [], [], []
    for variable in variables:
        codes = variable.codes[rows]
        for part in variable.contrasts:
            names.append(f"{variable.name}:{part}")
            has.append(codes == variable.parts.index(part))
            known.append(codes >= 0)
    return names, np.column_stack(has).astype(float), np.column_stack(known).astype(float)
