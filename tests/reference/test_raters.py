"""Agreement of raters: published tables, R's irr and irrCAC, and a simulation with known truth."""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from raters import METRICS, chance_corrected, intraclass, krippendorff_alpha
from scipy import stats

from evaluation.analyses.paired_answers import (
    AS_IT_IS,
    FISHER_Z,
    LOG,
    LOGIT,
    ac1,
    alpha,
    difference,
    icc,
    same_side,
    sums_of_ratings,
    sums_of_sides,
    typical_difference,
    with_interval,
)

FOLDER = Path(os.environ.get("REFERENCE_DATA", "none")) / "agreement"
CASES = ("cac.raw4raters", "irr_anxiety", "irr_diagnoses")
published = pytest.mark.skipif(
    not FOLDER.exists(),
    reason="Set REFERENCE_DATA to the folder of the peers' published data to run this.",
)

SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7.0]]
)
"""Shrout & Fleiss (1979), *Psychological Bulletin* 86, table 2: six targets, four judges."""

_ = np.nan
KRIPPENDORFF = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ]
).T
"""Krippendorff (2011), *Computing Krippendorff's alpha-reliability*, example C: 12 units."""


def case(name):
    data = pd.read_csv(FOLDER / name / "data.csv")
    if name == "irr_diagnoses":
        data = data.map(lambda text: float(text.partition(".")[0]))
    expected = json.loads((FOLDER / name / "expected.json").read_text())
    return data.to_numpy(float), expected


# --- published tables


