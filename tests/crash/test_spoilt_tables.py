"""Tables that went wrong, and not their files: nothing is wrong in silence.

What an accepted row says is compared with what was written (``read_again``).
"""

import csv

import pytest
import read_again
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from one_office import PLAIN, WRITERS, Office
from sound_office import SECRETS, sound

words = st.sampled_from([
    "", " ", "-", "NA", "ei tietoa", "1", "7,5", "7.5", "1 200", "1.200", "1,200", "1e3", "10,",
    ",5", "−1", "+2", "007", "99999", "1200000", "0x10", "٣", "½", "5 %", "#N/A", "#DIV/0!", "=1+1",
    "NaN", "inf", "1.3.2024", "1.13.2024", "3/1/2024", "2024-03-01", "2024-3-1", "1.3.24",
    "29.2.2023",
    "29.2.2024", "1.3.2024 12:30", "2024-03-01T12:30:00", "1.3.2024 klo 12", "31.12.2025", "45352",
    "1.1.1980", "nainen", "NAINEN ", "x", "asiakas", "työntekijä", "kyllä", "Ei", "totta", "trust",
    "terveys", "participation", "felt_heard", "Luottamus", "kotikäynti", "ryhmätyö", "aikuiset",
    "00123", "123", "131052-308T", "131052-308U", "131052308T", "131052A308T", "kanarialintu",
    "ka\u0308rpa\u0308nen", "a\u200bb", "\ufeff7", "\u00a07\u202f", "tab\there", "uusi\nrivi",
    "Kanariina Keltasirkku", "soita 040 765 4321", '"', '""', ";", "a;b", "ÿ", "a" * 300,
    "1.3.2024\n",
])  # fmt: skip
places = st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 7))
edits = st.one_of(
    st.tuples(st.just("cell"), places, words),
    st.tuples(st.just("cell"), places, words),
    st.tuples(st.just("cell"), places, st.text(max_size=6)),
    st.tuples(
        st.sampled_from(
            ["drop column", "repeat column", "move column", "repeat row", "drop row", "move row",
             "short row", "long row", "empty row", "shift", "header"]
        ),
        places,
        words,
    ),
)  # fmt: skip


def edit(tables, what, place, text):
    """Spoil one place of one table."""
    sheet, row, column = place
    rows = tables[sorted(tables)[sheet]]
    if len(rows) < 2 or not rows[0]:  # earlier edits have left nothing to spoil
        return
    at = row % (len(rows) - 1) + 1
    column %= len(rows[0])
    if what == "cell" and column < len(rows[at]):
        rows[at][column] = text
    elif what == "header":
        rows[0][column] = text
    elif what in ("drop column", "repeat column", "move column"):
        for line in rows:
            cell = line.pop(column) if column < len(line) else ""
            if what == "repeat column":
                line[column:column] = [cell, cell]
            elif what == "move column":
                line.append(cell)
    elif what in ("drop row", "move row", "repeat row", "empty row"):
        line = rows.pop(at) if what != "repeat row" else list(rows[at])
        if what != "drop row":
            rows.append(line if what != "empty row" else [""] * len(line))
    elif what == "short row":
        del rows[at][column:]
    elif what == "long row":
        rows[at].append(text)
    elif what == "shift":  # a missing cell moves the others to the left
        rows[at] = [*rows[at][:column], *rows[at][column + 1 :], ""]


ways = st.tuples(
    st.sampled_from([";", "\t", ","]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)


@pytest.fixture(scope="module")
def office(framework, tmp_path_factory):
    return Office(tmp_path_factory.mktemp("spoilt"), framework)


def as_written(text, way, kind):
    """A cell as the file holds it: letters that an encoding lacks become question marks."""
    return text.encode(way[1], errors="replace").decode(way[1]) if kind == "csv" else text


def nothing_is_wrong_in_silence(office, framework, kind, spoiling, way):
    tables = sound()
    for what, place, text in spoiling:
        if kind != "csv":  # no workbook can hold other signs below the space
            text = "".join(c for c in text if c >= " " or c in "\t\n")
        edit(tables, what, place, text)
    observations, told = office.outcome(tables, WRITERS[kind], way)
    assert not any(secret in told for secret in SECRETS)
    if observations is None:
        return
    stands = {}
    for name, rows in tables.items():
        lines = enumerate(rows, 1)
        lines = [(n, [(as_written(cell, way, kind),) for cell in line]) for n, line in lines]
        table = read_again.TABLE_NAMES[name].name
        stands[table] = [(n, line) for n, line in lines if any(cell.strip() for (cell,) in line)]
    assert read_again.disagreements(observations, stands, framework) == []
    for (_, name), counts in observations.row_counts().items():
        assert counts.accepted == len(observations.table(name))
        assert counts.delivered == counts.accepted + counts.refused + counts.repeated


asked = {"spoiling": st.lists(edits, min_size=1, max_size=4), "way": ways}
few = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
many = settings(few, max_examples=1500)


@few
@given(**asked)
@example([("cell", (1, 0, 1), "131052308T")], PLAIN)
def test_spoilt_tables_as_csv(office, framework, spoiling, way):
    nothing_is_wrong_in_silence(office, framework, "csv", spoiling, way)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@settings(few, max_examples=15)
@given(**asked)
def test_spoilt_tables_as_workbooks(office, framework, kind, spoiling, way):
    nothing_is_wrong_in_silence(office, framework, kind, spoiling, way)


@pytest.mark.slow
@pytest.mark.parametrize("kind", WRITERS)
@many
@given(**asked)
def test_very_many_spoilt_tables(office, framework, kind, spoiling, way):
    nothing_is_wrong_in_silence(office, framework, kind, spoiling, way)


@pytest.mark.parametrize("kind", WRITERS)
def test_the_sound_office_is_read_whole(office, framework, kind):
    observations = office.read(sound(), WRITERS[kind])
    assert not [p for p in observations.problems if p.severity != "warning"]
    office.reads_as_sound(observations)
    nothing_is_wrong_in_silence(office, framework, kind, [], PLAIN)


@pytest.mark.parametrize(
    ("column", "value"),
    [("arvo", "7,4"), ("päivä", "3.2.2024"), ("mittari", "trust"), ("asiakas", "00124")],
)
def test_the_second_reading_would_see_a_wrong_value(office, framework, column, value):
    observations = office.read(sound(), WRITERS["csv"])
    rows = sound()["arvioinnit"]
    rows[1][rows[0].index(column)] = value
    stands = {"assessments": [(n, [(c,) for c in line]) for n, line in enumerate(rows, 1)]}
    assert len(read_again.disagreements(observations, stands, framework)) == 1
