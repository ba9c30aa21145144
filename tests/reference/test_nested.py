"""The mixed model against lme4, lmerTest and pbkrtest (R 4.2.2); see mixed/README.md."""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.regression.mixed_linear_model import MixedLM

from evaluation.analyses.blocks import sums
from evaluation.analyses.model import ONE_WORKER, SINGULAR_FIT, fit
from evaluation.analyses.nested import fit_sums

CASES = Path(__file__).parent / "mixed"
PUBLISHED = Path(os.environ.get("REFERENCE_DATA", "none")) / "mixed"
THREE = ("seven_offices", "balanced_small", "singular")
TERMS = ("(Intercept)", "baseline", "context", "mechanism", "context:mechanism")
BOTH = ("worker", "office")


def read(case, folder=CASES):
    return (
        pd.read_csv(folder / case / "data.csv"),
        json.loads((folder / case / "expected.json").read_text()),
    )


def codes(*columns):
    return pd.factorize(pd.Series(list(zip(*columns, strict=True))))[0]


def nested(case, **how):
    data, expected = read(case)
    columns = [np.ones(len(data)), data["baseline"], data["context"], data["mechanism"]]
    design = np.column_stack([*columns, data["context"] * data["mechanism"]])
    rows = sums(
        data["y"].to_numpy(),
        design,
        codes(data["office"], data["worker"]),
        codes(data["office"]),
    )
    return fit_sums(rows, BOTH, **how), expected


def by_term(rows):
    return [next(row for row in rows if row["term"] == term) for term in TERMS]


@pytest.mark.parametrize("case", THREE)
def test_workers_in_offices_are_those_of_lmer(case):
    model, expected = nested(case)
    wanted = expected["nested_reml"]
    rows = by_term(wanted["fixed"])
    assert model.deviance == pytest.approx(-2 * wanted["logLik"], abs=1e-8)
    assert model.effects == pytest.approx([r["Estimate"] for r in rows], abs=1e-5)
    errors = np.sqrt(np.diag(model.covariance))
    assert errors == pytest.approx([r["Std. Error"] for r in rows], rel=1e-5)
    variances = {v["grp"]: v["vcov"] for v in wanted["varcomp"]}
    found = (model.worker, model.office, model.residual)
    names = ("worker:office", "office", "Residual")
    assert found == pytest.approx([variances[n] for n in names], rel=1e-4, abs=1e-9)


@pytest.mark.parametrize("case", THREE)
def test_errors_and_degrees_of_freedom_are_kenward_and_rogers(case):
    model, expected = nested(case)
    for row, weights in zip(by_term(expected["nested_reml_kenward_roger"]), np.eye(5), strict=True):
        assert model.standard_error(weights) == pytest.approx(row["Std. Error"], rel=1e-5)
        assert model.degrees_of_freedom(weights) == pytest.approx(row["df"], rel=1e-4)


@pytest.mark.parametrize("case", THREE)
def test_maximum_likelihood_is_lmers(case):
    model, expected = nested(case, reml=False)
    wanted = expected["nested_ml"]
    assert model.deviance == pytest.approx(-2 * wanted["logLik"], abs=1e-8)
    rows = by_term(wanted["fixed"])
    assert model.effects == pytest.approx([r["Estimate"] for r in rows], abs=1e-5)


def fixed_offices(case):
    data, expected = read(case)
    design = data[["baseline", "context", "mechanism"]].astype(float)
    design["context:mechanism"] = design["context"] * design["mechanism"]
    model = fit(data["y"], design, data["office"], data["office"] + "/" + data["worker"])
    rows = expected["office_fixed_worker_random"]["fixed"]
    return model, {row["term"]: row for row in rows}


