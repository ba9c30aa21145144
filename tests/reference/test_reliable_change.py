"""Reliable and clinically significant change, standardised change, GAS, against peers' numbers.

Published data are read where they are at hand and never committed: R's clinicalsignificance 3.0.0
and effsize 0.8.1.
"""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluation.analyses.means import hedges_g
from evaluation.analyses.reliable_change import (
    Group,
    correlation_interval,
    cut_off_a,
    cut_off_b,
    cut_off_c,
    error_of_difference,
    kinds_of_change,
    kinds_of_clinical_change,
    reliable_change_index,
)
from evaluation.analyses.worse_half import regression_to_the_mean
from evaluation.scoring import t_score

PUBLISHED = Path(os.environ.get("REFERENCE_DATA", "none")) / "change"
published = pytest.mark.skipif(
    not PUBLISHED.exists(),
    reason="Set REFERENCE_DATA to the folder of the peers' published data to run this.",
)
CASES = {"jacobson_1989_das": ("subject", "time", "das"), "claus_2020_bdi": ("id", "time", "bdi")}


def case(name):
    """Complete pairs turned so that better is up, the sign, and what the peer answered."""
    expected = json.loads((PUBLISHED / name / "expected.json").read_text())
    id, time, score = CASES[name]
    args = expected["args"]
    wide = pd.read_csv(PUBLISHED / name / "data.csv").pivot(index=id, columns=time, values=score)
    ends = wide[[args.get("time_pre", "pre"), args.get("time_post", "post")]].dropna()
    sign = 1.0 if args["better"] == "higher" else -1.0
    before, after = (sign * ends.iloc[:, k].to_numpy(float) for k in (0, 1))
    return ends.index.tolist(), before, after, sign, expected


def test_the_worked_example_of_jacobson_and_truax_1991():
    clients, others = Group(40, 7.5), Group(60, 7.5)
    error = error_of_difference(7.5, 0.8)
    assert error == pytest.approx(4.74, abs=5e-3)
    index = reliable_change_index(np.array([32.5]), np.array([47.5]), error)
    assert index[0] == pytest.approx(3.16, abs=5e-3)
    assert (cut_off_a(clients), cut_off_b(others), cut_off_c(clients, others)) == (55, 45, 50)
    # 47.5 is beyond b but not beyond c: improved, not recovered.
    ends = np.array([32.5]), np.array([47.5]), index
    assert kinds_of_clinical_change(*ends, 50) == ["improved"]
    assert kinds_of_clinical_change(*ends, 45) == ["recovered"]


@published
@pytest.mark.parametrize("name", CASES)
def test_each_persons_index_and_kind_are_those_of_clinicalsignificance(name):
    ids, before, after, sign, expected = case(name)
    theirs = expected["rci_JT"]
    error = error_of_difference(before.std(ddof=1), expected["args"]["reliability"])
    assert error == pytest.approx(theirs["params"]["s_diff"], abs=1e-9)
    index = reliable_change_index(before, after, error)
    people = {person["id"]: person for person in theirs["categories"]}
    assert sorted(ids) == sorted(people)
    assert sign * index == pytest.approx([people[id]["rci"] for id in ids], abs=1e-9)
    kinds = kinds_of_change(index)
    assert all(people[id][kind] for id, kind in zip(ids, kinds, strict=True))
    for row in theirs["summary"]:
        assert (kinds == row["category"].lower()).sum() == row["n"]


