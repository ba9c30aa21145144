"""Whole offices: files in, observations and problems out."""

import datetime as dt
import json

import pandas as pd
import pytest
from conftest import KEY, TODAY, delivery, write_csv, write_xlsx

from evaluation.errors import (
    BadInput,
    EmptyInput,
    KeyProblem,
    MissingInput,
    TheoryError,
    UnknownCode,
)
from evaluation.intake import catalogue as rule
from evaluation.intake import office_files, read_office, read_offices
from evaluation.observations import TABLES
from evaluation.provenance import hash_file
from evaluation.pseudonyms import Pseudonyms

LETTERS = {"00123": "Šárka Mäki"}


@pytest.fixture
def raw(tmp_path):
    return tmp_path / "raw"


@pytest.fixture
def read(raw, theory):
    return lambda office="office-a": read_office(raw, theory, office, KEY, TODAY)


def send(raw, tables, *offices):
    """The same rows from several offices, in files that differ as those of two people would."""
    for office, ending in zip(offices, ("\r\n", "\n", "\r"), strict=False):
        write_csv(raw / office, tables, ending=ending)


def told(problems, severity=None):
    return [(p.rule, p.file, p.row) for p in problems if severity in (None, p.severity)]


def same_tables(one, other):
    for name in TABLES:
        pd.testing.assert_frame_equal(one.table(name), other.table(name))


def as_cell(text):
    """A cell as Excel would hold it: numbers as numbers, dates as dates, the rest as text."""
    if not text:
        return None
    day, _, rest = text.partition(".")
    if rest.count(".") == 1:
        month, year = rest.split(".")
        return dt.datetime(int(year), int(month), int(day))
    if text in ("00123", "0123", "007", "1 200"):
        return text
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def test_a_sound_office(raw, read):
    write_csv(raw / "office-a", delivery())
    observations = read()
    assert told(observations.problems) == [
        (rule.NO_OPTIONAL_TABLE.what.en, "office-a/", None),  # actions
        (rule.DETAIL_REMOVED.what.en, "palaute.csv", 3),
    ]
    assert observations.offices == ("office-a",)
    assert not observations.synthetic
    names = Pseudonyms(KEY)
    ids = [names.client(id, "office-a") for id in ("00123", "0123", "Väinö-7")]
    clients = observations.clients
    assert clients["client"].tolist() == ids
    assert clients["worker"].tolist()[0] == names.worker("Šárka Mäki", "office-a")
    assert clients["client_group"].tolist()[:2] == ["adults", "older-people"]
    assert clients["started"].tolist()[0] == pd.Timestamp(2024, 3, 1)
    answers = observations.assessments
    assert answers["indicator"].tolist() == [
        "hope",
        "plan_together_worker",
        "hope",
        "plan_together",
    ]
    assert answers["value"].tolist() == [7.5, 3, 10, 0]
    assert answers["client_present"].tolist()[:2] == [True, False]
    assert observations.methods["minutes"].tolist()[0] == 1200
    assert observations.methods["method"].tolist() == ["home-visit", "home-visit"]
    assert observations.feedback["text"].tolist()[1] == "Soita [poistettu]"
    assert observations.feedback["client"].tolist()[1] == ids[1]
    assert observations.goals["goal"].tolist() == ["Oma äänikirja, š ja ž"]
    assert observations.facts["indicator"].tolist() == ["unemployment_rate"]
    assert observations.delivered[("office-a", "assessments")] == 4
    assert observations.delivered[("office-a", "actions")] == 0


def test_columns_and_types_are_those_of_the_contract(raw, read):
    write_csv(raw / "office-a", delivery())
    observations = read()
    for name, table in TABLES.items():
        frame = observations.table(name)
        assert list(frame.columns) == ["office", *(column.name for column in table.columns)]
        assert frame.index.equals(pd.RangeIndex(len(frame)))
        assert str(frame["office"].dtype) == "str"
    assert observations.actions.empty
    assert str(observations.actions["due_on"].dtype) == "datetime64[ns]"
    assert str(observations.clients["birth_year"].dtype) == "Int64"
    assert str(observations.assessments["client_present"].dtype) == "boolean"


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("cp1252", ";"), ("utf-8-sig", ","), ("utf-16", "\t"), ("utf-8", "\t")],
)
def test_the_form_of_csv_does_not_matter(raw, theory, encoding, separator):
    write_csv(raw / "one" / "office-a", delivery())
    write_csv(raw / "other" / "office-a", delivery(), encoding, separator, "\n")
    one, other = (
        read_office(raw / folder, theory, "office-a", KEY, TODAY) for folder in ("one", "other")
    )
    same_tables(one, other)
    assert one.delivered == other.delivered


