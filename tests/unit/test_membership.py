"""The memberships table: occasions, directions, doses, and what is missing stays missing."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.contract import TABLES
from evaluation.framework import Condition, Text
from evaluation.membership import memberships
from evaluation.observations import Observations
from evaluation.scoring import degree

START = pd.Timestamp("2008-01-01")


def frame(table, rows):
    columns = ["office", *(c.name for c in TABLES[table].columns)]
    made = pd.DataFrame(rows, columns=columns)
    for column in TABLES[table].columns:
        if column.kind == "date":
            made[column.name] = pd.to_datetime(made[column.name])
        elif column.kind in ("number", "integer"):
            made[column.name] = made[column.name].astype("Float64").astype(float)
    return made


def days(n):
    return START + pd.Timedelta(days=n)


def answer(client, day, indicator, value, respondent="client"):
    return ("office-a", client, days(day), respondent, None, indicator, value)


def observed(assessments=(), methods=(), goals=(), clients=("c1", "c2"), workers=()):
    tables = {name: frame(name, []) for name in TABLES}
    tables["clients"] = frame(
        "clients",
        [("office-a", c, "w1", 1980, None, None, START, None, None) for c in clients],
    )
    tables["assessments"] = frame("assessments", list(assessments))
    tables["methods"] = frame("methods", list(methods))
    tables["goals"] = frame("goals", list(goals))
    tables["workers"] = frame("workers", list(workers))
    return Observations(**tables, offices=("office-a",))


def test_change_is_follow_up_minus_baseline_and_better_is_up(framework):
    table = memberships(
        observed(
            [
                answer("c1", 0, "participation", 4),
                answer("c1", 360, "participation", 7),
                answer("c1", 0, "fear_of_consequences", 8),
                answer("c1", 360, "fear_of_consequences", 3),
                answer("c2", 0, "participation", 5),
            ]
        ),
        framework,
    )
    assert table.value("participation", "change").tolist()[:1] == [3.0]
    assert table.value("fear_of_consequences", "change").tolist()[:1] == [5.0]
    assert np.isnan(table.value("participation", "change")["office-a/c2"])


@pytest.mark.parametrize(
    ("day", "occasion"),
    [
        (-32, None),
        (-31, "baseline"),
        (60, "baseline"),
        (61, None),
        (89, None),
        (90, "midway"),
        (210, "midway"),
        (211, None),
        (269, None),
        (270, "follow-up"),
        (540, "follow-up"),
        (541, None),
    ],
)
def test_an_answer_counts_on_the_occasion_its_day_falls_in(framework, day, occasion):
    table = memberships(observed([answer("c1", day, "hope", 6)]), framework)
    found = {
        at for at in framework.occasions if not np.isnan(table.value("hope", at)["office-a/c1"])
    }
    assert found == ({occasion} if occasion else set())
    assert table.frame["reached"]["office-a/c1"] == (occasion or "none")


def test_the_first_baseline_and_the_last_follow_up_count(framework):
    answers = [answer("c1", day, "hope", day) for day in (20, 3, 300, 500, 400)]
    table = memberships(observed(answers), framework)
    assert table.value("hope", "baseline")["office-a/c1"] == 3
    assert table.value("hope", "follow-up")["office-a/c1"] == 500


@pytest.mark.parametrize(("day", "occasion", "kept"), [(5, "baseline", 1), (400, "follow-up", 3)])
def test_answers_of_one_day_keep_the_order_of_their_rows(framework, day, occasion, kept):
    answers = [answer("c1", day, "hope", value) for value in (1, 2, 3)]
    assert memberships(observed(answers), framework).value("hope", occasion).iloc[0] == kept


answers_of_anybody = st.lists(
    st.tuples(
        st.sampled_from(["c1", "c2", "unknown"]),
        st.integers(-40, 560),
        st.sampled_from(["hope", "trust", "unheard_of"]),
        st.sampled_from([0.0, 3.0, 7.0, np.nan]),
    ),
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(answers_of_anybody)
def test_the_table_holds_what_a_search_row_by_row_finds(framework, answers):
    found = memberships(observed([answer(*each) for each in answers]), framework)
    for client, item in (("c1", "hope"), ("c2", "trust")):
        own = sorted((a for a in answers if (a[0], a[2]) == (client, item)), key=lambda a: a[1])
        for occasion in framework.occasions.values():
            inside = [a[3] for a in own if occasion.from_day <= a[1] <= occasion.to_day]
            expected = inside[0 if occasion.take == "first" else -1] if inside else np.nan
            value = found.value(item, occasion.id)[f"office-a/{client}"]
            assert value == expected or (np.isnan(value) and np.isnan(expected))


def test_no_session_is_zero_only_where_methods_are_recorded(framework):
    empty = memberships(observed(), framework)
    assert empty.value("interactive_sessions", "follow-up").isna().all()
    sessions = (10, 200, 540, 541)
    rows = [("office-a", "c1", "w1", days(day), "interactive-meeting", 60) for day in sessions]
    table = memberships(observed(methods=rows), framework)
    assert table.value("interactive_sessions", "follow-up").to_dict() == {
        "office-a/c1": 3.0,
        "office-a/c2": 0.0,
    }
    assert table.value("interactive_sessions", "baseline")["office-a/c1"] == 1.0


def test_only_reviewed_goals_make_a_t_score(framework):
    rows = [
        ("office-a", "c1", "g1", None, 1, START, days(360), 1),
        ("office-a", "c1", "g2", None, None, START, days(360), -1),
        ("office-a", "c2", "g1", None, 1, START, None, None),
    ]
    scores = memberships(observed(goals=rows), framework).value("gas_t", "follow-up")
    assert scores["office-a/c1"] == pytest.approx(50.0)
    assert np.isnan(scores["office-a/c2"])


def test_unknown_is_not_out_of_the_set(framework):
    table = memberships(observed(), framework)
    assert table.frame["felt-heard"].isna().all()
    assert table.degree(["felt-heard", "plan-made"]).isna().all()


def test_one_person_in_two_offices_has_a_row_in_each(framework):
    first = observed([answer("c1", 0, "hope", 4), answer("c1", 360, "hope", 6)])
    tables = {}
    for name in TABLES:
        there = first.table(name).assign(office="office-b")
        if name == "assessments":
            there = there[there["value"] == 4]
        tables[name] = pd.concat([first.table(name), there], ignore_index=True)
    both = Observations(**tables, offices=("office-a", "office-b"))
    change = memberships(both, framework).value("hope", "change")
    assert change["office-a/c1"] == 2.0 and np.isnan(change["office-b/c1"])


def test_an_office_without_clients_gives_an_empty_table(framework):
    table = memberships(observed(clients=()), framework)
    assert len(table.frame) == 0 and table.first_day == ""
    assert set(framework.conditions) <= set(table.frame.columns)


def test_belonging_to_all_is_the_smallest_degree(framework):
    answers = [answer("c1", 150, "felt_heard", 8), answer("c1", 150, "hope", 5.5)]
    table = memberships(observed(answers), framework)
    assert table.degree(["felt-heard", "hope-awakened"])["office-a/c1"] == pytest.approx(0.5)


numbers = st.floats(0, 10)


@given(numbers, numbers)
def test_degrees_rise_with_the_value_and_stay_between_0_and_1(a, b):
    heard = Condition("c", Text("", ""), "i", "midway", 3, 5.5, 8, "test")
    low, high = degree(pd.Series(sorted((a, b))), heard)
    assert 0 <= low <= high <= 1
    turned = replace(heard, out=8, full=3)
    assert degree(pd.Series([a]), turned)[0] == pytest.approx(1 - degree(pd.Series([a]), heard)[0])
