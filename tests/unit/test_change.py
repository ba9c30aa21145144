"""Change, reliable change, the scale's ends, the worse half, goals: rules, edges, known truth."""

import re
from dataclasses import replace
from html import unescape

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import evaluation as ev
from evaluation.analyses import change, goals
from evaluation.analyses.change import Pairs
from evaluation.analyses.means import hedges_g
from evaluation.analyses.reliable_change import (
    Group,
    cut_off_c,
    cut_off_c_error,
    error_of_difference,
    kinds_of_change,
    kinds_of_clinical_change,
    reliable_change_index,
    usable_correlation,
)
from evaluation.analyses.study import Study
from evaluation.analyses.worse_half import regression_to_the_mean, worse_half
from evaluation.findings import Finding, Findings, Provenance
from evaluation.framework import Indicator, Norm, Reading, Reliability, Text
from evaluation.report import Report, known_keys
from evaluation.simulation import edge_offices, simulate

SCORES = st.integers(0, 10).map(float)
PAIRS = st.integers(0, 40).flatmap(
    lambda n: st.tuples(arrays(float, n, elements=SCORES), arrays(float, n, elements=SCORES))
)


def indicator(better="up", reliability=None, norm=None):
    said = Text("terveys", "health")
    reading = Reading("assessments", "health", "client")
    return Indicator(
        "health", said, reading, 0, 10, better, "client", said, "test",
        reliability=None if reliability is None else Reliability(reliability, "test"),
        norm=None if norm is None else Norm(*norm, "test"),
    )  # fmt: skip


def answers(rng, n, stable=0.8, mean=5.0, sd=2.0, gain=0.0):
    """Two occasions of one mean and SD that correlate by ``stable``, plus the same gain for all."""
    before, fresh = rng.normal(size=(2, n))
    after = stable * before + np.sqrt(1 - stable**2) * fresh
    return mean + sd * before, mean + sd * after + gain


def counted(part, name):
    return next({c.key: c.n for c in t.parts} for t in part.tables if t.name == name)


def estimate(part, name):
    return next(e for e in part.estimates if e.name == name)


@given(PAIRS, st.sampled_from(["up", "down"]))
def test_each_table_counts_everybody_once_or_nobody(both, better):
    sign = 1.0 if better == "up" else -1.0
    pairs = Pairs(indicator(better, norm=(7, 2)), sign * both[0], sign * both[1])
    for ask in change.QUESTIONS:
        part = ask(pairs)
        assert set(part.notes) <= known_keys("notes")
        for table in part.tables:
            total = sum(c.n for c in table.parts)
            assert total == len(both[0]) or (table.name in ("reliable", "clinical") and total == 0)


@given(PAIRS)
def test_turning_a_scale_turns_nothing_but_its_numbers(both):
    """The same answers on a scale where smaller is better: the same counts, a mirrored limit."""
    before, after = both
    up = change.reliable_change(Pairs(indicator("up", norm=(7, 2)), before, after))
    down = change.reliable_change(Pairs(indicator("down", norm=(-7, 2)), before, after))
    assert (up.tables, up.notes) == (down.tables, down.notes)
    for a, b in zip(up.estimates, down.estimates, strict=True):
        assert (a.value, a.lower, a.upper) == pytest.approx((-b.value, -b.upper, -b.lower))


@given(PAIRS, st.floats(0.1, 5), st.floats(0, 10))
def test_recovered_and_improved_are_the_reliably_improved(both, error, cut_off):
    index = reliable_change_index(*both, error)
    reliable, clinical = kinds_of_change(index), kinds_of_clinical_change(*both, index, cut_off)
    recovered = clinical == "recovered"
    assert set(reliable[recovered]) <= {"improved"}
    assert (reliable[~recovered] == clinical[~recovered]).all()
    assert (both[0][recovered] < cut_off).all() and (both[1][recovered] > cut_off).all()


@pytest.mark.parametrize(
    ("index", "kind"),
    [
        (1.96, "unchanged"),
        (1.9601, "improved"),
        (-1.96, "unchanged"),
        (-1.9601, "deteriorated"),
        (0, "unchanged"),
    ],
)
def test_a_change_must_lie_beyond_the_limit(index, kind):
    assert kinds_of_change(np.array([index])).tolist() == [kind]


@given(st.floats(0, 10), st.floats(0.1, 5), st.floats(0.1, 5), st.floats(0.1, 8))
def test_cut_off_c_lies_as_many_deviations_from_both_means(mean, sd, other_sd, apart):
    clients, others = Group(mean, sd), Group(mean + apart, other_sd)
    limit = cut_off_c(clients, others)
    assert (limit - clients.mean) / sd == pytest.approx((others.mean - limit) / other_sd)


