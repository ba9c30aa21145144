"""The planted truth is in the written values: found again by plain regressions on them.

No code of the workbench's analyses is used. Estimates of fixed seeds must lie within their own
sampling error of the planted effects, and their mean over the seeds near them.
"""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from written_values import by_client, switches

from evaluation.simulation import DESIGNS, TRUTH, Planted, simulate

SEEDS = (20071001, 1, 2)
TESTED = [id for id in DESIGNS if id not in ("development-partnership", "small-office-network")]
MODEL = "change ~ fired * inside + C(office)"
IN_CONTEXT, OUTSIDE = "fired + fired:inside = 0", "fired = 0"


@pytest.fixture(scope="module")
def cells():
    """Seed and configuration → one row a client who has a baseline, midway and follow-up."""
    values = {seed: by_client(simulate(seed)) for seed in SEEDS}
    return {(seed, id): switches(values[seed], id) for seed in SEEDS for id in DESIGNS}


def estimates(frame, where):
    model = MODEL + (" + baseline" if frame["baseline"].nunique() > 1 else "")
    test = smf.ols(model, frame.dropna()).fit().t_test(where)
    return float(np.squeeze(test.effect)), float(np.squeeze(test.sd))


def difference(frame):
    means = frame.dropna().groupby("fired")["change"].mean()
    return means[1] - means[0]


@pytest.mark.parametrize("id", TESTED)
@pytest.mark.parametrize("where", [IN_CONTEXT, OUTSIDE])
def test_planted_effects_are_found_again(cells, id, where):
    planted = TRUTH[id].effect_in if where == IN_CONTEXT else TRUTH[id].effect_out
    found = [estimates(cells[seed, id], where) for seed in SEEDS]
    for value, error in found:
        assert abs(value - planted) < 2.6 * error
    mean = np.mean([value for value, _ in found])
    error = np.sqrt(np.mean([error**2 for _, error in found]) / len(SEEDS))
    assert abs(mean - planted) < max(0.15 * abs(planted), 2.6 * error)


def test_a_mixed_model_with_workers_finds_the_same(cells):
    frame = cells[SEEDS[0], "interactive-approach"].dropna()
    model = smf.mixedlm(MODEL + " + baseline", frame, groups=frame["worker"]).fit(method="powell")
    inside = model.fe_params["fired"] + model.fe_params["fired:inside"]
    assert inside == pytest.approx(2.2, abs=0.33)
    assert 0 < float(model.cov_re.iloc[0, 0]) < 0.5 * model.scale


def test_the_office_level_configuration_does_not_vary_within_offices_and_has_no_effect(cells):
    frame = cells[SEEDS[0], "small-office-network"]
    assert (frame.groupby("office")["inside"].nunique() == 1).all()
    model = smf.ols("change ~ baseline + fired + C(office)", frame.dropna()).fit()
    assert abs(model.params["fired"]) < 2.6 * model.bse["fired"]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_dormant_reasoning_seldom_fires_although_offered(cells, seed):
    frame = cells[seed, "development-partnership"]
    offered = frame[(frame["inside"] == 1) & (frame["offered"] == 1)]["reasoned"].dropna()
    assert len(offered) > 200
    assert 0.01 < offered.mean() <= 0.08


@pytest.mark.parametrize("seed", SEEDS)
def test_one_configuration_is_confounded_by_office_only(cells, seed):
    frame = cells[seed, "studying-own-work"].dropna()
    assert difference(frame) >= 0.95
    within = smf.ols("change ~ baseline + fired + C(office)", frame).fit()
    assert abs(within.params["fired"]) < 2.6 * within.bse["fired"]
    by_office = frame.groupby("office")[["fired", "change"]].mean()
    assert by_office.corr().iloc[0, 1] > 0.8


@pytest.mark.parametrize("id", TESTED)
def test_contexts_and_mechanisms_are_neither_rare_nor_usual(cells, id):
    for seed in SEEDS:
        frame = cells[seed, id].dropna(subset=["inside", "fired"])
        assert 0.28 < frame["inside"].mean() < 0.62
        assert (frame.groupby("inside")["fired"].mean().between(0.25, 0.6)).all()
        followed = frame.dropna().groupby(["inside", "fired"]).size()
        assert len(followed) == 4 and followed.min() >= 80


def test_reasonings_of_different_configurations_are_only_weakly_related(cells):
    reasoned = pd.DataFrame({id: cells[SEEDS[0], id]["reasoned"] for id in DESIGNS})
    related = reasoned.corr().to_numpy()[~np.eye(len(DESIGNS), dtype=bool)]
    assert np.abs(related).max() < 0.15


def test_answers_are_stable_and_away_from_the_ceiling():
    values = by_client(simulate())
    for item in ("participation", "x10d_life", "service_fits", "plan_together", "x10d_coping"):
        before, after = values[f"{item}@baseline"], values[f"{item}@follow-up"]
        assert 0.45 < before.corr(after) < 0.65
        assert (after.dropna() == 10).mean() < 0.08


def test_another_truth_can_be_planted_on_the_same_draws():
    nothing = simulate(1, truth={"interactive-approach": Planted("absent", 0.0, 0.0)})
    frame = switches(by_client(nothing), "interactive-approach")
    value, error = estimates(frame, IN_CONTEXT)
    assert abs(value) < 2.6 * error
    usual = simulate(1)
    pd.testing.assert_frame_equal(nothing.tables["clients"], usual.tables["clients"])
    pd.testing.assert_frame_equal(nothing.tables["goals"], usual.tables["goals"])


def test_any_configuration_can_be_confounded_or_dormant():
    region = simulate(
        2,
        truth={
            "interactive-approach": Planted("confounded", 0.0, 0.0),
            "planned-work": Planted("dormant", 0.0, 0.0),
        },
    )
    values = by_client(region)
    confounded = switches(values, "interactive-approach")
    assert difference(confounded) > 0.7
    value, error = estimates(confounded, IN_CONTEXT)
    assert abs(value) < 2.6 * error
    dormant = switches(values, "planned-work")
    assert dormant.loc[dormant["offered"] == 1, "reasoned"].mean() < 0.08
