"""However an office writes its data down, the same rows are read."""

import pandas as pd
import pytest
from conftest import KEY, TODAY
from pandas.testing import assert_frame_equal
from renderings import DATA, dialects, expected, write_csv, write_ods, write_xlsx

from evaluation.intake import read_office
from evaluation.observations import TABLES

TEXTS = [*dialects(";\t"), *dialects(",")]
BOOKS = {
    "xlsx in Finnish": lambda folder: write_xlsx(folder, 0),
    "xlsx in English": lambda folder: write_xlsx(folder, 1),
    "xlsx with an id as a number of five digits": lambda folder: write_xlsx(folder, 2, True),
    "ods in Finnish": lambda folder: write_ods(folder, 0),
    "ods in English": lambda folder: write_ods(folder, 1),
}


def test_the_data_have_every_table_column_and_an_empty_cell_where_one_may_be():
    assert set(DATA) == set(TABLES) and len(set(map(str, TEXTS))) == 90
    for name, rows in DATA.items():
        for i, column in enumerate(TABLES[name].columns):
            values = [row[i] for row in rows]
            assert any(value is not None for value in values), (name, column.name)
            if column.required:
                assert None not in values, (name, column.name)


def holds_all_data(folder, theory):
    observations = read_office(folder, theory, "office-a", KEY, TODAY)
    assert not len(observations.problems), [str(p) for p in observations.problems]
    for name, rows in DATA.items():
        assert_frame_equal(observations.table(name), expected(name, "office-a", KEY))
        assert observations.delivered[("office-a", name)] == len(rows)


@pytest.mark.parametrize("dialect", TEXTS, ids=str)
def test_every_csv_file_gives_the_same_rows(dialect, tmp_path, theory):
    write_csv(tmp_path / "office-a", dialect)
    holds_all_data(tmp_path, theory)


@pytest.mark.parametrize("write", BOOKS.values(), ids=BOOKS)
def test_every_workbook_gives_the_same_rows(write, tmp_path, theory):
    write(tmp_path / "office-a")
    holds_all_data(tmp_path, theory)


def test_the_expected_rows_are_what_was_meant():
    clients = expected("clients", "office-a", KEY)
    assert clients["started"].tolist()[3] == pd.Timestamp("2024-02-29")
    assert clients["client"].nunique() == 4 and clients["worker"].nunique() == 2
    assert expected("methods", "office-a", KEY)["minutes"].tolist()[0] == 1200
