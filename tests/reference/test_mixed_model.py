"""The mixed model against lme4 (R 4.2.2) on the same data; see mixed/README.md."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.analyses.model import SINGULAR_FIT, fit

CASES = Path(__file__).parent / "mixed"


def fitted(case):
    data = pd.read_csv(CASES / case / "data.csv")
    design = data[["baseline", "context", "mechanism"]].astype(float)
    design["context:mechanism"] = design["context"] * design["mechanism"]
    model = fit(data["y"], design, data["office"], data["office"] + "/" + data["worker"])
    expected = json.loads((CASES / case / "expected.json").read_text())
    rows = expected["office_fixed_worker_random"]["fixed"]
    return model, {row["term"]: row for row in rows}


@pytest.mark.parametrize("case", ["seven_offices", "balanced_small", "singular"])
@pytest.mark.parametrize("term", ["baseline", "context", "mechanism", "context:mechanism"])
def test_effects_and_standard_errors_are_those_of_lmer(case, term):
    model, expected = fitted(case)
    assert model.effects[term] == pytest.approx(expected[term]["Estimate"], abs=1e-5)
    assert model.standard_error({term: 1.0}) == pytest.approx(
        expected[term]["Std. Error"], rel=1e-5
    )


@pytest.mark.parametrize("case", ["seven_offices", "balanced_small"])
def test_degrees_of_freedom_within_workers_are_no_larger_than_satterthwaites(case):
    model, expected = fitted(case)
    assert model.residual_df <= expected["context:mechanism"]["df"]
    assert model.residual_df > 0.9 * expected["context:mechanism"]["df"]


def test_a_worker_variance_of_zero_is_said():
    model, _ = fitted("singular")
    assert SINGULAR_FIT in model.notes


def test_columns_that_are_not_independent_are_refused():
    n = 40
    design = pd.DataFrame({"a": np.arange(n, dtype=float), "b": 2.0 * np.arange(n)})
    ids = pd.Series(["w1", "w2"] * (n // 2))
    with pytest.raises(np.linalg.LinAlgError):
        fit(pd.Series(np.arange(n) % 7, dtype=float), design, pd.Series(["o"] * n), ids)
