"""Standard errors where clients of one worker are alike: one number a worker, not a client.

An estimate is written as a sum over clients of their influence on it (linearisation); the
influences are added up within workers, and their spread is the estimate's (Binder 1983, *On the
variances of asymptotically normal estimators from complex surveys*).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def numbered(workers: pd.Series) -> Ints:
    """Number the workers 0, 1, …; a client whose worker is unknown is a cluster of their own.

    Parameters
    ----------
    workers : pandas.Series of str, shape (n,)
        One a client.
    """
    numbers, known = pd.factorize(workers)
    unknown = numbers < 0
    numbers[unknown] = len(known) + np.arange(unknown.sum())
    return np.asarray(numbers, dtype=np.int64)


def standard_errors(influence: Floats, workers: Ints) -> tuple[Floats, int]:
    """Standard errors of estimates from their clients' influences.

    Parameters
    ----------
    influence : array, shape (n, k)
        Influence of each client on each of ``k`` estimates; columns sum to zero.
    workers : array of int, shape (n,)
        From :func:`numbered`; need not be without gaps.

    Returns
    -------
    errors : array, shape (k,)
        √(G/(G−1) · Σ over workers of their summed influence²); NaN when there is one worker.
    clusters : int
        G, the number of workers.
    """
    found, place = np.unique(workers, return_inverse=True)
    clusters = len(found)
    if clusters < 2:
        return np.full(influence.shape[1], np.nan), clusters
    sums = np.zeros((clusters, influence.shape[1]))
    np.add.at(sums, place, influence)
    return np.sqrt(clusters / (clusters - 1) * (sums**2).sum(axis=0)), clusters
