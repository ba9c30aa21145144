"""Effects and shares before a confidence level is chosen: a number, its error, its freedom."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from evaluation.findings import Estimate

POWER = 0.8


@dataclass(frozen=True)
class Effect:
    """A contrast of a model.

    Parameters
    ----------
    value, standard_error : float
        In ``unit``.
    df : float
        Degrees of freedom of its t distribution, > 0.
    n : int
        Persons it rests on.
    unit : str
        ``points``, ``t-score`` or ``share-difference``.
    of : str
        Name of the set of these persons.
    """

    value: float
    standard_error: float
    df: float
    n: int
    unit: str = "points"
    of: str = ""

    def estimate(self, name: str, level: float) -> Estimate:
        """The effect with its interval at a confidence level in (0, 1)."""
        half = float(stats.t.ppf((1 + level) / 2, self.df)) * self.standard_error
        lower, upper = self.value - half, self.value + half
        return Estimate(name, self.value, lower, upper, self.n, self.df, self.unit, level, self.of)

    def p_above(self, limit: float) -> float:
        """One-sided p: how surprising such an effect is if the true one is at most ``limit``."""
        return float(stats.t.sf((self.value - limit) / self.standard_error, self.df))

    def p_below(self, limit: float) -> float:
        """One-sided p: how surprising such an effect is if the true one is at least ``limit``."""
        return float(stats.t.cdf((self.value - limit) / self.standard_error, self.df))

    def turned(self) -> Effect:
        """The same effect with up and down changed round."""
        return replace(self, value=-self.value)

    def detectable(self, level: float) -> float:
        """How far from a limit the true effect must lie to be told from it with 80 % power.

        Bloom (1995), *Evaluation Review* 19.
        """
        far = stats.t.ppf((1 + level) / 2, self.df) + stats.t.ppf(POWER, self.df)
        return float(far * self.standard_error)

    def persons_needed(self, limit: float, level: float) -> float:
        """Persons with whom the effect would be told from ``limit``, were it truly as it seems.

        The standard error falls with the root of the number of persons; infinite where the effect
        lies on the limit.
        """
        distance = abs(self.value - limit)
        if distance == 0:
            return float("inf")
        return self.n * (self.detectable(level) / distance) ** 2


@dataclass(frozen=True)
class Share:
    """A share of persons who share workers.

    Parameters
    ----------
    value : float
        In [0, 1].
    n : int
        Persons, ≥ 1.
    effective : float
        As many independent persons would tell as much (n over the design effect), ≤ n.
    df : float
        Workers less one; infinite where there is one worker and no design effect is known.
    of : str
        Name of the set of these persons.
    """

    value: float
    n: int
    effective: float
    df: float
    of: str = ""

    def estimate(self, name: str, level: float) -> Estimate:
        """The share with its interval: Wilson's, with the effective n and a t quantile.

        Wilson (1927); Dean & Pagano (2015), *Journal of Survey Statistics and Methodology* 3, for
        the effective n in it.
        """
        z2 = float(stats.t.ppf((1 + level) / 2, self.df)) ** 2
        n, p = self.effective, self.value
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n)
        lower, upper = max(0.0, middle - half), min(1.0, middle + half)
        df = self.n - 1
        return Estimate(name, p, float(lower), float(upper), self.n, df, "share", level, self.of)

    def p_below(self, limit: float) -> float:
        """One-sided p of the score test that the interval inverts: the share is at least limit."""
        error = np.sqrt(limit * (1 - limit) / self.effective)
        return float(stats.t.cdf((self.value - limit) / error, self.df))


def share(yes: NDArray[np.bool_], worker: NDArray[np.generic], of: str = "") -> Share | None:
    """Share of persons, when one worker's clients may resemble each other; None of nobody.

    Parameters
    ----------
    yes : ndarray of bool, shape (n,)
    worker : ndarray, shape (n,)
        Whose client each is.
    of : str
        Name of the set of these persons.

    Notes
    -----
    The design effect is the variance between workers' totals over that of independent persons
    (Kish 1965), never below 1.
    """
    n = len(yes)
    if n == 0:
        return None
    names, codes = np.unique(worker, return_inverse=True)
    p, workers = float(yes.mean()), len(names)
    if workers < 2:
        return Share(p, n, n, np.inf, of)
    residual = np.bincount(codes, weights=yes - p)
    variance = workers / (workers - 1) * (residual**2).sum() / n**2
    alone = p * (1 - p) / n
    design = max(1.0, variance / alone) if alone > 0 else 1.0
    return Share(p, n, n / design, workers - 1, of)
