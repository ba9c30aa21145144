"""The demo's files: the same bytes for a seed, recorded as synthetic, and nobody's data touched."""

import csv
import dataclasses
import datetime
import hashlib
import json
import os
import zipfile

import openpyxl
import pytest
import yaml

from evaluation.errors import BadInput
from evaluation.simulation import (
    DEFAULT_SEED,
    TRUTH,
    edge_offices,
    ensure_demo,
    simulate,
    small_office,
    write_demo,
    write_region,
)
from evaluation.simulation import demo as demo_module
from evaluation.simulation.dialects import Cells
from evaluation.simulation.offices import OFFICES
from evaluation.simulation.workbook import write_workbook


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def small(monkeypatch):
    """Make the demo a small one, so that tests that write it often are quick."""
    monkeypatch.setattr(demo_module, "simulate", lambda seed: small_office(seed, clients=12))


@pytest.fixture
def fewer(monkeypatch):
    """Make the demo's seven offices send fewer clients, each office in its own form."""
    monkeypatch.setattr(demo_module, "simulate", lambda seed: simulate(seed, scale=0.05))


def test_equal_seeds_give_equal_bytes(fewer, tmp_path):
    once, again = write_demo(tmp_path / "once"), write_demo(tmp_path / "again")
    assert contents(once) == contents(again)


def test_another_seed_gives_other_bytes(fewer, tmp_path):
    other = contents(write_demo(tmp_path / "other", 1))
    ours = contents(write_demo(tmp_path / "ours"))
    data = [name for name in ours if name.startswith("office-")]
    assert len(data) == 4 + 3 * 8
    assert not [name for name in data if ours[name] == other[name]]


def test_the_record_names_every_file_with_its_hash(demo):
    record = json.loads((demo / "SYNTHETIC.json").read_text(encoding="utf-8"))
    hashes = {
        name: hashlib.sha256(data).hexdigest()
        for name, data in contents(demo).items()
        if name.startswith("office-")
    }
    assert record["files"] == hashes
    assert record["seed"] == DEFAULT_SEED
    assert "Synthetic" in record["about"] and "Synteettistä" in record["about"]
    assert record["truth"] == {
        id: {"kind": t.kind, "effect_in": t.effect_in, "effect_out": t.effect_out}
        for id, t in TRUTH.items()
    }


def test_approved_quotations_are_the_actions_texts_and_no_feedback(demo):
    approved = yaml.safe_load((demo / "approved.yaml").read_text(encoding="utf-8"))
    tables = simulate().tables
    assert set(approved["quotations"]) >= set(tables["actions"]["text"])
    assert not set(approved["quotations"]) & set(tables["feedback"]["text"])


def test_a_workbook_has_finnish_sheets_headers_and_real_dates(tmp_path):
    region = small_office(1, clients=20)
    folder = write_region(region, tmp_path / "raw")
    book = openpyxl.load_workbook(folder / "office-a" / "vaikuttavuus.xlsx")
    assert book.sheetnames == [
        "asiakkaat", "arvioinnit", "tavoitteet", "menetelmät", "palaute", "kehittämistoimet",
        "työntekijät", "toimisto",
    ]  # fmt: skip
    header, first = list(book["asiakkaat"].iter_rows(max_row=2, values_only=True))
    row = dict(zip(header, first, strict=True))
    assert row["asiakas"].startswith("0000") and row["työntekijä"].startswith("Työntekijä ")
    assert row["alkoi"] == region.tables["clients"]["started"].iloc[0].to_pydatetime()
    assert book["asiakkaat"].cell(2, header.index("alkoi") + 1).is_date
    assert book["asiakkaat"]["A1"].font.bold
    values = [row[-1] for row in book["arvioinnit"].iter_rows(min_row=2, values_only=True)]
    assert values == region.tables["assessments"]["value"].tolist()


def test_no_workbook_holds_the_hour_it_was_written(small, tmp_path):
    book = write_demo(tmp_path / "raw") / "office-a" / "vaikuttavuus.xlsx"
    properties = openpyxl.load_workbook(book).properties
    assert properties.created == properties.modified == datetime.datetime(2010, 1, 1)
    with zipfile.ZipFile(book) as archive:
        assert {part.date_time for part in archive.infolist()} == {(2010, 1, 1, 0, 0, 0)}


def test_cells_of_a_workbook_are_texts_numbers_and_dates(tmp_path):
    """Ids keep their zeros, blanks stay blank, and equal dates stand where they belong."""
    columns = [
        Cells("id", "text", ["0007", "0007 ", ""]),
        Cells("date", "date", ["2008-02-29", "", "2008-02-29"]),
        Cells("value", "number", ["2.5", "3", ""]),
    ]
    write_workbook(tmp_path / "book.xlsx", {"sheet": columns})
    rows = list(openpyxl.load_workbook(tmp_path / "book.xlsx")["sheet"].iter_rows(min_row=2))
    leap_day = datetime.datetime(2008, 2, 29)
    assert [[cell.value for cell in row] for row in rows] == [
        ["0007", leap_day, 2.5],
        ["0007 ", None, 3],
        [None, leap_day, None],
    ]
    assert rows[0][1].number_format == rows[2][1].number_format == "d.m.yyyy"


def test_one_office_writes_english(tmp_path):
    plan = dataclasses.replace(next(o for o in OFFICES if o.form == "english workbook"), clients=8)
    folder = write_region(simulate(1, [plan]), tmp_path / "raw")
    book = openpyxl.load_workbook(folder / "office-c" / "effectiveness.xlsx", read_only=True)
    assert book.sheetnames[0] == "clients"
    header = next(book["clients"].iter_rows(max_row=1, values_only=True))
    assert header[:2] == ("client", "worker")


