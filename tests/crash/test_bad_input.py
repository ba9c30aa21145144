"""Bad input: a clear message, an exit code of its own, and the other offices' reports come."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation import errors
from evaluation.batch import Edition, run_edition
from evaluation.cli import main
from evaluation.running import Job, require_parameters, run_notebook

ROOT = Path(__file__).parents[2]
SECRET = "Kaarina-Šalaisuus"


@pytest.fixture(autouse=True)
def _top_folder(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture
def raw(demo, tmp_path):
    """Three small offices of the demo, free to be spoilt."""
    folder = tmp_path / "raw"
    folder.mkdir()
    for entry in ("office-e", "office-g", "office-f"):
        shutil.copytree(demo / entry, folder / entry)
    shutil.copy(demo / "SYNTHETIC.json", folder)
    return folder


def table(raw, office, name):
    return next(p for p in (raw / office).iterdir() if p.stem == name)


def report(raw, tmp_path, *offices, theory=None):
    return main(
        [
            "report",
            "--edition",
            "e",
            "--raw",
            str(raw),
            "--theory",
            str(theory or ROOT / "data" / "framework"),
            "--reports",
            str(tmp_path / "reports"),
            "--offices",
            *offices,
        ]
    )


def missing_folder(raw):
    shutil.rmtree(raw / "office-e")


def empty_file(raw):
    table(raw, "office-e", "asiakkaat").write_bytes(b"")


def unknown_indicator(raw):
    path = table(raw, "office-e", "arvioinnit")
    path.write_bytes(path.read_bytes().replace(b"x10d_life", SECRET.encode("cp1252"), 1))


def broken_workbook(raw):
    for path in (raw / "office-e").iterdir():
        path.unlink()
    (raw / "office-e" / "tiedot.xlsx").write_bytes(b"PK\x03\x04" + SECRET.encode())


@pytest.mark.parametrize(
    ("spoil", "kind", "said"),
    [
        (missing_folder, errors.MissingInput, "office-e"),
        (empty_file, errors.EmptyInput, "asiakkaat.csv"),
        (unknown_indicator, errors.UnknownCode, "arvioinnit.csv"),
        (broken_workbook, errors.BadInput, "tiedot.xlsx"),
    ],
)
def test_each_kind_is_told_clearly_and_ends_with_its_own_code(
    raw, tmp_path, capsys, spoil, kind, said
):
    spoil(raw)
    assert report(raw, tmp_path, "office-e") == kind.exit_code
    told = capsys.readouterr()
    index = (tmp_path / "reports" / "e" / "index.html").read_text(encoding="utf-8")
    assert said in told.err and "office-e" in told.err
    assert SECRET not in told.err + told.out + index


def test_the_other_offices_reports_still_come(raw, tmp_path, capsys):
    unknown_indicator(raw)
    code = report(raw, tmp_path, "office-e", "office-g")
    assert code == errors.UnknownCode.exit_code
    published = tmp_path / "reports" / "e"
    assert (published / "office-g.html").exists() and (published / "region.html").exists()
    assert not (published / "office-e.html").exists()
    told = capsys.readouterr()
    assert "office-e" in told.err
    for page in published.glob("*.html"):
        assert SECRET not in page.read_text(encoding="utf-8")
    for page in ("index", "region"):
        assert "Toimisto E" in (published / f"{page}.html").read_text(encoding="utf-8")


def test_several_kinds_of_failures_have_a_code_of_their_own(raw, tmp_path, capsys):
    missing_folder(raw)
    table(raw, "office-f", "asiakkaat").write_bytes(b"")
    code = report(raw, tmp_path, "office-e", "office-f")
    assert code == errors.EditionIncomplete.exit_code
    said = capsys.readouterr().err
    assert "office-e" in said and "office-f" in said


def test_a_theory_with_a_circle_runs_nothing(raw, tmp_path, capsys):
    theory = tmp_path / "theory"
    shutil.copytree(ROOT / "data" / "framework", theory)
    path = theory / "configurations.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("id: participation-to-life-situation")
    rest = text[start:].replace("leads_to: []", "leads_to: [interactive-approach]", 1)
    path.write_text(text[:start] + rest, encoding="utf-8")
    assert report(raw, tmp_path, "office-g", theory=theory) == errors.TheoryError.exit_code
    said = capsys.readouterr().err
    assert "configurations.yaml:" in said and "interactive-approach" in said
    assert not (tmp_path / "reports" / "e").exists()


def test_a_wrong_place_says_where_to_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code = main(["report", "--theory", str(ROOT / "data" / "framework")])
    assert code == errors.MissingInput.exit_code
    assert "top folder" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["../up", "a/b", "", ".hidden"])
def test_an_edition_stays_in_its_folder(name, tmp_path, capsys):
    code = main(["report", "--reports", str(tmp_path), "--edition", name or " "])
    assert code == errors.BadInput.exit_code


PARAMETERS = 'office = "office-a"\nlanguage: str = "fi"\nearlier: list = []\nrelease_to = ""\n'


def notebook(tmp_path, source):
    import nbformat

    parameters = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    content = nbformat.v4.new_notebook(cells=[parameters, nbformat.v4.new_code_cell(source)])
    content["metadata"]["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    path = tmp_path / "broken.ipynb"
    nbformat.write(content, path)
    return Job("office-a", path, {}, {})


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (f"raise ValueError('{SECRET}')", "ValueError"),
        ("import os; os._exit(1)", "kernel died"),
        ("%no_such_magic", "cell 3: a line that begins with % could not"),
        ("held = bytearray(1 << 60)", "MemoryError"),
        ("1 + 1", "no released numbers"),
    ],
)
def test_a_broken_notebook_is_named_without_its_data(tmp_path, source, said):
    error, _ = run_notebook(notebook(tmp_path, source), tmp_path, ("fi",))
    assert said in str(error) and "broken.ipynb" in str(error)
    assert SECRET not in str(error)


BY_LANGUAGE = """
import evaluation as ev
from evaluation.disclosure import save_release
from evaluation.findings import Count, CountTable, Finding, Findings, Provenance
from evaluation.report import Report

