"""What offices may write for an indicator or a code, looked up in the framework."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from evaluation.contract import INDICATORS
from evaluation.errors import TheoryError
from evaluation.framework.model import CodeList, Framework, Indicator
from evaluation.observations import TABLES
from evaluation.spelling import fold

T = TypeVar("T")


@dataclass(frozen=True)
class Scale:
    """The questions of one instrument that share one scale."""

    low: float
    high: float
    indicators: frozenset[str]


@dataclass(frozen=True)
class Lookups:
    """Folded words → ids.

    ``codes`` by code list, and ``choices`` as people are told of them; ``indicators`` by table,
    then by word and respondent (``""`` where the table has none); ``indicator_words`` are all words
    of any indicator; ``ranges`` are inclusive; ``scales`` are those of the instruments that are
    answered; ``windows`` are the first and last day of each occasion, from the service's start, in
    order; ``offices`` are the words that name each office of the roster.
    """

    codes: Mapping[str, Mapping[str, str]]
    indicators: Mapping[str, Mapping[tuple[str, str], str]]
    indicator_words: frozenset[str]
    ranges: Mapping[str, tuple[float, float]]
    scales: tuple[Scale, ...] = ()
    windows: tuple[tuple[int, int], ...] = ()
    offices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def highest(self, table: str) -> float:
        """The highest value of any indicator of a table."""
        ids = self.indicators.get(table, {}).values()
        return max((self.ranges[id][1] for id in ids), default=0.0)


def lookups_of(framework: Framework) -> Lookups:
    """Build the lookups.

    Raises
    ------
    TheoryError
        When the framework lacks a code list that the data contract needs.
    """
    needed = {c.codes for t in TABLES.values() for c in t.columns if c.codes} - {INDICATORS}
    lacking = sorted(needed - set(framework.code_lists))
    if lacking:
        raise TheoryError(
            "The framework lacks code lists that the data contract needs: "
            + ", ".join(lacking)
            + ". Add them to data/framework."
        )
    indicators = framework.indicators.values()
    return Lookups(
        codes={name: words_of(framework.code_lists[name]) for name in sorted(needed)},
        indicators={
            table.name: indicator_words(i for i in indicators if i.reading.table == table.name)
            for table in TABLES.values()
        },
        indicator_words=frozenset(
            word for indicator in indicators for words in spellings(indicator) for word in words
        ),
        ranges={i.id: (i.low, i.high) for i in indicators},
        scales=_scales(framework),
        windows=tuple(sorted((o.from_day, o.to_day) for o in framework.occasions.values())),
        offices={
            office.id: frozenset(map(fold, (office.id, office.name.fi, office.name.en)))
            for office in framework.offices.values()
        },
        choices={
            name: tuple(f"{code.label.fi} ({code.id})" for code in framework.code_lists[name].codes)
            for name in sorted(needed)
        },
    )


def _scales(framework: Framework) -> tuple[Scale, ...]:
    answered = [
        i
        for i in framework.indicators.values()
        if i.instrument and i.reading.table == "assessments"
    ]
    keys = dict.fromkeys((i.instrument, i.low, i.high) for i in answered)
    return tuple(
        Scale(
            low,
            high,
            frozenset(i.id for i in answered if (i.instrument, i.low, i.high) == (name, low, high)),
        )
        for name, low, high in keys
    )


def words_of(codes: CodeList) -> dict[str, str]:
    """Words of a code list → its ids: ids first, then labels, then aliases.

    A word that two codes share at the same place means neither: nothing is guessed.
    """
    entries = codes.codes
    return _first_meanings(
        [(fold(code.id), code.id) for code in entries],
        [(fold(label), c.id) for c in entries for label in (c.label.fi, c.label.en)],
        [(fold(alias), code.id) for code in entries for alias in code.aliases],
    )


def spellings(indicator: Indicator) -> tuple[tuple[str, ...], ...]:
    """Folded words for an indicator: its code in the data, its id, its labels."""
    code = indicator.reading.code
    return (
        (fold(code),) if code else (),
        (fold(indicator.id),),
        (fold(indicator.label.fi), fold(indicator.label.en)),
    )


def indicator_words(indicators: Iterable[Indicator]) -> dict[tuple[str, str], str]:
    """Words and respondents of indicators → their ids."""
    tiers: list[list[tuple[tuple[str, str], str]]] = [[], [], []]
    for indicator in indicators:
        for tier, words in zip(tiers, spellings(indicator), strict=True):
            tier += [((word, indicator.reading.respondent or ""), indicator.id) for word in words]
    return _first_meanings(*tiers)


def _first_meanings(*tiers: list[tuple[T, str]]) -> dict[T, str]:
    meanings: dict[T, str | None] = {}
    for tier in tiers:
        here: dict[T, set[str]] = {}
        for word, id in tier:
            here.setdefault(word, set()).add(id)
        for word, ids in here.items():
            meanings.setdefault(word, next(iter(ids)) if len(ids) == 1 else None)
    return {word: id for word, id in meanings.items() if id is not None}