def test_csv_offices_write_finnish_numbers_dates_and_letters(demo):
    text = (demo / "office-e" / "asiakkaat.csv").read_bytes().decode("cp1252")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    assert rows[0][0] == "asiakas" and {"ÄÖ-0007", "Š-12"} <= {row[0] for row in rows}
    started = [row[rows[0].index("alkoi")] for row in rows[1:]]
    assert all(len(day.split(".")) == 3 for day in started)
    facts = (demo / "office-e" / "toimisto.csv").read_text(encoding="cp1252")
    assert any("," in line for line in facts.splitlines())
    with pytest.raises(UnicodeDecodeError):
        (demo / "office-e" / "asiakkaat.csv").read_text(encoding="utf-8")


def test_one_office_writes_utf_8_with_a_mark_commas_and_iso_dates(demo):
    data = (demo / "office-f" / "asiakkaat.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    row = next(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert datetime.date.fromisoformat(row["alkoi"]).year in (2007, 2008)
    assert row["asiakas"][6:8] == "-9"


def test_any_region_can_be_written(tmp_path):
    folder = write_region(simulate(3, edge_offices()), tmp_path / "raw")
    book = openpyxl.load_workbook(folder / "office-a" / "vaikuttavuus.xlsx")
    assert book["asiakkaat"].max_row == 1
    assert book["asiakkaat"]["A1"].value == "asiakas"


def test_nothing_but_the_demo_is_left_behind(small, tmp_path):
    write_demo(tmp_path / "raw")
    assert sorted(os.listdir(tmp_path / "raw")) == ["SYNTHETIC.json", "approved.yaml", "office-a"]
    assert sorted(os.listdir(tmp_path)) == ["raw"]


def test_a_folder_without_data_gets_the_demo(small, tmp_path):
    (tmp_path / ".gitkeep").touch()
    (tmp_path / "README.md").write_text("about")
    assert ensure_demo(tmp_path)
    assert (tmp_path / "office-a").is_dir() and (tmp_path / "README.md").read_text() == "about"


def test_a_demo_in_place_is_left_alone(small, tmp_path):
    ensure_demo(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert ensure_demo(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize(
    "name", ["office-b/clients.csv", "Sodan/x.txt", "data.xlsx", "approved.yaml", "SYNTHETIC.json"]
)
def test_other_data_are_never_touched(small, tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("somebody's")
    assert not ensure_demo(tmp_path)
    with pytest.raises(BadInput, match="nothing was written"):
        write_demo(tmp_path)
    assert contents(tmp_path) == {name: b"somebody's"}


@pytest.mark.parametrize("seed", [DEFAULT_SEED, 1])
@pytest.mark.parametrize("change", ["edited", "added", "removed"])
def test_a_demo_that_somebody_has_changed_is_left_alone(small, tmp_path, seed, change):
    ensure_demo(tmp_path)
    book = tmp_path / "office-a" / "vaikuttavuus.xlsx"
    if change == "edited":
        book.write_bytes(book.read_bytes() + b" ")
    elif change == "added":
        (tmp_path / "office-b").mkdir()
        (tmp_path / "office-b" / "arvioinnit.csv").write_text("somebody's")
    else:
        book.unlink()
    before = contents(tmp_path)
    assert not ensure_demo(tmp_path, seed)
    assert contents(tmp_path) == before


def test_a_demo_of_another_seed_is_renewed(small, tmp_path):
    ensure_demo(tmp_path / "new", 1)
    ensure_demo(tmp_path / "old", 2)
    assert ensure_demo(tmp_path / "old", 1)
    assert contents(tmp_path / "old") == contents(tmp_path / "new")


def test_a_demo_of_another_version_is_renewed(small, tmp_path, monkeypatch):
    monkeypatch.setattr(demo_module, "VERSION", "0")
    ensure_demo(tmp_path)
    monkeypatch.undo()
    monkeypatch.setattr(demo_module, "simulate", lambda seed: small_office(seed, clients=8))
    assert ensure_demo(tmp_path)
    assert json.loads((tmp_path / "SYNTHETIC.json").read_text(encoding="utf-8"))["version"] != "0"


def test_renewing_keeps_the_users_approvals(small, tmp_path):
    ensure_demo(tmp_path, 1)
    (tmp_path / "approved.yaml").write_text("quotations: [mine]\n")
    assert ensure_demo(tmp_path, 2)
    assert (tmp_path / "approved.yaml").read_text() == "quotations: [mine]\n"
    assert json.loads((tmp_path / "SYNTHETIC.json").read_text(encoding="utf-8"))["seed"] == 2


@pytest.mark.parametrize("moves", range(6))
@pytest.mark.parametrize("before", ["nothing", "a demo"])
def test_a_run_that_breaks_off_is_taken_up_again(tmp_path, monkeypatch, moves, before):
    plan = (demo_module.OfficePlan("office-a", 1, 8, form="latin csv"),)
    monkeypatch.setattr(demo_module, "simulate", lambda seed: simulate(seed, plan))
    folder, replace, left = tmp_path / "raw", os.replace, [moves]
    if before == "a demo":
        ensure_demo(folder, 2)

    def breaks(source, target):
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        replace(source, target)

    with monkeypatch.context() as broken:
        broken.setattr(demo_module.os, "replace", breaks)
        with pytest.raises(KeyboardInterrupt):
            ensure_demo(folder, 1)
    assert ensure_demo(folder, 1)
    assert contents(folder) == contents(write_demo(tmp_path / "whole", 1))
