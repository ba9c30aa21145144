"""An export of another shape, read through the mapping file in the office's folder."""

import csv
import shutil
from pathlib import Path

import openpyxl
import pytest

from evaluation.errors import BadInput
from evaluation.intake import catalogue as rule
from evaluation.intake import office_files, read_office

EXAMPLES = Path(__file__).parents[3] / "data" / "connectors"
KEY = bytes(range(32))


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "raw" / "office-a"
    home.mkdir(parents=True)
    shutil.copy(EXAMPLES / "avain-example.csv", home)
    shutil.copy(EXAMPLES / "avain-example.yaml", home / "kartta.yaml")
    return home


def read(folder, framework):
    return read_office(folder.parent, framework, "office-a", KEY)


def rewrite(folder, change):
    path = folder / "avain-example.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def test_the_example_is_taken_in_whole(folder, framework):
    observations = read(folder, framework)
    assert len(observations.problems.of("refuses row")) == 0
    for table in ("clients", "goals", "assessments", "methods"):
        counts = observations.row_counts()["office-a", table]
        assert counts.accepted > 0
        assert counts.accepted == len(observations.table(table))
    assert {p.name for p in office_files(folder.parent, "office-a")} == {
        "avain-example.csv",
        "kartta.yaml",
    }


def test_a_problem_is_told_in_the_exports_own_row_and_column(folder, framework):
    def change(rows):
        at = rows[0].index("Keksitty tavoite 1 arvio")
        rows[2][at] = "sinne päin"

    rewrite(folder, change)
    (problem,) = read(folder, framework).problems.of("refuses row")
    with (folder / "avain-example.csv").open(encoding="utf-8") as file:
        at = next(csv.reader(file, delimiter=";")).index("Keksitty tavoite 1 arvio")
    assert (problem.row, problem.letter) == (3, openpyxl.utils.get_column_letter(at + 1))
    assert (problem.table, problem.column) == ("goals", "attainment")


def test_a_column_that_the_export_lacks_refuses_the_office(folder, framework):
    def change(rows):
        rows[0][rows[0].index("Keksitty tavoite 1 arvio")] = "Jotain muuta"

    rewrite(folder, change)
    with pytest.raises(BadInput, match=rule.BAD_MAPPING.what.en) as caught:
        read(folder, framework)
    assert "Keksitty tavoite 1 arvio" in str(caught.value)
    assert "Jotain muuta" not in str(caught.value)


@pytest.mark.parametrize("spoil", ["no export", "no yaml", "a path"])
def test_a_mapping_without_its_export(folder, framework, spoil):
    mapping = folder / "kartta.yaml"
    if spoil == "no export":
        (folder / "avain-example.csv").unlink()
    elif spoil == "no yaml":
        mapping.write_text("tables: [", encoding="utf-8")
    else:
        text = mapping.read_text(encoding="utf-8")
        mapping.write_text(text.replace("file: avain", "file: ../avain"), encoding="utf-8")
        shutil.move(folder / "avain-example.csv", folder.parent)
    with pytest.raises(BadInput, match=rule.BAD_MAPPING.what.en):
        read(folder, framework)


def test_the_export_may_be_a_workbook_and_wide(folder, framework):
    once = read(folder, framework)
    with (folder / "avain-example.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    (folder / "avain-example.csv").unlink()
    book = openpyxl.Workbook()
    book.active.title = "Vienti"
    for row in rows:
        book.active.append([cell or None for cell in [*row, *["x"] * 100]])
    book.create_sheet("Muu")
    book.save(folder / "vienti.xlsx")
    mapping = folder / "kartta.yaml"
    text = mapping.read_text(encoding="utf-8")
    text = text.replace("file: avain-example.csv", "file: vienti.xlsx\nsheet: Vienti")
    mapping.write_text(text, encoding="utf-8")
    again = read(folder, framework)
    for table in ("clients", "goals", "assessments", "methods"):
        assert again.table(table).equals(once.table(table))
    unread = [p for p in again.problems if p.rule == rule.UNKNOWN_COLUMN.what.en]
    assert len(unread) >= 100


def test_letters_of_another_page_are_refused_here_too(folder, framework):
    path = folder / "avain-example.csv"
    text = path.read_text(encoding="utf-8-sig")
    path.write_bytes(text.encode("cp1252").replace(b"kodin", b"t\x94in"))
    with pytest.raises(BadInput):
        read(folder, framework)
