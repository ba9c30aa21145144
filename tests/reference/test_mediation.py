"""Mediation against ordinary least squares row by row, and against R's mediation and lm.

The published data (Vinokur & Schul 1997; Brader, Valentino & Suhay 2008) are read where they are
at hand, never committed.
"""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from mediated_clients import mediated
from scipy import stats

from evaluation.analyses.indirect import paths, standardised, sums_by_worker, within_offices
from evaluation.analyses.mediation import mediation
from evaluation.analyses.study import Study
from evaluation.membership import memberships
from evaluation.simulation import simulate

CASES = Path(os.environ.get("REFERENCE_DATA", "none")) / "mixed"
published = pytest.mark.skipif(
    not CASES.exists(),
    reason="Set REFERENCE_DATA to the folder of the peers' published data to run this.",
)


def ols(outcome, columns, office):
    design = pd.DataFrame(columns).assign(**pd.get_dummies(office, dtype=float))
    return sm.OLS(outcome, design).fit().params


def by_rows(study, claim, inside):
    """a, b, direct of one side of the context, fitted to rows with a dummy an office."""
    condition = study.framework.conditions[claim.mechanism.reasoning]
    rows = pd.DataFrame(
        {
            "context": study.crisp(*claim.context),
            "x": study.crisp(claim.mechanism.resource),
            "r": study.memberships.value(condition.indicator, condition.at),
            "y": study.outcome(claim),
            "office": study.memberships.frame["office"],
        }
    )
    covariates = []
    if study.framework.conditions[claim.outcome.condition].at == "change":
        rows["base"] = study.memberships.value(claim.outcome.indicator, "baseline")
        covariates = ["base"]
    rows = rows.dropna()
    rows = rows[rows["context"].astype(bool) == inside].drop(columns="context")
    office = rows.pop("office").astype("object")
    rows = rows.astype(float)
    a = ols(rows["r"], rows[["x", *covariates]], office)["x"]
    second = ols(rows["y"], rows[["x", "r", *covariates]], office)
    return a, second["r"], second["x"], len(rows)


def compare(study, claim):
    found = {e.name: e for e in mediation(study, claim).estimates}
    indirect = {}
    for side, inside in (("in", True), ("out", False)):
        a, b, direct, n = by_rows(study, claim, inside)
        expected = {"a": a, "b": b, "direct": direct, "indirect": a * b}
        for path, value in expected.items():
            assert found[f"{path}-{side}"].value == pytest.approx(value, rel=1e-10, abs=1e-10)
            assert found[f"{path}-{side}"].n == n
        indirect[side] = a * b
    difference = found["indirect-difference"]
    assert difference.value == pytest.approx(indirect["in"] - indirect["out"], abs=1e-10)


@pytest.mark.parametrize(
    "id", ["planned-work", "interactive-approach", "studying-own-work", "economic-awareness"]
)
def test_a_region_gives_the_slopes_of_ordinary_least_squares(id, framework):
    observations = simulate(1).observations()
    study = Study(memberships(observations, framework), framework, observations)
    compare(study, framework.configurations[id])


@pytest.mark.parametrize("shape", [(80, 7), (11, 1), (24, 8)])
def test_known_clients_give_the_slopes_of_ordinary_least_squares(shape, framework):
    workers, offices = shape
    study = mediated(framework, np.random.default_rng(workers), workers, offices, per_worker=20)
    compare(study, framework.configurations["interactive-approach"])


def of_columns(*columns):
    """Slopes a, b, direct of the columns X, covariates …, R, Y, all in one office."""
    values = np.column_stack(columns).astype(float)
    z, spread = standardised(values)
    sums = sums_by_worker(z, np.zeros(len(z), dtype=int), 1)
    found = paths(within_offices(sums, np.zeros(1, dtype=int), np.ones((1, 1))))
    x, r, y = spread[[0, -2, -1]]
    return found["a"][0] * r / x, found["b"][0] * y / r, found["direct"][0] * y / x


@published
def test_jobs_moderated_regression_is_that_of_lm():
    """depress2 ~ treat × econ_hard + depress1 + sex + age: each coefficient in its turn."""
    data = pd.read_csv(CASES / "jobs_moderation" / "data.csv")
    expected = json.loads((CASES / "jobs_moderation" / "expected.json").read_text())["coef"]
    data["treat:econ_hard"] = data["treat"] * data["econ_hard"]
    terms = {row["term"]: row["Estimate"] for row in expected if row["term"] != "(Intercept)"}
    assert len(terms) == 6
    for term, value in terms.items():
        others = [data[t] for t in terms if t != term]
        _, b, _ = of_columns(*others, data[term], data["depress2"])
        _, _, direct = of_columns(data[term], *others, data["depress2"])
        assert (b, direct) == pytest.approx((value, value), abs=1e-9)


@pytest.fixture
def framing():
    data = pd.read_csv(CASES / "framing_mediation" / "data.csv")
    expected = json.loads((CASES / "framing_mediation" / "expected.json").read_text())
    covariates = pd.DataFrame(
        {
            "age": data["age"],
            **{f"educ{k}": data["educ"] == k for k in sorted(data["educ"].unique())[1:]},
            "gendermale": data["gender"] == "male",
            "income": data["income"],
        }
    ).astype(float)
    coefficients = {
        model: {row["term"]: row["Estimate"] for row in expected[f"{model}_model"]}
        for model in ("mediator", "outcome")
    }
    return data, covariates, coefficients, expected["mediate"][0]


@published
def test_framing_mediator_model_is_that_of_lm(framing):
    data, covariates, coefficients, _ = framing
    a, _, _ = of_columns(data["treat"], covariates, data["emo"], data["cong_mesg"])
    assert a == pytest.approx(coefficients["mediator"]["treat"], abs=1e-9)


@published
def test_framing_indirect_effect_is_that_of_mediate(framing):
    """Their outcome is yes or no: our a, their probit, and the mediator's spread, by formula."""
    data, covariates, coefficients, theirs = framing
    a, _, _ = of_columns(data["treat"], covariates, data["emo"], data["cong_mesg"])
    mediator, probit = coefficients["mediator"], coefficients["outcome"]
    without = mediator["(Intercept)"] + covariates @ [mediator[c] for c in covariates]
    residual = data["emo"] - without - a * data["treat"]
    variance = residual @ residual / (len(data) - covariates.shape[1] - 2)
    spread = np.sqrt(1 + probit["emo"] ** 2 * variance)
    rest = probit["(Intercept)"] + covariates @ [probit[c] for c in covariates]
    by_arm = [
        np.mean(
            stats.norm.cdf((rest + probit["treat"] * arm + probit["emo"] * (without + a)) / spread)
            - stats.norm.cdf((rest + probit["treat"] * arm + probit["emo"] * without) / spread)
        )
        for arm in (0, 1)
    ]
    assert by_arm == pytest.approx([theirs["ACME_control"], theirs["ACME_treated"]], abs=0.005)
    assert np.mean(by_arm) == pytest.approx(theirs["ACME"], abs=0.005)
