"""Texts of a table → typed columns and problems."""

import numpy as np
import pandas as pd
import pytest

from evaluation.intake import catalogue as rule
from evaluation.intake.columns import clients_of, empty, expected, read_columns
from evaluation.intake.headers import Sent
from evaluation.intake.raw import coded
from evaluation.intake.rules import Origin, Place
from evaluation.intake.workbooks.marks import NO_SAVED_RESULT
from evaluation.observations import TABLES

PLACE = Place("office-a", "file.csv")
SOUND = {
    "clients": {"client": "1", "worker": "w", "started": "1.3.2024"},
    "assessments": {
        "client": "1",
        "date": "1.3.2024",
        "respondent": "asiakas",
        "indicator": "hope",
        "value": "7",
    },
    "goals": {"client": "1", "goal": "Oma koti", "set_on": "1.3.2024"},
    "methods": {"client": "1", "date": "1.3.2024", "method": "kotikäynti"},
    "actions": {"action": "a1"},
    "workers": {"worker": "w"},
}


def texts(table, *rows):
    columns = [column.name for column in TABLES[table].columns]
    cells = [{**SOUND[table], **row} for row in rows]
    n = len(rows)
    origin = Origin((PLACE,), ({},), np.arange(2, 2 + n), (n,))
    return Sent({c: coded(cell.get(c) for cell in cells) for c in columns}, origin, n)


def read(setting, table, *rows):
    """Rows at 0, 1, 2 … which are rows 2, 3, 4 … of the file."""
    frame, problems = read_columns(texts(table, *rows), TABLES[table], setting)
    return frame, [(p.rule, p.row, p.column) for p in problems]


def test_types_of_a_full_table(setting):
    frame, problems = read(
        setting,
        "goals",
        {"life_area": "Asuminen", "weight": "1,5", "reviewed_on": "1.4.2024", "attainment": "-2"},
        {},
    )
    assert problems == []
    assert frame.dtypes.map(str).to_dict() == {
        "client": "category", "goal": "category", "life_area": "category", "weight": "float64",
        "set_on": "datetime64[ns]", "reviewed_on": "datetime64[ns]", "attainment": "Int64",
    }  # fmt: skip
    assert frame["life_area"].tolist()[0] == "housing"
    assert frame.loc[0, "attainment"] == -2
    assert frame.loc[0, "reviewed_on"] == pd.Timestamp(2024, 4, 1)
    missing = ["life_area", "weight", "reviewed_on", "attainment"]
    assert frame.loc[1].isna().to_dict() == {c: c in missing for c in frame}


@pytest.mark.parametrize("name", list(TABLES))
def test_an_empty_table_has_all_columns_and_the_same_types(setting, name):
    table = TABLES[name]
    columns = {column.name: coded([]) for column in table.columns}
    frame, problems = read_columns(Sent(columns, Origin(), 0), table, setting)
    assert problems == ()
    pd.testing.assert_frame_equal(frame, empty(table), check_index_type=False)
    assert frame.dtypes.equals(empty(table).dtypes)


def test_an_optional_column_without_a_single_value_keeps_its_type(setting):
    frame, _ = read(setting, "workers", {}, {"worker": "v"})
    assert frame.dtypes.map(str).tolist() == [
        "category", "boolean", "float64", "float64", "datetime64[ns]", "datetime64[ns]",
    ]  # fmt: skip
    assert frame.drop(columns="worker").isna().all(axis=None)


@pytest.mark.parametrize("word", ["", "  ", "NA", "na", "-", "Ei tietoa", "\u00a0", None])
def test_words_for_nothing(setting, word):
    frame, problems = read(setting, "workers", {"caseload": word})
    assert problems == []
    assert frame["caseload"].isna().all()
    frame, problems = read(setting, "workers", {"worker": word})
    assert frame.empty
    assert problems == [(rule.NO_VALUE.what.en, 2, "worker")]


