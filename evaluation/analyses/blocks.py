"""What a nested model needs of its rows: sums by worker, and V⁻¹ in closed form.

Within one office, after leaving out what differs between one worker's clients, the covariance of
the workers' means (times √n) is diagonal plus rank one: σ² + n·τ_worker² on the diagonal, and
τ_office²·√n√n′. Its inverse is written down, not computed (Searle, Casella & McCulloch 1992).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Sums:
    """What the model needs to know of the rows: cross-products, and sums by worker.

    Parameters
    ----------
    products : ndarray, shape (p + 1, p + 1)
        A′A with A = [X y].
    between : ndarray, shape (workers, p + 1)
        Sums of the columns of A over each worker's clients, divided by √n of the worker.
    sizes : ndarray, shape (workers,)
        Clients of each worker, ≥ 1.
    office : ndarray of int, shape (workers,)
        Number of each worker's office, 0 …; all zero where offices are not random.
    """

    products: Floats
    between: Floats
    sizes: Floats
    office: NDArray[np.intp]

    @property
    def n(self) -> int:
        """Rows."""
        return round(float(self.sizes.sum()))

    @property
    def columns(self) -> int:
        """Columns of X."""
        return len(self.products) - 1


def sums(
    outcome: Floats, design: Floats, worker: NDArray[np.intp], office: NDArray[np.intp] | None
) -> Sums:
    """Pass once over the rows.

    Parameters
    ----------
    outcome : ndarray of float, shape (n,)
    design : ndarray of float, shape (n, p)
    worker : ndarray of int, shape (n,)
        Codes 0 … of the workers, none left out; a worker belongs to one office.
    office : ndarray of int, shape (n,), or None
        Codes of the offices, where they are random.
    """
    columns = np.column_stack([design, outcome])
    sizes = np.bincount(worker).astype(float)
    totals = np.column_stack([np.bincount(worker, weights=c) for c in columns.T])
    of_worker = np.zeros(len(sizes), dtype=np.intp)
    if office is not None:
        of_worker[worker] = office
    return Sums(columns.T @ columns, totals / np.sqrt(sizes)[:, None], sizes, of_worker)


class Blocks:
    """V⁻¹ on the workers' means of each office, and what Kenward and Roger need of it.

    On √n × means, V is 1/weight on the diagonal plus τ_office²·root·root′ with root = √n.
    """

    def __init__(self, rows: Sums, residual: float, worker: float, office: float) -> None:
        self.rows, self.residual = rows, residual
        self.weight = 1 / (residual + worker * rows.sizes)
        self.root = np.sqrt(rows.sizes)
        self.tilt = self.weight * self.root
        self.load = self._by_office(self.root * self.tilt)
        self.pull = office / (1 + office * self.load)

    def _by_office(self, values: Floats) -> Floats:
        columns = values.reshape(len(values), -1).T
        summed = [np.bincount(self.rows.office, weights=column) for column in columns]
        return np.array(summed, dtype=float).T.reshape(-1, *values.shape[1:])

    def _solve(self, values: Floats) -> Floats:
        """V⁻¹ times columns of values, shape (workers, k)."""
        solved = self.weight[:, None] * values
        if not self.pull.any():
            return solved
        shared = self.pull[:, None] * self._by_office(self.root[:, None] * solved)
        return solved - self.tilt[:, None] * shared[self.rows.office]

    def _times(self, part: str, values: Floats) -> Floats:
        """Derivative of V by one of its variances, times columns of values."""
        if part == "residual":
            return values
        if part == "worker":
            return self.rows.sizes[:, None] * values
        return self.root[:, None] * self._by_office(self.root[:, None] * values)[self.rows.office]

    @cached_property
    def _within(self) -> Floats:
        """Cross-products after leaving out each worker's means."""
        return self.rows.products - self.rows.between.T @ self.rows.between

    @cached_property
    def _solved(self) -> Floats:
        return self._solve(self.rows.between[:, :-1])

    def products(self) -> Floats:
        """A′V⁻¹A, shape (p + 1, p + 1)."""
        between = self.rows.between
        return self._within / self.residual + between.T @ self._solve(between)

    def log_determinant(self) -> float:
        """Log determinant of V."""
        n, workers = self.rows.n, len(self.weight)
        inside = (n - workers) * np.log(self.residual) - np.log(self.weight).sum()
        # 1 + τ·load = 1 / (1 − pull·load)
        return float(inside - np.log1p(-self.pull * self.load).sum())

    def slope(self, part: str) -> Floats:
        """X′V⁻¹GV⁻¹X for the derivative G of V by a variance."""
        inside = self._within[:-1, :-1] / self.residual**2 if part == "residual" else 0.0
        return inside + self._solved.T @ self._times(part, self._solved)

    def curve(self, a: str, b: str) -> Floats:
        """X′V⁻¹G_aV⁻¹G_bV⁻¹X."""
        own = a == b == "residual"
        inside = self._within[:-1, :-1] / self.residual**3 if own else 0.0
        left, right = self._times(a, self._solved), self._times(b, self._solved)
        return inside + left.T @ self._solve(right)

    def trace(self, a: str, b: str) -> float:
        """Trace of V⁻¹G_aV⁻¹G_b."""
        if "office" in (a, b):
            left = 1 - self.pull * self.load
            if a == b:
                return float(((left * self.load) ** 2).sum())
            other = a if b == "office" else b
            scale = self._scale(other)
            return float((left**2 * self._by_office(scale * self.tilt**2)).sum())
        own = a == b == "residual"
        inside = (self.rows.n - len(self.weight)) / self.residual**2 if own else 0.0
        one, two = self._scale(a), self._scale(b)
        diagonal = one * two * self.weight * (self.weight - 2 * self._pulled * self.tilt**2)
        shared = self._by_office(one * self.tilt**2) * self._by_office(two * self.tilt**2)
        return float(inside + diagonal.sum() + (self.pull**2 * shared).sum())

    @property
    def _pulled(self) -> Floats:
        return self.pull[self.rows.office]

    def _scale(self, part: str) -> Floats:
        return np.ones_like(self.weight) if part == "residual" else self.rows.sizes
