"""Whom do the data cover, and who was followed up?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import pandas as pd

from evaluation.analyses.sets import (
    BASELINE_ONLY,
    CLIENTS,
    FOLLOWED_UP,
    LOST,
    MIDWAY_ONLY,
    NO_BASELINE,
    UNKNOWN,
)
from evaluation.analyses.study import Study
from evaluation.findings import Count, CountTable, Finding, Grouping
from evaluation.membership import BASELINE, FOLLOW_UP

AGE_BANDS = {"under-25": 0, "25-34": 25, "35-49": 35, "50-64": 50, "65-plus": 65}
WIDER_AGES: tuple[Grouping, ...] = (
    (
        ("under-35", ("under-25", "25-34")),
        ("35-64", ("35-49", "50-64")),
        ("65-plus", ("65-plus",)),
        (UNKNOWN, (UNKNOWN,)),
    ),
    (
        ("under-50", ("under-25", "25-34", "35-49")),
        ("50-plus", ("50-64", "65-plus")),
        (UNKNOWN, (UNKNOWN,)),
    ),
)
REACHED = {
    FOLLOWED_UP: FOLLOW_UP,
    MIDWAY_ONLY: "midway",
    BASELINE_ONLY: BASELINE,
    NO_BASELINE: "none",
}


def analyse(study: Study) -> Iterator[Finding]:
    """Counts of clients by start year, group, gender, age and reach."""
    frame = study.memberships.frame
    years = frame["started"].dt.year
    keys = _every_year(years)
    groups = [code.id for code in study.framework.code_lists["client-groups"].codes]
    age = study.memberships.value("age_at_start", BASELINE)
    bands = pd.cut(age, [*AGE_BANDS.values(), 200], right=False, labels=list(AGE_BANDS))
    by_reach = {occasion: key for key, occasion in REACHED.items()}
    tables = (
        replace(counts("started-by-year", years.astype(str), keys), coarser=(two_years(keys),)),
        counts("client-group", frame["client_group"], [*groups, UNKNOWN]),
        counts("gender", frame["gender"], ["female", "male", "other", UNKNOWN]),
        replace(
            counts("age-group", bands.astype("object"), [*AGE_BANDS, UNKNOWN]), coarser=WIDER_AGES
        ),
        _follow_up(frame["reached"].map(by_reach)),
    )
    yield Finding(
        "participants",
        "clients",
        tables=tuple(replace(table, of=CLIENTS) for table in tables),
        unions=((LOST, (MIDWAY_ONLY, BASELINE_ONLY, NO_BASELINE)),),
    )


def _every_year(years: pd.Series) -> list[str]:
    """All years from the first to the last: a missing one would tell that nobody started."""
    if not years.notna().any():
        return []
    return [str(year) for year in range(int(years.min()), int(years.max()) + 1)]


def two_years(keys: Sequence[str]) -> Grouping:
    """Put years together two by two: ``2007-2008``, the same two in every office.

    Parameters
    ----------
    keys : sequence of str
        Years in ascending order; the other year of the two need not be there.
    """
    pairs = groupby(keys, key=lambda year: (int(year) + 1) // 2)
    return tuple((f"{2 * pair - 1}-{2 * pair}", tuple(years)) for pair, years in pairs)


def _follow_up(reached: pd.Series) -> CountTable:
    table = counts("follow-up", reached, list(REACHED))
    return replace(table, parts=tuple(replace(part, who=part.key) for part in table.parts))


def counts(name: str, values: pd.Series, keys: Sequence[str], of: str = "") -> CountTable:
    """Count values by key; missing values are counted as ``unknown``.

    Parameters
    ----------
    name : str
        The table's name.
    values : pandas.Series
        One value a person.
    keys : sequence of str
        Every part the table has, also those nobody is in.
    of : str
        As in :class:`~evaluation.findings.CountTable`.

    Raises
    ------
    ValueError
        When a value is not among ``keys``: nothing is dropped in silence.
    """
    found = values.astype("object").where(values.notna(), UNKNOWN).value_counts()
    if not set(found.index) <= set(keys):
        raise ValueError(f"Table {name} has values outside its parts.")
    return CountTable(name, tuple(Count(key, int(found.get(key, 0))) for key in keys), of)
