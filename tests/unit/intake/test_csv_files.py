"""CSV: encoding, separator, quotation marks, row numbers."""

import pytest
from conftest import rows_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evaluation.intake.catalogue import BAD_ENCODING, BROKEN_CSV, ODD_ROW, TOO_LARGE, UNREADABLE
from evaluation.intake.csv_file import (
    MAX_BYTES,
    careful_sheet,
    quick_sheet,
    read_csv,
    separator_of,
    utf8_of,
)
from evaluation.intake.rules import Place

PLACE = Place("office-a", "työntekijät.csv")
HEADER = "työntekijä;kelpoinen;htv"
ROW = "Šárka Mäki;kyllä;0,8"


def read(folder, data, name="työntekijät.csv"):
    (folder / name).write_bytes(data)
    tables, problems = read_csv(folder / name, PLACE)
    return (tables[0][1] if tables else None), [p.rule for p in problems]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le-mark", "utf-16-be-mark"]
)
def test_encodings(tmp_path, encoding):
    text = f"{HEADER}\r\n{ROW}\r\n"
    if encoding.endswith("-mark"):
        data = ("\ufeff" + text).encode(encoding.removesuffix("-mark"))
    else:
        data = text.encode(encoding)
    sheet, problems = read(tmp_path, data)
    assert problems == []
    assert sheet.header == ("työntekijä", "kelpoinen", "htv")
    assert rows_of(sheet) == [("Šárka Mäki", "kyllä", "0,8")]
    assert sheet.numbers.tolist() == [2]


def test_latin_1_letters(tmp_path):
    sheet, _ = read(tmp_path, f"{HEADER}\nÅsa Ähtäri;kyllä;1".encode("latin-1"))
    assert rows_of(sheet)[0][0] == "Åsa Ähtäri"


@pytest.mark.parametrize(
    "data",
    [
        "työntekijä;a\nx;1".encode("utf-16-le"),  # no mark
        "työntekijä;a".encode("utf-16")[:-1],  # cut in the middle of a letter
        b"ty\x81ntekij\x8d;a\n",  # in no encoding that we read
        "nimi;a\nMäki;1".encode().decode("latin-1").encode("utf-8"),  # saved twice
        "nimi;a\nMäki;1\n".encode() + b"M\xe4ki;2",  # two encodings in one file
    ],
)
def test_what_is_not_understood_is_not_guessed(tmp_path, data):
    sheet, problems = read(tmp_path, data)
    assert (sheet, problems) == (None, [BAD_ENCODING.what.en])


def test_a_file_that_cannot_be_opened(tmp_path):
    assert utf8_of(tmp_path / "gone.csv") is UNREADABLE


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("työntekijä;kelpoinen;htv\n", ";"),
        ("worker,qualified,fte\n", ","),
        ("worker\tqualified\tfte\n", "\t"),
        ('"worker","qualified","note; more; more; more"\n', ","),
        ("worker;note,with,many,commas;fte", ";"),
    ],
)
def test_the_separator_is_the_one_that_finds_headers(text, separator):
    names = frozenset({"worker", "työntekijä", "kelpoinen", "qualified", "htv", "fte"})
    assert separator_of(text.encode(), names)[0] == separator


def test_a_line_that_names_the_separator(tmp_path):
    sheet, _ = read(tmp_path, b"sep=,\r\nworker,fte\r\nx,1\r\n")
    assert sheet.header == ("worker", "fte")
    assert rows_of(sheet) == [("x", "1")]


def test_row_numbers_count_empty_lines_as_a_spreadsheet_does(tmp_path):
    sheet, _ = read(tmp_path, b"\nworker;fte\n\na;1\n;\nb;2\n  ; \n")
    assert sheet.numbers.tolist() == [4, 6]
    assert [row[0] for row in rows_of(sheet)] == ["a", "b"]


def test_line_breaks_inside_quotation_marks_stay_in_the_cell(tmp_path):
    sheet, _ = read(tmp_path, b'worker;fte\n"a\nb";1\nc;2\n')
    assert rows_of(sheet) == [("a\nb", "1"), ("c", "2")]
    assert sheet.numbers.tolist() == [2, 3]


def test_rows_with_too_few_or_too_many_cells_are_odd(tmp_path):
    sheet, _ = read(tmp_path, b"worker,fte\na,1\nb,0,8\nc\nd,1,,\n")
    assert sheet.numbers.tolist() == [2, 5]
    assert sheet.odd == (3, 4)
    assert sheet.delivered == 4
    assert ODD_ROW.severity == "refuses row"


