"""Properties of any delivery: every row is accounted for, and no value is told."""

import tempfile
import traceback
from pathlib import Path

import pytest
from conftest import KEY, TODAY, delivery, write_csv, write_xlsx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.errors import EvaluationError
from evaluation.intake import problems_as_text, read_office

CANARY = "kanarialintu"

planted = st.sampled_from([
    CANARY, f"{CANARY}\n1.3.2024", f"131052-308U {CANARY}", f"{CANARY}@example.fi",
    f"1.3.20{CANARY}", f"7 {CANARY}", f"#N/A {CANARY}", f'"{CANARY}', f"{CANARY};{CANARY}",
])  # fmt: skip
bad = st.sampled_from([
    "", "-", "NA", "131052-308U", "131052-308T", "31.2.2024", "1.3.24", "1.1.2030", "1.1.1980",
    "99", "-1", "7,5", "1,5", "1e9", "#DIV/0!", "worker", "työntekijä", "asiakas", "hope",
    "plan_together", "esis_01", "kotikäynti", "00123", "0123", "kyllä",
])  # fmt: skip
texts = st.one_of(planted, bad, bad, st.text(max_size=8).map(lambda text: text.replace("\x00", "")))

# Which cell of which row of which table becomes what; the row 0 is the header.
changes = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 9), st.integers(0, 9), texts), max_size=6
)
repeats = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), max_size=3)
# Headers change seldom: an office that is refused tests less.
headers = st.one_of(st.none(), st.none(), st.none(), st.tuples(st.integers(0, 6), planted))


def spoilt(changes, repeats, header):
    tables = delivery()
    sheets = list(tables.values())
    for table, row in repeats:
        rows = sheets[table]
        rows.append(list(rows[1 + row % (len(rows) - 1)]))
    for table, row, column, text in changes:
        rows = sheets[table]
        cells = rows[1 + row % (len(rows) - 1)]
        cells[column % len(cells)] = text
    if header:
        table, text = header
        sheets[table][0].append(text)
    return tables


def outcome(write, tables, theory):
    """Read an office; return its observations (None if refused) and everything that was said."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "office-a", tables)
        try:
            observations = read_office(folder, theory, "office-a", KEY, TODAY)
        except EvaluationError as error:
            chain = [error, error.__cause__, error.__context__]
            told = "".join(f"{e!r}{e}{e.args}" for e in chain if e is not None)
            return None, told + "".join(traceback.format_exception(error))
    told = problems_as_text(observations.problems) + problems_as_text(observations.problems, "fi")
    told += "".join(f"{p}{p!r}" for p in observations.problems) + repr(observations)
    return observations, told + observations.problems.frame().to_csv()


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_the_property_tests_can_reach_both_ends(write, theory):
    observations, told = outcome(write, spoilt([(0, 0, 0, CANARY)], [(1, 0)], None), theory)
    assert observations is not None and "client" in told
    observations, told = outcome(write, spoilt([(1, 0, 4, CANARY)], [], None), theory)
    assert observations is None and "unknown" in told


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=changes, repeats=repeats, header=headers)
def test_refused_and_accepted_make_delivered_and_no_value_is_told(theory, changes, repeats, header):
    observations, told = outcome(write_csv, spoilt(changes, repeats, header), theory)
    assert CANARY not in told
    if observations is None:
        return
    for (_, name), counts in observations.row_counts().items():
        assert counts.accepted == len(observations.table(name))
        assert counts.delivered == counts.accepted + counts.refused + counts.repeated


xml_texts = st.one_of(planted, bad)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 9), st.integers(0, 9), xml_texts), max_size=6
    ),
    repeats=repeats,
    header=headers,
)
def test_the_same_of_workbooks(theory, changes, repeats, header):
    observations, told = outcome(write_xlsx, spoilt(changes, repeats, header), theory)
    assert CANARY not in told
    if observations is None:
        return
    for (_, name), counts in observations.row_counts().items():
        assert counts.accepted == len(observations.table(name))
        assert counts.delivered == counts.accepted + counts.refused + counts.repeated


def test_an_unexpected_break_inside_a_workbook_tells_no_value(theory):
    def write(folder, tables):
        write_xlsx(folder, tables)
        path = folder / "toimisto.xlsx"
        path.write_bytes(path.read_bytes()[:-40] + CANARY.encode())

    observations, told = outcome(write, delivery(), theory)
    assert observations is None
    assert CANARY not in told
