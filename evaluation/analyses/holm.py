"""How sure each configuration's intervals must be, when a theory claims several things at once.

A theory of many configurations gets many chances to be right by luck. Holm's procedure (1979)
orders the configurations by how clear their answers are, and asks the clearest for the most: the
first for 1 − 5 %/m, the next for 1 − 5 %/(m − 1), until one is not clear enough. The chance that
the theory is told anything false stays below 5 %.
"""

from __future__ import annotations

from collections.abc import Mapping

FAMILY_ERROR = 0.05


def holm_levels(
    p_values: Mapping[str, float | None], error: float = FAMILY_ERROR
) -> dict[str, float]:
    """Confidence level of every configuration's intervals.

    Parameters
    ----------
    p_values : mapping of str to float or None
        Two-sided p of each configuration's clearest answer; None where nothing can be answered:
        those are not in the family.
    error : float
        Chance of any false answer, in (0, 1).

    Returns
    -------
    dict of str to float
        A configuration's answer is clear at its level exactly when Holm's procedure rejects.
        Those without an answer get the level of those that are not clear.
    """
    known = sorted((p, key) for key, p in p_values.items() if p is not None)
    levels: dict[str, float] = {}
    share, clear = error / max(len(known), 1), True
    for k, (p, key) in enumerate(known):
        if clear:
            share = error / (len(known) - k)
            clear = p <= share
        levels[key] = 1 - share
    return {key: levels.get(key, 1 - share) for key in p_values}
