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
import zipfile
from pathlib import Path

import pytest
from one_office import Office, write_csv_files
from sound_office import SECRETS, ods_file, sound, xlsx_file

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
    result = read_spoilt_files(120, csv=20, together=100, books=60, seed=1)
    assert result["files"] == 20 + 100 * 5 + 60
    # Both ends are reached: else the test says little.
    assert result["became"]["read"] > 10 and result["became"]["read, rows refused"] > 10
    assert result["became"]["BadInput"] > 30 and result["compared"] > 30


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3])
def test_very_many_spoilt_files_are_read_or_refused(seed):
    result = read_spoilt_files(3600, csv=2000, together=400, books=1500, seed=seed)
    assert result["files"] == 5500


@pytest.fixture(scope="module")
def office(framework, tmp_path_factory):
    return Office(tmp_path_factory.mktemp("mutated"), framework)


@pytest.mark.parametrize(
    "encoding",
    ["cp437", "cp850", "cp865", "mac_roman", "iso8859_15", "cp1250", "utf-7", "utf-16-le",
     "utf-16-be", "utf-32", "utf-32-le", "cp037"],
)  # fmt: skip
def test_letters_of_another_page_never_change_in_silence(office, encoding):
    """Pages that programs in Finland write. Where another page has a letter for a letter (the
    Baltic one has ``ð`` for ``š``), nobody could tell them apart."""
    way = (";", encoding, csv.QUOTE_MINIMAL)
    observations, _ = office.outcome(sound(), write_csv_files, way)
    if observations is not None:
        office.reads_as_sound(observations)


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
def test_what_was_found_stays_mended(office, make, part, place, replacement):
    data = in_book(make, part, place, replacement)
    kind = "ods" if make is ods_file else "xlsx"
    start = time.process_time()
    observations, _ = office.outcome(
        None, lambda _, folder, way: (folder / f"data.{kind}").write_bytes(data)
    )
    assert time.process_time() - start < 5
    assert observations is None or any(p.severity == "refuses row" for p in observations.problems)
