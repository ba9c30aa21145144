"""What a realist rule has to say, and what such rules are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from evaluation.framework.model import Condition, Configuration, Framework
from evaluation.framework.problems import Severity


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule has to say about one entry; ``path`` leads to the key it is about."""

    severity: Severity
    about: Configuration | Condition
    path: str
    message: str
    expected: str


ConfigurationRule = Callable[[Framework, Configuration], Iterator[Remark]]
ConditionRule = Callable[[Framework, Condition], Iterator[Remark]]
