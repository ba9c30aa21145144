"""Problems put together for telling: one group a place, a rule and a column, with its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evaluation.framework.model import Language, Text
from evaluation.intake.catalogue import RULES
from evaluation.observations import TABLES, Problem, Severity

NARROW = "\u202f"
DASH = "\u2013"

WHOLE_DELIVERY = Text("Koko toimitus", "The whole delivery")
NAMELESS_FILE = Text(
    "Tiedosto numero {n} (järjestys nimen mukaan)", "File number {n} (in order of name)"
)
IN_SHEET = Text("{file}, välilehti {sheet}", "{file}, sheet {sheet}")
COLUMN_OF = Text("sarake {name}", "column {name}")

# What stops everything comes first, then what is left out, then what only should be looked at.
SEVERITIES: tuple[Severity, ...] = ("refuses office", "refuses row", "warning")

_LETTERS = re.compile(r"[A-Z]{1,3}")
# A file whose name may be somebody's name is told of by its number.
_NAMELESS = re.compile(r"#(\d+)(?:\.\w+)?")
_ANY_COLUMN = {c.name: c for t in TABLES.values() for c in t.columns}
# Many exports have a column that says whose the row is; it is in no table of the contract.
_BESIDES = {"office": Text("toimisto", "office")}


@dataclass(frozen=True, slots=True, eq=False)  # told apart by identity: rows may be a million
class Group:
    """The problems of one rule in one column of one sheet that say the same.

    ``rows`` are the rows' numbers as a spreadsheet shows them, rising, each once; empty when the
    problem is no row's. ``times`` counts the problems. The other fields are those of
    :class:`~evaluation.observations.Problem`.
    """

    severity: Severity
    office: str
    file: str
    sheet: str
    table: str
    rule: str
    column: str
    letter: str
    expected: str
    mend: str
    rows: tuple[int, ...]
    times: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a rule says in one language: what is wrong, what was expected, how to mend it."""

    what: str
    expected: str
    mend: str


def groups(problems: Iterable[Problem]) -> tuple[Group, ...]:
    """Put problems of the same place, rule, column and expectation together.

    Returns
    -------
    tuple of Group
        By severity, then file, sheet and rule, each in the order in which it was first met.
    """
    found: dict[tuple[str, ...], list[Problem]] = {}
    for p in problems:
        key = (p.severity, p.office, p.file, p.sheet, p.rule, p.column, p.letter, p.expected)
        found.setdefault(key, []).append(p)
    made = [_group(same) for same in found.values()]
    met = {part: n for n, part in reversed(list(enumerate(_places(made))))}
    return tuple(
        sorted(
            made,
            key=lambda g: (
                SEVERITIES.index(g.severity),
                met[(g.office, g.file)],
                met[(g.office, g.file, g.sheet)],
                met[(g.office, g.file, g.sheet, g.rule)],
            ),
        )
    )


def _places(made: Sequence[Group]) -> Iterator[tuple[str, ...]]:
    for g in made:
        yield (g.office, g.file)
        yield (g.office, g.file, g.sheet)
        yield (g.office, g.file, g.sheet, g.rule)


def _group(same: Sequence[Problem]) -> Group:
    p = same[0]
    return Group(
        p.severity,
        p.office,
        p.file,
        p.sheet,
        p.table,
        p.rule,
        p.column,
        letter_of(p),
        p.expected,
        p.mend,
        tuple(sorted({q.row for q in same if q.row is not None})),
        len(same),
    )


def letter_of(problem: Problem | Group) -> str:
    """Letter of the problem's column in the sent file, ``""`` when it is not known.

    A column that is not in the contract has no other name than its letter.
    """
    unnamed = problem.column not in _ANY_COLUMN and _LETTERS.fullmatch(problem.column)
    return problem.letter or (problem.column if unnamed else "")


def told(problem: Problem | Group, language: Language) -> Told:
    """Say what is wrong, what was expected and what to do, in ``language``, without a full stop.

    Where what was expected differs from place to place, or the rule is not in the catalogue, the
    problem's own words stand.
    """
    rule = RULES.get(problem.rule)
    if rule is None:
        return Told(problem.rule, problem.expected, problem.mend)
    expected = rule.expected.say(language)
    return Told(
        rule.what.say(language),
        problem.expected if "{it}" in expected else expected,
        rule.mend.say(language),
    )


def header_of(table: str, column: str, language: Language) -> str:
    """Header of a column as the contract writes it in ``language``.

    Parameters
    ----------
    table : str
        The contract's table; when it is not known, any table that has the column.
    column : str
        The column's name in the contract. Another name is returned as it is.
    language : {"fi", "en"}
        Finnish headers are the contract's first other name, English ones its own name.
    """
    columns = {c.name: c for c in TABLES[table].columns} if table in TABLES else _ANY_COLUMN
    found = columns.get(column)
    if found is None:
        return _BESIDES[column].say(language) if column in _BESIDES else column
    return found.names[0] if language == "fi" and found.names else found.name


def table_name(table: str, language: Language) -> str:
    """Name of a table as the contract writes it in ``language``."""
    found = TABLES[table]
    return found.names[0] if language == "fi" and found.names else found.name


def column_of(group: Group, language: Language) -> str:
    """The group's column in words, with its letter: ``sarake alkoi (F)``; ``""`` when none."""
    # A column that the contract does not know has its letter alone.
    known = "" if group.column == group.letter else group.column
    header = header_of(group.table, known, language)
    name = f"{header} ({group.letter})" if header and group.letter else header or group.letter
    return COLUMN_OF.say(language).format(name=name) if name else ""


def place_of(group: Group, language: Language) -> str:
    """The group's file and sheet in words; what concerns no file is the whole delivery."""
    file = file_of(group, language)
    return IN_SHEET.say(language).format(file=file, sheet=group.sheet) if group.sheet else file


def file_of(group: Group, language: Language) -> str:
    """The group's file in words."""
    file = group.file.removeprefix(f"{group.office}/")
    if not file:
        return WHOLE_DELIVERY.say(language)
    nameless = _NAMELESS.fullmatch(file)
    return NAMELESS_FILE.say(language).format(n=nameless[1]) if nameless else file


def row_ranges(rows: Iterable[int]) -> tuple[str, ...]:
    """Rows as compact ranges: 2, 3, 4, 5, 9 become ``2–5`` and ``9``."""
    ranges: list[list[int]] = []
    for row in sorted(set(rows)):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    return tuple(str(a) if a == b else f"{a}{DASH}{b}" for a, b in ranges)


def rows_of(groups: Iterable[Group]) -> int:
    """How many rows the groups name, each once however many problems it has."""
    return len({(g.office, g.file, g.sheet, row) for g in groups for row in g.rows})


def whole(number: int) -> str:
    """Write a count with its thousands apart, as a line does not break there: ``10 000``."""
    return f"{number:,}".replace(",", NARROW)


def sentence(text: str) -> str:
    """Begin with a capital letter and end with a full stop; ``""`` stays empty."""
    text = text.strip()
    if not text:
        return ""
    begun = text[0].upper() + text[1:]
    return begun if begun.endswith((".", "!", "?")) else f"{begun}."
