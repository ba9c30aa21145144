"""The parts of a block in a mapping file: columns, cells, words, columns that become rows."""

from __future__ import annotations

import re
from collections.abc import Iterable

import yaml

from evaluation.connectors.export.model import Cell, Long
from evaluation.connectors.yaml_reader import YamlReader, shown
from evaluation.contract import Column, Table
from evaluation.framework.model import Text
from evaluation.framework.yaml_files import line_of
from evaluation.spelling import clean, fold

LONG_KEYS = ("name_to", "cell_to", "from", "ticked", "not_ticked")
CELL_KEYS = ("header", "letter")
LETTER = re.compile("[A-Z]{1,3}")


def by_column(
    reader: YamlReader, node: yaml.Node | None, table: Table
) -> Iterable[tuple[str, yaml.Node]]:
    """Values by the contract's column name; a column may be called by any of its headers."""
    found: dict[str, yaml.Node] = {}
    for key, value in reader.pairs(node) if node is not None else ():
        name = column_called(reader, key, table)
        if name in found:
            reader.note(
                key,
                Text(f"sarake '{name}' on kahdesti", f"the column '{name}' stands twice"),
                Text("jokainen sarake kerran", "each column once"),
            )
        elif name:
            found[name] = value
    return found.items()


def column_called(reader: YamlReader, node: yaml.Node, table: Table) -> str:
    """Name of a column in the contract; ``""`` with a noted problem if there is none."""
    names = {fold(n): c.name for c in table.columns for n in (c.name, *c.names)}
    word = reader.text(node)
    if word is None:
        return ""
    if fold(word) not in names and isinstance(node, yaml.ScalarNode):
        what = Text(f"taulukon {table.name} saraketta", f"column of {table.name}")
        reader.unknown(node, [c.name for c in table.columns], what)
    return names.get(fold(word), "")


def read_cell(reader: YamlReader, node: yaml.Node) -> Cell | None:
    """``"Tavoite 1"``, or ``{header: Arvio, letter: E}`` where a header stands more than once."""
    if not isinstance(node, yaml.MappingNode):
        header = reader.text(node, Text("viennin otsikko", "a header of the export"))
        return Cell(clean(header), "", line_of(node)) if header else None
    nodes = reader.keys(node, CELL_KEYS, CELL_KEYS)
    header = reader.text(nodes["header"]) if "header" in nodes else None
    letter = reader.text(nodes["letter"]) if "letter" in nodes else None
    if letter and not LETTER.fullmatch(letter.upper()):
        reader.note(
            nodes["letter"],
            Text("tämä ei ole sarakkeen kirjain", "this is no column letter"),
            Text("esimerkiksi E tai AC", "for example E or AC"),
        )
        return None
    return Cell(clean(header), letter.upper(), line_of(node)) if header and letter else None


def read_constant(reader: YamlReader, node: yaml.Node, column: Column) -> str | None:
    """Text that stands on every row; an id of a client cannot."""
    text = reader.text(node)
    if text and column.kind == "client":
        reader.note(
            node,
            Text("kaikilla riveillä ei voi olla samaa asiakasta", "no client is on every row"),
            Text("asiakas kohdassa 'columns'", "the client in 'columns'"),
        )
    elif text:
        _known_word(reader, node, text, column)
    return text


def _known_word(reader: YamlReader, node: yaml.Node, word: str, column: Column) -> None:
    """Note a word that the contract's column would refuse on every row."""
    if column.words and fold(word) not in {fold(w) for w in column.words}:
        accepted = ", ".join(column.words)
        reader.note(
            node,
            Text(
                f"sarake '{column.name}' ei tunne sanaa '{shown(word)}'",
                f"the column '{column.name}' does not know the word '{shown(word)}'",
            ),
            Text(f"jokin näistä: {accepted}", f"one of {accepted}"),
        )


def read_words(reader: YamlReader, node: yaml.Node, column: Column) -> dict[str, str]:
    """Words of the export, folded → words of the contract; each may have one meaning."""
    words: dict[str, str] = {}
    for key, value in reader.pairs(node):
        meant = reader.text(value)
        if meant is None:
            continue
        _known_word(reader, value, meant, column)
        if words.setdefault(fold(key.value), meant) != meant:
            reader.note(
                key,
                Text(
                    f"sanalla '{shown(key.value)}' on kaksi merkitystä",
                    f"the word '{shown(key.value)}' has two meanings",
                ),
                Text("yksi merkitys sanaa kohti", "one meaning for a word"),
            )
    return words


def read_long(reader: YamlReader, node: yaml.Node, table: Table) -> Long:
    """Columns that become rows, and what their cells mean."""
    nodes = reader.keys(node, LONG_KEYS, ("name_to", "from"))
    name_to = column_called(reader, nodes["name_to"], table) if "name_to" in nodes else ""
    cell_to = column_called(reader, nodes["cell_to"], table) if "cell_to" in nodes else ""
    ticks = {
        name: _ticks(reader, nodes[name]) for name in ("ticked", "not_ticked") if name in nodes
    }
    if ("cell_to" in nodes) == ("ticked" in nodes) or ("not_ticked" in nodes) > ("ticked" in nodes):
        reader.note(
            node,
            Text("ei selviä, mitä solu tarkoittaa", "it is not clear what a cell means"),
            Text(
                "'cell_to' (solun sisältö sarakkeeseen) tai 'ticked' (rasti), ei molempia",
                "'cell_to' (the cell goes to a column) or 'ticked' (a tick), not both",
            ),
        )
    ticked, not_ticked = (ticks.get(name, frozenset()) for name in ("ticked", "not_ticked"))
    if both := ticked & not_ticked:
        word = shown(min(both))
        reader.note(
            node,
            Text(f"'{word}' on rasti ja ei ole rasti", f"'{word}' is a tick and no tick"),
            Text("sana vain toisessa luettelossa", "the word in one of the lists only"),
        )
    cells = _cells(reader, nodes["from"], table, name_to) if "from" in nodes else ()
    return Long(name_to, cell_to, cells, ticked, not_ticked)


def _ticks(reader: YamlReader, node: yaml.Node) -> frozenset[str]:
    words = (reader.text(item) for item in reader.items(node))
    return frozenset(fold(word) for word in words if word is not None)


def _cells(
    reader: YamlReader, node: yaml.Node, table: Table, name_to: str
) -> tuple[tuple[Cell, str], ...]:
    """Columns of the export and the word of the contract that each of them means."""
    cells: dict[str, tuple[Cell, str]] = {}
    for key, value in reader.pairs(node):
        word = reader.text(value)
        if fold(key.value) in cells:
            reader.note(
                key,
                Text(
                    f"otsikko '{shown(key.value)}' on kahdesti",
                    f"the header '{shown(key.value)}' stands twice",
                ),
                Text("jokainen otsikko kerran", "each header once"),
            )
        elif word and name_to:
            _known_word(reader, value, word, table.column(name_to))
            cells[fold(key.value)] = (Cell(clean(key.value), "", line_of(key)), word)
    if isinstance(node, yaml.MappingNode) and not node.value:
        reader.note(
            node,
            Text("yhtään saraketta ei ole", "there is no column"),
            Text("vähintään yksi viennin otsikko", "at least one header of the export"),
        )
    return tuple(cells.values())
