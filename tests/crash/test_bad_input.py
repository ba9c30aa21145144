"""Bad input: a clear message, an exit code of its own, and the other offices' reports come."""

import shutil
from pathlib import Path

import pytest

from evaluation import errors
from evaluation.batch import Edition, run_edition
from evaluation.cli import main
from evaluation.running import Job, run_notebook

ROOT = Path(__file__).parents[2]
SECRET = "Kaarina-Šalaisuus"


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


def refused(raw, tmp_path, capsys, office, code):
    """Run with one broken office and one sound one; return what was said."""
    sound = "office-g" if office != "office-g" else "office-f"
    assert report(raw, tmp_path, office, sound) == code
    said = capsys.readouterr()
    published = tmp_path / "reports" / "e"
    assert (published / f"{sound}.html").exists()
    assert (published / "region.html").exists()
    assert not (published / f"{office}.html").exists()
    index = (published / "index.html").read_text(encoding="utf-8")
    assert office in said.err
    assert SECRET not in said.err + said.out + index
    return said.err, index


def test_a_missing_folder(raw, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    shutil.rmtree(raw / "office-e")
    refused(raw, tmp_path, capsys, "office-e", errors.MissingInput.exit_code)


def test_an_empty_file(raw, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    path = table(raw, "office-e", "asiakkaat")
    path.write_bytes(b"")
    said, _ = refused(raw, tmp_path, capsys, "office-e", errors.EmptyInput.exit_code)
    assert path.name in said


def test_an_unknown_indicator(raw, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    path = table(raw, "office-e", "arvioinnit")
    text = path.read_bytes()
    assert b"x10d_life" in text
    path.write_bytes(text.replace(b"x10d_life", SECRET.encode("cp1252"), 1))
    said, _ = refused(raw, tmp_path, capsys, "office-e", errors.UnknownCode.exit_code)
    assert path.name in said and "row" in said


def test_an_unreadable_workbook(raw, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    for path in (raw / "office-e").iterdir():
        path.unlink()
    (raw / "office-e" / "tiedot.xlsx").write_bytes(b"PK\x03\x04" + SECRET.encode())
    refused(raw, tmp_path, capsys, "office-e", errors.BadInput.exit_code)


def test_several_kinds_of_failures_have_a_code_of_their_own(raw, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    shutil.rmtree(raw / "office-e")
    table(raw, "office-f", "asiakkaat").write_bytes(b"")
    code = report(raw, tmp_path, "office-e", "office-f")
    assert code == errors.EditionIncomplete.exit_code
    said = capsys.readouterr().err
    assert "office-e" in said and "office-f" in said


def test_a_theory_with_a_circle_runs_nothing(raw, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
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
def test_an_edition_stays_in_its_folder(name, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(ROOT)
    code = main(["report", "--reports", str(tmp_path), "--edition", name or " "])
    assert code == errors.BadInput.exit_code


def notebook(tmp_path, source):
    import nbformat

    parameters = nbformat.v4.new_code_cell("release_to = ''", metadata={"tags": ["parameters"]})
    content = nbformat.v4.new_notebook(cells=[parameters, nbformat.v4.new_code_cell(source)])
    content["metadata"]["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    path = tmp_path / "broken.ipynb"
    nbformat.write(content, path)
    return Job("office-a", path, {}, "")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (f"raise ValueError('{SECRET}')", "ValueError"),
        ("import os; os._exit(1)", "kernel died"),
        ("1 + 1", "stopped by FileNotFoundError"),
    ],
)
def test_a_broken_notebook_is_named_without_its_data(tmp_path, source, said):
    error, _ = run_notebook(notebook(tmp_path, source), tmp_path, "fi")
    assert said in str(error) and "broken.ipynb" in str(error)
    assert SECRET not in str(error)


def test_a_second_run_executes_nothing_and_a_changed_office_only_itself(raw, tmp_path):
    made = Edition(
        "e",
        raw=raw,
        theory=ROOT / "data" / "framework",
        notebooks=ROOT / "notebooks",
        reports=tmp_path / "reports",
        offices=("office-g", "office-f"),
    )
    assert sorted(run_edition(made).executed) == ["office-f", "office-g", "region"]
    published = {p: p.read_bytes() for p in made.folder.rglob("*") if p.is_file()}
    second = run_edition(made)
    assert second.executed == []
    assert {p: p.read_bytes() for p in made.folder.rglob("*") if p.is_file()} == published
    path = table(raw, "office-f", "palaute")
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert sorted(run_edition(made).executed) == ["office-f", "region"]
    (made.folder / "office-g.html").write_text("touched")
    assert run_edition(made).executed == ["office-g"]
    assert not list(made.reports.glob(".work-*"))
