"""Parquet parts: any frame of the contract comes back, value for value and type for type."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.intake.storing import parts
from evaluation.observations import TABLES, Problem

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
DTYPES = {
    "client": "str",
    "worker": "str",
    "text": "str",
    "code": "str",
    "date": "datetime64[ns]",
    "number": "float64",
    "integer": "Int64",
    "truth": "boolean",
}
VALUES = {
    **dict.fromkeys(("client", "worker", "text", "code"), TEXT),
    "date": st.dates(pd.Timestamp("1700-01-01").date(), pd.Timestamp("2099-12-31").date()),
    "number": st.floats(allow_nan=False),
    "integer": st.integers(-(2**63), 2**63 - 1),
    "truth": st.booleans(),
}


def frame_of(table, rows):
    columns = {
        c.name: pd.Series([row[i] for row in rows], dtype=DTYPES[c.kind])
        for i, c in enumerate(table.columns)
    }
    return pd.DataFrame(columns)


def there_and_back(frame, table):
    rows, data = parts.pack(frame, table)
    assert rows == len(frame)
    return parts.unpack([("office-a", data)], table)


def with_office(frame):
    return pd.concat(
        [pd.Series("office-a", index=frame.index, dtype="str", name="office"), frame], axis=1
    )


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_any_frame_comes_back(name, data):
    table = TABLES[name]
    row = st.tuples(*(st.none() | VALUES[c.kind] for c in table.columns))
    frame = frame_of(table, data.draw(st.lists(row, max_size=6)))
    pd.testing.assert_frame_equal(there_and_back(frame, table), with_office(frame))
    # The same as categories, some of which no row has.
    texts = [c.name for c in table.columns if DTYPES[c.kind] == "str"]
    coded = frame.assign(**{
        n: frame[n].astype("category").cat.add_categories(["\ue000 of a refused row"])
        for n in texts
    })  # fmt: skip
    pd.testing.assert_frame_equal(there_and_back(coded, table), with_office(frame))


def assessments(n, clients):
    return pd.DataFrame({
        "client": pd.Categorical.from_codes(np.arange(n) % len(clients), clients),
        "date": pd.Series(pd.Timestamp("2024-03-01"), index=range(n), dtype="datetime64[ns]"),
        "respondent": pd.Categorical(["client"] * n),
        "client_present": pd.array([True, None] * (n // 2), dtype="boolean"),
        "indicator": pd.Categorical(["hope"] * n, ["hope", "fear"]),
        "value": np.arange(n, dtype=float),
    })  # fmt: skip


@pytest.mark.parametrize("clients", [127, 128, 129, 40_000])
def test_any_number_of_categories(clients):
    """Codes of one, two and four bytes, and a dictionary larger than usual."""
    names = [f"c-{i:020x}" for i in range(clients)]
    frame = assessments(2 * clients, names)
    back = there_and_back(frame, TABLES["assessments"])
    assert list(back.client) == names * 2
    # As plain strings they make the same frame.
    texts = frame.astype(dict.fromkeys(("client", "respondent", "indicator"), "str"))
    pd.testing.assert_frame_equal(back, there_and_back(texts, TABLES["assessments"]))


def test_words_of_refused_rows_do_not_stay_in_the_dictionary():
    frame = assessments(4, ["c-1", "c-2", "left out", "c-3"])
    _, data = parts.pack(frame[frame["client"] != "left out"], TABLES["assessments"])
    assert b"c-3" in bytes(data)
    assert b"left out" not in bytes(data)
    assert b"fear" not in bytes(data)


def test_offices_come_one_after_another():
    table = TABLES["facts"]
    frames = {
        "office-b": frame_of(table, [("2024", "x", 1.0), (None, "y", 2.0)]),
        "office-c": frame_of(table, []),
        "office-a": frame_of(table, [("2023", None, None)]),
    }
    back = parts.unpack([(o, parts.pack(f, table)[1]) for o, f in frames.items()], table)
    assert list(back.office) == ["office-b", "office-b", "office-a"]
    expected = pd.concat([f for f in frames.values() if len(f)], ignore_index=True)
    pd.testing.assert_frame_equal(back.drop(columns="office"), expected)
    assert str(back.office.dtype) == "str"
    back.loc[0, "value"] = 9.0  # the frame is its owner's to change
    assert back.value[0] == 9.0


FIELDS = ("office", "file", "rule", "expected", "mend", "sheet", "column", "table", "letter")
PROBLEM = st.builds(
    Problem,
    severity=st.sampled_from(["refuses office", "refuses row", "warning"]),
    row=st.none() | st.integers(1, 2**40),
    **dict.fromkeys(FIELDS, TEXT),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(PROBLEM, max_size=8))
def test_any_problems_come_back(problems):
    rows, data = parts.pack_problems(problems)
    assert (rows, parts.unpack_problems(data)) == (len(problems), tuple(problems))


def test_other_columns_than_the_contracts_are_refused():
    _, data = parts.pack(frame_of(TABLES["facts"], [("2024", "x", 1.0)]), TABLES["facts"])
    with pytest.raises((KeyError, ValueError)):
        parts.unpack([("office-a", data)], TABLES["methods"])
    with pytest.raises((KeyError, ValueError)):
        parts.unpack_problems(data)
