"""What every analysis is handed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evaluation.framework import Configuration, Framework, Indicator
from evaluation.membership import BASELINE, CRISP, FOLLOW_UP, Memberships
from evaluation.observations import Observations

MIN_CELL = 10
"""Fewest clients in a cell that an effect is read from; below it the door hides counts, too.

That something was not computed for too few tells no more than the hidden count beside it."""


def unit_of(indicator: Indicator) -> str:
    """The unit of an indicator's means and effects: goal attainment has a scale of its own."""
    return "t-score" if indicator.reading.table == "goals" else "points"


@dataclass(frozen=True)
class Study:
    """Memberships, the theory they are held against, and raw observations where given."""

    memberships: Memberships
    framework: Framework
    observations: Observations | None = None

    def crisp(self, *conditions: str) -> pd.Series:
        """Whether each client belongs to all of ``conditions``: True, False or missing.

        Returns
        -------
        pandas.Series of boolean (nullable)
        """
        degree = self.memberships.degree(conditions)
        crisp: pd.Series = (degree > CRISP).astype("boolean").mask(degree.isna())
        return crisp

    def outcome(self, configuration: Configuration) -> pd.Series:
        """The outcome of a configuration in its indicator's units, better = up.

        Returns
        -------
        pandas.Series of float
            The change, or the value at follow-up where the outcome condition says so.
        """
        condition = self.framework.conditions[configuration.outcome.condition]
        return self.memberships.value(configuration.outcome.indicator, condition.at)

    def outcome_unit(self, configuration: Configuration) -> str:
        """The unit of a configuration's outcome and of every effect on it."""
        return unit_of(self.framework.indicators[configuration.outcome.indicator])

    def repeated_indicators(self) -> list[Indicator]:
        """Indicators that clients or workers answer again and again and that may be compared.

        Instruments for groups only (ESIS) are left out: no change of one person is computed.
        """
        return [
            i
            for i in self.framework.indicators.values()
            if i.reading.table == "assessments"
            and i.better is not None
            and not self.for_groups_only(i)
            and self.memberships.value(i.id, BASELINE).notna().any()
            and self.memberships.value(i.id, FOLLOW_UP).notna().any()
        ]

    def for_groups_only(self, indicator: Indicator) -> bool:
        """Whether the indicator's instrument refuses person-level use."""
        instrument = self.framework.instruments.get(indicator.instrument or "")
        return instrument is not None and instrument.level_of_use == "group"
