"""Clients and workers on the same question: the findings, and what the report says of them."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evaluation.analyses import agreement
from evaluation.analyses.study import Study
from evaluation.disclosure import ShownEstimate, release
from evaluation.errors import DisclosureRefused
from evaluation.findings import Count, CountTable, Estimate, Finding, Findings, Provenance
from evaluation.membership import Memberships, memberships
from evaluation.report.agreement import agreement as drawn
from evaluation.report.agreement import how_alike
from evaluation.report.further import further
from evaluation.report.words import Words
from evaluation.simulation import edge_offices, simulate

HEARD, PLAN = "felt_heard", "plan_together"
PROVENANCE = Provenance("d" * 64, "f" * 64, "0.1", "0.1.0")
PLANS = {plan.id: plan for plan in edge_offices()}
EN = Words("en")


@pytest.fixture(scope="module")
def study(framework):
    observations = simulate(1).observations()
    return Study(memberships(observations, framework), framework, observations)


@pytest.fixture(scope="module")
def findings(study):
    return {f.about: f for f in agreement.analyse(study)}


def released(*items):
    return release(Findings("office-a", items, PROVENANCE, ("office-a",)))


def text(fragment):
    plain = re.sub(r"<[^>]+>", " ", str(fragment)).replace("&#39;", "'").replace("\xa0", " ")
    return re.sub(r"\s+", " ", plain)


def named(finding):
    return {e.name: e for e in finding.estimates}


def asked(framework, client, worker, workers=None, at="midway"):
    """A study in which one question was asked once, of these clients and their workers."""
    n = len(client)
    nothing = {
        f"{id}@{occasion}": np.full(n, np.nan)
        for id in (HEARD, PLAN, f"{HEARD}_worker", f"{PLAN}_worker")
        for occasion in (*framework.occasions, "change")
    }
    columns = {
        **nothing,
        "worker": [f"w{i // 3}" for i in range(n)] if workers is None else workers,
        f"{HEARD}@{at}": np.asarray(client, float),
        f"{HEARD}_worker@{at}": np.asarray(worker, float),
    }
    return Study(Memberships(pd.DataFrame(columns), ("office-a",)), framework)


def about_heard(study):
    return next(f for f in agreement.analyse(study) if f.about == HEARD)


# --- the analysis


def test_pairs_are_told_apart_by_who_answers(study, framework):
    assert [(c.id, w.id) for c, w in agreement.pairs(study)] == [
        (HEARD, f"{HEARD}_worker"),
        (PLAN, f"{PLAN}_worker"),
    ]
    other = replace(framework.indicators[f"{HEARD}_worker"], high=5.0)
    theory = replace(framework, indicators={**framework.indicators, other.id: other})
    assert [c.id for c, _ in agreement.pairs(replace(study, framework=theory))] == [PLAN]


def test_the_planted_view_of_the_worker_is_found(findings, study):
    """The simulation's worker says 2.7 + 0.6 times what the client says, and some noise."""
    for id, finding in findings.items():
        estimates = named(finding)
        asked_at = [at for at in study.framework.occasions if f"icc:{at}" in estimates]
        assert asked_at
        for at in asked_at:
            client = study.memberships.value(id, at)
            planted = 2.7 - 0.4 * client.mean()
            found = estimates[f"difference:{at}"]
            assert found.value == pytest.approx(planted, abs=0.15) and found.lower > 0
            assert 0.4 < estimates[f"icc:{at}"].value < 0.75
            assert estimates[f"icc:{at}"].unit == "ratio" and found.unit == "points"


def test_plan_was_not_asked_midway_and_so_has_nothing_there(findings):
    assert not any("midway" in name for name in named(findings[PLAN]))


def test_conditions_are_compared_by_their_own_limits(findings, study):
    found = named(findings[HEARD])["same-side:felt-heard"]
    client, worker = (study.memberships.value(i, "midway") for i in (HEARD, f"{HEARD}_worker"))
    both = client.notna() & worker.notna()
    cross = study.framework.conditions["felt-heard"].cross
    alike = ((client > cross) == (worker > cross))[both]
    assert (found.value, found.n) == (pytest.approx(alike.mean()), both.sum())
    assert named(findings[PLAN])["ac1:plan-more-common"].upper < 1


def test_every_answer_of_the_worker_is_counted_once(findings, study):
    answers = study.observations.assessments
    for id, finding in findings.items():
        counts = {part.key: part.n for part in finding.tables[0].parts}
        rows = answers[answers["indicator"] == f"{id}_worker"]
        assert sum(counts.values()) == len(rows) > 0
        assert counts["absent"] == (rows["client_present"] == False).sum() > 0  # noqa: E712


def test_without_observations_nobody_knows_who_was_present(study):
    bare = replace(study, observations=None)
    assert all(f.tables == () for f in agreement.analyse(bare))


@pytest.mark.parametrize(("n", "told"), [(9, False), (10, True)])
def test_fewer_than_ten_clients_are_not_compared(framework, n, told):
    rng = np.random.default_rng(n)
    finding = about_heard(asked(framework, rng.integers(0, 11, n), rng.integers(0, 11, n)))
    assert bool(finding.estimates) is told


@pytest.mark.parametrize(("other", "told"), [(9, False), (10, True), (20, True), (21, False)])
def test_a_side_of_fewer_than_ten_is_not_told(framework, other, told):
    client = np.tile([2.0, 9.0], 15)
    worker = np.where(np.arange(30) < other, 11 - client, client)
    found = named(about_heard(asked(framework, client, worker)))["same-side:felt-heard"]
    assert np.isfinite(found.value) == told
    if told:
        assert found.value == pytest.approx(1 - other / 30)


