"""Consistency and coverage against R's QCA, by hand, and the interval's own promise."""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from evaluation.analyses.inclusion import inclusion

CASES = Path(__file__).parent / "qca"
PUBLISHED = Path(os.environ.get("REFERENCE_DATA", "none")) / "qca"
OWN = ("fuzzy4", "fuzzy5_pri", "crisp4_noise")
LITERATURE = (
    "CVF_protest", "FakeCS", "JOBF_motivation", "KAF_euforeign", "Kil_urban", "Krook_women",
    "LC_crisp", "LF_contradictions", "LF_fuzzy", "LF_neg", "RS_union", "SCHF_export", "SCHF_neg",
    "SCHF_pri", "SS_education", "VISF_reform",
)  # fmt: skip


def literal(data, name):
    return 1 - data[name.lstrip("~")] if name.startswith("~") else data[name]


def check(folder):
    """Every conjunction of the complex solution, a single one or a term of many."""
    data = pd.read_csv(folder / "data.csv")
    expected = json.loads((folder / "expected.json").read_text())
    outcome = literal(data, expected["outcome"]).to_numpy(float)
    alone = np.arange(len(data))
    terms = [t for model in expected["complex"]["models"] for t in model["terms"]]
    assert terms
    for term in terms:
        parts = [literal(data, name).to_numpy(float) for name in term["term"].split("*")]
        both = np.minimum.reduce(parts)
        assert inclusion("c", both, outcome, alone).value == pytest.approx(term["inclS"], abs=1e-9)
        assert inclusion("c", outcome, both, alone).value == pytest.approx(term["covS"], abs=1e-9)


@pytest.mark.parametrize("case", OWN)
def test_consistency_and_coverage_are_those_of_r_qca(case):
    check(CASES / case)


@pytest.mark.skipif(
    not PUBLISHED.exists(),
    reason="Set REFERENCE_DATA to the folder of the peers' published data to run this.",
)
@pytest.mark.parametrize("case", LITERATURE)
def test_consistency_and_coverage_of_published_analyses(case):
    check(PUBLISHED / case)


def test_by_hand():
    x, y = np.array([0.2, 0.7, 0.9, 0.6]), np.array([0.3, 0.6, 0.8, np.nan])
    found = inclusion("c", x, y, np.array([0, 1, 2, 2]))
    assert found.value == pytest.approx((0.2 + 0.6 + 0.8) / (0.2 + 0.7 + 0.9))
    assert (found.n, found.residual_df, found.unit) == (2, 2, "share")


def test_crisp_sets_of_single_clients_have_the_interval_of_a_share():
    inner = np.repeat([1.0, 0.0], [40, 60])
    outer = np.repeat([1.0, 0.0], [30, 70])
    found = inclusion("c", inner, outer, np.arange(100))
    assert found.value == 0.75 and found.n == 40
    # On the log odds scale the standard error of a share is 1/√(npq); n/(n−1) for the clusters.
    half = 1.98422 / np.sqrt(40 * 0.75 * 0.25) * np.sqrt(100 / 99)
    assert found.lower == pytest.approx(expit(np.log(3) - half), abs=1e-5)
    assert found.upper == pytest.approx(expit(np.log(3) + half), abs=1e-5)


@pytest.mark.parametrize(
    ("inner", "outer", "workers"),
    [
        ([], [], []),
        ([0.7], [0.4], [0]),
        ([0.7, 0.2], [0.4, 0.9], [0, 0]),
        ([0.7] * 20, [0.4] * 20, range(20)),
        ([1.0] * 20, [1.0] * 20, range(20)),
        ([1.0] * 20, [0.0] * 20, range(20)),
        ([0.0] * 20, [1.0] * 20, range(20)),
        ([np.nan] * 20, [0.5] * 20, range(20)),
    ],
)
def test_where_there_is_no_spread_there_is_no_interval(inner, outer, workers):
    found = inclusion("c", np.array(inner), np.array(outer), np.array(workers, dtype=int))
    assert np.isnan(found.lower) and np.isnan(found.upper)


@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.floats(0, 1), st.integers(0, 5)), min_size=1, max_size=40
    )
)
def test_the_share_lies_in_its_interval_and_the_interval_in_0_to_1(rows):
    x, y, workers = (np.array(column) for column in zip(*rows, strict=True))
    found = inclusion("c", x, y, workers)
    if np.isfinite(found.lower):
        assert 0 <= found.lower <= found.value + 1e-12
        assert found.value <= found.upper + 1e-12 and found.upper <= 1


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """Clients of one worker alike; the truth from two million clients of 200,000 workers."""
    rng = np.random.default_rng(20)

    def draw(workers, clients):
        worker = rng.integers(0, workers, clients)
        of_worker = rng.normal(size=(workers, 2))[worker]
        x = expit(1.5 * rng.normal(size=clients) + of_worker[:, 0] - 0.3)
        y = expit(0.6 * np.log(x / (1 - x)) + rng.normal(size=clients) + of_worker[:, 1] + 0.2)
        return x, y, worker

    x, y, _ = draw(200_000, 2_000_000)
    truth = np.minimum(x, y).sum() / x.sum()
    found = [inclusion("c", *draw(40, 250)) for _ in range(400)]
    held = np.mean([e.lower <= truth <= e.upper for e in found])
    assert 0.92 <= held <= 0.975
