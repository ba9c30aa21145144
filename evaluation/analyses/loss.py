"""Does a configuration's answer survive the loss of clients? Weights, worst case, tipping point."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.analyses.clustered import Floats, contrasts, mechanism_by_context
from evaluation.analyses.completeness import CannotWeigh, predictors, weights
from evaluation.analyses.means import share_estimate
from evaluation.analyses.sets import in_context, rows_used, with_unseen
from evaluation.analyses.study import MIN_CELL, Study
from evaluation.analyses.worst_case import ends, worst_case
from evaluation.findings import Estimate
from evaluation.framework import Configuration

FEWEST_WORKERS = 10
"""With fewer, an interval that is robust to workers is too narrow (Cameron & Miller 2015)."""
TOO_FEW_WORKERS = "weights-too-few-workers"
FAILED = "weights-failed"


@dataclass(frozen=True)
class LossCheck:
    """What could be said about those lost.

    Parameters
    ----------
    weighted : tuple of Estimate
        ``generation-weighted``, ``outside-weighted``, ``conditionality-weighted``: as the
        contrasts of these names, if those lost are like those seen who began alike.
    bounds : Estimate or None
        ``generation-worst-case``: between ``lower`` and ``upper`` the effect in context lies
        whatever became of those lost, widened by the sampling error; ``value`` is that of the
        complete cases.
    not_covered : Estimate or None
        ``loss-not-covered``: share of the clients who are in the context, or may be, of whom it
        is not known whether the mechanism fired (or where they started). The bounds leave them
        out.
    tipping : Estimate or None
        ``tipping-point``: the mean effect among those lost in context at which the effect over
        all would fall to the smallest that matters. A limit without an interval.
    notes : tuple of str
        ``weights-too-few-workers``, ``weights-failed``.
    """

    weighted: tuple[Estimate, ...] = ()
    bounds: Estimate | None = None
    not_covered: Estimate | None = None
    tipping: Estimate | None = None
    notes: tuple[str, ...] = ()

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All of them, as a finding carries them."""
        single = (self.bounds, self.not_covered, self.tipping)
        return (*self.weighted, *(e for e in single if e is not None))


def check(
    study: Study, configuration: Configuration, rows: pd.DataFrame, level: float
) -> LossCheck:
    """Hold a configuration's complete cases against the clients who are not among them.

    Parameters
    ----------
    study : Study
    configuration : Configuration
    rows : pandas.DataFrame
        The complete cases, indexed by client: ``outcome``, ``context``, ``mechanism`` (0 or 1),
        ``baseline`` (centred; 0 where the outcome has none), ``office``, ``worker``.
    level : float
        Confidence level of every interval, in (0, 1).

    Returns
    -------
    LossCheck
        With what the data allow: nothing where a cell in context has fewer than 10 clients.

    Notes
    -----
    The model is weighted least squares of outcome ~ mechanism × context + baseline + office. Its
    intervals are robust to clients of a worker being alike: CR1, and t with Satterthwaite's
    degrees of freedom (Bell & McCaffrey 2002).
    """
    kept = _comparable(rows)
    if not len(kept):
        return LossCheck()
    alone = bool((kept["context"] == 1).all())
    unit, who = study.outcome_unit(configuration), rows_used(configuration, alone)
    frame = study.memberships.frame
    complete = np.zeros(len(frame), dtype=bool)
    complete[frame.index.get_indexer(rows.index)] = True
    try:
        found = weights(predictors(study, configuration), frame["office"], complete)
        weight = pd.Series(found, index=frame.index[complete])[kept.index]
        estimates, notes = _weighted(kept, np.asarray(weight, dtype=float), level)
        weighted = tuple(replace(e, unit=unit, of=who) for e in estimates)
    except (CannotWeigh, np.linalg.LinAlgError):
        weighted, notes = (), (FAILED,)
    groups = _groups(study, configuration, complete)
    unseen = _unseen(study, configuration, rows, groups)
    if alone:
        unseen = unseen[unseen["context"] == 1]
    try:
        bounds = replace(worst_case(kept, unseen, level), unit=unit)
    except np.linalg.LinAlgError:
        return LossCheck(weighted, notes=notes)
    # Fewer than 10 unseen: the bounds then rest on these alone, and are not told.
    of_all = bounds.n == len(kept) + len(unseen)
    seen = int((kept["context"] == 1).sum())
    return LossCheck(
        weighted,
        replace(bounds, of=with_unseen(who) if of_all else ""),
        _not_covered(groups, unseen, in_context(configuration, "maybe")),
        _tipping(configuration, bounds, seen, groups.lost_in_context),
        notes,
    )