@pytest.mark.parametrize("convert", [lambda text: text or None, as_cell])
def test_a_workbook_says_the_same_as_csv(raw, theory, convert):
    write_csv(raw / "csv" / "office-a", delivery())
    write_xlsx(raw / "xlsx" / "office-a", delivery(), convert=convert)
    one, other = (
        read_office(raw / folder, theory, "office-a", KEY, TODAY) for folder in ("csv", "xlsx")
    )
    same_tables(one, other)
    assert one.delivered == other.delivered
    (removed,) = [p for p in other.problems if p.rule == rule.DETAIL_REMOVED.what.en]
    assert (removed.file, removed.sheet, removed.row) == ("toimisto.xlsx", "palaute", 3)


def test_a_workbook_and_csv_files_may_be_mixed(raw, theory):
    tables = delivery()
    whole = read_office(write_csv(raw / "a" / "office-a", tables).parent, theory, "office-a", KEY)
    sheets = {name: tables.pop(name) for name in ("asiakkaat", "palaute")}
    write_xlsx(raw / "b" / "office-a", sheets)
    write_csv(raw / "b" / "office-a", tables)
    same_tables(whole, read_office(raw / "b", theory, "office-a", KEY))


def test_an_office_of_one_client(raw, read):
    tables = {name: rows[:2] for name, rows in delivery().items()}
    tables["tavoitteet"] = tables["tavoitteet"][:1]
    write_csv(raw / "office-a", tables)
    observations = read()
    assert len(observations.clients) == len(observations.assessments) == 1
    assert observations.goals.empty


def test_a_column_without_a_single_value(raw, read):
    tables = delivery()
    tables["menetelmät"] = [[*row[:3], "minuutit" if n == 0 else ""] for n, row in
                            enumerate(tables["menetelmät"])]  # fmt: skip
    write_csv(raw / "office-a", tables)
    minutes = read().methods["minutes"]
    assert minutes.isna().all() and minutes.dtype == "float64"


def test_a_person_in_two_offices_has_one_pseudonym(raw, theory):
    tables = delivery()
    for rows in tables.values():
        rows[:] = [["131052-308T" if c == "00123" else c for c in row] for row in rows]
    send(raw, tables, "office-a", "office-b")
    clients = read_offices(raw, theory, ["office-a", "office-b"], KEY, TODAY).clients
    by_office = clients.groupby("office")["client"].agg(list)
    shared = set(by_office["office-a"]) & set(by_office["office-b"])
    assert shared == {Pseudonyms(KEY).client("131052-308T", "office-a")}


def test_a_refused_client_takes_its_rows_along_and_says_so(raw, read):
    tables = delivery()
    tables["asiakkaat"][1][5] = "31.2.2024"
    write_csv(raw / "office-a", tables)
    observations = read()
    assert len(observations.clients) == 2
    assert told(observations.problems, "refuses row") == [
        (rule.NO_SUCH_DAY.what.en, "asiakkaat.csv", 2),
        (rule.CLIENT_REFUSED.what.en, "arvioinnit.csv", 2),
        (rule.CLIENT_REFUSED.what.en, "arvioinnit.csv", 3),
        (rule.CLIENT_REFUSED.what.en, "menetelmät.csv", 2),
    ]


def test_two_rows_that_differ_only_in_leading_zeros_are_two_clients(raw, read):
    write_csv(raw / "office-a", delivery())
    assert read().clients["client"].nunique() == 3


# --- offices that are refused -------------------------------------------------------------------


def spoil(table, change):
    tables = delivery()
    change(tables[table])
    return tables


