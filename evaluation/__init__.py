"""A realist evaluation workbench: what works, for whom, in what circumstances, and why.

>>> import evaluation as ev
>>> theory = ev.load_framework("data/framework")
>>> observations = ev.ingest("data/raw", theory)
>>> table = ev.memberships(observations, theory)
>>> findings = ev.examine(table, theory, observations)

Importing the package is light; pandas and statsmodels load when they are first needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evaluation.analyses import examine
    from evaluation.disclosure import release
    from evaluation.framework import load_framework
    from evaluation.intake import ingest, read_offices
    from evaluation.membership import memberships

__all__ = ["examine", "ingest", "load_framework", "memberships", "read_offices", "release"]

_HOMES = {
    "examine": "evaluation.analyses",
    "ingest": "evaluation.intake",
    "load_framework": "evaluation.framework",
    "memberships": "evaluation.membership",
    "read_offices": "evaluation.intake",
    "release": "evaluation.disclosure",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'evaluation' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
