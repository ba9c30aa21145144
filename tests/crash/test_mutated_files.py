"""Spoilt files: Observations or an error of ours, in time, and nothing wrong in silence.

Most run in a process of their own (``mutation_run``), where a reader that dies kills no other test
and memory can be measured. What an accepted row says is compared with a second, slow reading of
the same file (``read_again``, ``books_again``).
"""

import csv
import io
import json
import subprocess
import sys
import time
import traceback
import zipfile
from pathlib import Path

import pytest
import read_again
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from sound_office import KEY, OFFICE, SECRETS, TODAY, csv_file, ods_file, sound, xlsx_file

from evaluation.contract import TABLES
from evaluation.errors import EvaluationError
from evaluation.intake import problems_as_text
from evaluation.intake.offices import reader_of

SCRIPT = Path(__file__).with_name("mutation_run.py")
MAX_GROWTH_MB = 512


def read_spoilt_files(seconds, **asked):
    """Run the script; its result, after checking that nothing happened that may not happen."""
    options = [text for name, number in asked.items() for text in (f"--{name}", str(number))]
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *options], capture_output=True, timeout=seconds
    )
    said = done.stderr.decode(errors="replace")
    assert done.returncode == 0, said[-2000:]
    assert not any(secret in said for secret in SECRETS)
    assert "Traceback" not in said, said[:1000]  # what a library writes past us is for no office
    result = json.loads(done.stdout)
    assert result["failures"] == []
    assert result["grown_mb"] < MAX_GROWTH_MB
    return result


def test_spoilt_files_are_read_or_refused():
    result = read_spoilt_files(120, csv=20, together=90, books=90, seed=1)
    assert result["files"] == 20 + 90 * 5 + 90
    # Both ends are reached: else the test says little.
    assert result["became"]["read"] > 10 and result["became"]["read, rows refused"] > 10
    assert result["became"]["BadInput"] > 30 and result["compared"] > 40


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3])
def test_very_many_spoilt_files_are_read_or_refused(seed):
    result = read_spoilt_files(3600, csv=2000, together=400, books=1500, seed=seed)
    assert result["files"] == 5500


# --- tables that went wrong, and not their files -------------------------------------------------

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


def write_csv_files(tables, folder, way):
    separator, encoding, quoting = way
    for name, rows in tables.items():
        data = csv_file(rows, separator, encoding, quoting)
        (folder / f"{name}.csv").write_bytes(data)


def write_book(make, kind):
    def write(tables, folder, way):
        (folder / f"tiedot.{kind}").write_bytes(make(tables, typed=False))

    return write


