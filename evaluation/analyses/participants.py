"""Whom do the data cover, and who was followed up?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from evaluation.analyses.study import Study
from evaluation.findings import Count, CountTable, Finding
from evaluation.membership import BASELINE

AGE_BANDS = {"under-25": 0, "25-34": 25, "35-49": 35, "50-64": 50, "65-plus": 65}
REACHED = {
    "followed-up": "follow-up",
    "midway-only": "midway",
    "baseline-only": "baseline",
    "no-baseline": "none",
}
UNKNOWN = "unknown"


def analyse(study: Study) -> Iterator[Finding]:
    """Counts of clients by start year, group, gender, age and reach."""
    frame = study.memberships.frame
    years = frame["started"].dt.year
    groups = [code.id for code in study.framework.code_lists["client-groups"].codes]
    age = study.memberships.value("age_at_start", BASELINE)
    bands = pd.cut(age, [*AGE_BANDS.values(), 200], right=False, labels=list(AGE_BANDS))
    by_reach = {occasion: key for key, occasion in REACHED.items()}
    yield Finding(
        "participants",
        "clients",
        tables=(
            counts("started-by-year", years.astype(str), sorted({str(y) for y in years.dropna()})),
            counts("client-group", frame["client_group"], [*groups, UNKNOWN]),
            counts("gender", frame["gender"], ["female", "male", "other", UNKNOWN]),
            counts("age-group", bands.astype("object"), [*AGE_BANDS, UNKNOWN]),
            counts("follow-up", frame["reached"].map(by_reach), list(REACHED)),
        ),
    )


def counts(name: str, values: pd.Series, keys: Sequence[str]) -> CountTable:
    """Count values by key; missing values are counted as ``unknown``.

    Parameters
    ----------
    name : str
        The table's name.
    values : pandas.Series
        One value a person.
    keys : sequence of str
        Every part the table has, also those nobody is in.

    Raises
    ------
    ValueError
        When a value is not among ``keys``: nothing is dropped in silence.
    """
    found = values.astype("object").where(values.notna(), UNKNOWN).value_counts()
    if not set(found.index) <= set(keys):
        raise ValueError(f"Table {name} has values outside its parts.")
    return CountTable(name, tuple(Count(key, int(found.get(key, 0))) for key in keys))
