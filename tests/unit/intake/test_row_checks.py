"""Checks across cells, rows and tables: frame in; frame left and problems out."""

import dataclasses

import pandas as pd
import pytest
from conftest import origin_of

from evaluation.intake import catalogue as rule
from evaluation.intake import checks, codes, dates, scales
from evaluation.observations import TABLES

TEXTS = {"client", "worker", "text", "code"}
KINDS = {column.name: column.kind for t in TABLES.values() for column in t.columns}


def frame(*rows, **columns):
    """Rows at 0, 1, 2 … (rows 2, 3, 4 … of the file), dates as dates, texts as categories."""
    made = pd.DataFrame(list(rows)) if rows else pd.DataFrame(columns)
    for name in made:
        if KINDS[name] == "date":
            made[name] = pd.to_datetime(made[name])
        elif KINDS[name] in TEXTS:
            made[name] = made[name].astype("str").astype("category")
        elif KINDS[name] == "number":
            made[name] = made[name].astype(float)
    return made


def told(problems):
    return [(p.rule, p.row, p.column) for p in problems]


def test_a_clients_later_rows_are_refused(around):
    clients = frame(client=["c-1", "c-2", "c-1", "c-1"], worker=["w", "w", "v", "u"])
    left, problems = checks.one_row_a_client(clients, around("clients"))
    assert list(left.index) == [0, 1]
    assert told(problems) == [(rule.REPEATED_CLIENT.what.en, row, "client") for row in (4, 5)]


def test_a_workers_later_rows_are_refused(around):
    left, problems = checks.one_row_a_worker(
        frame(worker=["w", "w"], fte=[1.0, 0.5]), around("workers")
    )
    assert list(left.index) == [0]
    assert told(problems) == [(rule.REPEATED_WORKER.what.en, 3, "worker")]


def test_the_end_is_not_before_the_start(around):
    rows = frame(
        started=["2024-03-01", "2024-03-01", "2024-03-01", None],
        ended=["2024-03-01", "2024-02-29", None, "2024-03-01"],
    )
    left, problems = dates.ended_after_started(rows, around("workers"))
    assert list(left.index) == [0, 2, 3]
    assert told(problems) == [(rule.ENDED_FIRST.what.en, 3, "ended")]


def test_clients_are_born_before_their_service(around):
    clients = frame(started=["2024-03-01"] * 3, birth_year=pd.array([2024, 2025, None], "Int64"))
    left, problems = dates.born_before_start(clients, around("clients"))
    assert list(left.index) == [0, 2]
    assert told(problems) == [(rule.BORN_LATER.what.en, 3, "birth_year")]


def test_rows_about_unknown_clients_are_refused_and_the_reason_told(around):
    rows = frame(client=["c-1", "c-9", None, "c-3"])
    left, problems = checks.client_is_known(rows, around("feedback"))
    assert list(left.index) == [0, 2]
    assert told(problems) == [
        (rule.CLIENT_REFUSED.what.en, 5, "client"),
        (rule.NO_SUCH_CLIENT.what.en, 3, "client"),
    ]


def test_the_respondent_says_which_indicator_is_meant(around):
    rows = frame(
        indicator=["plan together", "plan together", "hope", "hope", "unemployment rate"],
        respondent=["client", "worker", "client", "worker", "client"],
    )
    left, problems = checks.respondent_fits(rows, around("assessments"))
    assert left["indicator"].to_dict() == {0: "plan_together", 1: "plan_together_worker", 2: "hope"}
    assert told(problems) == [(rule.OTHER_RESPONDENT.what.en, row, "indicator") for row in (5, 6)]


def test_facts_have_no_respondent(around):
    left, problems = checks.respondent_fits(
        frame(indicator=["työttömyysaste", "hope"]), around("facts")
    )
    assert left["indicator"].to_dict() == {0: "unemployment_rate"}
    assert told(problems) == [(rule.OTHER_RESPONDENT.what.en, 3, "indicator")]


@pytest.mark.parametrize(
    "check", [checks.respondent_fits, checks.value_in_range, checks.one_answer]
)
def test_an_empty_table_passes(around, check):
    rows = frame(client=[], date=[], respondent=[], indicator=[], value=[])
    left, problems = check(rows, around("assessments"))
    assert left.empty and problems == ()


