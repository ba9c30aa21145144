"""Identity codes, names, phones, addresses and the key, sent everywhere, come out nowhere."""

import base64
import csv
import io
import logging
import shutil
from pathlib import Path

import pytest
from canaries import (
    ALL,
    CODE,
    KEY,
    MAIL,
    MARKS,
    NAME,
    PHONE,
    broken,
    chunks_of,
    everything_said,
    marks_in,
    marks_in_folder,
    marks_in_picture,
    pictures_of,
    tables,
    write_csv,
    write_xlsx,
)
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from evaluation.batch import Edition, run_edition
from evaluation.cli import main
from evaluation.contract import TABLES
from evaluation.errors import EvaluationError, KeyProblem
from evaluation.intake import ingest, problems_as_text, read_office, read_offices
from evaluation.pseudonyms import Pseudonyms

ROOT = Path(__file__).parents[2]
DRAWING = {"IHDR", "PLTE", "IDAT", "IEND"}
WRITERS = {"csv": write_csv, "xlsx": write_xlsx}


@pytest.fixture(autouse=True)
def _own_key(monkeypatch):
    monkeypatch.setenv("EVALUATION_KEY", KEY.hex())
    monkeypatch.chdir(ROOT)


@pytest.fixture(params=WRITERS)
def raw(request, tmp_path):
    """Two offices: one is accepted, the other refused as a whole."""
    folder = tmp_path / "raw"
    WRITERS[request.param](folder / "office-a", tables())
    WRITERS[request.param](folder / "office-b", broken(NAME))
    return folder


@pytest.fixture
def observations(raw, framework):
    return read_office(raw, framework, "office-a", KEY)


def test_the_marks_are_sent_and_would_be_found(raw):
    found = marks_in_folder(raw)
    assert set().union(*found.values()) == set(MARKS)
    assert marks_in(KEY.hex()) == marks_in(b"x" + KEY) == {"key"}
    assert marks_in(f"x{NAME}".encode("utf-16-le")) and marks_in(MAIL) and marks_in(PHONE)


@pytest.mark.parametrize("kind", ["tEXt", "zTXt", "iTXt", "packed iTXt"])
def test_a_mark_in_a_picture_would_be_found(kind, tmp_path):
    texts = PngInfo()
    if kind.endswith("iTXt"):
        texts.add_itxt("Comment", ALL, zip=kind.startswith("packed"))
    else:
        texts.add_text("Comment", ALL, zip=kind == "zTXt")
    file = io.BytesIO()
    Image.new("P", (2, 2)).save(file, "PNG", pnginfo=texts)
    assert kind.split()[-1] in {kind for kind, _ in chunks_of(file.getvalue())}
    assert marks_in_picture(file.getvalue()) == marks_in(ALL)
    page = f'<img src="data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}">'
    assert not marks_in(page)
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert marks_in_folder(tmp_path) == {"page.html": marks_in(ALL)}


def test_pictures_hold_drawing_and_nothing_else(edition):
    """No text chunk, so no program's name, path, time or text."""
    pages = [path.read_text(encoding="utf-8") for path in edition[0].folder.glob("*.html")]
    pictures = [picture for page in pages for picture in pictures_of(page)]
    assert len(pictures) > 8
    assert {kind for png in pictures for kind, _ in chunks_of(png)} <= DRAWING


def test_the_delivery_is_accepted_with_what_is_sound_in_it(observations):
    assert len(observations.clients) == 3 and len(observations.assessments) == 2
    made = Pseudonyms(KEY)
    assert made.client(NAME, "office-a") in set(observations.clients["client"])
    assert made.worker(NAME, "office-a") in set(observations.workers["worker"])
    for name in ("goals", "feedback", "actions", "facts"):
        assert len(observations.table(name)) > 0, name


def test_nothing_in_the_frames(observations):
    for name in TABLES:
        frame = observations.table(name)
        assert not marks_in(frame.to_csv() + repr(frame) + str(frame.attrs)), name
    assert not marks_in(repr(observations) + str(observations.hashes) + str(observations.delivered))


def test_nothing_in_the_problems(observations):
    problems = observations.problems
    assert len(problems) > 20
    told = "".join(f"{p}{p!r}" for p in problems) + problems.frame().to_csv()
    assert not marks_in(told + problems._repr_html_() + repr(problems))
    for language in ("fi", "en"):
        assert not marks_in(problems_as_text(problems, language))


def test_nothing_in_the_error_of_a_refused_office(raw, framework):
    with pytest.raises(EvaluationError) as caught:
        read_office(raw, framework, "office-b", KEY)
    assert not marks_in(everything_said(caught.value))
    both = read_offices(raw, framework, ["office-a", "office-b"], KEY)
    assert list(both.missing) == ["office-b"] and not marks_in(str(both.missing))
    assert not marks_in("".join(map(repr, both.problems)))


@pytest.mark.parametrize(
    "content", [ALL.encode(), f'a;b\r\n"{ALL}'.encode(), b"PK\x03\x04" + ALL.encode()]
)
@pytest.mark.parametrize(
    "file", ["asiakkaat.csv", "asiakkaat.xlsx", "asiakkaat.ods", "asiakkaat.tsv"]
)
def test_nothing_in_the_error_of_a_broken_file(content, file, tmp_path, framework):
    (tmp_path / "office-a").mkdir()
    (tmp_path / "office-a" / file).write_bytes(content)
    with pytest.raises(EvaluationError) as caught:
        read_office(tmp_path, framework, "office-a", KEY)
    assert not marks_in(everything_said(caught.value))