@pytest.mark.parametrize("case", THREE)
@pytest.mark.parametrize("term", TERMS[1:])
def test_effects_with_fixed_offices_are_those_of_lmer(case, term):
    model, expected = fixed_offices(case)
    effect = model.contrast({term: 1.0})
    assert effect.value == pytest.approx(expected[term]["Estimate"], abs=1e-6)
    place = model.names.index(term)
    plain = np.sqrt(model.model.covariance[place, place])
    assert plain == pytest.approx(expected[term]["Std. Error"], rel=1e-6)
    # Kenward and Roger's error is the larger; Satterthwaite's df differ in the information used.
    assert plain <= effect.standard_error < 1.03 * plain
    if case != "singular":  # lmerTest takes a variance of zero for known
        assert effect.df == pytest.approx(expected[term]["df"], rel=2e-3)


@pytest.mark.skipif(
    not PUBLISHED.exists(),
    reason="Set REFERENCE_DATA to the folder of the peers' published data to run this.",
)
@pytest.mark.parametrize(
    ("case", "fitted", "outcome", "worker", "office"),
    [
        ("sleepstudy", "ri_REML", "Reaction", "Subject", None),
        ("sleepstudy", "ri_ML", "Reaction", "Subject", None),
        ("Dyestuff2_singular", "ri", "Yield", "Batch", None),
        ("Pastes_nested", "nested", "strength", "sample", "batch"),
        ("Pastes_nested", "nested_ML", "strength", "sample", "batch"),
    ],
)
def test_published_data_give_lmers_answers(case, fitted, outcome, worker, office):
    data, expected = read(case, PUBLISHED)
    wanted = expected["fits"][fitted]
    design = np.ones((len(data), 1))
    if case == "sleepstudy":
        design = np.column_stack([design, data["Days"]])
    of_office = None if office is None else codes(data[office])
    rows = sums(data[outcome].to_numpy(float), design, codes(data[worker]), of_office)
    random = ("worker",) if office is None else BOTH
    model = fit_sums(rows, random, reml=not fitted.endswith("ML") or fitted.endswith("REML"))
    assert model.deviance == pytest.approx(-2 * wanted["logLik"], abs=1e-7)
    for place, row in enumerate(wanted["fixed_satterthwaite"]):
        assert model.effects[place] == pytest.approx(row["Estimate"], rel=1e-7)
        error = np.sqrt(model.covariance[place, place])
        assert error == pytest.approx(row["Std. Error"], rel=1e-5)
        if fitted == "ri_REML":  # balanced: Kenward–Roger's and Satterthwaite's df are the same
            weights = np.eye(rows.columns)[place]
            assert model.degrees_of_freedom(weights) == pytest.approx(row["df"], rel=1e-4)


def test_the_closed_forms_are_those_of_the_full_matrices():
    """Every formula of Kenward and Roger, once more with n × n matrices."""
    rng = np.random.default_rng(5)
    n = 60
    office = rng.integers(0, 4, n)
    worker = codes(office, rng.integers(0, 3, n))
    design = np.column_stack([np.ones(n), rng.normal(size=n), rng.integers(0, 2, n)])
    y = design @ [1, 2, 3] + rng.normal(size=4)[office] + rng.normal(size=n)
    model = fit_sums(sums(y, design, worker, office), BOTH)
    g = [np.eye(n), (worker[:, None] == worker), (office[:, None] == office)]
    variances = (model.residual, model.worker, model.office)
    inverse = np.linalg.inv(sum(v * m for v, m in zip(variances, g, strict=True)))
    phi = np.linalg.inv(design.T @ inverse @ design)
    half = design.T @ inverse
    p = [-half @ m @ half.T for m in g]
    q = [[half @ a @ inverse @ b @ half.T for b in g] for a in g]
    information = np.array(
        [
            [
                np.trace(inverse @ a @ inverse @ b)
                - np.trace(2 * phi @ q[i][j] - phi @ p[i] @ phi @ p[j])
                for j, b in enumerate(g)
            ]
            for i, a in enumerate(g)
        ]
    )
    w = 2 * np.linalg.inv(information)
    middle = sum(w[i, j] * (q[i][j] - p[i] @ phi @ p[j]) for i in range(3) for j in range(3))
    assert model.covariance == pytest.approx(phi, rel=1e-8)
    assert model.adjusted_covariance == pytest.approx(phi + 2 * phi @ middle @ phi, rel=1e-8)


