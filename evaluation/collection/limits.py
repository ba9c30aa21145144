"""What the data contract says beside its tables: which cells are empty, which days are possible.

The same rules as in ``data/README.md``; tests hold them against what intake accepts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from evaluation.contract import Column, Table
from evaluation.framework.model import Framework, Indicator

# Column.codes of a column whose codes are the framework's indicators, not a code list.
INDICATORS = "indicators"

# Texts that stand for "nothing is known"; capitals make no difference.
MISSING = ("", "NA", "-", "ei tietoa")

FIRST_DAY = dt.date(1990, 1, 1)
LAST_DAY = dt.date(2099, 12, 31)

# Dates that are plans: only these may lie ahead, at most on the last day.
PLANNED = frozenset({("actions", "due_on"), ("workers", "ended")})

# The columns that together name one row of a table, where there are such.
KEYS: Mapping[str, tuple[str, ...]] = {
    "clients": ("client",),
    "workers": ("worker",),
    "assessments": ("client", "date", "respondent", "indicator"),
    "facts": ("period", "indicator"),
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Lowest and highest number, both included; None where there is no bound."""

    low: float | None
    high: float | None


def is_planned(table: Table, column: Column) -> bool:
    """Whether the column's dates may lie in the future."""
    return (table.name, column.name) in PLANNED


def indicators_of(framework: Framework, table: Table) -> tuple[Indicator, ...]:
    """Indicators whose values an office writes in the table, in the framework's order."""
    if not any(column.codes == INDICATORS for column in table.columns):
        return ()
    return tuple(i for i in framework.indicators.values() if i.reading.table == table.name)


def bounds_of(framework: Framework, table: Table, column: Column) -> Bounds:
    """Bounds of a number column.

    A column ``value`` holds the values of many indicators; its bounds are those of them all.
    """
    indicators = indicators_of(framework, table)
    if column.name != "value" or not indicators:
        return Bounds(column.low, column.high)
    return Bounds(min(i.low for i in indicators), max(i.high for i in indicators))