@pytest.mark.parametrize("key", [KEY[:31], KEY[:1] * 40])
def test_nothing_in_the_error_of_a_bad_key(key, raw, framework, monkeypatch):
    monkeypatch.setenv("EVALUATION_KEY", key.hex())
    for given in (key, None):
        with pytest.raises(KeyProblem) as caught:
            read_office(raw, framework, "office-a", given)
        assert key.hex() not in everything_said(caught.value)


def test_nothing_in_the_store(raw, framework, tmp_path):
    store = tmp_path / "store"
    stored = ingest(raw, framework, None, store, KEY)
    assert stored.offices == ("office-a",)
    assert marks_in_folder(store) == {}
    for name in TABLES:
        assert not marks_in(stored.table(name).to_csv()), name


@pytest.mark.parametrize("language", ["fi", "en"])
@pytest.mark.parametrize("office", ["office-a", "office-b"])
def test_nothing_in_what_is_sent_back_and_printed(raw, tmp_path, capfd, caplog, office, language):
    caplog.set_level(logging.DEBUG)
    out = tmp_path / "out"
    out.mkdir()
    code = main(["check", str(raw / office), "--language", language,
                 "--html", str(out / "p.html"), "--excel", str(out / "p.xlsx")])  # fmt: skip
    assert (code == 0) == (office == "office-a")
    assert len(list(out.iterdir())) == 2 and marks_in_folder(out) == {}
    main(["ingest", "--raw", str(raw), "--store", str(tmp_path / "store")])
    said = capfd.readouterr()
    assert len(said.out) > 1000
    assert not marks_in(said.out + said.err + caplog.text)


def test_nothing_in_what_is_said_of_folders_of_no_office(framework, tmp_path, capfd):
    for name in (NAME, CODE, f"toimisto {PHONE}", "office-x"):
        (tmp_path / "raw" / name).mkdir(parents=True)
    assert main(["ingest", "--raw", str(tmp_path / "raw"), "--store", str(tmp_path / "s")]) != 0
    said = capfd.readouterr()
    assert "folder #1" in said.out and "office-x" in said.out
    assert not marks_in(said.out + said.err)
    with pytest.raises(EvaluationError) as caught:
        read_offices(tmp_path / "raw", framework, None, KEY)
    assert not marks_in(everything_said(caught.value))


def test_nothing_in_what_is_said_of_a_mapped_export(framework, tmp_path):
    """The mapping tells the name of an export that is not there, or of a sheet."""
    folder = tmp_path / "office-a"
    folder.mkdir()
    mapping = folder / "kartta.yaml"
    shutil.copy(ROOT / "data" / "connectors" / "avain-example.yaml", mapping)
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace("file: ", f"file: {NAME} "), encoding="utf-8")
    assert marks_in_folder(tmp_path)
    with pytest.raises(EvaluationError) as caught:
        read_office(tmp_path, framework, "office-a", KEY)
    assert "kartta.yaml" in str(caught.value)
    assert not marks_in(everything_said(caught.value))


def plant(folder):
    """Put the marks into a demo office's CSV files: ids, and all texts."""
    for path in folder.glob("*.csv"):
        lines = path.read_bytes().decode("cp1252").splitlines()
        rows = list(csv.reader(lines, delimiter=";"))
        texts = {"tavoite", "teksti", "kuvaus", "vastuurooli", "tulos"}
        for row in rows[1:]:
            for i, header in enumerate(rows[0]):
                if header == "työntekijä" and row[i].endswith("1"):
                    row[i] = NAME
                elif header == "asiakas" and row[i].endswith("7"):
                    row[i] = f"{NAME} {row[i]}"
                elif header in texts and row[i]:
                    row[i] += f" sanoi {ALL}"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)


@pytest.mark.slow
def test_nothing_in_the_reports_of_an_edition(demo, tmp_path, capfd, caplog):
    """The real notebooks: pages with their pictures, released numbers, manifest, index."""
    caplog.set_level(logging.DEBUG)
    raw, offices = tmp_path / "raw", ("office-e", "office-g")
    for office in offices:
        shutil.copytree(demo / office, raw / office)
        plant(raw / office)
        (raw / office / f"{NAME}.csv").write_text(ALL, encoding="utf-8")
        assert marks_in_folder(raw / office)
    made = Edition("canaries", raw=raw, theory=ROOT / "data" / "framework",
                   notebooks=ROOT / "notebooks", reports=tmp_path / "reports",
                   offices=offices)  # fmt: skip
    outcome = run_edition(made)
    assert outcome.failed == {} and set(outcome.executed) == {*offices, "region"}
    files = {str(p.relative_to(made.folder)) for p in made.folder.rglob("*") if p.is_file()}
    scopes = (*offices, "region")
    assert files == {
        "index.html", "manifest.json", *(f"{scope}.html" for scope in scopes),
        *(f"releases/{scope}.json" for scope in scopes),
    }  # fmt: skip
    assert all(pictures_of((made.folder / f"{s}.html").read_text("utf-8")) for s in scopes)
    assert marks_in_folder(tmp_path, but=["raw"]) == {}
    said = capfd.readouterr()
    assert not marks_in(said.out + said.err + caplog.text)


def test_a_fault_of_ours_tells_its_place_and_kind_and_no_words(monkeypatch, capfd):
    from evaluation import commands

    def fault(options):
        raise ValueError(ALL)

    monkeypatch.setattr(commands, "theory", fault)
    assert main(["theory"]) == 1
    said = capfd.readouterr()
    assert not marks_in(said.out + said.err)
    assert "in fault" in said.err and "ValueError" in said.err


def test_a_stop_by_hand_is_no_fault(monkeypatch, capfd):
    from evaluation import commands

    def stopped(options):
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "theory", stopped)
    assert main(["theory"]) == 130
    assert capfd.readouterr().err == "Stopped.\n"