@pytest.mark.parametrize("text", ['worker;fte\na;1\n"b;2\nc;3\n', 'worker;fte\na;1\n"b"x;2\n'])
def test_a_quotation_mark_that_would_swallow_rows(tmp_path, text):
    (tmp_path / "workers.csv").write_text(text)
    tables, problems = read_csv(tmp_path / "workers.csv", PLACE)
    assert tables == []
    assert [(p.rule, p.row) for p in problems] == [(BROKEN_CSV.what.en, 3)]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b";;;\n"])
def test_an_empty_file_has_no_header_and_no_rows(tmp_path, data):
    sheet, problems = read(tmp_path, data)
    assert (sheet.header, sheet.delivered, problems) == ((), 0, [])


def test_the_file_name_may_be_in_the_other_unicode_form(tmp_path):
    sheet, _ = read(tmp_path, b"worker;fte\na;1\n", name="tyo\u0308ntekija\u0308t.CSV")
    assert rows_of(sheet) == [("a", "1")]


cell = st.text(alphabet="aä1 ,.\u00a0š'=", max_size=4)
lines = st.lists(st.lists(cell, min_size=1, max_size=5), max_size=8)


@settings(max_examples=400, deadline=None)
@given(lines=lines, ending=st.sampled_from(["\n", "\r\n", "\r"]), last=st.booleans())
def test_the_quick_way_and_the_careful_way_give_the_same(lines, ending, last):
    rows = ["worker;fte;caseload", *(";".join(line) for line in lines)]
    data = (ending.join(rows) + (ending if last else "")).encode()
    quick = quick_sheet(data, ";", 0, PLACE)
    careful = careful_sheet(data, ";", 0, PLACE)
    assume(quick is not None)
    assert quick.header == careful.header
    assert [[c or None for c in row] for row in rows_of(quick)] == [
        [c or None for c in row] for row in rows_of(careful)
    ]
    assert quick.numbers.tolist() == careful.numbers.tolist()
    assert quick.odd == careful.odd


def test_a_plain_file_goes_the_quick_way():
    data = b"worker;fte\r\na;1\r\nb\r\n;\r\n  \r\nc;2\r\n\r\n\r\n"
    sheet = quick_sheet(data, ";", 0, PLACE)
    assert (rows_of(sheet), sheet.numbers.tolist(), sheet.odd) == (
        [("a", "1"), ("c", "2")],
        [2, 6],
        (3,),
    )
    assert quick_sheet(data.replace(b"a;1", b'"a";1'), ";", 0, PLACE) is None
    assert quick_sheet(data.replace(b"a;1", b"\na;1"), ";", 0, PLACE).numbers.tolist() == [3, 7]


@pytest.mark.parametrize("inside", ["b;2\nc;3", "b;2\r\nc;3\r\nd;4"])
def test_two_stray_quotation_marks_that_close_around_rows(tmp_path, inside):
    (tmp_path / "workers.csv").write_text(f'worker;fte\na;1\n"{inside}";5\n')
    tables, problems = read_csv(tmp_path / "workers.csv", PLACE)
    assert tables == []
    assert [(p.rule, p.row) for p in problems] == [(BROKEN_CSV.what.en, 3)]


@pytest.mark.parametrize(
    "data",
    [
        b"worker" + b";x" * 256 + b"\n",
        b"worker;fte\n" + b"x" * 32_768 + b";1\n",
        b'worker;fte\n"' + b"x" * 32_768 + b'";1\n',
        b'worker;fte\n"' + b"x" * 200_000 + b'";1\n',
        b"worker;fte\n" + b"x" * 3_000_000 + b";1\na;1\n",
    ],
)
def test_more_than_any_office_writes(tmp_path, data):
    sheet, problems = read(tmp_path, data)
    assert (sheet, problems) == (None, [TOO_LARGE.what.en])


def test_a_file_larger_than_any_delivery_is_not_even_opened(tmp_path):
    with (tmp_path / "workers.csv").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert utf8_of(tmp_path / "workers.csv") is TOO_LARGE


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman", "iso8859_15"])
def test_letters_of_other_pages_are_refused_and_not_guessed(tmp_path, encoding):
    text = (
        "työntekijä;htv\nŠárka Mäki;1\nmäkiŠš;1\n"
        if encoding == "iso8859_15"
        else ("worker;fte\nMäkinen;1\nLähtöä;1\n")
    )
    sheet, problems = read(tmp_path, text.encode(encoding, errors="replace"))
    assert (sheet, problems) == (None, [BAD_ENCODING.what.en])


@pytest.mark.parametrize("text", ["„näin”", "it™", "Šárka", "5¨", "Äö", "šakki", "ŠAKKI"])
def test_honest_letters_are_read(tmp_path, text):
    sheet, problems = read(tmp_path, f"worker;fte\n{text};1\n".encode("cp1252"))
    assert problems == [] and rows_of(sheet) == [(text, "1")]