def _comparable(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that an effect can be read from: all, those in context alone, or none."""
    cells = rows.groupby(["context", "mechanism"]).size()
    if min(cells.get((1, m), 0) for m in (0, 1)) < MIN_CELL:
        return rows.iloc[:0]
    if min(cells.get((0, m), 0) for m in (0, 1)) < MIN_CELL:
        return rows[rows["context"] == 1]
    return rows


def _weighted(
    rows: pd.DataFrame, weight: Floats, level: float
) -> tuple[tuple[Estimate, ...], tuple[str, ...]]:
    design = mechanism_by_context(rows, weight)
    if design.clusters < FEWEST_WORKERS:
        return (), (TOO_FEW_WORKERS,)
    outcome = rows["outcome"].to_numpy(dtype=float)
    wanted = contrasts(design, rows).items()
    return tuple(design.estimate(f"{n}-weighted", outcome, c, level) for n, c in wanted), ()


@dataclass(frozen=True)
class _Groups:
    """Of all clients: context and mechanism (1, 0, missing), and who is complete."""

    context: NDArray[np.float64]
    mechanism: NDArray[np.float64]
    complete: NDArray[np.bool_]

    @property
    def lost_in_context(self) -> float:
        """About how many are lost in context: those of unknown context by the known ones' share."""
        known = ~np.isnan(self.context)
        share = float((self.context[known] == 1).mean()) if known.any() else 0.0
        lost = ~self.complete
        return int((lost & (self.context == 1)).sum()) + share * int((lost & ~known).sum())


def _groups(study: Study, configuration: Configuration, complete: NDArray[np.bool_]) -> _Groups:
    mechanism = (configuration.mechanism.resource, configuration.mechanism.reasoning)
    return _Groups(
        study.crisp(*configuration.context).to_numpy(dtype=float, na_value=np.nan),
        study.crisp(*mechanism).to_numpy(dtype=float, na_value=np.nan),
        complete,
    )


def _unseen(
    study: Study, configuration: Configuration, rows: pd.DataFrame, groups: _Groups
) -> pd.DataFrame:
    """Clients of known context, mechanism, start and worker whose outcome is not known."""
    frame = study.memberships.frame
    low, high, baseline = ends(study, configuration, rows)
    found = pd.DataFrame(
        {
            "context": groups.context,
            "mechanism": groups.mechanism,
            "baseline": baseline,
            "office": frame["office"],
            "worker": frame["worker"],
            "worst": low,
            "best": high,
        },
        index=frame.index,
    )
    missing = study.outcome(configuration).isna().to_numpy()
    unseen: pd.DataFrame = found[missing & ~groups.complete].dropna()
    return unseen


def _not_covered(groups: _Groups, unseen: pd.DataFrame, who: str) -> Estimate | None:
    """None for fewer than 10: a share of so few would tell how many they are."""
    maybe = groups.context != 0
    covered = int((groups.complete & maybe).sum()) + int((unseen["context"] == 1).sum())
    among = int(maybe.sum())
    if among - covered < MIN_CELL:
        return None
    return replace(share_estimate("loss-not-covered", among - covered, among), of=who)


def tipping_point(effect: float, smallest: float, seen: float, lost: float) -> float | None:
    """The mean effect among the lost at which the effect over all is the smallest that matters.

    Parameters
    ----------
    effect : float
        Among those seen.
    smallest : float
        Above 0; below 0 where a worse outcome is predicted.
    seen, lost : float
        How many.

    Returns
    -------
    float or None
        None where nobody is lost, or the effect among those seen does not reach the smallest.
    """
    reaches = effect > smallest if smallest > 0 else effect < smallest
    if lost <= 0 or not reaches:
        return None
    return (smallest * (seen + lost) - effect * seen) / lost


def _tipping(
    configuration: Configuration, bounds: Estimate, seen: int, lost: float
) -> Estimate | None:
    smallest = configuration.outcome.smallest_that_matters
    smallest = smallest if configuration.prediction.sign == "better" else -smallest
    found = tipping_point(bounds.value, smallest, seen, lost)
    if found is None or lost < MIN_CELL:
        return None
    return replace(
        bounds,
        name="tipping-point",
        value=found,
        lower=found,
        upper=found,
        n=seen + round(lost),
        # The rest of the formula is told: by this number the lost could be counted.
        fewest=int(lost),
        per_person=abs(smallest - found) / lost,
    )
