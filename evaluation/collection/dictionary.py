"""The data dictionary: every column, indicator and code, for people and for programs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from evaluation.collection.limits import bounds_of, is_planned
from evaluation.collection.schemas import data_package, schema_name, table_schema
from evaluation.collection.words import header_of, meaning_of, say, unit_of
from evaluation.contract import FIRST_DAY, LAST_PLANNED_DAY, TABLES, Column, Table
from evaluation.errors import BadInput, UnknownCode
from evaluation.framework.model import LANGUAGES, Code, CodeList, Framework, Indicator, Language
from evaluation.spreadsheets import write_csv

COLUMNS_FILE = "data-dictionary.csv"
INDICATORS_FILE = "indicators.csv"
CODES_FILE = "codes.csv"
PACKAGE_FILE = "datapackage.json"

Cell = str | float | dt.date | None


def write_dictionary(
    framework: Framework, folder: str | Path, language: Language = "fi"
) -> list[Path]:
    """Write the data dictionary into a folder; files of the same names are replaced.

    Three CSV files for people (``data-dictionary.csv``, ``indicators.csv``, ``codes.csv``; meanings
    in both languages) and for programs a Table Schema for each table
    (``clients.schema.json`` …) with a ``datapackage.json`` that names them (Frictionless Data,
    Table Schema and Data Package, version 1).

    Parameters
    ----------
    framework : Framework
        Gives the indicators and the code lists.
    folder : path
        Made if it does not exist.
    language : {"fi", "en"}
        Of the headers of the CSV files, and of titles and descriptions in the schemas.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    UnknownCode
        When a column has no meaning in ``meanings.yaml``, or the language is another one.
    BadInput
        When the files cannot be written there.
    TheoryError
        When the framework lacks a code list of the contract.
    """
    if language not in LANGUAGES:
        raise UnknownCode("A dictionary is written in 'fi' or in 'en'.")
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [
            *_write_tables(framework, folder, language),
            *_write_schemas(framework, folder, language),
        ]
    except OSError:
        raise BadInput("The dictionary cannot be written there. Give another folder.") from None


def _write_tables(framework: Framework, folder: Path, language: Language) -> Iterator[Path]:
    columns = [(table, column) for table in TABLES.values() for column in table.columns]
    codes = [(codes, code) for codes in framework.code_lists.values() for code in codes.codes]
    files: Mapping[str, tuple[Mapping[str, Callable[..., Cell]], list[tuple[Any, ...]]]] = {
        COLUMNS_FILE: (_column_facts(framework, language), columns),
        INDICATORS_FILE: (INDICATOR_FACTS, [(i,) for i in framework.indicators.values()]),
        CODES_FILE: (CODE_FACTS, codes),
    }
    for name, (facts, things) in files.items():
        path = folder / name
        header = [say(f"dictionary.{fact}", language) for fact in facts]
        write_csv(path, header, ([of(*thing) for of in facts.values()] for thing in things))
        yield path


def _write_schemas(framework: Framework, folder: Path, language: Language) -> Iterator[Path]:
    documents = {
        schema_name(table): table_schema(framework, table, language) for table in TABLES.values()
    }
    documents[PACKAGE_FILE] = data_package(framework, language)
    for name, document in documents.items():
        path = folder / name
        text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
        path.write_text(text + "\n", encoding="utf-8")
        yield path


def _column_facts(
    framework: Framework, language: Language
) -> Mapping[str, Callable[[Table, Column], Cell]]:
    """What the dictionary says of a column, by the fact's name."""

    def yes_no(answer: bool) -> str:
        return say("dictionary.yes" if answer else "dictionary.no", language)

    def last_day(table: Table, column: Column) -> Cell:
        return LAST_PLANNED_DAY if is_planned(table, column) else say("refusal.today", language)

    return {
        "table": lambda table, column: table.name,
        "column": lambda table, column: column.name,
        "header-fi": lambda table, column: header_of(column, "fi"),
        "header-en": lambda table, column: header_of(column, "en"),
        "other-headers": lambda table, column: ", ".join(column.names[1:]),
        "required": lambda table, column: yes_no(column.required),
        "kind": lambda table, column: say(f"kinds.{column.kind}", language),
        "unit": lambda table, column: unit_of(table, column).say(language),
        "low": lambda table, column: (
            FIRST_DAY if column.kind == "date" else bounds_of(framework, table, column).low
        ),
        "high": lambda table, column: (
            last_day(table, column)
            if column.kind == "date"
            else bounds_of(framework, table, column).high
        ),
        "words": lambda table, column: _spelled(column),
        "code-list": lambda table, column: column.codes or "",
        "meaning-fi": lambda table, column: meaning_of(table, column).fi,
        "meaning-en": lambda table, column: meaning_of(table, column).en,
    }


def _spelled(column: Column) -> str:
    """``female: female, nainen, n; male: …``: each code, and the words that are read as it."""
    codes = dict.fromkeys(column.words.values())
    spelled = {c: [word for word, code in column.words.items() if code == c] for c in codes}
    return "; ".join(f"{code}: {', '.join(words)}" for code, words in spelled.items())


INDICATOR_FACTS: Mapping[str, Callable[[Indicator], Cell]] = {
    "id": lambda i: i.id,
    "code": lambda i: i.reading.code,
    "label-fi": lambda i: i.label.fi,
    "label-en": lambda i: i.label.en,
    "table": lambda i: i.reading.table,
    "respondent": lambda i: i.reading.respondent,
    "measure": lambda i: i.reading.measure,
    "low": lambda i: i.low,
    "high": lambda i: i.high,
    "unit-fi": lambda i: i.unit.fi,
    "unit-en": lambda i: i.unit.en,
    "better": lambda i: i.better,
    "level": lambda i: i.level,
    "question-fi": lambda i: i.question.fi if i.question else None,
    "question-en": lambda i: i.question.en if i.question else None,
    "instrument": lambda i: i.instrument,
    "source": lambda i: i.source,
}

CODE_FACTS: Mapping[str, Callable[[CodeList, Code], Cell]] = {
    "list": lambda codes, code: codes.id,
    "list-fi": lambda codes, code: codes.label.fi,
    "list-en": lambda codes, code: codes.label.en,
    "code": lambda codes, code: code.id,
    "label-fi": lambda codes, code: code.label.fi,
    "label-en": lambda codes, code: code.label.en,
    "aliases": lambda codes, code: ", ".join(code.aliases),
}
