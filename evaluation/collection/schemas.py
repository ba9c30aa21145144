"""The contract as Table Schema and Data Package (Frictionless Data, version 1).

They describe the uniform form: English headers, codes, ISO 8601 dates, a decimal point, commas
between cells. What is valid by them passes intake, but for what a schema cannot say (an indicator's
own range, dates that lie ahead, which day comes first).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from evaluation.collection.choices import choices_of
from evaluation.collection.limits import bounds_of, indicators_of, is_planned
from evaluation.collection.words import (
    header_of,
    meaning_of,
    row_of,
    say,
    title_of,
    unit_of,
)
from evaluation.contract import (
    FIRST_DAY,
    KEYS,
    LAST_PLANNED_DAY,
    MISSING,
    TABLES,
    Column,
    Kind,
    Table,
)
from evaluation.framework.model import Framework, Language

Json = dict[str, Any]


def schema_name(table: Table) -> str:
    """Name of a table's schema file."""
    return f"{table.name}.schema.json"


def table_schema(framework: Framework, table: Table, language: Language) -> Json:
    """Table Schema of one table.

    Parameters
    ----------
    framework : Framework
        Gives the codes and the ranges of indicators.
    table : Table
        A table of the contract.
    language : {"fi", "en"}
        Of titles and descriptions; names and codes are the contract's own.

    Returns
    -------
    dict
        ``fields``, ``missingValues``, and where there are such ``primaryKey`` and ``foreignKeys``.
    """
    schema: Json = {
        "fields": [_field(framework, table, column, language) for column in table.columns],
        "missingValues": list(MISSING),
    }
    if table.name in KEYS:
        schema["primaryKey"] = list(KEYS[table.name])
    if table.name != "clients" and any(column.name == "client" for column in table.columns):
        reference = {"resource": "clients", "fields": "client"}
        schema["foreignKeys"] = [{"fields": "client", "reference": reference}]
    return schema


def data_package(framework: Framework, language: Language) -> Json:
    """Data Package of all tables: a CSV file each, beside its schema."""
    required = [table.name for table in TABLES.values() if table.required]
    return {
        "profile": "tabular-data-package",
        "name": "evaluation-data-contract",
        "title": say("dictionary.title", language),
        "description": say("dictionary.about", language, required=", ".join(required)),
        "version": framework.version,
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": table.name,
                "title": title_of(table).say(language),
                "description": row_of(table).say(language),
                "path": f"{table.name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": schema_name(table),
            }
            for table in TABLES.values()
        ],
    }


def _field(framework: Framework, table: Table, column: Column, language: Language) -> Json:
    told = (
        meaning_of(table, column).say(language),
        _unit(table, column, language),
        say("dictionary.own-range", language)
        if column.name == "value" and indicators_of(framework, table)
        else "",
        say("dictionary.not-ahead", language)
        if column.kind == "date" and not is_planned(table, column)
        else "",
    )
    constraints: Json = {"required": column.required}
    constraints.update(LIMITS.get(column.kind, _codes)(framework, table, column))
    return {
        "name": column.name,
        "title": header_of(column, language),
        "description": " ".join(filter(None, told)),
        **TYPES[column.kind](column),
        "constraints": constraints,
    }


def _unit(table: Table, column: Column, language: Language) -> str:
    unit = unit_of(table, column).say(language)
    return f"{say('dictionary.unit', language).capitalize()}: {unit}." if unit else ""


def _simple(type: str) -> Callable[[Column], Json]:
    return lambda column: {"type": type, "format": "default"}


def _truth(column: Column) -> Json:
    """A boolean with the contract's own words; the version-1 profile knows no format of it."""
    meant = {
        meaning: [word for word, code in column.words.items() if code == meaning]
        for meaning in ("yes", "no")
    }
    return {"type": "boolean", "trueValues": meant["yes"], "falseValues": meant["no"]}


TYPES: Mapping[Kind, Callable[[Column], Json]] = {
    "client": _simple("string"),
    "worker": _simple("string"),
    "text": _simple("string"),
    "code": _simple("string"),
    "date": _simple("date"),
    "number": _simple("number"),
    "integer": _simple("integer"),
    "truth": _truth,
}


def _codes(framework: Framework, table: Table, column: Column) -> Json:
    # The same code may be offered for two respondents.
    codes = [choice.code for choice in choices_of(framework, table, column, "en")]
    return {"enum": list(dict.fromkeys(codes))} if codes else {}


def _range(framework: Framework, table: Table, column: Column) -> Json:
    bounds = bounds_of(framework, table, column)
    both = {"minimum": bounds.low, "maximum": bounds.high}
    return {name: _whole(bound) for name, bound in both.items() if bound is not None}


def _whole(bound: float) -> float | int:
    return int(bound) if float(bound).is_integer() else bound


def _days(framework: Framework, table: Table, column: Column) -> Json:
    first = {"minimum": FIRST_DAY.isoformat()}
    return first | ({"maximum": LAST_PLANNED_DAY.isoformat()} if is_planned(table, column) else {})


def _nothing(framework: Framework, table: Table, column: Column) -> Json:
    return {}


LIMITS: Mapping[Kind, Callable[[Framework, Table, Column], Json]] = {
    "number": _range,
    "integer": _range,
    "date": _days,
    "truth": _nothing,
}
