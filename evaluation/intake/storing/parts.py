"""One table of one delivery ↔ the bytes of a Parquet file.

Ids, codes and texts are plain strings in the file, days are dates, what is not known is null: any
reader of Parquet understands them. The office is not among the columns; its folder's name tells it.

The settings were found by measuring a million assessments: lz4 is as fast as no compression at
all, and without statistics (which help only to skip parts of much larger files) a quarter of the
time is saved. Categories are written as the dictionary they are, without making a million strings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from evaluation.observations import Kind, Problem, Table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

# Twenty thousand pseudonyms take half a million bytes; above this they are written one by one.
DICTIONARY_BYTES = 1 << 24
# Threads pay for themselves in large files only.
MANY_ROWS = 100_000
TEXT_KINDS: frozenset[Kind] = frozenset({"client", "worker", "text", "code"})


def pack(frame: pd.DataFrame, table: Table) -> tuple[int, memoryview]:
    """Return a table's rows as the bytes of a Parquet file.

    Parameters
    ----------
    frame : DataFrame
        The contract's columns (others are left out); strings may be ``str`` or Categorical.
    table : Table

    Returns
    -------
    int
        How many rows.
    memoryview
        The file.
    """
    import pyarrow as pa

    columns = {c.name: _packed(frame[c.name], c.kind) for c in table.columns}
    return _written(pa.table(columns))


def unpack(parts: Sequence[tuple[str, memoryview | bytes]], table: Table) -> pd.DataFrame:
    """Return the rows of several offices' files: the column ``office``, then the contract's.

    Parameters
    ----------
    parts : sequence of (str, bytes)
        Each office's id and file.
    table : Table

    Returns
    -------
    DataFrame
        Types as in :class:`Observations`; rows counted from 0.

    Raises
    ------
    KeyError, ValueError
        When a file has other columns than the contract.
    """
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    texts = [c.name for c in table.columns if c.kind in TEXT_KINDS]
    schema = pa.schema(
        [("office", pa.large_string())] + [(c.name, _types()[c.kind]) for c in table.columns]
    )
    pieces = []
    for office, data in parts:
        piece = _read(data, texts)
        _same_columns(piece.column_names, [c.name for c in table.columns])
        # As a dictionary of one: a cast makes the million equal strings of it in one go.
        index = pa.array(np.zeros(piece.num_rows, dtype=np.int8))
        which = pa.DictionaryArray.from_arrays(index, [office])
        pieces.append(piece.add_column(0, "office", which).cast(schema))
    types: Mapping[pa.DataType, Any] = {
        pa.large_string(): pd.StringDtype(na_value=np.nan),
        pa.int64(): pd.Int64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
    joined = pa.concat_tables(pieces)
    frame: pd.DataFrame = joined.to_pandas(types_mapper=types.get, use_threads=_many(joined))
    return frame


def pack_problems(problems: Iterable[Problem]) -> tuple[int, memoryview]:
    """Return problems as the bytes of a Parquet file, a column a field."""
    import pyarrow as pa

    items = tuple(problems)
    columns = {
        name: pa.array(
            [getattr(problem, name) for problem in items],
            type=pa.int64() if name == "row" else pa.string(),
        )
        for name in _problem_fields()
    }
    return _written(pa.table(columns))


def unpack_problems(data: memoryview | bytes) -> tuple[Problem, ...]:
    """Read problems back.

    Raises
    ------
    KeyError, ValueError
        When the file has other columns than a problem has fields.
    """
    names = _problem_fields()
    table = _read(data, [name for name in names if name != "row"])
    _same_columns(table.column_names, names)
    columns = (_values(table.column(name).combine_chunks()) for name in names)
    return tuple(Problem(*values) for values in zip(*columns, strict=True))


def _written(table: pa.Table) -> tuple[int, memoryview]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = pa.BufferOutputStream()
    pq.write_table(
        table,
        out,
        compression="lz4",
        write_statistics=False,
        dictionary_pagesize_limit=DICTIONARY_BYTES,
        store_schema=False,
    )
    return table.num_rows, memoryview(out.getvalue())


def _read(data: memoryview | bytes, texts: Sequence[str]) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = pa.BufferReader(pa.py_buffer(data))
    file = pq.ParquetFile(source, read_dictionary=list(texts))
    return file.read(use_threads=_many(file.metadata))


def _many(table: Any) -> bool:
    return int(table.num_rows) > MANY_ROWS


def _packed(column: pd.Series[Any], kind: Kind) -> pa.Array:
    import pyarrow as pa

    if kind in TEXT_KINDS:
        return _strings(column)
    if kind == "date":
        return pa.array(column.to_numpy().astype("datetime64[D]"))
    return pa.array(column, type=_types()[kind], from_pandas=True)


def _strings(column: pd.Series[Any]) -> pa.Array:
    """Strings, or the codes and categories of a Categorical as they are."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    if not isinstance(column.dtype, pd.CategoricalDtype):
        return pa.array(column, type=pa.large_string(), from_pandas=True)
    codes, words = column.cat.codes.to_numpy(), column.cat.categories
    times = np.bincount(codes + 1, minlength=len(words) + 1)
    missing, used = times[0] > 0, times[1:] > 0
    if not used.all():
        # Words of refused rows: only what is accepted goes into the store.
        words = words[used]
        codes = np.where(codes < 0, -1, np.cumsum(used)[codes] - 1).astype(np.int32)
    indices = pa.array(codes, mask=codes < 0 if missing else None)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, type=pa.string()))


def _types() -> Mapping[Kind, pa.DataType]:
    """Return the types that become those of :class:`Observations`."""
    import pyarrow as pa

    return {
        **dict.fromkeys(TEXT_KINDS, pa.large_string()),
        "date": pa.timestamp("ns"),
        "number": pa.float64(),
        "integer": pa.int64(),
        "truth": pa.bool_(),
    }


def _values(column: pa.Array) -> list[Any]:
    """Values of a column; equal strings are one object."""
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        return list(column.to_pylist())
    words = column.dictionary.to_pylist()
    return [words[i] for i in column.indices.to_pylist()]


def _problem_fields() -> list[str]:
    return [f.name for f in fields(Problem)]


def _same_columns(found: Sequence[str], expected: Sequence[str]) -> None:
    if list(found) != list(expected):
        raise ValueError("The file has other columns than this version of the program.")
