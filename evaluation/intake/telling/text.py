"""Problems as plain text: how many of each kind, where they are, what to do."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.framework.model import Language, Text
from evaluation.intake.telling.groups import (
    SEVERITIES,
    Group,
    column_of,
    groups,
    place_of,
    row_ranges,
    sentence,
    told,
    whole,
)
from evaluation.observations import Problem, Severity

RANGES_SHOWN = 20

KINDS: dict[Severity, Text] = {
    "refuses office": Text("toimistoa ei voi lukea", "the office is refused"),
    "refuses row": Text("rivi hylätään", "the row is refused"),
    "warning": Text("huomautus", "warning"),
}
NO_PROBLEMS = Text("Ei ongelmia.", "No problems.")
TOTAL = Text("Ongelmia: {n}", "Problems: {n}")
ROWS = Text("rivit {rows}", "rows {rows}")
ROW = Text("rivi {rows}", "row {rows}")
MORE = Text(" ja muita", " and others")
EXPECTED = Text("Odotettiin: {it}.", "Expected: {it}.")


def problems_as_text(problems: Iterable[Problem], language: Language = "en") -> str:
    """Sum problems up: counts by severity, then each rule with its first rows.

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
    found = groups(problems)
    if not found:
        return NO_PROBLEMS.say(language)
    lines = [TOTAL.say(language).format(n=whole(sum(group.times for group in found)))]
    for severity in SEVERITIES:
        of_severity = [group for group in found if group.severity == severity]
        if of_severity:
            times = whole(sum(group.times for group in of_severity))
            lines.append(f"{KINDS[severity].say(language)}: {times}")
            lines += [f"  - {_line(group, language)}" for group in of_severity]
    return "\n".join(lines)


def _line(group: Group, language: Language) -> str:
    place = [group.office, place_of(group, language), column_of(group, language)]
    ranges = row_ranges(group.rows)
    if ranges:
        shown = ", ".join(ranges[:RANGES_SHOWN])
        shown += MORE.say(language) if len(ranges) > RANGES_SHOWN else ""
        place.append((ROW if len(group.rows) == 1 else ROWS).say(language).format(rows=shown))
    said = told(group, language)
    expected = EXPECTED.say(language).format(it=said.expected) if said.expected else ""
    texts = (f"{', '.join(filter(None, place))}: {said.what}.", expected, sentence(said.mend))
    return " ".join(filter(None, texts))