@pytest.mark.parametrize(
    ("tables", "error", "broken"),
    [
        ({}, MissingInput, rule.NO_TABLE),
        (
            {k: v for k, v in delivery().items() if k != "arvioinnit"},
            MissingInput,
            rule.NO_TABLE,
        ),
        (spoil("asiakkaat", lambda rows: rows.clear()), EmptyInput, rule.EMPTY_TABLE),
        (spoil("arvioinnit", lambda rows: rows.__delitem__(slice(1, None))), EmptyInput,
         rule.EMPTY_TABLE),
        (spoil("arvioinnit", lambda rows: rows[1].__setitem__(4, "tuntematon")), UnknownCode,
         rule.UNKNOWN_INDICATOR),
        (spoil("menetelmät", lambda rows: rows[2].__setitem__(2, "tuntematon")), UnknownCode,
         rule.UNKNOWN_METHOD),
        (spoil("asiakkaat", lambda rows: rows[0].__setitem__(5, "aloitus")), BadInput,
         rule.NO_COLUMN),
        (spoil("asiakkaat", lambda rows: rows[0].__setitem__(6, "alkoi")), BadInput,
         rule.COLUMN_TWICE),
        (spoil("asiakkaat", lambda rows: [row.__setitem__(5, "?") for row in rows[1:]]), BadInput,
         rule.NO_ROW_LEFT),
    ],
)  # fmt: skip
def test_an_office_is_refused_with_its_own_error(raw, read, tables, error, broken):
    write_csv(raw / "office-a", tables)
    with pytest.raises(error) as caught:
        read()
    assert type(caught.value) is error
    assert broken.what.en in str(caught.value)
    assert "office-a" in str(caught.value)
    assert "tuntematon" not in str(caught.value)


def test_all_unknown_codes_are_listed_and_counted(raw, read):
    tables = delivery()
    row = tables["arvioinnit"][1]
    tables["arvioinnit"] += [[*row[:4], f"salainen {n}", row[5]] for n in range(30)]
    write_csv(raw / "office-a", tables)
    with pytest.raises(UnknownCode) as caught:
        read()
    assert "arvioinnit.csv, column indicator (E), rows 6–35" in str(caught.value)
    assert "salainen" not in str(caught.value)


def test_a_refused_office_tells_its_other_problems_too(raw, read):
    tables = delivery()
    tables["asiakkaat"][0][5] = "aloitus"
    tables["arvioinnit"][1][5] = "yksitoista"
    write_csv(raw / "office-a", tables)
    with pytest.raises(BadInput) as caught:
        read()
    assert rule.NO_COLUMN.what.en in str(caught.value)
    assert rule.NOT_A_NUMBER.what.en in str(caught.value)
    # Without the clients nobody can say whose rows the others are.
    assert rule.NO_SUCH_CLIENT.what.en not in str(caught.value)


def test_a_table_may_come_in_several_files(raw, read):
    tables = delivery()
    whole = write_csv(raw / "office-a", tables)
    together = read()
    header, *rows = tables["arvioinnit"]
    (whole / "arvioinnit.csv").unlink()
    write_csv(whole, {"arvioinnit 1": [header, *rows[:1]]})
    swapped = [[row[1], row[0], *row[2:]] for row in (header, *rows[1:])]
    write_xlsx(whole, {"assessments": swapped}, name="vaikuttavuus.xlsx")
    apart = read()
    same_tables(apart, together)
    assert apart.delivered == together.delivered


def test_problems_in_several_files_tell_the_right_place(raw, read):
    tables = delivery()
    write_csv(raw / "office-a", tables)
    header, *rows = tables["arvioinnit"]
    write_csv(raw / "office-a", {"arvioinnit 2024": [header, ["nobody", *rows[0][1:]]]})
    (problem,) = read().problems.of("refuses row")
    assert (problem.file, problem.row, problem.letter) == ("arvioinnit 2024.csv", 2, "A")
    assert (problem.rule, problem.table) == (rule.NO_SUCH_CLIENT.what.en, "assessments")


