"""Problems told to people: how many of each kind, where the first ones are, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evaluation.framework.model import Language, Text
from evaluation.intake.catalogue import AS_GIVEN, RULES
from evaluation.observations import TABLES, Problem, Severity

PLACES_SHOWN = 20

SEVERITIES: dict[Severity, Text] = {
    "refuses office": Text("toimistoa ei voi lukea", "the office is refused"),
    "refuses row": Text("rivi hylätään", "the row is refused"),
    "warning": Text("huomautus", "warning"),
}
NO_PROBLEMS = Text("Ei ongelmia.", "No problems.")
TOTAL = Text("Ongelmia {n}:", "Problems: {n}")
SHEET = Text("välilehti {name}", "sheet {name}")
COLUMN = Text("sarake {name}", "column {name}")
ROWS = Text("rivit {rows}", "rows {rows}")
MORE = Text(" ja {n} muuta", " and {n} more")
EXPECTED = Text("Odotettiin: {it}.", "Expected: {it}.")

# The Finnish header of each column, where offices meet it.
FINNISH_HEADERS = {c.name: c.names[0] for t in TABLES.values() for c in t.columns if c.names}


def problems_as_text(problems: Iterable[Problem], language: Language = "en") -> str:
    """Sum problems up: counts by severity, then each rule with its first 20 rows.

    Parameters
    ----------
    problems : iterable of Problem
        For example ``Observations.problems``.
    language : {"fi", "en"}
        Language of the text.

    Returns
    -------
    str
        Several lines, without any value from the data.
    """
    everything = tuple(problems)
    if not everything:
        return NO_PROBLEMS.say(language)
    lines = [TOTAL.say(language).format(n=len(everything))]
    for severity, label in SEVERITIES.items():
        of_severity = [p for p in everything if p.severity == severity]
        if of_severity:
            lines.append(f"{label.say(language)}: {len(of_severity)}")
            lines += [f"  - {line}" for line in _groups(of_severity, language)]
    return "\n".join(lines)


def _groups(problems: Sequence[Problem], language: Language) -> list[str]:
    groups: dict[tuple[str, ...], list[Problem]] = {}
    for p in problems:
        key = (p.office, p.file, p.sheet, p.column, p.rule, p.expected)
        groups.setdefault(key, []).append(p)
    return [_group(group, language) for group in groups.values()]


def _group(group: Sequence[Problem], language: Language) -> str:
    problem, rule = group[0], RULES.get(group[0].rule)
    what, expected, mend = problem.rule, problem.expected, problem.mend
    if rule is not None:
        what, mend = rule.what.say(language), rule.mend.say(language)
        if rule.expected is not AS_GIVEN:
            expected = rule.expected.say(language)
    place = [problem.office, problem.file]
    if problem.sheet:
        place.append(SHEET.say(language).format(name=problem.sheet))
    if problem.column:
        name = problem.column
        if language == "fi":
            name = FINNISH_HEADERS.get(name, name)
        place.append(COLUMN.say(language).format(name=name))
    rows = [p.row for p in group if p.row is not None]
    if rows:
        shown = ", ".join(str(row) for row in sorted(rows)[:PLACES_SHOWN])
        more = len(rows) - PLACES_SHOWN
        shown += MORE.say(language).format(n=more) if more > 0 else ""
        place.append(ROWS.say(language).format(rows=shown))
    return f"{', '.join(place)}: {what}. {EXPECTED.say(language).format(it=expected)} {mend}"
