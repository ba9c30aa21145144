"""Mapping files: read as a whole, or refused with all their problems and lines."""

import re
from pathlib import Path

import pytest

from evaluation.connectors.export import Cell, mapping_file, read_mapping
from evaluation.errors import BadInput, MissingInput

SOUND = """
    version: 1
    file: vienti.csv
    tables:
      - table: tavoitteet
        columns:
          asiakas: Asiakasnumero
          goal: Tavoite 1
          set_on: {header: Pvm, letter: c}
          attainment: Arvio
        only_if_filled: [goal]
        values:
          attainment: {Toteutui: 0, "ei  toteutunut": -2}
    """


def problems(mapping_of, text, language="en"):
    with pytest.raises(BadInput) as raised:
        mapping_of(text, language)
    return str(raised.value)


def test_finnish_and_english_names_mean_the_same(mapping_of):
    block = mapping_of(SOUND).blocks[0]
    assert block.table == "goals"
    assert list(block.columns) == ["client", "goal", "set_on", "attainment"]
    assert block.columns["set_on"] == Cell("Pvm", "C", 9)
    assert block.values["attainment"] == {"toteutui": "0", "ei toteutunut": "-2"}


def test_words_are_taken_as_they_are_written(mapping_of):
    mapping = mapping_of(
        """
        version: 1
        file: vienti.xlsx
        sheet: "2024"
        tables:
          - table: assessments
            columns: {client: 010, date: 2024-01-01}
            constants: {respondent: worker, client_present: yes}
            long: {name_to: indicator, cell_to: value, from: {on: trust}}
        """
    )
    block = mapping.blocks[0]
    assert mapping.sheet == "2024"
    assert block.columns["client"].header == "010"
    assert block.constants == {"respondent": "worker", "client_present": "yes"}
    assert block.long.cells[0][0].header == "on"


def test_all_problems_are_told_at_once_with_their_lines(mapping_of):
    text = """\
version: 3
file: ../muu/vienti.doc
header_row: 0
tables:
  - table: goalz
    columns: {client: A}
  - table: goals
    columns: {client: A, goal: , set_on: B, gaol: C, asiakas: D}
    only_if_filled: [weight]
    once: yes
    values: {minutes: {x: 1}, attainment: {Kyllä: 1, kyllä: 2}}
  - table: assessments
    columns: {client: A, date: B, value: C}
    constants: {respondent: naapuri, client: "7"}
    long: {name_to: indicator, cell_to: value, ticked: [x], from: {}}
  - table: methods
    columns: {client: A}
extra: 1
"""
    told = problems(mapping_of, text)
    expected = {
        1: "version of the form",
        2: "cannot be the name of an export",
        3: "no whole number",
        5: "the table 'goalz' is unknown. Expected: 'goals'",
        8: "there is no text here",
        9: "'weight' is not read from the export",
        10: "neither true nor false",
        11: "the word 'kyllä' has two meanings",
        14: "does not know the word 'naapuri'",
        15: "not clear what a cell means",
        16: "the required column 'date' of methods is missing",
        18: "the key 'extra' is unknown",
    }
    for line, words in expected.items():
        assert any(
            told_line.startswith(f"kartta.yaml, line {line}:") and words in told_line
            for told_line in told.splitlines()
        ), (line, words, told)
    for words in (
        "the column of goals 'gaol' is unknown. Expected: 'goal'",
        "the column 'client' stands twice",
        "the column of goals 'minutes' is unknown",
        "no client is on every row",
        "the column 'value' has two sources",
        "the column 'client' has two sources",
        "there is no column",
        "the required column 'method' of methods is missing",
    ):
        assert words in told
    # A column whose header cannot be read is told of once, not as missing too.
    assert "the required column 'goal'" not in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "valid YAML"),
        ("- a\n- b\n", "valid YAML"),
        ("version: 1\nversion: 1\nfile: a.csv\ntables: []\n", "a second time"),
        ("version: 1\nfile: a.csv\ntables: []\n", "there is no list here"),
        ("version: 1\nfile: a.csv\nsheet: x\ntables: [{table: facts}]\n", "no sheets"),
        ("version: 1\nfile: [a]\ntables: [x]\n", "there are no keys here"),
        ("version: 1\nfile: 'a.csv\n", "valid YAML"),
    ],
)
def test_other_things_that_are_no_mapping(mapping_of, text, words):
    assert words in problems(mapping_of, text)


def test_problems_are_told_in_finnish(mapping_of):
    told = problems(mapping_of, SOUND.replace("goal: Tavoite 1", "gool: Tavoite 1"), "fi")
    assert "rivi 8: taulukon goals saraketta 'gool' ei tunneta. Pitää olla: 'goal'." in told
    assert "pakollinen sarake 'goal' puuttuu" in told


def test_a_mark_must_be_a_tick_or_none(mapping_of):
    told = problems(
        mapping_of,
        """
        version: 1
        file: a.csv
        tables:
          - table: methods
            columns: {client: A, date: B}
            long: {name_to: method, ticked: [x, Kyllä], not_ticked: [kyllä], from: {C: home-visit}}
        """,
    )
    assert "'kyllä' is a tick and no tick" in told


def test_a_mapping_that_is_not_there(tmp_path):
    with pytest.raises(MissingInput, match=r"kartta\.yaml"):
        read_mapping(tmp_path / "kartta.yaml")


def test_a_folder_has_one_mapping_or_none(tmp_path):
    assert mapping_file(tmp_path) is None
    (tmp_path / "Kartta.yaml").touch()
    assert mapping_file(tmp_path) == tmp_path / "Kartta.yaml"
    (tmp_path / "mapping.yml").touch()
    with pytest.raises(BadInput, match="several mapping files"):
        mapping_file(tmp_path)


def test_the_headers_are_known_for_finding_the_separator(mapping_of):
    assert mapping_of(SOUND).headers == {"asiakasnumero", "tavoite 1", "pvm", "arvio"}


def test_the_mapping_in_the_docs_is_one(mapping_of):
    docs = Path(__file__).parents[3] / "docs" / "connectors.md"
    (text,) = re.findall(r"```yaml\n(.*?)```", docs.read_text(encoding="utf-8"), re.DOTALL)
    mapping = mapping_of(text)
    assert [block.table for block in mapping.blocks] == ["goals", "assessments"]
