"""The tables of a simulated region keep the data contract, whatever the offices."""

import numpy as np
import pandas as pd
import pytest
from written_values import WINDOWS

from evaluation.errors import BadInput
from evaluation.observations import TABLES
from evaluation.simulation import OfficePlan, edge_offices, simulate, small_office


@pytest.fixture(scope="module")
def region():
    return simulate()


def test_equal_seeds_give_equal_tables_and_others_do_not(region):
    again, other = simulate(), simulate(1)
    for name, frame in region.tables.items():
        pd.testing.assert_frame_equal(frame, again.tables[name])
        assert not frame.equals(other.tables[name])


def test_tables_have_the_columns_of_the_contract(region):
    assert list(region.tables) == list(TABLES)
    for name, frame in region.tables.items():
        assert list(frame) == ["office", *(column.name for column in TABLES[name].columns)]


def test_words_are_codes_of_the_contract(region):
    for name, frame in region.tables.items():
        for column in TABLES[name].columns:
            if column.words:
                assert set(frame[column.name]) <= {"", *column.words.values()}


def test_values_lie_within_the_ranges_of_contract_and_framework(region, framework):
    for name, frame in region.tables.items():
        for column in TABLES[name].columns:
            if column.low is not None:
                assert frame[column.name].dropna().between(column.low, column.high).all()
    rows = region.observations().assessments
    low = rows["indicator"].map({id: i.low for id, i in framework.indicators.items()})
    high = rows["indicator"].map({id: i.high for id, i in framework.indicators.items()})
    assert rows["value"].between(low, high).all()
    assert (rows["value"] == rows["value"].round()).all()


def test_answers_fall_into_windows_and_the_occasions_own_answer_counts(region):
    rows = region.tables["assessments"].merge(
        region.tables["clients"][["office", "client", "started"]], on=["office", "client"]
    )
    day = (rows["date"] - rows["started"]).dt.days
    inside = np.logical_or.reduce([day.between(a, b) for a, b, _ in WINDOWS.values()])
    assert inside.mean() > 0.99
    assert not rows.duplicated(["office", "client", "date", "respondent", "indicator"]).any()


def test_a_few_clients_have_series_long_enough_for_single_case_designs(region):
    rows = region.tables["assessments"]
    series = rows[rows["indicator"] == "participation"].groupby(["office", "client"]).size()
    long = series[series > 3]
    assert 20 <= len(long) <= 80
    assert long.min() >= 10


def test_sessions_come_before_the_follow_up_and_goals_are_reviewed_at_it(region):
    started = region.tables["clients"].set_index(["office", "client"])["started"]
    methods, goals = region.tables["methods"], region.tables["goals"].dropna(subset=["attainment"])
    of_methods = started.reindex(pd.MultiIndex.from_frame(methods[["office", "client"]]))
    assert (methods["date"].to_numpy() - of_methods.to_numpy()).max() < np.timedelta64(270, "D")
    of_goals = started.reindex(pd.MultiIndex.from_frame(goals[["office", "client"]]))
    day = (
        (goals["reviewed_on"].to_numpy() - of_goals.to_numpy()).astype("timedelta64[D]").astype(int)
    )
    assert day.min() >= 270 and day.max() <= 540
    assert set(goals["attainment"]) == {-2, -1, 0, 1, 2}


def test_clients_have_one_to_five_goals_of_different_areas(region):
    goals = region.tables["goals"]
    count = goals.groupby(["office", "client"]).size()
    assert (count.min(), count.max()) == (1, 5)
    assert not goals.duplicated(["office", "client", "goal"]).any()
    assert set(goals["weight"]) == {1.0, 2.0, 3.0}


def test_actions_are_told_back_only_when_done_and_some_are_never_done(region):
    actions = region.tables["actions"]
    assert actions["done_on"].isna().any() and actions["told_back_on"].notna().any()
    assert not (actions["told_back_on"].notna() & actions["done_on"].isna()).any()
    linked = region.tables["feedback"].merge(actions, on=["office", "action"])
    assert len(linked) > 20
    assert (linked["agreed_on"] >= linked["date"]).all()


def test_observations_have_types_pseudonyms_and_the_frameworks_indicators(region, framework):
    read = region.observations()
    assert read.synthetic and len(read.offices) == 7 and len(read.problems) == 0
    assert set(read.assessments["indicator"]) <= set(framework.indicators)
    assert read.clients["client"].is_unique
    assert set(read.methods["client"]) <= set(read.clients["client"])
    assert set(read.methods["worker"].dropna()) <= set(read.workers["worker"])
    assert read.feedback["client"].isna().any()
    assert str(read.clients["started"].dtype) == "datetime64[ns]"
    assert str(read.workers["qualified"].dtype) == "boolean"
    assert read.delivered["office-g", "clients"] == len(read.of("office-g").clients)


def test_edge_offices():
    tables = simulate(3, edge_offices()).tables
    assert "office-a" not in set(tables["clients"]["office"])
    assert tables["workers"].groupby("office").size()["office-b"] == 1
    answers = tables["assessments"]
    assert "hope" in set(answers.loc[answers["office"] == "office-b", "indicator"])
    assert not {"hope", "x10d_difficulties"} & set(
        answers.loc[answers["office"] == "office-c", "indicator"]
    )


def test_an_empty_region_has_empty_tables_with_all_columns():
    tables = simulate(3, (OfficePlan("office-a", 0, 0),)).tables
    assert {name: len(frame) for name, frame in tables.items() if name != "facts"} == dict.fromkeys(
        set(TABLES) - {"facts"}, 0
    )
    assert "attainment" in tables["goals"]


def test_without_loss_everybody_is_met_to_the_end_and_answers_as_with_it():
    kept, usual = simulate(3, loss=False).tables, simulate(3).tables
    for name, at_least in ((kept, 1.0), (usual, 0.4)):
        late = name["assessments"].merge(name["clients"], on=["office", "client"])
        late = late[(late["date"] - late["started"]).dt.days >= 270]
        share = late.groupby(["office", "client"]).ngroups / len(name["clients"])
        assert share == at_least if at_least == 1 else at_least < share < 0.6
    key = ["office", "client", "date", "respondent", "indicator"]
    first = {n: t["assessments"].drop_duplicates(key) for n, t in (("a", kept), ("b", usual))}
    both = first["a"].merge(first["b"], on=key)
    assert len(both) > 50_000
    assert (both["value_x"] == both["value_y"]).mean() > 0.97


def test_one_client_can_be_simulated():
    region = small_office(5, clients=1, workers=1)
    assert len(region.tables["clients"]) == 1
    assert len(region.observations().assessments) > 20


def test_a_small_office_is_small():
    region = small_office(4, clients=30, workers=3)
    assert {name: len(region.tables[name]) for name in ("clients", "workers")} == {
        "clients": 30,
        "workers": 3,
    }
    assert set(region.tables["clients"]["worker"]) <= set(region.tables["workers"]["worker"])


@pytest.mark.parametrize("workers, clients", [(0, 5), (-1, 0), (2, -3)])
def test_impossible_offices_are_refused(workers, clients):
    with pytest.raises(BadInput):
        OfficePlan("office-a", workers, clients)


@pytest.mark.parametrize("scale", [0, -1, float("nan")])
def test_impossible_scales_are_refused(scale):
    with pytest.raises(BadInput):
        simulate(scale=scale)