def test_overlapping_files_are_read_once(raw, read):
    tables = delivery()
    write_csv(raw / "office-a", tables)
    once = read()
    header, *rows = tables["menetelmät"]
    later = ["0123", "5.3.2024", "kotikäynti", "30"]
    write_csv(raw / "office-a", {"menetelmät_2": [header, rows[0], later]})
    write_csv(raw / "office-a", {"asiakkaat_2": tables["asiakkaat"][:2]})
    twice = read()
    assert len(twice.methods) == len(once.methods) + 1
    assert len(twice.clients) == len(once.clients)
    repeated = [p for p in twice.problems if p.rule == rule.REPEATED_ROW.what.en]
    assert [(p.file, p.row) for p in repeated] == [("asiakkaat_2.csv", 2), ("menetelmät_2.csv", 2)]


def test_alike_rows_of_one_sheet_are_as_many_events(raw, read):
    tables = delivery()
    tables["menetelmät"].append(tables["menetelmät"][1])
    write_csv(raw / "office-a", tables)
    assert len(read().methods) == 3


def test_a_copy_of_a_file_is_read_once(raw, read):
    folder = write_csv(raw / "office-a", delivery())
    once = read()
    (folder / "arvioinnit (1).csv").write_bytes((folder / "arvioinnit.csv").read_bytes())
    twice = read()
    same_tables(once, twice)
    assert twice.delivered == once.delivered
    (found,) = [p for p in twice.problems if p.rule == rule.SAME_FILE.what.en]
    assert (found.file, found.severity) == ("arvioinnit.csv", "warning")


def test_one_file_in_two_offices_folders_refuses_both(raw, read):
    for office in ("office-a", "office-b"):
        write_csv(raw / office, delivery())
    for office in ("office-a", "office-b"):
        with pytest.raises(BadInput, match=rule.SAME_FILE_ELSEWHERE.what.en):
            read(office)


def test_facts_and_empty_forms_may_be_alike_everywhere(raw, read):
    tables = delivery()
    send(raw, tables, "office-a", "office-b")
    for office in ("office-a", "office-b"):
        alike = {"toimisto": tables["toimisto"], "kehittämistoimet": [["toimi", "taso"]]}
        write_csv(raw / office, alike)
    assert not read("office-a").problems.of("refuses office")


@pytest.mark.parametrize("name", ["office-b.xlsx", "Office B 2024.xlsx", "vienti_office-b_1.xlsx"])
def test_a_file_that_bears_another_offices_name(raw, read, name):
    write_xlsx(raw / "office-a", delivery(), name=name)
    with pytest.raises(BadInput, match=rule.WRONG_OFFICE.what.en):
        read()


def test_a_column_that_names_the_office(raw, read):
    tables = delivery()
    for i, row in enumerate(tables["arvioinnit"]):
        row.append("Office-A" if i else "Toimisto")
    write_csv(raw / "office-a", tables)
    assert len(read().assessments) == 4
    tables["arvioinnit"][3][-1] = "office-b"
    write_csv(raw / "office-a", tables)
    with pytest.raises(BadInput, match=rule.WRONG_OFFICE.what.en) as caught:
        read()
    assert "row 4" in str(caught.value) and "office-b" not in str(caught.value)


def test_a_link_is_no_file(raw, read, tmp_path):
    write_csv(raw / "office-a", delivery())
    (raw / "office-a" / "palaute.csv").rename(tmp_path / "palaute.csv")
    (raw / "office-a" / "palaute.csv").symlink_to(tmp_path / "palaute.csv")
    with pytest.raises(BadInput, match=rule.LINKED_FILE.what.en):
        read()


def test_ten_digits_that_may_be_an_identity_code_are_told_of(raw, read):
    tables = delivery()
    control = "0123456789ABCDEFHJKLMNPRSTUVWXY"
    ids = [f"010101{n:03d}{control[(10_101_000 + n) % 31]}" for n in range(2, 100)]
    sound = next(id for id in ids if id.isdecimal())
    tables["asiakkaat"][1][0] = "9911010000"  # no day
    tables["asiakkaat"][2][0] = sound[:-1] + str((int(sound[-1]) + 1) % 10)  # a wrong control
    tables["asiakkaat"][3][0] = sound
    for name in ("arvioinnit", "tavoitteet", "menetelmät", "palaute"):
        tables[name] = tables[name][:1]
    tables["arvioinnit"].append([sound, "15.3.2024", "asiakas", "k", "hope", "0"])
    write_csv(raw / "office-a", tables)
    found = [p for p in read().problems if p.rule == rule.MAY_BE_A_CODE.what.en]
    assert [(p.table, p.row, p.severity) for p in found] == [
        ("assessments", 2, "warning"),
        ("clients", 4, "warning"),
    ]


