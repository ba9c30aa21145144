"""What one sends back to an office: a page that tells what to mend, where and how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, StrictUndefined, Template

from evaluation.framework.model import Language, Text
from evaluation.intake.telling import words as say
from evaluation.intake.telling.groups import (
    SEVERITIES,
    Group,
    column_of,
    groups,
    place_of,
    row_ranges,
    rows_of,
    sentence,
    table_name,
    told,
    whole,
)
from evaluation.observations import Problem, Severity

# Beyond this many ranges of rows in one place all of them are folded, and the first few stand out.
FOLD_ABOVE = 200
SHOWN_WHEN_FOLDED = 20


def problems_html(
    problems: Iterable[Problem],
    office_label: str,
    language: Language,
    counts: Mapping[str, tuple[int, int, int, int]],
    *,
    day: dt.date | None = None,
    workbook: str = "",
    synthetic: bool = False,
) -> str:
    """Make one self-contained page that tells an office what to mend.

    Parameters
    ----------
    problems : iterable of Problem
        The problems of one office.
    office_label : str
        The office's name, as its people know it.
    language : {"fi", "en"}
        Language of the page.
    counts : mapping of str to (int, int, int, int)
        For each table of the contract its rows: delivered, accepted, refused, repeated. Without
        counts the page has no table of them.
    day : date, optional
        Day of the check; today if not given.
    workbook : str
        Name of the marked Excel file that goes with the page; ``""`` when there is none.
    synthetic : bool
        Whether the data are our own demo data, which the page then says.

    Returns
    -------
    str
        HTML with its style inside: no script, nothing fetched, no value from the data.
    """
    found = groups(problems)
    page = {
        "office": office_label,
        "title": f"{office_label}: {say.HEADING.say(language)}",
        "heading": say.HEADING.say(language),
        "day": say.day(day or dt.date.today(), language),
        "synthetic": say.SYNTHETIC.say(language) if synthetic else "",
        "lead": (say.LEADS[found[0].severity] if found else say.ALL_WELL).say(language),
        "counts": list(_counts(counts, language)),
        "counts_note": _counts_note(found, language),
        "sections": list(_sections(found, language)),
        "steps": _steps(workbook, language),
    }
    words = {
        "read": say.READ.say(language),
        "table": say.TABLE.say(language),
        "numbers": [name.say(language) for name in say.NUMBERS],
        "expected": say.EXPECTED.say(language),
        "mend": say.MEND.say(language),
        "how": say.HOW.say(language),
        "footer": say.FOOTER.say(language),
    }
    html = _template().render(language=language, page=page, words=words)
    # A file's name may hold halves of characters, which no file in UTF-8 can.
    return html.encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    source = (
        files("evaluation.intake.telling").joinpath("problems.html.j2").read_text(encoding="utf-8")
    )
    return environment.from_string(source)


def _counts(
    counts: Mapping[str, tuple[int, int, int, int]], language: Language
) -> Iterator[dict[str, object]]:
    for table, numbers in counts.items():
        # What is not accepted stands out, where there is any.
        cells = [
            {"text": whole(number), "strong": number > 0 and at >= 2}
            for at, number in enumerate(numbers)
        ]
        yield {"name": table_name(table, language), "cells": cells}


def _counts_note(found: Sequence[Group], language: Language) -> str:
    return (say.COUNTS_STOPPED if _stopped(found) else say.COUNTS_NOTE).say(language)


def _stopped(found: Sequence[Group]) -> bool:
    return any(g.severity == "refuses office" for g in found)


def _unit(severity: Severity, number: int, stopped: bool) -> Text:
    if stopped and severity == "refuses row":
        return say.ROW_STILL_OUT if number == 1 else say.ROWS_STILL_OUT
    kind = say.KINDS[severity]
    return kind.one if number == 1 else kind.many


def _sections(found: Sequence[Group], language: Language) -> Iterator[dict[str, object]]:
    stopped = _stopped(found)
    for severity in SEVERITIES:
        of_kind = [g for g in found if g.severity == severity]
        if not of_kind:
            continue
        kind = say.KINDS[severity]
        number = rows_of(of_kind) if severity == "refuses row" else sum(g.times for g in of_kind)
        yield {
            "id": kind.id,
            "mark": kind.mark,
            "heading": kind.heading.say(language),
            "intro": kind.intro.say(language),
            "number": whole(number),
            "unit": _unit(severity, number, stopped).say(language),
            "places": [
                {"name": name, "rules": [_rule(list(same), language) for _, same in _by_rule(here)]}
                for name, here in groupby(of_kind, key=lambda g: place_of(g, language))
            ],
        }


def _by_rule(here: Iterable[Group]) -> Iterator[tuple[str, Iterator[Group]]]:
    return groupby(here, key=lambda g: g.rule)


def _rule(same: Sequence[Group], language: Language) -> dict[str, object]:
    """One rule in one sheet: said once, with every column and row where it is broken."""
    said = [told(g, language) for g in same]
    expectations = {s.expected for s in said}
    shared = said[0].expected if len(expectations) == 1 else ""
    spots = [
        _spot(g, "" if shared else s.expected, language) for g, s in zip(same, said, strict=True)
    ]
    return {
        "what": sentence(said[0].what).removesuffix("."),
        "expected": shared,
        "mend": sentence(said[0].mend),
        "spots": [spot for spot in spots if any(spot.values())],
    }


def _spot(group: Group, expected: str, language: Language) -> dict[str, str]:
    ranges = row_ranges(group.rows)
    column = column_of(group, language)
    spot = {
        "column": column[:1].upper() + column[1:],
        "expected": expected,
        "rows": "",
        "fold": "",
        "folded": "",
    }
    if len(ranges) > FOLD_ABOVE:
        shown = say.FIRST_ROWS.say(language).format(rows=", ".join(ranges[:SHOWN_WHEN_FOLDED]))
        spot["fold"] = say.ALL_ROWS.say(language).format(n=whole(len(group.rows)))
        spot["folded"] = ", ".join(ranges)
    elif ranges:
        label = say.ROW if len(group.rows) == 1 else say.ROWS
        shown = label.say(language).format(rows=", ".join(ranges))
    else:
        shown = ""
    spot["rows"] = shown if column else shown[:1].upper() + shown[1:]
    return spot


def _steps(workbook: str, language: Language) -> list[str]:
    first = say.MARKED_COPY if workbook else say.OPEN
    return [
        first.say(language).format(workbook=workbook),
        *(step.say(language) for step in say.STEPS),
    ]
