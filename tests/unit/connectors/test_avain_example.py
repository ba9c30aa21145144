"""The shipped example of an export in AVAIN's shape: made up, said so, and accepted by intake."""

import csv
from pathlib import Path

import pytest

from evaluation.connectors.export import apply_mapping, read_mapping
from evaluation.intake import read_office
from evaluation.spreadsheets import write_csv

FOLDER = Path(__file__).parents[3] / "data" / "connectors"


@pytest.fixture(scope="module")
def mapped():
    mapping = read_mapping(FOLDER / "avain-example.yaml")
    text = (FOLDER / mapping.file).read_text(encoding="utf-8-sig").splitlines()
    return apply_mapping(mapping, list(enumerate(csv.reader(text, delimiter=";"), 1)), exact=True)


@pytest.fixture(scope="module")
def office(mapped, framework, tmp_path_factory):
    """The office's tables as intake reads them, written as CSV files."""
    folder = tmp_path_factory.mktemp("avain") / "office-a"
    folder.mkdir()
    lines = {}
    for table in mapped.tables:
        rows = [dict(zip(table.header, cells, strict=True)) for _, cells in table.lines]
        lines.setdefault(table.table, []).extend(rows)
    for name, rows in lines.items():
        header = list(dict.fromkeys(column for row in rows for column in row))
        write_csv(folder / f"{name}.csv", header, [[r.get(c) for c in header] for r in rows])
    return read_office(folder.parent, framework, "office-a", bytes(range(32)))


def test_nothing_of_the_example_is_left_out(mapped):
    assert mapped.problems == mapped.odd_rows == mapped.unused_rows == mapped.left_out == ()
    assert mapped.delivered == 5
    assert mapped.unmapped == ("Z",)
    assert mapped.repeated == (("clients", 3),)


def test_intake_accepts_every_row(office):
    assert not [p for p in office.problems if p.severity != "warning"]
    assert len(office.clients) == 4
    assert len(office.goals) == 7
    assert len(office.assessments) == 23
    assert len(office.methods) == 10


def test_words_and_numbers_mean_what_the_mapping_says(office):
    assert sorted(office.goals["attainment"].dropna()) == [-2, -1, 0, 0, 1]
    assert set(office.methods["method"]) == {
        "planning-meeting", "interactive-meeting", "service-guidance", "group-work",
    }  # fmt: skip
    assert set(office.assessments["respondent"]) == {"client"}
    assert 5.5 in set(office.assessments["value"])


def test_the_example_says_that_it_is_made_up():
    header = (FOLDER / "avain-example.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert all(name.strip('"').startswith("Keksitty") for name in header.split(";"))
    assert "made up" in (FOLDER / "avain-example.yaml").read_text(encoding="utf-8").splitlines()[0]