@pytest.mark.parametrize(
    "name", ["Maija Meikäläinen.xlsx", "maijan lista.xlsx", "asiakkaat 010190-123A.xlsx"]
)
def test_a_files_name_that_may_be_somebodys_is_not_told(raw, read, name):
    write_xlsx(raw / "office-a", delivery(), name=name)
    tables = delivery()
    tables["arvioinnit"][1][5] = "yksitoista"
    write_xlsx(raw / "office-a", tables, name=name)
    assert {p.file for p in read().problems.of("refuses row")} == {"#1.xlsx"}


@pytest.mark.parametrize(
    ("name", "data", "broken"),
    [
        ("palaute.csv", b"\x81\x8d", rule.BAD_ENCODING),
        ("palaute.csv", 'päivä;teksti\n1.4.2024;"jono'.encode(), rule.BROKEN_CSV),
        ("lisää.xlsx", b"PK", rule.UNREADABLE),
    ],
)
def test_a_file_that_cannot_be_read_is_never_left_out_in_silence(raw, read, name, data, broken):
    write_csv(raw / "office-a", delivery())
    (raw / "office-a" / name).write_bytes(data)
    with pytest.raises(BadInput, match=broken.what.en):
        read()


def test_a_missing_folder(raw, read, theory):
    raw.mkdir()
    with pytest.raises(MissingInput, match=rule.NO_FOLDER.what.en):
        read()
    with pytest.raises(MissingInput):
        office_files(raw, "office-a")
    with pytest.raises(MissingInput):
        read_offices(raw / "gone", theory, key=KEY)


def test_an_office_outside_the_roster(raw, read):
    write_csv(raw / "office-x", delivery())
    with pytest.raises(MissingInput, match=rule.NOT_IN_ROSTER.what.en):
        read("office-x")


def test_a_formula_without_a_result_refuses_its_row(raw, read):
    def convert(text):
        return "=1+6,5" if text == "7,5" else text or None

    write_xlsx(raw / "office-a", delivery(), convert=convert)
    problems = told(read().problems, "refuses row")
    assert problems == [(rule.NO_RESULT.what.en, "toimisto.xlsx", 2)]


# --- several offices ----------------------------------------------------------------------------


def test_a_broken_office_does_not_stop_the_others(raw, theory):
    send(raw, delivery(), "office-a", "office-c", "office-x")
    (raw / "office-a" / "asiakkaat.csv").write_bytes(b"")
    observations = read_offices(raw, theory, key=KEY, today=TODAY)
    assert observations.offices == ("office-c",)
    assert list(observations.missing) == ["office-a", "office-b", "office-x"]
    assert rule.EMPTY_TABLE.what.en in observations.missing["office-a"]
    assert rule.NO_FOLDER.what.en in observations.missing["office-b"]
    assert rule.NOT_IN_ROSTER.what.en in observations.missing["office-x"]
    assert {p.office for p in observations.problems} == {
        "office-a", "office-b", "office-c", "office-x",
    }  # fmt: skip
    assert set(observations.hashes) == {"office-c"}
    assert {office for office, _ in observations.delivered} == {"office-c"}


def test_only_the_offices_asked_for_are_read_in_the_order_asked(raw, theory):
    send(raw, delivery(), "office-a", "office-b", "office-c")
    observations = read_offices(raw, theory, ["office-c", "office-a", "office-c"], KEY, TODAY)
    assert observations.offices == ("office-c", "office-a")
    assert observations.clients["office"].tolist() == ["office-c"] * 3 + ["office-a"] * 3
    assert observations.missing == {}
    same_tables(observations.of("office-a"), read_office(raw, theory, "office-a", KEY, TODAY))


def test_if_no_office_can_be_read_the_first_error_is_raised(raw, theory):
    write_csv(raw / "office-a", spoil("asiakkaat", lambda rows: rows.clear()))
    with pytest.raises(EmptyInput, match="office-a"):
        read_offices(raw, theory, key=KEY)
    with pytest.raises(MissingInput):
        read_offices(raw, theory, [], KEY)


