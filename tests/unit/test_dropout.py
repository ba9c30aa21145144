"""Who was lost: the findings, what the report says of them, and offices at the edge."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evaluation.analyses import dropout, loss
from evaluation.analyses.questions import complete_cases
from evaluation.analyses.study import Study
from evaluation.disclosure import release
from evaluation.errors import DisclosureRefused
from evaluation.findings import (
    Count,
    CountTable,
    Estimate,
    Finding,
    Findings,
    Provenance,
    Verdict,
    VerdictKind,
)
from evaluation.membership import Memberships, memberships
from evaluation.report.card_loss import loss_part
from evaluation.report.change import headline
from evaluation.report.dropout import dropout as drawn
from evaluation.report.words import Words
from evaluation.simulation import edge_offices, simulate

CLAIM = "interactive-approach"
PROVENANCE = Provenance("d" * 64, "f" * 64, "0.1", "0.1.0")
PLANS = {plan.id: plan for plan in edge_offices()}


@pytest.fixture(scope="module")
def study(framework):
    return Study(memberships(simulate(1).observations(), framework), framework)


@pytest.fixture(scope="module")
def findings(study):
    return {f.about: f for f in dropout.analyse(study)}


def released(*items):
    return release(Findings("office-a", items, PROVENANCE, ("office-a",)))


def text(fragment):
    return re.sub(r"<[^>]+>", " ", str(fragment))


# --- the analysis


def test_the_same_measures_are_told_first_as_in_the_report(framework):
    ids = [i.id for i in dropout.told_first(framework)]
    answers = {id for id, i in framework.indicators.items() if i.reading.table == "assessments"}
    assert set(ids) == headline(framework) & answers and len(ids) == len(set(ids))


def test_the_planted_loss_is_found(findings):
    """The simulation loses those who began with a poor life situation and many difficulties."""
    clients = findings["clients"]
    found = {e.name: e for e in clients.estimates}
    for id in ("x10d_life", "x10d_difficulties"):
        assert found[f"difference:{id}"].upper < 0
        assert found[f"lost:{id}"].value < found[f"followed:{id}"].value
    strained = {e.name: e for e in findings[CLAIM].estimates}["loss-difference"]
    assert strained.lower > 0.05 and strained.unit == "share-difference"


def test_every_client_is_counted_once_in_each_configuration(findings, study):
    for id in study.framework.configurations:
        parts = [part.n for table in findings[id].tables for part in table.parts]
        assert sum(parts) == len(study.memberships.frame)


def test_a_context_of_the_office_carries_no_interval(findings):
    assert findings["small-office-network"].estimates == ()


def test_where_nothing_differs_a_difference_is_seldom_named():
    """Twelve measures, 400 regions without any difference: 5 % of them may name one."""
    rng = np.random.default_rng(1)
    level = 1 - 0.05 / 12
    named = 0
    for _ in range(400):
        measures = (
            dropout.standardised_difference(
                "d", rng.standard_normal(60), rng.standard_normal(80), level
            )
            for _ in range(12)
        )
        named += any(e.lower > 0 or e.upper < 0 for e in measures)
    assert 0.02 < named / 400 < 0.08


def test_a_follow_up_that_is_not_over_is_said(study):
    table = study.memberships
    early = Study(replace(table, last_day="2008-12-31"), study.framework)
    late = Study(replace(table, last_day="2012-12-31"), study.framework)
    assert next(dropout.analyse(early)).notes == (dropout.STILL_OPEN,)
    assert next(dropout.analyse(late)).notes == ()


@pytest.mark.parametrize("id", PLANS)
def test_offices_at_the_edge(id, framework):
    table = memberships(simulate(3, offices=(PLANS[id],)).observations(), framework)
    study = Study(table, framework)
    found = list(dropout.analyse(study))
    assert len(found) == 1 + len(framework.configurations)
    for configuration in framework.configurations.values():
        rows = complete_cases(study, configuration)
        for e in loss.check(study, configuration, rows, 0.95).estimates:
            assert e.n >= 10
    for language in ("fi", "en"):
        page = text(drawn(released(*found), framework, Words(language)))
        assert page.strip() and "nan" not in page.lower().split()


def test_nobody_at_all(framework):
    table = memberships(simulate(3).observations(), framework)
    empty = Study(Memberships(table.frame.iloc[:0], ()), framework)
    found = list(dropout.analyse(empty))
    assert all(part.n == 0 for f in found for t in f.tables for part in t.parts)
    assert "10" in text(drawn(released(*found), framework, Words("fi")))


def test_all_answers_missing(framework, study):
    frame = study.memberships.frame.copy()
    answers = [c for c in frame if "@" in c or c in framework.conditions]
    frame[answers] = np.nan
    found = list(dropout.analyse(Study(Memberships(frame, ("office-a",)), framework)))
    assert all(np.isnan(e.value) for e in found[0].estimates)


def test_a_check_does_not_depend_on_the_order_of_clients(study):
    claim = study.framework.configurations[CLAIM]
    rows = complete_cases(study, claim)
    mixed = rows.sample(frac=1, random_state=1)
    other = loss.check(study, claim, mixed, 0.95).estimates
    for one, two in zip(loss.check(study, claim, rows, 0.95).estimates, other, strict=True):
        assert (one.value, one.lower, one.upper) == pytest.approx((two.value, two.lower, two.upper))


# --- the report


def told(framework, words, **differences):
    estimates = tuple(
        Estimate(f"difference:{id}", (low + high) / 2, low, high, 90, 88, "sd")
        for id, (low, high) in differences.items()
    )
    return text(
        drawn(released(Finding("dropout", "clients", estimates=estimates)), framework, words)
    )


def test_the_first_sentence_says_who_was_lost(framework):
    words = Words("en")
    worse = told(framework, words, hope=(-0.6, -0.2), trust=(-0.2, 0.1))
    assert "Those lost were worse off at the start than those followed up: hope." in worse
    better = told(framework, words, hope=(0.2, 0.6))
    assert "better off" in better and "worse off at the start" not in better
    alike = told(framework, words, hope=(-0.25, 0.1), trust=(-0.2, 0.1))
    assert "no clear difference" in alike and "at most 0.25" in alike
    assert "do not tell" in told(framework, words)


def test_situations_with_more_loss_are_named(framework):
    claims = framework.configurations
    items = [
        Finding(
            "dropout",
            id,
            estimates=(
                Estimate("loss-difference", middle, middle - 0.1, middle + 0.1, 90, 80, "share"),
            ),
            tables=(CountTable("in", (Count("followed-up", 60), Count("lost", 40))),),
            configuration=claims[id].key,
        )
        for id, middle in ((CLAIM, 0.2), ("planned-work", 0.05))
    ]
    page = text(
        drawn(released(Finding("dropout", "clients"), *items), framework, Words("fi"))
    ).replace("\xa0", " ")
    assert "Asiakkaita jäi pois muita useammin, kun asiakkaan tilanne on kuormittunut." in page
    assert "useammin, kun työntekijä" not in page
    assert "60 %" in page


def card(framework, kind, names, notes=(), sign="better", language="en"):
    estimates = [
        Estimate(name, 2.0, 1.0, 3.0, 80, 60, "share" if name == "loss-not-covered" else "points")
        for name in names
    ]
    estimates = [
        replace(e, value=0.2, lower=0.1, upper=0.3) if e.unit == "share" else e for e in estimates
    ]
    claim = framework.configurations[CLAIM]
    claim = replace(claim, prediction=replace(claim.prediction, sign=sign))
    finding = Finding(
        "contrasts",
        CLAIM,
        estimates=tuple(estimates),
        verdict=Verdict(kind, (), 1.0),
        notes=notes,
    )
    return text(loss_part(released(finding), framework, Words(language), claim))


ALL = ("generation", "generation-weighted", "generation-worst-case")


@pytest.mark.parametrize(
    ("notes", "names", "said"),
    [
        ((), ALL, "even in the worst case"),
        ((), ALL[:2], "stays the same if those lost fared like"),
        (("fragile-worst-case",), ALL, "quite differently, it may change"),
        (("fragile-worst-case",), (ALL[0], ALL[2]), "quite differently from those"),
        (("fragile-weights", "fragile-worst-case"), ALL, "The answer is uncertain"),
    ],
)
def test_a_card_says_whether_its_answer_survives(framework, notes, names, said):
    assert said in card(framework, VerdictKind.SUPPORTED, names, notes)


def test_an_answer_that_was_not_clear_is_not_said_to_survive(framework):
    page = card(framework, VerdictKind.UNDETERMINED, ALL)
    assert "could move the difference" in page and "stays the same" not in page


def test_the_tipping_point_and_those_not_covered_are_said(framework):
    names = (*ALL, "tipping-point", "loss-not-covered")
    page = card(framework, VerdictKind.SUPPORTED, names)
    assert "+2.0 points or less" in page and "for 20% whether" in page
    worse = card(framework, VerdictKind.SUPPORTED, names, sign="worse")
    assert "+2.0 points or more" in worse


@pytest.mark.parametrize("names", [(), ALL[:1], ALL[1:]])
def test_without_an_effect_or_a_check_there_is_nothing(framework, names):
    assert card(framework, VerdictKind.SUPPORTED, names) == ""


def test_only_a_release_is_read(framework):
    claim = framework.configurations[CLAIM]
    for draw in (
        lambda r: drawn(r, framework, Words("fi")),
        lambda r: loss_part(r, framework, Words("fi"), claim),
    ):
        with pytest.raises(DisclosureRefused):
            draw(pd.DataFrame())