def test_of_those_who_have_not_changed_one_in_twenty_is_called_changed():
    """Known truth: a stable true score and errors of measurement, reliability 0.8."""
    rng = np.random.default_rng(1)
    true = rng.normal(5, 2 * np.sqrt(0.8), 40_000)
    before, after = (true + rng.normal(0, 2 * np.sqrt(0.2), 40_000) for _ in range(2))
    counts = counted(change.reliable_change(Pairs(indicator("up", 0.8), before, after)), "reliable")
    assert counts["improved"] / 40_000 == pytest.approx(0.025, abs=0.003)
    assert counts["deteriorated"] / 40_000 == pytest.approx(0.025, abs=0.003)


def test_without_a_reliability_too_few_are_called_changed_and_a_note_says_so():
    """Known truth: true change differs between persons, so the correlation is below 0.8."""
    rng = np.random.default_rng(2)
    true = rng.normal(5, 2 * np.sqrt(0.8), 5_000)
    before = true + rng.normal(0, 2 * np.sqrt(0.2), 5_000)
    after = true + rng.normal(0.5, 1.5, 5_000) + rng.normal(0, 2 * np.sqrt(0.2), 5_000)
    told = change.reliable_change(Pairs(indicator("up", 0.8), before, after))
    guessed = change.reliable_change(Pairs(indicator("up"), before, after))
    assert usable_correlation(before, after) < 0.8
    assert counted(guessed, "reliable")["improved"] < counted(told, "reliable")["improved"]
    assert (told.notes, guessed.notes) == ((), ("reliability-from-data",))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], []),
        ([3], [4]),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9], [2, 3, 4, 5, 6, 7, 8, 9, 9]),  # nine persons
        ([5] * 20, list(range(10)) * 2),  # all began alike
        (list(range(10)) * 2, [5] * 20),  # all ended alike
        (list(range(10)) * 2, [9 - k for k in range(10)] * 2),  # the better, the worse
        (list(range(10)) * 2, list(range(1, 11)) * 2),  # one and the same step for all
    ],
)
def test_where_nobody_can_be_judged_nobody_is_counted_and_a_note_says_so(before, after):
    pairs = Pairs(indicator(norm=(7, 2)), np.array(before, float), np.array(after, float))
    part = change.reliable_change(pairs)
    assert part.notes == ("reliable-change-not-estimable",)
    assert part.estimates == ()
    assert [sum(c.n for c in t.parts) for t in part.tables] == [0, 0]


@pytest.mark.parametrize("above", [-1.0, 0.1])
def test_clients_who_are_not_clearly_worse_off_than_the_norm_cannot_reach_its_level(above):
    before, after = answers(np.random.default_rng(3), 200)
    norm = (before.mean() + above, 2)
    part = change.reliable_change(Pairs(indicator(norm=norm), before, after))
    assert part.notes == ("reliability-from-data", "clients-like-the-norm")
    assert sum(counted(part, "clinical").values()) == 0
    assert sum(counted(part, "reliable").values()) == 200


def test_the_interval_of_the_cut_off_holds_the_true_one_19_times_in_20():
    rng = np.random.default_rng(4)
    others, truth = Group(9, 1.0), cut_off_c(Group(4.5, 1.8), Group(9, 1.0))
    held = 0
    for sample in rng.normal(4.5, 1.8, (2_000, 60)):
        clients = Group(sample.mean(), sample.std(ddof=1))
        half = 1.96 * cut_off_c_error(clients, others, 60)
        held += abs(cut_off_c(clients, others) - truth) <= half
    assert held / 2_000 == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize(("n", "at_best"), [(49, 20), (50, 8), (100, 15)])
@pytest.mark.parametrize("better", ["up", "down"])
def test_clients_at_the_ends_of_the_scale_are_counted(n, at_best, better):
    best = 10.0 if better == "up" else -0.0
    before = np.array([best] * at_best + [best - 5] * (n - at_best))
    part = change.ends_of_the_scale(Pairs(indicator(better), before, before))
    assert counted(part, "ends-before") == {"best": at_best, "between": n - at_best, "worst": 0}
    assert counted(part, "ends-after") == counted(part, "ends-before")


ANSWERS = st.sampled_from([0.0, 1.0, 5.0, 9.0, 10.0])


