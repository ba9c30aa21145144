"""Checks across cells, rows and tables: frame in; frame left and problems out."""

import pandas as pd
import pytest

from evaluation.intake import catalogue as rule
from evaluation.intake import checks
from evaluation.intake.rules import Place
from evaluation.observations import TABLES


def frame(*rows, **columns):
    """Rows numbered from 2, dates as dates."""
    made = pd.DataFrame(list(rows)) if rows else pd.DataFrame(columns)
    made.index = pd.RangeIndex(2, 2 + len(made))
    dates = {column.name for t in TABLES.values() for column in t.columns if column.kind == "date"}
    for name in dates & set(made.columns):
        made[name] = pd.to_datetime(made[name])
    return made


def told(problems):
    return [(p.rule, p.row, p.column) for p in problems]


def test_a_clients_later_rows_are_refused(around):
    clients = frame(client=["c-1", "c-2", "c-1", "c-1"])
    left, problems = checks.one_row_a_client(clients, around("clients"))
    assert list(left.index) == [2, 3]
    assert told(problems) == [(rule.REPEATED_CLIENT.what.en, row, "client") for row in (4, 5)]


def test_a_workers_later_rows_are_refused(around):
    left, problems = checks.one_row_a_worker(frame(worker=["w", "w"]), around("workers"))
    assert list(left.index) == [2]
    assert told(problems) == [(rule.REPEATED_WORKER.what.en, 3, "worker")]


def test_the_end_is_not_before_the_start(around):
    dates = frame(
        started=["2024-03-01", "2024-03-01", "2024-03-01", None],
        ended=["2024-03-01", "2024-02-29", None, "2024-03-01"],
    )
    left, problems = checks.ended_after_started(dates, around("workers"))
    assert list(left.index) == [2, 4, 5]
    assert told(problems) == [(rule.ENDED_FIRST.what.en, 3, "ended")]


def test_clients_are_born_before_their_service(around):
    clients = frame(started=["2024-03-01"] * 3, birth_year=pd.array([2024, 2025, None], "Int64"))
    left, problems = checks.born_before_start(clients, around("clients"))
    assert list(left.index) == [2, 4]
    assert told(problems) == [(rule.BORN_LATER.what.en, 3, "birth_year")]


def test_rows_about_unknown_clients_are_refused_and_the_reason_told(around):
    rows = frame(client=["c-1", "c-9", None, "c-3"])
    left, problems = checks.client_is_known(rows, around("feedback"))
    assert list(left.index) == [2, 4]
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
    assert left["indicator"].to_dict() == {2: "plan_together", 3: "plan_together_worker", 4: "hope"}
    assert left["indicator"].dtype == "str"
    assert told(problems) == [(rule.OTHER_RESPONDENT.what.en, row, "indicator") for row in (5, 6)]


def test_facts_have_no_respondent(around):
    left, problems = checks.respondent_fits(
        frame(indicator=["työttömyysaste", "hope"]), around("facts")
    )
    assert left["indicator"].to_dict() == {2: "unemployment_rate"}
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
    left, problems = checks.assessed_after_start(rows, around("assessments"))
    assert list(left.index) == [2, 4]
    assert told(problems) == [(rule.ASSESSED_FIRST.what.en, 3, "date")]


def test_goals_are_reviewed_after_they_are_set(around):
    goals = frame(set_on=["2024-03-02"] * 3, reviewed_on=["2024-03-02", "2024-03-01", None])
    left, problems = checks.reviewed_after_set(goals, around("goals"))
    assert list(left.index) == [2, 4]
    assert told(problems) == [(rule.REVIEWED_FIRST.what.en, 3, "reviewed_on")]


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
    assert list(left.index) == [2, 3]
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
    assert list(left.index) == [3]
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
    rows.loc[3, "date"] = pd.Timestamp("2024-03-02")
    rows.loc[4, "respondent"] = "worker"
    rows.loc[5, "indicator"] = "plan_together"
    left, problems = checks.one_answer(rows, around("assessments"))
    assert len(left) == 4 and problems == ()


def test_facts_are_about_a_period_and_an_indicator(around):
    facts = frame(period=["2023", "2023", "2024"], indicator=["u"] * 3, value=[1.0, 2.0, 1.0])
    left, problems = checks.one_answer(facts, around("facts"))
    assert list(left.index) == [4]
    assert len(problems) == 2


def test_personal_details_are_taken_out_of_free_texts(around):
    rows = frame(text=["Soita 040 123 4567", None, "hyvä"], action=["a1", None, "131052-308T"])
    rows = rows.astype("str")
    left, problems = checks.without_personal_details(rows, around("feedback"))
    assert left["text"].tolist()[::2] == ["Soita [poistettu]", "hyvä"]
    assert left["text"].isna().tolist() == [False, True, False]
    assert left["action"].tolist()[::2] == ["a1", "[poistettu]"]
    assert left["text"].dtype == "str"
    assert told(problems) == [
        (rule.DETAIL_REMOVED.what.en, 2, "text"),
        (rule.DETAIL_REMOVED.what.en, 4, "action"),
    ]


def test_clients_of_unknown_workers_are_told_of(around):
    clients, workers = frame(worker=["w-1", "w-2"]), frame(worker=["w-1"])
    problems = checks.workers_are_known(clients, workers, Place("office-a", "file.csv"))
    assert told(problems) == [(rule.NO_SUCH_WORKER.what.en, 3, "worker")]


def test_every_table_has_its_checks():
    assert list(checks.CHECKS) == list(TABLES)
