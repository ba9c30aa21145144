"""Nothing that the project writes can be run as a formula."""

import csv
import datetime as dt
import io
import re

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evaluation.spreadsheets import (
    FORMULA_STARTS,
    LONGEST_TEXT,
    csv_text,
    neutral,
    put,
    put_row,
    write_csv,
)

DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
NUMBER = re.compile(r"[+-]?\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?(?:[eE][+-]?\d+)?")

# Texts that a formula could hide in, more often than chance would give.
starts = st.sampled_from(
    [*DANGEROUS, " ", "\u00a0", "\u200b", "\ufeff", "\x00", "'", "_x003D_", ""]
)
texts = st.builds(lambda head, tail: "".join(head) + tail, st.lists(starts, max_size=4), st.text())


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+358 40 123", "-", "-a", "@SUM(A1)", "＝1+1", "＠x", "\tplain", "\rplain",
        "\nplain",
        "  =1+1", "\u00a0=1", "\u200b=1", "\ufeff=1", "\x00=1", "-2+3", "--2", "-2;=1", "-1 2",
        "-2\n",
    ],
)  # fmt: skip
def test_a_text_that_could_run_gets_an_apostrophe(text):
    assert neutral(text) == "'" + text


@pytest.mark.parametrize(
    "text",
    ["-2", "+1,5", "-0.5", "-1 200", "-1\u00a0200,5", "-1e-05", "2", "", " ", "äiti", "a=b", "'=1",
     "č-1", "a\n=1", "−2"],
)  # fmt: skip
def test_numbers_and_plain_texts_stay(text):
    assert neutral(text) == text


@settings(deadline=None)
@given(texts)
def test_neutral_twice_is_neutral_once(text):
    assert neutral(neutral(text)) == neutral(text)


@settings(deadline=None)
@given(st.lists(st.lists(texts, min_size=2, max_size=2), max_size=4))
@example([["=1+1", "a;=b"], ['"=1', "a\r\n=b"]])
def test_no_cell_of_a_csv_file_begins_a_formula(rows):
    file = io.BytesIO()
    write_csv(file, ["otsikko", "=header"], rows)
    data = file.getvalue()
    assert data.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(read) == len(rows) + 1 and all(len(row) == 2 for row in read)
    for cell in (cell for row in read for cell in row):
        assert not cell.startswith(DANGEROUS) or NUMBER.fullmatch(cell)
        assert not cell.strip().startswith(tuple(FORMULA_STARTS)) or NUMBER.fullmatch(cell)


@settings(deadline=None, max_examples=50)
@given(st.lists(texts, min_size=1, max_size=5))
@example(["#N/A", "=1+1", "2024-01-01", "1"])
def test_a_text_in_a_workbook_is_a_text(values):
    book = openpyxl.Workbook()
    put_row(book.active, 1, values)
    file = io.BytesIO()
    book.save(file)
    cells = openpyxl.load_workbook(file).active[1]
    for cell, value in zip(cells, values, strict=False):
        # An empty text may come back as an empty cell.
        assert cell.data_type in ("s", "inlineStr") or (cell.data_type == "n" and not cell.value)
        if value[:1] in FORMULA_STARTS and not NUMBER.fullmatch(value):
            assert cell.quotePrefix


def test_a_workbook_keeps_the_text_as_it_was():
    book = openpyxl.Workbook()
    for row, text in enumerate(["=1+1", "šäö", "#N/A", "007", "-2"], start=1):
        put(book.active.cell(row, 1), text)
        assert book.active.cell(row, 1).value == text
        assert book.active.cell(row, 1).data_type == "s"


def test_what_a_workbook_cannot_hold_is_marked_and_not_told():
    cell = openpyxl.Workbook().active.cell(1, 1)
    put(cell, "a\x00b")
    assert cell.value == "a\ufffdb"
    put(cell, "x" * (LONGEST_TEXT + 1))
    assert len(cell.value) == LONGEST_TEXT and cell.value.endswith("…")
    put(cell, "x" * LONGEST_TEXT)
    assert cell.value == "x" * LONGEST_TEXT


def test_a_text_that_looks_like_an_escaped_character_is_no_such_character():
    cell = openpyxl.Workbook().active.cell(1, 1)
    put(cell, "_x003D_1+1")
    assert cell.value == "_x005F_x003D_1+1"


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan, pd.NA, pd.NaT])
def test_missing_values_leave_the_cell_empty(missing):
    cell = openpyxl.Workbook().active.cell(1, 1)
    put(cell, missing)
    assert cell.value is None
    assert csv_text(["a"], [["x", missing]]) == "a\r\nx;\r\n"


@pytest.mark.parametrize(
    ("value", "kind"),
    [(1, "n"), (1.5, "n"), (True, "b"), (np.int64(3), "n"), (np.float64(2.5), "n"),
     (np.bool_(True), "b"), (dt.date(2024, 3, 1), "d"), (pd.Timestamp("2024-03-01"), "d"),
     (float("inf"), "s"), (("a",), "s")],
)  # fmt: skip
def test_values_keep_their_kind_in_a_workbook(value, kind):
    cell = openpyxl.Workbook().active.cell(1, 1)
    put(cell, value)
    assert cell.data_type == kind


@pytest.mark.parametrize(
    ("value", "written"),
    [(7.5, "7,5"), (7.0, "7"), (-0.25, "-0,25"), (-2, "-2"), (True, "true"), (False, "false"),
     (dt.date(2024, 3, 1), "2024-03-01"), (dt.datetime(2024, 3, 1, 9, 5), "2024-03-01 09:05:00"),
     (pd.Timestamp("2024-03-01"), "2024-03-01"), (np.float64(1.5), "1,5"),
     (np.bool_(False), "false"),
     ("7.5", "7.5"), (float("-inf"), "'-inf")],
)  # fmt: skip
def test_values_in_csv_are_as_a_finnish_excel_reads_them(value, written):
    assert csv_text(["a"], [[value]]) == f"a\r\n{written}\r\n"


def test_a_csv_file_is_written_to_a_path_or_an_open_file(tmp_path):
    write_csv(tmp_path / "a.csv", ["äö"], [["=š"]])
    file = io.StringIO(newline="")
    write_csv(file, ["äö"], [["=š"]])
    expected = "\ufeffäö\r\n'=š\r\n"
    assert (tmp_path / "a.csv").read_bytes().decode() == expected == file.getvalue()


def test_half_a_character_does_not_stop_the_writing(tmp_path):
    write_csv(tmp_path / "a.csv", ["a"], [["\ud800"]])
    assert "\ufffd" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
