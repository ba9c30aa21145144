"""Headers → columns."""

import pandas as pd
import pytest

from evaluation.intake.catalogue import (
    COLUMN_TWICE,
    NO_COLUMN,
    ODD_ROW,
    UNKNOWN_COLUMN,
)
from evaluation.intake.headers import match_headers
from evaluation.intake.raw import sheet_of
from evaluation.intake.rules import Place
from evaluation.observations import TABLES

PLACE = Place("office-a", "file.csv")


def sheet(header, *rows):
    """A sheet whose header is row 1; rows that have not one cell a header are odd."""
    lines = [(i, row) for i, row in enumerate((header, *rows), start=1)]
    return sheet_of(lines, PLACE, exact=True)


def match(table, header, *rows):
    """Texts by column and row number, and the rules broken with their column or letter."""
    sent, problems = match_headers(sheet(header, *rows), TABLES[table])
    frame = None
    if sent is not None:
        texts = {
            name: [(*column.different, None)[code] for code in column.codes]
            for name, column in sent.columns.items()
        }
        frame = pd.DataFrame(texts, index=sent.origin.numbers, dtype=object)
    return frame, [(p.rule, p.column or p.letter) for p in problems]


@pytest.mark.parametrize(
    "header",
    [
        ("jakso", "mittari", "arvo"),
        ("PERIOD", " Indicator", "value"),
        ("Vuosi", "MITTARI", "Value"),
    ],
)
def test_headers_in_several_languages(header):
    frame, problems = match("facts", header, ("2024", "hope", "7"))
    assert problems == []
    assert list(frame.columns) == ["period", "indicator", "value"]
    assert frame.loc[2].tolist() == ["2024", "hope", "7"]


def test_order_does_not_matter_and_optional_columns_may_lack():
    frame, problems = match("workers", ("asiakasmäärä", "arbetare"), ("45", "x"))
    assert problems == []
    assert frame["worker"].tolist() == ["x"]
    assert frame["caseload"].tolist() == ["45"]
    assert frame["qualified"].tolist() == [None]


def test_an_underscore_is_a_space():
    header = ("client", "date", "respondent", "Asiakas_läsnä", "indicator", "value")
    frame, _ = match("assessments", header, ("1", "d", "asiakas", "k", "hope", "1"))
    assert frame["client_present"].tolist() == ["k"]


def test_missing_required_columns_are_all_named():
    frame, problems = match("facts", ("arvo",), ("7",))
    assert frame is None
    assert problems == [(NO_COLUMN.what.en, "period"), (NO_COLUMN.what.en, "indicator")]


def test_two_headers_for_one_column():
    frame, problems = match("facts", ("jakso", "vuosi", "mittari", "arvo"), ("1", "2", "3", "4"))
    assert frame is None
    assert problems == [(COLUMN_TWICE.what.en, "period")]


def test_an_unknown_header_is_told_of_by_its_letter_only():
    header = ("period", "indicator", "value", "Matti Meikäläinen", None, None)
    frame, problems = match("facts", header, ("2024", "hope", "7", "x", "y", None))
    assert frame is not None
    assert problems == [(UNKNOWN_COLUMN.what.en, "D"), (UNKNOWN_COLUMN.what.en, "E")]


def test_a_missing_header_line_tells_nobodys_data():
    raw = sheet(("2024", "hope", "7"), ("2023", "hope", "6"))
    _, problems = match_headers(raw, TABLES["facts"])
    assert not any("2024" in str(p) or "hope" in str(p) for p in problems)


def test_an_optional_table_without_rows_is_fine():
    for header in ((), ("period", "indicator", "value")):
        frame, problems = match("facts", header)
        assert problems == []
        assert list(frame.columns) == ["period", "indicator", "value"]
        assert frame.empty


def test_odd_rows_are_refused_and_the_others_keep_their_numbers():
    rows = (("a", "hope", "1"), ("b", "hope"), ("c", "hope", "3"))
    frame, problems = match("facts", ("period", "indicator", "value"), *rows)
    assert problems == [(ODD_ROW.what.en, "")]
    assert frame["period"].to_dict() == {2: "a", 4: "c"}