def drawn(rng, n=200, workers=12, spread=0.7):
    worker = rng.integers(0, workers, n)
    office = worker % 3
    design = pd.DataFrame({"a": rng.normal(size=n), "b": rng.integers(0, 2, n).astype(float)})
    y = 2 * design["a"] - design["b"] + spread * rng.normal(size=workers)[worker] + office
    ids = pd.Series(worker).astype(str)
    return y + rng.normal(size=n), design, pd.Series(office).astype(str), ids


def test_effects_are_those_of_statsmodels():
    outcome, design, office, worker = drawn(np.random.default_rng(3))
    model = fit(outcome, design, office, worker)
    exog = pd.concat([design, pd.get_dummies(office, dtype=float)], axis=1)
    peer = MixedLM(outcome, exog, worker).fit(reml=True, method="powell")
    assert model.model.effects[:2] == pytest.approx(peer.fe_params.to_numpy()[:2], rel=1e-4)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-50, 50), st.floats(0.1, 20))
def test_effects_follow_the_units_of_the_outcome(seed, shift, scale):
    outcome, design, office, worker = drawn(np.random.default_rng(seed))
    one = fit(outcome, design, office, worker).contrast({"a": 1.0})
    two = fit(shift + scale * outcome, design, office, worker).contrast({"a": 1.0})
    assert two.value == pytest.approx(scale * one.value, rel=1e-5, abs=1e-6)
    assert two.standard_error == pytest.approx(scale * one.standard_error, rel=1e-4)
    assert two.df == pytest.approx(one.df, rel=1e-2)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_effects_do_not_depend_on_the_order_of_the_rows(seed):
    rng = np.random.default_rng(seed)
    data = drawn(rng)
    order = rng.permutation(len(data[0]))
    one = fit(*data).contrast({"b": 1.0})
    two = fit(*(part.iloc[order] for part in data)).contrast({"b": 1.0})
    assert two.value == pytest.approx(one.value, rel=1e-6)
    assert two.standard_error == pytest.approx(one.standard_error, rel=1e-6)


def test_a_worker_variance_of_zero_is_said():
    model, _ = fixed_offices("singular")
    assert SINGULAR_FIT in model.notes


def test_one_worker_is_said_and_the_model_is_ordinary_least_squares():
    outcome, design, _, _ = drawn(np.random.default_rng(1), spread=0)
    model = fit(outcome, design, pd.Series(["o"] * 200), pd.Series(["w"] * 200))
    exog = np.column_stack([design, np.ones(200)])
    expected, *_ = np.linalg.lstsq(exog, outcome.to_numpy(), rcond=None)
    assert model.model.effects[:2] == pytest.approx(expected[:2])
    assert model.contrast({"a": 1.0}).df == pytest.approx(197)
    assert model.notes == (ONE_WORKER,)


def test_one_client_a_worker_carries_no_random_effect():
    outcome, design, office, _ = drawn(np.random.default_rng(2))
    model = fit(outcome, design, office, pd.Series(range(200)))
    assert model.model.random == () and np.isfinite(model.contrast({"a": 1.0}).standard_error)


def test_columns_that_are_not_independent_are_refused():
    n = 40
    design = pd.DataFrame({"a": np.arange(n, dtype=float), "b": 2.0 * np.arange(n)})
    ids = pd.Series(["w1", "w2"] * (n // 2))
    y, office = pd.Series(np.arange(n) % 7, dtype=float), pd.Series(["o"] * n)
    with pytest.raises(np.linalg.LinAlgError, match="independent"):
        fit(y, design, office, ids)
    with pytest.raises(np.linalg.LinAlgError, match="vary"):
        fit(y, design.assign(b=1.0), office, ids)
    with pytest.raises(np.linalg.LinAlgError, match="rows"):
        fit(y[:3], design[:3], office[:3], ids[:3])