table = CountTable("t", (Count("a", {"fi": 20, "en": 30}[language]),))
finding = Finding("participants", "clients", tables=(table,))
findings = Findings("office-a", (finding,), Provenance("d", "f", "1", "1"), ("office-a",))
made = ev.release(findings)
save_release(made, release_to)
Report(made, ev.load_framework(theory), language).heading()
"""


def test_numbers_that_depend_on_the_language_are_not_told(tmp_path):
    """The pages in two languages are one report, with one set of released numbers."""
    parameters = {"theory": str(ROOT / "data" / "framework")}
    job = replace(notebook(tmp_path, BY_LANGUAGE), parameters=parameters)
    error, _ = run_notebook(job, tmp_path, ("fi", "en"))
    assert "broken.ipynb: its numbers depend on the language." in str(error)


def test_a_parameter_that_a_notebook_does_not_have_is_named(tmp_path):
    """papermill itself only warns, and the notebook would tell of its default office."""
    path = notebook(tmp_path, "1 + 1").notebook
    with pytest.raises(errors.NotebookFailed, match=r"broken\.ipynb has no parameter offce\."):
        require_parameters(path, {"offce": "office-a"})


@pytest.mark.parametrize(("name", "value"), [("earlier", "reports/q1"), ("language", ["fi", "en"])])
def test_a_parameter_of_another_type_is_named_without_its_value(tmp_path, name, value):
    path = notebook(tmp_path, "1 + 1").notebook
    with pytest.raises(errors.NotebookFailed, match=f"parameter {name} is of type") as refusal:
        require_parameters(path, {name: value})
    assert "q1" not in str(refusal.value)
    require_parameters(path, {"office": "office-b", "earlier": ["reports/q1"]})


def test_a_notebook_with_other_parameters_stops_the_edition_before_anything_runs(demo, tmp_path):
    notebooks = tmp_path / "notebooks"
    shutil.copytree(ROOT / "notebooks", notebooks)
    office = (notebooks / "office.ipynb").read_text(encoding="utf-8")
    (notebooks / "office.ipynb").write_text(office.replace("policy: str", "limits: str"), "utf-8")
    edition = Edition(
        "e", raw=demo, theory=ROOT / "data/framework", notebooks=notebooks, reports=tmp_path / "r"
    )
    with pytest.raises(errors.NotebookFailed, match=r"office\.ipynb has no parameter policy"):
        run_edition(edition)
    assert not list((tmp_path / "r").rglob("*.html"))


def files(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_second_run_executes_nothing_and_changes_nothing(edition):
    made, first = edition
    assert len(first.executed) == 8
    published = files(made.folder)
    second = run_edition(made)
    assert second.executed == [] and len(second.fresh) == 8
    assert files(made.folder) == published
    assert not list(made.reports.glob(".work-*"))


def test_only_what_changed_is_made_again(edition, tmp_path):
    made, _ = edition
    raw, reports = tmp_path / "raw", tmp_path / "reports"
    shutil.copytree(made.raw, raw)
    shutil.copytree(made.reports, reports)
    path = table(raw, "office-g", "palaute")
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    (reports / made.name / "office-f.html").write_text("touched")
    again = run_edition(replace(made, raw=raw, reports=reports))
    assert sorted(again.executed) == ["office-f", "office-g", "region"]
    unchanged = reports / made.name / "office-f.html"
    assert unchanged.read_bytes() == (made.folder / "office-f.html").read_bytes()
