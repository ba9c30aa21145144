"""A mapping file in YAML → :class:`Mapping`, or all its problems with their lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import yaml

from evaluation.connectors.export.model import Block, Mapping
from evaluation.connectors.export.read_parts import (
    by_column,
    column_called,
    read_cell,
    read_constant,
    read_long,
    read_words,
)
from evaluation.connectors.yaml_reader import YamlReader
from evaluation.contract import TABLES, Table
from evaluation.framework.model import Language, Text
from evaluation.framework.yaml_files import line_of
from evaluation.spelling import clean, fold

FILE_KEYS = ("version", "file", "sheet", "header_row", "tables")
BLOCK_KEYS = ("table", "columns", "constants", "values", "only_if_filled", "once", "long")
EXPORTS = (".csv", ".tsv", ".xlsx", ".xlsm", ".ods")
TABLE_NAMES = {
    fold(name): table for table in TABLES.values() for name in (table.name, *table.names)
}

FILE_NAME = Text(
    "pelkkä tiedoston nimi, jonka loppu on " + ", ".join(EXPORTS),
    "a plain file name that ends in " + ", ".join(EXPORTS),
)


def read_mapping(path: str | Path, language: Language = "en") -> Mapping:
    """Read a mapping file.

    Parameters
    ----------
    path : str or Path
    language : {"fi", "en"}
        Of the error's text.

    Raises
    ------
    MissingInput
        When the file cannot be opened.
    BadInput
        When anything in it is wrong; the message has a line for every problem.
    """
    path = Path(path)
    reader = YamlReader(path.name)
    root = reader.open(path, language)
    mapping = _mapping(reader, root) if root is not None else None
    reader.refuse(language)
    assert mapping is not None  # without a mapping there was a problem
    return mapping


def _mapping(reader: YamlReader, root: yaml.Node) -> Mapping | None:
    nodes = reader.keys(root, FILE_KEYS, ("version", "file", "tables"))
    if "version" in nodes:
        reader.version(nodes["version"])
    file = reader.text(nodes["file"], FILE_NAME) if "file" in nodes else None
    if file and (Path(file).suffix.lower() not in EXPORTS or re.search(r"[/\\:]|^\.", file)):
        reader.note(
            nodes["file"],
            Text("viennin tiedostonimi ei kelpaa", "this cannot be the name of an export"),
            FILE_NAME,
        )
    sheet = reader.text(nodes["sheet"]) if "sheet" in nodes else ""
    if sheet and file and Path(file).suffix.lower() in (".csv", ".tsv"):
        reader.note(
            nodes["sheet"],
            Text("CSV-tiedostossa ei ole välilehtiä", "a CSV file has no sheets"),
            Text("avain 'sheet' vain työkirjalle", "the key 'sheet' for a workbook only"),
        )
    row = reader.number(nodes["header_row"]) if "header_row" in nodes else None
    entries = reader.items(nodes["tables"]) if "tables" in nodes else []
    blocks = [_block(reader, entry) for entry in entries]
    if reader.problems or not file or sheet is None:
        return None
    return Mapping(reader.file, file, tuple(b for b in blocks if b is not None), clean(sheet), row)


def _block(reader: YamlReader, node: yaml.Node) -> Block | None:
    nodes = reader.keys(node, BLOCK_KEYS, ("table", "columns"))
    table = _table(reader, nodes["table"]) if "table" in nodes else None
    if table is None:
        return None
    columns = {
        name: cell
        for name, value in by_column(reader, nodes.get("columns"), table)
        if (cell := read_cell(reader, value))
    }
    constants = {
        name: text
        for name, value in by_column(reader, nodes.get("constants"), table)
        if (text := read_constant(reader, value, table.column(name)))
    }
    long = read_long(reader, nodes["long"], table) if "long" in nodes else None
    values = {
        name: read_words(reader, value, table.column(name))
        for name, value in by_column(reader, nodes.get("values"), table)
    }
    block = Block(
        table.name,
        columns,
        constants,
        values,
        _filled(reader, nodes.get("only_if_filled"), table, columns),
        _truth(reader, nodes.get("once")),
        long,
        line_of(node),
    )
    _check_together(reader, nodes, block, table)
    return block


def _table(reader: YamlReader, node: yaml.Node) -> Table | None:
    name = reader.text(node)
    if name is None:
        return None
    if fold(name) not in TABLE_NAMES and isinstance(node, yaml.ScalarNode):
        reader.unknown(node, tuple(TABLE_NAMES), Text("taulukkoa", "table"))
    return TABLE_NAMES.get(fold(name))


def _filled(
    reader: YamlReader, node: yaml.Node | None, table: Table, columns: Iterable[str]
) -> tuple[str, ...]:
    names = []
    for item in reader.items(node) if node is not None else ():
        name = column_called(reader, item, table)
        if name and name not in columns:
            reader.note(
                item,
                Text(f"sarake '{name}' ei tule viennistä", f"'{name}' is not read from the export"),
                Text("sarake, joka on kohdassa 'columns'", "a column that stands in 'columns'"),
            )
        names.append(name)
    return tuple(name for name in names if name)


def _truth(reader: YamlReader, node: yaml.Node | None) -> bool:
    if node is None:
        return False
    written = node.value if isinstance(node, yaml.ScalarNode) else ""
    if written not in ("true", "false"):
        reader.note(
            node,
            Text("tämä ei ole true eikä false", "this is neither true nor false"),
            Text("true tai false", "true or false"),
        )
    return bool(written == "true")


def _check_together(
    reader: YamlReader, nodes: dict[str, yaml.Node], block: Block, table: Table
) -> None:
    """Note a column with two sources, a required one with none, and words for no column."""
    long = [block.long.name_to, block.long.cell_to] if block.long else []
    sources = [*block.columns, *block.constants, *(name for name in long if name)]
    for name in dict.fromkeys(sources):
        if sources.count(name) > 1:
            reader.note(
                block.line,
                Text(
                    f"sarakkeella '{name}' on kaksi lähdettä",
                    f"the column '{name}' has two sources",
                ),
                Text("yksi lähde saraketta kohti", "one source for a column"),
            )
    named = {
        name
        for key in ("columns", "constants")
        for name, _ in by_column(YamlReader(reader.file), nodes.get(key), table)
    }
    for column in table.columns:
        if column.required and column.name not in named.union(long):
            reader.note(
                block.line,
                Text(
                    f"taulukon {table.name} pakollinen sarake '{column.name}' puuttuu",
                    f"the required column '{column.name}' of {table.name} is missing",
                ),
                Text(
                    "sarake kohdassa 'columns', 'constants' tai 'long'",
                    "the column in 'columns', 'constants' or 'long'",
                ),
            )
    for name in block.values:
        if name not in sources:
            reader.note(
                nodes["values"],
                Text(f"sarake '{name}' ei tule viennistä", f"'{name}' is not read from the export"),
                Text("sarake, jolla on lähde", "a column that has a source"),
            )
