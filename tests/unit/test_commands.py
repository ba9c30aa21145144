"""The command line: what it prints, what it writes, how it ends."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from evaluation.cli import main
from evaluation.intake import read_office

ROOT = Path(__file__).parents[2]
THEORY = ["--theory", str(ROOT / "data" / "framework")]
CLIENTS = "asiakas;työntekijä;alkoi\n1;w;1.3.2024\n2;w;1.3.2024\n"
ANSWERS = "asiakas;päivä;vastaaja;mittari;arvo\n1;2.3.2024;asiakas;x10d_life;7\n"


@pytest.fixture
def raw(tmp_path):
    home = tmp_path / "raw" / "office-a"
    home.mkdir(parents=True)
    (home / "asiakkaat.csv").write_text(CLIENTS, encoding="utf-8")
    (home / "arvioinnit.csv").write_text(ANSWERS, encoding="utf-8")
    return tmp_path / "raw"


def test_check_tells_and_writes_what_is_sent_back(raw, tmp_path, capsys):
    path = raw / "office-a" / "arvioinnit.csv"
    path.write_text(ANSWERS + "2;2.3.2024;asiakas;x10d_life;seitsemän\n", encoding="utf-8")
    page, book = tmp_path / "korjattavaa.html", tmp_path / "korjattavaa.xlsx"
    files = ["--html", str(page), "--excel", str(book)]
    assert main(["check", str(raw / "office-a"), *THEORY, *files]) == 0
    told = capsys.readouterr().out
    assert "lukua ei ymmärretä" in told and "seitsemän" not in told
    counts = next(line.split() for line in told.splitlines() if line.startswith("arvioinnit"))
    assert counts == ["arvioinnit", "2", "1", "1", "0"]
    assert "Toimisto A" in page.read_text(encoding="utf-8")
    assert openpyxl.load_workbook(book)["arvioinnit.csv"]["E3"].value == "✗ korjaa"


@pytest.mark.parametrize(("office", "code"), [("office-b", 4), ("office-x", 4)])
def test_check_of_an_office_that_is_refused_ends_with_the_code_of_its_kind(
    raw, capsys, office, code
):
    assert main(["check", f"{raw / office}/", *THEORY, "--language", "en"]) == code
    assert "the office is refused: 1" in capsys.readouterr().out


def test_ingest_stores_once_and_says_so(raw, capsys):
    arguments = ["ingest", "--raw", str(raw), *THEORY, "office-a", "office-b"]
    assert main(arguments) == 4
    first = capsys.readouterr().out.splitlines()
    assert first[0].split()[:4] == ["office-a", "stored", "3", "accepted,"]
    assert first[1].split()[:2] == ["office-b", "refused"]
    assert main(arguments) == 4
    assert capsys.readouterr().out.splitlines()[0].split()[:2] == ["office-a", "unchanged"]
    assert (raw.parent / "store" / "ledger" / "office-a").is_dir()


def test_the_form_is_written_once_and_never_over_another(tmp_path, capsys):
    path = tmp_path / "lomake.xlsx"
    arguments = ["form", "--office", "office-c", "--out", str(path), *THEORY]
    assert main(arguments) == 0
    assert capsys.readouterr().out.strip() == str(path)
    assert main(arguments) == 7
    assert main(["form", "--office", "office-x", "--out", str(tmp_path / "x.xlsx"), *THEORY]) == 6


def test_a_form_in_another_offices_folder_is_refused(raw, capsys):
    main(["form", "--office", "office-c", "--out", str(raw / "office-a" / "lomake.xlsx"), *THEORY])
    assert main(["check", str(raw / "office-a"), *THEORY, "--language", "en"]) == 7
    assert "the file is another office's" in capsys.readouterr().out


def test_the_dictionary_is_written_into_a_folder(tmp_path, capsys):
    assert main(["dictionary", "--out", str(tmp_path / "words"), *THEORY]) == 0
    told = capsys.readouterr().out.split()
    assert all(Path(path).exists() for path in told)
    assert {"data-dictionary.csv", "clients.schema.json", "datapackage.json"} <= {
        Path(path).name for path in told
    }


def test_the_readmes_way_from_the_form_to_a_reading(raw, tmp_path, framework):
    shutil.rmtree(raw / "office-a")
    home = raw / "office-c"
    home.mkdir()
    form = home / "lomake-office-c.xlsx"
    assert main(["form", "--office", "office-c", "--out", str(form), *THEORY]) == 0
    book = openpyxl.load_workbook(form)
    for sheet, rows in (("asiakkaat", CLIENTS), ("arvioinnit", ANSWERS)):
        header, *lines = (line.split(";") for line in rows.splitlines())
        places = {cell.value: cell.column for cell in book[sheet][1]}
        for row, line in enumerate(lines, start=2):
            for name, text in zip(header, line, strict=True):
                book[sheet].cell(row, places[name]).value = text
    book.save(form)
    observations = read_office(raw, framework, "office-c", bytes(range(32)))
    assert (len(observations.clients), len(observations.assessments)) == (2, 1)
    assert main(["check", str(home), *THEORY]) == 0