@given(st.lists(st.tuples(ANSWERS, ANSWERS), max_size=30), st.sampled_from(["up", "down"]))
def test_kinds_that_are_said_not_to_overlap_do_not(both, better):
    before, after = np.array(both, dtype=float).reshape(-1, 2).T
    sign = -1.0 if better == "down" else 1.0
    measured = indicator(better, reliability=0.9, norm=(5 + 4 * sign, 1.0))
    pairs = Pairs(measured, sign * before, sign * after)
    parts = [ask(pairs) for ask in change.QUESTIONS]
    sizes = {p.who: p.n for part in parts for t in part.tables for p in t.parts if p.who}
    sizes |= {e.of: e.n for part in parts for e in part.estimates}
    for kinds in change.APART:
        assert sum(sizes.get(pairs.those(kind), 0) for kind in kinds) <= len(both)
    for part in (p for found in parts for t in found.tables for p in t.parts if p.within):
        assert part.n <= sizes[part.within]
    for whole, kinds in (union for part in parts for union in part.unions):
        assert sizes[whole] == sum(sizes[kind] for kind in kinds)


def test_the_worse_half_lies_below_the_mean_and_is_seldom_half():
    assert worse_half(np.array([0.0, 0, 1, 9])).tolist() == [True, True, True, False]
    assert worse_half(np.array([5.0, 5])).tolist() == [False, False]


@given(PAIRS)
def test_evening_out_is_never_a_loss_and_never_more_than_the_way_to_the_mean(both):
    before, after = both
    alone = regression_to_the_mean(before, after)
    assert alone.n == worse_half(before).sum()
    if np.isfinite(alone.value):
        distance = before.mean() - before[worse_half(before)].mean()
        assert 0 <= alone.value <= distance
        assert alone.lower <= alone.value <= alone.upper


@pytest.mark.parametrize("stable", [0.3, 0.6, 0.9])
def test_without_any_help_evening_out_is_all_that_is_seen(stable):
    """Known truth: nobody was helped. The interval holds it, and a note says so."""
    rng = np.random.default_rng(5)
    held, seen, alone, noted = 0, [], [], []
    for _ in range(400):
        before, after = answers(rng, 120, stable)
        part = change.change_of_the_worse_half(Pairs(indicator(), before, after))
        found = estimate(part, "regression-to-the-mean")
        distance = before.mean() - before[worse_half(before)].mean()
        held += found.lower <= (1 - stable) * distance <= found.upper
        better = estimate(part, "change-worse-half")
        seen.append(better.value)
        alone.append(found.value)
        if better.lower > 0:
            noted.append(part.notes == ("regression-to-the-mean",))
        else:
            assert part.notes == ()
    assert held / 400 == pytest.approx(0.95, abs=0.035)
    assert np.mean(seen) == pytest.approx(np.nanmean(alone), abs=0.05)
    assert len(noted) > 50 and np.mean(noted) > 0.95


def test_a_gain_for_all_that_is_large_is_not_put_down_to_evening_out():
    rng = np.random.default_rng(6)
    part = change.change_of_the_worse_half(Pairs(indicator(), *answers(rng, 300, 0.8, gain=2.0)))
    assert part.notes == ()


@given(PAIRS)
def test_hedges_g_is_never_told_where_it_cannot_be_computed(both):
    g = hedges_g(*both)
    assert np.isnan(g.value) or g.lower <= g.value <= g.upper
    assert np.isnan(hedges_g(both[0], 2 * both[0]).value)  # a correlation of one


@pytest.fixture(scope="module")
def region(framework):
    observations = simulate(1).observations()
    return ev.memberships(observations, framework), observations


def test_3x10d_is_never_totalled_and_esis_never_told_by_person(region, framework):
    """Also where ESIS was answered on both occasions."""
    table, observations = region
    ids = [i.id for i in framework.indicators.values() if i.instrument == "esis"]
    answered = {f"{id}@{at}": 3.0 for id in ids for at in ("baseline", "follow-up")}
    table = replace(table, frame=table.frame.assign(**answered))
    found = {
        (f.analysis, f.about)
        for analyse in (change.analyse, goals.analyse)
        for f in analyse(Study(table, framework, observations))
    }
    about = {id for _, id in found}
    assert about <= set(framework.indicators)
    assert not about & set(ids)
    items = [i for i in framework.indicators.values() if i.instrument == "3x10d"]
    assert len(items) == 10 and {i.id for i in items} <= about
    assert all(i.reading.table == "assessments" and i.norm and not i.reliability for i in items)
    assert framework.instruments["3x10d"].aggregate == "none"


def test_goals_reached_as_expected_count_as_reached(region, framework):
    table, observations = region
    scores = [49.9, 50 - 1e-12, 50, 62, np.nan]
    few = replace(table, frame=table.frame.head(5).assign(**{"gas_t@follow-up": scores}))
    (found,) = goals.analyse(Study(few, framework, observations))
    assert [(c.key, c.n) for c in found.tables[0].parts] == [("reached", 3), ("not-reached", 1)]
    assert [(e.name, e.unit) for e in found.estimates] == [("mean-t", "t-score")]
    assert found.notes == ("t-depends-on-number-of-goals",)
    (found,) = goals.analyse(Study(table, framework, observations))
    assert sum(c.n for c in found.tables[0].parts) == found.estimates[0].n
    none = replace(table, frame=table.frame.assign(**{"gas_t@follow-up": np.nan}))
    assert list(goals.analyse(Study(none, framework, observations))) == []