ways = st.tuples(
    st.sampled_from([";", "\t", ","]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
WRITERS = {
    "csv": write_csv_files,
    "xlsx": write_book(xlsx_file, "xlsx"),
    "ods": write_book(ods_file, "ods"),
}


@pytest.fixture(scope="module")
def read(framework, tmp_path_factory):
    """What writes the tables of an office and reads them again."""
    home = tmp_path_factory.mktemp("spoilt")
    folder = home / OFFICE
    folder.mkdir()
    reading = reader_of(home, framework, KEY, TODAY)

    def read(tables, write, way=(";", "utf-8", csv.QUOTE_MINIMAL)):
        for path in folder.iterdir():
            path.unlink()
        write(tables, folder, way)
        return reading(OFFICE).observations()

    return read


def outcome(read, *asked):
    """The observations (None when the office is refused) and everything that was told."""
    try:
        observations = read(*asked)
    except EvaluationError as error:
        return None, "".join(traceback.format_exception(error)) + repr(error.args)
    problems = observations.problems
    told = problems_as_text(problems) + problems_as_text(problems, "fi") + repr(observations)
    return observations, told + "".join(f"{p!r}{p}" for p in problems)


def as_written(text, way, kind):
    """A cell as the file holds it: letters that an encoding lacks become question marks."""
    return text.encode(way[1], errors="replace").decode(way[1]) if kind == "csv" else text


def nothing_is_wrong_in_silence(read, framework, kind, spoiling, way):
    tables = sound()
    for what, place, text in spoiling:
        if kind != "csv":  # no workbook can hold other signs below the space
            text = "".join(c for c in text if c >= " " or c in "\t\n")
        edit(tables, what, place, text)
    observations, told = outcome(read, tables, WRITERS[kind], way)
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
few = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
many = settings(few, max_examples=1500)


@few
@given(**asked)
@example([("cell", (1, 0, 1), "131052308T")], (";", "utf-8", csv.QUOTE_MINIMAL))
def test_spoilt_tables_as_csv(read, framework, spoiling, way):
    nothing_is_wrong_in_silence(read, framework, "csv", spoiling, way)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@settings(few, max_examples=25)
@given(**asked)
def test_spoilt_tables_as_workbooks(read, framework, kind, spoiling, way):
    nothing_is_wrong_in_silence(read, framework, kind, spoiling, way)


@pytest.mark.slow
@pytest.mark.parametrize("kind", WRITERS)
@many
@given(**asked)
def test_very_many_spoilt_tables(read, framework, kind, spoiling, way):
    nothing_is_wrong_in_silence(read, framework, kind, spoiling, way)


# --- letters of another page ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding",
    ["cp437", "cp850", "cp865", "mac_roman", "iso8859_15", "cp1250", "utf-7", "utf-16-le",
     "utf-16-be", "utf-32", "utf-32-le", "cp037"],
)  # fmt: skip
def test_letters_of_another_page_never_change_in_silence(read, encoding):
    """Pages that programs in Finland write. Where another page has a letter for a letter (the
    Baltic one has ``ð`` for ``š``), nobody could tell them apart."""
    tables = sound()
    observations, _ = outcome(read, tables, write_csv_files, (";", encoding, csv.QUOTE_MINIMAL))
    if observations is not None:
        same_as_sound(read, observations)


def same_as_sound(read, observations):
    for name in TABLES:
        assert_frame_equal(observations.table(name), read(sound(), write_csv_files).table(name))


# --- what such files have brought to light -------------------------------------------------------


def in_book(make, part, place, replacement):
    """A sound workbook in which one place of one part says something else."""
    with zipfile.ZipFile(io.BytesIO(make(sound()))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert place in parts[part]
    parts[part] = parts[part].replace(place, replacement, 1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


GOALS, WEIGHT = "xl/worksheets/sheet3.xml", b't="n"><v>1.5</v>'


@pytest.mark.parametrize(
    ("make", "part", "place", "replacement"),
    [
        (xlsx_file, GOALS, WEIGHT, b't="inlineStr"><v>1.5</v>'),  # was read as empty
        (ods_file, "content.xml", b'office:value="7"', b'office:value="NaN"'),  # was an id
        (ods_file, "content.xml", b"<text:p>Trust", b"<text:p>a</text:p><text:p>Trust"),
        (
            ods_file,
            "content.xml",
            b'<table:table-row><table:table-cell office:value-type="string"><text:p>131052',
            b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell'
            b' office:value-type="string"><text:p>131052',
        ),  # was a million rows, and as many problems
    ],
)
def test_what_was_found_stays_mended(read, make, part, place, replacement):
    data = in_book(make, part, place, replacement)
    kind = "ods" if make is ods_file else "xlsx"
    start = time.process_time()
    observations, _ = outcome(
        read, None, lambda _, folder, way: (folder / f"data.{kind}").write_bytes(data)
    )
    assert time.process_time() - start < 5
    assert observations is None or any(p.severity == "refuses row" for p in observations.problems)


# --- the tests themselves ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", WRITERS)
def test_the_sound_office_is_read_whole(read, framework, kind):
    observations = read(sound(), WRITERS[kind])
    assert not [p for p in observations.problems if p.severity != "warning"]
    same_as_sound(read, observations)
    nothing_is_wrong_in_silence(read, framework, kind, [], (";", "utf-8", csv.QUOTE_MINIMAL))


@pytest.mark.parametrize(
    ("column", "value"),
    [("arvo", "7,4"), ("päivä", "3.2.2024"), ("mittari", "trust"), ("asiakas", "00124")],
)
def test_the_second_reading_would_see_a_wrong_value(read, framework, column, value):
    observations = read(sound(), write_csv_files)
    rows = sound()["arvioinnit"]
    rows[1][rows[0].index(column)] = value
    stands = {"assessments": [(n, [(c,) for c in line]) for n, line in enumerate(rows, 1)]}
    assert len(read_again.disagreements(observations, stands, framework)) == 1
