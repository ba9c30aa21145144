"""Checks of loss to follow-up: against statsmodels, by hand, and where the truth is known."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.analyses import loss
from evaluation.analyses.clustered import contrasts, mechanism_by_context, regression
from evaluation.analyses.completeness import (
    CannotWeigh,
    known_at_start,
    model_columns,
    predictors,
    weights,
)
from evaluation.analyses.dropout import difference_from_summary, standardised_difference
from evaluation.analyses.loss import check, tipping_point
from evaluation.analyses.questions import complete_cases
from evaluation.analyses.study import Study
from evaluation.analyses.worst_case import worst_case
from evaluation.membership import Memberships

CLAIM = "interactive-approach"
OCCASIONS = ("baseline", "midway", "follow-up", "change")
NO_ERROR = 1e-12
"""A level so low that an interval has no width."""


def region(framework, rng, workers=60, clients=20, loss_by_hope=1.0, effect_by_hope=0.8):
    """A made-up region: in context the mechanism adds 1 + 0.8 × hope at baseline, outside 0.2.

    Hope has a mean of 0 here; who hopes little is lost. So the mean effect is 1 over everybody,
    and more among those who are seen.
    """
    n = workers * clients
    worker = np.repeat(np.arange(workers), clients)
    names = [f"{i}@{at}" for i in framework.indicators for at in OCCASIONS]
    frame = pd.DataFrame(np.nan, index=[f"c{k}" for k in range(n)], columns=names)
    z = {name: rng.standard_normal(n) for name in ("hope", "participation", "x10d_difficulties")}
    for name, values in z.items():
        frame[f"{name}@baseline"] = values
    context, fired = rng.random(n) < 0.5, rng.random(n) < 0.5
    effect = np.where(context, 1 + effect_by_hope * z["hope"], 0.2)
    of_worker = 0.4 * rng.standard_normal(workers)[worker]
    change = effect * fired - 0.4 * z["participation"] + of_worker + rng.standard_normal(n)
    lost = rng.random(n) < 1 / (1 + np.exp(loss_by_hope * z["hope"])) * (loss_by_hope != 0)
    frame["participation@change"] = np.where(lost, np.nan, change)
    frame["office"] = np.where(worker % 3 == 0, "a", np.where(worker % 3 == 1, "b", "c"))
    frame["worker"] = [f"w{w}" for w in worker]
    frame["reached"] = np.where(lost, "midway", "follow-up")
    frame["strained-situation"] = context.astype(float)
    frame["interactive-approach-used"], frame["felt-heard"] = 1.0, fired.astype(float)
    return Study(Memberships(frame, ("a", "b", "c")), framework), change


def checked(study, level=0.95):
    claim, frame = study.framework.configurations[CLAIM], study.memberships.frame
    change = frame["participation@change"]
    frame["participation-rose"] = (change > 0.75).astype(float).where(change.notna())
    rows = complete_cases(study, claim)
    return check(study, claim, rows, level), rows


def named(found):
    return {e.name: e for e in found.estimates}


# --- the regression


def example(seed, workers=17, n=300):
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {
            "context": rng.integers(0, 2, n).astype(float),
            "mechanism": rng.integers(0, 2, n).astype(float),
            "baseline": rng.standard_normal(n),
            "office": rng.choice(["a", "b"], n),
            "worker": rng.integers(0, workers, n).astype(str),
            "outcome": rng.standard_normal(n),
        }
    )
    return rows, rng.uniform(0.3, 3, n)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ["generation", "outside", "conditionality"])
def test_weighted_fit_and_its_robust_error_are_those_of_statsmodels(seed, name):
    rows, weight = example(seed)
    design = mechanism_by_context(rows, weight)
    contrast = contrasts(design, rows)[name]
    y = rows["outcome"].to_numpy()
    peer = sm.WLS(y, design.x, weights=weight).fit(
        cov_type="cluster", cov_kwds={"groups": design.cluster}
    )
    expected = peer.t_test(contrast)
    assert design.shares(contrast) @ y == pytest.approx(expected.effect[0], abs=1e-12)
    assert design.standard_error(y, contrast) == pytest.approx(float(expected.sd.item()), rel=1e-10)


def test_degrees_of_freedom_are_those_of_the_definition():
    rows, weight = example(5)
    design = mechanism_by_context(rows, weight)
    contrast = contrasts(design, rows)["generation"]
    hat = design.x @ design.bread @ (design.x.T * weight)
    a = design.shares(contrast)
    left = (np.eye(len(rows)) - hat).T
    g = np.stack([left @ (a * (design.cluster == k)) for k in range(design.clusters)])
    gamma = g @ g.T
    expected = np.trace(gamma) ** 2 / np.trace(gamma @ gamma)
    assert design.degrees_of_freedom(contrast) == pytest.approx(expected, rel=1e-9)


@given(st.integers(2, 30), st.integers(1, 6))
def test_a_mean_over_equal_clusters_has_clusters_less_one_degrees_of_freedom(clusters, size):
    design = regression(np.ones((clusters * size, 1)), np.repeat(np.arange(clusters), size))
    assert design.degrees_of_freedom(np.ones(1)) == pytest.approx(clusters - 1)


def test_columns_that_are_not_independent_are_refused():
    with pytest.raises(np.linalg.LinAlgError):
        regression(np.ones((8, 2)), np.repeat([0, 1], 4))


# --- the weights


def test_weights_are_those_of_a_generalised_linear_model(framework):
    study, _ = region(framework, np.random.default_rng(1))
    frame = study.memberships.frame
    baseline = predictors(study, framework.configurations[CLAIM])
    complete = (frame["reached"] == "follow-up").to_numpy()
    columns = model_columns(baseline, frame["office"], complete)
    assert len(columns) == 3 + 2  # three answers, two of three offices
    x = np.column_stack([np.ones(len(frame)), *columns])
    chance = sm.GLM(complete.astype(float), x, family=sm.families.Binomial()).fit().fittedvalues
    raw = complete.mean() / chance[complete]
    expected = np.clip(raw, *np.percentile(raw, [1, 99]))
    assert weights(baseline, frame["office"], complete) == pytest.approx(expected, rel=1e-6)
    assert expected.max() > 1.5


@pytest.mark.parametrize(("lost", "columns"), [(9, 0), (10, 1), (29, 2), (30, 3)])
def test_a_predictor_takes_ten_lost(lost, columns):
    rng = np.random.default_rng(0)
    baseline = pd.DataFrame(rng.standard_normal((200, 5)))
    complete = np.arange(200) >= lost
    assert len(model_columns(baseline, pd.Series(["a"] * 200), complete)) == columns


@pytest.mark.parametrize(
    ("seen", "lost", "columns"),
    [(10, 10, 1), (10, 11, 2), (30, 9, 1)],  # 20 of 400 are 5 %; fewer than ten lost bear nothing
)
def test_not_to_have_answered_counts_above_a_share_of_5_per_cent(seen, lost, columns):
    rng = np.random.default_rng(0)
    answers, complete = rng.standard_normal(400), np.arange(400) < 200
    answers[:seen] = answers[-lost:] = np.nan
    found = model_columns(pd.DataFrame({"x": answers}), pd.Series(["a"] * 400), complete)
    assert len(found) == columns


def test_an_office_where_nobody_was_lost_or_nobody_seen_is_taken_with_the_others():
    rng = np.random.default_rng(2)
    office = pd.Series(["all-seen"] * 100 + ["all-lost"] * 40 + ["b"] * 100 + ["c"] * 100)
    complete = np.r_[np.ones(100), np.zeros(40), rng.random(200) < 0.5].astype(bool)
    baseline = pd.DataFrame({"x": rng.standard_normal(340)})
    assert len(model_columns(baseline, office, complete)) == 2
    assert np.isfinite(weights(baseline, office, complete)).all()


def test_separation_is_refused():
    x = np.linspace(-1, 1, 100)
    with pytest.raises(CannotWeigh):
        weights(pd.DataFrame({"x": x}), pd.Series(["a"] * 100), x > 0)


def test_answers_that_say_the_same_thing_count_once():
    rng = np.random.default_rng(3)
    x, complete = rng.standard_normal(200), rng.random(200) < 0.5
    baseline = pd.DataFrame({"x": x, "again": 2 * x + 1})
    assert len(model_columns(baseline, pd.Series(["a"] * 200), complete)) == 1


def test_what_is_known_only_later_foretells_nothing(framework):
    known = {id for id, i in framework.indicators.items() if known_at_start(i)}
    assert {"hope", "worker_qualified", "age_at_start"} <= known
    assert not known & {"gas_t", "months_of_service", "planning_sessions", "worker_count"}


# --- the whole check


def test_without_loss_nothing_is_weighed(framework):
    study, _ = region(framework, np.random.default_rng(4), loss_by_hope=0.0)
    found, rows = checked(study)
    estimates = named(found)
    design = mechanism_by_context(rows)
    plain = sm.OLS(rows["outcome"].to_numpy(), design.x).fit(
        cov_type="cluster", cov_kwds={"groups": design.cluster}
    )
    for name, contrast in contrasts(design, rows).items():
        e = estimates[f"{name}-weighted"]
        assert e.value == pytest.approx(plain.t_test(contrast).effect[0])
    worst = estimates["generation-worst-case"]
    weighted = estimates["generation-weighted"]
    assert (worst.value, worst.lower, worst.upper) == pytest.approx(
        (weighted.value, weighted.lower, weighted.upper)
    )
    assert "tipping-point" not in estimates and "loss-not-covered" not in estimates


def coverage(framework, seeds):
    hits, plain = [], []
    for seed in seeds:
        study, _ = region(framework, np.random.default_rng(seed))
        found, _ = checked(study)
        e = named(found)["generation-weighted"]
        hits.append(e.lower <= 1.0 <= e.upper)
        plain.append((named(found)["generation-worst-case"].value, e.value))
    return np.mean(hits), np.mean(plain, axis=0)


def test_weights_undo_a_loss_that_depends_on_the_start(framework):
    """Complete cases are off by a quarter; the weighted interval covers the truth as it says."""
    covered, (complete_cases_say, weighted_say) = coverage(framework, range(300))
    assert complete_cases_say > 1.25
    assert weighted_say == pytest.approx(1.0, abs=0.05)  # what cutting off the weights leaves
    assert 0.93 <= covered <= 0.97


@pytest.mark.slow
def test_weights_undo_a_loss_that_depends_on_the_start_many(framework):
    covered, _ = coverage(framework, range(1000, 3000))
    assert 0.93 <= covered <= 0.97


def test_too_few_workers_get_no_weighted_interval_but_bounds(framework):
    study, _ = region(framework, np.random.default_rng(6), workers=9, clients=60)
    found, _ = checked(study)
    assert found.weighted == () and found.notes == (loss.TOO_FEW_WORKERS,)
    assert found.bounds is not None and np.isfinite(found.bounds.lower)


def test_one_worker_gives_no_interval_at_all(framework):
    study, _ = region(framework, np.random.default_rng(6), workers=1, clients=200)
    found, _ = checked(study)
    assert found.weighted == () and not np.isfinite(found.bounds.lower)


def test_a_model_that_separates_is_said(framework):
    study, _ = region(framework, np.random.default_rng(7))
    frame = study.memberships.frame
    low = frame["hope@baseline"] < 0
    frame.loc[low, "participation@change"] = np.nan
    frame.loc[~low, "participation@change"] = np.arange((~low).sum()) % 7
    found, _ = checked(study)
    assert found.weighted == () and found.notes == (loss.FAILED,)
    assert found.bounds is not None


def test_too_few_in_a_cell_of_the_context_say_nothing(framework):
    study, _ = region(framework, np.random.default_rng(8), workers=12, clients=3)
    assert checked(study)[0] == loss.LossCheck()


def test_nobody_at_all_says_nothing(framework):
    study, _ = region(framework, np.random.default_rng(8), workers=12)
    empty = Study(Memberships(study.memberships.frame.iloc[:0], ()), framework)
    assert checked(empty)[0] == loss.LossCheck()


def test_without_comparison_outside_the_effect_in_context_alone_is_checked(framework):
    study, _ = region(framework, np.random.default_rng(9))
    study.memberships.frame["strained-situation"] = 1.0
    found, _ = checked(study)
    assert [e.name for e in found.weighted] == ["generation-weighted"]
    assert found.bounds is not None


def test_who_is_not_covered_and_where_the_answer_tips(framework):
    study, _ = region(framework, np.random.default_rng(10))
    frame = study.memberships.frame
    lost = frame["participation@change"].isna()
    unknown = lost & (np.arange(len(frame)) % 2 == 0)
    frame.loc[unknown, "felt-heard"] = np.nan
    found, _ = checked(study)
    inside = frame["strained-situation"] == 1
    expected = (unknown & inside).sum() / inside.sum()
    assert named(found)["loss-not-covered"].value == pytest.approx(expected)
    seen, away = (inside & ~lost).sum(), (inside & lost).sum()
    tip = named(found)["tipping-point"].value
    overall = (seen * found.bounds.value + away * tip) / (seen + away)
    assert overall == pytest.approx(1.0)  # the smallest that matters


# --- the worst case


def cell(context, mechanism, outcomes):
    return pd.DataFrame(
        {
            "context": float(context),
            "mechanism": float(mechanism),
            "baseline": 0.0,
            "office": "a",
            "worker": [str(k) for k in range(len(outcomes))],
            "outcome": np.asarray(outcomes, dtype=float),
        }
    )


def test_bounds_by_hand():
    """Seen: 3 and 5 with the mechanism, 2 and 2 without; one of each is lost; the scale is 0–10.

    Lower: (3 + 5 + 0)/3 − (2 + 2 + 10)/3 = −2. Upper: (3 + 5 + 10)/3 − (2 + 2 + 0)/3 = 14/3.
    """
    rows = pd.concat([cell(1, 1, [3, 5]), cell(1, 0, [2, 2]), cell(0, 1, [1, 4]), cell(0, 0, [0])])
    unseen = pd.concat([cell(1, 1, [0]), cell(1, 0, [0]), cell(0, 0, [0])])
    unseen = unseen.drop(columns="outcome").assign(worst=0.0, best=10.0)
    found = worst_case(rows, unseen, NO_ERROR)
    assert (found.value, found.lower, found.upper) == pytest.approx((2, -2, 14 / 3))


def test_bounds_of_a_change_end_where_the_scale_ends(framework):
    """Who begins at 9 of 10 can gain 1 at most, and lose 9."""
    study, _ = region(framework, np.random.default_rng(11), workers=12)
    frame = study.memberships.frame
    frame["participation@baseline"] = 9.0
    frame["office"] = "a"  # no covariate is left: the effect is a difference of two means
    found = checked(study, NO_ERROR)[0].bounds
    there = frame["strained-situation"] == 1
    fired, change = frame["felt-heard"] == 1, frame["participation@change"]
    worst = change.fillna(-9)[there & fired].mean() - change.fillna(1)[there & ~fired].mean()
    best = change.fillna(1)[there & fired].mean() - change.fillna(-9)[there & ~fired].mean()
    assert (found.lower, found.upper) == pytest.approx((worst, best), abs=1e-9)


def test_bounds_hold_against_an_adversary(framework):
    """All who did well with the mechanism vanish, and all who did badly without it."""
    rng = np.random.default_rng(12)
    study, change = region(framework, rng, loss_by_hope=0.0)
    frame = study.memberships.frame
    frame["participation@baseline"] = 5.0
    change = np.clip(np.rint(change), -5, 5)
    fired = (frame["felt-heard"] == 1).to_numpy()
    frame["participation@change"] = change
    truth = checked(study, NO_ERROR)[0].bounds.value
    frame["participation@change"] = np.where(fired == (change > 0), np.nan, change)
    found, _ = checked(study, NO_ERROR)
    assert found.bounds.value < 0 < truth  # the complete cases tell the opposite
    assert found.bounds.lower <= truth <= found.bounds.upper


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.05, 0.8), st.booleans())
def test_bounds_contain_whatever_was_hidden(seed, hidden, adjusted):
    rng = np.random.default_rng(seed)
    rows, _ = example(seed, workers=6, n=120)
    rows["outcome"] = rng.integers(0, 11, len(rows)).astype(float)
    if not adjusted:
        rows["baseline"] = 0.0
    design = mechanism_by_context(rows)
    contrast = contrasts(design, rows)["generation"]
    truth = design.shares(contrast) @ rows["outcome"].to_numpy()
    away = rng.random(len(rows)) < hidden
    unseen = rows[away].drop(columns="outcome").assign(worst=0.0, best=10.0)
    try:
        found = worst_case(rows[~away], unseen, NO_ERROR)
    except np.linalg.LinAlgError:
        return  # too few were left to compare
    assert found.lower - 1e-9 <= truth <= found.upper + 1e-9


def test_bounds_of_few_lost_rest_on_those_few():
    rows, _ = example(1)
    unseen = rows.iloc[:9].drop(columns="outcome").assign(worst=0.0, best=10.0)
    assert worst_case(rows.iloc[9:], unseen, 0.95).n == 9
    assert worst_case(rows.iloc[9:], unseen.iloc[:0], 0.95).n == len(rows) - 9


# --- the tipping point


def test_tipping_point_by_hand():
    assert tipping_point(2.0, 1.0, 60, 40) == pytest.approx(-0.5)  # (60·2 − 40·0.5)/100 = 1
    assert tipping_point(-2.0, -1.0, 60, 40) == pytest.approx(0.5)
    assert tipping_point(0.9, 1.0, 60, 40) is None
    assert tipping_point(2.0, 1.0, 60, 0) is None


@given(st.floats(0.1, 5), st.floats(0.01, 5), st.integers(1, 2000), st.integers(1, 2000))
def test_at_the_tipping_point_the_effect_over_all_is_the_smallest(smallest, above, seen, lost):
    effect = smallest + above
    tip = tipping_point(effect, smallest, seen, lost)
    assert tip < smallest
    assert (seen * effect + lost * tip) / (seen + lost) == pytest.approx(smallest)


# --- the standardised difference


def test_standardised_difference_of_a_textbook():
    """Borenstein et al. (2009), pp. 26–27: 103 against 100, SD 5.5 and 4.5, 50 persons each."""
    spread = np.sqrt((49 * 5.5**2 + 49 * 4.5**2) / 98)
    found = difference_from_summary("g", 3.0, spread, 50, 50)
    assert found.value == pytest.approx(0.5924, abs=5e-5)
    error = (found.upper - found.lower) / 2 / 1.959964
    assert error == pytest.approx(0.2028, abs=5e-5)


@given(st.integers(0, 1000), st.floats(0.1, 10), st.floats(-5, 5))
def test_a_standardised_difference_knows_no_unit(seed, scale, shift):
    rng = np.random.default_rng(seed)
    a, b = rng.standard_normal(20), rng.standard_normal(30) + 0.3
    plain = standardised_difference("d", a, b)
    other = standardised_difference("d", scale * a + shift, scale * b + shift)
    back = standardised_difference("d", b, a)
    assert other.value == pytest.approx(plain.value, abs=1e-7)
    assert (back.value, back.lower) == pytest.approx((-plain.value, -plain.upper))


@pytest.mark.parametrize(("n", "m"), [(9, 50), (50, 9), (0, 50)])
def test_a_group_of_fewer_than_ten_gives_no_difference(n, m):
    rng = np.random.default_rng(0)
    found = standardised_difference("d", rng.standard_normal(n), rng.standard_normal(m))
    assert np.isnan(found.value) and found.n == min(n, m)


def test_answers_all_alike_give_no_difference():
    found = standardised_difference("d", np.ones(20), np.ones(20))
    assert np.isnan(found.value)
