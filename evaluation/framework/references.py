"""Rules that hold the theory together: every name leads somewhere, every range makes sense.

Each rule is a function from all entries to the problems it finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from evaluation.framework.collected import METHODS, Entries
from evaluation.framework.entries import BAD, Entry
from evaluation.framework.model import CHANGE, Configuration, Reading
from evaluation.framework.problems import FrameworkProblem, one_of
from evaluation.framework.values import (
    anchors_are_in_order,
    comparisons_make_sense,
    ranges_make_sense,
)

BASELINE, FOLLOW_UP = "baseline", "follow-up"
"""The occasions that a change is counted between."""

ADJUSTMENTS = ("baseline", "months_of_service", "age_at_start")
"""What a rival may adjust for besides the baseline of an indicator."""

MEASURES: Mapping[str, tuple[str, ...]] = {
    "assessments": (),
    "goals": ("t_score",),
    "methods": ("sessions", "minutes"),
    "clients": ("months_of_service", "age_at_start"),
    "workers": ("caseload", "qualified", "count"),
    "facts": (),
}
"""Tables an indicator may be read from, and what can be computed from each."""

CODED = ("assessments", "methods", "facts")
"""Tables in which a code tells the indicators apart."""


def ids_are_unique(entries: Entries) -> Iterator[FrameworkProblem]:
    """Require one entry an id in each section (configurations: id and version)."""
    first: dict[tuple[str, str], Entry] = {}
    for entry in entries.all:
        key = (entry.section, entry.id)
        if entry.section == "configurations":
            if entry.value is BAD:
                continue
            key = (entry.section, entry.value.key)
        if key in first:
            other = first[key]
            what = f"'{key[1]}'" if key[1] != entry.section else f"'{entry.section}' of the theory"
            yield entry.problem(
                "",
                f"{what} stands twice in {entry.section} (first in {other.file}:{other.line()})",
                "one entry; a changed configuration gets the next version",
            )
        first.setdefault(key, entry)


def names_lead_somewhere(entries: Entries) -> Iterator[FrameworkProblem]:
    """Require that every name of another entry is the id of one that exists."""
    for entry in entries.all:
        if entry.value is BAD:
            continue
        for path, section, names in _references(entry):
            known = entries.methods() if section == METHODS else entries.ids(section)
            if known is None:
                continue
            extra = {"conditions": (), "at": (CHANGE,)}.get(path, ())
            extra = ADJUSTMENTS if path.endswith("adjust_for") else extra
            for name in names:
                if name not in known and name not in extra:
                    what = section.replace("_", " ").removesuffix("s")
                    yield entry.problem(
                        path, f"unknown {what} '{name}'", one_of(name, {*known, *extra})
                    )


def _references(entry: Entry) -> Iterable[tuple[str, str, Sequence[str]]]:
    """Which names an entry uses: the path they stand at, the section they are of, the names."""
    names_of = _REFERENCES.get(entry.section)
    return names_of(entry.value) if names_of else ()


def _of_configuration(c: Configuration) -> Iterable[tuple[str, str, Sequence[str]]]:
    yield "context", "conditions", c.context
    yield "intervention.method", METHODS, (c.intervention.method,)
    yield "mechanism.resource", "conditions", (c.mechanism.resource,)
    yield "mechanism.reasoning", "conditions", (c.mechanism.reasoning,)
    yield "outcome.condition", "conditions", (c.outcome.condition,)
    yield "outcome.indicator", "indicators", (c.outcome.indicator,)
    yield "prediction.should_not_hold_in", "conditions", c.prediction.should_not_hold_in
    for n, rival in enumerate(c.rivals):
        yield f"rivals.{n}.adjust_for", "indicators", rival.adjust_for
    yield "leads_to", "configurations", c.leads_to


_REFERENCES: Mapping[str, Callable[..., Iterable[tuple[str, str, Sequence[str]]]]] = {
    "strategy_map": lambda m: (
        (f"perspectives.{p.id}.factors.{f.id}.indicators", "indicators", f.indicators)
        for p in m.perspectives
        for f in p.factors
    ),
    "indicators": lambda i: (
        *((("instrument", "instruments", (i.instrument,)),) if i.instrument else ()),
        *(
            (("reading.code", METHODS, (i.reading.code,)),)
            if i.reading.table == "methods" and i.reading.code
            else ()
        ),
    ),
    "conditions": lambda c: (
        ("indicator", "indicators", (c.indicator,)),
        ("at", "occasions", (c.at,)),
    ),
    "configurations": _of_configuration,
}


def readings_are_complete(entries: Entries) -> Iterator[FrameworkProblem]:
    """Require of an indicator what its table needs: a code, a respondent, a measure."""
    for entry in entries.of("indicators"):
        reading: Reading = entry.value.reading
        if reading.table not in MEASURES:
            yield entry.problem(
                "reading.table", f"unknown table '{reading.table}'", one_of(reading.table, MEASURES)
            )
            continue
        measures = MEASURES[reading.table]
        needs = {
            "code": reading.table in CODED,
            "respondent": reading.table == "assessments",
            "measure": bool(measures),
        }
        for key, needed in needs.items():
            said = getattr(reading, key)
            if needed and said is None:
                yield entry.problem(
                    "reading", f"'{key}' is missing for table {reading.table}", f"the key '{key}'"
                )
            if not needed and said is not None:
                yield entry.problem(
                    f"reading.{key}", f"table {reading.table} has no '{key}'", f"no key '{key}'"
                )
        if measures and reading.measure and reading.measure not in measures:
            yield entry.problem(
                "reading.measure",
                f"'{reading.measure}' cannot be computed from table {reading.table}",
                one_of(reading.measure, measures),
            )


def readings_differ(entries: Entries) -> Iterator[FrameworkProblem]:
    """Require that a value in the data belongs to one indicator only."""
    first: dict[Reading, Entry] = {}
    for entry in entries.of("indicators"):
        other = first.setdefault(entry.value.reading, entry)
        if other is not entry and other.id != entry.id:
            yield entry.problem(
                "reading",
                f"'{entry.id}' reads the same values as '{other.id}'",
                "another code, respondent or measure",
            )


def changes_have_two_ends(entries: Entries) -> Iterator[FrameworkProblem]:
    """Require the occasions that a change is counted between."""
    users = [e for e in entries.of("conditions") if e.value.at == CHANGE]
    for name in (BASELINE, FOLLOW_UP):
        if users and name not in entries.ids("occasions"):
            yield users[0].problem(
                "at", f"a change is counted but there is no occasion '{name}'", f"occasion '{name}'"
            )


def codes_are_told_apart(entries: Entries) -> Iterator[FrameworkProblem]:
    """Refuse an id, label or alias that belongs to two codes of a list."""
    for entry in entries.of("code_lists"):
        owners: dict[str, str] = {}
        counts = Counter(code.id for code in entry.value.codes)
        for n, code in enumerate(entry.value.codes):
            path = f"codes.{code.id}" if f"codes.{code.id}" in entry.lines else f"codes.{n}"
            if counts[code.id] > 1:
                yield entry.problem(path, f"code '{code.id}' stands twice", "each code once")
            for word in (code.id, code.label.fi, code.label.en, *code.aliases):
                owner = owners.setdefault(word.casefold(), code.id)
                if owner != code.id:
                    yield entry.problem(
                        path, f"'{word}' means both '{owner}' and '{code.id}'", "one meaning a word"
                    )


def revisions_say_why(entries: Entries) -> Iterator[FrameworkProblem]:
    """Require that a revision says what it revises and why, and is kept beside the earlier."""
    kept = {e.value.key for e in entries.of("configurations")}
    for entry in entries.of("configurations"):
        c: Configuration = entry.value
        if c.version < 1:
            yield entry.problem("version", "versions count from 1", "1 or more")
        if c.version > 1 and c.revises is None:
            yield entry.problem(
                "", f"'{c.key}' does not say what it revises", "revises: what changed, and why"
            )
        if c.version > 1 and f"{c.id} v{c.version - 1}" not in kept:
            yield entry.problem(
                "version",
                f"'{c.id} v{c.version - 1}' is not here any more",
                "earlier versions kept beside the new one",
                "warning",
            )


RULES: tuple[Callable[[Entries], Iterator[FrameworkProblem]], ...] = (
    ids_are_unique,
    names_lead_somewhere,
    readings_are_complete,
    readings_differ,
    ranges_make_sense,
    comparisons_make_sense,
    anchors_are_in_order,
    changes_have_two_ends,
    codes_are_told_apart,
    revisions_say_why,
)
