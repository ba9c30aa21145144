"""Which numbers and which days a column may hold, for the form and the dictionary."""

from __future__ import annotations

from dataclasses import dataclass

from evaluation.contract import INDICATORS, PLANNED, Column, Table
from evaluation.framework.model import Framework, Indicator


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