def released(framework, tables, observations):
    """The findings of change and goals, through the door, for each scope and the region."""
    origin = Provenance("d" * 64, "f" * 64, "0", "0")

    def findings(table, scope, offices):
        study = Study(table, framework, observations)
        items = (*change.analyse(study), *goals.analyse(study))
        return Findings(scope, items, origin, offices)

    parts = [ev.release(findings(tables.of(o), o, (o,))) for o in tables.offices]
    return parts, ev.release(findings(tables, "region", tables.offices), parts=parts)


def test_the_report_tells_it_in_both_languages_and_scopes(region, framework):
    table, observations = region
    parts, whole = released(framework, table, observations)
    for made in (whole, *parts):
        for language, said in (("fi", "Nousi vertailutasolle"), ("en", "Reached the comparison")):
            page = unescape(Report(made, framework, language).change())
            assert said in page and "nan" not in page.lower().split()
            assert Report(made, framework, language).words("change.goals.title") in page
    words = Report(whole, framework, "fi").words
    page = Report(whole, framework, "fi").change()
    assert words("notes.reliability-from-data") in page
    assert words("notes.t-depends-on-number-of-goals") in page
    assert "joka kahdeskymmenes väli" in page
    # Seven offices hide up to 9 each: at most 63, and never "at most 9".
    assert "≤63" in page and "≤9<" not in page


def test_what_cannot_be_told_is_a_dash_and_the_note_names_its_measure(framework):
    """Health and family can be judged; of life there are too few, and housing is as the norm."""
    rng = np.random.default_rng(7)

    def finding(id, n, mean):
        pairs = Pairs(framework.indicators[id], *answers(rng, n, mean=mean))
        parts = [ask(pairs) for ask in change.QUESTIONS]
        fields = ("estimates", "tables", "notes")
        return Finding("change", id, **{f: sum((getattr(p, f) for p in parts), ()) for f in fields})

    items = (
        finding("x10d_health", 300, 4),
        finding("x10d_family", 300, 4),
        finding("x10d_housing", 300, 9),
        finding("x10d_life", 5, 4),
    )
    origin = Provenance("d" * 64, "f" * 64, "0", "0")
    made = ev.release(Findings("office-a", items, origin, ("office-a",)))
    page = unescape(Report(made, framework, "en").change())

    def row(caption, label):
        body = page.split(f"<caption>{caption}")[1].split("</table>")[0]
        cells = body.split(f'<th scope="row">{label}</th>')[1].split("</tr>")[0]
        return re.findall(r"<td[^>]*>([^<]*)", cells)

    assert row("Clients who clearly changed", "Satisfaction with life as a whole") == ["–"] * 3
    assert "–" not in row("Clients who clearly changed", "Housing")
    reached = "Clients who reached the comparison level"
    assert row(reached, "Housing")[:5] == ["–"] * 5
    assert "–" not in row(reached, "Health")
    words = Report(made, framework, "en").words
    life, housing = "satisfaction with life as a whole", "housing"
    for note, said in (
        ("reliable-change-not-estimable", f"This concerns: {life}."),
        ("clients-like-the-norm", f"This concerns: {housing}."),
        ("reliability-from-data", f"This concerns all measures except: {life}."),
    ):
        assert f"{words(f'notes.{note}')} {said}" in page


def test_offices_at_the_edge_are_told_without_an_error(framework):
    for plan in edge_offices():
        observations = simulate(3, offices=(plan,)).observations()
        table = ev.memberships(observations, framework)
        parts, _ = released(framework, table, observations)
        for part in parts:
            assert "change.title" not in Report(part, framework, "fi").change()


def test_an_empty_frame_and_missing_answers_give_no_finding(region, framework):
    table, observations = region
    for frame in (table.frame.head(0), table.frame.assign(
        **{c: np.nan for c in table.frame if isinstance(c, str) and "@" in c}
    )):  # fmt: skip
        study = Study(replace(table, frame=pd.DataFrame(frame)), framework, observations)
        assert [*change.analyse(study), *goals.analyse(study)] == []


def test_ten_findings_fit_into_their_share_of_the_time(region, framework):
    import time

    study = Study(region[0], framework, region[1])
    list(change.analyse(study))
    start = time.process_time()
    list(change.analyse(study))
    list(goals.analyse(study))
    assert time.process_time() - start < 0.3


def test_the_error_of_a_difference_vanishes_with_perfect_reliability():
    assert error_of_difference(2.0, 0.0) == pytest.approx(2 * np.sqrt(2))
    assert error_of_difference(2.0, 1.0) == 0