def test_one_worker_has_no_interval_and_it_is_said(framework):
    rng = np.random.default_rng(1)
    study = asked(framework, rng.integers(0, 11, 30), rng.integers(0, 11, 30), ["w"] * 30)
    finding = about_heard(study)
    assert finding.notes == (agreement.ONE_WORKER,)
    assert all(np.isnan(e.lower) for e in finding.estimates)
    assert EN(f"notes.{agreement.ONE_WORKER}") in text(drawn(released(finding), framework, EN))


@pytest.mark.parametrize(
    ("client", "worker"),
    [
        (np.full(30, 5.0), np.full(30, 5.0)),
        (np.full(30, 5.0), np.full(30, 8.0)),
        (np.arange(30.0) % 11, np.arange(30.0) % 11),
        (np.full(30, np.nan), np.full(30, 5.0)),
        ([], []),
    ],
)
def test_answers_without_differences_give_no_number_and_no_error(framework, client, worker):
    study = asked(framework, client, worker)
    page = text(drawn(released(about_heard(study)), framework, EN))
    assert "cannot be computed" in page or "do not tell" in page
    assert "nan" not in page.lower().split()


def test_the_order_of_clients_does_not_matter(study):
    frame = study.memberships.frame.sample(frac=1, random_state=1)
    mixed = replace(study, memberships=replace(study.memberships, frame=frame))
    for one, two in zip(agreement.analyse(study), agreement.analyse(mixed), strict=True):
        for e, f in zip(one.estimates, two.estimates, strict=True):
            assert (e.value, e.lower, e.upper) == pytest.approx((f.value, f.lower, f.upper))


@pytest.mark.parametrize("id", PLANS)
def test_offices_at_the_edge(id, framework):
    observations = simulate(3, offices=(PLANS[id],)).observations()
    found = list(
        agreement.analyse(Study(memberships(observations, framework), framework, observations))
    )
    assert len(found) == 2
    for language in ("fi", "en"):
        page = text(drawn(released(*found), framework, Words(language)))
        assert page.strip() and "nan" not in page.lower().split()


# --- the report


@pytest.mark.parametrize(
    ("lower", "upper", "said"),
    [
        (-0.2, 0.49, "differently"),
        (0.49, 0.5, "cautious-differently"),
        (0.5, 0.74, "partly"),
        (0.6, 0.75, "cautious-partly"),
        (0.75, 0.89, "mostly"),
        (0.8, 0.9, "cautious-mostly"),
        (0.9, 0.95, "almost"),
        (0.49, 0.75, "unclear"),
        (-0.3, 0.95, "unclear"),
        (None, None, "not-computed"),
    ],
)
def test_the_words_are_read_from_the_interval(lower, upper, said):
    hidden = "not-estimable" if lower is None else None
    icc = ShownEstimate("icc:midway", "ratio", 0.95, lower, lower, upper, 90, hidden)
    assert how_alike(icc) == said
    assert f"agreement.levels.{said}" in EN


def finding(differences=(0.6, 0.2, 1.0), side=0.7, counts=(90, 30, 0), **icc):
    estimates = [Estimate(f"icc:{at}", sum(x) / 2, *x, 90, 89, "ratio") for at, x in icc.items()]
    value, lower, upper = differences
    estimates += [Estimate(f"difference:{at}", value, lower, upper, 90, 89) for at in icc]
    estimates.append(
        Estimate("same-side:felt-heard", side, side - 0.1, side + 0.1, 90, 89, "share")
    )
    parts = tuple(map(Count, ("present", "absent", "unknown"), counts))
    return Finding("agreement", HEARD, tuple(estimates), (CountTable("client-present", parts),))


def test_the_first_sentence_says_how_alike_and_the_next_who_rates_higher(framework):
    made = finding(baseline=(0.55, 0.7), midway=(0.6, 0.7))
    page = text(drawn(released(made), framework, EN))
    assert "Being heard. Client and worker saw the matter only partly alike (baseline and" in page
    assert "the worker gave larger numbers than the client (baseline 0.6 points; midway" in page
    assert "“Interactive way of working” rests on this measure" in page and "clients: 30%" in page
    assert "25% were given without the client" in page
    client = finding(differences=(-0.6, -1.0, -0.2), midway=(0.8, 0.85))
    page = text(drawn(released(client), framework, Words("fi")))
    assert "näkivät asian melko samoin (väliarvio)" in page
    assert "Asiakas antoi keskimäärin suurempia lukuja kuin työntekijä (väliarvio 0,6" in page
    neither = finding(differences=(0.1, -0.2, 0.4), midway=(0.8, 0.85))
    assert "not clear who gave the larger" in text(drawn(released(neither), framework, EN))


def test_what_may_not_be_told_is_not_told(framework):
    page = text(drawn(released(finding(side=np.nan, counts=(90, 7, 0))), framework, EN))
    assert "at least 10 clients" in page and "With so few it is not shown" in page
    assert "were given without" not in page


def test_a_region_with_hidden_parts_says_at_least(framework):
    parts = [
        release(Findings(office, (made,), PROVENANCE, (office,)))
        for office, made in (("office-a", finding()), ("office-b", finding(counts=(90, 5, 0))))
    ]
    whole = Findings("region", (finding(),), PROVENANCE, ("office-a", "office-b"))
    page = text(drawn(release(whole, parts), framework, EN))
    assert "at least about 14% were given without" in page


def test_the_pair_is_shown_once_and_nothing_without_one(framework):
    assert drawn(released(), framework, EN) == ""
    assert further(released(finding(midway=(0.8, 0.85))), framework, EN) == ""


def test_only_a_release_is_read(framework):
    with pytest.raises(DisclosureRefused):
        drawn(pd.DataFrame(), framework, EN)
