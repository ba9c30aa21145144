"""data/README.md says to people what observations.TABLES says to the program."""

import re
from pathlib import Path

import pytest

from evaluation.contract import FIRST_DAY, LAST_PLANNED_DAY
from evaluation.intake.bounds import MAX_CELL, MAX_COLUMNS
from evaluation.intake.csv_file import MAX_BYTES
from evaluation.intake.dates import SLACK
from evaluation.intake.redaction import REMOVED
from evaluation.observations import TABLES

README = (Path(__file__).parents[3] / "data" / "README.md").read_text(encoding="utf-8")


def section(name):
    """The part of the document about one table, and its rows by column."""
    (found,) = re.findall(rf"^### {name}\n(.*?)(?=^##)", README, re.MULTILINE | re.DOTALL)
    rows = [line.strip("| ").split(" | ") for line in found.splitlines() if line.startswith("| `")]
    return found, {row[0].strip("`"): row for row in rows}


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_table_and_column_is_told(table):
    text, rows = section(table.name)
    assert all(f"`{name}`" in text for name in (table.name, *table.names))
    assert ("**Required.**" in text) == table.required
    assert list(rows) == [column.name for column in table.columns]
    for column in table.columns:
        row = rows[column.name]
        assert row[1] == ", ".join(column.names)
        assert row[2].strip() == ("yes" if column.required else "")
        if column.low is not None:
            assert f"{column.low:g} … {column.high:g}".replace("-", "−") in row[4]
        if column.codes and column.codes != "indicators":
            assert f"`{column.codes}`" in row[4]
        if column.words and column.kind != "truth":
            words = text.split(f"Words of `{column.name}`:")[1].split("\n")[0]
            told = re.findall(r"[^;:,.*]+", words)
            assert set(column.words) <= {word.strip() for word in told}


def test_no_table_is_told_that_is_not_there():
    tables = README.split("## Tables")[1].split("## What is refused")[0]
    assert re.findall(r"^### (\S+)", tables, re.MULTILINE) == list(TABLES)


def test_words_and_bounds_of_the_program_are_told():
    assert all(word in README for word in TABLES["workers"].column("qualified").words)
    assert f"Not before {FIRST_DAY.year}" in README
    assert README.count(f"at most {LAST_PLANNED_DAY:%-d.%-m.%Y}") == 2
    assert README.count(f"{SLACK.days} days before") == 3
    assert REMOVED in README
    assert f"at most {MAX_COLUMNS} columns, {MAX_CELL:,} characters" in README.replace("At", "at")
    assert f"{MAX_BYTES // 2**20} MB a file" in README


def test_the_last_day_of_the_shipped_theory_is_told(framework):
    last = max(occasion.to_day for occasion in framework.occasions.values())
    assert f"more than {last} days after its end" in README
