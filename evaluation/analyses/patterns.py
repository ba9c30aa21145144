"""The demi-regularity of each configuration: is the outcome there with context and mechanism?"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluation.analyses.means import mean_estimate
from evaluation.analyses.study import Study
from evaluation.findings import Count, CountTable, Finding
from evaluation.framework import Configuration

CELLS = {"C·M": (True, True), "C·~M": (True, False), "~C·M": (False, True), "~C·~M": (False, False)}


def analyse(study: Study) -> Iterator[Finding]:
    """One finding a configuration: mean outcome and outcome reached or not, in the four cells.

    Memberships are crisp here (above 0.5). A client counts where context, mechanism and outcome
    are all known.
    """
    for configuration in study.framework.configurations.values():
        table = cells_by_client(study, configuration)
        reached = study.crisp(configuration.outcome.condition)
        cells = {
            cell: table[(table["context"] == c) & (table["mechanism"] == m)]
            for cell, (c, m) in CELLS.items()
        }
        yield Finding(
            "patterns",
            configuration.id,
            configuration=configuration.key,
            estimates=tuple(
                mean_estimate(f"mean:{cell}", rows["outcome"]) for cell, rows in cells.items()
            ),
            tables=(
                CountTable("cells", tuple(Count(c, len(rows)) for c, rows in cells.items())),
                *(_reached(cell, reached[rows.index]) for cell, rows in cells.items()),
            ),
        )


def cells_by_client(study: Study, configuration: Configuration) -> pd.DataFrame:
    """Context, mechanism and outcome of each client for whom all three are known.

    Returns
    -------
    pandas.DataFrame
        Indexed by client: ``context`` and ``mechanism`` (bool), ``outcome`` (float, the
        indicator's units, better = up). The mechanism fired where the resource was offered and
        the reasoning followed.
    """
    mechanism = configuration.mechanism
    table = pd.DataFrame(
        {
            "context": study.crisp(*configuration.context),
            "mechanism": study.crisp(mechanism.resource, mechanism.reasoning),
            "outcome": study.outcome(configuration),
        }
    ).dropna()
    return table.astype({"context": bool, "mechanism": bool})


def _reached(cell: str, reached: pd.Series) -> CountTable:
    yes = int(reached.sum())
    return CountTable(
        f"outcome:{cell}", (Count("reached", yes), Count("not-reached", len(reached) - yes))
    )
