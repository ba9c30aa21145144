"""Every word of the form and the dictionary, from ``words.yaml`` and ``meanings.yaml``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from evaluation.contract import Column, Table
from evaluation.errors import UnknownCode
from evaluation.framework.model import LANGUAGES, Language, Text


def say(key: str, language: Language, **values: object) -> str:
    """Words of a dotted key of ``words.yaml``, with its ``{fields}`` filled.

    Raises
    ------
    UnknownCode
        When there are no words for the key: a reader must never see a key.
    """
    return _text("words.yaml", key).say(language).format(**values)


def title_of(table: Table) -> Text:
    """Name of a table for people."""
    return _text("meanings.yaml", f"{table.name}.title")


def row_of(table: Table) -> Text:
    """What one row of a table is."""
    return _text("meanings.yaml", f"{table.name}.row")


def meaning_of(table: Table, column: Column) -> Text:
    """What a column of a table means.

    Raises
    ------
    UnknownCode
        When ``meanings.yaml`` does not say it.
    """
    return _text("meanings.yaml", f"{table.name}.columns.{column.name}")


def unit_of(table: Table, column: Column) -> Text:
    """Unit of a column's numbers; empty words where they have none."""
    return entries("meanings.yaml").get(f"{table.name}.unit.{column.name}", Text("", ""))


def word_for(column: Column, code: str) -> Text:
    """Words that the form offers for one of the contract's own codes, such as ``goal-reached``."""
    return _text("words.yaml", f"words.{column.name}.{code}")


def header_of(column: Column, language: Language) -> str:
    """Header of a column for people: the first Finnish one, or the English one in plain words."""
    return column.names[0] if language == "fi" else column.name.replace("_", " ")


def sheet_of(table: Table, language: Language) -> str:
    """Name of a table's sheet."""
    return table.names[0] if language == "fi" else table.name


def number(value: float | None, language: Language) -> str:
    """``−2`` or ``1,5``: a number as the language writes it; nothing where there is none."""
    if value is None:
        return ""
    plain = f"{value:.15g}".replace("-", "−")
    return plain.replace(".", ",") if language == "fi" else plain


def day(date: dt.date, language: Language) -> str:
    """``1.3.2024`` or ``2024-03-01``."""
    return f"{date.day}.{date.month}.{date.year}" if language == "fi" else date.isoformat()


def _text(file: str, key: str) -> Text:
    try:
        return entries(file)[key]
    except KeyError:
        raise UnknownCode(
            f"There are no words for '{key}'. Add them to evaluation/collection/{file}, fi and en."
        ) from None


@lru_cache(maxsize=2)
def entries(file: str) -> Mapping[str, Text]:
    """All words of a file by their dotted key.

    Raises
    ------
    UnknownCode
        When an entry lacks one of the languages.
    """
    source = files("evaluation.collection").joinpath(file).read_text(encoding="utf-8")
    tree = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return MappingProxyType(dict(_flat(tree, file)))


def _flat(tree: Any, place: str, prefix: str = "") -> Iterator[tuple[str, Text]]:
    if not isinstance(tree, Mapping):
        raise UnknownCode(f"{place}: {prefix} needs its words under fi and en.")
    if set(tree) == set(LANGUAGES):
        yield prefix, Text(fi=str(tree["fi"]), en=str(tree["en"]))
    elif set(tree) & set(LANGUAGES):
        raise UnknownCode(f"{place}: {prefix} must have both fi and en.")
    else:
        for key, below in tree.items():
            yield from _flat(below, place, f"{prefix}.{key}" if prefix else str(key))
