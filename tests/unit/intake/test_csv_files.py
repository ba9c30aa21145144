"""CSV: encoding, separator, quotation marks, row numbers."""

import pytest

from evaluation.intake.catalogue import BAD_ENCODING, BROKEN_CSV, ODD_ROW, UNREADABLE
from evaluation.intake.csv_file import decode, read_csv, separator_of
from evaluation.observations import TABLES

HEADER = "työntekijä;kelpoinen;htv"
ROW = "Šárka Mäki;kyllä;0,8"


def read(folder, data, name="työntekijät.csv"):
    (folder / name).write_bytes(data)
    tables, problems = read_csv(folder / name, "office-a")
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
    assert sheet.rows == (("Šárka Mäki", "kyllä", "0,8"),)
    assert sheet.numbers == (2,)


def test_latin_1_letters(tmp_path):
    sheet, _ = read(tmp_path, f"{HEADER}\nÅsa Ähtäri;kyllä;1".encode("latin-1"))
    assert sheet.rows[0][0] == "Åsa Ähtäri"


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
    assert decode(tmp_path / "gone.csv") is UNREADABLE


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
    assert separator_of(text, TABLES["workers"])[0] == separator


def test_a_line_that_names_the_separator(tmp_path):
    sheet, _ = read(tmp_path, b"sep=,\r\nworker,fte\r\nx,1\r\n")
    assert sheet.header == ("worker", "fte")
    assert sheet.rows == (("x", "1"),)


def test_row_numbers_count_empty_lines_as_a_spreadsheet_does(tmp_path):
    sheet, _ = read(tmp_path, b"\nworker;fte\n\na;1\n;\nb;2\n  ; \n")
    assert sheet.numbers == (4, 6)
    assert [row[0] for row in sheet.rows] == ["a", "b"]


def test_line_breaks_inside_quotation_marks_stay_in_the_cell(tmp_path):
    sheet, _ = read(tmp_path, b'worker;fte\n"a\nb";1\nc;2\n')
    assert sheet.rows == (("a\nb", "1"), ("c", "2"))
    assert sheet.numbers == (2, 3)


def test_rows_with_too_few_or_too_many_cells_are_odd(tmp_path):
    sheet, _ = read(tmp_path, b"worker,fte\na,1\nb,0,8\nc\nd,1,,\n")
    assert sheet.numbers == (2, 3, 4, 5)
    assert sheet.odd == (3, 4)
    assert ODD_ROW.severity == "refuses row"


@pytest.mark.parametrize("text", ['worker;fte\na;1\n"b;2\nc;3\n', 'worker;fte\na;1\n"b"x;2\n'])
def test_a_quotation_mark_that_would_swallow_rows(tmp_path, text):
    (tmp_path / "workers.csv").write_text(text)
    tables, problems = read_csv(tmp_path / "workers.csv", "office-a")
    assert tables == []
    assert [(p.rule, p.row) for p in problems] == [(BROKEN_CSV.what.en, 3)]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b";;;\n"])
def test_an_empty_file_has_no_header_and_no_rows(tmp_path, data):
    sheet, problems = read(tmp_path, data)
    assert (sheet.header, sheet.rows, problems) == ((), (), [])


def test_the_file_name_may_be_in_the_other_unicode_form(tmp_path):
    sheet, _ = read(tmp_path, b"worker;fte\na;1\n", name="tyo\u0308ntekija\u0308t.CSV")
    assert sheet.rows == (("a", "1"),)