@pytest.mark.parametrize(
    ("table", "column", "text", "broken"),
    [
        ("clients", "client", "131052-308U", rule.BAD_IDENTITY),
        ("clients", "worker", "1,2E+16", rule.DAMAGED_ID),
        ("clients", "birth_year", "1899", rule.OUT_OF_RANGE),
        ("clients", "birth_year", "80", rule.OUT_OF_RANGE),
        ("clients", "gender", "x", rule.UNKNOWN_WORD),
        ("clients", "client_group", "jotkut", rule.UNKNOWN_WORD),
        ("clients", "started", "1.3.24", rule.TWO_DIGIT_YEAR),
        ("clients", "ended", "1.1.2025", rule.FUTURE),
        ("assessments", "respondent", "joku", rule.UNKNOWN_WORD),
        ("assessments", "client_present", "ehkä", rule.UNKNOWN_WORD),
        ("assessments", "value", "seitsemän", rule.NOT_A_NUMBER),
        ("assessments", "value", NO_SAVED_RESULT, rule.NO_RESULT),
        ("assessments", "value", "#DIV/0!", rule.EXCEL_ERROR),
        ("assessments", "indicator", "unknown", rule.UNKNOWN_INDICATOR),
        ("goals", "goal", "#PUUTTUU!", rule.EXCEL_ERROR),
        ("goals", "attainment", "3", rule.OUT_OF_RANGE),
        ("goals", "attainment", "0,5", rule.NOT_WHOLE),
        ("methods", "method", "unknown", rule.UNKNOWN_METHOD),
        ("methods", "minutes", "1441", rule.OUT_OF_RANGE),
        ("workers", "fte", "1,6", rule.OUT_OF_RANGE),
    ],
)
def test_a_bad_cell_refuses_its_row_only(setting, table, column, text, broken):
    frame, problems = read(setting, table, {}, {column: text}, {})
    assert list(frame.index) == [0, 2]
    assert problems == [(broken.what.en, 3, column)]


@pytest.mark.parametrize(
    ("table", "column", "text"),
    [("actions", "due_on", "1.6.2030"), ("workers", "ended", "31.12.2026")],
)
def test_plans_may_lie_ahead(setting, table, column, text):
    frame, problems = read(setting, table, {column: text})
    assert problems == []
    assert frame[column].notna().all()


def test_all_bad_cells_of_a_row_are_told(setting):
    frame, problems = read(setting, "workers", {"fte": "9", "caseload": "x", "qualified": "?"})
    assert frame.empty
    assert [(column, row) for _, row, column in problems] == [
        ("qualified", 2),
        ("fte", 2),
        ("caseload", 2),
    ]


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("kyllä", True),
        ("E", False),
        ("TRUE", True),
        ("tosi", True),
        ("EPÄTOSI", False),
        ("1", True),
    ],
)
def test_truth_values(setting, text, truth):
    frame, _ = read(setting, "workers", {"qualified": text})
    assert frame["qualified"].tolist() == [truth]


def test_codes_by_id_label_and_alias(setting):
    words = ["home-visit", "KOTIKÄYNTI", "home visit", "Käynti kotona", "home_visit "]
    frame, problems = read(setting, "methods", *({"method": word} for word in words))
    assert [p for p in problems if p[1] != 6] == []
    assert set(frame["method"]) == {"home-visit"}
    assert len(frame) == 5


def test_ids_leave_no_trace(setting):
    frame, _ = read(setting, "clients", {"client": "00123", "worker": "Šárka"})
    assert frame["client"].str.fullmatch("c-[0-9a-f]{20}").all()
    assert frame["worker"].str.fullmatch("w-[0-9a-f]{20}").all()


def test_all_clients_that_were_sent_are_known_also_refused_ones(setting):
    rows = texts("clients", {"client": "1"}, {"client": "2", "started": "?"}, {"client": "-"})
    sent = clients_of(rows, setting)
    assert sent == {setting.pseudonyms.client(id, "office-a") for id in ("1", "2")}


def test_what_was_expected_is_told_in_the_contracts_words(setting):
    clients, goals = TABLES["clients"], TABLES["goals"]
    assert expected(rule.OUT_OF_RANGE, goals.column("attainment"), setting) == "-2 … 2"
    assert "nainen" in expected(rule.UNKNOWN_WORD, clients.column("gender"), setting)
    group = expected(rule.UNKNOWN_WORD, clients.column("client_group"), setting)
    assert group == "aikuiset (adults), iäkkäät (older-people)"