@pytest.mark.parametrize(
    ("model", "kind", "unit", "expected"),
    [
        ("oneway", "agreement", "single", 0.17),
        ("twoway", "agreement", "single", 0.29),
        ("twoway", "consistency", "single", 0.71),
        ("oneway", "agreement", "average", 0.44),
        ("twoway", "agreement", "average", 0.62),
        ("twoway", "consistency", "average", 0.91),
    ],
)
def test_intraclass_correlations_of_shrout_and_fleiss_1979(model, kind, unit, expected):
    assert intraclass(SHROUT_FLEISS, model, kind, unit).value == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    ("metric", "expected"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_alpha_of_krippendorff_2011(metric, expected):
    assert krippendorff_alpha(KRIPPENDORFF, metric) == pytest.approx(expected, abs=5e-4)


def test_ac1_of_gwet():
    # The same ratings are the example cac.raw4raters of his package irrCAC: AC1 = 0.77544.
    assert chance_corrected(KRIPPENDORFF).value == pytest.approx(0.77544, abs=5e-6)


# --- R's irr 0.84.1 and irrCAC 1.0


@published
@pytest.mark.parametrize("name", CASES)
def test_chance_corrected_coefficients_are_those_of_irrcac(name):
    ratings, expected = case(name)
    categories = np.arange(1, round(1 / expected["irrCAC"][0]["bp"]["pe"]) + 1)
    for block in expected["irrCAC"]:
        for coefficient in ("gwet", "fleiss"):
            peer = block[coefficient]
            ours = chance_corrected(ratings, coefficient, peer["weights"], categories)
            assert ours.value == pytest.approx(peer["coef"], abs=6e-6)
            assert ours.observed == pytest.approx(peer["pa"], abs=1e-12)
            assert ours.chance == pytest.approx(peer["pe"], abs=1e-12)


@published
@pytest.mark.parametrize("name", CASES)
def test_fleiss_kappa_of_complete_rows_is_that_of_irr(name):
    ratings, expected = case(name)
    complete = ratings[np.isfinite(ratings).all(axis=1)]
    assert len(complete) == expected["fleiss"]["n"]
    ours = chance_corrected(complete, "fleiss").value
    assert ours == pytest.approx(expected["fleiss"]["kappa"], abs=1e-12)


@published
@pytest.mark.parametrize("name", CASES[:2])
def test_intraclass_correlations_and_their_intervals_are_those_of_irr(name):
    ratings, expected = case(name)
    assert len(expected["icc"]) == 8
    for peer in expected["icc"]:
        ours = intraclass(ratings, peer["model"], peer["type"], peer["unit"])
        found = (ours.value, ours.lower, ours.upper)
        assert found == pytest.approx((peer["icc"], peer["lci"], peer["uci"]), abs=1e-12)


@published
@pytest.mark.parametrize("name", CASES)
def test_alpha_is_that_of_irrcac_and_of_irr_where_a_rating_is_missing(name):
    """Without missing ratings irr 0.84.1 takes n(m − 1) for the n ratings of m raters."""
    ratings, expected = case(name)
    for metric, weights in (("nominal", "unweighted"), ("interval", "quadratic")):
        peers = [b["kripp"] for b in expected["irrCAC"] if b["kripp"]["weights"] == weights]
        for peer in peers:
            ours = krippendorff_alpha(ratings, metric)
            assert ours == pytest.approx(peer["coef"], abs=6e-6)
    n, m = ratings.size, ratings.shape[1]
    complete = np.isfinite(ratings).all()
    theirs = (n * (m - 1) - 1) / ((m - 1) * (n - 1)) if complete else 1.0
    for metric in METRICS:
        disagreement = theirs * (1 - krippendorff_alpha(ratings, metric))
        assert 1 - disagreement == pytest.approx(expected["kripp_alpha"][metric], abs=1e-12)


# --- two raters: the sums give what the general formulas give


pairs_of_ratings = st.lists(
    st.tuples(st.integers(0, 10), st.integers(0, 10), st.integers(0, 4)), min_size=3, max_size=40
)


def unpack(rows):
    first, second, worker = np.array(rows).T
    return first.astype(float), second.astype(float), worker


def same(one, two):
    return one == pytest.approx(two, abs=1e-9, nan_ok=True)


@given(pairs_of_ratings)
def test_sums_by_worker_give_the_coefficients_of_the_whole_table(rows):
    first, second, worker = unpack(rows)
    ratings, sums = np.column_stack([first, second]), sums_of_ratings(first, second, worker).sum(0)
    with np.errstate(invalid="ignore"):
        assert same(icc(sums), intraclass(ratings).value)
        assert same(alpha(sums), krippendorff_alpha(ratings))
    assert same(difference(sums), (second - first).mean())
    assert same(typical_difference(sums), np.abs(second - first).mean())
    yes = ratings > 5
    sides = sums_of_sides(yes[:, 0], yes[:, 1], worker).sum(0)
    both = chance_corrected(yes.astype(float), categories=np.array([0.0, 1.0]))
    assert same(ac1(sides), both.value) and same(same_side(sides), both.observed)


@given(pairs_of_ratings, st.integers(-50, 50))
def test_who_is_named_first_and_where_the_scale_begins_do_not_matter(rows, shift):
    first, second, worker = unpack(rows)
    one = sums_of_ratings(first, second, worker)
    two = sums_of_ratings(second + shift, first + shift, worker)
    for statistic, link in ((icc, FISHER_Z), (alpha, FISHER_Z), (typical_difference, LOG)):
        assert same(with_interval(one, statistic, link), with_interval(two, statistic, link))
    value, lower, upper = with_interval(one, difference, AS_IT_IS)
    assert same(with_interval(two, difference, AS_IT_IS), (-value, -upper, -lower))


@given(pairs_of_ratings)
def test_ratings_of_one_mind_agree_fully(rows):
    first, *_ = unpack(rows)
    ratings = np.column_stack([first, first, first])
    if np.ptp(first) > 0:
        assert intraclass(ratings).value == pytest.approx(1)
        assert all(krippendorff_alpha(ratings, m) == pytest.approx(1) for m in METRICS)
        assert chance_corrected(ratings).value == pytest.approx(1)
    else:
        assert np.isnan(intraclass(ratings).value) and np.isnan(krippendorff_alpha(ratings))


def test_nothing_is_computed_from_nothing():
    for ratings in (np.empty((0, 2)), np.full((4, 2), np.nan), np.array([[1.0, np.nan]])):
        assert np.isnan(krippendorff_alpha(ratings))
        assert np.isnan(intraclass(ratings).value)
        assert np.isnan(chance_corrected(ratings).value)


# --- intervals


def test_a_mean_of_workers_with_equally_many_clients_has_the_t_interval_of_their_means():
    rng = np.random.default_rng(1)
    worker = np.repeat(np.arange(9), 7)
    first, second = rng.normal(size=(2, 63))
    sums = sums_of_ratings(first, second, worker)
    means = (second - first).reshape(9, 7).mean(axis=1)
    expected = stats.t.interval(0.95, 8, means.mean(), stats.sem(means))
    assert with_interval(sums, difference, AS_IT_IS)[1:] == pytest.approx(expected)


def test_where_each_worker_has_one_client_the_interval_is_nearly_that_of_f():
    rng = np.random.default_rng(2)
    seen = rng.normal(size=3000)
    first, second = seen + rng.normal(0, 0.6, (2, 3000))
    ours = with_interval(sums_of_ratings(first, second, np.arange(3000)), icc, FISHER_Z)
    by_f = intraclass(np.column_stack([first, second]))
    assert ours == pytest.approx((by_f.value, by_f.lower, by_f.upper), abs=0.003)


def test_one_worker_or_none_who_differ_has_no_interval():
    first = np.arange(12.0)
    one = with_interval(sums_of_ratings(first, first[::-1], np.zeros(12)), icc, FISHER_Z)
    alike = with_interval(sums_of_ratings(first, first, np.arange(12)), icc, FISHER_Z)
    constant = with_interval(sums_of_ratings(first * 0, first * 0, np.arange(12)), icc, FISHER_Z)
    for _, lower, upper in (one, alike, constant):
        assert np.isnan([lower, upper]).all()
    assert np.isnan(constant[0]) and alike[0] == pytest.approx(1)


def answers(rng, sizes, leniency):
    """Whole numbers 0–10 by client and worker; workers are lenient or strict with all clients."""
    worker = np.repeat(np.arange(len(sizes)), sizes)
    seen = rng.normal(6, 1.7, len(worker))
    own = rng.normal(0, leniency, len(sizes))[worker]
    client, rated = seen, seen + 0.7 + own
    noise = rng.normal(0, 1.1, (2, len(worker)))
    return (
        *(np.clip(np.round(x + e), 0, 10) for x, e in zip((client, rated), noise, strict=True)),
        worker,
    )


@pytest.mark.parametrize("leniency", [0.0, 0.9])
@pytest.mark.parametrize(("workers", "clients"), [(80, 20), (12, 20), (8, 20), (5, 20), (40, 4)])
def test_about_95_of_100_intervals_hold_the_truth(workers, clients, leniency):
    rng = np.random.default_rng(workers)
    questions = {icc: FISHER_Z, alpha: FISHER_Z, difference: AS_IT_IS, typical_difference: LOG}
    sided = {same_side: LOGIT, ac1: FISHER_Z}
    many = answers(rng, np.ones(300_000, dtype=int), leniency)
    truth = {q: q(sums_of_ratings(*many).sum(0)) for q in questions}
    truth |= {q: q(sums_of_sides(many[0] > 6, many[1] > 6, many[2]).sum(0)) for q in sided}
    held = dict.fromkeys(truth, 0)
    rounds = 500
    for _ in range(rounds):
        sizes = np.maximum(1, rng.negative_binomial(3, 3 / (3 + clients), workers))
        first, second, worker = answers(rng, sizes, leniency)
        ratings = sums_of_ratings(first, second, worker)
        sides = sums_of_sides(first > 6, second > 6, worker)
        for q, link in (questions | sided).items():
            _, lower, upper = with_interval(sides if q in sided else ratings, q, link)
            held[q] += lower <= truth[q] <= upper
    assert all(0.92 <= n / rounds <= 0.99 for n in held.values()), held


def test_clients_taken_as_independent_would_be_far_too_sure():
    rng = np.random.default_rng(3)
    held = {True: 0, False: 0}
    for _ in range(300):
        first, second, worker = answers(rng, np.full(12, 20), 0.9)
        for by_worker in held:
            who = worker if by_worker else np.arange(len(worker))
            sums = sums_of_ratings(first, second, who)
            _, lower, upper = with_interval(sums, difference, AS_IT_IS)
            held[by_worker] += lower <= 0.65 <= upper  # 0.7, less what the scale's end cuts off
    assert held[False] < 0.75 * 300 and held[True] > 0.92 * 300
