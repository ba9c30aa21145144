"""What a check may look at besides its own frame."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pandas as pd

from evaluation.intake.codes import Lookups
from evaluation.intake.rules import Origin
from evaluation.observations import Problem

Checked: TypeAlias = tuple[pd.DataFrame, tuple[Problem, ...]]


@dataclass(frozen=True)
class Around:
    """What a check may look at besides its own frame.

    ``clients`` holds each accepted client's ``started`` and ``ended`` by client; ``clients_sent``
    every client that the table clients names, refused rows too.
    """

    table: str
    origin: Origin
    lookups: Lookups
    clients: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["started", "ended"], dtype="datetime64[ns]")
    )
    clients_sent: frozenset[str] = frozenset()

    @property
    def started(self) -> pd.Series[Any]:
        """First day of each accepted client's service, by client."""
        return self.clients["started"]

    def days_of(self, frame: pd.DataFrame, which: str) -> pd.Series[Any]:
        """``started`` or ``ended`` of each row's client; NaT where it is empty or unknown."""
        by_client = self.clients[which].reindex(frame["client"].cat.categories)
        days = by_client.array.take(
            frame["client"].cat.codes.to_numpy(), allow_fill=True, fill_value=pd.NaT
        )
        return pd.Series(days, index=frame.index)