def test_values_lie_in_their_own_indicators_range(around):
    rows = frame(indicator=["hope"] * 4 + ["esis_01"] * 3, value=[-0.1, 0, 10, 10.1, 0.9, 1, 5.1])
    left, problems = checks.value_in_range(rows, around("assessments"))
    assert list(left["value"]) == [0, 10, 1]
    assert [(p.row, p.expected) for p in problems] == [
        (2, "0 … 10"),
        (5, "0 … 10"),
        (6, "1 … 5"),
        (8, "1 … 5"),
    ]


def test_an_assessment_may_be_31_days_before_the_start_but_not_32(around):
    rows = frame(client=["c-1"] * 3, date=["2024-01-30", "2024-01-29", "2024-09-01"])
    left, problems = dates.assessed_after_start(rows, around("assessments"))
    assert list(left.index) == [0, 2]
    assert told(problems) == [(rule.ASSESSED_FIRST.what.en, 3, "date")]


def test_goals_are_reviewed_after_they_are_set(around):
    goals = frame(set_on=["2024-03-02"] * 3, reviewed_on=["2024-03-02", "2024-03-01", None])
    left, problems = dates.reviewed_after_set(goals, around("goals"))
    assert list(left.index) == [0, 2]
    assert told(problems) == [(rule.REVIEWED_FIRST.what.en, 3, "reviewed_on")]


def test_an_assessment_may_come_after_the_end_until_the_last_occasion(around, lookups):
    lookups = dataclasses.replace(lookups, windows=((-31, 60), (90, 210), (270, 540)))
    rows = frame(client=["c-1", "c-1", "c-2"], date=["2026-03-24", "2026-03-25", "2029-01-01"])
    left, problems = dates.assessed_soon_enough(rows, around("assessments", lookups=lookups))
    assert list(left.index) == [0, 2]
    assert told(problems) == [(rule.ASSESSED_LATE.what.en, 3, "date")]


def test_answers_that_no_occasion_counts_are_told_of(around, lookups):
    lookups = dataclasses.replace(lookups, windows=((-31, 60), (90, 210)))
    around = around("assessments", lookups=lookups)
    days = ["2024-01-30", "2024-04-30", "2024-05-01", "2024-05-30", "2024-09-28"]
    rows = frame(client=["c-1"] * 4 + ["c-2"], date=days)
    left, problems = dates.first_answer_in_time(rows, around)
    assert len(left) == 5
    assert told(problems) == [
        (rule.BETWEEN_OCCASIONS.what.en, 4, "date"),
        (rule.BETWEEN_OCCASIONS.what.en, 6, "date"),
        (rule.NO_FIRST_ANSWER.what.en, 6, "date"),
    ]


@pytest.mark.parametrize(
    ("check", "column", "broken"),
    [
        (dates.set_during_service, "set_on", rule.GOAL_OUTSIDE),
        (dates.used_during_service, "date", rule.MET_OUTSIDE),
    ],
)
def test_goals_and_meetings_belong_to_the_service(around, check, column, broken):
    days = ["2024-01-30", "2024-01-29", "2024-10-31", "2024-11-01", "2029-01-01"]
    rows = frame(**{"client": ["c-1"] * 4 + ["c-2"], column: days})
    left, problems = check(rows, around("goals"))
    assert list(left.index) == [0, 2, 4]
    assert told(problems) == [(broken.what.en, row, column) for row in (3, 5)]


