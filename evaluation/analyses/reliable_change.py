"""Has one person changed by more than errors of measurement would, and to the level of others?

Pure functions on numbers that are turned so that better is up. Source of all: Jacobson & Truax
(1991), Clinical significance, *Journal of Consulting and Clinical Psychology* 59, 12–19.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

CRITICAL = 1.96
"""An index beyond this comes from errors of measurement alone in one case of twenty."""

CHANGES = ("improved", "unchanged", "deteriorated")
CLINICAL_CHANGES = ("recovered", *CHANGES)


@dataclass(frozen=True, slots=True)
class Group:
    """Mean and standard deviation of one group's answers; ``sd`` > 0."""

    mean: float
    sd: float


def error_of_difference(sd: float, reliability: float) -> float:
    """How far two answers of a person who has not changed lie apart: a standard deviation.

    Parameters
    ----------
    sd : float
        Standard deviation of the answers at baseline, in points.
    reliability : float
        In [0, 1). A value below the true one makes the error too large and the index cautious.

    Returns
    -------
    float
        S_diff = √2 · sd · √(1 − reliability), in points.
    """
    return float(sd * np.sqrt(2 * (1 - reliability)))


def reliable_change_index(before: np.ndarray, after: np.ndarray, error: float) -> np.ndarray:
    """Each person's change over the error of a difference.

    Parameters
    ----------
    before, after : array of float, shape (n,)
        Complete pairs, better = up.
    error : float
        :func:`error_of_difference`, > 0.

    Returns
    -------
    array of float, shape (n,)
        Without unit.
    """
    index: np.ndarray = (np.asarray(after, float) - np.asarray(before, float)) / error
    return index


def kinds_of_change(index: np.ndarray) -> np.ndarray:
    """Say of each index whether it is beyond :data:`CRITICAL`: one of :data:`CHANGES`."""
    return np.select(
        [index > CRITICAL, index < -CRITICAL], ["improved", "deteriorated"], default="unchanged"
    )


def kinds_of_clinical_change(
    before: np.ndarray, after: np.ndarray, index: np.ndarray, cut_off: float
) -> np.ndarray:
    """As :func:`kinds_of_change`, with those apart who also crossed the cut-off: ``recovered``.

    Parameters
    ----------
    before, after, index : array of float, shape (n,)
        Complete pairs, better = up, and their index.
    cut_off : float
        The level to cross. Who stands on it has not crossed it.

    Returns
    -------
    array of str, shape (n,)
        Of :data:`CLINICAL_CHANGES`.
    """
    kinds = kinds_of_change(index)
    crossed = (before < cut_off) & (after > cut_off)
    return np.where((kinds == "improved") & crossed, "recovered", kinds)


def cut_off_a(clients: Group) -> float:
    """Two standard deviations above the clients' mean: outside what is usual for clients."""
    return clients.mean + 2 * clients.sd


def cut_off_b(others: Group) -> float:
    """Two standard deviations below the others' mean: inside what is usual for others."""
    return others.mean - 2 * others.sd


def cut_off_c(clients: Group, others: Group) -> float:
    """Where an answer is as likely of a client as of others: used where both are known."""
    return (others.sd * clients.mean + clients.sd * others.mean) / (clients.sd + others.sd)


def cut_off_c_error(clients: Group, others: Group, n: int) -> float:
    """Standard error of :func:`cut_off_c` when the clients' mean and SD come from ``n`` persons.

    Notes
    -----
    Delta method with var(mean) = sd²/n and var(sd) ≈ sd²/(2(n − 1)), as for normal answers; the
    others' numbers are taken as known.
    """
    width = clients.sd + others.sd
    of_mean = others.sd / width * clients.sd / np.sqrt(n)
    gap = others.mean - clients.mean
    of_sd = others.sd * gap / width**2 * clients.sd / np.sqrt(2 * (n - 1))
    return float(np.hypot(of_mean, of_sd))


def usable_correlation(before: np.ndarray, after: np.ndarray) -> float | None:
    """Correlation between two occasions, where it can stand for a reliability.

    Parameters
    ----------
    before, after : array of float, shape (n,)
        Complete pairs.

    Returns
    -------
    float or None
        In (0, 1); None with fewer than three pairs, without spread, or outside (0, 1).

    Notes
    -----
    True change differs between persons and lowers this correlation, so that it is a lower bound
    of the reliability.
    """
    if len(before) < 3 or np.ptp(before) == 0 or np.ptp(after) == 0:
        return None
    r = float(np.corrcoef(before, after)[0, 1])
    return r if r > 0 and not np.isclose(r, 1) else None


def correlation_interval(r: float, n: int, level: float) -> tuple[float, float]:
    """Interval of a correlation through Fisher's z (Fisher 1921).

    Parameters
    ----------
    r : float
        In (−1, 1).
    n : int
        Pairs, more than three.
    level : float
        Confidence level in (0, 1).
    """
    half = stats.norm.ppf((1 + level) / 2) / np.sqrt(n - 3)
    return float(np.tanh(np.arctanh(r) - half)), float(np.tanh(np.arctanh(r) + half))