# --- what else is told --------------------------------------------------------------------------


def test_other_files_and_sheets_are_told_of_without_their_names(raw, read):
    write_csv(raw / "office-a", delivery())
    folder = raw / "office-a"
    (folder / "Matti Meikäläinen.pdf").write_bytes(b"x")
    (folder / "Maija.csv").write_bytes(b"x")
    (folder / "Liitteet").mkdir()
    for name in ("~$toimisto.xlsx", ".hidden.csv", "README.md", "readme.txt"):
        (folder / name).write_bytes(b"x")
    write_xlsx(folder, {"Maija": [["x"]]})
    observations = read()
    assert told(observations.problems)[:4] == [
        (rule.UNKNOWN_FILE.what.en, "office-a/#1", None),
        (rule.UNKNOWN_FILE.what.en, "office-a/#2", None),
        (rule.UNKNOWN_FILE.what.en, "office-a/#3", None),
        (rule.UNKNOWN_SHEET.what.en, "toimisto.xlsx", None),
    ]
    assert "Maija" not in str(observations.problems.frame().to_csv())


def test_the_hash_changes_with_the_files_that_are_read(raw, read):
    folder = write_csv(raw / "office-a", delivery())
    first = read().hashes["office-a"]
    (folder / ".notes").write_bytes(b"x")
    assert read().hashes["office-a"] == first
    (folder / "palaute.csv").write_bytes((folder / "palaute.csv").read_bytes() + b"\r\n")
    assert read().hashes["office-a"] != first
    assert [path.name for path in office_files(raw, "office-a")] == sorted(
        f"{name}.csv" for name in delivery()
    )


def test_synthetic_files_are_known_by_their_hashes(raw, read, theory):
    folder = write_csv(raw / "office-a", delivery())
    write_csv(raw / "office-b", spoil("palaute", lambda rows: rows.pop()), ending="\n")
    listed = {"elsewhere/x.csv": hash_file(folder / "palaute.csv")}
    (raw / "SYNTHETIC.json").write_text(json.dumps({"files": listed, "seed": 1}))
    assert read("office-a").synthetic
    listed = {"office-a/palaute.csv": "0" * 64}
    (raw / "SYNTHETIC.json").write_text(json.dumps({"files": listed, "seed": 1}))
    assert not read("office-a").synthetic
    assert not read_offices(raw, theory, key=KEY).synthetic


@pytest.mark.parametrize("content", ["", "[]", '{"seed": 1}', '{"files": 7}', "{"])
def test_a_broken_list_of_synthetic_files_stops_the_reading(raw, read, content):
    write_csv(raw / "office-a", delivery())
    (raw / "SYNTHETIC.json").write_text(content)
    with pytest.raises(BadInput, match=r"SYNTHETIC\.json"):
        read()


def test_a_key_is_needed_and_a_whole_theory(raw, theory, monkeypatch, tmp_path):
    write_csv(raw / "office-a", delivery())
    with pytest.raises(KeyProblem):
        read_office(raw, theory, "office-a", b"short")
    monkeypatch.delenv("EVALUATION_KEY", raising=False)
    monkeypatch.setattr("evaluation.keys.key_path", lambda: tmp_path / "none.key")
    with pytest.raises(KeyProblem):
        read_offices(raw, theory)
    monkeypatch.setenv("EVALUATION_KEY", KEY.hex())
    assert len(read_offices(raw, theory, ["office-a"]).clients) == 3
    from dataclasses import replace

    with pytest.raises(TheoryError):
        read_office(raw, replace(theory, code_lists={}), "office-a", KEY)


def test_the_demo_is_read_whole_with_the_shipped_theory(observations, framework):
    assert observations.synthetic
    assert observations.offices == tuple(framework.offices)
    assert not [p for p in observations.problems if p.severity != "warning"]
    counts = observations.row_counts()
    assert all(c.accepted == c.delivered for c in counts.values())
    for (office, table), delivered in observations.delivered.items():
        assert delivered == (observations.table(table)["office"] == office).sum()
    assert set(observations.assessments["indicator"]) <= set(framework.indicators)
    assert set(observations.methods["method"]) <= {
        code.id for code in framework.code_lists["methods"].codes
    }