def scale(*values, high=10):
    return [codes.Scale(0, high, frozenset({"hope", "trust"}))], frame(
        indicator=["hope", "trust"] * (len(values) // 2) + ["hope"] * (len(values) % 2),
        value=list(values),
    )


@pytest.mark.parametrize(
    ("values", "shifted"),
    [
        ([11, 1, 7, 5], True),  # 1–11 in place of 0–10
        ([10, 1, 7, 5], False),
        ([11, 0, 7, 5], False),  # somebody used 0: the 11 is a slip
        ([-1, 9, 7, 5], True),
        ([-1, 10, 7, 5], False),
        ([12, 1, 7, 5], False),
        ([], False),
    ],
)
def test_a_scale_coded_one_step_off_refuses_the_whole_instrument(around, lookups, values, shifted):
    scales_, rows = scale(*values)
    ranges = {"hope": (0, 10), "trust": (0, 10)}
    lookups = dataclasses.replace(lookups, scales=tuple(scales_), ranges=ranges)
    left, problems = scales.not_shifted(rows, around("assessments", lookups=lookups))
    assert len(left) == (0 if shifted else len(values))
    assert len(problems) == (len(values) if shifted else 0)
    assert {p.rule for p in problems} <= {rule.SHIFTED_SCALE.what.en}


def test_a_scale_of_few_steps_is_left_to_its_own_range(around, lookups):
    _, rows = scale(1, 2, 3, 3)
    scales_ = (codes.Scale(0, 2, frozenset({"hope", "trust"})),)
    ranges = {"hope": (0, 2), "trust": (0, 2)}
    lookups = dataclasses.replace(lookups, scales=scales_, ranges=ranges)
    left, problems = scales.not_shifted(rows, around("assessments", lookups=lookups))
    assert len(left) == 4 and problems == ()


def test_a_row_that_two_files_hold_is_read_once_however_often_it_stands(around):
    events = {"client": "c-1", "method": "home-visit"}
    rows = frame(*[events] * 5)
    two_sheets = origin_of(3, "methods", places=("one.csv", "two.csv"))
    left, problems = checks.no_row_from_two_files(rows, around("methods", origin=two_sheets))
    assert list(left.index) == [0, 1, 2]  # three in the first file, two of them in the second
    assert [(p.file, p.row) for p in problems] == [("two.csv", 2), ("two.csv", 3)]


def answers(*values, present=None):
    return frame(
        *(
            {"client": client, "date": "2024-03-01", "respondent": "client", "indicator": "hope",
             "value": value, "client_present": seen}
            for client, value, seen in (v if len(v) == 3 else (*v, True) for v in values)
        )
    )  # fmt: skip


def test_identical_answers_are_read_once(around):
    rows = answers(("c-1", 7), ("c-2", 7), ("c-1", 7))
    left, problems = checks.one_answer(rows, around("assessments"))
    assert list(left.index) == [0, 1]
    assert told(problems) == [(rule.REPEATED_ROW.what.en, 4, "")]
    assert problems[0].severity == "warning"


@pytest.mark.parametrize(
    "rows",
    [
        [("c-1", 7), ("c-2", 5), ("c-1", 8)],
        [("c-1", 7), ("c-2", 5), ("c-1", 7, False)],
    ],
)
def test_differing_answers_are_all_refused(around, rows):
    left, problems = checks.one_answer(answers(*rows), around("assessments"))
    assert list(left.index) == [1]
    assert told(problems) == [(rule.DIFFERING_ROWS.what.en, row, "value") for row in (2, 4)]


def test_a_repeated_answer_among_differing_ones_is_refused_with_them(around):
    rows = answers(("c-1", 7), ("c-1", 7), ("c-1", 8))
    left, problems = checks.one_answer(rows, around("assessments"))
    assert left.empty
    assert [(p.rule, p.row) for p in problems] == [
        (rule.DIFFERING_ROWS.what.en, row) for row in (2, 3, 4)
    ]


def test_other_days_respondents_and_indicators_are_other_answers(around):
    rows = answers(*[("c-1", 7)] * 4).astype({"respondent": object, "indicator": object})
    rows.loc[1, "date"] = pd.Timestamp("2024-03-02")
    rows.loc[2, "respondent"] = "worker"
    rows.loc[3, "indicator"] = "plan_together"
    rows = rows.astype({"respondent": "category", "indicator": "category"})
    left, problems = checks.one_answer(rows, around("assessments"))
    assert len(left) == 4 and problems == ()


def test_facts_are_about_a_period_and_an_indicator(around):
    facts = frame(period=["2023", "2023", "2024"], indicator=["u"] * 3, value=[1.0, 2.0, 1.0])
    left, problems = checks.one_answer(facts, around("facts"))
    assert list(left.index) == [2]
    assert len(problems) == 2


def test_personal_details_are_taken_out_of_free_texts(around):
    rows = frame(text=["Soita 040 123 4567", None, "hyvä"], action=["a1", None, "131052-308T"])
    left, problems = checks.without_personal_details(rows, around("feedback"))
    assert left["text"].tolist()[::2] == ["Soita [poistettu]", "hyvä"]
    assert left["text"].isna().tolist() == [False, True, False]
    assert left["action"].tolist()[::2] == ["a1", "[poistettu]"]
    assert told(problems) == [
        (rule.DETAIL_REMOVED.what.en, 2, "text"),
        (rule.DETAIL_REMOVED.what.en, 4, "action"),
    ]


def test_clients_of_unknown_workers_are_told_of(around):
    clients, workers = frame(worker=["w-1", "w-2"]), frame(worker=["w-1"])
    problems = checks.workers_are_known(clients, workers, origin_of(2))
    assert told(problems) == [(rule.NO_SUCH_WORKER.what.en, 3, "worker")]


def test_every_table_has_its_checks():
    assert list(checks.CHECKS) == list(TABLES)
