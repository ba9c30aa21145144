"""A study of one configuration on clients that a test writes down itself."""

from dataclasses import replace

import numpy as np
import pandas as pd

from evaluation.analyses.study import Study
from evaluation.membership import Memberships

CLAIM = "interactive-approach"
CONTEXT, ELSEWHERE = "strained-situation", "calm-situation"
RESOURCE, REASONING = "interactive-approach-used", "felt-heard"
OUTCOME, INDICATOR = "participation-rose", "participation@change"


def study_of(framework, columns, conditions=(), **prediction):
    """A study of clients with these columns; the theory keeps the claim and ``conditions`` only.

    Everything not given: one worker a client, known and fully in.
    """
    claim = framework.configurations[CLAIM]
    claim = replace(claim, prediction=replace(claim.prediction, **prediction))
    names = (CONTEXT, ELSEWHERE, RESOURCE, REASONING, OUTCOME, *conditions)
    n = len(next(iter(columns.values())))
    given = {name: np.asarray(values) for name, values in columns.items()}
    context = given.get(CONTEXT, np.ones(n))
    frame = pd.DataFrame(
        {
            "office": ["office-a"] * n,
            "worker": [f"w{i}" for i in range(n)],
            "gender": ["female"] * n,
            "client_group": ["adults"] * n,
            INDICATOR: np.zeros(n),
            **{name: np.ones(n) for name in names},
            ELSEWHERE: 1 - context,
            **given,
        },
        index=[f"c{i}" for i in range(n)],
    )
    theory = replace(
        framework,
        configurations={CLAIM: claim},
        conditions={name: framework.conditions[name] for name in names},
    )
    return Study(Memberships(frame, ("office-a",)), theory)