@published
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("which", ["a", "b", "c"])
def test_cut_offs_and_clinical_kinds_are_those_of_clinicalsignificance(name, which):
    ids, before, after, sign, expected = case(name)
    theirs, args = expected[f"combined_JT_cutoff_{which}"], expected["args"]
    clients = Group(before.mean(), before.std(ddof=1))
    others = Group(sign * args["m_functional"], args["sd_functional"])
    # Jacobson & Truax (1991) put b two SDs of the *others* below their mean; the peer takes the
    # clients' SD. The arithmetic is compared with the peer's SD in place of ours.
    cut_off = {
        "a": cut_off_a(clients),
        "b": cut_off_b(Group(others.mean, clients.sd)),
        "c": cut_off_c(clients, others),
    }[which]
    assert sign * cut_off == pytest.approx(theirs["cutoff"]["value"], abs=1e-9)
    error = error_of_difference(clients.sd, args["reliability"])
    index = reliable_change_index(before, after, error)
    kinds = kinds_of_clinical_change(before, after, index, cut_off)
    people = {person["id"]: person for person in theirs["individual"]}
    assert all(people[id][kind] for id, kind in zip(ids, kinds, strict=True))
    counted = {row["category"].lower(): row["n"] for row in theirs["summary"]}
    # The peer tells the harmed apart; they are among our deteriorated.
    counted["deteriorated"] += counted.pop("harmed")
    assert {kind: int((kinds == kind).sum()) for kind in counted} == counted


@published
@pytest.mark.parametrize("name", CASES)
def test_hedges_g_is_that_of_effsize_with_the_interval_of_borenstein_et_al(name):
    """The same g. effsize's interval differs: g for d in the variance, and t with 2(n − 1)."""
    _, before, after, sign, expected = case(name)
    theirs, n = expected["effsize"], len(before)
    ours = hedges_g(before, after)
    assert sign * ours.value == pytest.approx(theirs["hedges_paired"]["estimate"], abs=1e-9)
    correction = 1 - 3 / (4 * (n - 1) - 1)
    # Before the correction both have one variance, (1/n + d²/2n)·2(1−r).
    deviation = correction * np.sqrt(theirs["cohen_paired"]["var"])
    half = (ours.upper - ours.lower) / 2
    assert half == pytest.approx(stats.norm.ppf(0.975) * deviation, abs=1e-9)
    low, high = theirs["hedges_paired"]["ci"]
    g, r = theirs["hedges_paired"]["estimate"], theirs["r"]
    variance = correction**2 * (1 / n + g**2 / (2 * n)) * 2 * (1 - r)
    assert variance == pytest.approx(theirs["hedges_paired"]["var"], abs=1e-9)
    their_half = stats.t.ppf(0.975, 2 * (n - 1)) * np.sqrt(variance)
    assert (high - low) / 2 == pytest.approx(their_half, abs=1e-9)
    assert half == pytest.approx(their_half, rel=0.02)


@published
def test_t_scores_are_those_of_kiresuk_and_sherman():
    cases = json.loads((PUBLISHED / "gas_tscore" / "expected.json").read_text())["cases"]
    assert len(cases) == 41
    for goals in cases:
        assert t_score(goals["scores"], goals["weights"]) == pytest.approx(goals["T"], abs=1e-9)


def test_regression_to_the_mean_is_that_of_barnett_et_al_for_normal_answers():
    """(1 − ρ)·σ·φ(z)/Φ(z) with z = 0, at the quantiles of a normal distribution."""
    rho, sigma = 0.6, 2.0
    before = 5 + sigma * stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    noise = np.random.default_rng(1).permutation(before) - 5
    noise -= (noise @ (before - 5)) / ((before - 5) @ (before - 5)) * (before - 5)
    after = 5 + rho * (before - 5) + np.sqrt(1 - rho**2) * noise * before.std() / noise.std()
    found = regression_to_the_mean(before, after)
    assert np.corrcoef(before, after)[0, 1] == pytest.approx(rho)
    expected = (1 - rho) * sigma * stats.norm.pdf(0) / stats.norm.cdf(0)
    assert found.value == pytest.approx(expected, rel=1e-3)
    assert found.n == 10_000


def test_fishers_interval_is_that_of_scipy():
    rng = np.random.default_rng(2)
    x = rng.normal(size=40)
    y = x + rng.normal(size=40)
    theirs = stats.pearsonr(x, y)
    ours = correlation_interval(theirs.statistic, 40, 0.95)
    assert ours == pytest.approx(tuple(theirs.confidence_interval(0.95)), abs=1e-9)
