"""Facts of Sotkanet in the offices' folders: read by intake, cited, and nothing lost."""

import openpyxl
import pytest

from evaluation.connectors.sotkanet import facts_as_text, read_facts, write_facts
from evaluation.errors import BadInput, MissingInput
from evaluation.intake import read_office
from evaluation.intake.delivery import is_ignored

OWN = "jakso;mittari;arvo\n2006;distance_to_services_km;60\n"
KEY = bytes(range(32))


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "raw"
    (folder / "office-a").mkdir(parents=True)
    return folder


@pytest.fixture
def facts(saved, framework):
    return read_facts(**saved(), framework=framework)


def test_the_table_is_one_that_intake_accepts(facts, raw, framework):
    table, _ = write_facts(facts, raw)
    assert table == raw / "office-a" / "toimisto.csv"
    (raw / "office-a" / "asiakkaat.csv").write_text("asiakas;työntekijä;alkoi\n1;T;1.3.2024\n")
    (raw / "office-a" / "arvioinnit.csv").write_text(
        "asiakas;päivä;vastaaja;mittari;arvo\n1;2.3.2024;asiakas;hope;7\n"
    )
    read = read_office(raw, framework, "office-a", KEY)
    assert read.facts[["period", "indicator", "value"]].to_numpy().tolist() == [
        ["2007", "unemployment_rate", 13.8],
        ["2008", "unemployment_rate", 14.2],
    ]
    assert not [p for p in read.problems if p.table == "facts" or p.severity != "warning"]


def test_the_sources_stand_beside_it_in_both_languages(facts, raw):
    write_facts(facts, raw)
    sources = raw / "office-a" / "README-sources.txt"
    text = sources.read_text(encoding="utf-8")
    assert is_ignored(sources.name)
    assert "Sotkanet.fi, Työttömät, % työvoimasta" in text
    assert "tallennettu 1.3.2025" in text
    assert "cached 1 March 2025" in text
    assert "alue: Keksilä" in text


def test_what_was_written_before_is_written_anew(facts, raw, saved, framework):
    write_facts(facts, raw)
    newer = read_facts(**saved(["181;345;2010;total;10;"]), framework=framework)
    write_facts(newer, raw)
    assert "2010;unemployment_rate;10" in (raw / "office-a" / "toimisto.csv").read_text()


def test_a_table_of_the_offices_own_stays(facts, raw):
    own = raw / "office-a" / "Facts.csv"
    own.write_text(OWN)
    with pytest.raises(BadInput, match="--replace"):
        write_facts(facts, raw)
    assert own.read_text() == OWN
    assert not (raw / "office-b").exists()  # nothing at all was written


def test_a_table_that_somebody_has_changed_is_the_offices_own(facts, raw):
    table, _ = write_facts(facts, raw)
    table.write_text(OWN)
    with pytest.raises(BadInput, match="--replace"):
        write_facts(facts, raw)


def test_replacing_keeps_a_copy_and_leaves_one_table(facts, raw):
    (raw / "office-a" / "facts.csv").write_text(OWN)
    written = write_facts(facts, raw, replace=True)
    assert written[0].name == "facts.csv"
    copy = raw / "office-a" / "README-replaced-facts.csv"
    assert copy.read_text() == OWN
    assert is_ignored(copy.name)
    copy_is_there = raw / "office-a" / "facts.csv"
    copy_is_there.write_text(OWN + "2007;distance_to_services_km;61\n")
    with pytest.raises(BadInput, match="README-replaced"):
        write_facts(facts, raw, replace=True)


@pytest.mark.parametrize(("rows", "refused"), [(0, False), (1, True)])
def test_a_sheet_of_the_workbook_counts_when_it_holds_rows(facts, raw, rows, refused):
    book = openpyxl.Workbook()
    book.active.title = "Toimisto"
    book.active.append(["jakso", "mittari", "arvo"])
    for _ in range(rows):
        book.active.append([2007, "unemployment_rate", 12])
    book.save(raw / "office-a" / "lomake.xlsx")
    if refused:
        with pytest.raises(BadInput, match="workbook"):
            write_facts(facts, raw, replace=True)
    else:
        assert write_facts(facts, raw)


def test_a_table_in_several_files_is_not_replaced(facts, raw):
    for name in ("toimisto.csv", "toimisto 2.csv"):
        (raw / "office-a" / name).write_text(OWN)
    with pytest.raises(BadInput, match="several files"):
        write_facts(facts, raw, replace=True)


def test_somebody_elses_sources_are_not_overwritten(facts, raw):
    (raw / "office-a" / "README-sources.txt").write_text("omat muistiinpanot")
    with pytest.raises(BadInput, match=r"README-sources\.txt"):
        write_facts(facts, raw)


def test_an_office_without_numbers_gets_no_file(saved, framework, raw):
    facts = read_facts(**saved(["181;345;2007;total;13,8;"]), framework=framework)
    assert [path.parent.name for path in write_facts(facts, raw)] == ["office-a"]
    assert not (raw / "office-b").exists()


def test_without_the_folder_of_offices_nothing_is_made(facts, tmp_path):
    with pytest.raises(MissingInput, match="nowhere"):
        write_facts(facts, tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_no_half_written_file_is_left(facts, raw):
    write_facts(facts, raw)
    assert sorted(path.name for path in (raw / "office-a").iterdir()) == [
        "README-sources.txt",
        "toimisto.csv",
    ]


def test_the_text_tells_rows_sources_and_files(facts, raw):
    text = facts_as_text(facts, write_facts(facts, raw), "fi")
    assert "Tiedostoissa oli 3 riviä: käytettiin 3." in text
    assert "Kirjoitettiin" in text
    assert "13,8" not in text
