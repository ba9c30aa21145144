"""How far raters agree: Krippendorff's alpha, intraclass correlations, Gwet's and Fleiss's kappas.

Pure functions on a table of ratings. The forms for any number of raters are the reference against
which :mod:`evaluation.analyses.paired_answers`, which has two, is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Metric = Callable[[Floats, Floats], Floats]


def _ordinal(values: Floats, counts: Floats) -> Floats:
    # Ratings from the one to the other, half of those at both ends: a difference of mid-ranks.
    middle = np.cumsum(counts) - counts / 2
    return (middle[:, None] - middle) ** 2


def _ratio(values: Floats, counts: Floats) -> Floats:
    total = values[:, None] + values
    return ((values[:, None] - values) / np.where(total == 0, 1, total)) ** 2


METRICS: Mapping[str, Metric] = {
    "nominal": lambda values, counts: (values[:, None] != values).astype(np.float64),
    "ordinal": _ordinal,
    "interval": lambda values, counts: (values[:, None] - values) ** 2,
    "ratio": _ratio,
}
"""Squared distances between values, shape (q, q), from the values and how often they occur."""

WEIGHTS: Mapping[str, Callable[[Floats], Floats]] = {
    "unweighted": lambda c: (c[:, None] == c).astype(np.float64),
    "linear": lambda c: 1 - np.abs(c[:, None] - c) / np.ptp(c),
    "quadratic": lambda c: 1 - ((c[:, None] - c) / np.ptp(c)) ** 2,
}
"""How far two categories count as agreement, shape (q, q) in [0, 1]."""


def krippendorff_alpha(ratings: Floats, metric: str = "interval") -> float:
    """1 − observed / expected disagreement; 1 is full agreement, 0 what chance would give.

    Parameters
    ----------
    ratings : array of float, shape (n, raters)
        One row a thing rated; NaN where a rater gave nothing.
    metric : {"nominal", "ordinal", "interval", "ratio"}

    Returns
    -------
    float
        NaN when nothing was rated twice, or all ratings are the same.

    Notes
    -----
    Krippendorff (2011), *Computing Krippendorff's alpha-reliability*.
    """
    values, counts = _counts(ratings)
    counts = counts[counts.sum(axis=1) > 1]
    if not len(counts) or np.count_nonzero(counts.sum(axis=0)) < 2:
        return np.nan
    often, raters = counts.sum(axis=0), counts.sum(axis=1)
    distances = METRICS[metric](values, often)
    pairs = counts.T @ (counts / (raters - 1)[:, None]) - np.diag(
        (counts / (raters - 1)[:, None]).sum(axis=0)
    )
    observed = (pairs * distances).sum() / often.sum()
    expected = often @ distances @ often / (often.sum() * (often.sum() - 1))
    return float(1 - observed / expected)


def _counts(ratings: Floats, categories: Floats | None = None) -> tuple[Floats, Floats]:
    """Values in order, and how many raters gave each of them to each thing: shape (n, q)."""
    known = ratings[np.isfinite(ratings)]
    values = np.unique(known) if categories is None else np.sort(categories)
    counts = (ratings[:, :, None] == values).sum(axis=1).astype(np.float64)
    return values, counts


@dataclass(frozen=True)
class Agreement:
    """Agreement corrected for chance: ``(observed − chance) / (1 − chance)``, all shares."""

    value: float
    observed: float
    chance: float


def chance_corrected(
    ratings: Floats,
    coefficient: Literal["gwet", "fleiss"] = "gwet",
    weights: str = "unweighted",
    categories: Floats | None = None,
) -> Agreement:
    """Gwet's AC1 (AC2 with weights) or Fleiss's kappa, for any number of raters.

    Parameters
    ----------
    ratings : array of float, shape (n, raters)
        One row a thing rated; NaN where a rater gave nothing.
    coefficient : {"gwet", "fleiss"}
    weights : {"unweighted", "linear", "quadratic"}
        Others than ``unweighted`` take the categories for numbers on a scale.
    categories : array of float, shape (q,), optional
        Every category there is, also those nobody used; by default those that were used.

    Returns
    -------
    Agreement
        NaN where nothing was rated twice, or there is one category only.

    Notes
    -----
    Gwet (2014), *Handbook of inter-rater reliability*, ch. 5 on missing ratings; as in R's irrCAC.
    Fleiss's kappa falls towards 0 where nearly all ratings are alike, AC1 does not.
    """
    values, counts = _counts(ratings, categories)
    raters, q = counts.sum(axis=1), len(values)
    counts, raters = counts[raters > 0], raters[raters > 0]
    twice = raters > 1
    if not twice.any() or q < 2:
        return Agreement(np.nan, np.nan, np.nan)
    alike = WEIGHTS[weights](values)
    given, r = counts[twice], raters[twice]
    observed = float(((given * (given @ alike - 1)).sum(axis=1) / (r * (r - 1))).mean())
    share = (counts / raters[:, None]).mean(axis=0)
    if coefficient == "gwet":
        chance = float(alike.sum() / (q * (q - 1)) * (share @ (1 - share)))
    else:
        chance = float(share @ alike @ share)
    value = (observed - chance) / (1 - chance) if chance < 1 else np.nan
    return Agreement(value, observed, chance)


@dataclass(frozen=True)
class Intraclass:
    """An intraclass correlation with its F interval."""

    value: float
    lower: float
    upper: float


def intraclass(
    ratings: Floats,
    model: Literal["oneway", "twoway"] = "twoway",
    kind: Literal["consistency", "agreement"] = "agreement",
    unit: Literal["single", "average"] = "single",
    level: float = 0.95,
) -> Intraclass:
    """Intraclass correlation in the forms of McGraw & Wong (1996), with F intervals.

    The interval takes the things rated as independent. Where they are clients of the same
    workers it is too narrow: :mod:`evaluation.analyses.paired_answers` has one that is not.

    Parameters
    ----------
    ratings : array of float, shape (n, raters)
        Rows with a missing rating are left out.
    model : {"oneway", "twoway"}
        Whether the raters are the same for every row; one-way knows no ``kind``.
    kind : {"consistency", "agreement"}
        Whether a rater who always rates higher lowers the correlation (``agreement``).
    unit : {"single", "average"}
        Of one rating, or of the mean of all raters.
    level : float
        In (0, 1).

    Returns
    -------
    Intraclass
        At most 1; NaN with fewer than two rows or raters, or where nothing differs. The interval
        is NaN where the raters do not differ at all.

    Notes
    -----
    McGraw & Wong (1996), *Psychological Methods* 1, 30–46, with their correction of 1996 (p. 390).
    """
    x = ratings[np.isfinite(ratings).all(axis=1)]
    n, k = x.shape
    if n < 2 or k < 2 or np.ptp(x) == 0:
        return Intraclass(np.nan, np.nan, np.nan)
    rows, columns, mean = x.mean(axis=1), x.mean(axis=0), x.mean()
    between = k * ((rows - mean) ** 2).sum() / (n - 1)
    raters = n * ((columns - mean) ** 2).sum() / (k - 1)
    if model == "oneway":
        error, free = ((x - rows[:, None]) ** 2).sum() / (n * (k - 1)), n * (k - 1.0)
    else:
        left = x - rows[:, None] - columns + mean
        error, free = (left**2).sum() / ((n - 1) * (k - 1)), (n - 1.0) * (k - 1)
    if model == "oneway" or kind == "consistency":
        raters = error  # they do not count: the formulas of agreement become those of consistency
    m = k if unit == "single" else 1
    among = (m - 1) * error + m / n * (raters - error)
    value = (between - error) / (between + among)
    if model == "twoway" and kind == "agreement" and error > 0 and value < 1:
        a = k * value / (n * (1 - value))
        b = 1 + a * (n - 1)
        free = (a * raters + b * error) ** 2 / (
            (a * raters) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
        )
    if error <= 0:
        return Intraclass(float(value), np.nan, np.nan)
    tail = (1 + level) / 2
    low, high = stats.f.ppf(tail, n - 1, free), stats.f.ppf(tail, free, n - 1)
    return Intraclass(
        float(value),
        float((between - low * error) / (between + low * among)),
        float((high * between - error) / (high * between + among)),
    )
